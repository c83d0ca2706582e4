"""Fairs: the booth plan, how much to bring, spend per visitor and sales per seller."""

import math
from statistics import NormalDist

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from otop.errors import InputError
from otop.market import (
    Booth,
    FairSales,
    critical_ratio,
    expected_result,
    newsvendor,
    sales_per_seller,
    spend_per_visitor,
    stock_result,
)

money = st.floats(min_value=0, max_value=1e6, allow_subnormal=False)
GOODS = {"price": 250, "variable_cost": 120, "left_over_worth": 90}
AWAY = {"days": 11, "people": 2, "day_rate": 350, "booth_fee": 2_000, "travel": 3_000, "lodging_per_night": 500}


# --- the booth -------------------------------------------------------------------------------------


def test_the_cost_of_going_line_by_line():
    booth = Booth(**AWAY, lost_at_home=1_300)
    assert (booth.lodging, booth.own_time) == (10 * 500, 11 * 2 * 350)
    assert booth.cash_cost == 2_000 + 3_000 + 5_000
    assert booth.fixed_cost == booth.cash_cost + 7_700 + 1_300


def test_nights_are_one_less_than_the_days_unless_said():
    assert (Booth(days=1, people=1, day_rate=0).nights_away, Booth(days=0.5, people=1, day_rate=0).nights_away) == (
        0,
        0,
    )
    assert Booth(**AWAY, nights=9).lodging == 4_500


@pytest.mark.parametrize(
    "wrong",
    [{name: -1} for name in AWAY] + [{"days": 0}, {"people": 0}, {"nights": -1}, {"lost_at_home": math.nan},
     {"travel": "3000"}, {"people": True}, {"nights": math.inf}],
    ids=str,
)  # fmt: skip
def test_a_booth_of_impossible_numbers_is_refused(wrong):
    with pytest.raises(InputError):
        Booth(**AWAY | wrong)


booths = st.builds(
    Booth, days=st.floats(1, 30), people=st.floats(1, 5), day_rate=st.floats(0, 2_000), booth_fee=st.floats(0, 1e5),
    travel=st.floats(0, 1e5), lodging_per_night=st.floats(0, 5_000), lost_at_home=st.floats(0, 1e5),
)  # fmt: skip


@given(booths, st.floats(1, 5_000), st.floats(0.01, 0.99))
def test_the_pieces_to_pay_are_the_first_number_without_a_loss(booth, price, share):
    goods = {"price": price, "variable_cost": price * share}
    pieces = booth.pieces_to_pay(**goods)
    slack = 1e-6 * (1 + booth.fixed_cost)
    assert isinstance(pieces, int)
    assert booth.result(sold=pieces, **goods).full >= -slack
    assert pieces == 0 or booth.result(sold=pieces - 1, **goods).full < slack


@given(booths, st.floats(0, 5_000), st.floats(1, 5_000), st.floats(0, 1), st.floats(0, 1))
def test_cash_is_never_below_full(booth, sold, price, variable, cash):
    result = booth.result(sold=sold, price=price, variable_cost=price * variable, cash_cost=price * variable * cash)
    assert result.cash >= result.full - 1e-6 * (1 + abs(result.full))


def test_an_exact_division_is_not_rounded_up_once_more():
    booth = Booth(days=1, people=1, day_rate=0, booth_fee=0.1 + 0.2)
    assert booth.pieces_to_pay(price=0.3, variable_cost=0.2) == 3


def test_a_piece_that_leaves_nothing_pays_for_no_fair():
    for price in (120, 100):
        with pytest.raises(InputError, match="no break-even"):
            Booth(**AWAY).pieces_to_pay(price=price, variable_cost=120)


# --- how much to bring -----------------------------------------------------------------------------


def test_the_lesson_numbers():
    assert critical_ratio(**GOODS) == 130 / 160
    assert newsvendor(**GOODS, mean=400, sd=100) == 489


def brute_force(mean, sd, price, variable_cost, left_over_worth):
    """The mean result of each stock over a fine grid of demands, without any formula of ours."""
    steps = 4_000
    demands = [mean + sd * (-6 + 12 * (step + 0.5) / steps) for step in range(steps)]
    weights = [math.exp(-0.5 * ((d - mean) / sd) ** 2) for d in demands]
    whole = sum(weights)

    def of(brought):
        earned = 0.0
        for demand, weight in zip(demands, weights, strict=True):
            sold = demand if demand < brought else brought
            earned += weight * (sold * price + (brought - sold) * left_over_worth - brought * variable_cost)
        return earned / whole

    return of


