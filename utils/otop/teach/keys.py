"""The keys: right and wrong answers to every graded cell, for the tests of the tests.

``course/keys/A.py`` is data only, one dictionary::

    KEY = {
        "drink_cash-test": {                       # grade id of the graded cell
            "right": ["84 / 12", '"๗.๐๐"'],      # at least two, reached in different ways
            "wrong": {"84": ["batch_for_piece"]},  # typed text -> mistakes that must be named
        },
    }

A text is what stands behind ``drink_cash =``. A text that holds the name of the answer
itself is the whole answer cell (a function). For a written answer the text is the answer.
An empty list of mistakes: wrong, and no mistake is named. Two names: the checker asks
which of the two it was. A key that is not complete is refused.
"""

from __future__ import annotations

import json
import re
import runpy
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError


@dataclass(frozen=True)
class CellKey:
    """The key of one graded cell; `answer_cell` is the grade id of the cell that the trainee fills."""

    cell: str
    answer_cell: str
    points: float
    written: bool
    right: tuple[str, ...]
    wrong: dict[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The name that the answer cell gives its value.

        >>> CellKey("drink-test", "drink-answer", 1, False, ("1",), {}).name
        'drink'
        >>> CellKey("drink-test").name
        Traceback (most recent call last):
        TypeError: CellKey.__init__() missing 5 required positional arguments: 'answer_cell', 'points', 'written', 'right', and 'wrong'
        """
        return self.answer_cell.removesuffix("-answer")

    def source(self, typed: str) -> str:
        """The whole answer cell for a text of the key.

        >>> CellKey("drink-test", "drink-answer", 1, False, ("1",), {}).source("84 / 12")
        'drink = 84 / 12'
        >>> CellKey("drink-test", "drink-answer", 1, False, ("1",), {}).source(4.9)
        Traceback (most recent call last):
        TypeError: expected string or bytes-like object, got 'float'
        """
        whole_cell = re.search(rf"\b{re.escape(self.name)}\b", typed)
        return typed if self.written or whole_cell else f"{self.name} = {typed}"


def load_key(course: Path, assignment: str) -> dict[str, CellKey]:
    """The key of an assignment, by the grade id of the graded cell, in the notebook's order.

    Errors: `OtopError` if there is no key, or a graded cell without a key, or a key
    without a cell, or too few answers.
    """
    path = course / "keys" / f"{assignment}.py"
    if not path.is_file():
        raise OtopError("loop.no_key", where=path.name)
    key = runpy.run_path(str(path)).get("KEY")
    if not isinstance(key, dict):
        raise OtopError("loop.key_form", where=path.name)
    graded = graded_cells(course, assignment)
    for cell in [*graded, *key]:
        if cell not in key or cell not in graded:
            raise OtopError("loop.key_and_cells", where=path.name, cell=cell)
    return {cell: _cell_key(path.name, cell, graded[cell], key[cell]) for cell in graded}


def graded_cells(course: Path, assignment: str) -> dict[str, tuple[str, float, bool]]:
    """For each graded cell: its answer cell, its points, and whether it is a written answer."""
    source = course / "source" / assignment / f"{assignment}.ipynb"
    if not source.is_file():
        raise OtopError("loop.no_source", where=source.name)
    found, answer = {}, ""
    for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            answer = about["grade_id"]
        if about.get("grade"):
            found[about["grade_id"]] = (answer, float(about["points"]), cell["cell_type"] == "markdown")
    return found


def _cell_key(file: str, cell: str, graded: tuple, entry) -> CellKey:
    answer_cell, points, written = graded
    right, wrong = (entry.get("right"), entry.get("wrong")) if isinstance(entry, dict) else (None, None)
    if not isinstance(right, list) or not isinstance(wrong, dict):
        raise OtopError("loop.key_form", where=f"{file}, {cell}")
    if len(right) < 2 or len(wrong) < 2:
        raise OtopError("loop.key_too_few", where=f"{file}, {cell}")
    return CellKey(cell, answer_cell, points, written, tuple(right), {text: tuple(m) for text, m in wrong.items()})
