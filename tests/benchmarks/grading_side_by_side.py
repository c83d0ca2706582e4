"""Grading: nbgrader's own command and ours, on the same submissions, marks compared cell by cell."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from otop.teach import demo
from otop.teach import marks as grading
from otop.teach.course_folder import CONFIG, run_nbgrader
from otop.teach.grading import pool
from otop.teach.keys import load_key
from otop.teach.release import release
from otop.teach.roster import load_roster, read_roster

A = demo.ASSIGNMENT


def course_with(folder: Path, count: int) -> Path:
    """A course with so many collected submissions: answers of the key in turn, right and wrong."""
    course = demo.fresh_course(folder)
    ids = [f"P{number:04}" for number in range(1, count + 1)]
    load_roster(course, read_roster("id,name,group\n" + "\n".join(f"{one},Example {one}," for one in ids) + "\n"))
    pristine = json.loads((release(course, A) / f"{A}.ipynb").read_text(encoding="utf-8"))
    key = load_key(course, A)
    answers = [demo.right_answers(key, 0), *(demo.wrong_answers(key, which) for which in range(5)), {}]
    for number, one in enumerate(ids):
        place = course / "submitted" / one / A
        place.mkdir(parents=True)
        notebook = demo.filled(copy.deepcopy(pristine), answers[number % len(answers)])
        (place / f"{A}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        (place / "timestamp.txt").write_text("2026-11-25 12:00:00 UTC\n", encoding="utf-8")
    return course


def stock_course(folder: Path, count: int) -> Path:
    """The same course with nbgrader as it comes: no step and no kernel of ours grades."""
    course = course_with(folder, count)
    text = (course / CONFIG).read_text(encoding="utf-8")
    for ours in ("c.Autograde.sanitize_preprocessors = [\n    ours.RestoreCells,",
                 "c.Autograde.autograde_preprocessors = [ours.SpeakItsLanguage, *ours.grading_steps()]"):  # fmt: skip
        assert ours in text, ours
    text = text.replace("    ours.RestoreCells,\n", "").replace("*ours.grading_steps()", "*c_stock")
    text += "\nc.Execute.shutdown_kernel = 'graceful'\nc.Execute.extra_arguments = []\nc.Exporter.optimistic_validation = False\n"
    stock = "from nbgrader.converters import Autograde\nc_stock = Autograde.class_traits()['autograde_preprocessors'].default()\n"
    (course / CONFIG).write_text(stock + text, encoding="utf-8")
    return course


def table_of(course: Path) -> dict:
    return {(mark.student, mark.question): mark for mark in grading.marks(course, A)}


def busy() -> float:
    """CPU seconds that this machine has worked so far: of all processes, also those that are nobody's children."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def compare(count: int) -> list[tuple[str, float, str]]:
    """Stock's command, then ours behind walls, on `count` submissions; marks compared cell by cell."""
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        stock, ours = stock_course(Path(place, "stock"), count), course_with(Path(place, "ours"), count)
        began = time.monotonic()
        assert run_nbgrader(stock, "autograde", A).ok
        theirs = time.monotonic() - began
        began, worked = time.monotonic(), busy()
        command = [sys.executable, "-m", "otop", "grade", A, "--json", "--sandbox", "warm", "--course", str(ours)]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        took, worked = time.monotonic() - began, busy() - worked
        assert len(done["graded"]) == count and not done["failed"] and done["walls"]["kind"] == "warm"
        one, other = table_of(stock), table_of(ours)
        differ = sum(one[cell] != other[cell] for cell in one) + (set(one) != set(other))
    return [
        (f"{count} submissions, nbgrader autograde as it comes", theirs, "s"),
        (f"{count} submissions, otop grade, behind walls", took, "s"),
        ("times as fast", theirs / took, "x"),
        ("CPU for one submission, all of it", worked / count, "s"),
        ("marks compared (points, outcome, mistakes, number)", len(one), ""),
        ("marks that differ", differ, ""),
    ]


def own_cells() -> list[tuple[str, float, str]]:
    """What a submission's own cells take in a walled kernel, by its own clock, and the memory of such a kernel."""
    from nbclient import NotebookClient
    from otop.teach.grading.provisioner import WALLED, our_kernels

    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        course = course_with(Path(place, "course"), 1)
        submitted = json.loads((course / "submitted" / "P0001" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    codes = ["".join(cell["source"]) for cell in submitted["cells"] if cell["cell_type"] == "code"]
    ask = "import resource, time; print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in [ask, ask, *codes, ask]])
    manager = AsyncKernelManager(kernel_name=WALLED, kernel_spec_manager=our_kernels())
    NotebookClient(notebook, km=manager, allow_errors=True, shutdown_kernel="immediate").execute()
    said = [[float(number) for number in notebook.cells[at].outputs[0].text.split()] for at in (0, 1, -1)]
    return [
        ("CPU of its own cells", said[2][0] - said[1][0], "s"),
        ("memory of a walled kernel, shared pages counted", said[2][1], "MB"),
    ]


def many(count: int) -> list[tuple[str, float, str]]:
    """Ours alone, on more of them: the time, and the most memory that the whole machine took beyond the start."""
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        course = course_with(Path(place, "course"), count)
        free, least, halves = available(), [available()], []
        began, worked = time.monotonic(), busy()

        def look(_one, done: int, of: int) -> None:
            least.append(available())
            if done in (of // 2, of):
                halves.append((time.monotonic() - began, free - min(least)))
                least[:] = [available()]

        run = grading.grade(course, A, tell=look)
        worked = busy() - worked
        assert run.ok and len(run.graded) == count and pool.waiting(course, A) == []
        assert len({mark.student for mark in grading.marks(course, A)}) == count
        (first, took_first), (whole, took_second) = halves
    return [
        (f"{count} submissions, first half", first, "s"),
        (f"{count} submissions, second half", whole - first, "s"),
        (f"{count} submissions, all accounted for", run.seconds, "s"),
        (f"{count} submissions, CPU for one", worked / count, "s"),
        (f"{count} submissions, memory in the first half", took_first, "MB"),
        (f"{count} submissions, memory in the second half", took_second, "MB"),
    ]


def available() -> float:
    """Memory that the machine could still give, in MB."""
    line = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemAvailable"))
    return int(line.split()[1]) / 1024


def rows() -> list[tuple[str, float, str]]:
    """What ``python tests/benchmarks/run.py grading`` prints."""
    return [*compare(40), *own_cells(), *many(10), *compare(100), *many(1_000)]
