"""The notebooks of the site: each lesson without its outputs, each assignment as it is handed out."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError
from otop.learn.hand_in import edition_sha
from otop.teach.outline import Outline
from otop.teach.site.needs import imports_of

KINDS = ("workshop", "public")


@dataclass(frozen=True)
class Published:
    """One notebook of the site: its place there, what it is, and the fingerprint of this edition.

    `path` is the address behind ``run.html?nb=``; `imports` are the names of the packages that it needs.
    """

    path: str
    title: str
    lesson: str
    kind: str
    notebook: dict
    imports: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        return edition_sha(self.notebook)

    def content(self) -> bytes:
        """The file as the site has it: its edition inside."""
        notebook = copy.deepcopy(self.notebook)
        notebook["metadata"]["otop"] = {"edition": self.edition, "lesson": self.lesson}
        return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    def about(self) -> dict:
        """What ``site.json`` says of it."""
        return {"path": self.path, "title": self.title, "lesson": self.lesson, "kind": self.kind,
                "edition": self.edition}  # fmt: skip


def notebooks(course: Path, outline: Outline, kind: str = "workshop") -> list[Published]:
    """Everything that can be run on the site, in the order of the course.

    Parameters
    ----------
    course : Path
        The repository.
    outline : Outline
        Its outline; only lessons that are written count.
    kind : str
        ``"workshop"``: assignments as they are graded; ``"public"``: for self-study.

    Errors: `OtopError` for another kind.

    >>> notebooks(Path("."), None, "private")
    Traceback (most recent call last):
    otop.errors.OtopError: A site is for a workshop or public, not "private".
    """
    if kind not in KINDS:
        raise OtopError("site.unknown_kind", kind=kind)
    found = []
    for lesson in outline.written:
        path = course / lesson.file
        notebook = without_outputs(json.loads(path.read_text(encoding="utf-8")))
        title = f"Lesson {lesson.id}: {lesson.title}"
        found.append(Published(path.name, title, lesson.id, "lesson", notebook, imports_of(notebook, lesson.id)))
        if lesson.assignment:
            notebook = without_outputs(_assignment(course, lesson.assignment, kind))
            place = f"assignments/{lesson.assignment}/{lesson.assignment}.ipynb"
            title = f"Assignment {lesson.id}: {lesson.title}"
            found.append(Published(place, title, lesson.id, "assignment", notebook, imports_of(notebook, lesson.id)))
    return found


def without_outputs(notebook: dict) -> dict:
    """The notebook as nobody has run it: in the browser, outputs come from the learner's own run.

    >>> without_outputs({"cells": [{"cell_type": "code", "outputs": [1], "source": ["a"]}]})
    {'cells': [{'cell_type': 'code', 'outputs': [], 'source': 'a', 'execution_count': None}]}
    >>> without_outputs({})
    Traceback (most recent call last):
    KeyError: 'cells'
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def _assignment(course: Path, name: str, kind: str) -> dict:
    from otop.teach import release

    source = course / "course" / "source" / name / f"{name}.ipynb"
    make = release.released_notebook if kind == "workshop" else release.self_study_notebook
    return json.loads(json.dumps(make(source)))
