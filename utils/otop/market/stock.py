"""How much to bring, when nobody knows how many will be asked for: the newsvendor.

One piece more than is asked for costs its variable cost less what it is still worth after
the fair; one piece too few costs the contribution. The best stock is the one where the
chance that all is asked for no longer pays (Arrow, Harris and Marschak 1951; any textbook of
operations management: critical ratio = under / (under + over)).
"""

from __future__ import annotations

import math
from statistics import NormalDist

from otop.costing.units import not_negative
from otop.errors import InputError

EXACT = 9  # decimals: 489.0000000001 pieces are 489


def critical_ratio(*, price: float, variable_cost: float, left_over_worth: float) -> float:
    """How sure you want to be that nobody goes away without the piece: (p - v) / (p - worth).

    Parameters
    ----------
    price, variable_cost : float
        Money a piece. Only the variable cost: what is fixed is paid in any case.
    left_over_worth : float
        What a piece that comes home is still worth.

    Errors: `InputError` unless left_over_worth < variable_cost < price.

    >>> critical_ratio(price=250, variable_cost=120, left_over_worth=90)
    0.8125
    >>> critical_ratio(price=250, variable_cost=120, left_over_worth=130)
    Traceback (most recent call last):
    otop.errors.InputError: What is left over, 130, is worth as much as its variable cost, 120, or more. Then nothing is lost by bringing too much: check the two numbers.
    """
    prices = {"price": price, "variable cost": variable_cost, "worth of what is left over": left_over_worth}
    for name, amount in prices.items():
        not_negative(amount, name)
    if variable_cost >= price:
        raise InputError("stock.piece_leaves_nothing", price=f"{price:g}", variable=f"{variable_cost:g}")
    if left_over_worth >= variable_cost:
        raise InputError("stock.nothing_to_lose", worth=f"{left_over_worth:g}", variable=f"{variable_cost:g}")
    return (price - variable_cost) / (price - left_over_worth)


def newsvendor(*, price: float, variable_cost: float, left_over_worth: float, mean: float, sd: float) -> int:
    """How many pieces to bring, rounded up, when demand is uncertain (normal).

    Parameters
    ----------
    mean, sd : float
        Mean and standard deviation of the pieces that will be asked for.

    >>> newsvendor(price=250, variable_cost=120, left_over_worth=90, mean=400, sd=100)
    489
    >>> newsvendor(price=250, variable_cost=120, left_over_worth=90, mean=400, sd=-100)
    Traceback (most recent call last):
    otop.errors.InputError: The standard deviation is -100. It cannot be below zero. Write what it really is.
    """
    ratio = critical_ratio(price=price, variable_cost=variable_cost, left_over_worth=left_over_worth)
    middle, spread = not_negative(mean, "mean"), not_negative(sd, "standard deviation")
    best = NormalDist(middle, spread).inv_cdf(ratio) if spread else middle
    return max(0, math.ceil(round(best, EXACT)))


def stock_result(
    *, brought: float, asked_for: float, price: float, variable_cost: float, left_over_worth: float
) -> float:
    """What the pieces earn, the cost of going not counted: sales, and the worth of what comes home.

    >>> stock_result(brought=489, asked_for=400, price=250, variable_cost=120, left_over_worth=90)
    49330.0
    >>> stock_result(brought=-1, asked_for=400, price=250, variable_cost=120, left_over_worth=90)
    Traceback (most recent call last):
    otop.errors.InputError: The number of pieces brought is -1. It cannot be below zero. Write what it really is.
    """
    brought = not_negative(brought, "number of pieces brought")
    sold = min(brought, not_negative(asked_for, "number of pieces asked for"))
    return sold * price + (brought - sold) * left_over_worth - brought * variable_cost


def expected_result(
    *, brought: float, mean: float, sd: float, price: float, variable_cost: float, left_over_worth: float
) -> float:
    """The mean of `stock_result` over all demands of a normal distribution.

    >>> round(expected_result(brought=489, mean=400, sd=100, price=250, variable_cost=120, left_over_worth=90))
    47693
    >>> expected_result(brought=489, mean=400, sd=0, price=250, variable_cost=120, left_over_worth=90)
    Traceback (most recent call last):
    otop.errors.InputError: Without a spread there is nothing uncertain: bring what is asked for.
    """
    if not_negative(sd, "standard deviation") == 0:
        raise InputError("stock.no_spread")
    z, standard = (brought - mean) / sd, NormalDist()
    left_over = sd * (z * standard.cdf(z) + standard.pdf(z))
    return (brought - left_over) * price + left_over * left_over_worth - brought * variable_cost
