"""Rules on how long cells are, and on the numbers and cases that the text names."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from otop.teach.lint.form import visible_lines
from otop.teach.lint.page import Finding, Page

CODE_LINES_P90 = 8
TEXT_WORDS_P90 = 90
_ID = r"\b[A-Z]+\d+\w*(?:-\w+)*\b"
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:\s*(?:THB|baht|percent|%)|(?<=\.\d\d)(?![\d%]))")


@dataclass(frozen=True)
class Lengths:
    """Lines of the code cells and words of the text cells of one notebook: median and 90th percentile."""

    file: str
    code_median: float
    code_p90: int
    text_median: float
    text_p90: int


def findings(page: Page, known: dict[str, set[str]]) -> Iterator[Finding]:
    """Cells that are too long, and ids of facts that no dataset has (`known_ids`)."""
    length = lengths(page)
    if length.code_p90 > CODE_LINES_P90:
        yield page.finding("code_long", lines=length.code_p90, most=CODE_LINES_P90)
    if length.text_p90 > TEXT_WORDS_P90:
        yield page.finding("text_long", words=length.text_p90, most=TEXT_WORDS_P90)
    for cell in page.read_by_learners:
        for word, ids in named_ids(cell["source"], known):
            for one in ids:
                if one not in known[word]:
                    yield page.finding("case_unknown", cell, word=word, case=one)


def known_ids() -> dict[str, set[str]]:
    """What text may name: the word of each dataset (``cite`` in its manifest) to the ids of its rows.

    >>> "C6" in known_ids()["case"], "C6-cash" in known_ids()["case"]
    (True, True)
    """
    from otop import data

    known: dict[str, set[str]] = {}
    for name in data.names():
        if word := data.manifest(name).get("cite"):
            known.setdefault(word, set()).update(data.ids(name))
    return known


def named_ids(text: str, words: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The ids that a text names, each group with the word in front of it.

    >>> named_ids("See cases C6 and C7, or fair M2017.", ["case", "fair"])
    [('case', ['C6', 'C7']), ('fair', ['M2017'])]
    >>> named_ids("See C6.", ["case", "fair"])
    []
    """
    if not (choices := "|".join(map(re.escape, words))):
        return []
    pattern = rf"\b((?i:{choices}))s?\s+({_ID}(?:(?:,| and| or|, and)\s+{_ID})*)"
    return [(word.lower(), re.findall(_ID, ids)) for word, ids in re.findall(pattern, text)]


def lengths(page: Page) -> Lengths:
    """How long the cells of this notebook are, as a learner sees them."""
    code = [len(visible_lines(cell)) for cell in page.code]
    text = [words(cell["source"]) for cell in page.read_by_learners]
    return Lengths(page.file, *(part(values) for values in (code, text) for part in (_median, p90)))


def words(text: str) -> int:
    """How many words, marks of Markdown not counted.

    >>> words("### Exercise 1\\n\\nWhat is the **full cost**?")
    7
    >>> words(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    return len(re.findall(r"[^\W_][\w.,'-]*", text))


def p90(values: list[int]) -> int:
    """The value that nine of ten do not exceed.

    >>> p90([1, 2, 3, 4, 5, 6, 7, 8, 9, 50])
    9
    >>> p90(None)
    Traceback (most recent call last):
    TypeError: object of type 'NoneType' has no len()
    """
    return sorted(values)[math.ceil(0.9 * len(values)) - 1] if len(values) else 0


def _median(values: list[int]) -> float:
    return statistics.median(values) if values else 0


def numbers_without_source(
    page: Page, from_exercises: set[str], words_of_facts: Iterable[str]
) -> list[tuple[str, str]]:
    """Cell and number, for numbers of a text with neither a case, nor the words *made up*, nor an exercise.

    Parameters
    ----------
    from_exercises : set of str
        The right answers of the lesson's exercises, as they are shown.
    words_of_facts : iterable of str
        The words that ids follow: ``case``.
    """
    found = []
    for cell in page.read_by_learners:
        text = cell["source"]
        if named_ids(text, words_of_facts) or re.search(r"made[ -]up", text):
            continue
        for number in dict.fromkeys(match.group(0).strip() for match in _NUMBER.finditer(text)):
            if re.sub(r"[^\d.,]", "", number) not in from_exercises:
                found.append((cell["id"], number))
    return found
