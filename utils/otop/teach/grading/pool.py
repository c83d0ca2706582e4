"""Several submissions at once: each is graded by nbgrader's own steps, in a process of its own, with a warm kernel."""

from __future__ import annotations

import functools
import os
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from otop.teach.course_folder import CONFIG
from otop.teach.grading import walls
from otop.teach.grading.provisioner import PLACES, Zygote

# as nbgrader says it in its log: read again by `Run.failed`
_ENDED = "There was an error processing assignment '{}' for student '{}': the process that graded it ended"


UNDER_WAY = ".grading"  # in the course folder: a file for each submission that is being graded


@dataclass(frozen=True)
class Graded:
    """How one submission went: its student, whether it is graded, how long it took, and nbgrader's log.

    >>> Graded("P001", True, 0.3).log
    \'\'
    >>> Graded()
    Traceback (most recent call last):
    TypeError: Graded.__init__() missing 3 required positional arguments: 'student', 'ok', and 'seconds'
    """

    student: str
    ok: bool
    seconds: float
    log: str = ""


def grade_one(course: Path, assignment: str, student: str) -> Graded:
    """Grade one submission in this process, with nbgrader's own steps; its gradebook has the marks.

    A plain function of one submission: an engine that spreads work over machines (Dask) would call it
    as it is, and another database is ``CourseDirectory.db_url`` in the course's own settings.
    """
    began = time.monotonic()
    os.chdir(course)
    under_way = course / UNDER_WAY / f"{assignment}--{student}"
    under_way.parent.mkdir(exist_ok=True)
    under_way.touch()
    done = _nbgrader(str(course)).autograde(assignment, student, force=True)
    under_way.unlink(missing_ok=True)
    log = "\n".join(filter(None, (done.get("log"), done.get("error"))))
    return Graded(student, bool(done["success"]), time.monotonic() - began, log)


def grade_many(
    course: Path, assignment: str, students: list[str], *, jobs: int, grade: Callable[..., Graded] = grade_one
) -> Iterator[Graded]:
    """Grade these submissions, `jobs` at a time, in the order in which they are done.

    A submission that ends the process that grades it takes those with it that wait: each of them is tried once
    more, alone. What ends its process then too is listed as not graded, and the others go on.

    Parameters
    ----------
    grade : callable
        Grades one: gets the course folder, the assignment and the student.
    """
    students = list(dict.fromkeys(students))
    if not students:
        return
    kind = walls.how().kind
    if kind != "cold":
        Zygote.start(rooms=kind == "warm")  # here, so that all share it
    broken = yield from _at_once(course, assignment, students, min(jobs, len(students)), grade)
    for student in broken:
        if (yield from _at_once(course, assignment, [student], 1, grade)):
            yield Graded(student, False, 0.0, _ENDED.format(assignment, student))


def _at_once(course: Path, assignment: str, students: list[str], jobs: int, grade: Callable):
    """Yields what is graded; returns the students of whom the process ended."""
    broken = []
    with ProcessPoolExecutor(jobs, mp_context=_processes(), initializer=_use, initargs=(_shared(),)) as pool:
        waiting = {pool.submit(grade, course, assignment, student): student for student in students}
        for done in as_completed(waiting):
            try:
                yield done.result()
            except BrokenProcessPool:
                broken.append(waiting[done])
    return broken


def _use(surroundings: dict[str, str]) -> None:
    os.environ.update(surroundings)


def _shared() -> dict[str, str]:
    """What all processes of a grader know: the zygote, and how submissions are shut in."""
    names = (*PLACES.values(), walls.SANDBOX, walls.TRIED)
    return {name: os.environ[name] for name in names if name in os.environ}


def _processes():
    """How processes are made: forked from one that has nbgrader imported, where the system can."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    made = get_context("forkserver")
    made.set_forkserver_preload(["nbgrader.apps", "nbgrader.converters", "otop.teach.nbgrader_steps", __name__])
    return made


@functools.cache
def _nbgrader(course: str):
    """nbgrader's programming interface to a course, with warm kernels and one connection to the gradebook."""
    from nbgrader import api
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import SAWarning
    from traitlets.config.loader import PyFileConfigLoader

    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own, at each submission
    config = PyFileConfigLoader(CONFIG, path=course).load_config()
    api.create_engine = functools.cache(api.create_engine)  # nbgrader opens its gradebook nine times a submission
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def submitted(course: Path, assignment: str) -> list[str]:
    """The students whose submission is in the course folder."""
    return sorted(folder.parent.name for folder in (course / "submitted").glob(f"*/{assignment}") if folder.is_dir())


def waiting(course: Path, assignment: str) -> list[str]:
    """The students whose submission is not graded yet, was handed in anew since, or was being graded when all stopped."""
    return [
        student
        for student in submitted(course, assignment)
        if (course / UNDER_WAY / f"{assignment}--{student}").is_file()
        or _stamp(course / "submitted" / student / assignment) != _stamp(course / "autograded" / student / assignment)
    ]


def _stamp(folder: Path) -> str | None:
    """When it was handed in; nothing where the folder is not there."""
    if not folder.is_dir():
        return None
    stamp = folder / "timestamp.txt"
    return stamp.read_text(encoding="utf-8").strip() if stamp.is_file() else ""
