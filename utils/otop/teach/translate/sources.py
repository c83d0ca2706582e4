"""What there is to translate: every text of the course, as the entries of its PO file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from otop import data, i18n
from otop.teach import outline
from otop.teach.notebooks import COURSE
from otop.teach.translate.blocks import blocks

NOTEBOOKS = {"lessons": "notebooks/*.ipynb", "assignments": "course/source/*/*.ipynb"}
WELCOME = "notebooks/welcome.md"


@dataclass(frozen=True)
class Entry:
    """One text: its place (`context`), the English, and a fingerprint of the code that stands with it.

    >>> Entry("nipa-cash-text", "What is the cash cost?").code
    ''
    >>> Entry("nipa-cash-text")
    Traceback (most recent call last):
    TypeError: Entry.__init__() missing 1 required positional argument: 'english'
    """

    context: str
    english: str
    code: str = ""


@dataclass(frozen=True)
class Source:
    """One PO file: its name below the folder of a language, its entries, and whether it belongs to the program."""

    name: str
    entries: tuple[Entry, ...]
    is_program: bool

    def path(self, lang: str, course: Path = COURSE) -> Path:
        """Where the PO file of a language is."""
        top = i18n.LOCALE / lang if self.is_program else course / "course" / "locale" / lang
        return top / self.name


def everything(course: Path = COURSE) -> list[Source]:
    """All texts of the course, in the order in which a translator meets them."""
    found = [Source("welcome.po", _page((course / WELCOME).read_text(encoding="utf-8"), "welcome"), False)]
    for kind, pattern in NOTEBOOKS.items():
        for path in sorted(course.glob(pattern)):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            found.append(Source(f"{kind}/{path.stem}.po", tuple(of_notebook(notebook)), False))
    found += [Source("outline.po", tuple(_outline(course)), False), Source("datasets.po", tuple(_datasets()), False)]
    return found + [Source(file.name, _program(file), True) for file in i18n.catalogue_files("en")]


def of_notebook(notebook: dict) -> Iterator[Entry]:
    """The blocks of the Markdown cells that are not the learner's own to write; the context is the cell's id.

    >>> cells = [{"id": "a", "cell_type": "markdown", "source": "# A", "metadata": {}},
    ...     {"id": "b", "cell_type": "code", "source": "x = 1", "metadata": {}}]
    >>> [entry.english for entry in of_notebook({"cells": cells})]
    ['# A']
    >>> list(of_notebook({}))
    Traceback (most recent call last):
    KeyError: 'cells'
    """
    cells = notebook["cells"]
    for at, cell in enumerate(cells):
        if is_text(cell):
            code = _code_below(cells[at + 1 :])
            seen: set[str] = set()
            for block in blocks("".join(cell["source"])):
                if block not in seen:
                    yield Entry(cell["id"], block, code)
                seen.add(block)


def is_text(cell: dict) -> bool:
    """Whether a cell is text of ours: not code, and no answer that the learner writes."""
    return cell["cell_type"] == "markdown" and not cell["metadata"].get("nbgrader", {}).get("solution")


def _code_below(cells: list[dict]) -> str:
    code = []
    for cell in cells:
        if is_text(cell):
            break
        code.append("".join(cell["source"]))
    return hashlib.sha256("\n".join(code).encode()).hexdigest()[:12] if code else ""


def _page(text: str, context: str) -> tuple[Entry, ...]:
    return tuple(Entry(context, block) for block in dict.fromkeys(blocks(text)))


def _program(file: Path) -> tuple[Entry, ...]:
    return tuple(Entry(entry.msgid, entry.msgstr) for entry in polib.pofile(str(file), encoding="utf-8"))


def _outline(course: Path) -> Iterator[Entry]:
    """The words of the outline that the site shows: titles, and what is planned."""
    whole = outline.load(course)
    yield Entry("title", whole.title)
    yield from (Entry(f"part.{part.id}", part.title) for part in whole.parts)
    for lesson in whole.lessons:
        yield Entry(f"lesson.{lesson.id}", lesson.title)
        if not lesson.written:
            yield Entry(f"core.{lesson.id}", lesson.core)


def _datasets() -> Iterator[Entry]:
    """The words of the manifests that the data catalogue shows."""
    for name in data.names():
        about = data.manifest(name)
        yield from (Entry(f"{name}.{what}", _line(about[what])) for what in ("title", "description") if about.get(what))
        yield from (Entry(f"{name}.known_gaps", _line(gap)) for gap in about.get("known_gaps") or ())
        yield from (Entry(f"{name}.{column['name']}", _line(column["description"])) for column in about["columns"])


def _line(text: str) -> str:
    return " ".join(str(text).split())
