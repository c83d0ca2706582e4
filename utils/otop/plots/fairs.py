"""Pictures and tables of fairs: what is known of each, and what is a part or only a target."""

from __future__ import annotations

import math

import pandas as pd

from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.plots.figure import HATCHES, INK, PALETTE, Picture, legend_below, picture
from otop.plots.tables import Table

MILLION = 1_000_000
# what is drawn of a fair -> colour, hatch and line; never told apart by colour alone
KINDS = {
    "on_site": (PALETTE[0], HATCHES[0], "-"),
    "orders": (PALETTE[1], HATCHES[1], "-"),
    "total": (PALETTE[5], HATCHES[2], "-"),
    "part": ("#ffffff", HATCHES[4], "--"),
}
AMOUNTS = [*KINDS, "target"]


def known_of_fairs(fairs: pd.DataFrame) -> pd.DataFrame:
    """One row a fair, in million THB: ``on_site``, ``orders``, ``total`` (not split), ``part``, ``target``; 0 if not known.

    Parameters
    ----------
    fairs : DataFrame
        Rows of the dataset fairs. A part is shown only where the whole is not published.

    >>> from otop import data
    >>> known = known_of_fairs(data.load("fairs"))
    >>> known.loc["M2022", AMOUNTS].round(1).tolist(), known.loc["C2022", AMOUNTS].round(1).tolist()
    ([503.8, 69.5, 0.0, 0.0, 500.0], [0.0, 0.0, 0.0, 243.3, 0.0])
    >>> known_of_fairs(data.load("fair_categories"))
    Traceback (most recent call last):
    KeyError: 'covers'
    """
    rows = [
        _known(of_fair.iloc[0], of_fair[of_fair["covers"] != "whole"])
        for _, of_fair in fairs.groupby("case", sort=False)
    ]
    return pd.DataFrame(rows).set_index("case")


def _known(first: pd.Series, parts: pd.DataFrame) -> dict:
    """What is known of one fair; its first row is the whole fair, where there is one."""
    amount = {
        name: float(first[name]) / MILLION if pd.notna(first[name]) else 0.0
        for name in ("on_site", "orders", "total", "target")
    }
    is_whole = first["covers"] == "whole"
    shown = first if is_whole and amount["total"] or parts.empty else parts.iloc[0]
    only_part = shown["covers"] != "whole"
    total = 0.0 if only_part or amount["on_site"] else amount["total"]
    part = float(shown["total"]) / MILLION if only_part else 0.0
    name = say(f"fair.name.{first['case'][0].lower()}", year=first["year"])
    # where both parts are printed to the baht, the sum is more exact than the total
    how = "as_printed" if amount["on_site"] and first["total_is"] == "more_than" else shown["total_is"]
    return {"case": first["case"], "name": name, **amount, "total": total, "part": part, "covers": covers(shown), "total_is": how}  # fmt: skip


def covers(row: pd.Series) -> str:
    """Which part of a fair a row of the dataset is, in words.

    >>> covers(pd.Series({"covers": "first_days", "covers_days": 4, "days": 9}))
    'the first 4 of 9 days'
    >>> covers(pd.Series({"covers": "half"}))
    Traceback (most recent call last):
    KeyError: 'fair.covers.half'
    """
    days = {"covers": int(row["covers_days"]), "days": int(row["days"])} if row["covers"] == "first_days" else {}
    return say(f"fair.covers.{row['covers']}", **days)


