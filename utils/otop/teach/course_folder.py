"""The instructor's course folder: where it is, its gradebook, and nbgrader's own commands in it."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError, printable

CONFIG = "nbgrader_config.py"
_FAILED = "# not done: "


def find_course(asked: str | Path | None = None) -> Path:
    """The course folder: the one asked for, the one we stand in, or the repository's own.

    >>> find_course("no-such-folder")
    Traceback (most recent call last):
    otop.errors.OtopError: no-such-folder: There is no course here: nbgrader_config.py is missing. Give the course folder: --course FOLDER.
    """
    if asked:
        places = [Path(asked)]
    else:
        places = [Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parents[3] / "course"]
    for place in places:
        if (place / CONFIG).is_file():
            return place.resolve()
    raise OtopError("loop.no_course", where=str(asked or Path.cwd().name))


def check_assignment(course: Path, assignment: str) -> None:
    """Errors: `OtopError` if the course has no such assignment."""
    known = sorted(path.parent.name for path in (course / "source").glob("*/*.ipynb"))
    if assignment not in known:
        raise OtopError("loop.no_assignment", assignment=assignment, known=", ".join(known) or "-")


def course_directory(course: Path):
    """nbgrader's `CourseDirectory`, with the course's own settings."""
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    return CourseDirectory(config=PyFileConfigLoader(CONFIG, path=str(course)).load_config())


def gradebook(course: Path):
    """nbgrader's gradebook of this course; use it with ``with``."""
    from nbgrader.api import Gradebook

    directory = course_directory(course)
    return Gradebook(directory.db_url, directory.course_id)


@dataclass(frozen=True)
class Run:
    """How one nbgrader command ended: its log, and the students it could not deal with."""

    ok: bool
    log: str

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the students whose submission could not be processed.

        >>> Run(False, "There was an error processing assignment 'A' for student 'P001'").failed
        ('P001',)
        >>> Run(False, None).failed
        Traceback (most recent call last):
        TypeError: expected string or bytes-like object, got 'NoneType'
        """
        found = re.findall(r"There was an error processing assignment '[^']*' for student '([^']*)'", self.log)
        return tuple(dict.fromkeys(found))


def run_nbgrader(course: Path, *command: str) -> Run:
    """Run nbgrader's own command in the course folder; what it prints goes to ``.nbgrader.log``."""
    surroundings = os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command], cwd=course, env=surroundings, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    return remember(course, " ".join(command), Run(done.returncode == 0, done.stdout))


def remember(course: Path, command: str, run: Run, failed: tuple[str, ...] = ()) -> Run:
    """Write a run down in ``.nbgrader.log``; returns it.

    What a submission may have said stands indented, in plain signs: it can be taken for no other line. `failed` are the
    students of whom this run could not grade the submission.
    """
    lines = "".join(f"  {printable(line)}\n" for line in run.log.splitlines())
    with open(course / ".nbgrader.log", "a", encoding="utf-8") as log:
        log.write(f"$ nbgrader {command}\n{_FAILED}{json.dumps(failed)}\n{lines}")
    return run


def failed_last(course: Path, command: str) -> tuple[str, ...]:
    """The students whom the last run of this command could not deal with, as `remember` wrote them down."""
    log = course / ".nbgrader.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    found: tuple[str, ...] = ()
    for line, following in itertools.pairwise(lines):
        if line == f"$ nbgrader {command}" and following.startswith(_FAILED):
            found = tuple(json.loads(following.removeprefix(_FAILED)))
    return found


def must_run(course: Path, *command: str) -> Run:
    """Like `run_nbgrader`; errors: `OtopError` with nbgrader's last line when it failed."""
    done = run_nbgrader(course, *command)
    if not done.ok:
        lines = [line.strip() for line in done.log.splitlines() if line.strip()]
        raise OtopError("loop.nbgrader_failed", command=command[0], line=lines[-1] if lines else "-")
    return done
