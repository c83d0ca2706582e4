"""Lesson 03, choosing a product: its exercises and what it shows.

The village, its people and its four products were made up for the lesson, and the
notebook says so. Counts and rules are rows of the datasets.
"""

from __future__ import annotations

import functools
import re

import pandas as pd

from otop import data
from otop.errors import InputError
from otop.i18n import say
from otop.learn.lessons.own_choice import my_choice, my_weights
from otop.learn.questions import choosing as ask
from otop.learn.say_it import Said
from otop.learn.widgets.weight_editor import WeightEditor
from otop.planning import (
    Asked,
    Candidate,
    Criterion,
    Rule,
    SegmentRule,
    answers_named,
    combinations_by_segment,
    first_open,
    registration_path,
    score_from,
    swaps,
    winners,
)
from otop.plots import Table, Together, criterion_name, points_picture, points_table, sensitivity_table, weight_picture

WEIGHTS = {"customers": 30, "pay": 20, "village": 15, "season": 15, "risk": 20}
PAY_LIMITS = (20, 30, 40, 50)  # THB for an hour of work: where the scores 2, 3, 4 and 5 begin
PAY = {"chips": 27, "balm": 55, "basket": 33, "scarf": 46}  # THB for an hour of work
SCORES = {  # customers, village, season, risk
    "chips": (5, 4, 3, 2),
    "balm": (5, 4, 4, 3),
    "basket": (3, 5, 3, 2),
    "scarf": (4, 4, 2, 4),
}
PAPERS = {"chips": ("food_number",), "balm": ("herbal_licence",), "basket": (), "scarf": ()}
HELD = ("food_number",)
SWAP = ("customers", "village")
VISITORS, BUYING_SHARE, PACKS_EACH, PRICE = 8_000, 0.12, 1.3, 30
QUESTIONS = ("standard", "capacity", "process", "development", "market")


def criteria() -> tuple[Criterion, ...]:
    """The five criteria with the weights of the village."""
    return tuple(Criterion(name=n, weight=w, less_is_better=n == "risk") for n, w in WEIGHTS.items())


def candidates() -> tuple[Candidate, ...]:
    """The four products of the village, in the order of their numbers."""
    return tuple(_candidate(product) for product in SCORES)


def _candidate(product: str) -> Candidate:
    customers, village, season, risk = SCORES[product]
    scores = {"customers": customers, "pay": score_from(PAY[product], PAY_LIMITS), "village": village,
              "season": season, "risk": risk}  # fmt: skip
    asked = tuple(say(f"paper.{paper}") for paper in PAPERS[product])
    held = tuple(say(f"paper.{paper}") for paper in HELD)
    return Candidate(name=say(f"candidate.{product}"), scores=scores, asked=asked, held=held)


def five_customers() -> tuple[Asked, ...]:
    """The five who were asked about banana chips."""
    answers = {"sister": (True, True), "visitor": (False, False), "guest_house": (False, True),
               "teacher": (False, False), "shop": (False, True)}  # fmt: skip
    return tuple(
        Asked(who=say(f"asked_person.{who}"), friend=friend, would_buy=True, paid=paid)
        for who, (friend, paid) in answers.items()
    )


@functools.cache
def _count(name: str, row: str) -> int:
    return int(data.load(name).set_index("id").loc[row, "value"])


@functools.cache
def registration_rules() -> tuple[Rule, ...]:
    table = data.load("registration_rules")
    return tuple(
        Rule(rule=row.id, step=row.step, answer=row.answer, enough=row.enough, only_if=row.only_if)
        for row in table.itertuples()
    )


@functools.cache
def segment_rules() -> tuple[SegmentRule, ...]:
    table = data.load("segment_rule")
    return tuple(
        SegmentRule(row["segment"], tuple(tuple(map(int, filter(None, row[name].split(";")))) for name in QUESTIONS))
        for row in table.to_dict("records")
    )


