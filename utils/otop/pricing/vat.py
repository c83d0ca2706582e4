"""Value added tax: a price with it and without it, and who must register.

Rates and thresholds differ between countries and change: they are always given, with
their date, and never kept here. Thailand: who has more than 1.8 million THB of receipts
in a year registers within 30 days (thaitaxinfo, pplusaccounting).
"""

from __future__ import annotations

from otop.costing.units import not_negative, positive
from otop.pricing.margins import checked_share


def with_vat(price: float, *, rate: float) -> float:
    """The price that the customer pays, when the tax is put on top.

    >>> round(with_vat(100, rate=0.07), 2)
    107.0
    >>> with_vat(100, rate=7)
    Traceback (most recent call last):
    otop.errors.InputError: The VAT rate is 7. It is a share of the price, from 0 to below 1: write 0.07 for 7%.
    """
    return not_negative(price, "price") * (1 + checked_share(rate, "VAT rate"))


def without_vat(price: float, *, rate: float) -> float:
    """What is the seller's own of a price that includes the tax: divided, not taken off.

    >>> round(without_vat(107, rate=0.07), 2)
    100.0
    >>> without_vat(-107, rate=0.07)
    Traceback (most recent call last):
    otop.errors.InputError: The price is -107. It cannot be below zero. Write what it really is.
    """
    return not_negative(price, "price") / (1 + checked_share(rate, "VAT rate"))


def must_register(*, receipts_per_year: float, threshold: float) -> bool:
    """Whether the receipts of a year are above the threshold of registration.

    Parameters
    ----------
    receipts_per_year : float
        All money from sales in a year, cost not taken off.
    threshold : float
        Of the country and the year.

    >>> must_register(receipts_per_year=842_400, threshold=1_800_000)
    False
    >>> must_register(receipts_per_year=842_400, threshold=0)
    Traceback (most recent call last):
    otop.errors.InputError: The threshold is 0. It must be above zero. Write what it really is.
    """
    return not_negative(receipts_per_year, "sum of receipts") > positive(threshold, "threshold")
