"""Lesson 06, price and break-even: its exercises and what it shows.

The cases are rows of ``datasets/cost_cases.csv``; numbers that were made up for an
exercise are written here and are called *made up* in the notebook.
"""

from __future__ import annotations

import functools

import pandas as pd

from otop import data
from otop.i18n import say
from otop.i18n.numbers import round_money, show_number
from otop.learn.lessons.unit_cost import MADE_UP_PRICE, NIPA_FIXED, nipa
from otop.learn.questions import break_even as count
from otop.learn.questions import price as ask
from otop.learn.widgets.break_even_editor import BreakEvenEditor
from otop.plots import Table, break_even_table, ladder_table, share_table
from otop.pricing import (
    Hand,
    MixLine,
    PricePlan,
    break_even_sales,
    break_even_units,
    discounted,
    must_register,
    price_for_margin,
    producer_price,
    steps_down,
)

MONTHS = 12
BALL_PRICE = 120  # THB (C4)
BALLS_A_LOT = 100  # (C4)
LOTS_A_MONTH = 4  # made up
WANTED_MARGIN = 30  # percent of the price
DISCOUNT = 10  # percent, made up
HANDS = (("wholesaler", 10), ("shop", 30))  # percent of the price at which each sells, made up
BABIN_DAYS = 26  # selling days a month: the study's profit divided by that of a day (C1)
VAT_THRESHOLD = 1_800_000  # THB of sales in a year, Thailand (thaitaxinfo, pplusaccounting)
VAT_PERCENT = 7  # made up for the exercises: the rate of the day is asked at the tax office
WOVEN_PRICE = 400  # THB, about the price that goes with the 29.20 percent (C11)
SCARF = MixLine(name="scarf", price=250, variable_cost=180, units=3)  # made up
SHAWL = MixLine(name="shawl", price=600, variable_cost=420, units=1)  # made up
MIX_FIXED = 8_000  # THB a month, made up


@functools.cache
def _figures(case: str) -> dict[str, float]:
    """Every number that is published in this row."""
    return data.published(data.load("cost_cases").set_index("id").loc[case].dropna())


def ball() -> dict[str, float]:
    """C4: price and cost of one herbal compress ball, and the gross margin that the study prints."""
    lot = _figures("C4")
    return {"price": lot["price"], "cost": lot["stated_total"], "gross_percent": lot["gross_percent"]}


def nipa_plan(price: float = MADE_UP_PRICE) -> PricePlan:
    """C6: the nipa box of lesson 05, at a made-up price."""
    sheet = nipa()
    made = sheet.product.volume_per_year / MONTHS
    variable = round_money(sheet.unit_cost().variable)
    return PricePlan(
        name=say("case.nipa"), unit="box", price=price, variable_cost=variable, fixed_cost=NIPA_FIXED, made=made
    )


def woven() -> dict[str, float]:
    """C11: a month of hand-woven cotton, as it is printed."""
    month = _figures("C11") | _figures("C11-contribution")
    return {
        "sales": month["total_sales"], "variable": month["variable_total"], "fixed": month["fixed_total"],
        "each": month["contribution_per_unit"], "percent": month["contribution_percent"],
    }  # fmt: skip


def _ball_price():
    return ask.price_for_a_margin(cost=ball()["cost"], percent=WANTED_MARGIN, price_now=BALL_PRICE, unit="ball")


def _nipa(question, **more):
    plan, cost = nipa_plan(), nipa().unit_cost()
    costs = {"full_cost": round_money(cost.full), "cash_cost": round_money(cost.cash)}
    return question(price=plan.price, variable_cost=plan.variable_cost, unit=plan.unit, **costs, **more)


def _ball_lots():
    of_lot = _figures("C4-break-even")["break_even_units"]
    return count.break_even_of_lots(
        per_lot=of_lot, lots=LOTS_A_MONTH, pieces_per_lot=BALLS_A_LOT, price=BALL_PRICE, unit="ball"
    )


def _woven_sales():
    month = woven()
    return count.break_even_sales(
        fixed_cost=month["fixed"], percent=month["percent"], sales=month["sales"], variable_cost=month["variable"]
    )


def _woven_variable():
    month = woven()
    return count.variable_at_break_even(
        sales=month["sales"], fixed_cost=month["fixed"], printed_variable=month["variable"]
    )


