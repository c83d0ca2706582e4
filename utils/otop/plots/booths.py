"""Pictures and tables of a booth: what going costs, what is left, what is sold and what comes home."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from otop.i18n import say, word
from otop.i18n.numbers import show_number
from otop.market import Booth, stock_result
from otop.plots.figure import HATCHES, INK, PALETTE, Picture, legend_below, picture
from otop.plots.tables import Table

# what becomes of the pieces -> colour, hatch and line; never told apart by colour alone
PIECES = {
    "sold": (PALETTE[0], HATCHES[0], "-"),
    "left_over": (PALETTE[1], HATCHES[1], "-"),
    "missed": ("#ffffff", HATCHES[4], "--"),
}


def going_table(booth: Booth, note=None, *, currency: str = "THB") -> Table:
    """The cost of going to a fair line by line, in cash and in full."""
    lines = {
        "booth_fee": (booth.booth_fee, True), "travel": (booth.travel, True), "lodging": (booth.lodging, True),
        "own_time": (booth.own_time, False), "lost_at_home": (booth.lost_at_home, False),
    }  # fmt: skip
    rows = {say(f"going.{name}"): (amount if paid else 0.0, amount) for name, (amount, paid) in lines.items() if amount}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[say("going.cash"), say("going.full")], dtype=float)
    frame.loc[say("going.total")] = frame.sum()
    return Table(frame, say("going.caption", currency=currency), note, total_rows=1, digits=0)


def results_table(
    booth: Booth, sold: Sequence[float], *, price: float, variable_cost: float, cash_cost: float, note=None, currency: str = "THB"
) -> Table:  # fmt: skip
    """What the fair leaves at several numbers sold: in the purse, and with everything counted."""
    results = [booth.result(sold=n, price=price, variable_cost=variable_cost, cash_cost=cash_cost) for n in sold]
    frame = pd.DataFrame(
        {
            say("booth.sales"): [float(n * price) for n in sold],
            say("booth.in_purse"): [result.cash for result in results],
            say("booth.all_counted"): [result.full for result in results],
        },
        index=[f"{n:g}" for n in sold],
    )
    return Table(frame.rename_axis(say("booth.sold")), say("booth.caption", currency=currency), note, digits=0)


def pieces_of(demands: Sequence[float], brought: float, **goods) -> pd.DataFrame:
    """What becomes of the pieces, one row a demand: ``sold``, ``left_over``, ``missed``, ``result`` (money).

    Parameters
    ----------
    demands : list of float
        Pieces asked for.
    brought : float
        Pieces brought.
    **goods
        price, variable_cost and left_over_worth of a piece.

    >>> pieces_of([300, 500], 400, price=250, variable_cost=120, left_over_worth=90).values.tolist()
    [[300.0, 100.0, 0.0, 36000.0], [400.0, 0.0, 100.0, 52000.0]]
    >>> pieces_of([300], 400, price=250)
    Traceback (most recent call last):
    TypeError: stock_result() missing 2 required keyword-only arguments: 'variable_cost' and 'left_over_worth'
    """
    rows = [
        (
            min(asked, brought), max(brought - asked, 0), max(asked - brought, 0),
            stock_result(brought=brought, asked_for=asked, **goods),
        )
        for asked in demands
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*PIECES, "result"], index=[f"{asked:g}" for asked in demands], dtype=float)


def stock_table(pieces: pd.DataFrame, brought: float, note=None, *, currency: str = "THB") -> Table:
    """What becomes of the pieces at each demand, with the means in the last row."""
    frame = pieces.copy()
    frame.loc[say("stock.mean")] = frame.mean()
    frame.columns = [say(f"stock.{name}", currency=currency) for name in frame.columns]
    caption = say("stock.table_caption", brought=f"{brought:g}")
    return Table(frame.rename_axis(say("stock.asked_for")), caption, note, total_rows=1, digits=0)


def stock_picture(pieces: pd.DataFrame, brought: float, *, longest: float) -> Picture:
    """One bar a demand: sold, left over, and gone away without; `longest` keeps the scale when the stock moves."""

    def draw(axes):
        left = pd.Series(0.0, index=pieces.index)
        for name, (colour, hatch, line) in PIECES.items():
            axes.barh(range(len(pieces)), pieces[name], left=left, height=0.6, color=colour, hatch=hatch, edgecolor=INK,
                      linewidth=0.8, linestyle=line, label=say(f"stock.{name}"))  # fmt: skip
            left = left + pieces[name]
        axes.axvline(brought, color=INK, linewidth=2, linestyle="--")
        axes.text(brought, 1.02, say("stock.brought", brought=f"{brought:g}"), transform=axes.get_xaxis_transform(),
                  ha="right" if brought > longest / 2 else "left", va="bottom")  # fmt: skip
        axes.set_yticks(range(len(pieces)), pieces.index)
        axes.invert_yaxis()
        axes.set_xlim(0, 1.05 * longest)
        axes.set_ylabel(say("stock.asked_for"))
        axes.set_xlabel(say("stock.pieces"))
        legend_below(axes, (0.5, -0.2), columns=3)

    spoken = " ".join(
        say("stock.alt_fair", asked=asked, **{name: f"{row[name]:g}" for name in PIECES})
        for asked, row in pieces.iterrows()
    )
    alt = say("stock.alt", brought=f"{brought:g}", fairs=spoken)
    return picture(draw, alt=alt, caption=say("stock.caption", brought=f"{brought:g}"), height=3.6)


def mean_result(pieces: pd.DataFrame, *, currency: str = "THB") -> str:
    """The mean of what the pieces leave, as it is shown.

    >>> mean_result(pieces_of([300, 500], 400, price=250, variable_cost=120, left_over_worth=90))
    '44,000 THB'
    >>> mean_result([44_000])
    Traceback (most recent call last):
    TypeError: list indices must be integers or slices, not str
    """
    return f"{show_number(pieces['result'].mean(), 0)} {word(currency)}"
