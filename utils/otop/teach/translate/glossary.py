"""Words that are the same everywhere: the glossary of a language, and where a translation leaves it.

``course/locale/LANG/glossary.csv`` has one row a term: ``en`` (its forms, with ``|`` between),
``term`` (what it is called in this language; others that may stand for it behind ``|``), ``not``
(a pattern that may not stand for it) and ``note`` for the translator. What a row without ``en``
forbids may stand nowhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError
from otop.teach.notebooks import COURSE

FILE = "glossary.csv"
COLUMNS = ("en", "term", "not", "note")


@dataclass(frozen=True)
class Term:
    """One row: English forms, allowed words, a pattern that is forbidden.

    >>> Term(("unit cost",), ("ต้นทุนต่อหน่วย",)).forbidden
    ''
    >>> Term()
    Traceback (most recent call last):
    TypeError: Term.__init__() missing 2 required positional arguments: 'english' and 'terms'
    """

    english: tuple[str, ...]
    terms: tuple[str, ...]
    forbidden: str = ""
    note: str = ""


def load(lang: str, course: Path = COURSE) -> tuple[Term, ...]:
    """The glossary of a language; empty where there is none.

    >>> load("xx")
    ()
    >>> load(None)
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for /: 'PosixPath' and 'NoneType'
    """
    path = course / "course" / "locale" / lang / FILE
    if not path.is_file():
        return ()
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise OtopError("translate.glossary_columns", where=FILE, columns=", ".join(COLUMNS))
        return tuple(
            Term(_forms(row["en"]), _forms(row["term"]), (row["not"] or "").strip(), (row["note"] or "").strip())
            for row in reader
        )


def leaves(english: str, text: str, terms: tuple[Term, ...]) -> Iterator[str]:
    """Where a translation leaves the glossary. The longest English term counts: *margin of safety* is no *margin*.

    >>> terms = (Term(("full cost",), ("ต้นทุนรวม",)), Term(("cost",), ("ต้นทุน",)), Term((), (), "กำไร [0-9]+%"))
    >>> list(leaves("The full cost.", "ต้นทุนทั้งหมด", terms))
    ['full cost: ต้นทุนรวม']
    >>> list(leaves("A cost.", "กำไร 30%", terms))
    ['cost: ต้นทุน', 'not allowed: กำไร 30%']
    >>> sales = (Term(("sales",), ("ยอดขาย",), "รายได้"), Term(("income",), ("รายได้",)))
    >>> list(leaves("Sales.", "ยอดขาย รายได้", sales)), list(leaves("Sales, income.", "ยอดขาย รายได้", sales))
    (['not allowed: รายได้'], [])
    """
    left = re.sub(r"`[^`]*`|\{\w*\}|\]\([^)]*\)|https?://\S+", " ", english)
    met = []
    pairs = [(form, term) for term in terms for form in term.english]
    for form, term in sorted(pairs, key=lambda pair: -len(pair[0])):
        left, count = re.subn(rf"(?<![\w-]){re.escape(form)}(?![\w-])", " ", left, flags=re.IGNORECASE)
        met += [term] * bool(count)
        if count and not any(word in text for word in term.terms):
            yield f"{form}: {' / '.join(term.terms)}"
    allowed = {word for term in met for word in term.terms}
    for term in terms:
        found = re.search(term.forbidden, text) if term.forbidden and (term in met or not term.english) else None
        if found and found[0] not in allowed:
            yield f"not allowed: {found[0]}"


def _forms(cell: str | None) -> tuple[str, ...]:
    return tuple(form.strip() for form in (cell or "").split("|") if form.strip())
