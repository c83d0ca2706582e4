"""The way to a registration, as a table of rules: which step is met, and which comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from otop.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of the table: an answer that a step asks for.

    Parameters
    ----------
    rule : str
        Its id in the table.
    step : str
        The step that it belongs to; steps come in the order of the table.
    answer : str
        What must be true: ``"group"``, ``"production"``.
    enough : str
        ``"any"``: one such answer meets the step; ``"all"``: each of them is needed.
    only_if : str
        The rule counts only where this answer is true; empty: always.
    """

    rule: str
    step: str
    answer: str
    enough: str
    only_if: str = ""

    def __post_init__(self):
        if self.enough not in ("any", "all"):
            raise InputError("rule.enough", where=self.rule, enough=self.enough)


@dataclass(frozen=True)
class Step:
    """A step of the way. `met` and `open` hold the ids of its rules; `done`: nothing more is needed."""

    step: str
    met: tuple[str, ...]
    open: tuple[str, ...]
    done: bool


def registration_path(rules: Iterable[Rule], answers: Mapping[str, bool]) -> tuple[Step, ...]:
    """The steps in their order, each with what is met and what is open.

    Parameters
    ----------
    rules : iterable of Rule
        The table.
    answers : mapping
        Answer -> whether it is true; what is not named counts as not true.

    Errors: `InputError` for an answer that no rule asks for.

    >>> rules = [Rule(rule="R4", step="link", answer="production", enough="any"), Rule(rule="R5", step="link", answer="management", enough="any"), Rule(rule="R7", step="place", answer="site", enough="all")]
    >>> registration_path(rules, {"production": True})
    (Step(step='link', met=('R4',), open=('R5',), done=True), Step(step='place', met=(), open=('R7',), done=False))
    >>> registration_path(rules, {"produktion": True})
    Traceback (most recent call last):
    otop.errors.InputError: No rule asks for "produktion". They ask for: production, management, site.
    """
    rules = tuple(rules)
    known = list(dict.fromkeys(rule.answer for rule in rules))
    for answer in answers:
        if answer not in known:
            raise InputError("rule.unknown_answer", answer=answer, known=", ".join(known))
    counted = [rule for rule in rules if not rule.only_if or answers.get(rule.only_if)]
    return tuple(_step(step, [rule for rule in counted if rule.step == step], answers)
                 for step in dict.fromkeys(rule.step for rule in counted))  # fmt: skip


def first_open(path: Iterable[Step]) -> Step | None:
    """The first step that is not done; None when all are.

    >>> first_open([Step("link", ("R4",), (), True), Step("place", (), ("R7",), False)]).step
    'place'
    >>> first_open(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    return next((step for step in path if not step.done), None)


def _step(name: str, rules: list[Rule], answers: Mapping[str, bool]) -> Step:
    met = tuple(rule.rule for rule in rules if answers.get(rule.answer))
    still = tuple(rule.rule for rule in rules if not answers.get(rule.answer))
    needed = [rule for rule in rules if rule.enough == "all"]
    one_of = [rule for rule in rules if rule.enough == "any"]
    done = all(answers.get(rule.answer) for rule in needed) and (
        not one_of or any(answers.get(rule.answer) for rule in one_of)
    )
    return Step(name, met, still, done)
