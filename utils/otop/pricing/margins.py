"""Margin and markup: the same profit, once as a share of the price, once of the cost.

All shares are 0 to 1: a margin of 30% of the price is 0.30. The formulas are those of
retail arithmetic: margin = (price - cost) / price, markup = (price - cost) / cost.
"""

from __future__ import annotations

from otop.costing.units import not_negative, positive
from otop.errors import InputError

LARGEST_MARKUP = 10  # of the cost; who writes more than that means percent


def margin(*, price: float, cost: float) -> float:
    """The profit as a share of the price; below zero where the cost is above the price.

    >>> round(margin(price=120, cost=88.945), 4)
    0.2588
    >>> margin(price=0, cost=88.945)
    Traceback (most recent call last):
    otop.errors.InputError: The price is 0. It must be above zero. Write what it really is.
    """
    return (positive(price, "price") - not_negative(cost, "cost")) / price


def markup(*, price: float, cost: float) -> float:
    """The profit as a share of the cost; below zero where the cost is above the price.

    >>> round(markup(price=120, cost=88.945), 4)
    0.3491
    >>> markup(price=120, cost=0)
    Traceback (most recent call last):
    otop.errors.InputError: The cost is 0. It must be above zero. Write what it really is.
    """
    return (not_negative(price, "price") - positive(cost, "cost")) / cost


def margin_of_markup(markup: float) -> float:
    """The margin on the price that belongs to a markup on the cost.

    >>> margin_of_markup(0.25)
    0.2
    >>> margin_of_markup(25)
    Traceback (most recent call last):
    otop.errors.InputError: The markup is 25. It is a share of the cost: write 0.25 for 25%.
    """
    return checked_markup(markup) / (1 + markup)


def markup_of_margin(margin: float) -> float:
    """The markup on the cost that belongs to a margin on the price.

    >>> markup_of_margin(0.20)
    0.25
    >>> markup_of_margin(20)
    Traceback (most recent call last):
    otop.errors.InputError: The margin is 20. It is a share of the price, from 0 to below 1: write 0.2 for 20%.
    """
    return checked_share(margin, "margin") / (1 - margin)


def price_for_margin(*, cost: float, margin: float) -> float:
    """The price of which `margin` is left when the cost is paid.

    >>> round(price_for_margin(cost=88.95, margin=0.30), 2)
    127.07
    >>> price_for_margin(cost=88.95, margin=1)
    Traceback (most recent call last):
    otop.errors.InputError: The margin is 1. It is a share of the price, from 0 to below 1: write 0.01 for 1%.
    """
    return not_negative(cost, "cost") / (1 - checked_share(margin, "margin"))


def price_for_markup(*, cost: float, markup: float) -> float:
    """The price that is `markup` of the cost above the cost.

    >>> price_for_markup(cost=80, markup=0.30)
    104.0
    >>> price_for_markup(cost=80, markup=-0.30)
    Traceback (most recent call last):
    otop.errors.InputError: The markup is -0.3. It cannot be below zero. Write what it really is.
    """
    return not_negative(cost, "cost") * (1 + checked_markup(markup))


def discounted(price: float, *, discount: float) -> float:
    """The price after a discount, a share of the price.

    >>> round(discounted(120, discount=0.10), 2)
    108.0
    >>> discounted(120, discount=10)
    Traceback (most recent call last):
    otop.errors.InputError: The discount is 10. It is a share of the price, from 0 to below 1: write 0.1 for 10%.
    """
    return not_negative(price, "price") * (1 - checked_share(discount, "discount"))


def checked_share(share: float, name: str) -> float:
    """A share of a price, from 0 to below 1.

    >>> checked_share(0.3, "margin")
    0.3
    >>> checked_share(30, "margin")
    Traceback (most recent call last):
    otop.errors.InputError: The margin is 30. It is a share of the price, from 0 to below 1: write 0.3 for 30%.
    """
    if not_negative(share, name) >= 1:
        raise InputError("share.of_price", name=name, value=f"{share:g}", share=f"{share / 100:g}")
    return share


def checked_markup(markup: float) -> float:
    """A share of the cost, not below 0; what can only be a percentage is asked about."""
    if not_negative(markup, "markup") > LARGEST_MARKUP:
        raise InputError("share.of_cost", value=f"{markup:g}", share=f"{markup / 100:g}")
    return markup
