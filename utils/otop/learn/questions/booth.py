"""Questions about going to a fair: what it costs, when it pays, how much to bring.

Every function takes the exercise's own inputs and returns a `Question`. A number of pieces
that is wrong may be rounded up or down: both are the same mistake.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import NormalDist, fmean

from otop.i18n.numbers import round_money, show_number
from otop.learn.check import Mistake, Question
from otop.learn.questions.shape import distinct, known, near, when, whole
from otop.market import Booth, critical_ratio, newsvendor

# two names for one thing: the first is kept where both give the same number
_SAME_THING = [
    ("own_days_out", "cash_of_going"), ("day_rate_once", "one_person_only"), ("own_days_out", "cash_result"),
]  # fmt: skip


def left_of_sales(
    *, sales: float, price: float, full_cost: float, cash_cost: float | None = None, orders: float = 0,
    currency: str = "THB",
) -> Question:  # fmt: skip
    """What is left of these sales when the full cost of the goods is paid?

    Parameters
    ----------
    sales, orders : float
        Money sold on site, and ordered for later.
    price, full_cost, cash_cost : float
        Money for one piece of the goods.

    >>> question = left_of_sales(sales=201_504, price=30, full_cost=19.09, cash_cost=12.43)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:3]
    (73280, [('sales_as_profit', 201504), ('goods_for_left', 128224), ('cost_share_for_margin', 115160)])
    """
    share = (price - full_cost) / price
    facts = _money(sales=sales, price=price, full=full_cost, left=price - full_cost, orders=orders)
    mistakes = [
        Mistake("sales_as_profit", sales, facts),
        Mistake("goods_for_left", sales * full_cost / price, facts),
        Mistake("cost_share_for_margin", sales * (price - full_cost) / full_cost, facts),
        *known(cash_cost, lambda cash: Mistake("left_in_cash", sales * (price - cash) / price, facts, True)),
        *when(orders, Mistake("orders_as_sales", (sales + orders) * share, facts)),
        Mistake("share_rounded", sales * round_money(share), facts),
        Mistake("left_of_one_piece", price - full_cost, facts),
    ]
    rounded = near(sales * share, round_money(sales / price, 0) * (price - full_cost))  # whole pieces first
    return Question("left_of_sales", sales * share, distinct(mistakes), rounded, currency, 0)


def going_cost(booth: Booth, *, fair_days: int, currency: str = "THB") -> Question:
    """What does going to the fair cost, everything counted?

    Parameters
    ----------
    fair_days : int
        Days of the fair alone, without the days of travel.

    >>> booth = Booth(days=11, people=2, day_rate=350, booth_fee=3_000, travel=4_200, lodging_per_night=650)
    >>> question = going_cost(booth, fair_days=9)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:3]
    (21400, [('own_days_out', 13700), ('one_person_only', 17550), ('fair_days_only', 20000)])
    """
    going, own, people = booth.fixed_cost, booth.own_time, booth.people
    facts = _money(rate=booth.day_rate, fee=booth.booth_fee, night=booth.lodging_per_night, travel=booth.travel,
                   home=booth.lost_at_home) | {
        "days": f"{booth.days:g}", "people": f"{people:g}", "nights": f"{booth.nights_away:g}",
        "fair_days": fair_days, "travel_days": f"{booth.days - fair_days:g}",
    }  # fmt: skip
    nights_too_many = booth.days - booth.nights_away
    mistakes = [
        *when(own, Mistake("own_days_out", going - own, facts)),
        *when(own, Mistake("cash_of_going", booth.cash_cost, facts, other_question=True)),
        *when(own * (people - 1), Mistake("one_person_only", going - own + own / people, facts)),
        *when(own * (booth.days - fair_days), Mistake("fair_days_only", going - own + own * fair_days / booth.days, facts)),
        *when(own - booth.day_rate, Mistake("day_rate_once", going - own + booth.day_rate, facts)),
        *when(booth.lodging, Mistake("lodging_out", going - booth.lodging, facts)),
        *when(booth.lodging, Mistake("one_night_only", going - booth.lodging + booth.lodging_per_night, facts)),
        *when(nights_too_many, Mistake("nights_as_days", going + nights_too_many * booth.lodging_per_night, facts)),
        *when(people - 1, Mistake("lodging_for_each", going + (people - 1) * booth.lodging, facts)),
        *when(people - 1, Mistake("travel_for_each", going + (people - 1) * booth.travel, facts)),
        *when(booth.travel, Mistake("travel_out", going - booth.travel, facts)),
        *when(booth.lost_at_home, Mistake("home_out", going - booth.lost_at_home, facts)),
        *when(booth.booth_fee, Mistake("fee_only", booth.booth_fee, facts)),
        *when(own, Mistake("own_days_only", own, facts)),
    ]  # fmt: skip
    return Question("going_cost", going, _distinct(mistakes), unit=currency, digits=0)


def pieces_to_pay(
    *, going: float, price: float, variable_cost: float, own_time: float = 0, cash_of_going: float | None = None,
    full_cost: float | None = None, fair_days: int | None = None,
) -> Question:  # fmt: skip
    """How many pieces must be sold to pay for going to the fair (rounded up)?

    Parameters
    ----------
    going : float
        Money that going costs, everything counted; `own_time` of it is the own time.
    full_cost : float, optional
        Full cost of a piece, recognised where it is used for the variable cost.

    >>> question = pieces_to_pay(going=23_200, price=250, variable_cost=120, own_time=7_700, full_cost=150)
    >>> question.right, [(m.name, round(m.value)) for m in question.mistakes][:3]
    (179, [('part_piece_dropped', 178), ('price_for_contribution', 92), ('price_for_contribution', 93)])
    """
    left = price - variable_cost
    right = _up(going / left)
    facts = _money(going=going, price=price, variable=variable_cost, own=own_time, full=full_cost or 0)
    facts |= {"days": fair_days}
    counted = [
        Mistake("price_for_contribution", going / price, facts),
        Mistake("variable_cost_alone", going / variable_cost, facts),
        *when(own_time, Mistake("own_days_out", (going - own_time) / left, facts)),
        *known(cash_of_going, lambda cash: Mistake("cash_of_going", cash / left, facts, other_question=True)),
        *known(full_cost, lambda full: Mistake("full_cost_used", going / (price - full), facts)),
        *known(fair_days, lambda days: Mistake("pieces_of_a_day", going / left / days, facts, other_question=True)),
        Mistake("contribution_by_going", left / going, facts),
    ]
    mistakes = [
        *when(right - going // left, Mistake("part_piece_dropped", going // left, facts)),
        *_pieces(counted),
        Mistake("money_for_pieces", right * price, facts),
    ]
    return Question("pieces_to_pay", right, _distinct(mistakes), unit="pieces", digits=0)


def fair_result(
    *, sold: float, price: float, variable_cost: float, going: float, own_time: float = 0,
    cash_of_going: float | None = None, cash_cost: float | None = None, currency: str = "THB",
) -> Question:  # fmt: skip
    """What does the fair leave when so many pieces are sold, everything counted? A loss is below zero.

    >>> question = fair_result(sold=150, price=250, variable_cost=120, going=23_200, own_time=7_700)
    >>> question.right, [(m.name, round(m.value)) for m in question.mistakes][:3]
    (-3700, [('sales_as_profit', 37500), ('going_out', 19500), ('goods_out', 14300)])
    """
    left = price - variable_cost
    right = sold * left - going
    facts = _money(going=going, price=price, variable=variable_cost, own=own_time, sales=sold * price, left=left)
    facts |= {"sold": f"{sold:g}"}
    in_piece = variable_cost - (variable_cost if cash_cost is None else cash_cost)
    cash = sold * (left + in_piece) - (going if cash_of_going is None else cash_of_going)
    mistakes = [
        Mistake("sales_as_profit", sold * price, facts),
        *when(going, Mistake("going_out", sold * left, facts)),
        *when(variable_cost, Mistake("goods_out", sold * price - going, facts)),
        *when(own_time, Mistake("own_days_out", right + own_time, facts)),
        *when(cash - right, Mistake("cash_result", cash, facts, other_question=True)),
        *when(in_piece, Mistake("own_work_in_pieces_out", right + sold * in_piece, facts)),
        Mistake("result_turned_round", -right, facts),
        *when(sold - 1, Mistake("one_piece_sold", left - going, facts)),
        *when(going, Mistake("going_added", sold * left + going, facts)),
    ]
    return Question("fair_result", right, _distinct(mistakes), unit=currency, digits=0)


def one_too_many(*, price: float, variable_cost: float, left_over_worth: float, currency: str = "THB") -> Question:
    """What does one piece too many cost: brought, and carried home again?

    >>> question = one_too_many(price=250, variable_cost=120, left_over_worth=90)
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (30, [('no_salvage', 120), ('one_too_few', 130), ('price_lost', 250), ('worth_for_loss', 90), ('price_less_worth', 160), ('worth_added', 210)])
    """
    facts = _money(price=price, variable=variable_cost, worth=left_over_worth)
    mistakes = [
        *when(left_over_worth, Mistake("no_salvage", variable_cost, facts)),
        Mistake("one_too_few", price - variable_cost, facts, other_question=True),
        Mistake("price_lost", price, facts),
        *when(left_over_worth, Mistake("worth_for_loss", left_over_worth, facts)),
        *when(left_over_worth, Mistake("price_less_worth", price - left_over_worth, facts)),
        *when(left_over_worth, Mistake("worth_added", variable_cost + left_over_worth, facts)),
    ]
    return Question("one_too_many", variable_cost - left_over_worth, distinct(mistakes), unit=f"{currency} per piece")


def stock_ratio(*, price: float, variable_cost: float, left_over_worth: float, full_cost: float) -> Question:
    """How sure should you be that the pieces are enough (critical ratio, 0 to 1)? In percent it is right too.

    >>> question = stock_ratio(price=250, variable_cost=120, left_over_worth=90, full_cost=150)
    >>> question.right, [(m.name, round(m.value, 4)) for m in question.mistakes][:4]
    (0.8125, [('ratio_inverted', 0.1875), ('no_salvage', 0.52), ('full_cost_used', 0.625), ('price_for_margin', 0.8929)])
    """
    right = critical_ratio(price=price, variable_cost=variable_cost, left_over_worth=left_over_worth)
    facts = _money(price=price, variable=variable_cost, worth=left_over_worth, full=full_cost)
    few, many = price - variable_cost, variable_cost - left_over_worth
    mistakes = [
        *_wrong_ratios(facts, price, variable_cost, left_over_worth, full_cost),
        Mistake("few_by_many", few / many, facts),
        Mistake("many_by_few", many / few, facts),
    ]  # fmt: skip
    return Question("stock_ratio", right, distinct(mistakes), (100 * right,), digits=4)


def to_bring(
    *, price: float, variable_cost: float, left_over_worth: float, full_cost: float, mean: float, sd: float
) -> Question:
    """How many pieces should be brought, when demand is normal with this mean and standard deviation?

    >>> question = to_bring(price=250, variable_cost=120, left_over_worth=90, full_cost=150, mean=400, sd=100)
    >>> question.right, [(m.name, round(m.value)) for m in question.mistakes][:4]
    (489, [('bring_the_mean', 400), ('ratio_inverted', 311), ('ratio_inverted', 312), ('no_salvage', 405)])
    """
    goods = {"price": price, "variable_cost": variable_cost, "left_over_worth": left_over_worth}
    right, ratio, demand = newsvendor(**goods, mean=mean, sd=sd), critical_ratio(**goods), NormalDist(mean, sd)
    facts = _money(price=price, variable=variable_cost, worth=left_over_worth, full=full_cost)
    facts |= {"mean": f"{mean:g}", "sd": f"{sd:g}"}
    wrong = _wrong_ratios(facts, price, variable_cost, left_over_worth, full_cost)
    mistakes = [
        Mistake("bring_the_mean", mean, facts),
        *_pieces(replace(mistake, value=demand.inv_cdf(mistake.value)) for mistake in wrong),
        *_pieces([Mistake("ratio_of_the_mean", ratio * mean, facts)]),
        *_pieces([Mistake("ratio_of_the_spread", mean + ratio * sd, facts)]),
        Mistake("one_spread_more", mean + sd, facts),
        Mistake("part_piece_dropped", right - 1, facts),
    ]
    return Question("to_bring", right, distinct(mistakes), unit="pieces", digits=0)


def best_stock(demands: Sequence[float], *, price: float, variable_cost: float, left_over_worth: float) -> Question:
    """How many pieces should be brought, when each of these demands comes as often as the others?

    >>> question = best_stock([300, 350, 400, 450, 500], price=250, variable_cost=120, left_over_worth=40)
    >>> question.right, [(m.name, round(m.value)) for m in question.mistakes]
    (450, [('bring_the_mean', 400), ('bring_the_most', 500), ('bring_the_least', 300), ('ratio_inverted', 350), ('no_salvage', 400)])
    """
    goods = {"price": price, "variable_cost": variable_cost, "left_over_worth": left_over_worth}
    facts = _money(price=price, variable=variable_cost, worth=left_over_worth) | {"mean": f"{fmean(demands):g}"}
    few, many, whole_price = price - variable_cost, variable_cost - left_over_worth, price - left_over_worth
    mistakes = [
        *_pieces([Mistake("bring_the_mean", fmean(demands), facts)]),
        Mistake("bring_the_most", max(demands), facts),
        Mistake("bring_the_least", min(demands), facts),
        Mistake("ratio_inverted", _enough(demands, many / whole_price), facts),
        *when(left_over_worth, Mistake("no_salvage", _enough(demands, few / price), facts)),
    ]
    right = _enough(demands, critical_ratio(**goods))
    return Question("best_stock", right, distinct(mistakes), unit="pieces", digits=0)


def _enough(demands: Sequence[float], ratio: float) -> float:
    """The smallest of the demands that is enough in such a share of all cases."""
    return sorted(demands)[_up(ratio * len(demands)) - 1]


def _wrong_ratios(facts: dict, price: float, variable: float, worth: float, full: float) -> list[Mistake]:
    """The critical ratio turned round, without the worth of what is left, with the full cost, with the price."""
    ratios = [
        Mistake("ratio_inverted", (variable - worth) / (price - worth), facts),
        Mistake("no_salvage", (price - variable) / price, facts),
        Mistake("full_cost_used", (price - full) / (price - worth), facts),
        Mistake("price_for_margin", price / (price + variable - worth), facts),
    ]
    return [mistake for mistake in ratios if 0 < mistake.value < 1]


def _pieces(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return [piece for mistake in mistakes for piece in whole(mistake)]


def _up(pieces: float) -> int:
    return math.ceil(round(pieces, 9))


def _distinct(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    return distinct(mistakes, _SAME_THING)


def _money(**known) -> dict:
    return {name: show_number(value, 2 if value % 1 else 0) for name, value in known.items()}
