"""A made-up language: every letter of a text gets a mark. What stands on a page without marks has escaped."""

from __future__ import annotations

import html
import re
from pathlib import Path

import polib
from otop.teach.notebooks import COURSE
from otop.teach.translate import files
from otop.teach.translate.sources import everything

LANG = "qps"
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçḓēƒĝħīĵķļɱñōƥʠŕšŧūṽŵẋýžÁƁÇḒĒƑĜĦĪĴĶĻṀÑŌƤɊŔŠŦŪṼŴẊÝŽ",
)
_KEPT = re.compile(
    r"``.+?``|`[^`\n]+`"  # code
    r"|\{[^{}]*\}"  # places to fill in
    r"|\]\([^)\s]*\)|https?://[^\s)>\]]+"  # addresses
    r"|<[^>]+>|&\w+;"  # HTML
    r"|%\([a-z]+\)[sd]",
    re.DOTALL,
)


def pseudo(text: str) -> str:
    """The text in the made-up language; what a translator may not touch stays."""
    found, at = [], 0
    for kept in _KEPT.finditer(text):
        found += [text[at : kept.start()].translate(_LETTERS), kept[0]]
        at = kept.end()
    return "".join([*found, text[at:].translate(_LETTERS)])


def make(folder: Path, course: Path = COURSE) -> Path:
    """Write the language's PO files below `folder`, as ``OTOP_LOCALE`` expects them."""
    for source in everything(course):
        made: polib.POFile = files.merged(polib.POFile(), source, LANG)
        for entry in made:
            entry.msgstr = pseudo(entry.msgid)
        path = folder / LANG / (source.name if source.is_program else f"course/{source.name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(made), encoding="utf-8")
    return folder


# Names and signs that are the same in every language, and words of code on a page about code.
SAME = frozenset(
    """
OTOP OGOP OVOP ODOP OCOP TICA FOB CIF GP OPC None Enter Shift Ctrl Excel Jupyter JupyterLab
Python yml xlsx csv ipynb http https www
""".split()
)


def escaped(text: str, same: frozenset[str] = SAME) -> list[str]:
    """The English words in a text that a person sees."""
    text = re.sub(r"``.+?``|`[^`\n]+`|https?://\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?", " ", text)
    return [word for word in re.findall(r"(?<![\w-])[A-Za-z]{3,}(?![\w-])", text) if word not in same]


def seen(markup: str) -> str:
    """What a person sees or hears of a page: its text, alternative texts, labels and titles."""
    spoken = re.findall(r"\b(?:aria-label|alt|title|placeholder)=(?:\"([^\"]*)\"|'([^']*)')", markup)
    markup = re.sub(r"<(script|style|code|pre)\b.*?</\1>|<!--.*?-->", " ", markup, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", markup)
    return html.unescape("\n".join([text, *(one or other for one, other in spoken)]))
