"""The mistakes of lesson 05 are recognised by name, and no right answer is blamed.

The wrong numbers are reckoned here, from the raw inputs and with arithmetic of this
file alone; the models of the mistakes are never asked.
"""

import random
import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from by_hand import satang, ways_to_type
from otop.costing import Amount, CostSheet, Equipment, Labour, Material, Product, sheet_of
from otop.learn.check import judge
from otop.learn.lessons import unit_cost as lesson
from otop.learn.questions import unit_cost as ask

SHEETS = 50
ROUNDED_ON_THE_WAY = 0.03  # the parts of a right answer may have been rounded one by one
# two names for one thing: either may be said where both give the same number
SAME_THING = [
    {"own_labour_out", "cash_for_full", "material_only"}, {"fixed_out", "overhead_out", "material_only"},
    {"full_for_cash", "own_labour_in", "variable_for_cash", "other_unpaid_in"}, {"whole_tool", "life_forgotten"},
    {"variable_for_cash", "material_only"}, {"cash_for_variable", "own_labour_out_variable", "material_only"},
    {"batch_for_piece", "cash_of_batch", "full_of_batch"},
]  # fmt: skip


# --- the row of the teaching notes, on the lesson's own data -------------------------------------

C19 = sheet_of("bottle", batch_size=15, material=73.50, own_labour=40)
C19_BATCH = sheet_of("batch", material=73.50, own_labour=40)
C1_PIECE = lesson.EXERCISES["babin_piece"]
ROW = [
    (lambda: ask.full_cost(lesson.nipa()), 4.19, "own_labour_out"),
    (lambda: ask.full_cost(lesson.babin(), pieces_per_pack=6), 12.43, "own_labour_out"),
    (lambda: ask.full_cost(lesson.krathong()), 17.55, "own_labour_out"),
    (lambda: ask.full_cost(C19), 4.90, "own_labour_out"),
    (lambda: ask.surplus(C19_BATCH, price=150), 76.50, "surplus_without_own_labour"),
    (lambda: ask.full_cost(lesson.nipa()), 10.51, "fixed_out"),
    (lambda: ask.full_cost(lesson.nipa()), 3.01, "cash_for_full"),
    (lambda: ask.full_cost(C19), 113.50, "batch_for_piece"),
    (C1_PIECE, 19.09, "batch_for_piece"),
    (C1_PIECE, 114.54, "multiplied"),
    (lambda: ask.full_cost(lesson.babin(), pieces_per_pack=6), 3.18, "piece_for_box"),
    (lambda: ask.full_cost(lesson.babin(), pieces_per_pack=6), 114.54, "box_for_piece"),
    (lesson.EXERCISES["babin_surplus"], 5 - 19.09, "piece_price_box_cost"),
    (lambda: ask.full_cost(lesson.babin()), 21.75, "overhead_twice"),
    (lambda: ask.full_cost(lesson.nipa()), 17_010.51, "fixed_total_added"),
    (lesson.EXERCISES["loom"], 2.40, "salvage_ignored"),
    (lesson.EXERCISES["loom"], 12.00, "whole_tool"),
    (lesson.EXERCISES["loom"], 24.00, "year_as_month"),
    (lesson.EXERCISES["weaving_time"], 57.04, "hours_as_decimal"),
    (lesson.EXERCISES["weaving_time"], 21.94, "day_over_24"),
    (lesson.EXERCISES["nipa_half"], 11.69, "fixed_per_unit_held"),
    (lambda: ask.full_cost_at_volume(lesson.nipa(), times=2), 11.69, "fixed_per_unit_held"),
]
RIGHT = [
    (lambda: ask.full_cost(lesson.nipa()), 11.69), (lambda: ask.cash_cost(lesson.nipa()), 3.01),
    (lambda: ask.variable_cost(lesson.nipa()), 10.51), (lambda: ask.full_cost(lesson.babin()), 19.09),
    (lambda: ask.full_cost(lesson.krathong()), 22.75), (lambda: ask.full_cost(C19), 7.57), (C1_PIECE, 3.18),
    (lambda: ask.surplus(C19_BATCH, price=150), 36.50), (lesson.EXERCISES["babin_day"], 54),
    (lesson.EXERCISES["babin_day"], 54.49), (lesson.EXERCISES["babin_surplus"], 10.91),
    (lesson.EXERCISES["loom"], 2.00), (lesson.EXERCISES["weaving_time"], 65.81), (lesson.EXERCISES["nipa_half"], 12.87),
    (lambda: ask.full_cost_at_volume(lesson.nipa(), times=2), 11.10), (lesson.EXERCISES["shared_kiln"], 750),
    (lesson.EXERCISES["bran_and_rice"], 900),
]  # fmt: skip


