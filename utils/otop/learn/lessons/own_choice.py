"""A choice with the trainee's own weights, or among her own products: shown, and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import read_number
from otop.learn.say_it import Said
from otop.learn.widgets.weight_editor import sentence_of, sum_told
from otop.planning import Candidate, Criterion, with_weights
from otop.plots import Together, criterion_name, points_picture, points_table, sensitivity_table


def my_weights(candidates: Iterable[Candidate], criteria: Iterable[Criterion], typed: Mapping[str, object]):
    """Who comes first with these weights, and how far each may move.

    No weight is wrong. Of weights that do not add up to 100, each counts as its part of the sum, and that is said.

    >>> criteria = [Criterion(name="pay", weight=50), Criterion(name="risk", weight=50, less_is_better=True)]
    >>> my_weights([], criteria, {"pay": 0, "risk": 0})
    There are only zeros so far. Share 100 among the five, and run the cell again.
    >>> my_weights([], criteria, {"pay": "much", "risk": 40})
    Traceback (most recent call last):
    otop.errors.InputError: pay for an hour: There is no number in "much". Type one number, for example 12.50.
    """
    weights = {name: _read(criterion_name(name), weight) for name, weight in typed.items()}
    criteria = with_weights(criteria, weights)
    if not any(weights.values()):
        return Said("note", say("weights.empty"))
    return _shown(tuple(candidates), criteria)


def my_choice(criteria: Iterable[Criterion], *, weights="", first="", second="", third="", papers_missing=""):
    """Two or three products of one's own, each as ``"name: 5 4 3 2 1"``.

    Parameters
    ----------
    weights : str
        A number for each criterion, in their order.
    first, second, third : str
        The name, a colon, and a score for each criterion.
    papers_missing : str
        Names of the products that may not be sold yet, with commas between them.

    >>> criteria = [Criterion(name="pay", weight=50), Criterion(name="risk", weight=50, less_is_better=True)]
    >>> my_choice(criteria)
    Nothing is here yet. Type your weights and at least two products, and run the cell again.
    >>> my_choice(criteria, weights="60 40", first="jam 4 2", second="mat: 3 1")
    Traceback (most recent call last):
    otop.errors.InputError: first: write the name, a colon and 2 numbers, for example "mango jam: 4 3".
    """
    criteria = tuple(criteria)
    products = {"first": first, "second": second, "third": third}
    products = {place: text for place, text in products.items() if text.strip()}
    if not products or not weights.strip():
        return Said("note", say("mine.choice_empty"))
    typed = dict(zip((c.name for c in criteria), _numbers(weights, len(criteria), "weights"), strict=True))
    if not any(typed.values()):
        return Said("note", say("mine.choice_empty"))
    criteria = with_weights(criteria, typed)
    missing = [name.strip() for name in papers_missing.split(",") if name.strip()]
    candidates = tuple(_candidate(place, text, criteria, missing) for place, text in products.items())
    names = [candidate.name for candidate in candidates]
    if len(set(names)) < len(names):
        raise InputError("mine.same_name", names=", ".join(names))
    for name in missing:
        if name not in names:
            raise InputError("mine.not_a_product", where="papers_missing", name=name, known=", ".join(names))
    return _shown(candidates, criteria, Said("note", say("mine.note")))


def _candidate(place: str, text: str, criteria: tuple[Criterion, ...], missing: list[str]) -> Candidate:
    name, colon, numbers = text.partition(":")
    if not colon or not name.strip():
        raise _form(place, len(criteria))
    scores = dict(zip((c.name for c in criteria), _numbers(numbers, len(criteria), place), strict=True))
    name = name.strip()
    return Candidate(name=name, scores=scores, asked=(say("mine.paper"),) if name in missing else ())


def _numbers(text: str, count: int, place: str) -> list[float]:
    parts = [part for part in re.split(r"[\s,;/]+", text.strip()) if part]
    if len(parts) != count:
        if place == "weights":
            raise InputError("mine.weights_form", where=place, count=count)
        raise _form(place, count)
    return [_read(place, part) for part in parts]


def _form(place: str, count: int) -> InputError:
    return InputError("mine.product_form", where=place, count=count, scores=" ".join("43215"[:count]))


def _read(where: str, typed) -> float:
    try:
        return read_number(typed)
    except InputError as problem:
        raise problem.at(where) from None


def _shown(candidates: tuple[Candidate, ...], criteria: tuple[Criterion, ...], note=None) -> Together:
    uneven = sum_told({criterion.name: criterion.weight for criterion in criteria})
    told = [*([Said("note", uneven)] if uneven else []), Said("note", sentence_of(candidates, criteria)), points_table(candidates, criteria, note),
            points_picture(candidates, criteria)]  # fmt: skip
    several = sum(candidate.passes for candidate in candidates) > 1
    if several and sum(criterion.weight > 0 for criterion in criteria) > 1:
        told.append(sensitivity_table(candidates, criteria))
    return Together(*told)
