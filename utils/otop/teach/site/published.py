"""The notebooks of the site: each lesson without its outputs, each assignment as it is handed out."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import say, speaking
from otop.learn.hand_in import edition_sha
from otop.teach.outline import Outline
from otop.teach.site.languages import folder_of
from otop.teach.site.needs import imports_of
from otop.teach.translate.notebook import in_language, locale_of, lookup

KINDS = ("workshop", "public")


@dataclass(frozen=True)
class Published:
    """One notebook of the site: its place there, what it is, and the fingerprint of this edition.

    `path` is the address behind ``run.html?nb=``; `imports` are the names of the packages that it needs;
    `folder` is where the pages of its language are.
    """

    path: str
    title: str
    lesson: str
    kind: str
    notebook: dict
    imports: tuple[str, ...] = ()
    lang: str = "en"
    folder: str = ""

    @property
    def edition(self) -> str:
        return edition_sha(self.notebook)

    def content(self) -> bytes:
        """The file as the site has it: its edition inside."""
        notebook = copy.deepcopy(self.notebook)
        about = {"edition": self.edition, "lesson": self.lesson, "language": self.lang}
        notebook["metadata"]["otop"] = about
        return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    def about(self) -> dict:
        """What ``site.json`` says of it."""
        return {"path": self.path, "title": self.title, "lesson": self.lesson, "kind": self.kind,
                "edition": self.edition, "lang": self.lang, "folder": self.folder}  # fmt: skip


def notebooks(
    course: Path, outline: Outline, kind: str = "workshop", langs: tuple[str, ...] = ("en",)
) -> list[Published]:
    """Everything that can be run on the site, in the order of the course.

    Parameters
    ----------
    course : Path
        The repository.
    outline : Outline
        Its outline; only lessons that are written count.
    kind : str
        ``"workshop"``: assignments as they are graded; ``"public"``: for self-study.
    langs : tuple of str
        The languages of the site, the one of its first page first.

    Errors: `OtopError` for another kind.

    >>> notebooks(Path("."), None, "private")
    Traceback (most recent call last):
    otop.errors.OtopError: A site is for a workshop or public, not "private".
    """
    if kind not in KINDS:
        raise OtopError("site.unknown_kind", kind=kind)
    return [one for lang in langs for one in _in_one_language(course, outline, kind, lang, folder_of(lang, langs))]


def _in_one_language(course: Path, outline: Outline, kind: str, lang: str, folder: str) -> list[Published]:
    found, locale = [], locale_of(course / "course")
    titles = lookup("outline.po", lang, locale)

    def publish(path: str, notebook: dict, what: str) -> None:
        with speaking(lang):
            title = say(f"site.{what}_title", id=lesson.id, title=titles(f"lesson.{lesson.id}", lesson.title))
        plain = without_outputs(notebook)
        found.append(
            Published(folder + path, title, lesson.id, what, plain, imports_of(plain, lesson.id), lang, folder)
        )

    for lesson in outline.written:
        path = course / lesson.file
        notebook = json.loads(path.read_text(encoding="utf-8"))
        publish(path.name, in_language(notebook, f"lessons/{path.stem}.po", lang, locale), "lesson")
        if name := lesson.assignment:
            publish(f"assignments/{name}/{name}.ipynb", _assignment(course, name, kind, lang), "assignment")
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


def _assignment(course: Path, name: str, kind: str, lang: str) -> dict:
    from otop.teach import release

    source = course / "course" / "source" / name / f"{name}.ipynb"
    make = release.released_notebook if kind == "workshop" else release.self_study_notebook
    return json.loads(json.dumps(make(source, lang)))
