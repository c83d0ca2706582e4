"""The mistakes of lesson 12 are recognised by name, and no right answer is blamed.

The wrong numbers are reckoned here, from the raw inputs and with arithmetic of this
file alone; the models of the mistakes are never asked.
"""

import math
import random
import re
from collections import Counter

import numpy as np
import pytest
from by_hand import satang, ways_to_type
from otop.learn.check import judge
from otop.learn.lessons import fairs as lesson
from otop.learn.questions import booth as ask_booth
from otop.learn.questions import fairs as ask
from otop.market import Booth

CASES = 50
SCARF = {"price": 250, "variable_cost": 120, "left_over_worth": 90, "full_cost": 150}
# two names for one thing: either may be said where both give the same number
SAME_THING = [{"own_days_out", "cash_of_going", "cash_result"}, {"one_person_only", "day_rate_once"}]


def the(name):
    return lesson.EXERCISES[name]


# --- the row of the teaching notes, on the lesson's own data ---------------------------------------

ROW = [
    (the("to_bring"), 311, "ratio_inverted"), (the("to_bring"), 400, "bring_the_mean"), (the("to_bring"), 405, "no_salvage"),
    (the("to_bring"), 432, "full_cost_used"), (the("to_bring"), 524, "price_for_margin"),
    (the("how_sure"), 0.1875, "ratio_inverted"), (the("how_sure"), 0.52, "no_salvage"), (the("how_sure"), 0.625, "full_cost_used"),
    (the("seller_sales"), 229_293, "orders_as_sales"), (the("visitor_spend"), 3_493, "orders_as_sales"),
    (the("printed_mean"), 547_497_241 / 2_538, "part_event_scaled"), (the("printed_mean"), 95_574, "printed_mean_copied"),
    (the("city_2022"), 2, "part_event_scaled"), (the("city_2022"), 1, "part_as_whole"),
    (the("middle_seller"), 201_444, "mean_as_typical"), (the("left_of_sales"), 201_504, "sales_as_profit"),
    (the("fair_result"), 37_500, "sales_as_profit"), (the("one_person"), 3_069, "visits_as_visitors"),
    (the("visitor_spend"), 500_000_000 / 164_130, "target_for_result"), (the("seller_sales"), 200_000, "target_for_result"),
    (the("below_target"), 0, "orders_reach_target"), (the("below_target"), 1, "reached_for_missed"),
    (the("below_target"), 3, "every_fair_counted"),
    (the("going_cost"), 15_500, "own_days_out"), (the("pieces_to_pay"), 120, "own_days_out"),
    (the("pieces_to_pay"), 178, "part_piece_dropped"), (the("pieces_to_pay"), 93, "price_for_contribution"),
    (the("fair_result"), 4_000, "own_days_out"), (the("fair_result"), 11_800, "cash_result"),
    (the("one_too_many"), 120, "no_salvage"), (the("best_stock"), 400, "bring_the_mean"), (the("best_stock"), 415, "no_salvage"),
]  # fmt: skip
RIGHT = [
    ("visitor_spend", 3_069), ("seller_sales", 201_504), ("left_of_sales", 73_280), ("to_bring", 489), ("how_sure", 0.8125),
    ("how_sure", 81.25), ("city_2022", 3), ("middle_seller", 58_000), ("going_cost", 23_200), ("pieces_to_pay", 179),
    ("below_target", 2), ("fair_result", -3_700), ("one_too_many", 30), ("best_stock", 490), ("one_person", 4_604), ("printed_mean", 95_876),
]  # fmt: skip


@pytest.mark.parametrize("question, number, name", ROW, ids=[f"{name}-{number:g}" for _, number, name in ROW])
def test_a_mistake_of_the_teaching_notes_is_named(question, number, name):
    for typed in [number, float(number), np.float64(number), f"{number:,} THB" if number >= 1 else str(number)]:
        verdict = judge(question(), typed)
        assert (verdict.outcome, verdict.mistakes) == ("named", (name,)), (typed, verdict)


@pytest.mark.parametrize("exercise, number", RIGHT)
def test_a_right_number_of_the_teaching_notes_is_right(exercise, number):
    for typed in (number, str(number), f"{number} THB", np.float64(number)):
        assert judge(the(exercise)(), typed).is_right


def test_every_exercise_has_its_right_number_here():
    assert {exercise for exercise, _ in RIGHT} == set(lesson.EXERCISES)


