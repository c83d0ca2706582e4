"""Planning: gate, weights and what flips them, size of a market, registration, segments."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from otop.errors import InputError
from otop.planning import (
    Candidate,
    Criterion,
    Rule,
    SegmentRule,
    answers_named,
    at_share,
    combinations_by_segment,
    first_open,
    good_score,
    largest_share,
    market_size,
    points,
    ranking,
    registration_path,
    score_from,
    segment_of,
    sensitivity,
    shares,
    swapped,
    swaps,
    weight_range,
    winners,
    with_weights,
)

NAMES = ("customers", "pay", "village", "risk")
score = st.integers(min_value=1, max_value=5)
weights = st.lists(st.integers(min_value=1, max_value=60), min_size=4, max_size=4)
products = st.lists(st.lists(score, min_size=4, max_size=4), min_size=2, max_size=4)


def criteria_of(typed) -> tuple[Criterion, ...]:
    return tuple(Criterion(name=n, weight=w, less_is_better=n == "risk") for n, w in zip(NAMES, typed, strict=True))


def candidates_of(rows, **more) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(name=f"p{at}", scores=dict(zip(NAMES, row, strict=True)), **more) for at, row in enumerate(rows)
    )


def by_hand(row, typed) -> float:
    """Points from whole numbers alone."""
    good = [*row[:3], 6 - row[3]]
    return sum(w * s for w, s in zip(typed, good, strict=True)) / sum(typed)


# --- gate and points -------------------------------------------------------------------------------


@given(products, weights)
def test_points_are_the_weighted_mean_of_the_scores_with_less_turned_round(rows, typed):
    for row, candidate in zip(rows, candidates_of(rows), strict=True):
        found = points(candidate, criteria_of(typed))
        assert found.points == pytest.approx(by_hand(row, typed))
        assert 1 - 1e-9 <= found.points <= 5 + 1e-9


@given(products, weights, st.sampled_from([0.01, 0.5, 3, 1000]))
def test_scaling_all_weights_never_changes_the_ranking(rows, typed, times):
    candidates = candidates_of(rows)
    before = [one.candidate.name for one in ranking(candidates, criteria_of(typed))]
    after = [one.candidate.name for one in ranking(candidates, criteria_of([weight * times for weight in typed]))]
    assert before == after


@given(products, weights)
def test_a_product_without_its_paper_is_out_whatever_its_points(rows, typed):
    best = Candidate(name="best", scores={"customers": 5, "pay": 5, "village": 5, "risk": 1}, asked=("licence",))
    ranked = ranking([best, *candidates_of(rows)], criteria_of(typed))
    assert "best" not in [one.candidate.name for one in ranked] and len(ranked) == len(rows)
    allowed = Candidate(name="best", scores=best.scores, asked=("licence",), held=("licence",))
    assert "best" in winners([allowed, *candidates_of(rows)], criteria_of(typed))


def test_the_gate_names_what_is_missing():
    balm = Candidate(name="balm", scores={}, asked=("licence", "label"), held=("label",))
    assert balm.missing == ("licence",) and not balm.passes
    with pytest.raises(InputError, match="No product is left"):
        ranking([balm], criteria_of([1, 1, 1, 1]))


@given(products, weights)
def test_a_better_score_never_costs_points(rows, typed):
    criteria = criteria_of(typed)
    for candidate in candidates_of(rows):
        for criterion in criteria:
            now = candidate.scores[criterion.name]
            better = max(1, now - 1) if criterion.less_is_better else min(5, now + 1)
            improved = Candidate(name="better", scores={**candidate.scores, criterion.name: better})
            assert points(improved, criteria).points >= points(candidate, criteria).points - 1e-12


def test_equal_points_have_two_winners():
    assert winners(candidates_of([[3, 3, 3, 3], [3, 3, 3, 3], [1, 1, 1, 5]]), criteria_of([1, 2, 3, 4])) == ("p0", "p1")


@given(weights)
def test_shares_are_parts_of_one(typed):
    found = shares(criteria_of(typed))
    assert sum(found.values()) == pytest.approx(1)
    assert list(found.values()) == pytest.approx([weight / sum(typed) for weight in typed])


def test_turning_a_score_round_twice_is_the_score():
    risk = Criterion(name="risk", weight=1, less_is_better=True)
    assert [good_score(good_score(one, risk), risk) for one in range(1, 6)] == [1, 2, 3, 4, 5]


@given(st.floats(min_value=0, max_value=500))
def test_every_amount_has_one_score(pay):
    limits = (20, 30, 40, 50)
    by_rule = [1, 2, 3, 4, 5][sum(pay >= limit for limit in limits)]
    assert score_from(pay, limits) == by_rule and 1 <= by_rule <= 5


# --- what flips the winner -------------------------------------------------------------------------


@given(weights)
def test_swapping_twice_changes_nothing(typed):
    criteria = criteria_of(typed)
    for one, other in itertools.combinations(NAMES, 2):
        assert swapped(swapped(criteria, one, other), one, other) == criteria


@given(products, weights)
def test_each_swap_says_who_wins_then(rows, typed):
    found = swaps(candidates_of(rows), criteria_of(typed))
    assert len(found) == 6
    for swap in found:
        moved = list(typed)
        one, other = NAMES.index(swap.one), NAMES.index(swap.other)
        moved[one], moved[other] = moved[other], moved[one]
        best = max(by_hand(row, moved) for row in rows)
        assert swap.winners == tuple(f"p{at}" for at, row in enumerate(rows) if best - by_hand(row, moved) < 1e-9)


@given(products, weights, st.sampled_from(NAMES))
def test_the_winner_stays_inside_the_range_and_changes_at_once_outside(rows, typed, name):
    candidates, criteria = candidates_of(rows), criteria_of(typed)
    found = weight_range(candidates, criteria, name)
    best = winners(candidates, criteria)[0]
    assert found.low - 1e-9 <= found.share <= found.high + 1e-9
    for step in range(101):
        share = step / 100
        here = winners(candidates, at_share(criteria, name, share))
        if found.low + 1e-6 < share < found.high - 1e-6:
            assert best in here
        elif share < found.low - 1e-6 or share > found.high + 1e-6:
            assert best not in here
    assert (found.low == 0) == (found.below == ()) and (found.high == 1) == (found.above == ())


@given(weights, st.sampled_from(NAMES), st.floats(min_value=0, max_value=1))
def test_moving_one_share_keeps_the_proportions_of_the_others(typed, name, share):
    moved = shares(at_share(criteria_of(typed), name, share))
    assert moved[name] == pytest.approx(share)
    others = {other: weight for other, weight in zip(NAMES, typed, strict=True) if other != name}
    for other, weight in others.items():
        assert moved[other] == pytest.approx((1 - share) * weight / sum(others.values()))


def test_there_is_a_range_for_each_criterion():
    found = sensitivity(candidates_of([[5, 2, 4, 2], [3, 3, 5, 2]]), criteria_of([40, 20, 20, 20]))
    assert [one.criterion for one in found] == list(NAMES)


def test_names_that_are_not_there_are_told():
    for wrong in (
        lambda: with_weights(criteria_of([1, 1, 1, 1]), {"price": 1}),
        lambda: swapped(criteria_of([1, 1, 1, 1]), "price", "pay"),
        lambda: at_share(criteria_of([1, 1, 1, 1]), "price", 0.5),
    ):
        with pytest.raises(InputError, match="customers, pay, village, risk"):
            wrong()


# --- the size of a market --------------------------------------------------------------------------


def test_the_market_of_the_teaching_notes():
    size = market_size(people=8_000, buying_share=0.12, pieces_each=1.3, price=30)
    assert (round(size.buyers, 6), round(size.pieces, 6), round(size.sales, 6)) == (960, 1_248, 37_440)


@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 50), st.floats(0, 1e5))
def test_a_market_is_never_larger_than_everybody_buying(people, share, each, price):
    size = market_size(people=people, buying_share=share, pieces_each=each, price=price)
    assert 0 <= size.sales <= people * each * price * (1 + 1e-9) + 1e-9
    assert size.sales == pytest.approx(people * share * each * price)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_the_largest_buyer_takes_at_least_an_equal_part(pieces):
    share = largest_share({f"b{at}": count for at, count in enumerate(pieces)})
    assert 1 / len(pieces) - 1e-12 <= share <= 1


# --- registration and segments ---------------------------------------------------------------------

RULES = (
    Rule(rule="R1", step="who", answer="group", enough="any"), Rule(rule="R2", step="who", answer="single", enough="any"),
    Rule(rule="R3", step="papers", answer="photo", enough="all"),
    Rule(rule="R4", step="papers", answer="group_papers", enough="all", only_if="group"),
)  # fmt: skip


@pytest.mark.parametrize(
    "answers, done, open_",
    [
        ({}, [False, False], ("R1", "R2")),
        ({"single": True}, [True, False], ("R3",)),
        ({"single": True, "photo": True}, [True, True], None),
        ({"group": True, "photo": True}, [True, False], ("R4",)),
        ({"group": True, "photo": True, "group_papers": True}, [True, True], None),
        ({"group": False, "photo": True}, [False, True], ("R1", "R2")),
    ],
)
def test_the_path_says_what_is_open_and_what_comes_first(answers, done, open_):
    path = registration_path(RULES, answers)
    assert [step.done for step in path] == done
    first = first_open(path)
    assert (first.open if first else None) == open_


def test_a_rule_that_is_neither_any_nor_all_is_refused():
    with pytest.raises(InputError, match="any .* all"):
        Rule(rule="R1", step="who", answer="group", enough="some")


def test_the_first_rule_that_matches_counts_and_gaps_are_counted():
    rules = [SegmentRule("A", ((1,), ())), SegmentRule("B", ((1, 2), (2,)))]
    assert [segment_of(one, rules) for one in [(1, 2), (2, 2), (2, 1)]] == ["A", "B", None]
    assert answers_named(rules) == (2, 2)
    assert combinations_by_segment(rules, (2, 2)) == {"A": 2, "B": 1, None: 1}


@given(st.lists(st.tuples(st.sets(st.integers(1, 3)), st.sets(st.integers(1, 4))), max_size=4))
def test_every_combination_is_counted_once(allowed):
    rules = [SegmentRule(f"S{at}", tuple(map(tuple, map(sorted, row)))) for at, row in enumerate(allowed)]
    assert sum(combinations_by_segment(rules, (3, 4)).values()) == 12
