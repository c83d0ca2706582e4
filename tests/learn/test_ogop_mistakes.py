"""The mistakes of lesson 18 are recognised by name, and no right answer is blamed.

The wrong numbers are reckoned here, from the raw inputs and with arithmetic of this
file alone; the models of the mistakes are never asked.
"""

import random
from collections import Counter

import pytest
from by_hand import satang, ways_to_type
from otop.learn.check import judge
from otop.learn.lessons import ogop as lesson
from otop.learn.questions import ogop as ask

CASES = 50
OTHER_QUESTION = {
    "highest_for_lowest", "working_days_counted", "tonne_for_kg", "gewogs_for_groups", "weight_for_money",
    "month_of_group", "year_before_for_this", "part_that_stays", "money_for_percent",
}  # fmt: skip

# --- the lesson's own figures ---------------------------------------------------------------------

ROW = [
    ("cloth_low", 1333.33, "highest_for_lowest"), ("cloth_low", 750, "low_price_short_time"),
    ("cloth_low", 888.89, "high_price_long_time"), ("cloth_low", 15_000, "month_for_day"),
    ("cloth_low", 45_000, "piece_for_day"), ("cloth_low", 1_500, "one_month_only"),
    ("cloth_low", 576.92, "working_days_counted"), ("cloth_low", 681.82, "working_days_counted"),
    ("mean_price", 574_285.71, "tonne_for_kg"), ("mean_price", 0.57, "million_forgotten"),
    ("mean_price", 1.74, "weight_over_money"), ("mean_price", 703.50, "multiplied_by_weight"),
    ("mean_price", 57.43, "lakh_for_million"),
    ("mean_group", 251_250, "gewogs_for_groups"), ("mean_group", 335_000, "launch_gewogs"),
    ("mean_group", 111_666.67, "groups_and_gewogs"), ("mean_group", 2_512.50, "groups_times_gewogs"),
    ("mean_group", 350, "weight_for_money"), ("mean_group", 16_750, "month_of_group"),
    ("mean_group", 100_500, "year_before_for_this"), ("mean_group", 20_100_000, "all_groups"),
    ("mean_group", 20_100, "lakh_for_million"), ("mean_group", 2_010_000, "crore_for_million"),
    ("year_before", 0, "percent_taken_off"), ("year_before", 20.1, "no_change"), ("year_before", 40.2, "next_year"),
    ("year_before", 0.20, "percent_as_times"),
    ("landed_fall", 30, "rate_for_fall"), ("landed_fall", 20.60, "duty_on_goods_only"),
    ("landed_fall", 76.92, "part_that_stays"), ("landed_fall", 34.68, "fall_on_goods"),
    ("landed_fall", 34_680, "money_for_percent"),
    ("cannot_say", 1, "gap_mean_price"), ("cannot_say", 3, "gap_sites"), ("cannot_say", 4, "gap_joint_venture"),
]  # fmt: skip
RIGHT = [
    ("cloth_low", 500), ("mean_price", 574.29), ("mean_price", 574), ("mean_group", 201_000), ("year_before", 10.05),
    ("year_before", 10_050_000), ("landed_fall", 23), ("landed_fall", 23.08), ("landed_fall", 23.1), ("cannot_say", 2),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "number", "name"), ROW, ids=[f"{name}-{number}" for _, number, name in ROW])
def test_a_mistake_is_named(exercise, number, name):
    for typed in ways_to_type(number):
        verdict = judge(lesson.EXERCISES[exercise](), typed)
        assert (verdict.outcome, verdict.mistakes) == ("named", (name,)), typed
        assert ("answers another question" in verdict.sentence) == (name in OTHER_QUESTION)


@pytest.mark.parametrize(("exercise", "number"), RIGHT)
def test_a_right_number_is_right(exercise, number):
    assert {judge(lesson.EXERCISES[exercise](), typed).outcome for typed in ways_to_type(number)} == {"right"}


def test_two_mistakes_with_one_number_are_asked_about():
    verdict = judge(lesson.EXERCISES["mean_price"](), 5_742.86)
    assert (verdict.outcome, set(verdict.mistakes)) == ("ask_which", {"crore_for_million", "quintal_for_tonne"})


@pytest.mark.parametrize("exercise", lesson.EXERCISES)
def test_no_sentence_gives_the_right_number_away(exercise):
    question = lesson.EXERCISES[exercise]()
    shown = {f"{right:,.{digits}f}" for right in question.rights for digits in (0, 2)}
    if exercise != "cannot_say":
        for mistake in question.mistakes:
            assert not shown & set(mistake.sentence().replace("?", " ").replace(".", " ").split()), mistake.sentence()


# --- fifty cases ----------------------------------------------------------------------------------


