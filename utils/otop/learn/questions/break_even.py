"""Questions about contribution and break-even; numbers of pieces are whole, and rounded up."""

from __future__ import annotations

import math
from collections.abc import Iterable

from otop.costing import MONTHS_PER_YEAR
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.check import Choice, Mistake, Question, choice
from otop.learn.questions.shape import distinct, near, whole
from otop.pricing import MixLine, break_even_mix, break_even_units
from otop.pricing import break_even_sales as sales_at_break_even
from otop.pricing import contribution as contribution_of


def contribution(
    *, price: float, variable_cost: float, full_cost: float | None = None, cash_cost: float | None = None, unit: str
) -> Question:
    """What does one piece give towards the fixed cost?

    Parameters
    ----------
    full_cost, cash_cost : float, optional
        The other two costs of the same piece, recognised when they are taken off.

    >>> question = contribution(price=15, variable_cost=10.51, full_cost=11.69, cash_cost=3.01, unit="box")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:2]
    (4.49, [('surplus_for_contribution', 3.31), ('cash_contribution', 11.99)])
    """
    right = contribution_of(price=price, variable_cost=variable_cost)
    facts = {"price": show_number(price), "variable": show_number(variable_cost), "unit": unit}
    mistakes = [
        *_with(full_cost, lambda full: Mistake("surplus_for_contribution", price - full, facts, other_question=True)),
        *_with(cash_cost, lambda cash: Mistake("cash_contribution", price - cash, facts)),
        Mistake("variable_for_contribution", variable_cost, facts),
        Mistake("cost_minus_price", variable_cost - price, facts),
        Mistake("sum_for_difference", price + variable_cost, facts),
        Mistake("ratio_for_contribution", 100 * right / price, facts),
        Mistake("ratio_for_contribution", right / price, facts),
    ]
    return Question("contribution", right, distinct(mistakes), unit=f"THB per {unit}")


def break_even(
    *,
    fixed_cost: float,
    price: float | None = None,
    variable_cost: float = 0,
    contribution: float | None = None,
    full_cost: float | None = None,
    cash_cost: float | None = None,
    made: float | None = None,
    sales: float | None = None,
    unit: str,
) -> Question:
    """How many pieces pay the fixed cost of a month?

    Parameters
    ----------
    price, variable_cost : float
        Of one piece; or only their difference, `contribution`, where the price is not known.
    full_cost, cash_cost : float, optional
        The other two costs of one piece.
    made, sales : float, optional
        How many are made, and for how much is sold, where the exercise names it.

    >>> question = break_even(fixed_cost=17_000, price=15, variable_cost=10.51, full_cost=11.69, cash_cost=3.01, unit="box")
    >>> question.right, [(m.name, m.value) for m in question.mistakes][:4]
    (3787, [('bep_rounded_down', 3786), ('bep_fc_over_price', 1133), ('bep_fc_over_price', 1134), ('bep_fc_over_variable', 1617)])
    """
    each = price - variable_cost if contribution is None else contribution
    right = break_even_units(fixed_cost=fixed_cost, price=each, variable_cost=0)
    facts = {"fixed": show_number(fixed_cost, 0), "each": show_number(each), "unit": unit}
    exact = fixed_cost / each
    mistakes = [Mistake("bep_rounded_down", math.floor(exact), facts)]
    if price is not None:
        mistakes += [
            *whole(Mistake("bep_fc_over_price", fixed_cost / price, facts)),
            *(whole(Mistake("bep_fc_over_variable", fixed_cost / variable_cost, facts)) if variable_cost else []),
            *whole(Mistake("bep_in_money", exact * price, facts, other_question=True)),
            Mistake("bep_in_money", right * price, facts, other_question=True),
        ]
        mistakes += _from_other_cost(fixed_cost, price, full_cost, cash_cost, facts)
    mistakes += [
        *whole(Mistake("bep_of_a_year", exact * MONTHS_PER_YEAR, facts)),
        *whole(Mistake("bep_of_a_twelfth", exact / MONTHS_PER_YEAR, facts)),
        *_with(made, lambda made: Mistake("made_for_break_even", made, facts)),
        *([] if sales is None else whole(Mistake("sales_over_contribution", sales / each, facts))),
        Mistake("fixed_for_break_even", fixed_cost, facts),
    ]
    return Question("break_even", right, distinct(mistakes), unit=say("unit.pieces"), digits=0)