def test_a_true_answer_to_another_question_is_not_called_wrong():
    for exercise, number in [("going_cost", 13_700), ("visitor_spend", 201_504), ("fair_result", 11_800), ("left_of_sales", 118_014), ("one_too_many", 130), ("below_target", 0)]:  # fmt: skip
        assert "answers another question" in judge(the(exercise)(), number).sentence
    assert "answers another question" not in judge(the("going_cost")(), 15_500).sentence


# --- fifty cases -----------------------------------------------------------------------------------


def quantile(share: float, mean: float, sd: float) -> float:
    """The normal quantile by halving, with the error function alone."""
    low, high = mean - 9 * sd, mean + 9 * sd
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 + math.erf((middle - mean) / sd / math.sqrt(2))) / 2 < share else (low, middle)
    return (low + high) / 2


def whole_numbers(pieces: float) -> list[int]:
    return sorted({math.floor(round(pieces, 6)), math.ceil(round(pieces, 6))})


def fair_questions(seed: int):
    """(question, wrong numbers by name, right answers by other ways) for the numbers of a fair."""
    rng = random.Random(f"fair {seed}")
    on_site, orders = rng.randint(40_000_000, 900_000_000), rng.choice([0, rng.randint(9_000_000, 120_000_000)])
    target, days = rng.randint(20, 90) * 10_000_000, rng.randint(5, 10)
    visitors, sellers, products = rng.randint(40_000, 500_000), rng.randint(300, 3_500), rng.randint(5_000, 40_000)
    covers, online, in_millions = rng.randint(1, days - 1), rng.choice([0, rng.randint(50, 900)]), rng.random() < 0.3
    if in_millions:
        on_site = round(on_site, -5)
    common = {"on_site": on_site, "orders": orders, "target": target, "days": days, "in_millions": in_millions}

    def of(people):
        wrong = {
            "target_for_result": [target / people],
            "whole_fair": [on_site],
            "one_day_of_the_fair": [on_site / days / people],
        }
        if orders:
            wrong |= {"orders_as_sales": [(on_site + orders) / people], "orders_only": [orders / people]}
        if in_millions:
            wrong |= {"millions_forgotten": [on_site / 1_000_000 / people]}
        else:
            wrong |= {"people_by_money": [people / on_site]}
        return wrong

    yield (
        ask.visitor_spend(**common, visitors=visitors, sellers=sellers),
        of(visitors) | {"seller_for_visitor": [on_site / sellers]},
        [on_site / visitors, 1_000_000 * (on_site / 1_000_000) / visitors],
    )
    yield (
        ask.seller_sales(**common, sellers=sellers, visitors=visitors, products=products),
        of(sellers) | {"visitor_for_seller": [on_site / visitors], "product_for_seller": [on_site / products]},
        [on_site / sellers],
    )
    printed = round(on_site / sellers * rng.choice([0.97, 0.985, 1.02]))
    yield (
        ask.seller_sales(on_site=on_site, sellers=sellers, days=days, covers_days=covers, printed=printed, online_sellers=online),
        {
            "part_event_scaled": [on_site / covers * days / sellers], "printed_mean_copied": [printed],
            "one_day_of_the_fair": [on_site / sellers / covers],
        } | ({"online_sellers_added": [on_site / (sellers + online)]} if online else {}),
        [on_site / sellers],
    )  # fmt: skip
    each = rng.choice([1.2, 1.5, 2, 2.5])
    yield (
        ask.person_spend(on_site=on_site, visits=visitors, visits_per_person=each),
        {
            "visits_as_visitors": [on_site / visitors], "visits_multiplied": [on_site / visitors / each],
            "people_for_money": [visitors / each],
        },
        [on_site / visitors * each, on_site / (visitors / each), satang(on_site / visitors) * each],
    )  # fmt: skip
    several = {name: (rng.randint(300, 900), rng.randint(20, 150), rng.randint(4, 9) * 100) for name in "abcde"}
    missed = [name for name, (sold, _, hoped) in several.items() if hoped - sold > 0]
    wrong = {"every_fair_counted": [5], "reached_for_missed": [5 - len(missed)]}
    wrong["orders_reach_target"] = [len([name for name in missed if several[name][2] - sum(several[name][:2]) > 0])]
    yield ask.below_target(several), wrong, [len(missed)]
    booths = [rng.randint(15, 130) * 1_000 for _ in range(rng.choice([4, 6, 8]))] + [rng.randint(400, 900) * 1_000]
    booths = list(dict.fromkeys(booths))
    rng.shuffle(booths)
    row = sorted(booths)
    half = len(row) // 2
    odd = len(row) % 2
    middle = row[half] if odd else (row[half - 1] + row[half]) / 2
    yield (
        ask.typical_seller(booths),
        {
            "mean_as_typical": [sum(row) / len(row)], "middle_of_the_range": [(row[0] + row[-1]) / 2],
            "place_for_sales": [half + 1], "largest_seller": [row[-1]], "smallest_seller": [row[0]],
            "one_place_off": [row[half - 1], row[half + 1] if odd else row[half]],
        } | ({"middle_of_the_list": [booths[half]]} if odd else {}),
        [middle],
    )  # fmt: skip


