"""Unit cost: what one piece of a product costs, in cash and in full."""

from otop.costing.parts import (
    HOURS_PER_DAY,
    MONTHS_PER_YEAR,
    Amount,
    CostLine,
    Equipment,
    Labour,
    Material,
    Product,
    depreciation_per_year,
    is_own_work,
    labour_cost,
    plain_number,
    plain_time,
    quantity_to_buy,
    shared_cost,
    yield_rate,
)
from otop.costing.sheet import COMPONENTS, CostSheet, UnitCost, sheet_of
from otop.costing.units import convert, is_measure, known_units, unit_name

__all__ = [
    "COMPONENTS", "HOURS_PER_DAY", "MONTHS_PER_YEAR", "Amount", "CostLine", "CostSheet", "Equipment",
    "Labour", "Material", "Product", "UnitCost", "convert", "depreciation_per_year",
    "is_measure", "is_own_work", "known_units", "labour_cost", "plain_number", "plain_time", "quantity_to_buy", "shared_cost", "sheet_of", "unit_name",
    "yield_rate",
]  # fmt: skip
