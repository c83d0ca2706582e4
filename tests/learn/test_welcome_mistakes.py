"""The mistakes of lesson 00 are recognised by name, and no right answer is blamed.

The wrong numbers are reckoned here, from the raw inputs; the models of the mistakes are never asked.
"""

import random
from types import SimpleNamespace

import pytest
from by_hand import satang, ways_to_type
from otop.i18n import say
from otop.learn.check import judge
from otop.learn.lessons import welcome as lesson
from otop.learn.questions import welcome as ask

ROW = [
    ("drink_batch", 73.50, "work_left_out"), ("drink_batch", 40, "work_alone"), ("drink_batch", 33.50, "work_taken_away"),
    ("drink_batch", 150, "sales_for_cost"), ("drink_batch", 10, "price_for_batch"),
    ("drink_left", 76.50, "left_before_work"), ("drink_left", -103.50, "one_sold_all_paid"),
    ("drink_left", -36.50, "cost_less_sales"), ("drink_left", 150, "nothing_taken_away"),
    ("drink_left", 110, "only_work_taken_away"), ("drink_left", 263.50, "cost_added"),
]  # fmt: skip
ANSWERS = {
    "own_mat": {1: "unpaid_is_free", 3: "price_is_cost"},
    "quarter_added": {1: "markup_read_as_margin", 3: "cost_part_of_price"},
    "best_points": {1: "licence_later", 2: "licence_as_points"},
    "fair_purse": {1: "sales_are_profit", 2: "goods_are_free"},
    "sold_on_credit": {1: "credit_is_cash", 3: "unpaid_is_unsold"},
    "whose_numbers": {1: "thought_collected", 2: "thought_reported"},
}  # fmt: skip


@pytest.mark.parametrize("exercise, number, name", ROW)
def test_a_mistake_is_named(exercise, number, name):
    for typed in ways_to_type(number):
        verdict = judge(lesson.EXERCISES[exercise](), typed)
        assert (verdict.outcome, verdict.mistakes) == ("named", (name,)), typed


@pytest.mark.parametrize("exercise, number", [("drink_batch", 113.50), ("drink_left", 36.50)])
def test_the_right_number_is_right(exercise, number):
    assert {judge(lesson.EXERCISES[exercise](), typed).outcome for typed in ways_to_type(number)} == {"right"}


def test_no_answer_of_the_assignment_is_confirmed():
    """Assignment 05 asks for one bottle of the same drink: here these numbers have no name."""
    for number in (73.50 / 15, 113.50 / 15):
        for exercise in ("drink_batch", "drink_left"):
            assert judge(lesson.EXERCISES[exercise](), satang(number)).outcome == "unknown"


@pytest.mark.parametrize("exercise", ANSWERS)
def test_every_answer_of_a_choice_has_its_sentence(exercise):
    question = lesson.EXERCISES[exercise]()
    for number in range(1, question.options + 1):
        verdict = judge(question, number)
        expected = ANSWERS[exercise].get(number)
        assert verdict.mistakes == ((expected,) if expected else ())
        assert verdict.is_right is (expected is None)


def test_every_answer_of_the_pre_test_says_which_lesson_helps():
    for exercise in ("own_mat", "quarter_added", "best_points", "fair_purse", "sold_on_credit"):
        question = lesson.EXERCISES[exercise]()
        lessons = {judge(question, number).sentence.split("Lesson ")[1][:2] for number in (1, 2, 3)}
        assert len(lessons) == 1, exercise


def raw(seed: int) -> SimpleNamespace:
    rng = random.Random(f"batch {seed}")
    return SimpleNamespace(
        material=rng.randint(100, 40_000) / 4, own_labour=rng.choice([0, rng.randint(20, 2_000) / 2]),
        pieces=rng.choice([1, 6, 15, 40, 100]), price=rng.randint(4, 900) / 2,
    )  # fmt: skip


def questions(one: SimpleNamespace):
    """(question, wrong numbers by name, right number) for one batch."""
    sales, cost, work = one.pieces * one.price, one.material + one.own_labour, one.own_labour
    both = {"sales_for_cost": sales, "price_for_batch": one.price}
    if work:
        both |= {"work_left_out": one.material, "work_alone": work, "work_taken_away": one.material - work}
    yield ask.batch_cost(**vars(one)), both, cost
    left = {"cost_less_sales": cost - sales, "nothing_taken_away": sales, "cost_added": sales + cost}
    if work:
        left |= {"left_before_work": sales - one.material, "only_work_taken_away": sales - work}
    if one.pieces > 1:
        left["one_sold_all_paid"] = one.price - cost
    yield ask.batch_left(**vars(one)), left, sales - cost


@pytest.mark.parametrize("seed", range(50))
def test_made_up_batches(seed):
    for question, wrong, right in questions(raw(seed)):
        assert judge(question, satang(right)).outcome == "right"
        for name, number in wrong.items():
            if satang(number) == satang(right):
                continue
            verdict = judge(question, satang(number))
            same = {other for other, value in wrong.items() if satang(value) == satang(number)}
            assert name in verdict.mistakes and set(verdict.mistakes) == same, (question.kind, name)
        named = {mistake.name for mistake in question.mistakes}
        assert named <= set(wrong)


def test_the_sentences_of_the_drink_speak_of_its_numbers():
    assert "73.50" in judge(lesson.EXERCISES["drink_left"](), 76.5).sentence
    assert say("because.whose_numbers") in judge(lesson.EXERCISES["whose_numbers"](), 3).sentence
