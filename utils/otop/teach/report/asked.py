"""The graded questions of an assignment, as its own source asks them."""

from __future__ import annotations

import builtins
import json
import keyword
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from otop.i18n import has_message, say
from otop.learn.assignment import Assignment
from otop.learn.check import Mistake, Question
from otop.learn.notebook_file import key_cells, source_of
from otop.teach.in_process import run_cell
from otop.teach.keys import graded_cells
from otop.teach.report.typed import words_in


@dataclass(frozen=True)
class Asked:
    """One graded question.

    `question` is None for a written answer, and for a test that calls no checker of ours.
    `is_function`: the answer is a rule that was tried with several numbers. `unit` is what the
    assignment itself counts the answer in.
    """

    cell: str
    answer_cell: str
    heading: str
    points: float
    is_written: bool = False
    question: Question | None = None
    is_function: bool = False
    unit: str = ""

    @property
    def name(self) -> str:
        """The name that the answer cell gives its value.

        >>> Asked("drink-test", "drink-answer", "Question 1", 1.0).name
        'drink'
        >>> Asked("drink-test").name
        Traceback (most recent call last):
        TypeError: Asked.__init__() missing 3 required positional arguments: 'answer_cell', 'heading', and 'points'
        """
        return self.answer_cell.removesuffix("-answer")

    @property
    def about(self) -> str:
        """What is asked, in words; empty where there are none."""
        return self._said("asked")

    @property
    def read_on(self) -> str:
        """Where the lesson treats it; empty where no sentence says so."""
        return self._said("read_on")

    def mistake(self, name: str) -> Mistake | None:
        """The question's mistake of this name."""
        known = self.question.mistakes if self.question else ()
        return next((mistake for mistake in known if mistake.name == name), None)

    def _said(self, what: str) -> str:
        name = f"{what}.{self.question.kind}" if self.question else what
        return say(name) if self.question and has_message(name) else ""


def questions(course: Path, assignment: str) -> tuple[Asked, ...]:
    """The graded questions in the order of the notebook, each with what it asks.

    Only the source's own cells run here; nothing of a trainee does.

    Errors: `OtopError` if the course has no such source.

    >>> questions(Path("no-such-course"), "05_unit_cost")
    Traceback (most recent call last):
    otop.errors.OtopError: 05_unit_cost.ipynb: This source notebook is not here. Look in the folder course/source.
    """
    graded = graded_cells(course, assignment)
    notebook = _source(course, assignment)
    _, headings = key_cells(notebook)
    found = _asked_of(notebook)
    return tuple(
        Asked(cell, answer, headings.get(cell, cell), points, written, *found.get(cell, ()))
        for cell, (answer, points, written) in graded.items()
    )


def own_words(course: Path, assignment: str) -> frozenset[str]:
    """Every word that the assignment itself uses, and Python's own: no name of a person is in them."""
    texts = [source_of(cell) for cell in _source(course, assignment)["cells"]]
    return frozenset(words_in(" ".join([*texts, *keyword.kwlist, *dir(builtins), say("report.money_words")])))


def _source(course: Path, assignment: str) -> dict:
    path = course / "source" / assignment / f"{assignment}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def _asked_of(notebook: dict) -> dict[str, tuple[Question, bool, str]]:
    """What each graded cell asks the checker, found by running the source with an open ear."""
    found: dict[str, tuple[Question, bool, str]] = {}
    names: dict = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        about = cell["metadata"].get("nbgrader", {})
        heard: list[tuple[Question, bool]] = []
        units = [""]

        def form(self, answer, unit="", digits=2, options=0, units=units):
            units.append(unit)

        def mark(self, answer, question, heard=heard):
            heard.append((question, False))

        def mark_function(self, function, question_of, *, example, others, heard=heard):
            heard.append((question_of(**example), True))

        with (
            mock.patch.object(Assignment, "form", form),
            mock.patch.object(Assignment, "mark", mark),
            mock.patch.object(Assignment, "mark_function", mark_function),
        ):
            run_cell(source_of(cell), names)
        if about.get("grade") and heard:
            found[about["grade_id"]] = (*heard[0], units[-1] or heard[0][0].unit)
    return found
