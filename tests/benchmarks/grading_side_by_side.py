"""Grading: nbgrader's own command and ours, on the same submissions, marks compared cell by cell."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
import time
from pathlib import Path

from otop.teach import demo
from otop.teach import marks as grading
from otop.teach.course_folder import run_nbgrader
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


def table_of(course: Path) -> dict:
    return {(mark.student, mark.question): mark for mark in grading.marks(course, A)}


def compare(count: int = 40) -> list[tuple[str, float, str]]:
    """Stock, then ours, on `count` submissions."""
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        stock = course_with(Path(place, "stock"), count)
        ours = shutil.copytree(stock, Path(place, "ours", "course"))
        began = time.monotonic()
        assert run_nbgrader(stock, "autograde", A).ok
        theirs = time.monotonic() - began
        began = time.monotonic()
        assert grading.grade(ours, A).ok
        took = time.monotonic() - began
        one, other = table_of(stock), table_of(ours)
        differ = sum(one[cell] != other[cell] for cell in one) + (set(one) != set(other))
    return [
        (f"{count} submissions, nbgrader autograde", theirs, "s"),
        (f"{count} submissions, otop grade (no sandbox)", took, "s"),
        ("times as fast", theirs / took, "x"),
        ("marks compared", len(one), ""),
        ("marks that differ", differ, ""),
    ]


def many(count: int) -> list[tuple[str, float, str]]:
    """Ours alone, on more of them."""
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        course = course_with(Path(place, "course"), count)
        began = time.monotonic()
        run = grading.grade(course, A)
        took = time.monotonic() - began
        assert run.ok and pool.waiting(course, A) == []
    return [(f"{count} submissions, otop grade (no sandbox)", took, "s")]


def rows() -> list[tuple[str, float, str]]:
    """What ``python tests/benchmarks/run.py grading`` prints."""
    return [*compare(40), *many(10), *many(100)]
