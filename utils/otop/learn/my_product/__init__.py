"""The trainee's own product: one small file that is hers, its form in every lesson, and its workbook.

It is never collected, handed in or reported: nothing in `otop.teach` opens it.
"""

from otop.learn.my_product.fields import TOPICS, MyProduct, all_fields, read_value
from otop.learn.my_product.file import NAME, read, write
from otop.learn.my_product.practice import practice_product
from otop.learn.my_product.results import cost_results, fair_results, price_results, unit_cost

__all__ = [
    "NAME", "TOPICS", "MyProduct", "all_fields", "cost_results", "fair_results", "practice_product", "price_results",
    "read", "read_value", "unit_cost", "write",
]  # fmt: skip
