"""The market: is a booth at a fair worth it, how much to bring, what a fair sells."""

from otop.market.booth import Booth, Result
from otop.market.fair import FairSales, sales_per_seller, spend_per_visitor
from otop.market.stock import critical_ratio, expected_result, newsvendor, stock_result

__all__ = [
    "Booth", "FairSales", "Result", "critical_ratio", "expected_result", "newsvendor", "sales_per_seller",
    "spend_per_visitor", "stock_result",
]  # fmt: skip