def booth_questions(seed: int):
    """The same for going to a fair: its cost, its result, its pieces."""
    rng = random.Random(f"booth {seed}")
    times = 600 if seed % 5 == 4 else 1  # every fifth case in kip
    fair_days, travel_days, people = rng.randint(2, 10), rng.choice([0, 1, 2]), rng.choice([1, 2, 2, 3])
    days = fair_days + travel_days
    nights = days - 1
    rate, fee, travel = (
        times * rng.choice(amounts) for amounts in ([300, 350, 363, 400], [0, 800, 3_000, 5_500], [450, 1_900, 4_200])
    )
    night, home = times * rng.choice([0, 400, 650]), times * rng.choice([0, 0, 1_800, 2_650])
    own, lodging = days * people * rate, nights * night
    cash = fee + travel + lodging
    going = cash + own + home
    booth = Booth(
        days=days,
        people=people,
        day_rate=rate,
        booth_fee=fee,
        travel=travel,
        lodging_per_night=night,
        lost_at_home=home,
    )
    wrong = {
        "own_days_out": [going - own], "cash_of_going": [cash], "travel_out": [going - travel], "own_days_only": [own],
        "day_rate_once": [going - own + rate] if own != rate else [],
        "one_person_only": [going - own + days * rate] if people > 1 else [],
        "fair_days_only": [going - own + fair_days * people * rate] if travel_days else [],
        "travel_for_each": [going + travel * (people - 1)] if people > 1 else [],
        "home_out": [going - home] if home else [], "fee_only": [fee] if fee else [],
    }  # fmt: skip
    if lodging:
        wrong |= {
            "lodging_out": [going - lodging],
            "one_night_only": [going - lodging + night],
            "nights_as_days": [going + night],
        }
        wrong |= {"lodging_for_each": [going + lodging * (people - 1)] if people > 1 else []}
    yield (
        ask_booth.going_cost(booth, fair_days=fair_days),
        wrong,
        [going, fee + travel + nights * night + people * (days * rate) + home],
    )
    price = times * rng.randint(40, 900)
    variable = round(price * rng.uniform(0.3, 0.75))
    full, piece_cash = round(variable + (price - variable) * 0.3), round(variable * 0.6)
    left = price - variable
    right = math.ceil(going / left)
    yield (
        ask_booth.pieces_to_pay(
            going=going, price=price, variable_cost=variable, own_time=own, cash_of_going=cash, full_cost=full,
            fair_days=fair_days,
        ),
        {
            "part_piece_dropped": [right - 1] if going % left else [],
            "price_for_contribution": whole_numbers(going / price), "variable_cost_alone": whole_numbers(going / variable),
            "own_days_out": whole_numbers((going - own) / left), "cash_of_going": whole_numbers(cash / left),
            "full_cost_used": whole_numbers(going / (price - full)), "pieces_of_a_day": whole_numbers(going / left / fair_days),
            "money_for_pieces": [right * price],
        },
        [right],
    )  # fmt: skip
    sold = rng.randint(5, 2 * right)
    result = sold * left - going
    purse = sold * (price - piece_cash) - cash
    yield (
        ask_booth.fair_result(
            sold=sold, price=price, variable_cost=variable, going=going, own_time=own, cash_of_going=cash, cash_cost=piece_cash
        ),
        {
            "sales_as_profit": [sold * price], "going_out": [sold * left], "goods_out": [sold * price - going],
            "own_days_out": [result + own], "cash_result": [purse], "result_turned_round": [going - sold * left],
            "own_work_in_pieces_out": [sold * (price - piece_cash) - going], "one_piece_sold": [left - going],
            "going_added": [sold * left + going],
        },
        [result, sold * price - sold * variable - going, sold * price - (sold * variable + going)],
    )  # fmt: skip
    sales = times * rng.randint(20_000, 400_000)
    orders = rng.choice([0, round(sales * rng.uniform(0.05, 0.3))])
    share = satang(left / price)
    yield (
        ask_booth.left_of_sales(sales=sales, price=price, full_cost=variable, cash_cost=piece_cash, orders=orders),
        {
            "sales_as_profit": [sales], "goods_for_left": [sales / price * variable], "left_of_one_piece": [left],
            "cost_share_for_margin": [sales / variable * left], "left_in_cash": [sales / price * (price - piece_cash)],
            "orders_as_sales": [(sales + orders) * left / price] if orders else [],
            "share_rounded": [sales * share] if abs(sales * share - sales * left / price) > 0.002 * sales else [],
        },
        [sales * left / price, sales - sales * variable / price, sales / price * left],
    )  # fmt: skip


