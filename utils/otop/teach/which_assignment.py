"""Which assignment is in this notebook? Its questions say it; a file's name is only a hint."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path, PurePath

from otop.learn.notebook_file import key_cells


def own_questions(course: Path) -> dict[str, set[str]]:
    """For each assignment of the course the grade ids that no other assignment has."""
    found = {path.parent.name: _grade_ids(path) for path in sorted((course / "source").glob("*/*.ipynb"))}
    often = Counter(name for names in found.values() for name in names)
    return {assignment: {name for name in names if often[name] == 1} for assignment, names in found.items()}


def by_questions(notebook: dict, own: dict[str, set[str]]) -> tuple[str, ...]:
    """The assignments that most of the notebook's questions are from: none, one, or several with equally many.

    >>> cell = {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": "drink_cash-answer"}}}
    >>> by_questions({"cells": [cell]}, {"05_unit_cost": {"drink_cash-answer"}, "06_price": {"box_margin-answer"}})
    ('05_unit_cost',)
    >>> by_questions({"cells": []}, {"05_unit_cost": {"drink_cash-answer"}})
    ()
    >>> by_questions(None, {})
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not subscriptable
    """
    there = set(key_cells(notebook)[0])
    counts = {assignment: len(names & there) for assignment, names in own.items()}
    most = max(counts.values(), default=0)
    return tuple(assignment for assignment, count in counts.items() if count == most and most)


def by_name(file_name: str, assignments) -> str | None:
    """The assignment that a file's name says.

    >>> by_name("06_Price--P003 (1).ipynb", ["05_unit_cost", "06_price"]), by_name("homework.ipynb", ["06_price"])
    ('06_price', None)
    >>> by_name(None, ["06_price"])
    Traceback (most recent call last):
    TypeError: expected str, bytes or os.PathLike object, not NoneType
    """
    stem = PurePath(file_name).stem.casefold()
    return next((assignment for assignment in assignments if assignment.casefold() in stem), None)


def _grade_ids(path: Path) -> set[str]:
    return set(key_cells(json.loads(path.read_text(encoding="utf-8")))[0])
