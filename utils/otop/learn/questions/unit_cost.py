"""Questions about unit cost. Each mistake is a small model of how its number arises.

Every function takes the exercise's own inputs and returns a `Question`; nothing is
looked up in a table of wrong answers. The sentences are ``mistake.NAME`` in the
message catalogue, the hints ``hint.KIND.1`` to ``hint.KIND.3``.
"""

from __future__ import annotations

from otop.costing import (
    COMPONENTS,
    HOURS_PER_DAY,
    MONTHS_PER_YEAR,
    CostSheet,
    depreciation_per_year,
    labour_cost,
    shared_cost,
)
from otop.i18n import say
from otop.i18n.numbers import round_money, show_number
from otop.learn.check import Mistake, Question
from otop.learn.questions.shape import distinct, near, when


def full_cost(sheet: CostSheet, *, pieces_per_pack: int = 1, price: float | None = None) -> Question:
    """What does one unit cost, everything counted?

    Parameters
    ----------
    sheet : CostSheet
        The product; the unit asked for is ``sheet.product.unit``.
    pieces_per_pack : int
        When a unit is a box of six, 6: the cost of one piece is then recognised.
    price : float, optional
        A price in the exercise, recognised when it is typed as the cost.

    >>> from otop.costing import Amount, Product
    >>> box = Product(name="Nipa box", unit="box", batch_size=1)
    >>> parts = (Amount(part="material", item="leaf", amount=2.48), Amount(part="labour", item="own", amount=7.5, own=True))
    >>> question = full_cost(CostSheet(box, parts))
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (9.98, [('own_labour_out', 2.48)])
    """
    cost = sheet.unit_cost()
    unit, own = sheet.product.unit, cost.component("own_labour")
    overhead = cost.component("variable_overhead") + cost.component("fixed_overhead") + cost.component("depreciation")
    facts = _facts(cost, unit=unit, overhead=overhead)
    mistakes = [
        *when(own, Mistake("own_labour_out", cost.full - own, facts)),
        *when(cost.full - cost.cash, Mistake("cash_for_full", cost.cash, facts, other_question=True)),
        *when(cost.fixed, Mistake("fixed_out", cost.variable, facts, other_question=True)),
        *when(overhead, Mistake("overhead_out", cost.full - overhead, facts)),
        *when(overhead, Mistake("overhead_twice", cost.full + overhead, facts)),
        *_material_only(cost, facts),
        *_fixed_total_added(sheet, cost, facts),
        *_batch_and_pack(cost.full, sheet, pieces_per_pack),
        *_whole_batch("cash_of_batch", cost.cash, sheet),
        *([] if price is None else [Mistake("price_for_cost", price, {"price": show_number(price)})]),
    ]
    return Question("full_cost", cost.full, _distinct(mistakes), _parts_rounded(cost), _per(sheet))


def cash_cost(sheet: CostSheet) -> Question:
    """What does one unit cost in money paid out: no own labour, no depreciation?

    >>> from otop.costing import Amount, Product
    >>> box = Product(name="Nipa box", unit="box", batch_size=1)
    >>> parts = (Amount(part="material", item="leaf", amount=2.48), Amount(part="labour", item="own", amount=7.5, own=True))
    >>> question = cash_cost(CostSheet(box, parts))
    >>> round(question.right, 2), [m.name for m in question.mistakes]
    (2.48, ['full_for_cash', 'own_labour_only'])
    """
    cost = sheet.unit_cost()
    own, facts = cost.component("own_labour"), _facts(cost, unit=sheet.product.unit)
    mistakes = [
        Mistake("full_for_cash", cost.full, facts, other_question=True),
        Mistake("variable_for_cash", cost.variable, facts, other_question=True),
        *when(own, Mistake("own_labour_in", cost.cash + own, facts)),
        *when(own, Mistake("own_labour_only", own, facts)),
        *when(cost.full - cost.cash - own, Mistake("other_unpaid_in", cost.full - own, facts)),
        *_material_only(cost, facts),
        *_batch_and_pack(cost.cash, sheet, 1),
        *_whole_batch("full_of_batch", cost.full, sheet),
    ]
    rounded = _parts_rounded(cost, lambda line: line.paid)
    return Question("cash_cost", cost.cash, _distinct(mistakes), rounded, _per(sheet))


