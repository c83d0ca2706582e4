"""Questions about choosing a product. Each mistake is a small model of how its number arises.

Where the judgement is the group's own, nothing is asked here: her weights are hers. What
is asked has an answer that follows from what is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from otop.i18n import say
from otop.i18n.numbers import round_money, show_number
from otop.learn.check import Choice, Mistake, Question, choice
from otop.learn.questions.shape import distinct, near, when
from otop.planning import (
    Asked,
    Candidate,
    Criterion,
    SegmentRule,
    answers_named,
    combinations_by_segment,
    good_score,
    largest_share,
    market_size,
    points,
    shares,
    swapped,
    winners,
)

MONTHS_PER_YEAR = 12


def customers_who_count(asked: Iterable[Asked]) -> Question:
    """How many of those who were asked are evidence that the product sells?

    >>> people = [Asked(who="sister", friend=True, would_buy=True, paid=True), Asked(who="visitor", friend=False, would_buy=True, paid=False),
    ...           Asked(who="cook", friend=False, would_buy=True, paid=True)]
    >>> question = customers_who_count(people)
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (1, [('friends_asked', 2), ('would_buy_as_buying', 2), ('everybody_counted', 3)])
    >>> customers_who_count(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    people = tuple(asked)
    right = sum(one.counts for one in people)
    friends = sum(one.paid for one in people)
    would = sum(not one.friend and (one.paid or one.would_buy) for one in people)
    mistakes = [
        *when(friends - right, Mistake("friends_asked", friends)),
        *when(would - right, Mistake("would_buy_as_buying", would)),
        Mistake("everybody_counted", len(people)),
    ]
    return Question("customers_who_count", right, distinct(mistakes), digits=0)


def biggest_buyer(pieces: Mapping[str, float], unit: str) -> Question:
    """What part of all pieces, in percent, does the largest buyer take?

    >>> question = biggest_buyer({"guest house": 40, "shop": 8, "visitors": 2}, "packs")
    >>> round(question.right, 1), [(m.name, round(m.value, 1)) for m in question.mistakes]
    (80.0, [('each_buyer_alike', 33.3), ('rest_for_part', 20.0), ('part_over_rest', 400.0), ('pieces_for_percent', 40), ('fraction_for_percent', 0.8)])
    >>> biggest_buyer({}, "packs")
    Traceback (most recent call last):
    otop.errors.InputError: Nobody buys yet. Write at least one buyer with the pieces that she takes.
    """
    part, total = largest_share(dict(pieces)), sum(pieces.values())
    largest = max(pieces.values())
    facts = {"total": show_number(total, 0), "largest": show_number(largest, 0), "unit": unit, "buyers": len(pieces)}
    mistakes = [
        Mistake("each_buyer_alike", 100 / len(pieces), facts),
        Mistake("rest_for_part", 100 * (1 - part), facts),
        *when(total - largest, Mistake("part_over_rest", 100 * largest / (total - largest or 1), facts)),
        Mistake("pieces_for_percent", largest, facts),
        Mistake("fraction_for_percent", part, facts),
    ]
    return Question("biggest_buyer", 100 * part, distinct(mistakes), unit=say("unit.percent"), digits=1)


def weighted_points(
    candidate: Candidate, criteria: Iterable[Criterion], *, amounts: Mapping[str, float] | None = None
) -> Question:
    """How many points does this product have?

    Parameters
    ----------
    candidate, criteria
        The product with its scores, and the weights. The gate is not looked at.
    amounts : mapping, optional
        Criterion -> the amount that its score was made from (money for an hour).

    >>> criteria = [Criterion(name="pay", weight=60), Criterion(name="risk", weight=40, less_is_better=True)]
    >>> question = weighted_points(Candidate(name="basket", scores={"pay": 3, "risk": 2}), criteria, amounts={"pay": 33})
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes][:4]
    (3.4, [('cost_not_reversed', 2.6), ('weights_not_normalised', 340.0), ('not_reversed_not_normalised', 260.0), ('amount_as_score', 21.4)])
    >>> weighted_points(Candidate(name="basket", scores={"pay": 3}), criteria)
    Traceback (most recent call last):
    otop.errors.InputError: basket: there is no score for risk. Give one from 1 to 5.
    """
    criteria = tuple(criteria)
    right, share = points(candidate, criteria), shares(criteria)
    total = sum(criterion.weight for criterion in criteria)
    good = {c.name: good_score(candidate.scores[c.name], c) for c in criteria}
    turned = [c.name for c in criteria if c.less_is_better]
    typed = sum(share[name] * candidate.scores[name] for name in share)
    costs = sum(share[name] * candidate.scores[name] for name in turned)
    left_out = right.points - sum(right.parts[name] for name in turned)
    amounts = amounts or {}
    with_amounts = right.points + sum(share[name] * (amount - good[name]) for name, amount in amounts.items())
    facts = {"total": show_number(total, 0), "costs": _names(turned), "amounts": _names(amounts)}
    mistakes = [
        *when(len(turned), Mistake("cost_not_reversed", typed, facts)),
        Mistake("weights_not_normalised", right.points * total, facts),
        *when(len(turned), Mistake("not_reversed_not_normalised", typed * total, facts)),
        *when(len(amounts), Mistake("amount_as_score", with_amounts, facts)),
        *when(len(turned), Mistake("cost_left_out", left_out, facts)),
        *when(len(turned), Mistake("cost_subtracted", left_out - costs, facts)),
        *when(len(turned), Mistake("turned_from_five", right.points - sum(share[name] for name in turned), facts)),
        Mistake("weights_ignored", sum(good.values()) / len(good), facts),
        Mistake("scores_added", sum(good.values()), facts),
    ]
    rounded = near(right.points, sum(round_money(part) for part in right.parts.values()))
    return Question("weighted_points", right.points, distinct(mistakes), rounded, say("unit.points"))


def winner(candidates: Iterable[Candidate], criteria: Iterable[Criterion], *, kind: str = "winner",
           swap: tuple[str, str] | None = None) -> Choice:  # fmt: skip
    """Which product comes first, by its number from 1 on; after two weights are swapped, if `swap` says so.

    >>> chips, balm = Candidate(name="chips", scores={"pay": 2, "risk": 2}), Candidate(name="balm", scores={"pay": 5, "risk": 1}, asked=("licence",))
    >>> scarf = Candidate(name="scarf", scores={"pay": 2, "risk": 5})
    >>> criteria = [Criterion(name="pay", weight=60), Criterion(name="risk", weight=40, less_is_better=True)]
    >>> question = winner([chips, balm, scarf], criteria)
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (1, [('gate_as_weight', 2), ('cost_not_reversed', 3)])
    >>> winner([chips, chips], criteria)
    Traceback (most recent call last):
    ValueError: more than one product comes first: chips, chips
    """
    candidates, before = tuple(candidates), tuple(criteria)
    criteria = swapped(before, *swap) if swap else before
    first = winners(candidates, criteria)
    if len(first) > 1:
        raise ValueError(f"more than one product comes first: {', '.join(first)}")
    as_typed = tuple(Criterion(name=c.name, weight=c.weight) for c in criteria)
    held = winners(candidates, before) if swap else ()
    not_turned = winners(candidates, as_typed)
    most = max(points(candidate, criteria).points for candidate in candidates if candidate.passes)
    turned = _names(criterion.name for criterion in criteria if criterion.less_is_better)
    facts = {"first": first[0], "points": show_number(most), "costs": turned}
    mistakes = []
    for at, candidate in enumerate(candidates, start=1):
        if not candidate.passes:
            mistakes.append(Mistake("gate_as_weight", at, facts))
        elif candidate.name in held and candidate.name not in first:
            mistakes.append(Mistake("winner_held", at, facts))
        elif candidate.name in not_turned and candidate.name not in first:
            mistakes.append(Mistake("cost_not_reversed", at, facts))
        elif candidate.name not in first:
            mistakes.append(Mistake("not_the_most_points", at, facts))
    right = [candidate.name for candidate in candidates].index(first[0]) + 1
    return Choice(kind, right, tuple(mistakes), options=len(candidates), because=kind, facts=facts)


def size_of_market(*, people: float, buying_share: float, pieces_each: float, price: float,
                   currency: str = "THB") -> Question:  # fmt: skip
    """How much money can the group take in a year, if things go as asked?

    >>> question = size_of_market(people=8_000, buying_share=0.12, pieces_each=1.3, price=30)
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:3]
    (37440, [('visitors_as_buyers', 312000), ('percent_as_number', 3744000), ('annual_as_monthly', 449280)])
    >>> size_of_market(people=8_000, buying_share=12, pieces_each=1.3, price=30)
    Traceback (most recent call last):
    otop.errors.InputError: The share is 12. A share is between 0 and 1: 12% is 0.12.
    """
    size = market_size(people=people, buying_share=buying_share, pieces_each=pieces_each, price=price)
    facts = {"people": show_number(people, 0), "percent": f"{100 * buying_share:g}", "share": f"{buying_share:g}",
             "each": f"{pieces_each:g}", "price": show_number(price), "months": MONTHS_PER_YEAR}  # fmt: skip
    mistakes = [
        Mistake("visitors_as_buyers", people * pieces_each * price, facts),
        Mistake("percent_as_number", 100 * size.sales, facts),
        Mistake("annual_as_monthly", size.sales * MONTHS_PER_YEAR, facts),
        Mistake("month_for_year", size.sales / MONTHS_PER_YEAR, facts, other_question=True),
        *when(pieces_each - 1, Mistake("one_piece_each", size.buyers * price, facts)),
        Mistake("pieces_for_money", size.pieces, facts, other_question=True),
        Mistake("buyers_for_money", size.buyers, facts, other_question=True),
        Mistake("those_who_do_not_buy", people * (1 - buying_share) * pieces_each * price, facts),
    ]
    whole = near(size.sales, round_money(size.buyers, 0) * pieces_each * price, round_money(size.pieces, 0) * price)
    return Question("size_of_market", size.sales, distinct(mistakes), whole, say("unit.a_year", currency=currency), 0)


def active_part(*, ever: float, active: float, other_active: float) -> Question:
    """Of 100 that were ever certified, how many are active?

    Parameters
    ----------
    ever, active : float
        All since the start, and those of now.
    other_active : float
        What a second source says of now.

    >>> question = active_part(ever=81_118, active=20_000, other_active=12_000)
    >>> round(question.right, 1), [(m.name, round(m.value, 1)) for m in question.mistakes]
    (24.7, [('cumulative_as_active', 100), ('the_other_source', 14.8), ('rest_for_active', 75.3), ('upside_down_part', 405.6), ('fraction_for_percent', 0.2), ('active_for_percent', 20000)])
    >>> active_part(ever=0, active=20_000, other_active=12_000)
    Traceback (most recent call last):
    ZeroDivisionError: division by zero
    """
    part = active / ever
    facts = {"ever": show_number(ever, 0), "active": show_number(active, 0), "other": show_number(other_active, 0)}
    mistakes = [
        Mistake("cumulative_as_active", 100, facts),
        Mistake("the_other_source", 100 * other_active / ever, facts, other_question=True),
        Mistake("rest_for_active", 100 * (1 - part), facts),
        Mistake("upside_down_part", 100 / part, facts),
        Mistake("fraction_for_percent", part, facts),
        Mistake("active_for_percent", active, facts),
    ]
    return Question("active_part", 100 * part, distinct(mistakes), unit=say("unit.percent"), digits=1)


def rule_gaps(rules: Iterable[SegmentRule]) -> Question:
    """How many combinations of answers does no rule name?

    >>> question = rule_gaps([SegmentRule("A", ((1, 2), (1,))), SegmentRule("D", ((3,), ()), ), SegmentRule("C", ((), (4,)))])
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (4, [('matched_for_gaps', 8), ('all_combinations', 12), ('widest_rule_only', 8), ('widest_rule_forgotten', 8), ('answers_added', 7)])
    >>> rule_gaps([])
    Traceback (most recent call last):
    otop.errors.InputError: There is no rule to test. Give at least one.
    """
    rules = tuple(rules)
    answers = answers_named(rules)
    found = combinations_by_segment(rules, answers)
    gaps, total = found.pop(None), sum(combinations_by_segment(rules, answers).values())
    widest = max(found, key=found.get)
    facts = {"total": total, "widest": widest, "taken": found[widest], "questions": len(answers)}
    mistakes = [
        Mistake("matched_for_gaps", total - gaps, facts, other_question=True),
        Mistake("all_combinations", total, facts),
        Mistake("widest_rule_only", total - found[widest], facts),
        Mistake("widest_rule_forgotten", gaps + found[widest], facts),
        Mistake("answers_added", sum(answers), facts),
    ]
    return Question("rule_gaps", gaps, distinct(mistakes), digits=0)


def good_question() -> Choice:
    """Which question to a customer tells the most?

    >>> good_question().right
    3
    """
    return choice("good_question", right=3, because="good_question",
                  wrong={1: "would_buy_as_buying", 2: "polite_question", 4: "price_suggested"})  # fmt: skip


def gate() -> Choice:
    """The product with the most points has no licence: what now?

    >>> gate().right, [mistake.name for mistake in gate().mistakes]
    (2, ['sold_before_licence', 'gate_as_weight', 'gate_as_weight'])
    """
    return choice("gate", right=2, because="gate",
                  wrong={1: "sold_before_licence", 3: "gate_as_weight", 4: "gate_as_weight"})  # fmt: skip


def community_link() -> Choice:
    """Labour from the province, material from abroad, an outside manager: is there a link to the community?

    >>> community_link().right
    1
    """
    return choice("community_link", right=1, because="community_link",
                  wrong={2: "all_links_needed", 3: "only_material_counts", 4: "kind_for_link"})  # fmt: skip


def honest_range() -> Choice:
    """The members do not agree about a weight, and the winner changes between their numbers: what to report?

    >>> honest_range().right
    4
    """
    return choice("honest_range", right=4, because="honest_range",
                  wrong={1: "weights_made_to_fit", 2: "mean_hides_the_flip", 3: "more_decimals"})  # fmt: skip


def next_step() -> Choice:
    """A single owner with identity card, house registration and a photo of the place: what comes next?

    >>> next_step().right
    3
    """
    return choice("next_step", right=3, because="next_step",
                  wrong={1: "stars_before_registration", 2: "group_needed", 4: "group_papers_for_owner"})  # fmt: skip


def _names(criteria: Iterable[str]) -> str:
    return ", ".join(say(f"criterion.{name}") for name in criteria)
