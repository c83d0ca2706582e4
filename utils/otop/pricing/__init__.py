"""Prices: margin and markup, break-even, the way down a channel, discount and VAT."""

from otop.pricing.break_even import (
    MixBreakEven,
    MixLine,
    break_even_mix,
    break_even_sales,
    break_even_units,
    contribution,
    contribution_ratio,
    margin_of_safety,
    profit,
    units_after_discount,
)
from otop.pricing.channel import Hand, Step, producer_price, shelf_price, steps_down
from otop.pricing.margins import (
    discounted,
    margin,
    margin_of_markup,
    markup,
    markup_of_margin,
    price_for_margin,
    price_for_markup,
)
from otop.pricing.plan import PricePlan
from otop.pricing.vat import must_register, with_vat, without_vat

__all__ = [
    "Hand", "MixBreakEven", "MixLine", "PricePlan", "Step", "break_even_mix", "break_even_sales", "break_even_units", "contribution",
    "contribution_ratio", "discounted", "margin", "margin_of_markup", "margin_of_safety", "markup", "markup_of_margin",
    "must_register", "price_for_margin", "price_for_markup", "producer_price", "profit", "shelf_price", "steps_down",
    "units_after_discount", "with_vat", "without_vat",
]  # fmt: skip
