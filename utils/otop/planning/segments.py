"""A published rule that sorts products into segments, and a test of the rule for gaps."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from otop.errors import InputError


@dataclass(frozen=True)
class SegmentRule:
    """A segment, and for each question the answers that it allows; none named: any answer.

    >>> SegmentRule("D", ((3,), ())).matches((3, 1)), SegmentRule("D", ((3,), ())).matches((1, 1))
    (True, False)
    >>> SegmentRule("D", ((3,), ())).matches((3,))
    Traceback (most recent call last):
    otop.errors.InputError: The rule has 2 questions, and there are 1 answers. Give one answer to each question.
    """

    segment: str
    allowed: tuple[tuple[int, ...], ...]

    def matches(self, answers: Sequence[int]) -> bool:
        if len(answers) != len(self.allowed):
            raise InputError("segment.answers", questions=len(self.allowed), answers=len(answers))
        return all(not allowed or answer in allowed for answer, allowed in zip(answers, self.allowed, strict=True))


def segment_of(answers: Sequence[int], rules: Iterable[SegmentRule]) -> str | None:
    """The segment of the first rule that these answers match; None if no rule does.

    >>> rules = [SegmentRule("A", ((1, 2), (1,))), SegmentRule("D", ((3,), ()))]
    >>> segment_of((2, 1), rules), segment_of((3, 2), rules), segment_of((1, 2), rules)
    ('A', 'D', None)
    >>> segment_of((2,), rules)
    Traceback (most recent call last):
    otop.errors.InputError: The rule has 2 questions, and there are 1 answers. Give one answer to each question.
    """
    return next((rule.segment for rule in rules if rule.matches(answers)), None)


def answers_named(rules: Iterable[SegmentRule]) -> tuple[int, ...]:
    """For each question the highest answer that any rule names: how many answers there are at least.

    >>> answers_named([SegmentRule("A", ((1, 2), (1,))), SegmentRule("D", ((3,), ()))])
    (3, 1)
    >>> answers_named([])
    Traceback (most recent call last):
    otop.errors.InputError: There is no rule to test. Give at least one.
    """
    rules = tuple(rules)
    if not rules:
        raise InputError("segment.no_rule")
    return tuple(max((max(allowed, default=0) for allowed in question), default=0)
                 for question in zip(*(rule.allowed for rule in rules), strict=True))  # fmt: skip


def combinations_by_segment(rules: Iterable[SegmentRule], answers: Sequence[int]) -> dict[str | None, int]:
    """How many combinations of answers fall into each segment; under None those that fall into none.

    Parameters
    ----------
    rules : iterable of SegmentRule
        Tried in their order.
    answers : sequence of int
        How many answers each question has.

    >>> rules = [SegmentRule("A", ((1, 2), (1,))), SegmentRule("D", ((3,), ()))]
    >>> combinations_by_segment(rules, (3, 2))
    {'A': 2, 'D': 2, None: 2}
    >>> combinations_by_segment(rules, (3,))
    Traceback (most recent call last):
    otop.errors.InputError: The rule has 2 questions, and there are 1 answers. Give one answer to each question.
    """
    rules = tuple(rules)
    every = itertools.product(*(range(1, count + 1) for count in answers))
    found = Counter(segment_of(one, rules) for one in every)
    return {segment: found[segment] for segment in (*dict.fromkeys(rule.segment for rule in rules), None)}
