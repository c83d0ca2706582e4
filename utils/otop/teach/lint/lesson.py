"""Rules on a lesson: one lesson, always the same shape."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator

from otop.i18n.numbers import show_number
from otop.learn.lesson import LESSONS
from otop.teach.lint.page import Finding, Page, headings

FEWEST_EXERCISES = 2
FIRST_CELL = {
    "title": r"^# \S",
    "objectives": r"you can\b[^\n]*\n+\s*(?:\d+\.|[-*]) \S",
    "time": r"\*\*Time:\*\*.*\d",
    "before": r"\*\*Before this:\*\*\s*\S",
    "numbers": r"\*\*(?:Numbers from|Numbers|Data):\*\*\s*\S",
}
LAST_CELL = {
    "key_points": r"^## Key points\s+- \S",
    "new_words": r"\*\*New words:\*\*\s*\S",
    "next": r"\*\*Next:\*\*\s*\S",
}
CORE_ENDS = re.compile(r"\*\*[^*\n]*\bcore\b[^*\n]*\bends here\b", re.IGNORECASE)


def findings(page: Page) -> Iterator[Finding]:
    for place, parts in ((page.cells[0], FIRST_CELL), (page.cells[-1], LAST_CELL)):
        for part, pattern in parts.items():
            if not re.search(pattern, place["source"], flags=re.MULTILINE | re.IGNORECASE):
                yield page.finding(f"missing_{part}", place)
    yield from _exercises(page)
    titles = [words.lower() for cell in page.markdown for _, words in headings(cell["source"])]
    if not any(title.startswith("my product") for title in titles):
        yield page.finding("no_my_product")
    if not any(CORE_ENDS.search(cell["source"]) for cell in page.markdown):
        yield page.finding("core_end_unmarked")


def _exercises(page: Page) -> Iterator[Finding]:
    used = {exercise: cell for cell in page.code for exercise in checks_in(cell["source"])}
    if len(used) < FEWEST_EXERCISES:
        yield page.finding("few_exercises", count=len(used), fewest=FEWEST_EXERCISES)
    known = exercises_of(page.name)
    if known is None:
        yield page.finding("lesson_unknown", known=", ".join(LESSONS))
        return
    for exercise, cell in used.items():
        if exercise not in known:
            yield page.finding("exercise_unknown", cell, exercise=exercise, known=", ".join(known))
    for exercise in known:
        if exercise not in used:
            yield page.finding("exercise_unused", exercise=exercise)


def checks_in(source: str) -> list[str]:
    """The exercises that a code cell checks.

    >>> checks_in('lesson.check("nipa_cash", nipa_cash)')
    ['nipa_cash']
    >>> checks_in("lesson.check(")
    []
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "check"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def exercises_of(name: str) -> dict | None:
    """The exercises of the lesson in the notebook of this name; None if there is no such lesson.

    >>> "nipa_cash" in exercises_of("05_unit_cost"), exercises_of("99_none")
    (True, None)
    """
    module = LESSONS.get(name.split("_")[0])
    return importlib.import_module(module).EXERCISES if module else None


def right_answers(name: str) -> set[str]:
    """The right answers of a lesson's exercises, as they are shown."""
    questions = [exercise() for exercise in (exercises_of(name) or {}).values()]
    return {show_number(value, digits) for q in questions for value in q.rights for digits in {q.digits, 0}}