EXERCISES = {
    "ball_margin": lambda: ask.margin_percent(**ball()),
    "ball_markup": lambda: ask.markup_percent(**ball()),
    "ball_price": _ball_price,
    "nipa_contribution": lambda: _nipa(count.contribution),
    "nipa_break_even": lambda: _nipa(count.break_even, fixed_cost=NIPA_FIXED, made=round(nipa_plan().made)),
    "ball_lots": _ball_lots,
    "ball_discount": lambda: ask.discount_profit(price=BALL_PRICE, cost=ball()["cost"], percent=DISCOUNT),
    "price_back": lambda: ask.price_back(price=BALL_PRICE, percent=DISCOUNT, unit="ball"),
    "shelf_back": lambda: ask.shelf_back(shelf=BALL_PRICE, hands=HANDS, unit="ball"),
    "krathong_vat": lambda: ask.vat_unregistered(price=_figures("C2")["price"], percent=VAT_PERCENT, unit="krathong"),
    "scarf_mix": lambda: count.break_even_of_mix([SCARF, SHAWL], fixed_cost=MIX_FIXED),
    "woven_break_even": lambda: count.break_even(
        fixed_cost=woven()["fixed"], contribution=woven()["each"], sales=woven()["sales"], unit="piece"
    ),
    "woven_contradiction": lambda: count.contradiction(sales=woven()["sales"]),
    "woven_sales": _woven_sales,
    "woven_variable": _woven_variable,
    "woven_vat": lambda: ask.vat_inside(price=WOVEN_PRICE, percent=VAT_PERCENT, unit="piece"),
}


def _krathong_shares() -> Table:
    figures = _figures("C2")
    rows = {say("case.krathong"): (figures["price"], figures["stated_total"])}
    return share_table(rows, say("price.krathong_caption"), data.chip("cost_cases", case="C2"))


def _ball_margins() -> Table:
    cost = ball()["cost"]
    prices = {
        say("price.at_margin", percent=percent): (price_for_margin(cost=cost, margin=percent / 100), cost)
        for percent in (0, 10, 20, 30, 40, 50)
    }
    return share_table(prices, say("price.ball_caption"), data.chip("cost_cases", case="C4"))


def _nipa_discounts() -> Table:
    plans = {f"{percent}%": nipa_plan(discounted(MADE_UP_PRICE, discount=percent / 100)) for percent in (0, 10, 20, 30)}
    return break_even_table(plans, say("price.discount_caption"), data.chip("cost_cases", case="C6"))


def _ball_ladder() -> Table:
    hands = [Hand(name=say(f"hand.{name}"), margin=percent / 100) for name, percent in HANDS]
    return ladder_table(steps_down(producer_price(BALL_PRICE, hands), hands), say("price.ladder_caption"))


def _sales_a_year() -> Table:
    babin, krathong = _figures("C1"), _figures("C2-month")
    sales = {
        _row("babin", "C1"): babin["price"] * babin["quantity"] * BABIN_DAYS * MONTHS,
        _row("krathong", "C2"): krathong["total_sales"] * MONTHS,
        _row("woven", "C11"): woven()["sales"] * MONTHS,
    }
    above = {
        name: say("price.yes" if must_register(receipts_per_year=year, threshold=VAT_THRESHOLD) else "price.no")
        for name, year in sales.items()
    }
    columns = say("price.sales_a_year"), say("price.above", threshold=show_number(VAT_THRESHOLD, 0))
    frame = pd.DataFrame({columns[0]: sales, columns[1]: above})
    cases = data.load("cost_cases")
    chip = data.chip("cost_cases", cases[cases["id"].isin(["C1", "C2-month", "C11"])])
    return Table(frame, say("price.vat_caption"), chip, digits=0)


def _row(name: str, case: str) -> str:
    return say("price.case_row", name=say(f"case.{name}"), case=case)


def _two_repairs() -> Table:
    """C11, repaired in two ways: the 29.20 percent is right, or these sales are the break-even."""
    month = woven()
    units = break_even_units(fixed_cost=month["fixed"], price=month["each"], variable_cost=0)
    fixed, sales = month["fixed"], month["sales"]
    ratios = {"a": month["percent"] / 100, "b": fixed / sales}
    results = {"a": sales - month["variable"] - fixed, "b": 0.0}
    rows = {
        say(f"price.repair_{name}"): [
            100 * ratio, month["each"] / ratio, float(units),
            break_even_sales(fixed_cost=fixed, contribution_ratio=ratio), results[name],
        ]
        for name, ratio in ratios.items()
    }  # fmt: skip
    columns = [say(f"price.{name}") for name in ("ratio", "price", "break_even", "bep_sales", "result")]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    whole = dict.fromkeys(columns[1:], 0)
    return Table(frame, say("price.repairs_caption"), data.chip("cost_cases", case="C11"), digits=whole)


SHOWS = {
    "krathong_shares": _krathong_shares,
    "ball_margins": _ball_margins,
    "price_editor": lambda: BreakEvenEditor(nipa_plan(), prices=(9, 25, 0.5)),
    "nipa_discounts": _nipa_discounts,
    "ball_ladder": _ball_ladder,
    "sales_a_year": _sales_a_year,
    "two_repairs": _two_repairs,
}
