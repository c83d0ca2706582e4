"""Taking back what was collected by mistake: moved aside with its marks, never deleted."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import MissingEntry

from otop.errors import OtopError
from otop.learn.hand_in import clean_id
from otop.learn.notebook_file import read_notebook
from otop.teach.course_folder import check_assignment, gradebook

FOLDER = "taken_back"  # in downloaded/ASSIGNMENT: ID--TIME/submitted, autograded, feedback, archive
_STAGES = ("submitted", "autograded", "feedback")


@dataclass(frozen=True)
class TakenBack:
    """One submission that was taken back: whose, where it lies now, whether it had marks, who else has the same file."""

    id: str
    folder: Path
    was_graded: bool
    others: tuple[str, ...]


def take_back(course: Path, assignment: str, student: str, now: datetime | None = None) -> TakenBack:
    """Move one person's submission aside and take its marks out of the gradebook.

    Parameters
    ----------
    student : str
        The person's id.

    Errors: `OtopError` if nothing of this person is collected for the assignment.
    """
    check_assignment(course, assignment)
    student = clean_id(student)
    downloaded = course / "downloaded" / assignment
    if not re.fullmatch(r"[A-Za-z0-9_]+", student) or not (course / "submitted" / student / assignment).is_dir():
        known = sorted(path.parent.name for path in (course / "submitted").glob(f"*/{assignment}"))
        raise OtopError("loop.nothing_to_take_back", id=student, assignment=assignment, known=", ".join(known) or "-")
    others = _others(course, assignment, student)
    aside = downloaded / FOLDER / f"{student}--{(now or datetime.now(UTC)).strftime('%Y%m%dT%H%M%SZ')}"
    aside.mkdir(parents=True)
    for stage in _STAGES:
        there = course / stage / student / assignment
        if there.is_dir():
            shutil.move(there, aside / stage)
            if not any(there.parent.iterdir()):
                there.parent.rmdir()
    for place in ("archive", "extracted"):
        for path in sorted(downloaded.joinpath(place).glob(f"{assignment}--{student}--*.ipynb")):
            (aside / place).mkdir(exist_ok=True)
            shutil.move(path, aside / place / path.name)
    with gradebook(course) as book:
        try:
            book.remove_submission(assignment, student)
        except MissingEntry:
            pass
    return TakenBack(student, aside, (aside / "autograded").is_dir(), others)


def taken_back(course: Path, assignment: str) -> dict[str, list[Path]]:
    """The notebooks that were taken back, by the id for which they had been collected."""
    found: dict[str, list[Path]] = {}
    for path in sorted((course / "downloaded" / assignment / FOLDER).glob("*--*/submitted/*.ipynb")):
        found.setdefault(path.parents[1].name.rsplit("--", 1)[0], []).append(path)
    return found


def _others(course: Path, assignment: str, student: str) -> tuple[str, ...]:
    """Who else was collected with the same file, as the file itself names them."""
    path = course / "submitted" / student / assignment / f"{assignment}.ipynb"
    try:
        about = read_notebook(path.read_bytes())["metadata"].get("otop")
    except (OSError, OtopError):
        return ()
    ids = about.get("ids") if isinstance(about, dict) else None
    named = [clean_id(one) for one in ids if isinstance(one, str)] if isinstance(ids, list) else []
    return tuple(one for one in named if one != student and (course / "submitted" / one / assignment).is_dir())