def fairs_picture(fairs: pd.DataFrame) -> Picture:
    """One bar a fair, in million THB, with a mark for its target; a part of a fair is a bar of its own kind."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    known = known_of_fairs(fairs)
    ends = known[list(KINDS)].sum(axis=1)
    diamond = {"marker": "D", "linestyle": "", "color": "white", "markeredgecolor": INK, "markeredgewidth": 1.6, "markersize": 7}  # fmt: skip

    def draw(axes):
        left = 0 * ends
        for kind, (colour, hatch, line) in KINDS.items():
            axes.barh(range(len(known)), known[kind], left=left, height=0.6, color=colour, hatch=hatch, edgecolor=INK,
                      linewidth=0.8, linestyle=line)  # fmt: skip
            left = left + known[kind]
        axes.plot(known["target"].where(known["target"] > 0), range(len(known)), **diamond)
        for at, row in enumerate(known.itertuples()):
            axes.text(max(ends.iloc[at], row.target) + 50, at, _told(row, ends.iloc[at]), va="center", fontsize=10)
        axes.set_yticks(range(len(known)), known["name"])
        axes.invert_yaxis()
        axes.set_xlim(0, 2_000)
        axes.set_xlabel(say("fair.millions"))
        bars = [
            Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linestyle=line, label=say(f"fair.{kind}"))
            for kind, (colour, hatch, line) in KINDS.items()
        ]
        target = Line2D([], [], label=say("fair.target"), **diamond)
        legend_below(axes, (0.36, -0.07), columns=3, handles=[*bars, target])

    spoken = [say("fair.alt_fair", name=row.name, told=_told(row, end), target=_target(row)) for row, end in zip(known.itertuples(), ends, strict=True)]  # fmt: skip
    return picture(
        draw, alt=say("fair.alt", fairs=" ".join(spoken)), caption=say("fair.caption"), width=6.8, height=7.4
    )


def _told(row, amount: float) -> str:
    """The number beside a bar: a part says what it is a part of, and what is not exact says so."""
    if not amount:
        return say("fair.only_target")
    shown = say(f"fair.{row.total_is}", amount=show_number(amount, 0))
    return say("fair.part_told", shown=shown, covers=row.covers) if row.part else shown


def _target(row) -> str:
    return say("fair.alt_target", target=show_number(row.target, 0)) if row.target else ""


def fairs_table(fairs: pd.DataFrame, note=None) -> Table:
    """The same as `fairs_picture`, as a table."""
    known = known_of_fairs(fairs)
    frame = known[AMOUNTS].where(known[AMOUNTS] > 0)
    frame.columns = [say(f"fair.{kind}") for kind in AMOUNTS]
    frame.insert(0, say("fair.name"), known["name"])
    frame[say("fair.to_know")] = [
        row.covers if row.part else say(f"fair.is.{row.total_is or 'none'}") for row in known.itertuples()
    ]
    regional = fairs.loc[fairs["covers"] == "some_provinces", "case"].nunique()
    caption = say("fair.table_caption", national=len(known) - regional, regional=regional)
    return Table(frame.rename_axis(say("fair.id")), caption, note, digits=1)


def fair_table(row: pd.Series, note=None) -> Table:
    """The numbers of one fair, one below the other."""
    names = ("on_site", "orders", "total", "target", "visitors", "sellers")
    known = [math.nan if pd.isna(row[name]) else float(row[name]) for name in names]
    frame = pd.DataFrame({say("fair.number"): known}, index=[say(f"fair.row.{name}") for name in names])
    return Table(frame, say("fair.one_caption", name=row["event"]), note, digits=0)


def categories_table(categories: pd.DataFrame, *, on_site: float, total: float, caption: str, note=None) -> Table:
    """The categories of one fair: sales in million THB, and what part of `total` or of `on_site` alone they would be.

    Both parts are derived: whether the orders are in a category is not published.
    """
    sales = [*map(float, categories["sales"])]
    frame = pd.DataFrame(
        {
            say("fair.in_millions"): [amount / MILLION for amount in sales],
            say("fair.share_of_total"): [_percent(amount / total) for amount in sales],
            say("fair.share_of_site"): [_percent(amount / on_site) for amount in sales],
        },
        index=list(categories["category"]),
    )
    return Table(frame, caption, note, digits=1)


def _percent(share: float) -> str:
    return f"{show_number(100 * share, 0)}%"
