"""Prices: the published cases, and what must hold for any price."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from otop import data
from otop.errors import InputError
from otop.i18n.numbers import round_money
from otop.pricing import (
    Hand,
    MixLine,
    break_even_mix,
    break_even_sales,
    break_even_units,
    contribution,
    contribution_ratio,
    discounted,
    margin,
    margin_of_markup,
    margin_of_safety,
    markup,
    markup_of_margin,
    must_register,
    price_for_margin,
    price_for_markup,
    producer_price,
    profit,
    shelf_price,
    steps_down,
    units_after_discount,
    with_vat,
    without_vat,
)

CASES = data.load("cost_cases").set_index("id")
VAT_THRESHOLD = 1_800_000  # THB of receipts in a year, Thailand
money = st.floats(min_value=0.01, max_value=1e6)
left = st.floats(min_value=0.02, max_value=1e6)  # of a price, above the variable cost
share = st.floats(min_value=0, max_value=0.95)
hands = st.lists(
    st.builds(Hand, name=st.just("hand"), margin=share, per_piece=st.floats(min_value=0, max_value=100)), max_size=4
)


def figures(case: str) -> dict:
    return data.pairs(CASES.loc[case]["further"])


# --- published cases -------------------------------------------------------------------------------


def test_c4_margin_is_of_the_price_and_markup_of_the_cost():
    lot = figures("C4")
    price, cost = lot["total_sales"] / 100, lot["total_cost"] / 100
    assert round_money(100 * margin(price=price, cost=cost)) == figures("C4-margin")["margin_percent"] == 25.88
    assert round_money(100 * markup(price=price, cost=cost)) == 34.91
    assert round_money(100 * markup(price=price, cost=round_money(cost))) == 34.91
    assert round_money(price_for_margin(cost=round_money(cost), margin=0.30)) == 127.07
    assert round_money(price_for_margin(cost=cost, margin=0.30)) == 127.06


def test_c4_break_even_as_it_is_printed():
    printed = figures("C4-break-even")
    assert break_even_units(fixed_cost=printed["break_even_units"], price=1, variable_cost=0) == 8
    assert printed["break_even_units"] * CASES.loc["C4-break-even"]["price"] == printed["break_even_sales"]


def test_c2_is_the_published_margin_and_markup():
    month = figures("C2-month")
    price, cost = month["total_sales"], month["total_cost"]
    assert round_money(100 * margin(price=price, cost=cost)) == figures("C2-margin")["margin_percent"]
    assert round_money(100 * markup(price=price, cost=cost)) == figures("C2-markup")["markup_percent"]


def test_c11_cannot_be_true_as_a_whole_and_has_two_repairs():
    study = figures("C11")
    fixed, sales, variable, each = (
        study[name] for name in ("fixed_total", "total_sales", "variable_total", "contribution_per_unit")
    )
    assert break_even_units(fixed_cost=fixed, price=each, variable_cost=0) == 514
    ratio = (sales - variable) / sales
    assert round_money(100 * ratio) == figures("C11-contribution")["contribution_percent"]
    # (a) the shares of the study are right: then these sales are a loss
    assert round_money(break_even_sales(fixed_cost=fixed, contribution_ratio=0.2920), 0) == 205_205
    assert round_money(sales - variable - fixed) == -8_977.81
    # (b) the break-even is right: then the variable cost is less
    assert sales - fixed == 114_520
    assert round_money(100 * (sales - fixed) / sales) == 65.65


def test_vat_of_the_cases():
    assert not must_register(receipts_per_year=30 * 90 * 26 * 12, threshold=VAT_THRESHOLD)
    assert not must_register(receipts_per_year=90_000 * 12, threshold=VAT_THRESHOLD)
    assert must_register(receipts_per_year=174_440 * 12, threshold=VAT_THRESHOLD)
    assert not must_register(receipts_per_year=VAT_THRESHOLD, threshold=VAT_THRESHOLD)


# --- margin and markup -----------------------------------------------------------------------------


@given(money, share)
def test_the_price_for_a_margin_has_that_margin(cost, wanted):
    price = price_for_margin(cost=cost, margin=wanted)
    assert margin(price=price, cost=cost) == pytest.approx(wanted, abs=1e-9)
    assert price >= price_for_markup(cost=cost, markup=wanted) * (1 - 1e-12)


@given(money, st.floats(min_value=0, max_value=10))
def test_the_price_for_a_markup_has_that_markup(cost, wanted):
    assert markup(price=price_for_markup(cost=cost, markup=wanted), cost=cost) == pytest.approx(wanted, abs=1e-9)


@given(st.floats(min_value=0, max_value=0.9))
def test_margin_and_markup_lead_to_each_other(wanted):
    assert margin_of_markup(markup_of_margin(wanted)) == pytest.approx(wanted)
    assert markup_of_margin(wanted) >= wanted


@given(money, st.floats(min_value=1, max_value=10))
def test_margin_and_markup_of_one_price_belong_together(cost, times):
    price = cost * times
    assert markup_of_margin(margin(price=price, cost=cost)) == pytest.approx(markup(price=price, cost=cost), abs=1e-9)


@pytest.mark.parametrize("wrong", [-0.1, 1, 30, math.nan, math.inf, True, None, "0.3"])
def test_a_margin_is_a_share(wrong):
    for call in (
        lambda: price_for_margin(cost=80, margin=wrong),
        lambda: markup_of_margin(wrong),
        lambda: discounted(80, discount=wrong),
        lambda: Hand(name="shop", margin=wrong),
        lambda: with_vat(80, rate=wrong),
    ):
        with pytest.raises(InputError):
            call()


# --- break-even ------------------------------------------------------------------------------------


@given(st.floats(min_value=0, max_value=1e6), money, left)
def test_at_break_even_nothing_is_lost_and_one_piece_less_is_a_loss(fixed, variable, left):
    price = variable + left
    units = break_even_units(fixed_cost=fixed, price=price, variable_cost=variable)
    each = contribution(price=price, variable_cost=variable)
    slack = 1e-6 * (1 + fixed)
    assert isinstance(units, int)
    assert profit(units=units, price=price, variable_cost=variable, fixed_cost=fixed) >= -slack
    assert units == 0 or (units - 1) * each < fixed


@given(st.floats(min_value=1, max_value=1e6), money, st.floats(min_value=0, max_value=0.99))
def test_break_even_in_money_is_the_price_of_the_pieces(fixed, price, share):
    variable = share * price
    ratio = contribution_ratio(price=price, variable_cost=variable)
    sales = break_even_sales(fixed_cost=fixed, contribution_ratio=ratio)
    units = break_even_units(fixed_cost=fixed, price=price, variable_cost=variable)
    assert sales == pytest.approx(fixed / (price - variable) * price)
    assert (units - 1) * price <= sales * (1 + 1e-9) <= units * price * (1 + 1e-6)


@given(money, st.floats(min_value=0, max_value=1e6))
def test_a_price_that_does_not_cover_the_variable_cost_has_no_break_even(price, more):
    with pytest.raises(InputError, match="no break-even"):
        break_even_units(fixed_cost=100, price=price, variable_cost=price + more)


@pytest.mark.parametrize("ratio", [0, -0.2, 1.01, 29.2, math.nan, True])
def test_a_contribution_ratio_is_a_share(ratio):
    with pytest.raises(InputError, match="share of the price"):
        break_even_sales(fixed_cost=100, contribution_ratio=ratio)


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_the_margin_of_safety_leads_back_to_the_break_even(units, break_even):
    safety = margin_of_safety(units=units, break_even=break_even)
    assert units * (1 - safety) == pytest.approx(break_even, abs=1e-6)


@given(money, st.floats(min_value=0.05, max_value=0.9), st.floats(min_value=0, max_value=0.9), st.integers(1, 5_000))
def test_after_a_discount_the_same_contribution_needs_more_pieces(price, ratio, part, units):
    variable, discount = price * (1 - ratio), ratio * part * 0.9
    more = units_after_discount(units=units, price=price, variable_cost=variable, discount=discount)
    each = discounted(price, discount=discount) - variable
    assert more >= units
    assert more * each >= units * (price - variable) * (1 - 1e-6)
    assert (more - 1) * each < units * (price - variable)


@given(money, share)
def test_a_discount_and_the_same_share_on_top_do_not_meet(price, discount):
    back = price_for_markup(cost=discounted(price, discount=discount), markup=discount)
    assert back == pytest.approx(price * (1 - discount**2))


lines = st.builds(MixLine, name=st.sampled_from("abc"), price=money, variable_cost=money, units=st.integers(1, 20))


@given(st.lists(lines, min_size=1, max_size=3, unique_by=lambda line: line.name), st.floats(min_value=0, max_value=1e6))
def test_the_break_even_of_a_mix_pays_the_fixed_cost(mix, fixed):
    of_one_mix = sum(line.units * (line.price - line.variable_cost) for line in mix)
    if of_one_mix <= 0.01:
        return
    found = break_even_mix(mix, fixed_cost=fixed)
    assert found.mixes * of_one_mix >= fixed - 1e-6 * (1 + fixed)
    assert found.mixes == 0 or (found.mixes - 1) * of_one_mix < fixed
    assert found.units == {line.name: found.mixes * line.units for line in mix}
    assert found.sales == pytest.approx(sum(found.units[line.name] * line.price for line in mix))


@given(money, left, st.integers(1, 20), st.floats(min_value=0, max_value=1e5))
def test_a_mix_of_one_product_is_that_product(variable, left, units, fixed):
    price = variable + left
    alone = break_even_units(fixed_cost=fixed, price=price, variable_cost=variable)
    mix = break_even_mix([MixLine(name="one", price=price, variable_cost=variable, units=units)], fixed_cost=fixed)
    assert mix.mixes == pytest.approx(alone / units, abs=1)


def test_a_mix_may_carry_a_product_that_loses_but_not_as_a_whole():
    gift, shawl = (
        MixLine(name="gift", price=10, variable_cost=15, units=1),
        MixLine(name="shawl", price=600, variable_cost=420, units=1),
    )
    assert break_even_mix([gift, shawl], fixed_cost=1_750).mixes == 10
    with pytest.raises(InputError, match="no break-even"):
        break_even_mix([gift], fixed_cost=1_750)
    with pytest.raises(InputError, match="no break-even"):
        break_even_mix([], fixed_cost=1_750)


# --- channel and tax -------------------------------------------------------------------------------


@given(st.floats(min_value=1, max_value=1e5), hands)
def test_down_to_the_shelf_and_back_is_the_same_price(price, hands):
    shelf = shelf_price(price, hands)
    assert shelf >= price
    assert producer_price(shelf, hands) == pytest.approx(price, rel=1e-6, abs=1e-6)


@given(st.floats(min_value=1, max_value=1e5), hands)
def test_every_baht_of_the_shelf_price_goes_to_somebody(price, hands):
    steps = steps_down(price, hands)
    taken = sum(step.keeps for step in steps) + sum(hand.per_piece for hand in hands)
    assert price + taken == pytest.approx(shelf_price(price, hands))


def test_the_shelf_price_of_the_teaching_notes():
    ladder = [Hand(name="wholesaler", margin=0.10), Hand(name="retailer", margin=0.30)]
    assert round_money(producer_price(120, ladder)) == 75.60
    assert round_money(producer_price(120, [Hand(name="shop", margin=0.30)])) == 84
    assert round_money(producer_price(120, [Hand(name="online", margin=0.13, per_piece=8)])) == 96.40


@given(money, share)
def test_vat_on_top_and_out_again(price, rate):
    assert without_vat(with_vat(price, rate=rate), rate=rate) == pytest.approx(price)


def test_vat_is_divided_and_not_taken_off():
    assert round_money(without_vat(107, rate=0.07)) == 100
    assert round_money(107 * 0.93) == 99.51
