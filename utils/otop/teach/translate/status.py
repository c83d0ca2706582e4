"""How far a language is: translated, open, stale, beside changed code, and what breaks a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from otop.teach.notebooks import COURSE
from otop.teach.translate import checks, files, glossary
from otop.teach.translate.sources import Source, everything

_OWN_SCRIPT = {"th": r"[\u0e00-\u0e7f]"}  # a text without a letter of its script is not translated
_LATIN = re.compile(r"[A-Za-z][A-Za-z'-]+")
_ROW = re.compile(r"(?<![\w-])[A-Z]\d[\w-]*")  # the id of a row: C2022-D4-mean
KEEP = "keep.txt"


@dataclass(frozen=True)
class Status:
    """One PO file: how many texts it has, and how many of them are not as they should be.

    >>> Status("a.po", 3).is_done, Status("a.po", 3, stale=1).is_done
    (True, False)
    >>> Status("a.po")
    Traceback (most recent call last):
    TypeError: Status.__init__() missing 1 required positional argument: 'texts'
    """

    name: str
    texts: int
    untranslated: int = 0
    stale: int = 0
    code_changed: int = 0
    findings: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        return not (self.untranslated or self.stale or self.code_changed or self.findings)


def status(lang: str, course: Path = COURSE) -> list[Status]:
    """The state of each PO file of a language, compared with the English texts of today."""
    terms, keep = glossary.load(lang, course), kept_words(lang, course)
    return [_of_file(source, lang, course, terms, keep) for source in everything(course)]


def _of_file(source: Source, lang: str, course: Path, terms: tuple, kept: dict[str, frozenset[str]]) -> Status:
    today = files.merged(files.read(source.path(lang, course)), source, lang)
    texts = [entry for entry in today if not entry.obsolete]
    name = f"program/{source.name}" if source.is_program else source.name
    keep = kept[""] | kept.get(name, frozenset())
    translated = [entry for entry in texts if entry.msgstr and not entry.fuzzy]
    return Status(
        name,
        len(texts),
        untranslated=sum(not entry.msgstr for entry in texts),
        stale=sum(entry.fuzzy for entry in texts),
        code_changed=sum(files.CODE_CHANGED in entry.flags for entry in translated),
        findings=tuple(
            f"{entry.msgctxt}: {problem}"
            for entry in translated
            for problem in wrong(entry.msgid, entry.msgstr, lang, terms, keep)
        ),
    )


def wrong(english: str, text: str, lang: str, terms: tuple = (), keep: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with one translation: its form, its words, English that was left in it.

    >>> list(wrong("One box.", "หนึ่ง box", "th"))
    ['left in English: box']
    >>> list(wrong("One box.", "หนึ่งกล่อง", "th"))
    []
    """
    yield from checks.problems(english, text, lang)
    yield from glossary.leaves(english, text, terms)
    if lang in _OWN_SCRIPT:
        left = sorted({word for word in _LATIN.findall(_ROW.sub(" ", checks.bare(text))) if word not in keep})
        if left:
            yield f"left in English: {', '.join(left)}"


def kept_words(lang: str, course: Path = COURSE) -> dict[str, frozenset[str]]:
    """The words in Latin letters that stay as they are, from ``keep.txt``: one a line; ``FILE: words`` for one PO file.

    Words of all files are under the empty name.

    >>> kept_words("xx")
    {'': frozenset()}
    """
    path = course / "course" / "locale" / lang / KEEP
    kept: dict[str, set[str]] = {"": set()}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        file, _, words = line.split("#")[0].rpartition(":")
        kept.setdefault(file.strip(), set()).update(words.split())
    return {file: frozenset(words) for file, words in kept.items()}
