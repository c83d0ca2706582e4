"""Releasing an assignment: the notebook that trainees get, made by nbgrader's own steps."""

from __future__ import annotations

from pathlib import Path

import nbformat

from otop.errors import OtopError
from otop.i18n import languages
from otop.teach.course_folder import CONFIG, check_assignment, must_run


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
    from otop.teach.nbgrader_steps import PlainMetadata, release_steps

    source = Path(source_path)
    if not source.is_file():
        raise OtopError("loop.no_source", where=source.name)
    if lang not in (None, "en"):
        raise OtopError("loop.no_translation", lang=lang, known=", ".join(languages()))
    notebook = nbformat.read(source, as_version=4)
    resources = {"nbgrader": {"notebook": source.stem, "assignment": source.parent.name, "student": "."},
                 "metadata": {"path": str(source.parent)}}  # fmt: skip
    config = _config(source)
    for step in [*release_steps(), PlainMetadata]:
        if step.__name__ != "SaveCells":  # this one only writes into the gradebook
            notebook, resources = step(config=config)(notebook, resources)
    return notebook


def release(course: Path, assignment: str) -> Path:
    """Make the release with ``nbgrader generate_assignment``, gradebook included; returns its folder."""
    check_assignment(course, assignment)
    must_run(course, "generate_assignment", assignment, "--force")
    return course / "release" / assignment


def _config(source: Path):
    from traitlets.config.loader import PyFileConfigLoader

    course = source.resolve().parents[2]
    place = course if (course / CONFIG).is_file() else Path(__file__).resolve().parents[3] / "course"
    return PyFileConfigLoader(CONFIG, path=str(place)).load_config()