def variable_cost(sheet: CostSheet) -> Question:
    """What does one more unit cost, own labour counted?

    >>> from otop.costing import Amount, Product
    >>> box = Product(name="Nipa box", unit="box", batch_size=1)
    >>> parts = (Amount(part="material", item="leaf", amount=2.48), Amount(part="labour", item="own", amount=7.5, own=True))
    >>> [m.name for m in variable_cost(CostSheet(box, parts)).mistakes]
    ['own_labour_out_variable']
    """
    cost = sheet.unit_cost()
    own, facts = cost.component("own_labour"), _facts(cost, unit=sheet.product.unit)
    mistakes = [
        *when(own, Mistake("own_labour_out_variable", cost.variable - own, facts)),
        *when(cost.fixed, Mistake("full_for_variable", cost.full, facts, other_question=True)),
        Mistake("cash_for_variable", cost.cash, facts, other_question=True),
        *_material_only(cost, facts),
        *_batch_and_pack(cost.variable, sheet, 1),
    ]
    rounded = _parts_rounded(cost, lambda line: line.variable)
    return Question("variable_cost", cost.variable, _distinct(mistakes), rounded, _per(sheet))


def full_cost_at_volume(sheet: CostSheet, *, times: float) -> Question:
    """What is the full cost when `times` as many are made, the fixed cost of a month unchanged?

    >>> from otop.costing import Amount, Product
    >>> box = Product(name="Nipa box", unit="box", batch_size=1)
    >>> fixed = Amount(part="overhead", item="fixed", amount=1.18, variable=False)
    >>> question = full_cost_at_volume(CostSheet(box, (Amount(part="material", item="leaf", amount=10.51), fixed)), times=0.5)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:2]
    (12.87, [('fixed_per_unit_held', 11.69), ('volume_wrong_way', 11.1)])
    """
    cost, moved = sheet.unit_cost(), sheet.at_volume(times).unit_cost()
    facts = _facts(cost, unit=sheet.product.unit, times=f"{times:g}")
    own = cost.component("own_labour")
    mistakes = [
        Mistake("fixed_per_unit_held", cost.full, facts),
        Mistake("volume_wrong_way", cost.variable + cost.fixed * times, facts),
        Mistake("all_cost_spread", cost.full / times, facts),
        Mistake("all_cost_scaled", cost.full * times, facts),
        *when(own, Mistake("own_labour_out", moved.full - own, facts)),
        *when(
            cost.fixed,
            Mistake("fixed_out", cost.variable, facts | {"fixed": show_number(moved.fixed)}, other_question=True),
        ),
        *_fixed_total_added(sheet, cost, facts),
    ]
    # with the share of the old volume, as the lesson prints it, or of the new one
    shares = {round_money(cost.fixed) / times, round_money(moved.fixed), moved.fixed}
    variable = {cost.variable, *_parts_rounded(cost, lambda line: line.variable)}
    rounded = tuple(v + share for v in sorted(variable) for share in sorted(shares))
    return Question("full_cost_at_volume", moved.full, _distinct(mistakes), rounded, _per(sheet))


def batch_to_piece(
    *, batch_cost: float, pieces: float, unit: str, unpaid: float = 0, currency: str = "THB"
) -> Question:
    """What does one piece cost, when the cost of the batch (or of the box) is known?

    Parameters
    ----------
    batch_cost, pieces : float
        Money for the whole batch, and how many pieces it holds.
    unpaid : float
        How much of `batch_cost` is own labour.

    >>> question = batch_to_piece(batch_cost=113.50, pieces=15, unit="bottle", unpaid=40)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    (7.57, [('batch_for_piece', 113.5), ('own_labour_out', 4.9), ('multiplied', 1702.5)])
    """
    own = show_number(unpaid / pieces)
    facts = {"batch": show_number(batch_cost), "pieces": f"{pieces:g}", "unit": unit, "own": own}
    mistakes = [
        Mistake("batch_for_piece", batch_cost, facts),
        *when(unpaid, Mistake("own_labour_out", (batch_cost - unpaid) / pieces, facts)),
        Mistake("multiplied", batch_cost * pieces, facts),
        Mistake("upside_down", pieces / batch_cost, facts),
    ]
    return Question("batch_to_piece", batch_cost / pieces, _distinct(mistakes), unit=f"{currency} per {unit}")


