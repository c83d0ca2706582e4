"""Pictures and tables of a unit cost: cash cost, variable cost and full cost side by side."""

from __future__ import annotations

import pandas as pd

from otop.costing import COMPONENTS, UnitCost
from otop.i18n import say, word
from otop.i18n.numbers import show_number
from otop.plots.figure import HATCHES, INK, PALETTE, Picture, legend_below, picture
from otop.plots.tables import Table

# which components each of the three costs holds, as far as their lines allow
THREE_COSTS = ("cash", "variable", "full")
FAR = 2  # a price of more than so many times the cost is not drawn to scale
LETTER = 0.022  # width of a digit, as a part of the longest bar
_LABEL = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}


def three_costs(cost: UnitCost) -> pd.DataFrame:
    """Money per piece: one row a component that is not zero, columns cash, variable, full.

    >>> from otop.costing import sheet_of
    >>> three_costs(sheet_of("box", material=2.48, own_labour=7.50).unit_cost()).to_dict("list")
    {'cash': [2.48, 0.0], 'variable': [2.48, 7.5], 'full': [2.48, 7.5]}
    """
    rows = []
    for name, belongs in COMPONENTS.items():
        lines = [line for line in cost.lines if belongs(line) and line.per_unit]
        if lines:
            paid = sum(line.per_unit for line in lines if line.paid)
            variable = sum(line.per_unit for line in lines if line.variable)
            rows.append((name, float(paid), float(variable), float(sum(line.per_unit for line in lines))))
    return pd.DataFrame(rows, columns=["component", *THREE_COSTS]).set_index("component")


def cost_table(cost: UnitCost, note=None) -> Table:
    """The cost sheet as a table, with the three totals in the last row."""
    frame = three_costs(cost)
    frame.index = [say(f"component.{name}") for name in frame.index]
    frame.loc[say("cost.total")] = frame.sum()
    frame.columns = [say(f"cost.{name}") for name in THREE_COSTS]
    product = cost.product
    caption = say("cost.table_caption", name=product.name, currency=product.currency, unit=product.unit)
    return Table(frame, caption, note, total_rows=1)


def cost_picture(cost: UnitCost, price: float | None = None) -> Picture:
    """Three bars, one below the other: what is in the cash, the variable and the full cost.

    A price, where there is one, is a line across the bars.

    >>> from otop.costing import sheet_of
    >>> shown = cost_picture(sheet_of("box", name="Nipa box", material=2.48, own_labour=7.50).unit_cost(), price=15)
    >>> shown.alt
    'Three bars for one box of Nipa box, in THB. Cash cost 2.48: material 2.48. Variable cost 9.98: material 2.48, own labour 7.50. Full cost 9.98: material 2.48, own labour 7.50. The price is 15.00.'
    >>> cost_picture("11.69")
    Traceback (most recent call last):
    AttributeError: 'str' object has no attribute 'lines'
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    frame = three_costs(cost)
    names = {name: say(f"component.{name}") for name in frame.index}
    totals = {kind: float(frame[kind].sum()) for kind in THREE_COSTS}
    product = cost.product

    def draw(axes):
        left = dict.fromkeys(THREE_COSTS, 0.0)
        longest = max(totals.values()) or price or 1.0
        widest = max(longest, price) if price and price <= FAR * longest else longest
        styles = dict(zip(COMPONENTS, zip(PALETTE, HATCHES, strict=True), strict=True))
        for name, row in frame.iterrows():
            colour, hatch = styles[name]
            axes.barh(
                range(3), [row[kind] for kind in THREE_COSTS], left=[left[kind] for kind in THREE_COSTS],
                height=0.5, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.8, label=names[name],
            )  # fmt: skip
            for at, kind in enumerate(THREE_COSTS):
                shown = show_number(row[kind])
                if row[kind] > LETTER * len(shown) * widest:
                    axes.text(left[kind] + row[kind] / 2, at, shown, ha="center", va="center", bbox=_LABEL)
                left[kind] += row[kind]
        for at, kind in enumerate(THREE_COSTS):
            total = show_number(totals[kind])
            axes.text(totals[kind] + 0.015 * widest, at, total, va="center", fontweight="bold", bbox=_LABEL)
        if price:
            _draw_price(axes, price, widest)
        axes.set_yticks(range(3), [say(f"cost.{kind}") for kind in THREE_COSTS])
        axes.invert_yaxis()
        room = LETTER * (max(len(show_number(total)) for total in totals.values()) + 1) * widest
        axes.set_xlim(0, max(widest * 1.05, longest + room))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: f"{tick:,.10g}"))
        axes.set_xlabel(f"{word(product.currency)} / {word(product.unit)}")
        legend_below(axes, (0.4, -0.24), columns=2)

    return picture(draw, alt=_alt(cost, frame, names, price), caption=_caption(cost), height=3.6)


def _draw_price(axes, price: float, widest: float) -> None:
    """The price as a line; one that is far beyond the bars only as a number with an arrow."""
    label = say("cost.price_label", price=show_number(price)).strip()
    if price > widest:
        axes.text(1, 1.02, f"{label} →", transform=axes.transAxes, ha="right", va="bottom")
        return
    axes.axvline(price, color=INK, linewidth=2, linestyle="--", zorder=2)
    side = "right" if price > widest / 2 else "left"
    axes.text(price, 1.02, label, transform=axes.get_xaxis_transform(), ha=side, va="bottom")


def _caption(cost: UnitCost) -> str:
    product = cost.product
    return say("cost.picture_caption", name=product.name, currency=product.currency, unit=product.unit)


def _alt(cost: UnitCost, frame: pd.DataFrame, names: dict, price: float | None) -> str:
    product = cost.product
    bars = [
        say(
            "cost.alt_bar",
            cost=say(f"cost.{kind}"),
            total=show_number(frame[kind].sum()),
            parts=", ".join(f"{names[name]} {show_number(row[kind])}" for name, row in frame.iterrows() if row[kind]),
        )
        for kind in THREE_COSTS
    ]
    start = say("cost.alt", name=product.name, currency=product.currency, unit=product.unit)
    end = [say("cost.alt_price", price=show_number(price))] if price else []
    return " ".join([start, *bars, *end])
