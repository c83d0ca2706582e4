"""Contribution and break-even: how many must be sold until the fixed cost is paid.

The break-even model is the textbook one (Horngren, Datar and Rajan, "Cost Accounting":
cost-volume-profit analysis). Fixed cost and number of pieces are for the same period, and
a break-even number of pieces is rounded up: at the piece below, a part is still unpaid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from otop.costing.units import not_negative, positive
from otop.errors import InputError
from otop.i18n.numbers import show_number
from otop.pricing.margins import discounted

FLOAT = 1e-9  # what a float may be wrong by, as a share


def contribution(*, price: float, variable_cost: float) -> float:
    """What one piece gives towards the fixed cost and the profit; below zero where each piece loses.

    >>> round(contribution(price=120, variable_cost=86.34), 2)
    33.66
    >>> contribution(price=-120, variable_cost=86.34)
    Traceback (most recent call last):
    otop.errors.InputError: The price is -120. It cannot be below zero. Write what it really is.
    """
    return not_negative(price, "price") - not_negative(variable_cost, "variable cost")


def contribution_ratio(*, price: float, variable_cost: float) -> float:
    """The contribution as a share of the price.

    >>> contribution_ratio(price=400, variable_cost=283.25)
    0.291875
    >>> contribution_ratio(price=0, variable_cost=283.25)
    Traceback (most recent call last):
    otop.errors.InputError: The price is 0. It must be above zero. Write what it really is.
    """
    return contribution(price=price, variable_cost=variable_cost) / positive(price, "price")


def break_even_units(*, fixed_cost: float, price: float, variable_cost: float) -> int:
    """How many pieces pay the fixed cost of the period, rounded up.

    Parameters
    ----------
    fixed_cost : float
        Money for the whole period (a month, a lot).
    price, variable_cost : float
        Money for one piece.

    Errors: `InputError` where the price is not above the variable cost.

    >>> break_even_units(fixed_cost=6_000, price=120, variable_cost=80)
    150
    >>> break_even_units(fixed_cost=6_001, price=120, variable_cost=80)
    151
    >>> break_even_units(fixed_cost=6_000, price=75, variable_cost=80)
    Traceback (most recent call last):
    otop.errors.InputError: There is no break-even: the price, 75.00, does not cover the variable cost, 80.00. Each piece makes the loss bigger. Raise the price, or lower the variable cost.
    """
    each = contribution(price=price, variable_cost=variable_cost)
    if each <= 0:
        raise InputError("break_even.none", price=show_number(price), variable=show_number(variable_cost))
    return round_up(not_negative(fixed_cost, "fixed cost") / each)


def break_even_sales(*, fixed_cost: float, contribution_ratio: float) -> float:
    """The sales, in money, that pay the fixed cost of the period.

    Parameters
    ----------
    contribution_ratio : float
        Contribution as a share of the sales, above 0 and at most 1.

    >>> break_even_sales(fixed_cost=6_000, contribution_ratio=0.25)
    24000.0
    >>> break_even_sales(fixed_cost=6_000, contribution_ratio=25)
    Traceback (most recent call last):
    otop.errors.InputError: The contribution ratio is 25. It is a share of the price, above 0 and at most 1: write 0.25 for 25%.
    """
    if isinstance(contribution_ratio, bool) or not 0 < contribution_ratio <= 1:
        raise InputError("ratio.out_of_range", value=f"{contribution_ratio:g}", share=f"{contribution_ratio / 100:g}")
    return not_negative(fixed_cost, "fixed cost") / contribution_ratio


def profit(*, units: float, price: float, variable_cost: float, fixed_cost: float) -> float:
    """What is left of the period when all is paid; below zero it is a loss.

    >>> profit(units=200, price=120, variable_cost=80, fixed_cost=6_000)
    2000.0
    >>> profit(units=-1, price=120, variable_cost=80, fixed_cost=6_000)
    Traceback (most recent call last):
    otop.errors.InputError: The number of pieces is -1. It cannot be below zero. Write what it really is.
    """
    each = contribution(price=price, variable_cost=variable_cost)
    return not_negative(units, "number of pieces") * each - not_negative(fixed_cost, "fixed cost")


def margin_of_safety(*, units: float, break_even: float) -> float:
    """By what share the sales may fall until the break-even; below zero where they are under it.

    Both in pieces, or both in money.

    >>> margin_of_safety(units=200, break_even=150)
    0.25
    >>> margin_of_safety(units=0, break_even=150)
    Traceback (most recent call last):
    otop.errors.InputError: The number of pieces is 0. It must be above zero. Write what it really is.
    """
    return (positive(units, "number of pieces") - not_negative(break_even, "break-even")) / units


def units_after_discount(*, units: float, price: float, variable_cost: float, discount: float) -> int:
    """How many pieces bring the same contribution after a discount, rounded up.

    Errors: `InputError` where the lower price is not above the variable cost.

    >>> units_after_discount(units=100, price=120, variable_cost=80, discount=0.10)
    143
    >>> units_after_discount(units=100, price=120, variable_cost=80, discount=0.40)
    Traceback (most recent call last):
    otop.errors.InputError: There is no break-even: the price, 72.00, does not cover the variable cost, 80.00. Each piece makes the loss bigger. Raise the price, or lower the variable cost.
    """
    before = not_negative(units, "number of pieces") * contribution(price=price, variable_cost=variable_cost)
    lower = discounted(price, discount=discount)
    return break_even_units(fixed_cost=max(before, 0), price=lower, variable_cost=variable_cost)


@dataclass(frozen=True, kw_only=True)
class MixLine:
    """One product of a mix: so many `units` of it are sold together with the others.

    >>> MixLine(name="scarf", price=250, variable_cost=180, units=3).contribution
    210.0
    >>> MixLine(name="scarf", price=250, variable_cost=180, units=0)
    Traceback (most recent call last):
    otop.errors.InputError: The number of pieces is 0. It must be above zero. Write what it really is.
    """

    name: str
    price: float
    variable_cost: float
    units: float

    def __post_init__(self):
        positive(self.units, "number of pieces")
        contribution(price=self.price, variable_cost=self.variable_cost)

    @property
    def contribution(self) -> float:
        """Of this product in one mix."""
        return self.units * contribution(price=self.price, variable_cost=self.variable_cost)


@dataclass(frozen=True)
class MixBreakEven:
    """So many whole mixes, with so many pieces of each product, and their sales in money."""

    mixes: int
    units: dict[str, float]
    sales: float


def break_even_mix(lines: Iterable[MixLine], *, fixed_cost: float) -> MixBreakEven:
    """The break-even of several products that are sold in a steady mix, in whole mixes.

    >>> scarf = MixLine(name="scarf", price=250, variable_cost=180, units=3)
    >>> shawl = MixLine(name="shawl", price=600, variable_cost=420, units=1)
    >>> break_even_mix([scarf, shawl], fixed_cost=8_000)
    MixBreakEven(mixes=21, units={'scarf': 63, 'shawl': 21}, sales=28350)
    >>> break_even_mix([MixLine(name="scarf", price=150, variable_cost=180, units=3)], fixed_cost=8_000)
    Traceback (most recent call last):
    otop.errors.InputError: There is no break-even: the price, 450.00, does not cover the variable cost, 540.00. Each piece makes the loss bigger. Raise the price, or lower the variable cost.
    """
    lines = list(lines)
    price = sum(line.units * line.price for line in lines)
    variable = sum(line.units * line.variable_cost for line in lines)
    mixes = break_even_units(fixed_cost=fixed_cost, price=price, variable_cost=variable)
    return MixBreakEven(mixes, {line.name: mixes * line.units for line in lines}, mixes * price)


def round_up(pieces: float) -> int:
    """Whole pieces, rounded up; what a float adds behind the ninth digit is no piece.

    >>> round_up(513.23), round_up(1_000 / (120.1 - 120))
    (514, 10000)
    >>> round_up("513.23")
    Traceback (most recent call last):
    TypeError: can't multiply sequence by non-int of type 'float'
    """
    return math.ceil(pieces * (1 - FLOAT))
