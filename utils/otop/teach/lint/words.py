"""Rules on how long cells are, and on the numbers and cases that the text names."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from otop.teach.lint.form import visible_lines
from otop.teach.lint.page import Finding, Page

CODE_LINES_P90 = 8
TEXT_WORDS_P90 = 90
_CASE = re.compile(r"\bC\d+[a-z]?(?:-[a-z]+)*\b")
_CASES_NAMED = re.compile(rf"\bcases?\s+{_CASE.pattern}(?:(?:,| and| or|, and)\s+{_CASE.pattern})*", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:\s*(?:THB|baht|percent|%)|(?<=\.\d\d)(?![\d%]))")


@dataclass(frozen=True)
class Lengths:
    """Lines of the code cells and words of the text cells of one notebook: median and 90th percentile."""

    file: str
    code_median: float
    code_p90: int
    text_median: float
    text_p90: int


def findings(page: Page, cases: set[str]) -> Iterator[Finding]:
    length = lengths(page)
    if length.code_p90 > CODE_LINES_P90:
        yield page.finding("code_long", lines=length.code_p90, most=CODE_LINES_P90)
    if length.text_p90 > TEXT_WORDS_P90:
        yield page.finding("text_long", words=length.text_p90, most=TEXT_WORDS_P90)
    for cell in page.read_by_learners:
        for named in _CASES_NAMED.findall(cell["source"]):
            for case in _CASE.findall(named):
                if case not in cases:
                    yield page.finding("case_unknown", cell, case=case)


def known_cases() -> set[str]:
    """The cases that text may name: ``C6``, and their rows, ``C6-cash``."""
    from otop import data

    table = data.load("cost_cases")
    return set(table["case"]) | set(table["id"])


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


def numbers_without_source(page: Page, from_exercises: set[str]) -> list[tuple[str, str]]:
    """Cell and number, for numbers of a text with neither a case, nor the words *made up*, nor an exercise.

    Parameters
    ----------
    from_exercises : set of str
        The right answers of the lesson's exercises, as they are shown.
    """
    found = []
    for cell in page.read_by_learners:
        text = cell["source"]
        if _CASES_NAMED.search(text) or re.search(r"made[ -]up", text):
            continue
        for number in dict.fromkeys(match.group(0).strip() for match in _NUMBER.finditer(text)):
            if re.sub(r"[^\d.,]", "", number) not in from_exercises:
                found.append((cell["id"], number))
    return found