@pytest.mark.parametrize("question, number, name", ROW, ids=[f"{name}-{number}" for _, number, name in ROW])
def test_a_mistake_of_the_teaching_notes_is_named(question, number, name):
    for typed in ways_to_type(number):
        verdict = judge(question(), typed)
        assert (verdict.outcome, verdict.mistakes) == ("named", (name,)), typed


@pytest.mark.parametrize("question, number", RIGHT)
def test_a_right_number_of_the_teaching_notes_is_right_or_only_rounded(question, number):
    outcomes = {judge(question(), typed).outcome for typed in ways_to_type(number)}
    assert outcomes == ({"too_rounded"} if number == 54 else {"right"})


def test_a_true_answer_to_another_question_is_not_called_wrong():
    for sheet, number in [(lesson.nipa(), 3.01), (lesson.nipa(), 10.51), (lesson.babin(), 12.43), (C19, 4.90)]:
        assert "answers another question" in judge(ask.full_cost(sheet), number).sentence
    assert "answers another question" not in judge(ask.full_cost(lesson.nipa()), 4.19).sentence


# --- fifty sheets ----------------------------------------------------------------------------------


def raw_sheet(seed: int) -> SimpleNamespace:
    """Inputs of a product such as a village group has; money in baht, every fifth sheet in kip."""
    rng = random.Random(f"sheet {seed}")
    while True:
        raw = _any_sheet(rng, seed)
        cost, times = by_hand(raw), 600 if seed % 5 == 4 else 1
        if 3 < cost.full / times < 3_000 and all(part == 0 or part >= 0.05 * times for part in cost.parts["full"]):
            return raw