def surplus(sheet: CostSheet, *, price: float, pieces_per_pack: int = 1) -> Question:
    """What is left of the price of one unit, when its full cost is paid?

    >>> from otop.costing import sheet_of
    >>> question = surplus(sheet_of("box", material=9.77, own_labour=6.66, variable_overhead=2.66), price=30, pieces_per_pack=6)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    (10.91, [('surplus_without_own_labour', 17.57), ('piece_price_box_cost', -14.09), ('box_price_piece_cost', 26.82)])
    """
    cost = sheet.unit_cost()
    own = cost.component("own_labour")
    facts = _facts(cost, unit=sheet.product.unit, price=show_number(price), pieces=f"{pieces_per_pack:g}")
    several = pieces_per_pack != 1
    mistakes = [
        *when(own, Mistake("surplus_without_own_labour", price - cost.full + own, facts)),
        *when(several, Mistake("piece_price_box_cost", price / pieces_per_pack - cost.full, facts)),
        *when(several, Mistake("box_price_piece_cost", price - cost.full / pieces_per_pack, facts)),
        Mistake("cost_minus_price", cost.full - price, facts),
        Mistake("sum_for_difference", price + cost.full, facts),
        *_whole_batch("surplus_of_batch", price - cost.full, sheet),
    ]
    rounded = tuple(price - full for full in _parts_rounded(cost))
    return Question("surplus", price - cost.full, _distinct(mistakes), rounded, _per(sheet))


def work_value(
    *, hours: int, minutes: int, day_rate: float, hours_per_day: float = HOURS_PER_DAY, currency: str = "THB"
) -> Question:
    """What is this work worth at the going day rate?

    Parameters
    ----------
    hours, minutes : int
        The time as a clock shows it: 1 h 30 min.
    day_rate : float
        Money for a day of `hours_per_day` hours.

    >>> question = work_value(hours=1, minutes=30, day_rate=351)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:2]
    (65.81, [('hours_as_decimal', 57.04), ('day_over_24', 21.94)])
    """
    time = hours + minutes / 60

    def value(hours: float, hours_per_day: float = hours_per_day) -> float:
        return labour_cost(hours=hours, day_rate=day_rate, hours_per_day=hours_per_day)

    facts = {"hours": hours, "minutes": f"{minutes:02d}", "decimal": f"{time:g}", "rate": show_number(day_rate),
             "per_day": f"{hours_per_day:g}", "hour_rate": show_number(value(1))}  # fmt: skip
    mistakes = [
        *when(minutes, Mistake("hours_as_decimal", value(hours + minutes / 100), facts)),
        Mistake("day_over_24", value(time, 24), facts),
        Mistake("day_for_hours", day_rate, facts),
        Mistake("one_hour_only", value(1), facts),
        *when(minutes, Mistake("minutes_forgotten", value(hours), facts)),
        *when(
            minutes, Mistake("time_rounded", value(round_money(time)), facts | {"rounded": f"{round_money(time):g}"})
        ),
        Mistake("day_rate_as_hour", day_rate * time, facts),
    ]
    rounded = near(value(time), time * round_money(value(1)))  # the rate of an hour, rounded first
    return Question("work_value", value(time), _distinct(mistakes), rounded, currency)


def depreciation(
    *, price: float, salvage: float, life_years: float, pieces_per_year: float, unit: str, currency: str = "THB"
) -> Question:
    """How much of a tool is in one piece (straight line)?

    >>> question = depreciation(price=12_000, salvage=2_000, life_years=5, pieces_per_year=1_000, unit="cloth")
    >>> [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    [('salvage_ignored', 2.4), ('whole_tool', 12.0), ('year_as_month', 24.0)]
    """
    yearly = depreciation_per_year(price=price, salvage=salvage, life_years=life_years)
    facts = {"price": show_number(price, 0), "salvage": show_number(salvage, 0), "years": f"{life_years:g}",
             "pieces": show_number(pieces_per_year, 0), "yearly": show_number(yearly), "unit": unit,
             "loss": show_number(price - salvage, 0)}  # fmt: skip
    mistakes = [
        *when(salvage, Mistake("salvage_ignored", price / life_years / pieces_per_year, facts)),
        *when(life_years - 1, Mistake("whole_tool", price / pieces_per_year, facts)),
        Mistake("year_as_month", yearly * MONTHS_PER_YEAR / pieces_per_year, facts),
        *when(salvage, Mistake("salvage_added", (price + salvage) / life_years / pieces_per_year, facts)),
        *when(life_years - 1, Mistake("life_forgotten", (price - salvage) / pieces_per_year, facts)),
        Mistake("depreciation_of_a_year", yearly, facts),
        Mistake("depreciation_of_a_month", yearly / MONTHS_PER_YEAR / pieces_per_year, facts),
    ]
    return Question("depreciation", yearly / pieces_per_year, _distinct(mistakes), unit=f"{currency} per {unit}")


