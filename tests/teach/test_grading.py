"""Warm kernels, and several submissions at once: the same marks as nbgrader's own command, one by one."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

pytest.importorskip("nbgrader")
from otop.teach import demo  # noqa: E402
from otop.teach import marks as grading  # noqa: E402
from otop.teach.course_folder import gradebook  # noqa: E402
from otop.teach.grading import pool  # noqa: E402
from otop.teach.grading.provisioner import PLACES, WALLED, WARM, Zygote, our_kernels, show_kernel  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="kernels are forked on Linux only")


def run(*sources: str, allow_errors: bool = False, **options) -> list[list]:
    """The outputs of these cells in one warm kernel."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name=WARM, allow_errors=allow_errors, timeout=30, shutdown_kernel="immediate", **options).execute()
    return [cell.outputs for cell in notebook.cells]


def text(outputs: list) -> str:
    return "".join(one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in outputs)


@pytest.fixture(scope="module", autouse=True)
def zygote():
    show_kernel()
    Zygote.start()
    yield
    Zygote.stop()


def test_it_is_a_kernel_with_the_imports_done():
    run("1")
    began = time.monotonic()
    (told,) = run("import sys; print('pandas' in sys.modules, 'otop.learn.assignment' in sys.modules)")
    assert text(told).strip() == "True True" and time.monotonic() - began < 1.5


def test_what_one_kernel_does_another_does_not_see():
    run("import otop, builtins, os; otop.left = builtins.left = 1; os.environ['LEFT'] = '1'; x = 1")
    (told,) = run("import otop, builtins, os; print([hasattr(otop, 'left'), hasattr(builtins, 'left'), 'LEFT' in os.environ, 'x' in dir()])")
    assert text(told).strip() == "[False, False, False, False]"


def test_each_throws_its_own_dice():
    code = "import random, numpy; print(random.random(), numpy.random.random())"
    one, other = (text(run(code)[0]).split() for _ in range(2))
    assert one[0] != other[0] and one[1] != other[1]


def test_a_figure_a_plain_plot_and_an_error_are_as_in_any_kernel():
    told = run("import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()", "1 / 0", "input()", allow_errors=True)
    assert any("image/png" in one.get("data", {}) for one in told[0])
    assert told[1][-1].ename == "ZeroDivisionError" and told[2][-1].ename == "StdinNotImplementedError"


def test_an_endless_loop_is_interrupted_and_the_kernel_goes_on():
    cells = [nbformat.v4.new_code_cell("while True: pass"), nbformat.v4.new_code_cell("print('on')")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name=WARM, timeout=1, interrupt_on_timeout=True, allow_errors=True, shutdown_kernel="immediate").execute()
    assert text(notebook.cells[1].outputs).strip() == "on"


