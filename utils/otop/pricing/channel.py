"""The price ladder of a channel: from the producer to the shelf, and back.

Each hand that passes the product on keeps a margin, a share of the price at which that
hand sells (a commission or "GP" is one too), and may have a cost on each piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from otop.costing.units import not_negative
from otop.errors import InputError
from otop.i18n.numbers import show_number
from otop.pricing.margins import checked_share


@dataclass(frozen=True, kw_only=True)
class Hand:
    """One hand in the channel.

    Parameters
    ----------
    name : str
        Who it is: wholesaler, shop, platform.
    margin : float
        What it keeps, as a share of the price at which it sells, from 0 to below 1.
    per_piece : float
        What it spends on each piece, in money: transport, packing.

    >>> Hand(name="shop", margin=0.30).margin
    0.3
    >>> Hand(name="shop", margin=30)
    Traceback (most recent call last):
    otop.errors.InputError: The margin is 30. It is a share of the price, from 0 to below 1: write 0.3 for 30%.
    """

    name: str
    margin: float
    per_piece: float = 0.0

    def __post_init__(self):
        checked_share(self.margin, "margin")
        not_negative(self.per_piece, "cost of a piece")


@dataclass(frozen=True)
class Step:
    """What one hand pays, what it keeps, and the price at which it sells."""

    name: str
    buys_at: float
    keeps: float
    sells_at: float


def steps_down(producer_price: float, hands: Iterable[Hand]) -> tuple[Step, ...]:
    """Each step from the producer's price to the shelf, in the order of the hands.

    >>> hands = [Hand(name="wholesaler", margin=0.10), Hand(name="shop", margin=0.30)]
    >>> [round(step.sells_at, 2) for step in steps_down(75.60, hands)]
    [84.0, 120.0]
    >>> steps_down(-75.60, hands)
    Traceback (most recent call last):
    otop.errors.InputError: The price is -75.6. It cannot be below zero. Write what it really is.
    """
    price, steps = not_negative(producer_price, "price"), []
    for hand in hands:
        sells_at = (price + hand.per_piece) / (1 - hand.margin)
        steps.append(Step(hand.name, price, sells_at * hand.margin, sells_at))
        price = sells_at
    return tuple(steps)


def shelf_price(producer_price: float, hands: Iterable[Hand]) -> float:
    """The price on the shelf, when each hand has its margin: divided, hand after hand.

    >>> round(shelf_price(75.60, [Hand(name="wholesaler", margin=0.10), Hand(name="shop", margin=0.30)]), 2)
    120.0
    >>> shelf_price("75.60", [])
    Traceback (most recent call last):
    otop.errors.InputError: The price is 75.60, which is not a number. Write one number, for example 12.50.
    """
    steps = steps_down(producer_price, hands)
    return steps[-1].sells_at if steps else float(producer_price)


def producer_price(shelf_price: float, hands: Iterable[Hand]) -> float:
    """What the producer gets of a price on the shelf, hands in the order from the producer on.

    Errors: `InputError` where the costs of the hands are more than the shelf price holds.

    >>> round(producer_price(120, [Hand(name="wholesaler", margin=0.10), Hand(name="shop", margin=0.30)]), 2)
    75.6
    >>> producer_price(10, [Hand(name="platform", margin=0.13, per_piece=9)])
    Traceback (most recent call last):
    otop.errors.InputError: Of a shelf price of 10.00 nothing is left for the producer. Raise the shelf price, or choose a channel that takes less.
    """
    price = not_negative(shelf_price, "price")
    for hand in reversed(list(hands)):
        price = price * (1 - hand.margin) - hand.per_piece
    if price < 0:
        raise InputError("channel.nothing_left", price=show_number(shelf_price))
    return price