def questions(seed: int):
    """(question, wrong numbers by name, right answers by other ways) with inputs such as other cases have."""
    rng = random.Random(f"case {seed}")
    low, short = rng.randrange(1_000, 90_000, 500), rng.choice([1, 2, 3])
    high, long = low + rng.randrange(500, 60_000, 500), short + rng.choice([1, 2, 3])
    yield (
        ask.lowest_day_pay(low_price=low, high_price=high, short_months=short, long_months=long, currency="Nu"),
        [
            ("highest_for_lowest", high / short / 30), ("low_price_short_time", low / short / 30),
            ("high_price_long_time", high / long / 30), ("month_for_day", low / long), ("piece_for_day", low),
            ("one_month_only", low / 30), *(("working_days_counted", low / long / days) for days in (22, 24, 25, 26)),
        ],
        [low / (30 * long), low / long / 30, satang(low / long) / 30, low / 30 / long],
    )  # fmt: skip
    millions, tonnes = rng.randrange(5, 900) / 10, rng.randrange(3, 400)
    money, kilos = millions * 1e6, tonnes * 1e3
    yield (
        ask.mean_price(millions=millions, tonnes=tonnes, currency="Nu"),
        [
            ("tonne_for_kg", money / tonnes), ("million_forgotten", millions / tonnes),
            ("weight_over_money", tonnes / millions), ("multiplied_by_weight", millions * tonnes),
            ("lakh_for_million", money / 10 / kilos), ("crore_for_million", money * 10 / kilos),
            ("quintal_for_tonne", money / (tonnes * 100)),
        ],
        [money / kilos, money / tonnes / 1000, satang(money / tonnes) / 1000, millions / tonnes * 1000],
    )  # fmt: skip
    gewogs, first, rise = rng.randrange(20, 150), rng.randrange(5, 20), rng.choice([20, 40, 75, 100, 120])
    groups = gewogs + rng.randrange(3, 90)
    yield (
        ask.mean_per_group(millions=millions, groups=groups, gewogs=gewogs, first_gewogs=first, tonnes=tonnes,
                           rise_percent=rise, currency="Nu"),
        [
            ("gewogs_for_groups", money / gewogs), ("launch_gewogs", money / first),
            ("groups_and_gewogs", money / (groups + gewogs)), ("groups_times_gewogs", money / groups / gewogs),
            ("weight_for_money", kilos / groups), ("month_of_group", money / groups / 12),
            ("year_before_for_this", money / groups * 100 / (100 + rise)), ("all_groups", money),
            ("lakh_for_million", money / 10 / groups), ("crore_for_million", money * 10 / groups),
        ],
        [money / groups, satang(millions / groups * 1e6), round(money / groups)],
    )  # fmt: skip
    yield (
        ask.year_before(millions=millions, rise_percent=rise, currency="Nu"),
        [
            ("percent_taken_off", millions - millions * rise / 100), ("no_change", millions),
            ("next_year", millions + millions * rise / 100), ("percent_as_times", millions / rise),
        ],
        [millions / (100 + rise) * 100, money / (100 + rise) * 100, satang(millions * 100 / (100 + rise))],
    )  # fmt: skip
    goods, freight, insurance = (
        rng.randrange(20_000, 400_000, 500),
        rng.randrange(2_000, 30_000, 100),
        rng.randrange(100, 900),
    )
    duty = rng.choice([10, 20, 30, 40, 60])
    three = goods + freight + insurance
    paid = three * duty / 100
    yield (
        ask.fall_of_landed_cost(goods=goods, freight=freight, insurance=insurance, duty_percent=duty, currency="THB"),
        [
            ("rate_for_fall", duty), ("duty_on_goods_only", goods * duty / (three + goods * duty / 100)),
            ("part_that_stays", three / (three + paid) * 100), ("fall_on_goods", paid / goods * 100),
            ("money_for_percent", paid),
        ],
        [duty / (100 + duty) * 100, round(duty / (100 + duty) * 100), satang(paid * 100 / (three + paid)),
         100 - three / (three + paid) * 100, (paid * 1.07) / ((three + paid) * 1.07) * 100],
    )  # fmt: skip


ALL = [(seed, *case) for seed in range(CASES) for case in questions(seed)]


def test_a_wrong_number_is_named_or_asked_about():
    seen = Counter()
    for seed, question, wrong, _ in ALL:
        for name, number in wrong:
            if any(question.is_near(number, right) for right in question.rights):
                continue  # this slip gives the right number, or one that rounding cannot tell from it
            for typed in (number, satang(number)):
                verdict = judge(question, typed)
                if question.is_near(typed, number):
                    assert name in verdict.mistakes, (seed, question.kind, name, typed, verdict)
            seen[name] += 1
    assert len(seen) == 31
    assert min(seen.values()) > CASES / 2, seen.most_common()[-3:]


def test_a_right_answer_reached_another_way_is_never_blamed():
    for seed, question, _, rights in ALL:
        for number in rights:
            outcome = judge(question, number).outcome
            assert outcome in ("right", "too_rounded"), (seed, question.kind, number, question.right)
            assert outcome == "right" or abs(number - question.right) < 0.005, (seed, question.kind, number)


def test_each_model_agrees_with_the_arithmetic_of_this_file():
    for seed, question, wrong, rights in ALL:
        assert question.right == pytest.approx(rights[0], abs=1e-9)
        known = [(mistake.name, satang(mistake.value)) for mistake in question.mistakes]
        for name, number in known:
            assert any(name == other and abs(number - satang(value)) < 0.011 for other, value in wrong), (seed, name)
