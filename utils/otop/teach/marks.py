"""Grading with nbgrader's own commands, and the table of what came out."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry

from otop.errors import OtopError, printable
from otop.i18n import say
from otop.i18n.numbers import LARGEST
from otop.learn.assignment import VERDICT_MIMETYPE
from otop.learn.notebook_file import read_notebook
from otop.teach.course_folder import Run, check_assignment, gradebook, remember, run_nbgrader
from otop.teach.grading import handed_in, pool
from otop.teach.grading.judge import SILENT, STOPPED
from otop.teach.grading.walls import Walls, how

JOBS = min(12, 4 * (os.cpu_count() or 1))  # a grader waits more than it reckons
_NOTHING = ("", (), None)


@dataclass(frozen=True)
class Mark:
    """One graded question of one person.

    `outcome` is what the checker recorded (right, named, ask_which, ...), "waits" for a
    written answer that nobody read yet, else "". `points` is ``None`` while it waits.
    `value` is the number that the checker read.
    """

    student: str
    question: str
    points: float | None
    max_points: float
    outcome: str
    mistakes: tuple[str, ...] = ()
    value: float | None = None


@dataclass(frozen=True)
class Grading:
    """How one run of grading went.

    `graded` are the students whose marks are in the gradebook, `failed` says of the others why they are not;
    `look_at` says where the instructor should look herself, and why.
    """

    assignment: str
    walls: Walls
    seconds: float
    graded: tuple[str, ...]
    failed: dict[str, str]
    look_at: dict[str, tuple[str, ...]]

    @property
    def ok(self) -> bool:
        return not self.failed


def grade(
    course: Path, assignment: str, *, students: Sequence[str] | None = None, jobs: int | None = None,
    tell: Callable[[pool.Graded, int, int], None] | None = None,
) -> Grading:  # fmt: skip
    """Grade what was collected and not graded yet; a submission that breaks is listed, the others go on.

    Interrupted and started again, it goes on where it was.

    Parameters
    ----------
    students : list of str, optional
        Grade these, also those that are graded already; their marks by hand stay.
    jobs : int, optional
        How many at once; four for each processor unless given.
    tell : callable, optional
        Gets each submission when it is done, how many are done, and of how many.

    Errors: `OtopError` for a student who handed nothing in, and where submissions cannot be shut in.
    """
    check_assignment(course, assignment)
    began, shut_in = time.monotonic(), how()
    _forget_half_graded(course, assignment)
    there = pool.submitted(course, assignment)
    if unknown := [one for one in students or () if one not in there]:
        raise OtopError("loop.not_handed_in", ids=", ".join(unknown), assignment=assignment)
    todo, done = list(students or pool.waiting(course, assignment)), []
    for one in pool.grade_many(course, assignment, todo, jobs=jobs or JOBS):
        done.append(one)
        if tell:
            tell(one, len(done), len(todo))
    graded = tuple(sorted(one.student for one in done if one.ok))
    failed = {one.student: one.why for one in sorted(done, key=lambda one: one.student) if not one.ok}
    log = "\n".join(f"{one.student}: {one.why}\n{one.log}" for one in done)
    remember(course, f"autograde {assignment}", Run(not failed, log), tuple(failed))
    return Grading(assignment, shut_in, time.monotonic() - began, graded, failed, look_at(course, assignment, graded))


def look_at(course: Path, assignment: str, students: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of whom the instructor should look at something herself, and why: answers that did not come, unusual code."""
    found = {}
    for student in students:
        reasons = []
        for notebook in sorted((course / "autograded" / student / assignment).glob("*.ipynb")):
            silent = [name for name, (outcome, _, _) in outcomes(notebook).items() if outcome in (SILENT, STOPPED)]
            reasons += [say("grading.look_silent", questions=", ".join(silent))] if silent else []
            content = read_notebook((course / "submitted" / student / assignment / notebook.name).read_bytes())
            strange = handed_in.unusual(content)
            reasons += [say("grading.look_unusual", what=printable(", ".join(strange))[:200])] if strange else []
        if reasons:
            found[student] = tuple(reasons)
    return found


def changed(before: list[Mark], after: list[Mark]) -> list[tuple[str, str, float | None, float | None]]:
    """Whose points changed: student, question, points before and after; new marks are no change.

    >>> one, other = Mark("P001", "q1", 0.0, 1.0, "named"), Mark("P001", "q1", 1.0, 1.0, "right")
    >>> changed([one], [other]), changed([], [other])
    ([('P001', 'q1', 0.0, 1.0)], [])
    >>> changed(None, [])
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    was = {(mark.student, mark.question): mark.points for mark in before}
    return [
        (mark.student, mark.question, was[mark.student, mark.question], mark.points)
        for mark in after
        if was.get((mark.student, mark.question), mark.points) != mark.points
    ]


def feedback(course: Path, assignment: str) -> Run:
    """Make everybody's feedback page anew, with the marks as they are now."""
    check_assignment(course, assignment)
    return run_nbgrader(course, "generate_feedback", assignment, "--force")