def stock_questions(seed: int):
    """The same for how many to bring."""
    rng = random.Random(f"stock {seed}")
    price = rng.randint(40, 900)
    variable = round(price * rng.uniform(0.3, 0.75))
    worth = rng.choice([0, round(variable * rng.uniform(0.1, 0.9))])
    full = round(variable + (price - variable) * 0.4)
    few, many = price - variable, variable - worth
    yield (
        ask_booth.one_too_many(price=price, variable_cost=variable, left_over_worth=worth),
        {"one_too_few": [few], "price_lost": [price]}
        | (
            {
                "no_salvage": [variable], "worth_for_loss": [worth], "price_less_worth": [price - worth],
                "worth_added": [variable + worth],
            }
            if worth
            else {}
        ),
        [many],
    )  # fmt: skip
    ratio = few / (few + many)
    ratios = {
        "ratio_inverted": many / (few + many),
        "full_cost_used": (price - full) / (price - worth),
        "price_for_margin": price / (price + many),
    }
    if worth:
        ratios["no_salvage"] = few / price
    yield (
        ask_booth.stock_ratio(price=price, variable_cost=variable, left_over_worth=worth, full_cost=full),
        {name: [value] for name, value in ratios.items()} | {"few_by_many": [few / many], "many_by_few": [many / few]},
        [ratio, 100 * ratio, 1 - many / (price - worth)],
    )
    mean, sd = rng.randint(60, 900), 0
    sd = round(mean * rng.uniform(0.1, 0.3))
    right = math.ceil(quantile(ratio, mean, sd))
    yield (
        ask_booth.to_bring(price=price, variable_cost=variable, left_over_worth=worth, full_cost=full, mean=mean, sd=sd),
        {name: whole_numbers(quantile(value, mean, sd)) for name, value in ratios.items()}
        | {
            "bring_the_mean": [mean], "part_piece_dropped": [right - 1], "one_spread_more": [mean + sd],
            "ratio_of_the_mean": whole_numbers(ratio * mean), "ratio_of_the_spread": whole_numbers(mean + ratio * sd),
        },
        [right],
    )  # fmt: skip
    demands = sorted(rng.sample(range(mean // 2, mean * 2), rng.choice([5, 8])))
    best = max(demands, key=lambda stock: (round(earned(demands, stock, price, variable, worth), 6), -stock))
    yield (
        ask_booth.best_stock(demands, price=price, variable_cost=variable, left_over_worth=worth),
        {
            "bring_the_mean": whole_numbers(sum(demands) / len(demands)), "bring_the_most": [demands[-1]],
            "bring_the_least": [demands[0]],
            "ratio_inverted": [demands[math.ceil(round(many / (few + many) * len(demands), 9)) - 1]],
        } | ({"no_salvage": [demands[math.ceil(round(few / price * len(demands), 9)) - 1]]} if worth else {}),
        [best],
    )  # fmt: skip


def earned(demands, stock, price, variable, worth):
    """The mean result of a stock, demand by demand."""
    each = [min(stock, asked) * price + max(stock - asked, 0) * worth - stock * variable for asked in demands]
    return sum(each) / len(each)


def all_questions(seed: int):
    return [*fair_questions(seed), *booth_questions(seed), *stock_questions(seed)]


def as_shown(value: float, digits: int) -> float:
    return satang(value * 10**digits / 100) / 10**digits * 100


def test_every_mistake_is_recognised_on_fifty_cases():
    seen = Counter()
    for seed in range(CASES):
        for question, wrong, rights in all_questions(seed):
            shown = {name: {as_shown(number, question.digits) for number in numbers} for name, numbers in wrong.items()}
            for name, numbers in wrong.items():
                for number in numbers:
                    at = as_shown(number, question.digits)
                    same = {other for other, values in shown.items() if at in values}
                    for typed in (number, f"{at:,.{question.digits}f} บาท"):
                        verdict = judge(question, typed)
                        where = (seed, question.kind, name, number, rights, verdict)
                        if any(at == as_shown(right, question.digits) for right in rights):
                            assert verdict.is_right, where
                            seen["is the right number"] += 1
                            continue
                        if verdict.is_right:
                            assert min(abs(number - right) for right in rights) <= 0.011 * abs(rights[0]), where
                            seen["cannot be told from a right number"] += 1
                            continue
                        if len(verdict.mistakes) == 1:
                            said = verdict.mistakes[0]
                            assert same == {said} or any(same | {said} <= group for group in SAME_THING), where
                            assert verdict.outcome == "named", where
                        else:
                            assert verdict.outcome == "ask_which" and same & set(verdict.mistakes), where
                        seen["recognised", verdict.outcome] += 1
                        seen["name", name] += 1
    print(seen)
    assert seen["recognised", "named"] > 5_000
    assert seen["cannot be told from a right number"] < 150
    assert seen["recognised", "ask_which"] < seen["recognised", "named"] / 10
    named = {name for kind, name in (key for key in seen if key[0] == "name")}
    assert named >= {name for _, _, name in ROW} - {"part_as_whole"}
    asked = {mistake.name for exercise in lesson.EXERCISES.values() for mistake in exercise().mistakes}
    assert named >= asked - {"part_as_whole", "contribution_by_going"}


def test_no_right_answer_is_blamed_on_fifty_cases():
    tried = Counter()
    for seed in range(CASES):
        for question, _, rights in all_questions(seed):
            for right in rights:
                at = as_shown(right, question.digits)
                for typed in [
                    *(ways_to_type(right) if question.digits <= 2 else []),
                    np.float32(right),
                    at,
                    f"{at:,.{question.digits}f}",
                    round(right, 4),
                ]:
                    verdict = judge(question, typed)
                    assert verdict.is_right, (seed, question.kind, rights, right, typed, verdict)
                    tried[question.kind] += 1
    assert len(tried) == 13 and min(tried.values()) >= CASES


def test_the_best_stock_earns_most_in_the_lesson():
    results = {stock: earned(lesson.DEMANDS, stock, 250, 120, 90) for stock in range(0, 700)}
    assert max(results, key=results.get) == the("best_stock")().right == 490


@pytest.mark.parametrize("target", [None, 600_000_000])
def test_a_part_is_never_the_whole(target):
    question = ask.whole_of_part(part=154_000_000, covers_days=2, days=9, target=target)
    wrong = {1: "part_as_whole", 2: "part_event_scaled", 3: "target_for_result"}
    for number in range(1, question.options):
        assert judge(question, number).mistakes == (wrong[number],)
    assert judge(question, question.options).is_right
    assert judge(question, question.options + 1).outcome == "unreadable"


def test_every_sentence_is_true_to_its_case():
    for seed in range(CASES):
        for question, _, _ in all_questions(seed):
            for mistake in question.mistakes:
                sentence = mistake.sentence()
                assert not re.search(r"(?<![\d.,])-?0\.00(?!\d)|\{|\}|None|nan", sentence), (
                    seed,
                    question.kind,
                    sentence,
                )
    for exercise in lesson.EXERCISES.values():
        question = exercise()
        right = f"{question.right:,.{question.digits}f}"
        if question.digits < 4 and len(right) > 2:
            assert not any(f" {right} " in f"{mistake.sentence()} " for mistake in question.mistakes), exercise


def test_nothing_is_said_of_what_is_not_there():
    alone = Booth(days=1, people=1, day_rate=350, booth_fee=500)
    names = {mistake.name for mistake in ask_booth.going_cost(alone, fair_days=1).mistakes}
    assert not names & {
        "lodging_out",
        "one_night_only",
        "nights_as_days",
        "one_person_only",
        "home_out",
        "travel_out",
        "day_rate_once",
    }
    stale = ask_booth.one_too_many(price=50, variable_cost=20, left_over_worth=0)
    assert {mistake.name for mistake in stale.mistakes} == {"one_too_few", "price_lost"}
    paid = ask.visitor_spend(on_site=90_000, visitors=600)
    assert not {mistake.name for mistake in paid.mistakes} & {"orders_as_sales", "orders_only", "target_for_result"}
