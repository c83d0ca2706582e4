"""Rules on a lesson: one lesson, always the same shape."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator

from otop.i18n.numbers import show_number
from otop.learn.check import Choice, Question
from otop.learn.lesson import LESSONS
from otop.teach.lint.page import Finding, Page, headings

FEWEST_EXERCISES = 2
FEWEST_DIGITS = 3
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])\d+(?:\.\d+)?")
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
    yield from _decisions(page)
    yield from _repeated_answers(page)
    titles = [words.lower() for cell in page.markdown for _, words in headings(cell["source"])]
    if not any(title.startswith("my product") for title in titles):
        yield page.finding("no_my_product")
    if not any(CORE_ENDS.search(cell["source"]) for cell in page.markdown):
        yield page.finding("core_end_unmarked")


def _exercises(page: Page) -> Iterator[Finding]:
    used = {exercise: cell for cell in page.code for exercise in checks_in(cell["source"])}
    count = len({name for cell in page.code for name in asked_in(cell["source"])})
    if count < FEWEST_EXERCISES:
        yield page.finding("few_exercises", count=count, fewest=FEWEST_EXERCISES)
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


def _decisions(page: Page) -> Iterator[Finding]:
    """What is predicted is known to the lesson, and is seen in a later cell."""
    known = decisions_of(page.name)
    predicted, seen = ({name: at for at, cell in enumerate(page.code) for name in calls_in(cell["source"], call)}
                       for call in ("predict", "see"))  # fmt: skip
    for name in [*predicted, *(name for name in seen if name not in predicted)]:
        if name not in known:
            yield page.finding(
                "decision_unknown", page.code[(predicted | seen)[name]], name=name, known=", ".join(known)
            )
        elif name in predicted and seen.get(name, -1) <= predicted[name]:
            yield page.finding("decision_unseen", page.code[predicted[name]], name=name)
    for name in known:
        if name not in predicted:
            yield page.finding("decision_unused", name=name)


def _repeated_answers(page: Page) -> Iterator[Finding]:
    """After an exercise no cell holds its answer, until a later exercise gives that number itself.

    Looked at are numbers that are not there by chance: three digits or more, or decimals.
    """
    known, open_answers = exercises_of(page.name) or {}, {}
    for cell, following in zip(page.cells, [*page.cells[1:], None], strict=True):
        told = {number for number in _NUMBER.findall(cell["source"]) if number in open_answers}
        asks = following is not None and following["cell_type"] == "code" and checks_in(following["source"])
        if cell["cell_type"] == "markdown" and asks:
            given = {open_answers[number] for number in told}
            open_answers = {number: name for number, name in open_answers.items() if name not in given}
        else:
            for number in sorted(told):
                yield page.finding("answer_repeated", cell, number=number, exercise=open_answers[number])
        if cell["cell_type"] == "code":
            for name in filter(known.get, checks_in(cell["source"])):
                open_answers |= dict.fromkeys(_telling(known[name]()), name)


def _telling(question: Question) -> set[str]:
    """The right answers of a question as a text would write them, if a number tells them at all."""
    if isinstance(question, Choice):
        return set()
    shown = {show_number(abs(value), digits) for value in question.rights for digits in (question.digits, 2)}
    shown |= {number.rstrip("0").rstrip(".") for number in shown if "." in number}
    told = {number for number in shown if "." in number or sum(map(str.isdigit, number)) >= FEWEST_DIGITS}
    return told | {number.replace(",", "") for number in told}


def checks_in(source: str) -> list[str]:
    """The exercises that a code cell checks.

    >>> checks_in('lesson.check("nipa_cash", nipa_cash)')
    ['nipa_cash']
    >>> checks_in("lesson.check(")
    []
    """
    return calls_in(source, "check")


def asked_in(source: str) -> list[str]:
    """What a code cell asks of the learner: the exercises that it checks, and what she predicts.

    >>> asked_in('lesson.predict("visitors", visitors)')
    ['visitors']
    >>> asked_in('lesson.see("visitors")')
    []
    """
    return [*calls_in(source, "check"), *calls_in(source, "predict")]


def calls_in(source: str, name: str) -> list[str]:
    """What the lesson is asked to do by this name in a code cell: the ids that come first.

    >>> calls_in('lesson.see("visitors")', "see"), calls_in("lesson.see(", "see")
    (['visitors'], [])
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == name
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


def decisions_of(name: str) -> dict:
    """What is predicted in the lesson in the notebook of this name; empty where nothing is.

    >>> "cloth_day" in decisions_of("18_bhutan_ogop"), decisions_of("05_unit_cost"), decisions_of("99_none")
    (True, {}, {})
    """
    module = LESSONS.get(name.split("_")[0])
    return getattr(importlib.import_module(module), "DECISIONS", {}) if module else {}


def right_answers(name: str) -> set[str]:
    """The right answers of a lesson's exercises, as they are shown."""
    questions = [exercise() for exercise in (exercises_of(name) or {}).values()]
    return {show_number(value, digits) for q in questions for value in q.rights for digits in {q.digits, 0}}