def feedback_pages(course: Path, assignment: str, to: Path | None = None) -> list[Path]:
    """The feedback pages of an assignment; with `to`, copies of them there, each named after its person.

    Errors: `OtopError` if the copies cannot be written.
    """
    pages = sorted((course / "feedback").glob(f"*/{assignment}/*.html"))
    if to is None:
        return pages
    try:
        to.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy2(page, to / f"{assignment}--{page.parents[1].name}.html")) for page in pages]
    except OSError as problem:
        raise OtopError("report.cannot_write", where=str(to), problem=problem.strerror) from None


def export(course: Path, to: Path | None = None, *, moodle: bool = False) -> Run:
    """Write all marks into one CSV file: ``grades.csv`` in the course folder (``moodle.csv`` for Moodle) unless told otherwise."""
    plugin = ["--exporter=otop.teach.nbgrader_steps.MoodleCsvExport"] if moodle else []
    return run_nbgrader(course, "export", *plugin, *([f"--to={Path(to).resolve()}"] if to else []))


def marks(course: Path, assignment: str) -> list[Mark]:
    """Every graded question of every submission, with the mistakes that were named.

    Points are from the gradebook, outcomes from the autograded notebooks.
    """
    table = []
    with gradebook(course) as book:
        try:
            submissions = sorted(book.assignment_submissions(assignment), key=lambda s: s.student.id)
        except MissingEntry:
            return []
        for submission in submissions:
            for notebook in submission.notebooks:
                where = course / "autograded" / submission.student.id / assignment / f"{notebook.name}.ipynb"
                found = outcomes(where)
                grades = {grade.name: grade for grade in notebook.grades}
                order = [name for name in found if name in grades] + [n for n in grades if n not in found]
                for name in order:
                    grade, (outcome, mistakes, value) = grades[name], found.get(name, _NOTHING)
                    waits = grade.needs_manual_grade and grade.manual_score is None
                    table.append(Mark(submission.student.id, name, None if waits else float(grade.score),
                                      float(grade.max_score), "waits" if waits else outcome, mistakes, value))  # fmt: skip
    return table


def outcomes(notebook: Path) -> dict[str, tuple[str, tuple[str, ...], float | None]]:
    """For each graded cell of an autograded notebook what the checker recorded: outcome, mistakes, number.

    The cell ran beside the trainee's own code: what has not the form of a record is left out.

    >>> outcomes(Path("no-such.ipynb"))
    {}
    >>> outcomes(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'is_file'
    """
    if not notebook.is_file():
        return {}
    found = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade"):
            found[about["grade_id"]] = _recorded(cell.get("outputs", []))
    return found


def _recorded(outputs: list) -> tuple[str, tuple[str, ...], float | None]:
    for output in outputs:
        verdict = output.get("data", {}).get(VERDICT_MIMETYPE)
        if isinstance(verdict, dict):
            mistakes, value = verdict.get("mistakes"), verdict.get("value")
            return (
                verdict["outcome"] if _is_name(verdict.get("outcome")) else "",
                tuple(filter(_is_name, mistakes)) if isinstance(mistakes, list) else (),
                float(value) if type(value) in (int, float) and abs(value) < LARGEST else None,
            )
    failed = any(output["output_type"] == "error" for output in outputs)
    return ("error" if failed else ""), (), None


def _is_name(found) -> bool:
    return isinstance(found, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,60}", found) is not None


def _forget_half_graded(course: Path, assignment: str) -> None:
    """Take away what an interrupted run left: nbgrader would take it for graded and skip it."""
    with gradebook(course) as book:
        for folder in (course / "autograded").glob(f"*/{assignment}"):
            try:
                notebooks = book.find_submission(assignment, folder.parent.name).notebooks
            except MissingEntry:
                notebooks = []
            tested = [g for n in notebooks for g in n.grades if g.cell.cell_type == "code"]
            if not tested or any(grade.auto_score is None for grade in tested):
                shutil.rmtree(folder)


def totals(table: list[Mark]) -> dict[str, tuple[float, float, tuple[str, ...]]]:
    """For each person: points so far, points that wait, and the mistakes that were named.

    >>> totals([Mark("P001", "q1", 1.0, 1.0, "right"), Mark("P001", "q2", None, 4.0, "waits")])
    {'P001': (1.0, 4.0, ())}
    >>> totals(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    found: dict[str, tuple[float, float, tuple[str, ...]]] = {}
    for mark in table:
        points, waits, mistakes = found.get(mark.student, (0.0, 0.0, ()))
        waits += mark.max_points if mark.points is None else 0.0
        found[mark.student] = (points + (mark.points or 0.0), waits, (*mistakes, *mark.mistakes))
    return found