EXERCISES = {
    "good_question": ask.good_question,
    "who_counts": lambda: ask.customers_who_count(five_customers()),
    "balm_gate": ask.gate,
    "basket_points": lambda: ask.weighted_points(
        _candidate("basket"), criteria(), amounts={"pay": PAY["basket"]}
    ),
    "after_swap": lambda: ask.winner(candidates(), criteria(), kind="winner_after_swap", swap=SWAP),
    "chips_market": lambda: ask.size_of_market(
        people=VISITORS, buying_share=BUYING_SHARE, pieces_each=PACKS_EACH, price=PRICE
    ),
    "still_active": lambda: ask.active_part(
        ever=_count("tcps_counts", "T2019-ever"), active=_count("tcps_counts", "T2020-APR-active"),
        other_active=_count("tcps_counts", "T2020-AUG-active"),
    ),
    "our_link": ask.community_link,
    "what_to_report": ask.honest_range,
    "no_segment": lambda: ask.rule_gaps(segment_rules()),
}  # fmt: skip


def _yes(is_so: bool) -> str:
    return say("answer.yes" if is_so else "answer.no")


def _five_customers() -> Table:
    people = five_customers()
    frame = pd.DataFrame(
        {
            say("asked_person.friend"): [_yes(one.friend) for one in people],
            say("asked_person.would_buy"): [_yes(one.would_buy) for one in people],
            say("asked_person.paid"): [_yes(one.paid) for one in people],
        },
        index=[one.who for one in people],
    ).rename_axis(say("asked_person.who"))
    return Table(frame, say("asked_person.caption"), Said("note", say("village.made_up")))


def _gate() -> Table:
    products = candidates()
    frame = pd.DataFrame(
        {
            say("gate.asked"): [", ".join(one.asked) or say("gate.nothing") for one in products],
            say("gate.open"): [say("gate.passes") if one.passes else say("gate.out") for one in products],
        },
        index=[f"{at} {one.name}" for at, one in enumerate(products, start=1)],
    ).rename_axis(say("choice.product"))
    return Table(frame, say("gate.caption"), Said("note", say("village.made_up")))


def _scores() -> Table:
    left = [one for one in candidates() if one.passes]
    pay = {say(f"candidate.{product}"): amount for product, amount in PAY.items()}
    columns = {}
    for criterion in criteria():
        heading = say("scores.heading", criterion=criterion_name(criterion.name), weight=f"{criterion.weight:g}")
        if criterion.name == "pay":
            columns[say("scores.pay_thb")] = [pay[one.name] for one in left]
        if criterion.less_is_better:
            heading = say("scores.less", heading=heading)
        columns[heading] = [one.scores[criterion.name] for one in left]
    frame = pd.DataFrame(columns, index=[one.name for one in left]).rename_axis(say("choice.product"))
    return Table(frame, say("scores.caption"), Said("note", say("village.made_up")))


def _swaps() -> Table:
    """Every exchange of two weights, and who wins then."""
    first = winners(candidates(), criteria())
    moved = swaps(candidates(), criteria())
    frame = pd.DataFrame(
        {
            say("swaps.winner"): [", ".join(swap.winners) for swap in moved],
            say("swaps.changed"): [_yes(swap.winners != first) for swap in moved],
        },
        index=[f"{criterion_name(swap.one)} - {criterion_name(swap.other)}" for swap in moved],
    ).rename_axis(say("swaps.pair"))
    return Table(frame, say("swaps.caption"))


def _certified() -> Table:
    counts = data.load("tcps_counts")
    rows = counts[counts["measure"].str.startswith("certified")]
    frame = pd.DataFrame(
        {
            say("certified.measure"): [say(f"certified.{row.measure}") for row in rows.itertuples()],
            say("certified.producers"): [say(f"sign.{row.sign}", value=f"{row.value:,}") for row in rows.itertuples()],
            say("certified.when"): list(rows["when"]),
        },
        index=list(rows["case"]),
    ).rename_axis(say("certified.count"))
    return Table(frame, say("certified.caption"), data.chip("tcps_counts", rows))


def _rules(step: str = "") -> Together:
    """What is asked for a registration, step by step, or in one step."""
    rules = [rule for rule in registration_rules() if step in ("", rule.step)]
    steps = dict.fromkeys(rule.step for rule in rules)
    asked = {step: [rule for rule in rules if rule.step == step] for step in steps}
    frame = pd.DataFrame(
        {
            say("rules.needed"): [_needed(step, asked[step]) for step in steps],
            say("rules.asked"): ["; ".join(map(_asked, asked[step])) for step in steps],
        },
        index=[say(f"path.step.{step}") for step in steps],
    ).rename_axis(say("path.step"))
    table = Table(frame, say("rules.caption"), data.chip("registration_rules"))
    return Together(table, Said("note", say("rules.ask_today")))


