"""A notebook, a page or a title in another language. Code, ids, points and answers never change."""

from __future__ import annotations

import copy
import functools
import os
import re
from collections.abc import Callable
from pathlib import Path

from otop.teach.notebooks import COURSE
from otop.teach.translate import files
from otop.teach.translate.blocks import translated
from otop.teach.translate.sources import is_text

SET_UP = re.compile(r'^(\w+ = (?:Lesson|Assignment)\("[^"]+")(?=[,)])', re.MULTILINE)
LOCALE = COURSE / "course" / "locale"


def locale_of(course_folder: Path) -> Path:
    """The translations of a course folder; those of the repository where it has none of its own.

    >>> locale_of(Path("no-such-folder")) == LOCALE
    True
    >>> locale_of(None)
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for /: 'NoneType' and 'str'
    """
    own = course_folder / "locale"
    return own if own.is_dir() else LOCALE


def lookup(name: str, lang: str, locale: Path = LOCALE) -> Callable[[str, str], str]:
    """A function from a place and its English to the translation; English where there is none, or a stale one.

    Parameters
    ----------
    name : str
        The PO file, for example ``lessons/05_unit_cost.po``.
    lang : str
        The language; English needs no file.

    >>> lookup("welcome.po", "en")("welcome", "# Welcome")
    '# Welcome'
    >>> lookup(None, "th")
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for /: 'PosixPath' and 'NoneType'
    """
    if lang == "en":
        return lambda context, english: english
    path = _path(name, lang, locale)
    known = _read(path, path.stat().st_mtime_ns if path.is_file() else 0)
    return lambda context, english: known.get((context, english), english)


def _path(name: str, lang: str, locale: Path) -> Path:
    tried = os.environ.get("OTOP_LOCALE")
    places = [locale / lang / name, *([Path(tried, lang, "course", name)] if tried else [])]
    return next((place for place in places if place.is_file()), places[0])


@functools.cache
def _read(path: Path, _changed: int) -> dict[tuple[str, str], str]:
    return {(entry.msgctxt, entry.msgid): entry.msgstr for entry in files.read(path)
            if entry.msgstr and not entry.fuzzy and not entry.obsolete}  # fmt: skip


def in_language(notebook: dict, name: str, lang: str, locale: Path = LOCALE) -> dict:
    """A copy of a notebook in another language: its texts, its set-up line, and its metadata say so.

    Parameters
    ----------
    notebook : dict
        A lesson, or a release of an assignment (never its source with the solutions).
    name : str
        Its PO file.
    locale : Path
        The folder of the translations.

    Outputs are left out: they are English. For English the notebook comes back as it is.

    >>> cell = {"id": "s", "cell_type": "code", "source": 'lesson = Lesson("05")', "metadata": {}, "outputs": [1]}
    >>> made = in_language({"cells": [cell], "metadata": {}}, "lessons/none.po", "th")
    >>> made["cells"][0]["source"], made["cells"][0]["outputs"], made["metadata"]
    ('lesson = Lesson("05", "th")', [], {'otop': {'language': 'th'}})
    >>> in_language({}, "lessons/none.po", "th")
    Traceback (most recent call last):
    KeyError: 'cells'
    """
    if lang == "en":
        return notebook
    notebook = texts_in_language(notebook, name, lang, locale)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = SET_UP.sub(rf'\1, "{lang}"', "".join(cell["source"]), count=1)
            cell["outputs"], cell["execution_count"] = [], None
    notebook["metadata"]["otop"] = {**notebook["metadata"].get("otop", {}), "language": lang}
    return notebook


def texts_in_language(notebook: dict, name: str, lang: str, locale: Path = LOCALE) -> dict:
    """A copy of a notebook with its texts in another language; code and outputs as they are."""
    notebook, find = copy.deepcopy(notebook), lookup(name, lang, locale)
    for cell in notebook["cells"]:
        if is_text(cell):
            cell["source"] = translated("".join(cell["source"]), functools.partial(find, cell["id"]))
    return notebook


def page(text: str, name: str, lang: str, locale: Path = LOCALE) -> str:
    """A page of Markdown in another language; its place is the file's name without its ending."""
    find = lookup(name, lang, locale)
    return translated(text, functools.partial(find, Path(name).stem))
