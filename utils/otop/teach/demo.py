"""A workshop evening in one minute: pretend submissions through the real path.

Everybody here is invented. The answers are taken from the assignment's key, so that each
pretend trainee is right, or makes mistakes that have a name.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError
from otop.learn.hand_in import make_file
from otop.teach import marks as grading
from otop.teach.collect import Collected, collect
from otop.teach.course_folder import CONFIG, Run, find_course, gradebook
from otop.teach.grading import walls
from otop.teach.keys import CellKey, load_key
from otop.teach.release import release
from otop.teach.report import Room, read_room, write_page
from otop.teach.roster import load_roster, read_roster

ASSIGNMENT = "05_unit_cost"
COMMENT = "Good: you use the numbers. Say also what the group can do next."
PEOPLE = """id,name,group
P001,Example Dorji,Paro (invented)
P002,Example Sok,Kampong Cham (invented)
P003,ตัวอย่าง ใจดี,ลำปาง (invented)
P004,ຕົວຢ່າງ ສົມພອນ,Salavan (invented)
P005,ตัวอย่าง มานะ,ลำปาง (invented)
P006,"Example, ""Little"" Pema",Haa (invented)
P007,Example Wangmo,Haa (invented)
P008,Example Tashi,Haa (invented)
P009,ຕົວຢ່າງ ແກ້ວ,Salavan (invented)
P010,ตัวอย่าง สมหญิง,ลำปาง (invented)
P011,ตัวอย่าง สมหญิง,เชียงใหม่ (invented)
P012,គំរូ សុខា,Kampong Cham (invented)
"""


@dataclass(frozen=True)
class Demo:
    """What the demo made: the course folder, what was collected, how grading ended, marks, the report and its page."""

    course: Path
    outcome: Collected
    graded: Run
    table: list
    report: Path
    room: Room


def run_demo(folder: Path, source: Path | None = None, say_step=lambda step: None) -> Demo:
    """Run the whole loop in a fresh course folder below `folder`.

    Parameters
    ----------
    folder : Path
        Emptied first, if it is the folder of an earlier demo.
    source : Path, optional
        The course whose assignment is used; the repository's own unless given.

    Errors: `OtopError` if `folder` holds something else.
    """
    say_step("roster")
    course = fresh_course(folder, source)
    load_roster(course, read_roster(PEOPLE))
    say_step("release")
    released = release(course, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    say_step("hand_in")
    drop = folder / "dropped"
    hand_in_all(released, load_key(course, ASSIGNMENT), drop)
    say_step("collect")
    outcome = collect(course, ASSIGNMENT, [drop])
    say_step("grade")
    _walls_or_none()
    graded = grading.grade(course, ASSIGNMENT)
    give_mark(course, "P001", "buyer_offer-answer", 3, COMMENT)
    say_step("feedback")
    grading.feedback(course, ASSIGNMENT)
    grading.export(course)
    say_step("report")
    page = folder / "report.html"
    room = read_room(course, ASSIGNMENT)
    write_page(room, page)
    return Demo(course, outcome, graded, grading.marks(course, ASSIGNMENT), page, room)


def _walls_or_none() -> None:
    """Those who hand in are invented: where this system has no walls, they are graded without; the closing lines say so."""
    try:
        walls.how()
    except OtopError:
        os.environ[walls.SANDBOX] = "off"


def fresh_course(folder: Path, source: Path | None = None) -> Path:
    """A new course folder with the same settings, sources and keys; an earlier demo is taken away."""
    source = find_course(source)
    mark = folder / ".otop-demo"
    if folder.exists() and any(folder.iterdir()) and not mark.is_file():
        raise OtopError("loop.demo_folder", where=str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    course = folder / "course"
    course.mkdir(parents=True)
    mark.write_text("This folder is made anew by: otop demo\n", encoding="utf-8")
    shutil.copy(source / CONFIG, course / CONFIG)
    for part in ("source", "keys"):
        shutil.copytree(
            source / part, course / part, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        )
    return course


def hand_in_all(released: Path, key: dict[str, CellKey], drop: Path) -> None:
    """Fill the released notebook in for each invented person and put the files into the drop folder."""
    drop.mkdir(parents=True, exist_ok=True)
    pristine = json.loads(released.read_text(encoding="utf-8"))
    work = drop.parent / "notebooks"
    work.mkdir(exist_ok=True)

    def hands_in(ids: str, answers: dict[str, str]) -> Path:
        notebook = work / f"{ids.replace(', ', '-')}.ipynb"
        notebook.write_text(json.dumps(filled(pristine, answers), ensure_ascii=False), encoding="utf-8")
        return make_file(notebook, ids, assignment=ASSIGNMENT, edition_path=released, out=drop).path

    hands_in("P001", right_answers(key, 0))
    hands_in("P002", right_answers(key, 1))
    hands_in("P003", wrong_answers(key, 0))
    by_chat = hands_in("ຕົວຢ່າງ ສົມພອນ", wrong_answers(key, 1))  # a name instead of an id; one person has it
    by_chat.rename(by_chat.with_name(f"{by_chat.stem} (1).ipynb"))
    hands_in("P005", wrong_answers(key, 2) | dict(list(right_answers(key, -1).items())[:5]))
    hands_in("P006, P007, P008", right_answers(key, 2) | {"cost_per_piece-answer": key["cost_per_piece-test"].source(
        next(iter(key["cost_per_piece-test"].wrong)))})  # fmt: skip
    hands_in("P009", {})
    hands_in("ตัวอย่าง สมหญิง", right_answers(key, 0))  # two people have this name
    hands_in("P099", right_answers(key, 1))  # nobody has this number

    deleted = filled(pristine, right_answers(key, 1))
    deleted["cells"] = [c for c in deleted["cells"] if _name(c) not in ("drink_full-test", "plate_cash-text")]
    _drop_raw(drop / f"{ASSIGNMENT}_P011.ipynb", deleted)
    twice = filled(pristine, right_answers(key, 0))
    at = [_name(cell) for cell in twice["cells"]].index("plate_full-answer")
    twice["cells"][at + 1 : at + 1] = copy.deepcopy(twice["cells"][at : at + 2])
    _drop_raw(drop / f"{ASSIGNMENT}--P012 - Copy.ipynb", twice)
    whole = json.dumps(filled(pristine, right_answers(key, 0)))
    (drop / f"{ASSIGNMENT}--P010.ipynb").write_text(whole[: len(whole) // 2], encoding="utf-8")


def right_answers(key: dict[str, CellKey], which: int) -> dict[str, str]:
    """Answer cells with right answer number `which` of each question (the last one where there are fewer)."""
    return {cell.answer_cell: cell.source(cell.right[min(which, len(cell.right) - 1)]) for cell in key.values()}


def wrong_answers(key: dict[str, CellKey], which: int) -> dict[str, str]:
    """Answer cells with wrong answer number `which` of each question (the last one where there are fewer)."""
    return {cell.answer_cell: cell.source(list(cell.wrong)[min(which, len(cell.wrong) - 1)]) for cell in key.values()}


def filled(released: dict, answers: dict[str, str]) -> dict:
    """The released notebook with these texts in its answer cells."""
    notebook = copy.deepcopy(released)
    for cell in notebook["cells"]:
        cell["source"] = answers.get(_name(cell), cell["source"])
    return notebook


def give_mark(course: Path, student: str, cell: str, points: float, comment: str) -> None:
    """Give points and a comment to a written answer, as the instructor does in formgrader."""
    with gradebook(course) as book:
        grade = book.find_grade(cell, ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment(cell, ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
        book.db.commit()


def _name(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _drop_raw(path: Path, notebook: dict) -> None:
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
