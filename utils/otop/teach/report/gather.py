"""What was handed in and what the grader found, read from the gradebook and the graded notebooks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from otop.errors import OtopError
from otop.learn.hand_in import AT_MOST
from otop.learn.notebook_file import checksum, key_cells, read_notebook, source_of
from otop.teach.course_folder import check_assignment, failed_last
from otop.teach.grading.judge import SILENT, STOPPED
from otop.teach.marks import Mark, marks
from otop.teach.report import typed
from otop.teach.report.asked import Asked, own_words, questions
from otop.teach.roster import known_people

STATES = ("right", "part", "not_yet", "unreadable", "open", "waits")
NEEDS = ("waits", "looks_right", "stopped", "failed", "not_graded", "zero", "not_handed_in")
_SILENT = ("", "error", SILENT, STOPPED)  # nothing that the checker said of an answer
_OUTCOMES = ("right", "named", "ask_which", "too_rounded", "decimal_point", "unknown")


@dataclass(frozen=True)
class Answer:
    """One answer to one question.

    `state` is one of `STATES`: right is full marks, part is some of them, unreadable is typed but
    no number could be read or the code stopped, open is untouched, waits is a written answer that
    nobody read yet. `text` is as it was written, with nothing in it that names a person; empty for
    a written answer. `stopped`: Python stopped before the checker could look.
    """

    state: str
    points: float
    outcome: str = ""
    mistakes: tuple[str, ...] = ()
    value: float | None = None
    text: str = ""
    looks_right: bool = False
    stopped: bool = False


@dataclass(frozen=True)
class HandIn:
    """One handed-in notebook: by one person, or by several at one laptop. Its answers by graded cell."""

    ids: tuple[str, ...]
    answers: dict[str, Answer]


@dataclass(frozen=True)
class Room:
    """One assignment and what the room handed in.

    `needs` says who needs a human: the reason (one of `NEEDS`) to ids, each with the question's
    cell, or with "" where it is the whole hand-in.
    """

    assignment: str
    title: str
    asked: tuple[Asked, ...]
    hand_ins: tuple[HandIn, ...]
    needs: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many people stand behind the graded hand-ins."""
        return sum(len(one.ids) for one in self.hand_ins)


def read_room(course: Path, assignment: str) -> Room:
    """Everything that the report says, read once.

    Parameters
    ----------
    course : Path
        The course folder, after grading or in the middle of it.
    assignment : str
        One assignment of the course.

    Errors: `OtopError` if there is no such assignment, nothing handed in, or nothing graded.
    """
    check_assignment(course, assignment)
    handed_in = sorted(path.parent.name for path in (course / "submitted").glob(f"*/{assignment}"))
    if not handed_in:
        raise OtopError("report.nothing_handed_in", assignment=assignment)
    asked, words = questions(course, assignment), own_words(course, assignment)
    of_person: dict[str, dict[str, Mark]] = {}
    for mark in marks(course, assignment):
        of_person.setdefault(mark.student, {})[mark.question] = mark
    answers = {
        student: _answers(path, asked, of_person[student], words)
        for student in handed_in
        if student in of_person and (path := _graded_file(course, student, assignment)).is_file()
    }
    if not answers:
        raise OtopError("report.nothing_graded", assignment=assignment, count=len(handed_in))
    hand_ins = tuple(HandIn(ids, answers[ids[0]]) for ids in _together(course, assignment, list(answers)))
    needs = _needs(course, assignment, answers, handed_in)
    return Room(assignment, _title(course, assignment), asked, hand_ins, needs)


def _graded_file(course: Path, student: str, assignment: str) -> Path:
    return course / "autograded" / student / assignment / f"{assignment}.ipynb"


def _answers(path: Path, asked: tuple[Asked, ...], found: dict[str, Mark], words: frozenset) -> dict[str, Answer]:
    cells, _ = key_cells(json.loads(path.read_text(encoding="utf-8")))
    return {
        one.cell: _answer(one, cells.get(one.answer_cell), found[one.cell], words) for one in asked if one.cell in found
    }


def _answer(asked: Asked, cell: dict | None, mark: Mark, words: frozenset) -> Answer:
    points, text = mark.points or 0.0, ""
    untouched = cell is None or cell["metadata"]["nbgrader"].get("checksum") == checksum(cell)
    if cell is not None and not asked.is_written:
        text = typed.typed(source_of(cell), asked.name)
    is_open = untouched or (not asked.is_written and typed.is_empty(text))
    if mark.points is None:
        state = "waits"
    elif points >= mark.max_points:
        state = "right"
    elif points > 0:
        state = "part"
    elif is_open:
        state = "open"
    elif asked.is_written or mark.outcome in _OUTCOMES or (asked.question is None and not mark.outcome):
        state = "not_yet"
    else:
        state = "unreadable"
    by_number = state == "unreadable" and asked.question is not None and not asked.is_function
    looks_right = by_number and typed.looks_right(text, asked.question)
    return Answer(
        state,
        points,
        mark.outcome if mark.outcome in _OUTCOMES else "",
        tuple(name for name in mark.mistakes if asked.mistake(name)),
        None if asked.is_function else mark.value,
        "" if state == "open" else typed.shown(text, words),
        looks_right or (state != "right" and mark.outcome == "right"),
        asked.question is not None and mark.outcome in _SILENT and state in ("unreadable", "open") and not untouched,
    )


def _together(course: Path, assignment: str, students: list[str]) -> list[tuple[str, ...]]:
    """Who handed in one file together: the file names them, and each of them has the same one."""
    groups: dict[tuple, list[str]] = {}
    for student in students:
        content = (course / "submitted" / student / assignment / f"{assignment}.ipynb").read_bytes()
        several = student in _named_in(content)[:AT_MOST]
        groups.setdefault((content,) if several else (content, student), []).append(student)
    return [tuple(ids) for ids in groups.values()]


def _named_in(content: bytes) -> list:
    try:
        about = read_notebook(content)["metadata"].get("otop")
    except OtopError:
        return []
    ids = about.get("ids") if isinstance(about, dict) else None
    return ids if isinstance(ids, list) else []


def _needs(course: Path, assignment: str, answers: dict, handed_in: list[str]) -> dict[str, tuple]:
    failed = failed_last(course, f"autograde {assignment}")
    order = {cell: at for at, cell in enumerate(next(iter(answers.values())))}
    found = {
        "waits": _where(answers, lambda answer: answer.state == "waits"),
        "looks_right": _where(answers, lambda answer: answer.looks_right),
        "stopped": _where(answers, lambda answer: answer.stopped),
        "failed": [(student, "") for student in handed_in if student not in answers and student in failed],
        "not_graded": [(student, "") for student in handed_in if student not in answers and student not in failed],
        "zero": [(student, "") for student, hers in answers.items() if not sum(one.points for one in hers.values())],
        "not_handed_in": [(one.id, "") for one in known_people(course) if one.id not in handed_in],
    }
    return {reason: tuple(sorted(found[reason], key=lambda one: (order.get(one[1], -1), one[0]))) for reason in NEEDS}


def _where(answers: dict[str, dict[str, Answer]], is_so) -> list[tuple[str, str]]:
    return [(student, cell) for student, hers in answers.items() for cell, answer in hers.items() if is_so(answer)]


def _title(course: Path, assignment: str) -> str:
    cells = json.loads((course / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))["cells"]
    first = next((source_of(cell) for cell in cells if cell["cell_type"] == "markdown"), "")
    heading = next((line for line in first.splitlines() if line.startswith("# ")), "")
    return heading.removeprefix("# ").strip() or assignment
