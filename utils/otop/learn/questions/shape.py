"""What all questions share: which mistakes can be made at all, and which two are one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from otop.i18n.numbers import round_money
from otop.learn.check import Mistake

NEAR = 0.01  # a number that was rounded on the way is right as long as it is off by less


def when(applies, mistake: Mistake) -> list[Mistake]:
    """The mistake, where it can be made at all: what shows as 0.00 cannot be forgotten.

    >>> when(6.66, Mistake("own_labour_out", 12.43)), when(0.001, Mistake("own_labour_out", 19.09))
    ([Mistake(name='own_labour_out', value=12.43, facts={}, other_question=False)], [])
    >>> when("6.66", Mistake("own_labour_out", 12.43))
    Traceback (most recent call last):
    TypeError: type str doesn't define __round__ method
    """
    return [mistake] if round_money(applies) else []


def near(right: float, *rounded_inside: float) -> tuple[float, ...]:
    """Those of the numbers rounded on the way that are still right: less than 1% away.

    >>> near(65.81, 65.82, 57.04)
    (65.82,)
    >>> near("65.81", 65.82)
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for -: 'float' and 'str'
    """
    return tuple(value for value in rounded_inside if abs(value - right) < abs(right) * NEAR)


def whole(mistake: Mistake) -> list[Mistake]:
    """A mistake that gives a number of whole things: rounded down, and rounded up.

    >>> [m.value for m in whole(Mistake("bep_full_cost", 5135.95))], [m.value for m in whole(Mistake("bep_full_cost", 5))]
    ([5135, 5136], [5])
    >>> whole(5135.95)
    Traceback (most recent call last):
    AttributeError: 'float' object has no attribute 'value'
    """
    ends = sorted({math.floor(mistake.value), math.ceil(mistake.value)})
    return [replace(mistake, value=end) for end in ends]


def distinct(mistakes: Iterable[Mistake], same_thing: Iterable[tuple[str, str]] = ()) -> tuple[Mistake, ...]:
    """One name for what is one thing: when only own labour is unpaid, "without own labour" is the cash cost.

    Parameters
    ----------
    mistakes : iterable of Mistake
        In the order in which they are named.
    same_thing : pairs of names
        Two names for one thing: where both give the same number the first is kept. It is a
        true answer to another question if one of the two is. Other mistakes that happen to
        give the same number all stay, and the checker asks which it was.

    >>> two = [Mistake("own_labour_out", 3.01), Mistake("cash_for_full", 3.01, other_question=True)]
    >>> [(m.name, m.other_question) for m in distinct(two, [("own_labour_out", "cash_for_full")])]
    [('own_labour_out', True)]
    >>> distinct(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    mistakes = _once(mistakes)
    at = {mistake.name: round_money(mistake.value) for mistake in mistakes}
    same = [(name, less) for name, less in same_thing if name in at and at[name] == at.get(less)]
    hidden = {less for _, less in same}
    true = {mistake.name for mistake in mistakes if mistake.other_question}
    also_true = {name for name, less in same if less in true}
    return tuple(
        replace(mistake, other_question=mistake.other_question or mistake.name in also_true)
        for mistake in mistakes
        if mistake.name not in hidden
    )


def known(value: float | None, mistake_of: Callable[[float], Mistake]) -> list[Mistake]:
    """The mistake that an exercise's further number makes possible; none where it is not given.

    >>> known(150, lambda full: Mistake("full_cost_used", 250 - full)), known(None, lambda full: Mistake("full_cost_used", 250 - full))
    ([Mistake(name='full_cost_used', value=100, facts={}, other_question=False)], [])
    >>> known("150", lambda full: Mistake("full_cost_used", 250 - full))
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for -: 'int' and 'str'
    """
    return [] if value is None else [mistake_of(value)]


def _once(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """What would be said twice with the same words is said once."""
    kept = {(m.name, round_money(m.value), *sorted(m.facts.items())): m for m in reversed(list(mistakes))}
    return list(reversed(kept.values()))
