"""Lesson 12, fairs: its exercises and what it shows.

The fairs are rows of ``datasets/fairs.csv``; the scarf, its group and the nine booths were
made up for the exercises and are called *made up* in the notebook.
"""

from __future__ import annotations

import functools
from statistics import NormalDist

import pandas as pd

from otop import data
from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import read_number, show_number
from otop.learn.questions import booth as ask_booth
from otop.learn.questions import fairs as ask
from otop.learn.say_it import Said
from otop.learn.widgets.stock_editor import StockEditor
from otop.market import Booth
from otop.plots import Table
from otop.plots.booths import going_table, results_table
from otop.plots.fairs import categories_table, fair_table, fairs_picture, fairs_table

BABIN_PRICE = 30  # THB a box (C1)
FAIR_DAYS = 9  # Midyear 2022
SPLIT_WITH_TARGET = ("S2016", "M2017", "M2022")  # on site, orders and target are all known
# made up: a group of weavers, their way to a fair of nine days, and their scarf
BOOTH = Booth(days=11, people=2, day_rate=350, booth_fee=3_000, travel=4_200, lodging_per_night=650, lost_at_home=1_800)
SCARF = {"price": 250, "variable_cost": 120}
SCARF_CASH, SCARF_FULL, SCARF_LEFT_OVER = 80, 150, 90
SOLD = 150
DEMANDS = (250, 310, 350, 385, 415, 450, 490, 550)  # made up: scarves asked for at eight fairs
MEAN, SPREAD = 400, 100  # made up
DAYS_PER_PERSON = 1.5  # made up
NINE_BOOTHS = (42_000, 610_000, 35_000, 27_000, 111_000, 820_000, 61_000, 49_000, 58_000)  # made up


@functools.cache
def _fair(name: str) -> pd.Series:
    return data.load("fairs").set_index("id", drop=False).loc[name]


def _numbers(name: str, *columns: str) -> dict[str, float]:
    return {column: float(_fair(name)[column]) for column in columns}


def _one_seller() -> float:
    """Mean sales on site of a seller at Midyear 2022, in whole baht as the lesson prints it."""
    fair = _fair("M2022")
    return float(fair["on_site"] // fair["sellers"])


def _left_of_the_mean():
    row = data.load("cost_cases").set_index("id").loc["C1"]
    full, labour = float(row["stated_total"]), float(row["labour"])
    return ask_booth.left_of_sales(
        sales=_one_seller(), price=BABIN_PRICE, full_cost=full, cash_cost=full - labour,
        orders=float(_fair("M2022")["orders"] / _fair("M2022")["sellers"]),
    )  # fmt: skip


EXERCISES = {
    "visitor_spend": lambda: ask.visitor_spend(
        **_numbers("M2022", "on_site", "orders", "target", "visitors", "sellers"), days=FAIR_DAYS
    ),
    "below_target": lambda: ask.below_target(
        {name: tuple(_numbers(name, "on_site", "orders", "target").values()) for name in SPLIT_WITH_TARGET}
    ),
    "city_2022": lambda: ask.whole_of_part(part=float(_fair("C2022-D4")["total"]), covers_days=4, days=9),
    "seller_sales": lambda: ask.seller_sales(
        **_numbers("M2022", "on_site", "orders", "target", "visitors", "sellers", "products"), days=FAIR_DAYS
    ),
    "middle_seller": lambda: ask.typical_seller(NINE_BOOTHS),
    "left_of_sales": _left_of_the_mean,
    "going_cost": lambda: ask_booth.going_cost(BOOTH, fair_days=FAIR_DAYS),
    "pieces_to_pay": lambda: ask_booth.pieces_to_pay(
        going=BOOTH.fixed_cost, own_time=BOOTH.own_time, cash_of_going=BOOTH.cash_cost, full_cost=SCARF_FULL,
        fair_days=FAIR_DAYS, **SCARF,
    ),
    "fair_result": lambda: ask_booth.fair_result(
        sold=SOLD, going=BOOTH.fixed_cost, own_time=BOOTH.own_time, cash_of_going=BOOTH.cash_cost,
        cash_cost=SCARF_CASH, **SCARF,
    ),
    "one_too_many": lambda: ask_booth.one_too_many(left_over_worth=SCARF_LEFT_OVER, **SCARF),
    "best_stock": lambda: ask_booth.best_stock(DEMANDS, left_over_worth=SCARF_LEFT_OVER, **SCARF),
    "how_sure": lambda: ask_booth.stock_ratio(left_over_worth=SCARF_LEFT_OVER, full_cost=SCARF_FULL, **SCARF),
    "to_bring": lambda: ask_booth.to_bring(
        left_over_worth=SCARF_LEFT_OVER, full_cost=SCARF_FULL, mean=MEAN, sd=SPREAD, **SCARF
    ),
    "one_person": lambda: ask.person_spend(
        on_site=float(_fair("M2022")["on_site"]), visits=float(_fair("M2022")["visitors"]), visits_per_person=DAYS_PER_PERSON
    ),
    "printed_mean": lambda: ask.seller_sales(
        on_site=float(_fair("C2022-D4")["total"]), sellers=float(_fair("C2022-D4")["sellers"]), days=9, covers_days=4,
        printed=float(_fair("C2022-D4")["mean_per_seller"]), online_sellers=500,
        visitors=float(_fair("C2022-D4")["visitors"]),
    ),
}  # fmt: skip


def _known_fairs() -> pd.DataFrame:
    return data.load("fairs")


def _categories(name: str) -> Table:
    rows = data.load("fair_categories")
    rows = rows[rows["fair_row"] == name]
    caption = say("fair.categories_caption", name=_fair(name)["event"])
    sales = _numbers(name, "on_site", "total")
    return categories_table(rows, **sales, caption=caption, note=data.chip("fair_categories", rows))


def _enough(bring=400) -> Said:
    """The chance that so many scarves are enough, when demand is normal."""
    try:
        pieces = read_number(bring)
    except InputError as problem:
        raise problem.at("bring") from None
    chance = NormalDist(MEAN, SPREAD).cdf(pieces)
    return Said("note", say("stock.enough", pieces=f"{pieces:g}", chance=show_number(chance, 4)))


SHOWS = {
    "midyear_2022": lambda: fair_table(_fair("M2022"), data.chip("fairs", case="M2022")),
    "fairs_figure": lambda: fairs_picture(_known_fairs()),
    "fairs_table": lambda: fairs_table(_known_fairs(), data.chip("fairs")),
    "categories_2022": lambda: _categories("M2022"),
    "going_table": lambda: going_table(BOOTH, say("going.made_up")),
    "results_table": lambda: results_table(
        BOOTH, (100, 200, 250, 300), cash_cost=SCARF_CASH, note=say("going.made_up"), **SCARF
    ),
    "stock_editor": lambda: StockEditor(DEMANDS, brought=MEAN, left_over_worth=SCARF_LEFT_OVER, **SCARF),
    "enough": _enough,
}
