"""Unit cost: the published cases, and what must hold for any sheet."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from otop import data
from otop.costing import (
    COMPONENTS,
    Amount,
    CostSheet,
    Equipment,
    Labour,
    Material,
    Product,
    convert,
    depreciation_per_year,
    labour_cost,
    quantity_to_buy,
    shared_cost,
    sheet_of,
    yield_rate,
)
from otop.errors import InputError
from otop.i18n.numbers import round_money
from otop.learn.lessons import unit_cost as lesson

CASES = data.load("cost_cases").set_index("id")
money = st.floats(min_value=0, max_value=1e6, allow_subnormal=False)
share = st.floats(min_value=0.01, max_value=1)


def shown(*values):
    return tuple(round_money(value) for value in values)


# --- published cases -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sheet, cash, variable, full",
    [
        (lesson.babin, 12.43, 19.09, 19.09),
        (lesson.krathong, 17.55, 22.75, 22.75),
        (lesson.nipa, 3.01, 10.51, 11.69),
        (lambda: sheet_of("plate", material=1.80, own_labour=5.53, variable_overhead=1.24, fixed_overhead=0.13), 3.17, 8.57, 8.70),
        (lambda: sheet_of("bottle", batch_size=15, material=73.50, own_labour=40), 4.90, 7.57, 7.57),
    ],
    ids=["C1", "C2", "C6", "C7", "C19"],
)  # fmt: skip
def test_a_published_case_is_met_to_the_satang(sheet, cash, variable, full):
    cost = sheet().unit_cost()
    assert shown(cost.cash, cost.variable, cost.full) == (cash, variable, full)


def test_c6_is_the_difference_of_its_published_parts():
    row = CASES.loc["C6-full"]
    cost = lesson.nipa().unit_cost()
    assert shown(cost.fixed) == shown(row["stated_total"] - row["material"] - row["labour"] - row["overhead_variable"])
    assert shown(lesson.nipa().at_volume(0.5).unit_cost().full, lesson.nipa().at_volume(2).unit_cost().full) == (
        12.87,
        11.10,
    )


def test_c7_shares_are_the_published_ones():
    cost = sheet_of("plate", material=1.80, own_labour=5.53, variable_overhead=1.24, fixed_overhead=0.13).unit_cost()
    shares = (cost.components()["share"] * 100).round(2)
    row = CASES.loc["C7"]
    published = [row[f"{name}_share"] for name in ("material", "labour", "overhead_variable", "overhead_fixed")]
    assert list(shares) == pytest.approx(published, abs=0.006)


def test_c8_shares_are_the_published_ones():
    row = CASES.loc["C8"]
    sheet = sheet_of("bag", material=row["material"], own_labour=row["labour"], variable_overhead=row["overhead"])
    cost = sheet.unit_cost()
    assert shown(cost.full) == (214.11,)
    shares = (cost.components()["share"] * 100).round(2)
    assert (shares["material"], shares["own_labour"]) == (row["material_share"], row["labour_share"])


# --- parts -----------------------------------------------------------------------------------------


@given(st.lists(share, min_size=1, max_size=4), st.floats(min_value=0.001, max_value=1e4))
def test_yields_are_chained_by_product_and_the_quantity_is_divided(steps, quantity):
    bought = quantity_to_buy(quantity, yield_rate=yield_rate(*steps))
    left = bought
    for step in steps:
        left *= step
    assert left == pytest.approx(quantity)
    assert bought >= quantity * (1 - 1e-12)


def test_dried_fish_divides_by_the_yield():
    assert quantity_to_buy(1, yield_rate=0.35) * 60 == pytest.approx(171.43, abs=0.005)
    assert quantity_to_buy(1, yield_rate=yield_rate(0.70, 0.50)) * 60 == pytest.approx(171.43, abs=0.005)


@pytest.mark.parametrize("step", [0, -0.1, 1.01, 35, 101, math.nan, math.inf, True, None, "35%"])
def test_a_yield_is_a_share(step):
    with pytest.raises(InputError, match="usable share"):
        yield_rate(0.5, step)


def test_depreciation_is_in_a_straight_line():
    assert depreciation_per_year(price=12_000, salvage=2_000, life_years=5) == 2_000
    assert depreciation_per_year(price=12_000, salvage=12_000, life_years=5) == 0
    for wrong in ({"salvage": 13_000}, {"life_years": 0}, {"life_years": -1}, {"price": -1}, {"price": math.nan}):
        with pytest.raises(InputError):
            depreciation_per_year(**({"price": 12_000, "salvage": 2_000, "life_years": 5} | wrong))


@given(money, share, st.floats(min_value=0.1, max_value=50))
def test_depreciation_over_the_life_is_the_loss(price, left, years):
    yearly = depreciation_per_year(price=price, salvage=price * left, life_years=years)
    assert yearly * years == pytest.approx(price - price * left, abs=1e-6)


@given(money, st.floats(min_value=0, max_value=1e4), st.floats(min_value=0.01, max_value=1e4))
def test_shared_costs_add_up_to_the_whole(amount, ours, others):
    total = ours + others
    assert shared_cost(amount, ours=ours, total=total) + shared_cost(amount, ours=others, total=total) == pytest.approx(
        amount
    )


def test_a_share_is_not_above_the_total():
    for ours, total in [(161, 160), (0, 0), (-1, 160)]:
        with pytest.raises(InputError):
            shared_cost(3_000, ours=ours, total=total)


def test_ninety_minutes_are_one_hour_and_a_half():
    assert round_money(labour_cost(hours=1.5, day_rate=351)) == 65.81
    assert labour_cost(hours=8, day_rate=351) == labour_cost(hours=7, day_rate=351, hours_per_day=7) == 351
    with pytest.raises(InputError, match="hours in a day"):
        labour_cost(hours=1, day_rate=351, hours_per_day=0)


@given(
    st.floats(min_value=0, max_value=1e6),
    st.sampled_from([("g", "kg"), ("ml", "l"), ("khit", "g"), ("inch", "cm"), ("dozen", "pair")]),
)
def test_a_unit_and_back_is_the_same(quantity, units):
    one, other = units
    assert convert(convert(quantity, one, other), other, one) == pytest.approx(quantity)


def test_units_of_the_market():
    assert (convert(3, "ขีด", "g"), convert(2, "โหล", "piece"), convert(1, "yard", "cm")) == (
        300,
        24,
        pytest.approx(91.44),
    )
    for one, other in [("kg", "l"), ("bottle", "piece"), ("box", "bag"), ("kgg", "kg")]:
        with pytest.raises(InputError):
            convert(1, one, other)


# --- any sheet -------------------------------------------------------------------------------------


@st.composite
def sheets(draw):
    batch = draw(st.sampled_from([1.0, 6, 15, 100]))
    volume = draw(st.floats(min_value=1, max_value=1e6))
    product = Product(name="thing", unit="pack", batch_size=batch, volume_per_year=volume)
    amounts = st.builds(
        Amount, part=st.sampled_from(["material", "labour", "overhead"]), item=st.just("some"), amount=money,
        per=st.sampled_from(["piece", "batch", "month", "year"]), paid=st.booleans(), variable=st.sampled_from([None, True, False]),
        share=share,
    )  # fmt: skip
    own = st.builds(
        Amount, part=st.just("labour"), item=st.just("own"), amount=money, per=st.just("batch"), own=st.just(True)
    )
    labour = st.builds(
        Labour,
        item=st.just("work"),
        hours=st.floats(0, 100),
        day_rate=money,
        who=st.sampled_from(["own", "family", "hired"]),
    )
    material = st.builds(
        Material, item=st.just("leaf"), quantity=st.floats(0, 100), unit=st.just("g"), price=money, price_unit=st.just("kg"),
        yield_rates=st.lists(share, min_size=1, max_size=3).map(tuple), paid=st.booleans(),
    )  # fmt: skip
    tools = st.builds(
        Equipment,
        item=st.just("tool"),
        price=st.floats(1e4, 1e6),
        salvage=st.floats(0, 1e4),
        life_years=st.floats(0.5, 20),
        share=share,
    )
    return CostSheet(
        product, tuple(draw(st.lists(st.one_of(amounts, own, labour, material, tools), min_size=1, max_size=6)))
    )


@given(sheets())
def test_cash_and_variable_are_parts_of_the_full_cost(sheet):
    cost = sheet.unit_cost()
    slack = 1e-9 * (1 + cost.full)
    assert 0 <= cost.cash <= cost.full + slack
    assert 0 <= cost.variable <= cost.full + slack
    assert cost.fixed + cost.variable == pytest.approx(cost.full)
    assert cost.cash + cost.component("own_labour") + cost.component("depreciation") <= cost.full + slack


@given(sheets())
def test_every_line_belongs_to_one_component(sheet):
    cost = sheet.unit_cost()
    assert sum(map(cost.component, COMPONENTS)) == pytest.approx(cost.full)
    for line in cost.lines:
        assert sum(belongs(line) for belongs in COMPONENTS.values()) == 1, line
    table = cost.table()
    assert (table["cash"].sum(), table["variable"].sum(), table["full"].sum()) == pytest.approx(
        (cost.cash, cost.variable, cost.full)
    )
    if cost.full:
        assert cost.components()["share"].sum() == pytest.approx(1)


@given(sheets())
def test_the_same_volume_changes_nothing(sheet):
    cost, same = sheet.unit_cost(), sheet.at_volume(1).unit_cost()
    assert (same.cash, same.variable, same.full) == pytest.approx((cost.cash, cost.variable, cost.full))


@given(sheets(), st.floats(min_value=0.1, max_value=10))
def test_another_volume_changes_the_fixed_cost_alone(sheet, times):
    cost, moved = sheet.unit_cost(), sheet.at_volume(times).unit_cost()
    assert moved.variable == pytest.approx(cost.variable)
    assert moved.fixed == pytest.approx(cost.fixed / times)


@given(money, money, money, st.integers(min_value=1, max_value=500))
def test_a_batch_is_shared_by_its_pieces(material, own, overhead, batch):
    assume(material + own + overhead > 0)
    amounts = {"material": material, "own_labour": own, "variable_overhead": overhead}
    one, many = sheet_of("box", **amounts).unit_cost(), sheet_of("box", batch_size=batch, **amounts).unit_cost()
    assert (many.cash * batch, many.full * batch) == pytest.approx((one.cash, one.full))


def test_own_labour_at_zero_is_written_down_and_costs_nothing():
    product = Product(name="mat", unit="mat", batch_size=1)
    sheet = CostSheet(
        product,
        (Labour(item="weaving", hours=16, day_rate=0, who="own"), Amount(part="material", item="reed", amount=40)),
    )
    cost = sheet.unit_cost()
    assert (cost.cash, cost.full) == (40, 40)
    assert [line.item for line in cost.lines] == ["weaving", "reed"]


def test_own_work_and_wear_are_costs_that_nobody_pays():
    product = Product(name="cloth", unit="piece", batch_size=1, volume_per_year=1_000)
    loom = Equipment(item="loom", price=12_000, salvage=2_000, life_years=5)
    cost = CostSheet(product, (loom, Labour(item="weaving", hours=8, day_rate=351, who="family"))).unit_cost()
    assert (cost.cash, cost.variable, cost.full) == (0, 351, 353)
