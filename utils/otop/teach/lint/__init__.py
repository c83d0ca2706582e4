"""What breaks the rules of the course in a notebook, each with what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat.v4.rwbase import rejoin_lines

from otop.errors import OtopError
from otop.teach import notebooks
from otop.teach.lint import assignment, code, form, lesson, words
from otop.teach.lint.page import Finding, Page
from otop.teach.notebooks import COURSE

__all__ = ["Finding", "Page", "all_notebooks", "lengths", "lint", "numbers"]


def all_notebooks(course: Path = COURSE) -> list[Path]:
    """The lessons and the assignments of the course."""
    return [*notebooks.lessons(course), *sorted((course / "course" / "source").glob("*/*.ipynb"))]


def lint(paths: Iterable[Path] | None = None, *, course: Path = COURSE, outputs: bool = False) -> list[Finding]:
    """What is wrong with these notebooks; nothing if all is well.

    Parameters
    ----------
    paths : list of Path, optional
        Notebooks; all of the course unless given.
    course : Path
        The folder that holds notebooks/ and course/.
    outputs : bool
        Also run the lessons and see whether their stored outputs are fresh (slow).

    >>> [finding.rule for finding in lint([Path("no_such.ipynb")])]
    ['not_a_notebook']
    >>> lint("no_such.ipynb")
    Traceback (most recent call last):
    AttributeError: 'str' object has no attribute 'read_bytes'
    """
    found = []
    for path in all_notebooks(course) if paths is None else paths:
        page = open_page(path, course)
        found += _findings(page, outputs) if isinstance(page, Page) else [page]
    return found


def open_page(path: Path, course: Path = COURSE) -> Page | Finding:
    """The notebook in this file, or the finding that it is none."""
    try:
        notebook = json.loads(path.read_bytes())
        _validate(notebook)
    except (OSError, ValueError, KeyError, TypeError, nbformat.ValidationError) as error:
        problem = str(getattr(error, "message", error)).splitlines() or [type(error).__name__]
        return Finding(Page(path, {}, course).file, "", "not_a_notebook", {"problem": problem[0][:120]})
    return Page(path, rejoin_lines(nbformat.from_dict(notebook)), course)


def lengths(paths: Iterable[Path] | None = None, *, course: Path = COURSE) -> list[words.Lengths]:
    """How long the cells of these notebooks are."""
    return [words.lengths(page) for page in _pages(paths, course)]


def numbers(paths: Iterable[Path] | None = None, *, course: Path = COURSE) -> list[tuple[str, str, str]]:
    """File, cell and number, for numbers in the text of lessons that do not say where they come from."""
    known = words.known_ids()
    return [
        (page.file, cell, number)
        for page in _pages(paths, course)
        if not page.is_assignment
        for cell, number in words.numbers_without_source(page, lesson.right_answers(page.name), known)
    ]


def _pages(paths: Iterable[Path] | None, course: Path) -> list[Page]:
    pages = [open_page(path, course) for path in (all_notebooks(course) if paths is None else paths)]
    return [page for page in pages if isinstance(page, Page)]


def _validate(notebook: dict) -> None:
    version = notebook["nbformat"], notebook["nbformat_minor"]
    if version != (4, notebooks.MINOR):
        raise ValueError(f"nbformat {version[0]}.{version[1]}")
    if not notebook["cells"]:
        raise ValueError("0 cells")
    if not all("id" in cell for cell in notebook["cells"]):  # nbformat would make one up
        raise ValueError("a cell without an id")
    # ids that stand twice have a rule of their own
    renamed = [cell | {"id": f"cell-{at}"} for at, cell in enumerate(notebook["cells"])]
    nbformat.validate(notebook | {"cells": renamed})


def _findings(page: Page, outputs: bool) -> list[Finding]:
    found = [*form.findings(page), *code.findings(page), *words.findings(page, words.known_ids())]
    found += assignment.findings(page) if page.is_assignment else lesson.findings(page)
    if outputs and not page.is_assignment:
        try:
            done = notebooks.run(page.path)
            found += [Finding(page.file, done.cell or "", "stale")] if done.is_stale else []
        except OtopError as error:
            found.append(page.finding("does_not_run", problem=str(error)))
    return found
