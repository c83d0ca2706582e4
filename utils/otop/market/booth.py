"""The plan of a booth: what going to a fair costs, and how many pieces pay for it.

The cost of going is a fixed cost: it is the same for one piece sold or for a thousand. What
a piece leaves is its contribution, price less variable cost (ILO "Improve Your Business:
Costing", 2015). Cash and non-cash cost are told apart as in `otop.costing`.
"""

from __future__ import annotations

from dataclasses import dataclass

from otop.costing.units import not_negative, positive
from otop.pricing import break_even_units, contribution


@dataclass(frozen=True)
class Result:
    """What a fair leaves, in money: `cash` in the purse, `full` with the own time paid."""

    cash: float
    full: float


@dataclass(frozen=True, kw_only=True)
class Booth:
    """Going to a fair: how long, with whom, and what it costs.

    Parameters
    ----------
    days : float
        Days away from home, the days of travel counted.
    people : float
        How many go.
    day_rate : float
        Going rate of a day of this work, in money: the value of the own time.
    booth_fee, travel : float
        Money for the booth, and for the way there and back, all people together.
    lodging_per_night : float
        Money for a night, all people together; `nights` of them, one less than `days` if not given.
    lost_at_home : float
        Money that does not come in at home meanwhile, beyond the own time: an order that
        was refused. Own time is counted once, by `day_rate`.

    >>> booth = Booth(days=11, people=2, day_rate=350, booth_fee=2_000, travel=3_000, lodging_per_night=500)
    >>> booth.cash_cost, booth.own_time, booth.fixed_cost
    (10000.0, 7700.0, 17700.0)
    >>> Booth(days=0, people=2, day_rate=350)
    Traceback (most recent call last):
    otop.errors.InputError: The number of days is 0. It must be above zero. Write what it really is.
    """

    days: float
    people: float
    day_rate: float
    booth_fee: float = 0
    travel: float = 0
    lodging_per_night: float = 0
    nights: float | None = None
    lost_at_home: float = 0

    def __post_init__(self):
        positive(self.days, "number of days")
        positive(self.people, "number of people")
        amounts = {
            "day rate": self.day_rate, "fee of the booth": self.booth_fee, "cost of travel": self.travel,
            "lodging of a night": self.lodging_per_night, "money lost at home": self.lost_at_home,
            "number of nights": self.nights_away,
        }  # fmt: skip
        for name, amount in amounts.items():
            not_negative(amount, name)

    @property
    def nights_away(self) -> float:
        return max(self.days - 1, 0) if self.nights is None else self.nights

    @property
    def lodging(self) -> float:
        return float(self.lodging_per_night * self.nights_away)

    @property
    def own_time(self) -> float:
        """The value of the time of all who go: days x people x day rate."""
        return float(self.days * self.people * self.day_rate)

    @property
    def cash_cost(self) -> float:
        """What leaves the purse: fee, travel, lodging."""
        return self.booth_fee + self.travel + self.lodging

    @property
    def fixed_cost(self) -> float:
        """The whole cost of going: cash, own time, and what is lost at home."""
        return self.cash_cost + self.own_time + self.lost_at_home

    def pieces_to_pay(self, *, price: float, variable_cost: float) -> int:
        """How many pieces pay for going to the fair, rounded up.

        Errors: `InputError` if a piece leaves nothing.

        >>> booth = Booth(days=11, people=2, day_rate=350, booth_fee=2_000, travel=3_000, lodging_per_night=500)
        >>> booth.pieces_to_pay(price=250, variable_cost=120)
        137
        >>> booth.pieces_to_pay(price=75, variable_cost=120)
        Traceback (most recent call last):
        otop.errors.InputError: There is no break-even: the price, 75.00, does not cover the variable cost, 120.00. Each piece makes the loss bigger. Raise the price, or lower the variable cost.
        """
        return break_even_units(fixed_cost=self.fixed_cost, price=price, variable_cost=variable_cost)

    def result(self, *, sold: float, price: float, variable_cost: float, cash_cost: float | None = None) -> Result:
        """What the fair leaves when so many pieces are sold.

        Parameters
        ----------
        cash_cost : float, optional
            Cash cost of a piece, where it is less than the variable cost (own labour in the piece).

        >>> booth = Booth(days=11, people=2, day_rate=350, booth_fee=2_000, travel=3_000, lodging_per_night=500)
        >>> booth.result(sold=100, price=250, variable_cost=120, cash_cost=80)
        Result(cash=7000.0, full=-4700.0)
        >>> booth.result(sold=-1, price=250, variable_cost=120)
        Traceback (most recent call last):
        otop.errors.InputError: The number of pieces sold is -1. It cannot be below zero. Write what it really is.
        """
        sold = not_negative(sold, "number of pieces sold")
        paid = variable_cost if cash_cost is None else cash_cost
        return Result(
            cash=sold * contribution(price=price, variable_cost=paid) - self.cash_cost,
            full=sold * contribution(price=price, variable_cost=variable_cost) - self.fixed_cost,
        )
