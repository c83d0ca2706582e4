"""Tables and the picture of a price: margin and markup, and the break-even chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from otop.i18n import say, word
from otop.i18n.numbers import show_number
from otop.plots.figure import INK, PALETTE, Picture, picture
from otop.plots.tables import Table
from otop.pricing import PricePlan, Step, margin, markup

LINE = 0.07  # height of a line of text, as a part of the picture
_AREAS = {"loss": (PALETTE[1], "///"), "profit": (PALETTE[0], "")}


def share_table(rows: Mapping[str, tuple[float, float]], caption: str, note=None) -> Table:
    """Price, cost, what is left, and that as a part of the price (margin) and of the cost (markup).

    Parameters
    ----------
    rows : mapping
        Name of the row to its price and its cost.

    >>> share_table({"krathong": (45, 22.75)}, "One krathong").frame.round(2).iloc[0].tolist()
    [45.0, 22.75, 22.25, 49.44, 97.8]
    >>> share_table({"krathong": (0, 22.75)}, "One krathong")
    Traceback (most recent call last):
    otop.errors.InputError: The price is 0. It must be above zero. Write what it really is.
    """
    columns = [say(f"price.{name}") for name in ("price", "cost", "profit", "margin", "markup")]
    cells = [
        [price, cost, price - cost, 100 * margin(price=price, cost=cost), 100 * markup(price=price, cost=cost)]
        for price, cost in rows.values()
    ]
    return Table(pd.DataFrame(cells, index=list(rows), columns=columns, dtype=float), caption, note)


def break_even_table(plans: Mapping[str, PricePlan], caption: str, note=None) -> Table:
    """Price, contribution, break-even and the result of the month, a row for each plan.

    >>> from otop.pricing import PricePlan
    >>> box = PricePlan(name="Nipa box", unit="box", price=15, variable_cost=10.51, fixed_cost=17_000, made=14_407)
    >>> break_even_table({"now": box}, "One month").frame.round(2).iloc[0].tolist()
    [15.0, 4.49, 3787.0, 47687.43]
    >>> break_even_table({}, "")
    Traceback (most recent call last):
    ValueError: a table needs a caption
    """
    columns = [say(f"price.{name}") for name in ("price", "contribution", "break_even", "result")]
    rows = [
        [
            float(plan.price),
            plan.contribution,
            say("price.no_break_even") if plan.break_even is None else float(plan.break_even),
            plan.result,
        ]
        for plan in plans.values()
    ]
    frame = pd.DataFrame(rows, index=list(plans), columns=columns)
    return Table(frame, caption, note, digits={columns[2]: 0})


def ladder_table(steps: Iterable[Step], caption: str, note=None) -> Table:
    """What each hand of a channel pays, keeps and asks; the last price is that on the shelf.

    >>> from otop.pricing import Hand, steps_down
    >>> ladder_table(steps_down(84, [Hand(name="shop", margin=0.30)]), "One ball").frame.round(2).loc["shop"].tolist()
    [84.0, 36.0, 120.0]
    >>> ladder_table([], "")
    Traceback (most recent call last):
    ValueError: a table needs a caption
    """
    columns = [say(f"price.{name}") for name in ("buys_at", "keeps", "sells_at")]
    cells = {step.name: [step.buys_at, step.keeps, step.sells_at] for step in steps}
    return Table(pd.DataFrame.from_dict(cells, orient="index", columns=columns), caption, note)


def break_even_picture(plan: PricePlan, *, most: float | None = None) -> Picture:
    """The break-even chart: sales and cost of a month, by the number of pieces that are sold.

    Parameters
    ----------
    most : float, optional
        Pieces at the right end; without it a little more than are made.

    >>> from otop.pricing import PricePlan
    >>> box = PricePlan(name="Nipa box", unit="box", price=15, variable_cost=10.51, fixed_cost=17_000, made=14_407)
    >>> break_even_picture(box).alt
    'Two rising lines for Nipa box, by the number of pieces sold in a month, in THB. Cost starts at 17,000 and grows by 10.51 with each box. Sales start at 0 and grow by 15.00. They meet at 3,787 pieces: below is loss, above is profit.'
    >>> break_even_picture("15")
    Traceback (most recent call last):
    AttributeError: 'str' object has no attribute 'made'
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    end = most or plan.made * 1.15 or 1.0
    cost_at_end = plan.fixed_cost + end * plan.variable_cost
    sales_at_end = end * plan.price
    top = max(cost_at_end, sales_at_end) * 1.08 or 1.0
    crossing = None if plan.break_even is None else plan.fixed_cost / plan.contribution

    def draw(axes):
        meet = end if crossing is None else min(crossing, end)
        for name, span in (("loss", (0, meet)), ("profit", (meet, end))):
            colour, hatch = _AREAS[name]
            axes.fill_between(
                span, [at * plan.price for at in span], [plan.fixed_cost + at * plan.variable_cost for at in span],
                facecolor=(colour, 0.35), hatch=hatch, edgecolor=INK, linewidth=0.3, label=say(f"price.{name}_area"),
            )  # fmt: skip
        axes.plot([0, end], [0, sales_at_end], color=INK, linewidth=2)
        axes.plot([0, end], [plan.fixed_cost, cost_at_end], color=INK, linewidth=2, linestyle="--")
        axes.plot([0, end], [plan.fixed_cost] * 2, color=INK, linewidth=1, linestyle=":")
        if crossing is not None and crossing <= end:
            axes.axvline(crossing, color=INK, linewidth=1)
            axes.plot([crossing], [crossing * plan.price], "o", color=INK, markersize=8, clip_on=False)
            label = say("price.break_even_label", units=show_number(plan.break_even, 0))
            side = "right" if crossing > end / 2 else "left"
            axes.text(crossing, 1.02, label, transform=axes.get_xaxis_transform(), ha=side, fontweight="bold")
        axes.set_xlim(0, end)
        axes.set_ylim(0, top)
        lines = {"sales_line": sales_at_end, "cost_line": cost_at_end, "fixed_line": plan.fixed_cost}
        for name, value in _apart(lines, LINE * top).items():
            axes.annotate(
                say(f"price.{name}"), (end, value), xytext=(6, 0), textcoords="offset points", va="center",
                annotation_clip=False,
            )  # fmt: skip
        axes.legend(loc="upper left", framealpha=1, edgecolor="none", fancybox=False)
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda tick, _: f"{tick:,.10g}"))
        axes.set_xlabel(say("price.sold", unit=plan.unit))
        axes.set_ylabel(word(plan.currency))

    caption = say("price.picture_caption", name=plan.name, currency=plan.currency, unit=plan.unit)
    return picture(draw, alt=_alt(plan), caption=caption, width=6.4, height=3.6)


def _apart(heights: dict[str, float], least: float) -> dict[str, float]:
    """Labels at these heights, moved up where one would stand on another."""
    placed, below = {}, float("-inf")
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        below = placed[name] = max(height, below + least)
    return placed


def _alt(plan: PricePlan) -> str:
    facts = {
        "name": plan.name, "unit": plan.unit, "currency": plan.currency, "fixed": show_number(plan.fixed_cost, 0),
        "variable": show_number(plan.variable_cost), "price": show_number(plan.price),
    }  # fmt: skip
    if plan.break_even is None:
        return say("price.alt_never", **facts)
    return say("price.alt", met=show_number(plan.break_even, 0), **facts)