def day_pay(
    *, labour_per_unit: float, units_per_day: float, members: int, unit: str, currency: str = "THB"
) -> Question:
    """What does the labour in the price pay one member for a day?

    >>> question = day_pay(labour_per_unit=6.66, units_per_day=90, members=11, unit="box")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (54.49, [('group_for_member', 599.4), ('labour_of_one_unit', 6.66), ('one_unit_per_member', 0.61), ('units_for_money', 8.18)])
    """
    group = labour_per_unit * units_per_day
    facts = {"group": show_number(group), "members": members, "labour": show_number(labour_per_unit), "unit": unit,
             "units": f"{units_per_day:g}"}  # fmt: skip
    mistakes = [
        Mistake("group_for_member", group, facts),
        Mistake("labour_of_one_unit", labour_per_unit, facts),
        *when(members - 1, Mistake("one_unit_per_member", labour_per_unit / members, facts)),
        *when(members - 1, Mistake("units_for_money", units_per_day / members, facts)),
    ]
    rounded = near(group / members, labour_per_unit * round_money(units_per_day / members))  # her units first
    return Question("day_pay", group / members, _distinct(mistakes), rounded, f"{currency} per day")


def shared_by_driver(*, amount: float, ours: float, total: float, products: int = 2, currency: str = "THB") -> Question:
    """How much of a shared cost belongs to this product, by a driver?

    Parameters
    ----------
    amount : float
        The whole cost. `ours` of `total` units of the driver are this product's.
    products : int
        How many products share it.

    >>> question = shared_by_driver(amount=3_000, ours=40, total=160)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (750.0, [('shared_equally', 1500.0), ('share_of_the_others', 2250.0), ('ours_over_others', 1000.0), ('whole_amount', 3000), ('one_unit_of_driver', 18.75)])
    """
    facts = {"amount": show_number(amount), "ours": f"{ours:g}", "total": f"{total:g}", "products": products}
    mistakes = [
        Mistake("shared_equally", amount / products, facts),
        Mistake("share_of_the_others", amount * (total - ours) / total, facts),
        *when(total - ours, Mistake("ours_over_others", amount * ours / (total - ours or 1), facts)),
        Mistake("whole_amount", amount, facts),
        Mistake("one_unit_of_driver", amount / total, facts),
    ]
    right = shared_cost(amount, ours=ours, total=total)
    rounded = near(right, ours * round_money(amount / total))  # the rate of the driver, rounded first
    return Question("shared_by_driver", right, _distinct(mistakes), rounded, currency)


def joint_cost(
    *,
    cost: float,
    ours_value: float,
    other_value: float,
    ours_weight: float,
    other_weight: float,
    currency: str = "THB",
) -> Question:
    """How much of a joint cost does one of two joint products carry, by sales value?

    >>> question = joint_cost(cost=1_200, ours_value=1_800, other_value=600, ours_weight=60, other_weight=40)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (900.0, [('shared_by_weight', 720.0), ('shared_equally', 600.0), ('share_of_the_others', 300.0), ('whole_amount', 1200)])
    """
    value = ours_value + other_value
    facts = {
        "amount": show_number(cost),
        "ours": show_number(ours_value, 0),
        "total": show_number(value, 0),
        "products": 2,
    }
    mistakes = [
        Mistake("shared_by_weight", shared_cost(cost, ours=ours_weight, total=ours_weight + other_weight), facts),
        Mistake("shared_equally", cost / 2, facts),
        Mistake("share_of_the_others", shared_cost(cost, ours=other_value, total=value), facts),
        Mistake("whole_amount", cost, facts),
    ]
    return Question("joint_cost", shared_cost(cost, ours=ours_value, total=value), _distinct(mistakes), unit=currency)