@pytest.mark.parametrize("code", ["import os; os._exit(1)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_kernel_that_ends_is_noticed_and_the_next_one_starts(code):
    with pytest.raises(DeadKernelError):
        run(code)
    assert text(run("print('on')")[0]).strip() == "on"


def test_a_zygote_that_was_killed_is_started_anew():
    os.kill(Zygote._here[False].process.pid, signal.SIGKILL)
    Zygote._here[False].process.wait()
    assert text(run("print('on')")[0]).strip() == "on"


def test_no_kernel_is_left_behind():
    (told,) = run("import os; print(os.getpid())")
    until = time.monotonic() + 5
    while os.path.exists(f"/proc/{text(told).strip()}") and time.monotonic() < until:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{text(told).strip()}")


def test_a_lesson_has_its_stored_outputs():
    from otop.teach import notebooks

    path = next(one for one in notebooks.lessons() if one.stem == "05_unit_cost")
    _, stored = notebooks.read(path)
    fresh = nbformat.from_dict(stored)
    NotebookClient(fresh, kernel_name=WARM, timeout=60, shutdown_kernel="immediate", store_widget_state=False).execute()
    assert notebooks.normal(fresh).cells == notebooks.normal(stored).cells


# ------------------------------------------------------------------------------ many submissions


@pytest.fixture(scope="module")
def not_graded(evening, tmp_path_factory):
    """The evening's course as it was before grading."""
    course = shutil.copytree(evening.course, tmp_path_factory.mktemp("pool") / "course")
    shutil.rmtree(course / "autograded")
    shutil.rmtree(course / "feedback")
    return course


def table_of(course) -> dict:
    return {(mark.student, mark.question): mark for mark in grading.marks(course, demo.ASSIGNMENT)}


def test_the_marks_are_those_of_nbgraders_own_command(evening, not_graded):
    students = pool.waiting(not_graded, demo.ASSIGNMENT)
    assert students == pool.submitted(not_graded, demo.ASSIGNMENT) and len(students) >= 10
    done = list(pool.grade_many(not_graded, demo.ASSIGNMENT, students, jobs=2))
    assert sorted(one.student for one in done) == students and all(one.ok for one in done), [one.log for one in done]
    assert pool.waiting(not_graded, demo.ASSIGNMENT) == []
    theirs, ours = table_of(evening.course), table_of(not_graded)
    assert set(ours) == set(theirs) and len(ours) > 100
    for place, mark in theirs.items():
        assert ours[place] == mark, place


DOOR = """
import os
from ipykernel.kernelapp import IPKernelApp
own = os.path.dirname(IPKernelApp.instance().connection_file)
for act in (lambda: open(own + "/x", "w"), lambda: os.unlink(own + "/k-1"), lambda: os.chmod(own, 0o700), lambda: os.fork()):
    try:
        act()
        print("open")
    except OSError:
        print("shut")
"""


@pytest.mark.parametrize("way", ["warm", "cold"])
def test_behind_each_kind_of_walls_the_marks_are_the_same_and_the_door_is_closed(evening, not_graded, monkeypatch, sandbox, way):
    if sandbox == "off" or (sandbox, way) == ("cold", "warm"):
        pytest.skip("this system has no such walls")
    monkeypatch.setenv("OTOP_SANDBOX", way)
    monkeypatch.delenv(PLACES[True], raising=False)
    students = pool.submitted(not_graded, demo.ASSIGNMENT)[:3]
    done = grading.grade(not_graded, demo.ASSIGNMENT, students=students, jobs=2)
    assert done.ok and done.walls.kind == way
    theirs = table_of(evening.course)
    assert all(theirs[place] == mark for place, mark in table_of(not_graded).items() if place[0] in students)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(DOOR)])
    manager = AsyncKernelManager(kernel_name=WALLED, kernel_spec_manager=our_kernels())
    NotebookClient(notebook, km=manager, timeout=30, shutdown_kernel="immediate").execute()
    assert text(notebook.cells[0].outputs).split() == ["shut"] * 4


def test_one_that_breaks_harms_nobody_else(not_graded):
    students = pool.submitted(not_graded, demo.ASSIGNMENT)[:3]
    notebook = not_graded / "submitted" / students[0] / demo.ASSIGNMENT / f"{demo.ASSIGNMENT}.ipynb"
    whole = notebook.read_bytes()
    notebook.write_bytes(whole[:500])
    try:
        run = grading.grade(not_graded, demo.ASSIGNMENT, students=students, jobs=2)
    finally:
        notebook.write_bytes(whole)
    assert not run.ok and tuple(run.failed) == (students[0],)
    assert grading.grade(not_graded, demo.ASSIGNMENT).ok and pool.waiting(not_graded, demo.ASSIGNMENT) == []


