"""Several submissions at once: each is graded by nbgrader's own steps, in a process of its own, with a warm kernel."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

import nbformat

from otop.errors import OtopError, printable
from otop.i18n import say
from otop.teach.course_folder import CONFIG
from otop.teach.grading import handed_in, walls
from otop.teach.grading.once import once
from otop.teach.grading.provisioner import PLACES, get_ready

LONGEST_S = 180  # for one submission, its own budget and all
MEMORY = 4 << 30  # bytes of a process that grades
UNDER_WAY = ".grading"  # in the course folder: a file for each submission that is being graded


@dataclass(frozen=True)
class Graded:
    """How one submission went: its student, how long it took, why it is not graded (if so), and nbgrader's log.

    >>> Graded("P001", 0.3).ok, Graded("P001", 0.3, "The file is damaged.").ok
    (True, False)
    >>> Graded()
    Traceback (most recent call last):
    TypeError: Graded.__init__() missing 2 required positional arguments: 'student' and 'seconds'
    """

    student: str
    seconds: float
    why: str = ""
    log: str = ""

    @property
    def ok(self) -> bool:
        return not self.why


def grade_one(course: Path, assignment: str, student: str) -> Graded:
    """Grade one submission in this process, with nbgrader's own steps; its gradebook has the marks.

    A plain function of one submission: an engine that spreads work over machines (Dask) would call it
    as it is, and another database is ``CourseDirectory.db_url`` in the course's own settings. It raises nothing:
    what is wrong with a submission is said in its outcome.
    """
    began, log = time.monotonic(), ""
    try:
        os.chdir(course)
        if Path(student).name != student:
            raise OtopError("loop.not_handed_in", ids=printable(student), assignment=assignment)
        handed_in.check(course / "submitted" / student / assignment, assignment)
        with _on_a_budget(), _under_way(course, assignment, student):
            done = _nbgrader(str(course)).autograde(assignment, student, force=True)
        log = "\n".join(filter(None, (done.get("log"), done.get("error"))))
        why = "" if done["success"] else _reason(course / "submitted" / student / assignment / f"{assignment}.ipynb")
    except OtopError as problem:
        why = str(problem)
    except (Exception, TooLong) as problem:
        why, log = say("grading.could_not"), f"{type(problem).__name__}: {problem}"
    return Graded(student, time.monotonic() - began, why, log)


def _reason(notebook: Path) -> str:
    """Why nbgrader did not grade a notebook, as far as the file tells."""
    try:
        nbformat.validate(json.loads(notebook.read_bytes()))
    except OSError:
        return str(OtopError("loop.no_place", where=notebook.name))
    except Exception:  # whatever a validator stumbles over
        return str(OtopError("handin.not_a_notebook"))
    return say("grading.could_not")


class TooLong(BaseException):
    """A submission has held its grader for much longer than its own budget. (No `Exception`: nothing may catch it.)"""


@contextlib.contextmanager
def _on_a_budget() -> Iterator[None]:
    """Raise `TooLong` when the process that grades takes too long itself, whatever it does."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_):
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _under_way(course: Path, assignment: str, student: str) -> Iterator[None]:
    """Mark a submission while it is graded: it is graded anew if all stops meanwhile."""
    mark = _mark(course, assignment, student)
    mark.parent.mkdir(exist_ok=True)
    mark.touch()
    yield
    mark.unlink(missing_ok=True)


def grade_many(
    course: Path, assignment: str, students: list[str], *, jobs: int, grade: Callable[..., Graded] = grade_one
) -> Iterator[Graded]:
    """Grade these submissions, `jobs` at a time, in the order in which they are done.

    A submission that ends the process that grades it takes the others in the pool with it. Those that were under way
    are tried once more, each alone, and what ends its process then too is listed as not graded; the rest goes on.

    Parameters
    ----------
    grade : callable
        Grades one: gets the course folder, the assignment and the student.
    """
    students = list(dict.fromkeys(students))
    if not students:
        return
    get_ready()  # here, so that all share it
    while students:
        broken = yield from _at_once(course, assignment, students, min(jobs, len(students)), grade)
        suspects = [one for one in broken if _mark(course, assignment, one).is_file()] or broken
        for student in suspects:
            if (yield from _at_once(course, assignment, [student], 1, grade)):
                yield Graded(student, 0.0, say("grading.ended"))
        students = [one for one in broken if one not in suspects]


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
    with contextlib.suppress(ImportError):  # Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _shared() -> dict[str, str]:
    """What all processes of a grader know: the zygote, and how submissions are shut in."""
    names = (*PLACES.values(), walls.SANDBOX, walls.TRIED)
    return {name: os.environ[name] for name in names if name in os.environ}


def _processes():
    """How processes are made: forked from one that has nbgrader imported, where the system can."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    made = get_context("forkserver")
    made.set_forkserver_preload(
        ["nbgrader.apps", "nbgrader.converters", "otop.teach.nbgrader_steps", "otop.teach.release", "sqlite3", __name__]
    )
    return made


@functools.cache
def _nbgrader(course: str):
    """nbgrader's programming interface to a course, with warm kernels and one connection to the gradebook."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import SAWarning
    from traitlets.config.loader import PyFileConfigLoader

    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own, at each submission
    config = PyFileConfigLoader(CONFIG, path=course).load_config()
    once()
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def _mark(course: Path, assignment: str, student: str) -> Path:
    return course / UNDER_WAY / f"{assignment}--{student}"


def submitted(course: Path, assignment: str) -> list[str]:
    """The students whose submission is in the course folder."""
    return sorted(folder.parent.name for folder in (course / "submitted").glob(f"*/{assignment}") if folder.is_dir())


def waiting(course: Path, assignment: str) -> list[str]:
    """The students whose submission is not graded yet, was handed in anew since, or was being graded when all stopped."""
    return [
        student
        for student in submitted(course, assignment)
        if _mark(course, assignment, student).is_file()
        or _stamp(course / "submitted" / student / assignment) != _stamp(course / "autograded" / student / assignment)
    ]


def _stamp(folder: Path) -> str | None:
    """When it was handed in; nothing where the folder is not there."""
    if not folder.is_dir():
        return None
    stamp = folder / "timestamp.txt"
    if not stamp.is_file():
        return ""
    with stamp.open("rb") as file:
        return file.read(100).decode("utf-8", "replace").strip()
