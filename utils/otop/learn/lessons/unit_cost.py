"""Lesson 05, unit cost: its exercises and what it shows.

The cases are rows of ``datasets/cost_cases.csv``; numbers that were made up for an
exercise are written here and are called *made up* in the notebook.
"""

from __future__ import annotations

import functools

import pandas as pd

from otop import data
from otop.costing import CostSheet, sheet_of
from otop.i18n import say, word
from otop.learn.questions import unit_cost as ask
from otop.learn.widgets.cost_editor import CostEditor
from otop.plots import Picture, Table, cost_picture, cost_table

BABIN_BOX = 6  # pieces in a box (C1)
BABIN_PRICE = 30  # THB a box (C1)
BABIN_MEMBERS = 11  # (C1)
BABIN_BOXES_A_DAY = 90  # (C1)
NIPA_FIXED = 17_000  # THB in all (C6); the lesson takes it as a month, and says so
MADE_UP_PRICE = 15  # THB for a nipa box: the study gives no price


@functools.cache
def _case(case: str) -> pd.Series:
    return data.load("cost_cases").set_index("id").loc[case]


def nipa() -> CostSheet:
    """C6: the box of nipa palm. Own labour and fixed overhead are not paid in cash."""
    row = _case("C6-full")
    fixed_per_box = data.pairs(row["derived"])["overhead_fixed"]
    return sheet_of(
        "box", name=say("case.nipa"), material=row["material"], own_labour=row["labour"],
        variable_overhead=row["overhead_variable"], fixed_per_month=NIPA_FIXED,
        pieces_per_month=round(NIPA_FIXED / fixed_per_box), fixed_paid=False,
    )  # fmt: skip


def babin() -> CostSheet:
    """C1: a box of six coconut pancakes. The labour is the group's own."""
    return _own_work("C1", "box", say("case.babin"))


def krathong() -> CostSheet:
    """C2: a krathong of corn husk. The labour is the group's own."""
    return _own_work("C2", "piece", say("case.krathong"))


def _own_work(case: str, unit: str, name: str) -> CostSheet:
    """A case with material, own labour, and overhead in one number."""
    row = _case(case)
    return sheet_of(
        unit, name=name, material=row["material"], own_labour=row["labour"], variable_overhead=row["overhead"]
    )


EXERCISES = {
    "nipa_cash": lambda: ask.cash_cost(nipa()),
    "nipa_full": lambda: ask.full_cost(nipa()),
    "babin_piece": lambda: ask.batch_to_piece(
        batch_cost=babin().unit_cost().full, pieces=BABIN_BOX, unit="piece", unpaid=_case("C1")["labour"]
    ),
    "babin_surplus": lambda: ask.surplus(babin(), price=BABIN_PRICE, pieces_per_pack=BABIN_BOX),
    "weaving_time": lambda: ask.work_value(hours=1, minutes=30, day_rate=351),
    "babin_day": lambda: ask.day_pay(
        labour_per_unit=_case("C1")["labour"], units_per_day=BABIN_BOXES_A_DAY, members=BABIN_MEMBERS, unit="box"
    ),
    "loom": lambda: ask.depreciation(price=12_000, salvage=2_000, life_years=5, pieces_per_year=1_000, unit="piece"),
    "nipa_half": lambda: ask.full_cost_at_volume(nipa(), times=0.5),
    "shared_kiln": lambda: ask.shared_by_driver(amount=3_000, ours=40, total=160, products=2),
    "bran_and_rice": lambda: ask.joint_cost(
        cost=1_200, ours_value=1_800, other_value=600, ours_weight=60, other_weight=40
    ),
}


def _table(sheet: CostSheet, case: str) -> Table:
    return cost_table(sheet.unit_cost(), data.chip("cost_cases", case=case))


def _picture(sheet: CostSheet, price: float | None = None) -> Picture:
    return cost_picture(sheet.unit_cost(), price)


def _published() -> Table:
    """The published cases that name their components, and whether these add up."""
    cases = data.load("cost_cases")
    cases = cases[cases["rule"] == "components"].dropna(subset=["stated_total"]).set_index("id")
    answers = [
        say(f"cases.{row.check}", difference=row.difference, missing=_in_words(row.missing))
        for row in cases.itertuples()
    ]
    frame = pd.DataFrame(
        {
            say("cases.product"): cases["product"],
            say("cases.stated_total"): cases["stated_total"],
            say("cases.money"): cases["currency"],
            say("cases.check"): answers,
        }
    ).rename_axis(say("cases.id"))
    return Table(frame, say("cases.caption"), data.chip("cost_cases"))


def _in_words(columns: str) -> str:
    return ", ".join(word(column.replace("_", " ")) for column in columns.split(";"))


SHOWS = {
    "babin_table": lambda: _table(babin(), "C1"),
    "babin_figure": lambda: _picture(babin(), BABIN_PRICE),
    "nipa_table": lambda: _table(nipa(), "C6"),
    "nipa_figure": lambda: _picture(nipa()),
    "nipa_editor": lambda: CostEditor(nipa(), price=MADE_UP_PRICE),
    "krathong_table": lambda: _table(krathong(), "C2"),
    "published_cases": _published,
}