def until_gone(folder: str) -> bool:
    """Whether, after some seconds, no zygote and no kernel is left that has its sockets in this folder."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not [path for path in Path("/proc").glob("[0-9]*/cmdline") if folder.encode() in read(path)]:
            return True
        time.sleep(0.2)
    return False


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""


def ends_with_the_second(course, assignment, student):
    """A grader of a submission that ends the process; picklable, so it stands here."""
    if student == "P002":
        os._exit(1)
    time.sleep(0.3)  # the others are still waiting when it ends
    return pool.Graded(student, 0.0)


def test_one_that_ends_its_process_takes_nobody_with_it(tmp_path):
    students = [f"P{number:03}" for number in range(1, 9)]
    done = list(pool.grade_many(tmp_path, "A", students, jobs=2, grade=ends_with_the_second))
    assert sorted(one.student for one in done) == students
    assert [one.student for one in done if not one.ok] == ["P002"]


GRADER = (
    "import sys; from pathlib import Path; from otop.teach import marks\n"
    f"if __name__ == '__main__': marks.grade(Path(sys.argv[1]), {demo.ASSIGNMENT!r}, students=sys.argv[2].split(',') or None, jobs=4)"
)


def workers_of(grader: int) -> list[int]:
    """The processes that grade for this one: children of its fork server."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        if fields := read(path).rpartition(b")")[2].split():
            parents[int(path.parent.name)] = int(fields[1])
    children = [pid for pid, parent in parents.items() if parent == grader]
    return [pid for pid, parent in parents.items() if parent in children]


def test_kill_9_at_twenty_moments_loses_no_mark_and_doubles_none(evening, not_graded):
    """The grader, or one of its workers, is killed at random; started again, the gradebook is as undisturbed."""
    students = pool.submitted(not_graded, demo.ASSIGNMENT)[:6]
    folder = tempfile.mkdtemp(prefix="k9-", dir="/tmp")  # where its zygotes have their sockets: so they are known
    alone = {name: value for name, value in os.environ.items() if name not in PLACES.values()} | {"TMPDIR": folder}
    dice, killed = random.Random(9), Counter()
    for turn in range(20):
        grader = subprocess.Popen(
            [sys.executable, "-c", GRADER, str(not_graded), ",".join(students)], start_new_session=True, env=alone
        )
        if turn % 2:
            until = time.monotonic() + 60
            while not workers_of(grader.pid) and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(dice.uniform(0, 2.5))
            if workers := workers_of(grader.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(dice.choice(workers), signal.SIGKILL)
                killed["worker"] += 1
            assert grader.wait(timeout=120) == 0, "it goes on without that worker"
        else:
            time.sleep(dice.uniform(0.5, 4.5))
            os.killpg(grader.pid, signal.SIGKILL)
            killed["grader"] += 1
            grader.wait()
    assert until_gone(folder), "zygotes and kernels end with their grader"
    assert killed["grader"] == 10 and killed["worker"] > 5
    assert grading.grade(not_graded, demo.ASSIGNMENT).ok and pool.waiting(not_graded, demo.ASSIGNMENT) == []
    assert table_of(not_graded) == table_of(evening.course)
    with gradebook(not_graded) as book:
        rows = [(one.student.id, one.assignment.name) for one in book.assignment_submissions(demo.ASSIGNMENT)]
    assert len(rows) == len(set(rows)) == len(pool.submitted(not_graded, demo.ASSIGNMENT)), "none is doubled"


def test_grading_again_says_whose_marks_changed(not_graded):
    before = grading.marks(not_graded, demo.ASSIGNMENT)
    assert grading.grade(not_graded, demo.ASSIGNMENT, students=[before[0].student]).ok
    assert grading.changed(before, grading.marks(not_graded, demo.ASSIGNMENT)) == []


def test_a_later_hand_in_waits_again(not_graded):
    student = pool.submitted(not_graded, demo.ASSIGNMENT)[0]
    (not_graded / "submitted" / student / demo.ASSIGNMENT / "timestamp.txt").write_text("2027-01-01 00:00:00 UTC")
    assert student in pool.waiting(not_graded, demo.ASSIGNMENT)

