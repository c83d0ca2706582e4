"""The break-even chart and the tables of a price: what they say, the same bytes twice, labels that can be read."""

import re

import pandas as pd
import pytest
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.plots import Table, break_even_picture, break_even_table, ladder_table, share_table
from otop.pricing import Hand, PricePlan, steps_down

PLANS = {
    "box": PricePlan(name="Nipa box", unit="box", price=15, variable_cost=10.51, fixed_cost=17_000, made=14_407),
    "close": PricePlan(name="Nipa box", unit="box", price=10.6, variable_cost=10.51, fixed_cost=17_000, made=14_407),
    "never": PricePlan(name="Nipa box", unit="box", price=10.5, variable_cost=10.51, fixed_cost=17_000, made=14_407),
    "no fixed cost": PricePlan(name="Mat", unit="mat", price=200, variable_cost=140, fixed_cost=0, made=40),
    "nothing": PricePlan(name="Mat", unit="mat", price=0, variable_cost=0, fixed_cost=0, made=0),
    "kip": PricePlan(
        name="Scarf", unit="scarf", price=1.5e6, variable_cost=9e5, fixed_cost=2e7, made=60, currency="LAK"
    ),
}
each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


@each_plan
def test_the_chart_says_in_words_what_it_draws(plan):
    shown = break_even_picture(plan)
    drawn = texts(shown.svg)
    for number in (plan.price, plan.variable_cost):
        assert show_number(number) in shown.alt
    assert {say("price.loss_area"), say("price.profit_area"), say("price.sales_line")} <= set(drawn)
    assert not any("1e" in text or "nan" in text for text in drawn)
    label = f"break-even {plan.break_even:,}" if plan.break_even is not None else None
    if label is None:
        assert "never meet" in shown.alt and not any("break-even" in text for text in drawn)
    else:
        assert f"meet at {plan.break_even:,} pieces" in shown.alt
        assert (label in drawn) == (plan.break_even <= max(plan.made, 1) * 1.15)


@each_plan
def test_the_same_plan_gives_the_same_bytes(plan):
    assert break_even_picture(plan).svg == break_even_picture(plan).svg


@each_plan
def test_the_names_of_the_lines_do_not_stand_on_each_other(plan):
    svg = break_even_picture(plan).svg
    names = {say(f"price.{name}") for name in ("sales_line", "cost_line", "fixed_line")}
    places = [
        float(y) for y, text in re.findall(r"translate\([\d.]+ ([\d.]+)\)[^>]*>([^<]+)</text>", svg) if text in names
    ]
    places = places or [
        float(y) for y, text in re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]+)</text>', svg) if text in names
    ]
    assert len(places) == 3
    places.sort()
    assert all(above - below > 11 for below, above in zip(places, places[1:], strict=False))


def test_pieces_are_whole_in_the_table_and_money_has_two_decimals():
    table = break_even_table({"now": PLANS["box"], "lower": PLANS["never"]}, "One month")
    assert "3,787" in repr(table) and "3,787.00" not in repr(table) and "47,687.43" in repr(table)
    assert ">3,787<" in table._repr_html_() and say("price.no_break_even") in table._repr_html_()


def test_decimals_may_differ_by_column():
    frame = pd.DataFrame({"pieces": [1234.0], "money": [1234.5]})
    shown = repr(Table(frame, "Two columns", digits={"pieces": 0}))
    assert "1,234 " in shown and "1,234.50" in shown


def test_a_ladder_begins_at_the_group_and_ends_at_the_shelf():
    hands = [Hand(name="wholesaler", margin=0.10), Hand(name="shop", margin=0.30)]
    frame = ladder_table(steps_down(75.60, hands), "One ball").frame
    assert frame.round(2).values.tolist() == [[75.6, 8.4, 84.0], [84.0, 36.0, 120.0]]


def test_margin_and_markup_stand_side_by_side():
    frame = share_table({"krathong": (45, 22.75)}, "One krathong").frame
    assert frame.columns.tolist()[-2:] == [say("price.margin"), say("price.markup")]
    assert frame.iloc[0].round(2).tolist()[-2:] == [49.44, 97.80]