def _from_other_cost(fixed: float, price: float, full: float | None, cash: float | None, facts: dict) -> list[Mistake]:
    return [
        *(whole(Mistake("bep_full_cost", fixed / (price - full), facts)) if full is not None and price > full else []),
        *(whole(Mistake("bep_cash_cost", fixed / (price - cash), facts)) if cash is not None and price > cash else []),
    ]


def break_even_of_lots(*, per_lot: float, lots: int, pieces_per_lot: int, price: float, unit: str) -> Question:
    """How many pieces pay the fixed cost of a month, when it is known for one lot?

    >>> question = break_even_of_lots(per_lot=7.75, lots=4, pieces_per_lot=100, price=120, unit="ball")
    >>> question.right, question.also_right, [(m.name, m.value) for m in question.mistakes][:3]
    (31, (32,), [('lot_for_month', 7), ('lot_for_month', 8), ('bep_rounded_down', 28)])
    """
    exact = per_lot * lots
    right = break_even_units(fixed_cost=exact, price=1, variable_cost=0)
    facts = {"lots": lots, "pieces": pieces_per_lot, "unit": unit}
    mistakes = [
        *whole(Mistake("lot_for_month", per_lot, facts)),
        Mistake("bep_rounded_down", math.floor(per_lot) * lots, facts),
        Mistake("bep_rounded_down", math.floor(exact), facts),
        Mistake("all_that_is_made", pieces_per_lot * lots, facts),
        *whole(Mistake("lots_divided", per_lot / lots, facts)),
        *whole(Mistake("twelve_lots", per_lot * MONTHS_PER_YEAR, facts)),
        *whole(Mistake("bep_in_money", per_lot * price, facts)),
        *whole(Mistake("bep_in_money", exact * price, facts, other_question=True)),
    ]
    return Question(
        "break_even_of_lots", right, distinct(mistakes), (math.ceil(per_lot) * lots,), say("unit.pieces"), 0
    )


def break_even_of_mix(lines: Iterable[MixLine], *, fixed_cost: float) -> Question:
    """How many of the first product are sold at the break-even of a mix?

    >>> scarf, shawl = MixLine(name="scarf", price=250, variable_cost=180, units=3), MixLine(name="shawl", price=600, variable_cost=420, units=1)
    >>> question = break_even_of_mix([scarf, shawl], fixed_cost=8_000)
    >>> question.right, question.also_right, [(m.name, m.value) for m in question.mistakes][:3]
    (63, (62,), [('mixes_for_pieces', 21), ('all_for_one_product', 84), ('bep_rounded_down', 60)])
    """
    lines = list(lines)
    asked, found = lines[0], break_even_mix(lines, fixed_cost=fixed_cost)
    exact = fixed_cost / sum(line.contribution for line in lines)
    each = {line.name: line.contribution / line.units for line in lines}
    share = asked.units / sum(line.units for line in lines)
    facts = {"asked": asked.name, "units": f"{asked.units:g}", "unit": asked.name}
    mistakes = [
        Mistake("mixes_for_pieces", found.mixes, facts),
        Mistake("all_for_one_product", sum(found.units.values()), facts),
        Mistake("bep_rounded_down", math.floor(exact) * asked.units, facts),
        *whole(Mistake("one_product_alone", fixed_cost / each[asked.name], facts)),
        *whole(Mistake("one_of_each", fixed_cost / sum(each.values()), facts)),
        *whole(Mistake("simple_mean", fixed_cost / (sum(each.values()) / len(each)) * share, facts)),
    ]
    right = found.units[asked.name]
    return Question(
        "break_even_of_mix", right, distinct(mistakes), (math.ceil(exact * asked.units),), say("unit.pieces"), 0
    )


