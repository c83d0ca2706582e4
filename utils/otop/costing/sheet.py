"""The cost sheet of one product: cash cost, variable cost and full cost side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from otop.costing.parts import MONTHS_PER_YEAR, Amount, CostLine, Equipment, Labour, Material, Product
from otop.errors import InputError

Part = Material | Labour | Amount | Equipment
# id of a component -> which lines belong to it, in the order they are shown
COMPONENTS = {
    "material": lambda line: line.part == "material",
    "own_labour": lambda line: line.part == "labour" and line.own,
    "hired_labour": lambda line: line.part == "labour" and not line.own,
    "variable_overhead": lambda line: line.part == "overhead" and line.variable,
    "fixed_overhead": lambda line: line.part == "overhead" and not line.variable and not line.depreciation,
    "depreciation": lambda line: line.depreciation,
}


@dataclass(frozen=True)
class CostSheet:
    """A product and the parts of its cost.

    Nipa-palm packaging, Trang, as published (case C6):

    >>> nipa = CostSheet(
    ...     Product(name="Nipa box", unit="box", batch_size=1),
    ...     (
    ...         Amount(part="material", item="material", amount=2.48),
    ...         Amount(part="labour", item="own labour", amount=7.50, own=True),
    ...         Amount(part="overhead", item="variable overhead", amount=0.53),
    ...         Amount(part="overhead", item="fixed overhead", amount=1.18, variable=False, paid=False),
    ...     ),
    ... )
    >>> cost = nipa.unit_cost()
    >>> round(cost.cash, 2), round(cost.variable, 2), round(cost.full, 2)
    (3.01, 10.51, 11.69)
    >>> CostSheet(nipa.product, ()).unit_cost()
    Traceback (most recent call last):
    otop.errors.InputError: This sheet has no costs yet. Write at least one material, labour or overhead row.
    """

    product: Product
    parts: tuple[Part, ...]

    def unit_cost(self) -> UnitCost:
        """The cost of one piece, line by line."""
        if not self.parts:
            raise InputError("sheet.no_costs")
        return UnitCost(self.product, tuple(part.line(self.product) for part in self.parts))

    def at_volume(self, times: float) -> CostSheet:
        """The same sheet when so many times as many pieces are made in a year.

        What is fixed stays as it is in all; what is variable stays as it is in one piece.
        """
        product = self.product
        volume = None if product.volume_per_year is None else product.volume_per_year * times
        parts = tuple(_at_volume(part, times) for part in self.parts)
        return CostSheet(replace(product, volume_per_year=volume), parts)


def _at_volume(part: Part, times: float) -> Part:
    if not isinstance(part, Amount):
        return part
    of_one = part.per in ("piece", "batch")
    if of_one and part.variable is False:
        return replace(part, amount=part.amount / times)
    if not of_one and part.variable:
        return replace(part, amount=part.amount * times)
    return part


def sheet_of(
    unit: str,
    *,
    batch_size: float = 1,
    material: float = 0,
    own_labour: float = 0,
    hired_labour: float = 0,
    variable_overhead: float = 0,
    fixed_overhead: float = 0,
    fixed_per_month: float = 0,
    pieces_per_month: float | None = None,
    fixed_paid: bool = True,
    name: str = "",
    currency: str = "THB",
) -> CostSheet:
    """A cost sheet from components that are already known, as published studies give them.

    Parameters
    ----------
    unit : str
        What one cost is for: ``"box"``.
    batch_size : float
        Pieces in a batch; the amounts are money for one batch (1: money for one piece).
    fixed_overhead : float
        Fixed cost that is known for the batch; `fixed_per_month` with `pieces_per_month`
        for one that is known for the month.
    fixed_paid : bool
        Whether the fixed cost is paid in cash.

    >>> cost = sheet_of("bottle", batch_size=15, material=73.50, own_labour=40).unit_cost()
    >>> round(cost.cash, 2), round(cost.full, 2)
    (4.9, 7.57)
    >>> sheet_of("box", material=2.48, fixed_per_month=17_000).unit_cost()
    Traceback (most recent call last):
    otop.errors.InputError: A cost by the month needs to know how many box you make: write the volume, for example 1,000 a year.
    """
    volume = None if pieces_per_month is None else pieces_per_month * MONTHS_PER_YEAR
    product = Product(name=name or unit, unit=unit, batch_size=batch_size, currency=currency, volume_per_year=volume)
    fixed = {"part": "overhead", "item": "fixed overhead", "variable": False, "paid": fixed_paid}
    parts = (
        Amount(part="material", item="material", amount=material, per="batch"),
        Amount(part="labour", item="own labour", amount=own_labour, per="batch", own=True),
        Amount(part="labour", item="hired labour", amount=hired_labour, per="batch"),
        Amount(part="overhead", item="variable overhead", amount=variable_overhead, per="batch"),
        Amount(amount=fixed_overhead, per="batch", **fixed),
        Amount(amount=fixed_per_month, per="month", **fixed),
    )
    return CostSheet(product, tuple(part for part in parts if part.amount))


@dataclass(frozen=True)
class UnitCost:
    """The cost of one piece. Money per piece, in the product's currency.

    - ``cash``: only what is paid in money (no own labour, no depreciation)
    - ``variable``: what each further piece costs, own labour included
    - ``full``: everything
    """

    product: Product
    lines: tuple[CostLine, ...]

    @property
    def cash(self) -> float:
        return sum(line.per_unit for line in self.lines if line.paid)

    @property
    def variable(self) -> float:
        return sum(line.per_unit for line in self.lines if line.variable)

    @property
    def full(self) -> float:
        return sum(line.per_unit for line in self.lines)

    @property
    def fixed(self) -> float:
        return sum(line.per_unit for line in self.lines if not line.variable)

    def component(self, name: str) -> float:
        """Money per piece of one component (see `COMPONENTS`).

        >>> product = Product(name="Nipa box", unit="box", batch_size=1)
        >>> cost = CostSheet(product, (Amount(part="labour", item="own labour", amount=7.50, own=True),)).unit_cost()
        >>> cost.component("own_labour")
        7.5
        >>> cost.component("labour")
        Traceback (most recent call last):
        KeyError: 'labour'
        """
        belongs = COMPONENTS[name]
        return sum(line.per_unit for line in self.lines if belongs(line))

    def components(self) -> pd.DataFrame:
        """One row a component that is not empty: ``per_unit`` (money) and ``share`` of the full cost (0 to 1)."""
        full = self.full
        rows = [(name, self.component(name)) for name in COMPONENTS if any(map(COMPONENTS[name], self.lines))]
        table = pd.DataFrame(rows, columns=["component", "per_unit"]).set_index("component")
        return table.assign(share=table["per_unit"] / full if full else 0.0)

    def table(self) -> pd.DataFrame:
        """One row a line: ``item``, ``per_unit``, and its money under ``cash``, ``variable`` and ``full``."""
        return pd.DataFrame(
            {
                "part": [line.part for line in self.lines],
                "item": [line.item for line in self.lines],
                "how": [line.how for line in self.lines],
                "cash": [line.per_unit if line.paid else 0.0 for line in self.lines],
                "variable": [line.per_unit if line.variable else 0.0 for line in self.lines],
                "full": [line.per_unit for line in self.lines],
            }
        )
