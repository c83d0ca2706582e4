"""Figures and tables: one palette, alternative texts, and where the numbers come from."""

from otop.plots.costs import cost_picture, cost_table, three_costs
from otop.plots.figure import Picture, picture
from otop.plots.prices import break_even_picture, break_even_table, share_table
from otop.plots.tables import Table
from otop.plots.together import Together

__all__ = [
    "Picture", "Table", "Together", "break_even_picture", "break_even_table", "cost_picture", "cost_table", "picture",
    "share_table", "three_costs",
]  # fmt: skip
