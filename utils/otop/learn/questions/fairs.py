"""Questions about the numbers of a fair. Each mistake is a small model of how its number arises.

The sentences are ``mistake.NAME`` in the message catalogue, the hints ``hint.KIND.1`` to
``hint.KIND.3``. What going to a fair costs and earns is asked in `otop.learn.questions.booth`.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from otop.i18n.numbers import round_money, show_number
from otop.learn.check import Choice, Mistake, Question, choice
from otop.learn.questions.shape import distinct, known, near, when
from otop.market import FairSales, sales_per_seller, spend_per_visitor

MILLION = 1_000_000


def visitor_spend(
    *,
    on_site: float,
    visitors: float,
    orders: float = 0,
    target: float | None = None,
    sellers: float | None = None,
    days: int | None = None,
    in_millions: bool = False,
    currency: str = "THB",
) -> Question:
    """What did one visitor spend at the fair, on average?

    Parameters
    ----------
    on_site, orders, target : float
        Money: sold there, ordered for later, hoped for beforehand.
    visitors, sellers, days : float
        Of the whole fair.
    in_millions : bool
        The exercise gives the money in millions.

    >>> question = visitor_spend(on_site=503_761_188, orders=69_470_845, visitors=164_130)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:2]
    (3069, [('orders_as_sales', 3493), ('orders_only', 423)])
    """
    facts = _facts(on_site=on_site, orders=orders, target=target, visitors=visitors, sellers=sellers, days=days)
    mistakes = [
        *_money_mistakes(FairSales(on_site=on_site, orders=orders), target, facts, per=visitors),
        *known(sellers, lambda many: Mistake("seller_for_visitor", on_site / many, facts, other_question=True)),
        *known(
            days, lambda many: Mistake("one_day_of_the_fair", on_site / visitors / many, facts, other_question=True)
        ),
        _tiny(on_site, visitors, facts, in_millions),
    ]
    right = spend_per_visitor(sales=on_site, visitors=visitors)
    return Question("visitor_spend", right, distinct(mistakes), unit=f"{currency} per visitor", digits=0)


def seller_sales(
    *,
    on_site: float,
    sellers: float,
    orders: float = 0,
    target: float | None = None,
    visitors: float | None = None,
    products: float | None = None,
    days: int | None = None,
    covers_days: int | None = None,
    printed: float | None = None,
    online_sellers: float = 0,
    in_millions: bool = False,
    currency: str = "THB",
) -> Question:
    """What did one seller sell at the fair, on average?

    Parameters
    ----------
    covers_days : int, optional
        The sales are those of so many of the `days`.
    printed : float, optional
        The mean as it is printed, where it is not the reckoned one.
    online_sellers : float
        Others who sold elsewhere at the same time.

    >>> question = seller_sales(on_site=503_761_188, orders=69_470_845, sellers=2_500)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:2]
    (201504, [('orders_as_sales', 229293), ('orders_only', 27788)])
    """
    facts = _facts(
        on_site=on_site, orders=orders, target=target, visitors=visitors, sellers=sellers, products=products, days=days,
        covers=covers_days, online=online_sellers, printed=printed,
    )  # fmt: skip
    in_all = covers_days or days  # days of these sales
    mistakes = [
        *_money_mistakes(FairSales(on_site=on_site, orders=orders), target, facts, per=sellers),
        *known(
            covers_days, lambda part: Mistake("part_event_scaled", on_site / part * (days or part) / sellers, facts)
        ),
        *known(printed, lambda mean: Mistake("printed_mean_copied", mean, facts)),
        *when(online_sellers, Mistake("online_sellers_added", on_site / (sellers + online_sellers), facts)),
        *known(visitors, lambda many: Mistake("visitor_for_seller", on_site / many, facts, other_question=True)),
        *known(products, lambda many: Mistake("product_for_seller", on_site / many, facts, other_question=True)),
        *known(
            in_all, lambda many: Mistake("one_day_of_the_fair", on_site / sellers / many, facts, other_question=True)
        ),
        _tiny(on_site, sellers, facts, in_millions),
    ]
    right = sales_per_seller(sales=on_site, sellers=sellers)
    return Question("seller_sales", right, distinct(mistakes), unit=f"{currency} per seller", digits=0)


def person_spend(*, on_site: float, visits: float, visits_per_person: float, currency: str = "THB") -> Question:
    """What did one person spend, when a person who comes on two days is counted twice?

    >>> question = person_spend(on_site=503_761_188, visits=164_130, visits_per_person=1.5)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes]
    (4604, [('visits_as_visitors', 3069), ('visits_multiplied', 2046), ('people_for_money', 109420)])
    """
    people = visits / visits_per_person
    facts = {"visits": show_number(visits, 0), "each": f"{visits_per_person:g}"}
    mistakes = [
        *when(visits_per_person - 1, Mistake("visits_as_visitors", on_site / visits, facts)),
        *when(visits_per_person - 1, Mistake("visits_multiplied", on_site / (visits * visits_per_person), facts)),
        Mistake("people_for_money", people, facts),
    ]
    rounded = near(on_site / people, visits_per_person * round_money(on_site / visits, 0))
    return Question("person_spend", on_site / people, distinct(mistakes), rounded, f"{currency} per person", 0)


def whole_of_part(*, part: float, covers_days: int, days: int, target: float | None = None) -> Choice:
    """What did the whole fair sell, when only its first days are published?

    The answers, in this order: the part; the part times `days` / `covers_days`; the target,
    where there is one; "this is not known".

    >>> question = whole_of_part(part=243_332_107, covers_days=4, days=9)
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (3, [('part_as_whole', 1), ('part_event_scaled', 2)])
    >>> whole_of_part(part=243_332_107, covers_days=9, days=9)
    Traceback (most recent call last):
    ValueError: 9 of 9 days are the whole fair
    """
    if covers_days >= days:
        raise ValueError(f"{covers_days} of {days} days are the whole fair")
    facts = {"covers": covers_days, "days": days}
    if target is None:
        return choice(
            "whole_of_part", right=3, wrong={1: "part_as_whole", 2: "part_event_scaled"}, because="part_of_a_fair",
            facts=facts,
        )  # fmt: skip
    return choice(
        "whole_of_part", right=4, wrong={1: "part_as_whole", 2: "part_event_scaled", 3: "target_for_result"},
        because="part_of_a_fair", facts=facts | {"target": show_number(target, 0)},
    )  # fmt: skip


def typical_seller(sales: Sequence[float], *, currency: str = "THB") -> Question:
    """What did the seller in the middle sell (the median)?

    Parameters
    ----------
    sales : list of float
        In the order in which the exercise shows them.

    >>> question = typical_seller([40, 700, 30, 60, 20])
    >>> question.right, [(m.name, round(m.value)) for m in question.mistakes]
    (40, [('mean_as_typical', 170), ('middle_of_the_list', 30), ('middle_of_the_range', 360), ('place_for_sales', 3), ('one_place_off', 30), ('one_place_off', 60), ('largest_seller', 700), ('smallest_seller', 20)])
    """
    ordered, many = sorted(sales), len(sales)
    middle, place = statistics.median(ordered), many // 2 + 1
    facts = {"many": many, "place": place}
    mistakes = [
        Mistake("mean_as_typical", statistics.fmean(sales), facts),
        *([Mistake("middle_of_the_list", sales[many // 2], facts)] if many % 2 else []),
        Mistake("middle_of_the_range", (ordered[0] + ordered[-1]) / 2, facts),
        Mistake("place_for_sales", place, facts),
        Mistake("one_place_off", ordered[many // 2 - 1], facts),
        Mistake("one_place_off", ordered[many // 2 + 1 if many % 2 else many // 2], facts),
        Mistake("largest_seller", ordered[-1], facts),
        Mistake("smallest_seller", ordered[0], facts),
    ]
    return Question("typical_seller", middle, distinct(mistakes), unit=f"{currency}", digits=0)


def _money_mistakes(fair: FairSales, target: float | None, facts: dict, *, per: float) -> list[Mistake]:
    """Another money in the place of the sales on site: orders too, orders alone, the target, no division."""
    return [
        *when(fair.orders, Mistake("orders_as_sales", fair.total / per, facts)),
        *when(fair.orders, Mistake("orders_only", fair.orders / per, facts)),
        *known(target, lambda hope: Mistake("target_for_result", hope / per, facts)),
        Mistake("whole_fair", fair.on_site, facts),
    ]


def _tiny(on_site: float, people: float, facts: dict, in_millions: bool) -> Mistake:
    """A number near zero: the money typed in millions, or the division turned round."""
    if in_millions:
        return Mistake("millions_forgotten", on_site / MILLION / people, facts)
    return Mistake("people_by_money", people / on_site, facts)


def _facts(**numbers) -> dict:
    return {name: show_number(value, 0) for name, value in numbers.items() if value is not None}


def below_target(fairs: Mapping[str, tuple[float, float, float]]) -> Question:
    """How many of these fairs sold less on site than their target?

    Parameters
    ----------
    fairs : mapping
        Fair -> sold on site, orders, target; all in the same money.

    >>> question = below_target({"a": (700, 60, 800), "b": (750, 90, 800), "c": (500, 70, 450)})
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (2, [('orders_reach_target', 1), ('reached_for_missed', 1), ('every_fair_counted', 3)])
    >>> below_target({"a": (700, 60)})
    Traceback (most recent call last):
    ValueError: not enough values to unpack (expected 3, got 2)
    """
    below = [on_site < target for on_site, _, target in fairs.values()]
    with_orders = sum(on_site + orders < target for on_site, orders, target in fairs.values())
    right, facts = sum(below), {"fairs": len(fairs)}
    mistakes = [
        *when(with_orders - right, Mistake("orders_reach_target", with_orders, facts, other_question=True)),
        *when(len(fairs) - 2 * right, Mistake("reached_for_missed", len(fairs) - right, facts)),
        *when(len(fairs) - right, Mistake("every_fair_counted", len(fairs), facts)),
    ]
    return Question("below_target", right, distinct(mistakes), digits=0)
