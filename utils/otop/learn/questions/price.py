"""Questions about a price: margin and markup, discount, the way down a channel, and VAT.

Every percentage of a question is a number such as 30, for 30%, as a learner types it.
The questions on break-even stand in `otop.learn.questions.break_even`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.check import Mistake, Question
from otop.learn.questions.shape import distinct, when
from otop.pricing import (
    Hand,
    discounted,
    margin,
    markup,
    price_for_margin,
    price_for_markup,
    producer_price,
    shelf_price,
    with_vat,
    without_vat,
)


def margin_percent(*, price: float, cost: float, gross_percent: float | None = None) -> Question:
    """What is the margin, in percent of the price?

    Parameters
    ----------
    gross_percent : float, optional
        A gross margin that stands in the exercise too: only a part of the cost is taken off.

    >>> question = margin_percent(price=120, cost=88.95, gross_percent=34.21)
    >>> show_number(question.right), [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    ('25.88', [('markup_for_margin', 34.91), ('gross_for_net', 34.21), ('share_for_percent', 0.26)])
    """
    right, facts = 100 * margin(price=price, cost=cost), _facts(price=price, cost=cost)
    mistakes = [
        Mistake("markup_for_margin", 100 * markup(price=price, cost=cost), facts, other_question=True),
        *_of_profit(price, cost, gross_percent, right, facts),
    ]
    return Question("margin_percent", right, distinct(mistakes), unit=say("unit.percent"))


def markup_percent(*, price: float, cost: float, gross_percent: float | None = None) -> Question:
    """What is the markup, in percent of the cost?

    >>> question = markup_percent(price=120, cost=88.95, gross_percent=34.21)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:2]
    (34.91, [('margin_for_markup', 25.87), ('gross_for_net', 34.21)])
    """
    right, facts = 100 * markup(price=price, cost=cost), _facts(price=price, cost=cost)
    mistakes = [
        Mistake("margin_for_markup", 100 * margin(price=price, cost=cost), facts, other_question=True),
        *_of_profit(price, cost, gross_percent, right, facts),
    ]
    return Question("markup_percent", right, distinct(mistakes), unit=say("unit.percent"))


def _of_profit(price: float, cost: float, gross: float | None, right: float, facts: dict) -> list[Mistake]:
    """What can go wrong where a profit is asked as a percentage, of whatever it is."""
    return [
        *([] if gross is None else [Mistake("gross_for_net", gross, facts, other_question=True)]),
        Mistake("share_for_percent", right / 100, facts),
        Mistake("profit_in_money", price - cost, facts),
        Mistake("cost_share", 100 * cost / price, facts),
        Mistake("price_over_cost", 100 * price / cost, facts),
    ]


def price_for_a_margin(*, cost: float, percent: float, price_now: float | None = None, unit: str) -> Question:
    """Which price leaves `percent` of the price, when the cost is paid?

    >>> question = price_for_a_margin(cost=88.95, percent=30, price_now=120, unit="ball")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:2]
    (127.07, [('markup_for_margin', 115.64), ('margin_alone', 26.68)])
    """
    share, facts = percent / 100, _facts(cost=cost, percent=percent)
    mistakes = [
        Mistake("markup_for_margin", price_for_markup(cost=cost, markup=share), facts, other_question=True),
        Mistake("margin_alone", cost * share, facts),
        Mistake("divided_by_margin", cost / share, facts),
        Mistake("taken_off_cost", cost * (1 - share), facts),
        Mistake("divided_by_more", cost / (1 + share), facts),
        Mistake("percent_for_share", cost * (1 + percent), facts),
        *([] if price_now is None else _from_old_price(cost, share, price_now, facts)),
    ]
    right = price_for_margin(cost=cost, margin=share)
    return Question("price_for_a_margin", right, distinct(mistakes), unit=f"THB per {unit}")


def _from_old_price(cost: float, share: float, old: float, facts: dict) -> list[Mistake]:
    facts = facts | {"price": show_number(old)}
    return [
        Mistake("old_price", old, facts),
        Mistake("on_old_price", old * (1 + share), facts),
        Mistake("margin_of_old_price", cost + old * share, facts),
    ]


def price_back(*, price: float, percent: float, unit: str) -> Question:
    """A price goes down by a percentage and then up by the same: what is it now?

    >>> question = price_back(price=120, percent=10, unit="ball")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (118.8, [('discount_symmetric', 120), ('discount_only', 108.0), ('raise_only', 132.0), ('discount_twice', 97.2)])
    """
    share, facts = percent / 100, _facts(price=price, percent=percent)
    lower = discounted(price, discount=share)
    mistakes = [
        Mistake("discount_symmetric", price, facts),
        Mistake("discount_only", lower, facts),
        Mistake("raise_only", price * (1 + share), facts),
        Mistake("discount_twice", discounted(lower, discount=share), facts),
    ]
    return Question("price_back", lower * (1 + share), distinct(mistakes), unit=f"THB per {unit}")


def discount_profit(*, price: float, cost: float, percent: float) -> Question:
    """By how many percent does the profit of one piece fall, when the price falls by `percent`?

    >>> question = discount_profit(price=120, cost=88.95, percent=10)
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    (38.65, [('discount_as_profit', 10), ('profit_left', 61.35), ('discount_in_money', 12.0)])
    """
    share, profit = percent / 100, price - cost
    lower = discounted(price, discount=share)
    taken, facts = price - lower, _facts(price=price, cost=cost, percent=percent)
    right = 100 * taken / profit
    mistakes = [
        Mistake("discount_as_profit", percent, facts),
        Mistake("profit_left", 100 - right, facts),
        Mistake("discount_in_money", taken, facts),
        Mistake("new_profit", profit - taken, facts),
        Mistake("margin_points", 100 * (profit / price - (profit - taken) / lower), facts),
        Mistake("discount_on_cost", 100 * share * cost / profit, facts),
        Mistake("share_for_percent", taken / profit, facts),
        *when(profit - taken, Mistake("fall_of_new_profit", 100 * taken / ((profit - taken) or 1), facts)),
    ]
    return Question("discount_profit", right, distinct(mistakes), unit=say("unit.percent"))


def shelf_back(*, shelf: float, hands: Iterable[tuple[str, float]], unit: str) -> Question:
    """What does the producer get of a shelf price?

    Parameters
    ----------
    hands : pairs of name and percent
        From the producer on; each keeps so many percent of the price at which it sells.
        A name is one of those of ``hand.NAME``: wholesaler, shop.

    >>> question = shelf_back(shelf=120, hands=[("wholesaler", 10), ("shop", 30)], unit="ball")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    (75.6, [('margins_added', 72.0), ('margins_as_markups', 83.92), ('margins_as_one_markup', 85.71)])
    """
    names, percents = zip(*hands, strict=True)
    shares = [percent / 100 for percent in percents]
    right = producer_price(shelf, [Hand(name=name, margin=share) for name, share in zip(names, shares, strict=True)])
    facts = _facts(price=shelf)
    mistakes = [
        Mistake("margins_added", shelf * (1 - sum(shares)), facts),
        Mistake("margins_as_markups", shelf / math.prod(1 + share for share in shares), facts),
        *([Mistake("margins_as_one_markup", shelf / (1 + sum(shares)), facts)] if len(shares) > 1 else []),
        Mistake("hands_for_producer", shelf - right, facts),
        Mistake("shelf_price_itself", shelf, facts),
    ]
    if len(shares) > 1:
        forgotten = [{"hand": say(f"hand.{name}")} for name in names]
        mistakes += [
            Mistake("hand_forgotten", right / (1 - share), left_out)
            for share, left_out in zip(shares, forgotten, strict=True)
        ]
    return Question("shelf_back", right, distinct(mistakes), unit=f"THB per {unit}")


def shelf_price_of(*, price: float, percent: float, unit: str) -> Question:
    """Which shelf price leaves `price` for the producer, when the shop keeps `percent` of the shelf price?

    >>> question = shelf_price_of(price=84, percent=30, unit="ball")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:2]
    (120.0, [('margins_as_markups', 109.2), ('taken_off_own_price', 58.8)])
    """
    share, facts = percent / 100, _facts(price=price, percent=percent)
    right = shelf_price(price, [Hand(name="shop", margin=share)])
    mistakes = [
        Mistake("margins_as_markups", price * (1 + share), facts),
        Mistake("taken_off_own_price", price * (1 - share), facts),
        Mistake("divided_by_margin", price / share, facts),
        Mistake("own_price", price, facts),
        Mistake("hand_alone", right - price, facts),
        Mistake("percent_for_share", price * (1 + percent), facts),
        *when(percent - 1, Mistake("percent_for_share", price / ((1 - percent) or 1), facts)),
    ]
    return Question("shelf_price_of", right, distinct(mistakes), unit=f"THB per {unit}")


def vat_inside(*, price: float, percent: float, unit: str) -> Question:
    """How much of a price with VAT is the seller's own?

    >>> question = vat_inside(price=107, percent=7, unit="ball")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (100.0, [('vat_taken_off', 99.51), ('vat_twice', 114.49), ('vat_alone', 7.0), ('vat_forgotten', 107)])
    """
    rate, facts = percent / 100, _facts(price=price, percent=percent)
    own = without_vat(price, rate=rate)
    mistakes = [
        Mistake("vat_taken_off", price * (1 - rate), facts),
        Mistake("vat_twice", with_vat(price, rate=rate), facts),
        Mistake("vat_alone", price - own, facts),
        Mistake("vat_forgotten", price, facts),
    ]
    return Question("vat_inside", own, distinct(mistakes), unit=f"THB per {unit}")


def vat_unregistered(*, price: float, percent: float, unit: str) -> Question:
    """Which price does a group write that wants to get `price`, and is not registered for VAT?

    >>> question = vat_unregistered(price=45, percent=7, unit="krathong")
    >>> question.right, [(m.name, round(m.value, 2)) for m in question.mistakes]
    (45, [('vat_unregistered', 48.15), ('vat_off_unregistered', 41.85), ('vat_off_unregistered', 42.06), ('vat_alone', 3.15)])
    """
    rate, facts = percent / 100, _facts(price=price, percent=percent)
    mistakes = [
        Mistake("vat_unregistered", with_vat(price, rate=rate), facts),
        Mistake("vat_off_unregistered", price * (1 - rate), facts),
        Mistake("vat_off_unregistered", without_vat(price, rate=rate), facts),
        Mistake("vat_alone", price * rate, facts),
    ]
    return Question("vat_unregistered", price, distinct(mistakes), unit=f"THB per {unit}")


def _facts(percent: float | None = None, **money: float) -> dict:
    facts = {name: show_number(value) for name, value in money.items()}
    return facts if percent is None else facts | {"percent": f"{percent:g}", "share": f"{percent / 100:g}"}
