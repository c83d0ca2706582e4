"""What flips the winner: another order of the weights, or one weight that moves."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from otop.errors import InputError
from otop.planning.choice import SAME, Candidate, Criterion, good_score, ranking, shares, winners, with_weights


@dataclass(frozen=True)
class Swap:
    """Two criteria with their weights exchanged, and who wins then."""

    one: str
    other: str
    winners: tuple[str, ...]


@dataclass(frozen=True)
class WeightRange:
    """How far the share of one criterion (0 to 1) may move before the winner is another.

    `below` and `above` are the winners beyond the two ends; empty where the end is 0 or 1.
    """

    criterion: str
    share: float
    low: float
    high: float
    below: tuple[str, ...]
    above: tuple[str, ...]


def swapped(criteria: Iterable[Criterion], one: str, other: str) -> tuple[Criterion, ...]:
    """The criteria with the weights of two of them exchanged.

    >>> criteria = [Criterion(name="customers", weight=30), Criterion(name="village", weight=15)]
    >>> [c.weight for c in swapped(criteria, "customers", "village")]
    [15, 30]
    >>> swapped(criteria, "customers", "price")
    Traceback (most recent call last):
    otop.errors.InputError: "price" is not one of the criteria. They are: customers, village.
    """
    criteria = tuple(criteria)
    weight = {criterion.name: criterion.weight for criterion in criteria}
    return with_weights(criteria, {one: weight.get(other, 0), other: weight.get(one, 0)})


def swaps(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> tuple[Swap, ...]:
    """Every exchange of two weights, with who wins then.

    >>> chips, basket = Candidate(name="chips", scores={"customers": 5, "village": 2}), Candidate(name="basket", scores={"customers": 3, "village": 5})
    >>> criteria = [Criterion(name="customers", weight=70), Criterion(name="village", weight=30)]
    >>> winners([chips, basket], criteria), swaps([chips, basket], criteria)[0].winners
    (('chips',), ('basket',))
    >>> swaps([], criteria)
    Traceback (most recent call last):
    otop.errors.InputError: No product is left: each of them still needs a paper that the law asks. Get the paper, or look for another product.
    """
    candidates, criteria = tuple(candidates), tuple(criteria)
    pairs = itertools.combinations([criterion.name for criterion in criteria], 2)
    return tuple(Swap(one, other, winners(candidates, swapped(criteria, one, other))) for one, other in pairs)


def at_share(criteria: Iterable[Criterion], name: str, share: float) -> tuple[Criterion, ...]:
    """The criteria with this share (0 to 1) for one of them; the others keep their proportions.

    >>> criteria = [Criterion(name="customers", weight=50), Criterion(name="village", weight=30), Criterion(name="risk", weight=20)]
    >>> [round(c.weight, 2) for c in at_share(criteria, "customers", 0.75)]
    [0.75, 0.15, 0.1]
    >>> at_share(criteria, "customers", 75)
    Traceback (most recent call last):
    otop.errors.InputError: The share is 75. A share is between 0 and 1: 75% is 0.75.
    """
    if not 0 <= share <= 1:
        raise InputError("share.out_of_range", share=f"{share:g}", percent=f"{share:g}", part=f"{share / 100:g}")
    criteria = tuple(criteria)
    rest = _rest(criteria, name)
    return with_weights(criteria, {other: part * (1 - share) for other, part in rest.items()} | {name: share})


def weight_range(candidates: Iterable[Candidate], criteria: Iterable[Criterion], name: str) -> WeightRange:
    """How far the share of one criterion may move before the winner is another.

    With the other weights in proportion, the lead over each rival is a straight line in
    the share; the winner changes where the first of these lines meets zero.

    >>> chips, basket = Candidate(name="chips", scores={"customers": 5, "village": 2}), Candidate(name="basket", scores={"customers": 3, "village": 5})
    >>> criteria = [Criterion(name="customers", weight=70), Criterion(name="village", weight=30)]
    >>> found = weight_range([chips, basket], criteria, "customers")
    >>> round(found.low, 2), found.high, found.below, found.above
    (0.6, 1.0, ('basket',), ())
    >>> weight_range([chips, basket], criteria, "price")
    Traceback (most recent call last):
    otop.errors.InputError: "price" is not one of the criteria. They are: customers, village.
    """
    candidates, criteria = tuple(candidates), tuple(criteria)
    rest, share = _rest(criteria, name), shares(criteria)[name]
    good = {c.name: {one.candidate.name: good_score(one.candidate.scores[c.name], c) for one in ranking(candidates, criteria)}
            for c in criteria}  # fmt: skip
    best = winners(candidates, criteria)[0]
    low, high = 0.0, 1.0
    for rival in good[name]:
        alone = good[name][best] - good[name][rival]
        without = sum(part * (good[other][best] - good[other][rival]) for other, part in rest.items())
        if abs(without - alone) < SAME:
            continue
        meets = without / (without - alone)
        if meets < share - SAME:
            low = max(low, meets)
        elif meets > share + SAME:
            high = min(high, meets)
        elif alone < without:  # equal points now: more of this weight puts the rival first
            high = share
        else:
            low = share
    return WeightRange(name, share, low, high, _beyond(candidates, criteria, name, low, 0.0),
                       _beyond(candidates, criteria, name, high, 1.0))  # fmt: skip


def sensitivity(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> tuple[WeightRange, ...]:
    """The range of each criterion.

    >>> chips, basket = Candidate(name="chips", scores={"customers": 5, "village": 2}), Candidate(name="basket", scores={"customers": 3, "village": 5})
    >>> criteria = [Criterion(name="customers", weight=70), Criterion(name="village", weight=30)]
    >>> [(one.criterion, round(one.low, 2), round(one.high, 2)) for one in sensitivity([chips, basket], criteria)]
    [('customers', 0.6, 1.0), ('village', 0.0, 0.4)]
    >>> sensitivity([chips, basket], criteria[:1])
    Traceback (most recent call last):
    otop.errors.InputError: Only customers has a weight. To move it, at least one other criterion needs a weight too.
    """
    candidates, criteria = tuple(candidates), tuple(criteria)
    return tuple(weight_range(candidates, criteria, criterion.name) for criterion in criteria)


def _rest(criteria: tuple[Criterion, ...], name: str) -> dict[str, float]:
    """The other criteria with their shares of what is left."""
    with_weights(criteria, {name: 0})  # a name that is not there is told
    others = [criterion for criterion in criteria if criterion.name != name]
    if not sum(criterion.weight for criterion in others):
        raise InputError("weights.only_one", criterion=name)
    return shares(others)


def _beyond(candidates, criteria, name: str, end: float, border: float) -> tuple[str, ...]:
    if end == border:
        return ()
    just_beyond = end + (border - end) * 1e-6
    return winners(candidates, at_share(criteria, name, just_beyond))
