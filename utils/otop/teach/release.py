"""Releasing an assignment: the notebook that trainees get, made by nbgrader's own steps."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from otop.errors import OtopError
from otop.i18n import has_message, languages, say, speaking
from otop.teach.course_folder import CONFIG, check_assignment, must_run

SELF_STUDY = "release-self-study"  # folder in the course, beside nbgrader's own "release"
SHOWN = ("hidden test",)  # what `leaks` may find in a self-study release
_MARKER = re.compile(r"^[ \t]*### (BEGIN|END) HIDDEN TESTS[^\n]*\n?", re.MULTILINE)
_SET_UP = re.compile(r"\bAssignment\(([^()]*)\)")
_POINTS = re.compile(r"- \*\*Points:\*\*.*")
_POINTS_BEHIND = re.compile(r"(?<=[^\s(]) *\(\d+(\.\d+)? points?\)$")
_BRACKETS_BEHIND = re.compile(r" *\([^()]*\)$")


def released_notebook(source_path: Path | str, lang: str | None = None) -> dict:
    """The released notebook of a source notebook, made here, without a gradebook.

    Parameters
    ----------
    source_path : Path
        ``course/source/A/A.ipynb``, solved.
    lang : str, optional
        Language of the release; English (the source) unless given.

    Errors: `OtopError` if there is no such source, or no translation.

    >>> released_notebook("course/source/none/none.ipynb")
    Traceback (most recent call last):
    otop.errors.OtopError: none.ipynb: This source notebook is not here. Look in the folder course/source.
    """
    source = Path(source_path)
    notebook = _after_steps(source, left_out=("SaveCells",))  # this one only writes into the gradebook
    return _translated(notebook, source, lang)


def self_study_notebook(source_path: Path | str, lang: str | None = None) -> dict:
    """The notebook for those whom nobody grades: as released, and its full checks answer at once.

    The checks stay in it, so no solution may be told by them; nothing is handed in and
    nothing has points. Below a written answer stands what to look for in it: sentences
    ``self_check.ASSIGNMENT.QUESTION.1`` and so on.

    Parameters and errors: as `released_notebook`; `OtopError` too if a written question
    has no such sentences, or no one line sets the assignment up.

    >>> self_study_notebook("course/source/none/none.ipynb")
    Traceback (most recent call last):
    otop.errors.OtopError: none.ipynb: This source notebook is not here. Look in the folder course/source.
    """
    source = Path(source_path)
    english = _after_steps(source, left_out=("SaveCells", "ClearHiddenTests"))
    notebook = _translated(english, source, lang)
    cells, set_up = [], 0
    for cell, same in zip(notebook.cells, english.cells, strict=True):
        about = cell.metadata.get("nbgrader", {})
        name = about.get("grade_id", "")
        if name in ("hand-in", "hand-in-text"):
            continue
        if cell.cell_type == "code":
            if about.get("grade"):
                cell.source = _MARKER.sub("", cell.source).rstrip("\n")
            cell.source, found = _SET_UP.subn(r"Assignment(\1, self_study=True)", cell.source)
            set_up += found
        elif not about.get("solution"):
            cell.source = _without_points(cell.source, same.source)
        cell.metadata = nbformat.from_dict({})
        cells.append(cell)
        if about.get("solution") and cell.cell_type == "markdown":
            with speaking(lang or "en"):
                cells.append(_self_check(source.stem, name.removesuffix("-answer")))
    if set_up != 1:
        raise OtopError("loop.no_set_up", where=source.name)
    title, *rest = cells[0].source.split("\n\n", 1)
    with speaking(lang or "en"):
        cells[0].source = "\n\n".join([title, say("self_study.title"), *rest])
    notebook.cells = cells
    return notebook


def _without_points(text: str, english: str) -> str:
    """The text without its points, in any language: the lines that have them are found in the English."""
    kept = []
    for line, same in zip(text.split("\n"), english.split("\n"), strict=True):
        if not _POINTS.fullmatch(same):
            kept.append(_BRACKETS_BEHIND.sub("", line) if _POINTS_BEHIND.search(same) else line)
    return "\n".join(kept)


def self_study_release(course: Path, assignment: str, lang: str | None = None) -> Path:
    """Write the self-study release of an assignment; returns its folder."""
    from otop.learn.workspace import write_whole
    from otop.teach.notebooks import as_bytes

    check_assignment(course, assignment)
    name = f"{assignment}.ipynb"
    notebook = self_study_notebook(course / "source" / assignment / name, lang)
    folder = course / _folder(SELF_STUDY, lang) / assignment
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / name, as_bytes(notebook))
    return folder


def release(course: Path, assignment: str, lang: str | None = None) -> Path:
    """Make the release with ``nbgrader generate_assignment``, gradebook included; returns its folder.

    One gradebook serves all languages: what ``nbgrader`` releases is English, in its own folder
    ``release``; the same notebook in another language lies beside it, in ``release-LANG``.
    """
    from otop.learn.workspace import write_whole
    from otop.teach.notebooks import as_bytes

    check_assignment(course, assignment)
    _check_language(lang)
    must_run(course, "generate_assignment", assignment, "--force")
    if lang in (None, "en"):
        return course / "release" / assignment
    folder, source = course / _folder("release", lang) / assignment, course / "source" / assignment
    for path in source.glob("*.ipynb"):
        write_whole(folder / path.name, as_bytes(nbformat.from_dict(released_notebook(path, lang))))
    return folder


def _folder(name: str, lang: str | None) -> str:
    return name if lang in (None, "en") else f"{name}-{lang}"


def _check_language(lang: str | None) -> None:
    if lang is not None and lang not in languages():
        raise OtopError("loop.no_translation", lang=lang, known=", ".join(languages()))


def _self_check(assignment: str, question: str) -> NotebookNode:
    """What to look for in a written answer, folded, so that she writes first."""
    names = (f"self_check.{assignment}.{question}.{step}" for step in itertools.count(1))
    lines = [f"- {say(name)}" for name in itertools.takewhile(has_message, names)]
    if not lines:
        raise OtopError(
            "loop.no_self_check", where=f"{assignment}, {question}", name=f"self_check.{assignment}.{question}"
        )
    text = "\n".join([f"<details><summary>{say('self_check.start')}</summary>", "", *lines, "", "</details>"])
    return nbformat.v4.new_markdown_cell(text, id=f"{question}-look")


def _translated(notebook: NotebookNode, source: Path, lang: str | None) -> NotebookNode:
    from otop.teach.translate.notebook import in_language, locale_of

    _check_language(lang)
    return in_language(notebook, f"assignments/{source.stem}.po", lang or "en", locale_of(source.resolve().parents[2]))


def _after_steps(source: Path, left_out: tuple[str, ...]) -> NotebookNode:
    """The notebook after nbgrader's own steps and ours, without those that are left out."""
    from otop.teach.nbgrader_steps import PlainMetadata, release_steps

    if not source.is_file():
        raise OtopError("loop.no_source", where=source.name)
    notebook = nbformat.read(source, as_version=4)
    resources = {"nbgrader": {"notebook": source.stem, "assignment": source.parent.name, "student": "."},
                 "metadata": {"path": str(source.parent)}}  # fmt: skip
    config = _config(source)
    for step in [*release_steps(), PlainMetadata]:
        if step.__name__ not in left_out:
            notebook, resources = step(config=config)(notebook, resources)
    return notebook


def _config(source: Path):
    from traitlets.config.loader import PyFileConfigLoader

    course = source.resolve().parents[2]
    place = course if (course / CONFIG).is_file() else Path(__file__).resolve().parents[3] / "course"
    return PyFileConfigLoader(CONFIG, path=str(place)).load_config()