def break_even_sales(
    *, fixed_cost: float, percent: float, sales: float, variable_cost: float, printed_break_even: bool = True
) -> Question:
    """Which sales pay the fixed cost, when `percent` of the sales is contribution?

    Parameters
    ----------
    percent : float
        As it is printed, rounded; what comes from `sales` and `variable_cost` is right too.
    sales, variable_cost : float
        Of the month.
    printed_break_even : bool
        Whether somebody calls these sales the break-even.

    >>> question = break_even_sales(fixed_cost=59_920, percent=29.20, sales=174_440, variable_cost=123_497.81)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:2]
    (205205, [('printed_break_even', 174440), ('costs_added', 183418)])
    """
    ratio = percent / 100
    right = sales_at_break_even(fixed_cost=fixed_cost, contribution_ratio=ratio)
    facts = {"percent": f"{percent:.2f}", "sales": show_number(sales, 0), "fixed": show_number(fixed_cost, 0),
             "contribution": show_number(sales - variable_cost)}  # fmt: skip
    printed = Mistake("printed_break_even", sales, facts, other_question=True)
    mistakes = [
        *([printed] if printed_break_even else []),
        Mistake("costs_added", fixed_cost + variable_cost, facts),
        Mistake("variable_ratio_used", fixed_cost / (1 - ratio), facts),
        Mistake("ratio_multiplied", fixed_cost * ratio, facts),
        Mistake("percent_for_share", fixed_cost / percent, facts | {"share": f"{ratio:g}"}),
        Mistake("fixed_for_break_even", fixed_cost, facts),
    ]
    exact = near(right, fixed_cost * sales / (sales - variable_cost))
    return Question("break_even_sales", right, distinct(mistakes), exact, "THB", digits=0)


def variable_at_break_even(*, sales: float, fixed_cost: float, printed_variable: float) -> Question:
    """How much is the variable cost, when `sales` really are the break-even?

    >>> question = variable_at_break_even(sales=174_440, fixed_cost=59_920, printed_variable=123_497.81)
    >>> question.right, [(m.name, round(m.value)) for m in question.mistakes][:3]
    (114520, [('printed_variable', 123498), ('printed_contribution', 50942), ('gap_alone', 8978)])
    """
    printed_contribution = sales - printed_variable
    facts = {"sales": show_number(sales, 0), "fixed": show_number(fixed_cost, 0)}
    mistakes = [
        Mistake("printed_variable", printed_variable, facts),
        Mistake("printed_contribution", printed_contribution, facts),
        Mistake("gap_alone", abs(fixed_cost - printed_contribution), facts),
        Mistake("fixed_and_sales_added", sales + fixed_cost, facts),
        Mistake("fixed_for_variable", fixed_cost, facts),
    ]
    return Question("variable_at_break_even", sales - fixed_cost, distinct(mistakes), unit="THB", digits=0)


def contradiction(*, sales: float) -> Choice:
    """Which statement of a published break-even, at these sales, cannot be true? Two repairs are right.

    >>> question = contradiction(sales=174_440)
    >>> question.rights, [m.name for m in question.mistakes]
    ((2, 3), ['all_can_be_true', 'percents_are_wrong'])
    """
    return choice(
        "contradiction", right=2, also_right=(3,), wrong={1: "all_can_be_true", 4: "percents_are_wrong"},
        because="two_repairs", facts={"sales": show_number(sales, 0)},
    )  # fmt: skip


def _with(value: float | None, mistake) -> list[Mistake]:
    return [] if value is None else [mistake(value)]