def _any_sheet(rng, seed: int) -> SimpleNamespace:
    times = 600 if seed % 5 == 4 else 1
    batch = rng.choice([1, 1, 6, 10, 12, 15, 20, 40, 100])
    price = rng.choice([60, 180, 400, 1_200])
    tool = rng.choice(
        [
            None,
            (price_of := rng.choice([3_500, 12_000, 45_000]), rng.choice([0, price_of // 6]), rng.choice([1, 4, 5, 8])),
        ]
    )
    return SimpleNamespace(
        batch=batch,
        materials=[
            (rng.randint(1, 60) / 4 * max(1, batch / 10), rng.randint(9, price) * times, rng.choice([1, 1, 0.7, 0.35]))
            for _ in range(rng.randint(1, 5))
        ],
        own_hours=rng.choice([0, rng.randint(2, 40) / 4 * max(1, batch / 10)]),
        hired_hours=rng.choice([0, 0, rng.randint(4, 40) / 4]),
        day_rate=rng.choice([300, 325, 351, 363]) * times,
        variable_overhead=rng.choice([0, rng.randint(5, 900) / 2 * times * max(1, batch / 10)]),
        fixed_month=rng.choice([0, rng.randint(3, 60) * 250 * times]),
        fixed_paid=rng.random() < 0.5,
        tool=tool and tuple(part * (times if at < 2 else 1) for at, part in enumerate(tool)),
        pieces_month=rng.choice([40, 150, 600, 2_000]) if batch < 40 else rng.choice([2_000, 14_407]),
    )  # fmt: skip


def sheet_from(raw) -> CostSheet:
    fixed = Amount(part="overhead", item="rent", amount=raw.fixed_month, per="month", paid=raw.fixed_paid)
    parts = [
        *(
            Material(item=f"material {at}", quantity=quantity * rate, unit="kg", yield_rates=(rate,), price=price, price_unit="kg")
            for at, (quantity, price, rate) in enumerate(raw.materials)
        ),
        *([Labour(item="own", hours=raw.own_hours, day_rate=raw.day_rate, who="own")] if raw.own_hours else []),
        *([Labour(item="hired", hours=raw.hired_hours, day_rate=raw.day_rate, who="hired")] if raw.hired_hours else []),
        *([Amount(part="overhead", item="gas", amount=raw.variable_overhead, per="batch")] if raw.variable_overhead else []),
        *([fixed] if raw.fixed_month else []),
        *([Equipment(item="tool", price=raw.tool[0], salvage=raw.tool[1], life_years=raw.tool[2])] if raw.tool else []),
    ]  # fmt: skip
    product = Product(name="thing", unit="pack", batch_size=raw.batch, volume_per_year=raw.pieces_month * 12)
    return CostSheet(product, tuple(parts))


def by_hand(raw) -> SimpleNamespace:
    """Money in one piece, reckoned from the raw inputs."""
    each = [quantity * price / raw.batch for quantity, price, _ in raw.materials]
    hour = raw.day_rate / 8
    own, hired = raw.own_hours * hour / raw.batch, raw.hired_hours * hour / raw.batch
    overhead, fixed = raw.variable_overhead / raw.batch, raw.fixed_month / raw.pieces_month
    wear = (raw.tool[0] - raw.tool[1]) / raw.tool[2] / 12 / raw.pieces_month if raw.tool else 0
    material = sum(each)
    paid_fixed = fixed if raw.fixed_paid else 0
    return SimpleNamespace(
        each=each, material=material, own=own, hired=hired, overhead=overhead, fixed=fixed, wear=wear,
        cash=material + hired + overhead + paid_fixed, variable=material + own + hired + overhead,
        full=material + own + hired + overhead + fixed + wear,
        parts={"cash": [material, hired, overhead, paid_fixed], "variable": [material, own, hired, overhead],
               "full": [material, own, hired, overhead, fixed, wear]},
    )  # fmt: skip


def sheet_questions(seed: int):
    """(question, wrong numbers by name, right answers by other ways) for one sheet."""
    raw = raw_sheet(seed)
    cost, sheet = by_hand(raw), sheet_from(raw)
    pack, price = 6, satang(cost.full * 1.4)
    all_overhead = cost.overhead + cost.fixed + cost.wear
    month = (cost.fixed + cost.wear) * raw.pieces_month
    batch = raw.batch

    def wrong(**numbers):
        return {name: number for name, number in numbers.items() if number is not None}

    def rounded_parts(kind):
        parts = cost.parts[kind]
        lines = [*cost.each, *parts[1:]]
        whole = sum(part * batch for part in parts)
        return [sum(parts), sum(map(satang, parts)), sum(map(satang, lines)), whole / batch, satang(whole) / batch]

    other_unpaid = cost.full - cost.cash - cost.own
    yield (
        ask.full_cost(sheet, pieces_per_pack=pack, price=price),
        wrong(
            own_labour_out=cost.full - cost.own if cost.own else None, cash_for_full=cost.cash,
            fixed_out=cost.variable, overhead_out=cost.full - all_overhead, overhead_twice=cost.full + all_overhead,
            material_only=cost.material, batch_for_piece=cost.full * batch, piece_for_box=cost.full / pack,
            fixed_total_added=cost.variable + month if month else None, price_for_cost=price,
            box_for_piece=cost.full * pack, cash_of_batch=cost.cash * batch if batch > 1 else None,
        ),
        rounded_parts("full"),
    )  # fmt: skip
    yield (
        ask.cash_cost(sheet),
        wrong(
            full_for_cash=cost.full, variable_for_cash=cost.variable, batch_for_piece=cost.cash * batch,
            own_labour_in=cost.cash + cost.own if cost.own else None, own_labour_only=cost.own or None,
            other_unpaid_in=cost.full - cost.own if satang(other_unpaid) else None, material_only=cost.material,
            full_of_batch=cost.full * batch if batch > 1 else None,
        ),
        rounded_parts("cash"),
    )  # fmt: skip
    yield (
        ask.variable_cost(sheet),
        wrong(
            own_labour_out_variable=cost.variable - cost.own if cost.own else None, full_for_variable=cost.full,
            cash_for_variable=cost.cash, material_only=cost.material, batch_for_piece=cost.variable * batch,
        ),
        rounded_parts("variable"),
    )  # fmt: skip
    yield (
        ask.surplus(sheet, price=price, pieces_per_pack=pack),
        wrong(
            surplus_without_own_labour=price - cost.full + cost.own if cost.own else None,
            piece_price_box_cost=price / pack - cost.full, box_price_piece_cost=price - cost.full / pack,
            cost_minus_price=cost.full - price, sum_for_difference=price + cost.full,
            surplus_of_batch=(price - cost.full) * batch if batch > 1 else None,
        ),
        [price - full for full in rounded_parts("full")],
    )  # fmt: skip
    yield (
        ask.batch_to_piece(batch_cost=cost.full * batch, pieces=batch, unit="pack", unpaid=cost.own * batch),
        wrong(
            batch_for_piece=cost.full * batch, multiplied=cost.full * batch * batch,
            own_labour_out=cost.full - cost.own if cost.own else None,
        ),
        rounded_parts("full"),
    )  # fmt: skip
    for times in (0.5, 2):
        steady = cost.fixed + cost.wear
        new = cost.variable + steady / times
        month_total = satang(steady * raw.pieces_month)
        yield (
            ask.full_cost_at_volume(sheet, times=times),
            wrong(
                fixed_per_unit_held=cost.full, volume_wrong_way=cost.variable + steady * times,
                all_cost_spread=cost.full / times, all_cost_scaled=cost.full * times,
                fixed_out=cost.variable, own_labour_out=new - cost.own if cost.own else None,
            ) if satang(steady) else {},
            [new, satang(cost.variable) + satang(steady) / times, satang(cost.variable) + satang(steady / times),
             cost.variable + month_total / (raw.pieces_month * times)],
        )  # fmt: skip


def other_questions(seed: int):
    """The same for time, tools, pay, a shared and a joint cost."""
    rng = random.Random(f"other {seed}")
    hours, minutes = rng.randint(1, 9), rng.choice([0, 5, 10, 15, 20, 25, 30, 40, 45, 50])
    rate = rng.choice([300, 325, 340, 351, 363, 400, 12_500])
    time = (hours * 60 + minutes) / 60
    yield (
        ask.work_value(hours=hours, minutes=minutes, day_rate=rate),
        {
            "hours_as_decimal": float(f"{hours}.{minutes:02d}") * rate / 8, "day_over_24": time * rate / 24, "day_for_hours": rate,
            "one_hour_only": rate / 8, "minutes_forgotten": hours * rate / 8, "day_rate_as_hour": rate * time,
        },
        [(hours * 60 + minutes) * rate / 480, time * satang(rate / 8), hours * rate / 8 + minutes * rate / 480, rate * time / 8],
    )  # fmt: skip
    price = rng.choice([1_800, 12_000, 18_000, 45_000])
    salvage, years, pieces = (
        rng.choice([0, price // 6, price // 10]),
        rng.randint(1, 10),
        rng.choice([300, 1_000, 2_500]),
    )
    loss = price - salvage
    yield (
        ask.depreciation(price=price, salvage=salvage, life_years=years, pieces_per_year=pieces, unit="cloth"),
        {
            "salvage_ignored": price / years / pieces if salvage else loss / years / pieces,
            "year_as_month": loss / years * 12 / pieces, "depreciation_of_a_year": loss / years,
            "depreciation_of_a_month": loss / years / 12 / pieces,
        }
        | ({"whole_tool": price / pieces, "life_forgotten": loss / pieces} if years > 1 else {})
        | ({"salvage_added": (price + salvage) / years / pieces} if salvage else {}),
        [loss / pieces / years, satang(loss / years) / pieces, loss / (years * pieces), price / years / pieces - salvage / years / pieces],
    )  # fmt: skip
    labour, units, members = rng.randint(80, 6_000) / 100, rng.randint(4, 400), rng.randint(1, 18)
    yield (
        ask.day_pay(labour_per_unit=labour, units_per_day=units, members=members, unit="box"),
        {"group_for_member": labour * units, "labour_of_one_unit": labour}
        | ({"one_unit_per_member": labour / members, "units_for_money": units / members} if members > 1 else {}),
        [labour * units / members, units / members * labour, satang(units * labour) / members, labour * satang(units / members)],
    )  # fmt: skip
    total = rng.randint(20, 400)
    ours, amount = rng.randint(1, total - 1), rng.randint(5, 90) * 100
    yield (
        ask.shared_by_driver(amount=amount, ours=ours, total=total),
        {
            "shared_equally": amount / 2, "share_of_the_others": amount - amount * ours / total, "whole_amount": amount,
            "ours_over_others": amount * ours / (total - ours), "one_unit_of_driver": amount / total,
        },
        [amount / total * ours, ours / total * amount, amount - amount * (total - ours) / total],
    )  # fmt: skip
    rice, bran, kilos, other_kilos = (rng.randint(1, 50) * scale for scale in (60, 20, 5, 5))
    yield (
        ask.joint_cost(cost=amount, ours_value=rice, other_value=bran, ours_weight=kilos, other_weight=other_kilos),
        {
            "shared_by_weight": amount / (kilos + other_kilos) * kilos, "shared_equally": amount / 2,
            "share_of_the_others": amount / (rice + bran) * bran, "whole_amount": amount,
        },
        [amount / (rice + bran) * rice, rice / (rice + bran) * amount, amount - bran * amount / (rice + bran)],
    )  # fmt: skip


def test_every_mistake_is_recognised_on_fifty_sheets():
    seen = Counter()
    for seed in range(SHEETS):
        for question, wrong, rights in [*sheet_questions(seed), *other_questions(seed)]:
            for name, number in wrong.items():
                same = {other for other, value in wrong.items() if satang(value) == satang(number)}
                number_text, baht, _, thai, *_ = ways_to_type(number)[4:]
                for typed in (number, satang(number), number_text, baht, thai):
                    verdict = judge(question, typed)
                    where = (seed, question.kind, name, number, rights, verdict)
                    if any(satang(number) == satang(right) for right in rights):
                        assert verdict.is_right, where
                        seen["is the right number"] += 1
                        continue
                    if verdict.is_right and min(abs(number - right) for right in rights) < ROUNDED_ON_THE_WAY:
                        seen["cannot be told from a right number"] += 1
                        continue
                    if len(verdict.mistakes) == 1:
                        said = verdict.mistakes[0]
                        assert same == {said} or any(same | {said} <= group for group in SAME_THING), where
                        assert verdict.outcome == "named", where
                    else:
                        assert verdict.outcome == "ask_which", where
                        known = [other for other in same if other in {m.name for m in question.mistakes}]
                        assert known and set(known) <= set(verdict.mistakes), where
                    seen["recognised", verdict.outcome] += 1
                    seen["name", name] += 1
    print(seen)
    assert seen["recognised", "named"] > 10_000
    assert seen["cannot be told from a right number"] < 50
    assert seen["recognised", "ask_which"] < seen["recognised", "named"] / 20
    assert {name for kind, name in (key for key in seen if key[0] == "name")} >= {name for _, _, name in ROW}


def test_no_right_answer_is_blamed_on_fifty_sheets():
    tried = Counter()
    for seed in range(SHEETS):
        for question, _, rights in [*sheet_questions(seed), *other_questions(seed)]:
            for right in rights:
                for typed in [*ways_to_type(right), np.float32(right), round(right, 2), round(right, 4)]:
                    verdict = judge(question, typed)
                    assert verdict.is_right, (seed, question.kind, rights, right, typed, verdict)
                    tried[question.kind] += 1
    print(tried)
    assert len(tried) == 11 and min(tried.values()) >= SHEETS


def test_every_sentence_is_true_to_its_sheet():
    for seed in range(SHEETS):
        for question, _, _ in [*sheet_questions(seed), *other_questions(seed)]:
            for mistake in question.mistakes:
                sentence = mistake.sentence()
                assert not re.search(r"(?<![\d.,])-?0\.00(?!\d)|\{|\}|None|nan", sentence), (
                    seed,
                    question.kind,
                    sentence,
                )
                assert satang(mistake.value) not in {satang(right) for right in question.rights}


def test_nothing_is_said_of_labour_that_is_not_there():
    sheet = sheet_of("box", material=4, variable_overhead=1.5, fixed_overhead=0.5, fixed_paid=False)
    for question in (ask.full_cost(sheet), ask.cash_cost(sheet), ask.variable_cost(sheet), ask.surplus(sheet, price=9)):
        for mistake in question.mistakes:
            assert not mistake.name.startswith("own_labour"), mistake
            assert "0.00" not in mistake.sentence(), mistake.sentence()


def test_a_part_that_shows_as_nothing_is_not_missed():
    tiny = sheet_of("bead", material=10.003, own_labour=0.003, variable_overhead=0.003)
    assert "own_labour_out" not in {mistake.name for mistake in ask.full_cost(tiny).mistakes}


def test_parts_rounded_one_by_one_are_right_even_beside_a_mistake():
    sheet = sheet_of(
        "bead", material=2.485, own_labour=7.505, variable_overhead=0.02
    )  # 10.01; 2.49 + 7.51 + 0.02 = 10.02
    question = ask.full_cost(sheet)
    assert judge(question, 10.02).is_right and judge(question, 10.01).is_right
    assert judge(question, 10.03).mistakes == ("overhead_twice",)
