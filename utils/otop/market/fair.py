"""What a fair sells, and what that is for one visitor and for one seller."""

from __future__ import annotations

from dataclasses import dataclass

from otop.costing.units import not_negative, positive


@dataclass(frozen=True, kw_only=True)
class FairSales:
    """Sales of a fair, in money: `on_site`, paid and carried away, and `orders`, for later.

    >>> midyear = FairSales(on_site=503_761_188, orders=69_470_845)
    >>> midyear.total, round(midyear.order_share, 3)
    (573232033.0, 0.121)
    >>> FairSales(on_site=-1, orders=0)
    Traceback (most recent call last):
    otop.errors.InputError: The sales on site is -1. It cannot be below zero. Write what it really is.
    """

    on_site: float
    orders: float

    def __post_init__(self):
        not_negative(self.on_site, "sales on site")
        not_negative(self.orders, "orders")

    @property
    def total(self) -> float:
        return float(self.on_site + self.orders)

    @property
    def order_share(self) -> float:
        """Orders as a share of the total, 0 to 1."""
        return self.orders / positive(self.total, "total")


def spend_per_visitor(*, sales: float, visitors: float) -> float:
    """Mean sales for one visitor; take the sales on site for what visitors spent at the fair.

    >>> round(spend_per_visitor(sales=503_761_188, visitors=164_130))
    3069
    >>> spend_per_visitor(sales=503_761_188, visitors=0)
    Traceback (most recent call last):
    otop.errors.InputError: The number of visitors is 0. It must be above zero. Write what it really is.
    """
    return not_negative(sales, "sales") / positive(visitors, "number of visitors")


def sales_per_seller(*, sales: float, sellers: float) -> float:
    """Mean sales for one seller: sales, not profit, and a mean that a few big sellers pull up.

    >>> round(sales_per_seller(sales=503_761_188, sellers=2_500))
    201504
    >>> sales_per_seller(sales=503_761_188, sellers=-2_500)
    Traceback (most recent call last):
    otop.errors.InputError: The number of sellers is -2500. It cannot be below zero. Write what it really is.
    """
    return not_negative(sales, "sales") / positive(sellers, "number of sellers")
