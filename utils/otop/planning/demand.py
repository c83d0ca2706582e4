"""How large a market is: from people to money in a year."""

from __future__ import annotations

from dataclasses import dataclass

from otop.errors import InputError


@dataclass(frozen=True)
class MarketSize:
    """Buyers, pieces and sales of a year. Sales are in the currency of the price."""

    buyers: float
    pieces: float
    sales: float


def market_size(*, people: float, buying_share: float, pieces_each: float, price: float) -> MarketSize:
    """People who come by, times the share that buys, times pieces for each buyer, times the price.

    Parameters
    ----------
    people : float
        People in a year.
    buying_share : float
        Part of them that buys, 0 to 1.
    pieces_each : float
        Pieces that one buyer takes in a year.
    price : float
        Money for one piece.

    >>> size = market_size(people=8_000, buying_share=0.12, pieces_each=1.3, price=30)
    >>> round(size.buyers), round(size.pieces), round(size.sales)
    (960, 1248, 37440)
    >>> market_size(people=8_000, buying_share=12, pieces_each=1.3, price=30)
    Traceback (most recent call last):
    otop.errors.InputError: The share is 12. A share is between 0 and 1: 12% is 0.12.
    """
    if not 0 <= buying_share <= 1:
        part = f"{buying_share / 100:g}"
        raise InputError("share.out_of_range", share=f"{buying_share:g}", percent=f"{buying_share:g}", part=part)
    buyers = people * buying_share
    return MarketSize(buyers, buyers * pieces_each, buyers * pieces_each * price)


def largest_share(pieces: dict[str, float]) -> float:
    """The part of all pieces that the largest buyer takes, 0 to 1.

    >>> largest_share({"guest house": 40, "shop": 8, "visitors": 2})
    0.8
    >>> largest_share({})
    Traceback (most recent call last):
    otop.errors.InputError: Nobody buys yet. Write at least one buyer with the pieces that she takes.
    """
    if not sum(pieces.values()):
        raise InputError("buyers.none")
    return max(pieces.values()) / sum(pieces.values())


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody who was asked about a product: what she is, says and did.

    Parameters
    ----------
    who : str
        In a few words.
    friend : bool
        Family, friend or neighbour of a member.
    would_buy : bool
        Whether she says that she would buy.
    paid : bool
        Whether she has paid money for such a thing.

    >>> Asked(who="shopkeeper", friend=False, would_buy=True, paid=True).counts
    True
    >>> Asked(who="sister", friend=True, would_buy=True)
    Traceback (most recent call last):
    TypeError: Asked.__init__() missing 1 required keyword-only argument: 'paid'
    """

    who: str
    friend: bool
    would_buy: bool
    paid: bool

    @property
    def counts(self) -> bool:
        """Evidence of demand: money was paid, and not out of friendship."""
        return self.paid and not self.friend