@pytest.mark.parametrize(
    "goods",
    [
        GOODS,
        {"price": 60, "variable_cost": 50, "left_over_worth": 0},
        {"price": 60, "variable_cost": 20, "left_over_worth": 5},
    ],
    ids=["lesson", "low", "high"],
)
def test_the_newsvendor_against_brute_force(goods):
    mean, sd = 60, 15
    of = brute_force(mean, sd, **goods)
    earned = {brought: of(brought) for brought in range(20, 101)}
    best = max(earned, key=earned.get)
    brought = newsvendor(**goods, mean=mean, sd=sd)
    assert brought - 1 <= best <= brought  # rounded up: the best whole number is this one or the one below
    for stock in (30, best, 90):
        assert expected_result(brought=stock, mean=mean, sd=sd, **goods) == pytest.approx(earned[stock], abs=0.05)


@st.composite
def goods(draw):
    price = draw(st.floats(1, 10_000))
    variable = price * draw(st.floats(0.01, 0.99))
    return {"price": price, "variable_cost": variable, "left_over_worth": variable * draw(st.floats(0, 0.99))}


@given(goods(), st.floats(100, 1_000), st.floats(1, 33))
def test_the_chance_to_sell_out_is_the_critical_ratio(goods, mean, sd):
    ratio, brought = critical_ratio(**goods), newsvendor(**goods, mean=mean, sd=sd)
    assert 0 < ratio < 1
    assume(0.001 < ratio < 0.999 and brought)
    demand = NormalDist(mean, sd)
    assert demand.cdf(brought) >= ratio - 1e-9
    assert demand.cdf(brought - 1) < ratio + 1e-9


@given(goods(), st.floats(100, 1_000), st.floats(1, 33), st.integers(-40, 40))
def test_no_other_stock_earns_more(goods, mean, sd, other):
    best = NormalDist(mean, sd).inv_cdf(critical_ratio(**goods))
    earned = expected_result(brought=best, mean=mean, sd=sd, **goods)
    assert expected_result(brought=best + other, mean=mean, sd=sd, **goods) <= earned + 1e-6 * (1 + abs(earned))


@given(goods(), st.integers(0, 1_000), st.integers(0, 1_000))
def test_a_piece_too_few_or_too_many_has_its_price(goods, brought, asked_for):
    gap = stock_result(brought=asked_for, asked_for=asked_for, **goods) - stock_result(
        brought=brought, asked_for=asked_for, **goods
    )
    a_piece = (
        goods["price"] - goods["variable_cost"]
        if brought < asked_for
        else goods["variable_cost"] - goods["left_over_worth"]
    )
    assert gap == pytest.approx(abs(brought - asked_for) * a_piece, abs=1e-6 * (1 + gap))


def test_without_a_spread_bring_the_demand():
    assert newsvendor(**GOODS, mean=400, sd=0) == 400
    assert newsvendor(price=250, variable_cost=249, left_over_worth=0, mean=10, sd=100) == 0  # never below nothing


@pytest.mark.parametrize(
    "wrong, words",
    [({"variable_cost": 250}, "leaves nothing"), ({"variable_cost": 90}, "nothing is lost"), ({"price": -1}, "below zero"),
     ({"left_over_worth": math.nan}, "not a number"), ({"price": "250"}, "not a number")],
    ids=str,
)  # fmt: skip
def test_a_ratio_of_impossible_numbers_is_refused(wrong, words):
    with pytest.raises(InputError, match=words):
        critical_ratio(**GOODS | wrong)


# --- visitors and sellers --------------------------------------------------------------------------


@given(money, money, st.integers(1, 10**6))
def test_on_site_and_orders_are_kept_apart(on_site, orders, people):
    assume(on_site + orders > 0)
    fair = FairSales(on_site=on_site, orders=orders)
    of_one = spend_per_visitor(sales=fair.on_site, visitors=people)
    assert of_one <= spend_per_visitor(sales=fair.total, visitors=people) + 1e-9
    assert of_one * people == pytest.approx(on_site, abs=1e-6)
    assert sales_per_seller(sales=fair.total, sellers=people) * people == pytest.approx(fair.total)
    assert fair.order_share == pytest.approx(orders / (on_site + orders))


def test_nobody_there_gives_no_mean():
    for call in (
        lambda: spend_per_visitor(sales=1, visitors=0),
        lambda: sales_per_seller(sales=1, sellers=0),
        lambda: sales_per_seller(sales=-1, sellers=1),
        lambda: FairSales(on_site=0, orders=0).order_share,
    ):
        with pytest.raises(InputError):
            call()
