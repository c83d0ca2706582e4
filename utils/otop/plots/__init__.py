"""Figures and tables: one palette, alternative texts, and where the numbers come from."""

from otop.plots.costs import cost_picture, cost_table, three_costs
from otop.plots.counts import counts_picture
from otop.plots.figure import Picture, picture
from otop.plots.tables import Table
from otop.plots.together import Together

__all__ = ["Picture", "Table", "Together", "cost_picture", "cost_table", "counts_picture", "picture", "three_costs"]