def _facts(cost, **more) -> dict:
    own = cost.component("own_labour")
    shown = {
        "cash": cost.cash, "variable": cost.variable, "full": cost.full, "own": own,
        "fixed": cost.fixed, "material": cost.component("material"), "unpaid": cost.full - cost.cash,
        "other_unpaid": cost.full - cost.cash - own,
    }  # fmt: skip
    facts = {name: show_number(value) for name, value in (shown | more).items() if isinstance(value, int | float)}
    return more | facts | {"left_out": _left_out(own, other_unpaid=shown["other_unpaid"])}


def _left_out(own: float, *, other_unpaid: float) -> str:
    """What the cash cost leaves out, in words: never labour that is not in the sheet."""
    if not round_money(own):
        return say("left_out.other")
    return say("left_out.both" if round_money(other_unpaid) else "left_out.own_labour")


def _parts_rounded(cost, belongs=lambda line: True) -> tuple[float, ...]:
    """The same cost, reached by rounding each part first: by line, and by component."""
    lines = [line for line in cost.lines if belongs(line)]
    parts = [sum(line.per_unit for line in lines if is_part(line)) for is_part in COMPONENTS.values()]
    return sum(round_money(line.per_unit) for line in lines), sum(round_money(part) for part in parts)


def _material_only(cost, facts: dict) -> list[Mistake]:
    material = cost.component("material")
    return when(material, Mistake("material_only", material, facts))


def _fixed_total_added(sheet: CostSheet, cost, facts: dict) -> list[Mistake]:
    """The fixed cost of a whole month, added to the variable cost of one unit."""
    yearly = sheet.product.volume_per_year
    if not cost.fixed or yearly is None:
        return []
    month = cost.fixed * yearly / MONTHS_PER_YEAR
    return [Mistake("fixed_total_added", cost.variable + month, facts | {"month": show_number(month)})]


def _whole_batch(name: str, of_one: float, sheet: CostSheet) -> list[Mistake]:
    """The number of a whole batch, where the question is also another one."""
    product = sheet.product
    facts = {"pieces": f"{product.batch_size:g}", "unit": product.unit}
    return when(product.batch_size - 1, Mistake(name, of_one * product.batch_size, facts))


def _batch_and_pack(right: float, sheet: CostSheet, pieces_per_pack: int) -> list[Mistake]:
    product, unit = sheet.product, sheet.product.unit
    batch = {"pieces": f"{product.batch_size:g}", "unit": unit}
    pack = {"pieces": f"{pieces_per_pack:g}", "unit": unit}
    return [
        *when(product.batch_size - 1, Mistake("batch_for_piece", right * product.batch_size, batch)),
        *when(pieces_per_pack - 1, Mistake("piece_for_box", right / pieces_per_pack, pack)),
        *when(pieces_per_pack - 1, Mistake("box_for_piece", right * pieces_per_pack, pack)),
    ]


# two names for one thing: the first is kept where both give the same number
_SAME_THING = [
    ("own_labour_out", "cash_for_full"), ("own_labour_out_variable", "cash_for_variable"),
    ("fixed_out", "overhead_out"), ("own_labour_out", "material_only"), ("cash_for_full", "material_only"),
    ("full_for_cash", "own_labour_in"), ("variable_for_cash", "own_labour_in"), ("full_for_cash", "variable_for_cash"),
    ("full_for_cash", "other_unpaid_in"), ("variable_for_cash", "material_only"),
    ("overhead_out", "material_only"), ("fixed_out", "material_only"), ("own_labour_out_variable", "material_only"),
    ("cash_for_variable", "material_only"), ("whole_tool", "life_forgotten"), ("batch_for_piece", "full_of_batch"),
    ("batch_for_piece", "cash_of_batch"),
]  # fmt: skip


def _distinct(mistakes: list[Mistake]) -> tuple[Mistake, ...]:
    return distinct(mistakes, _SAME_THING)


def _per(sheet: CostSheet) -> str:
    return f"{sheet.product.currency} per {sheet.product.unit}"
