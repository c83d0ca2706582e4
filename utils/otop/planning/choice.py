"""Choosing among products: the gate of the law first, then criteria with weights.

The method is the weighted-sum model with a knock-out criterion, as trade and public
buyers use it (Keeney and Raiffa, "Decisions with Multiple Objectives", 1976): what the
law asks is never a criterion, because no number of points makes up for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from otop.errors import InputError

LOWEST, HIGHEST = 1, 5  # a score
SAME = 1e-9  # points that differ by less are equal


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What counts, and how much. `less_is_better`: a score of 5 is bad, as for risk.

    >>> Criterion(name="risk", weight=20, less_is_better=True).weight
    20
    >>> Criterion(name="risk", weight=-20)
    Traceback (most recent call last):
    otop.errors.InputError: The weight of risk is -20. A weight is 0 or more. Where less is better, the score is turned round, not the weight.
    """

    name: str
    weight: float
    less_is_better: bool = False

    def __post_init__(self):
        if self.weight < 0:
            raise InputError("weight.negative", criterion=self.name, weight=f"{self.weight:g}")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A product that could be chosen.

    Parameters
    ----------
    name : str
        Of the product.
    scores : mapping
        Criterion -> score, 1 to 5.
    asked, held : tuple of str
        Papers that the law asks before the product may be sold, and those that are there.

    >>> balm = Candidate(name="balm", scores={"customers": 5}, asked=("licence",))
    >>> balm.missing, balm.passes
    (('licence',), False)
    >>> Candidate(name="balm", scores={"customers": 55})
    Traceback (most recent call last):
    otop.errors.InputError: balm: the score for customers is 55. Scores go from 1 to 5.
    """

    name: str
    scores: Mapping[str, float]
    asked: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    def __post_init__(self):
        for criterion, score in self.scores.items():
            if not LOWEST <= score <= HIGHEST:
                raise InputError("score.out_of_range", where=self.name, criterion=criterion, score=f"{score:g}")

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(paper for paper in self.asked if paper not in self.held)

    @property
    def passes(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Ranked:
    """A candidate with its points, 1 to 5; `parts`: criterion -> its part of the points."""

    candidate: Candidate
    parts: dict[str, float]

    @property
    def points(self) -> float:
        return sum(self.parts.values())


def shares(criteria: Iterable[Criterion]) -> dict[str, float]:
    """The weights as parts of 1, so that they may be typed in percent, in stones or in stars.

    >>> shares([Criterion(name="customers", weight=3), Criterion(name="risk", weight=1)])
    {'customers': 0.75, 'risk': 0.25}
    >>> shares([Criterion(name="customers", weight=0)])
    Traceback (most recent call last):
    otop.errors.InputError: All weights are 0. Give a weight to what counts for you.
    """
    weights = {criterion.name: criterion.weight for criterion in criteria}
    total = sum(weights.values())
    if not total:
        raise InputError("weights.all_zero")
    return {name: weight / total for name, weight in weights.items()}


def good_score(score: float, criterion: Criterion) -> float:
    """The score with 5 as the best: turned round where less is better.

    >>> good_score(4, Criterion(name="risk", weight=20, less_is_better=True))
    2
    >>> good_score("4", Criterion(name="risk", weight=20, less_is_better=True))
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for -: 'int' and 'str'
    """
    return LOWEST + HIGHEST - score if criterion.less_is_better else score


def score_from(value: float, limits: Iterable[float]) -> int:
    """The score of an amount, such as money for an hour: 1, and one more for each limit that it reaches.

    No amount falls between two scores, because only the lower end of each is named.

    >>> [score_from(pay, (20, 30, 40, 50)) for pay in (19.99, 20, 33, 55)]
    [1, 2, 3, 5]
    >>> score_from("33", (20, 30, 40, 50))
    Traceback (most recent call last):
    TypeError: '<=' not supported between instances of 'int' and 'str'
    """
    return LOWEST + sum(limit <= value for limit in limits)


def points(candidate: Candidate, criteria: Iterable[Criterion]) -> Ranked:
    """The weighted points of one candidate, with the part of each criterion. The gate is not looked at.

    >>> criteria = [Criterion(name="customers", weight=60), Criterion(name="risk", weight=40, less_is_better=True)]
    >>> round(points(Candidate(name="chips", scores={"customers": 5, "risk": 2}), criteria).points, 2)
    4.6
    >>> points(Candidate(name="chips", scores={"customers": 5}), criteria)
    Traceback (most recent call last):
    otop.errors.InputError: chips: there is no score for risk. Give one from 1 to 5.
    """
    criteria = tuple(criteria)
    for criterion in criteria:
        if criterion.name not in candidate.scores:
            raise InputError("score.missing", where=candidate.name, criterion=criterion.name)
    share = shares(criteria)
    return Ranked(candidate, {c.name: share[c.name] * good_score(candidate.scores[c.name], c) for c in criteria})


def ranking(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> tuple[Ranked, ...]:
    """Those that pass the gate, the most points first; equal points stay in the order given.

    >>> customers = [Criterion(name="customers", weight=1)]
    >>> chips, balm = Candidate(name="chips", scores={"customers": 4}), Candidate(name="balm", scores={"customers": 5}, asked=("licence",))
    >>> [one.candidate.name for one in ranking([balm, chips], customers)]
    ['chips']
    >>> ranking([balm], customers)
    Traceback (most recent call last):
    otop.errors.InputError: No product is left: each of them still needs a paper that the law asks. Get the paper, or look for another product.
    """
    criteria = tuple(criteria)
    ranked = [points(candidate, criteria) for candidate in candidates if candidate.passes]
    if not ranked:
        raise InputError("gate.none_passes")
    return tuple(sorted(ranked, key=lambda one: -round(one.points, 9)))


def winners(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The name of the winner; all of them where the first ones have equal points.

    >>> customers = [Criterion(name="customers", weight=1)]
    >>> winners([Candidate(name="chips", scores={"customers": 4}), Candidate(name="scarf", scores={"customers": 4})], customers)
    ('chips', 'scarf')
    >>> winners([], customers)
    Traceback (most recent call last):
    otop.errors.InputError: No product is left: each of them still needs a paper that the law asks. Get the paper, or look for another product.
    """
    ranked = ranking(candidates, criteria)
    return tuple(one.candidate.name for one in ranked if ranked[0].points - one.points < SAME)


def with_weights(criteria: Iterable[Criterion], weights: Mapping[str, float]) -> tuple[Criterion, ...]:
    """The same criteria with other weights; what is not named keeps its own.

    >>> [c.weight for c in with_weights([Criterion(name="customers", weight=30), Criterion(name="risk", weight=20)], {"risk": 5})]
    [30, 5]
    >>> with_weights([Criterion(name="risk", weight=20)], {"risks": 5})
    Traceback (most recent call last):
    otop.errors.InputError: "risks" is not one of the criteria. They are: risk.
    """
    criteria = tuple(criteria)
    known = [criterion.name for criterion in criteria]
    for name in weights:
        if name not in known:
            raise InputError("criterion.unknown", name=name, known=", ".join(known))
    return tuple(replace(c, weight=weights.get(c.name, c.weight)) for c in criteria)
