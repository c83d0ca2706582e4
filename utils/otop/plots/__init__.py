"""Figures and tables: one palette, alternative texts, and where the numbers come from."""

from otop.plots.choices import criterion_name, points_picture, points_table, sensitivity_table, weight_picture
from otop.plots.costs import cost_picture, cost_table, three_costs
from otop.plots.counts import counts_picture
from otop.plots.figure import Picture, picture
from otop.plots.places import place_map
from otop.plots.prices import break_even_picture, break_even_table, ladder_table, share_table
from otop.plots.tables import Table
from otop.plots.together import Together

__all__ = [
    "Picture",
    "Table",
    "Together",
    "break_even_picture",
    "break_even_table",
    "cost_picture",
    "cost_table",
    "counts_picture",
    "criterion_name",
    "ladder_table",
    "picture",
    "place_map",
    "points_picture",
    "points_table",
    "sensitivity_table",
    "share_table",
    "three_costs",
    "weight_picture",
]