def _needed(step: str, rules: list[Rule]) -> str:
    if step == "approval":
        return say("rules.not_said")
    return say("rules.one") if len(rules) == 1 else say(f"rules.{rules[0].enough}")


def _asked(rule: Rule) -> str:
    words = say("path.rule", words=say(f"rule.{rule.answer}"), rule=rule.rule)
    return say("rules.only_if", words=words, kind=say(f"rule.{rule.only_if}")) if rule.only_if else words


def _path(met: str = "") -> Together:
    """The way to a registration for a producer who meets the rules with these numbers (``"1 4 7"``)."""
    rules = registration_rules()
    numbers = {rule.rule.removeprefix("R"): rule.answer for rule in rules}
    typed = re.findall(r"[^\s,;]+", met)
    for number in typed:
        if number.removeprefix("R") not in numbers:
            raise InputError("path.no_such_rule", number=number, last=len(numbers))
    path = registration_path(rules, {numbers[number.removeprefix("R")]: True for number in typed})
    answer = {rule.rule: rule.answer for rule in rules}
    frame = pd.DataFrame(
        {
            say("path.met"): [_listed(step.met, answer) for step in path],
            say("path.open"): [say("path.nothing") if step.done else _listed(step.open, answer) for step in path],
        },
        index=[say(f"path.step.{step.step}") for step in path],
    ).rename_axis(say("path.step"))
    first = first_open(path)
    told = say("path.first", step=say(f"path.step.{first.step}")) if first else say("path.done")
    return Together(Table(frame, say("path.caption"), data.chip("registration_rules")), Said("note", told))


def _listed(rules: tuple[str, ...], answer: dict[str, str]) -> str:
    return "; ".join(say("path.rule", words=say(f"rule.{answer[rule]}"), rule=rule) for rule in rules) or "-"


def _segment_rule() -> Table:
    table = data.load("segment_rule")
    frame = pd.DataFrame(
        {
            f"{at} {say(f'segment.{name}')}": [
                " / ".join(f"{at}.{one}" for one in cell.split(";")) if cell else say("segment.any")
                for cell in table[name]
            ]
            for at, name in enumerate(QUESTIONS, start=1)
        },
        index=[f"{row.segment} ({row.id})" for row in table.itertuples()],
    ).rename_axis(say("segment.name"))
    return Table(frame, say("segment.caption"), data.chip("segment_rule", table))


def _segment_counts() -> Table:
    rules = segment_rules()
    found = combinations_by_segment(rules, answers_named(rules))
    found = {segment or say("segment.none"): count for segment, count in found.items()}
    frame = pd.DataFrame({say("segment.combinations"): found}).rename_axis(say("segment.name"))
    frame.loc[say("segment.all")] = sum(found.values())
    return Table(frame, say("segment.counts_caption"), total_rows=1)


def _star_bands() -> Table:
    table = data.load("star_bands")
    rows = table[table["country"] == "Viet Nam"]
    printed = [
        say("bands.below", points=row.points_below)
        if pd.isna(row.points_from)
        else f"{row.points_from}-{row.points_to}"
        for row in rows.itertuples()
    ]
    frame = pd.DataFrame({say("bands.stars"): [int(stars) for stars in rows["stars_to"]], say("bands.points"): printed},
                         index=list(rows["id"])).rename_axis(say("bands.band"))  # fmt: skip
    return Table(frame, say("bands.caption"), data.chip("star_bands", rows))


SHOWS = {
    "five_customers": _five_customers,
    "gate": _gate,
    "scores": _scores,
    "points": lambda: points_table(candidates(), criteria(), Said("note", say("village.made_up"))),
    "points_figure": lambda: points_picture(candidates(), criteria()),
    "weight_editor": lambda: WeightEditor(candidates(), criteria()),
    "swaps": _swaps,
    "my_weights": lambda **typed: my_weights(candidates(), criteria(), typed),
    "certified": _certified,
    "rules": _rules,
    "path": _path,
    "my_choice": lambda **typed: my_choice(criteria(), **typed),
    "sensitivity": lambda: sensitivity_table(candidates(), criteria()),
    "weight_figure": lambda: weight_picture(candidates(), criteria(), "customers"),
    "segment_rule": _segment_rule,
    "segment_counts": _segment_counts,
    "star_bands": _star_bands,
}
