"""A price with the costs of a month behind it."""

from __future__ import annotations

from dataclasses import dataclass

from otop.costing.units import not_negative
from otop.errors import InputError
from otop.pricing.break_even import break_even_units, contribution, profit


@dataclass(frozen=True, kw_only=True)
class PricePlan:
    """What a product sells for, what it costs, and how many are made in a month.

    Parameters
    ----------
    price, variable_cost : float
        Money for one `unit`.
    fixed_cost : float
        Money for a month.
    made : float
        Pieces a month, all of them sold.

    >>> box = PricePlan(name="Nipa box", unit="box", price=15, variable_cost=10.51, fixed_cost=17_000, made=14_407)
    >>> round(box.contribution, 2), box.break_even, round(box.result, 2)
    (4.49, 3787, 47687.43)
    >>> PricePlan(name="Nipa box", unit="box", price=15, variable_cost=10.51, fixed_cost=-1, made=14_407)
    Traceback (most recent call last):
    otop.errors.InputError: The fixed cost is -1. It cannot be below zero. Write what it really is.
    """

    name: str
    unit: str
    price: float
    variable_cost: float
    fixed_cost: float
    made: float
    currency: str = "THB"

    def __post_init__(self):
        not_negative(self.fixed_cost, "fixed cost")
        not_negative(self.made, "number of pieces")
        contribution(price=self.price, variable_cost=self.variable_cost)

    @property
    def contribution(self) -> float:
        """Of one piece."""
        return contribution(price=self.price, variable_cost=self.variable_cost)

    @property
    def break_even(self) -> int | None:
        """Pieces a month that pay the fixed cost; None where no number of pieces does."""
        try:
            return break_even_units(fixed_cost=self.fixed_cost, price=self.price, variable_cost=self.variable_cost)
        except InputError:
            return None

    @property
    def result(self) -> float:
        """What is left of the month."""
        return profit(units=self.made, price=self.price, variable_cost=self.variable_cost, fixed_cost=self.fixed_cost)
