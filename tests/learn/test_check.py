"""The checker's rules, for any question and any thing typed; and that every sentence can be said."""

import ast
import importlib
import re
import string
from pathlib import Path

import otop
import polib
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from otop.costing import sheet_of
from otop.i18n import LOCALE, WORDS, catalogue_files, has_message, say
from otop.i18n.numbers import round_money
from otop.learn import check
from otop.learn.check import Mistake, Question, choice, judge
from otop.learn.lesson import LESSONS
from otop.learn.questions import unit_cost as ask
from otop.learn.say_it import hints_for

OUTCOMES = {"right", "named", "ask_which", "too_rounded", "decimal_point", "unknown", "unreadable"}
# mistakes whose sentences need no facts
PLAIN_NAMES = ("volume_wrong_way", "group_for_member")

money = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
facts = {"members": 11}


@st.composite
def questions(draw):
    right = draw(money)
    near = st.sampled_from([0.001, 0.004, 0.005, 0.006, 0.01, 0.02, 0.03, 1.0]).map(lambda step: right + step)
    values = draw(st.tuples(money | near, money | near))
    mistakes = tuple(Mistake(name, value, facts) for name, value in zip(PLAIN_NAMES, values, strict=True))
    also = tuple(draw(st.lists(near, max_size=2)))
    return Question("full_cost", right, mistakes, also, "THB per box")


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(max_size=20), st.binary(max_size=5),
    st.decimals(allow_nan=True, allow_infinity=True), st.fractions(), st.dates(), st.timedeltas(),
    st.lists(st.integers(), max_size=3), st.tuples(st.integers(), st.integers()), st.sets(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2), st.functions(), st.builds(object), st.just(Ellipsis),
)  # fmt: skip


@given(questions(), anything)
@example(Question("full_cost", 11.69), 10**400)
@example(Question("full_cost", 11.69), 1e300)
def test_the_checker_never_stops_and_says_one_thing(question, typed):
    verdict = judge(question, typed)
    assert verdict.outcome in OUTCOMES
    assert verdict.sentence and "{" not in verdict.sentence.replace(str(typed), "")
    assert {"named": len(verdict.mistakes) == 1, "ask_which": len(verdict.mistakes) > 1}.get(
        verdict.outcome, not verdict.mistakes
    )
    assert judge(question, typed) == verdict


@given(questions())
def test_a_right_answer_is_never_blamed(question):
    for right in question.rights:
        for typed in (right, round_money(right), str(right) if abs(right) > 1e-3 else "0", round(right, 4)):
            verdict = judge(question, typed)
            if verdict.outcome != "unreadable":  # "12.340" is asked about
                assert verdict.is_right, (question, typed, verdict)


@given(questions())
def test_a_mistake_is_recognised_or_cannot_be_told_from_a_right_answer(question):
    for mistake in question.mistakes:
        same = {m.name for m in question.mistakes if round_money(m.value) == round_money(mistake.value)}
        assert not any(round_money(mistake.value) == round_money(right) for right in question.rights)
        for typed in (mistake.value, round_money(mistake.value)):
            verdict = judge(question, typed)
            assert verdict.is_right or set(verdict.mistakes) >= same, (question, typed, verdict)


@given(questions(), st.floats(min_value=-1, max_value=1))
def test_the_tolerance_ends_before_half_the_way(question, step):
    for mistake in question.mistakes:
        half_way = abs(mistake.value - question.right) / 2
        assert question.tolerance(question.right) < half_way
        assert question.tolerance(mistake.value) < half_way


@given(money)
def test_a_mistake_that_rounds_to_the_right_answer_is_left_out(right):
    question = Question("full_cost", right, (Mistake("group_for_member", round_money(right), facts),))
    assert question.mistakes == ()


@given(st.floats(min_value=1, max_value=1e6), st.floats(min_value=1.2, max_value=3))
def test_a_number_that_two_mistakes_give_is_asked_about(right, times):
    wrong = right * times
    question = Question("full_cost", right, tuple(Mistake(name, wrong, facts) for name in PLAIN_NAMES))
    verdict = judge(question, wrong)
    assert (verdict.outcome, verdict.mistakes) == ("ask_which", PLAIN_NAMES)
    assert all(say(f"mistake.{name}", **facts) in verdict.sentence for name in PLAIN_NAMES)


def test_order_of_the_mistakes_changes_nothing():
    one, other = Mistake("group_for_member", 10.03, facts), Mistake("volume_wrong_way", 9.95)
    first, second = Question("full_cost", 10.0, (one, other)), Question("full_cost", 10.0, (other, one))
    for satang in range(980, 1020):
        assert judge(first, satang / 100).outcome == judge(second, satang / 100).outcome


@pytest.mark.parametrize(
    "typed, outcome",
    [
        (11.69, "right"), (11.7, "right"), (11.694, "right"), (11.68, "right"), ("11.69 baht", "right"), (12, "too_rounded"),
        (116.9, "decimal_point"), (1.169, "decimal_point"), (1169, "decimal_point"), (99, "unknown"), (None, "unreadable"),
        ("11,69", "unreadable"), (0, "unknown"), (-11.69, "unknown"), (11.6, "unknown"), (11.8, "unknown"),
    ],
)  # fmt: skip
def test_what_is_near_the_right_number(typed, outcome):
    assert judge(Question("full_cost", 11.69), typed).outcome == outcome


def test_small_money_is_held_to_one_percent():
    assert judge(Question("full_cost", 0.50), 0.51).outcome != "right"
    assert judge(Question("full_cost", 0.125), 0.12).is_right
    assert judge(Question("full_cost", 0.125), 0.13).is_right


def test_whole_things_are_counted_exactly():
    question = Question("break_even", 514, (Mistake("group_for_member", 513, facts),), digits=0)
    assert judge(question, 514).is_right
    assert judge(question, 513).outcome == "named"
    assert judge(question, 515).outcome == "unknown"


def test_a_choice_is_right_or_has_the_name_of_its_mistake_and_nothing_else(monkeypatch):
    monkeypatch.setattr(check, "say", lambda name, **facts: name)
    question = choice("gate", right=2, wrong={1: "volume_wrong_way", 3: "multiplied"}, because="gate")
    assert [judge(question, typed).outcome for typed in (2, "2", "๒", 2.0)] == ["right"] * 4
    assert [judge(question, typed).mistakes for typed in (1, "3")] == [("volume_wrong_way",), ("multiplied",)]
    for typed in (0, 4, 2.5, 20, -2, None, "the second"):
        assert (judge(question, typed).outcome, judge(question, typed).mistakes) == ("unreadable", ()), typed


# --- the catalogue ---------------------------------------------------------------------------------

SOURCE = Path(otop.__file__).parent


def entries(lang: str) -> list[polib.POEntry]:
    files = [file for file in catalogue_files(lang) if file.name != WORDS]
    return [entry for file in files for entry in polib.pofile(str(file), encoding="utf-8") if not entry.obsolete]


CATALOGUE = {entry.msgid: entry.msgstr for entry in entries("en")}
_ID = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


def _literals():
    """Every string in the code, as a pattern; an f-string by what it begins with."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else "[a-z0-9_]+" for p in node.values]
                yield "".join(parts)


def test_every_sentence_of_the_catalogue_is_used():
    patterns = {text for text in _literals() if "." in text and len(text) < 120 and "\n" not in text}
    mistakes = _mistake_names()
    used = re.compile(
        "|".join(
            f"(?:{text})" for text in patterns if not text.startswith(r"mistake\.") and text != r"mistake\.[a-z0-9_]+"
        )
    )
    unused = [
        name for name in CATALOGUE
        if not (name.removeprefix("mistake.") in mistakes if name.startswith("mistake.") else used.fullmatch(name.removesuffix("_no_guess")))
        and not (name.startswith(("page.", "kit.")) and _is_said_by_a_page(name))
    ]  # fmt: skip
    assert unused == []


def test_every_sentence_that_the_code_asks_for_is_there():
    asked = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("say", "InputError", "OtopError", "NotYet") and isinstance(node.args[0].value, str):
                asked.add(node.args[0].value)
    assert len(asked) > 100
    assert [name for name in sorted(asked) if name not in CATALOGUE] == []
    assert [name for name in sorted(_mistake_names()) if f"mistake.{name}" not in CATALOGUE] == []


def _is_said_by_a_page(name: str) -> bool:
    """The site's pages name a sentence by its id, or by its last word where they choose among several."""
    places = [*(SOURCE / "teach/site/pages").iterdir(), SOURCE / "teach/site/kit_files/READ-ME-FIRST.html"]
    pages = "".join(page.read_text(encoding="utf-8") for page in places)
    start, last = name.rsplit(".", 1)
    chosen = f'"{last}"' in pages or (last.endswith("_open") and "${what}_open" in pages)
    return f'"{name}"' in pages or f"{{{{{name}}}}}" in pages or (f"`{start}.$" in pages and chosen)


def _mistake_names() -> set[str]:
    """What every `Mistake(...)`, `_whole_batch(...)` and `choice(..., wrong={...})` in the questions names."""
    names = set()
    for file in (SOURCE / "learn" / "questions").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Mistake", "_whole_batch"):
                names |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "choice":
                wrong = next(keyword.value for keyword in node.keywords if keyword.arg == "wrong")
                names |= set(ast.literal_eval(wrong).values())
    return names


@pytest.mark.parametrize("lang", [folder.name for folder in LOCALE.iterdir() if folder.is_dir()])
def test_a_language_has_the_same_facts_in_the_same_sentences(lang):
    for entry in entries(lang):
        name = entry.msgctxt or entry.msgid
        assert _fields(entry.msgstr) == _fields(CATALOGUE[name]), name
        assert entry.msgstr.strip() == entry.msgstr or name == "cost.price_label", name


def test_no_sentence_stands_twice_in_the_catalogue():
    names = [entry.msgid for entry in entries("en")]
    assert len(names) == len(set(names))


def _fields(sentence: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field}


def test_every_question_of_every_lesson_can_say_everything():
    exercises = [pair for module in LESSONS.values() for pair in importlib.import_module(module).EXERCISES.items()]
    for exercise, question_of in exercises:
        question = question_of()
        assert has_message(f"asked.{question.kind}"), exercise
        assert len(hints_for(question.kind)) == 3, exercise
        assert question.mistakes, exercise
        for mistake in question.mistakes:
            assert mistake.sentence()
            verdict = judge(question, mistake.value)
            assert mistake.name in verdict.mistakes, (exercise, mistake)


# any amounts that a function of a trainee may be graded on
amount = st.floats(min_value=0, max_value=1e6) | st.sampled_from([0.0, 0.004, 0.005, 1e-9, 1.0])


@settings(deadline=None)
@given(amount, amount, amount, amount, st.integers(1, 500), st.booleans())
def test_the_sentences_of_any_sheet_can_be_said(material, own, hired, overhead, batch, paid):
    assume(material + own + hired + overhead > 0.01 * batch)
    sheet = sheet_of(
        "box", batch_size=batch, material=material, own_labour=own, hired_labour=hired, variable_overhead=overhead,
        fixed_overhead=overhead, fixed_per_month=material, pieces_per_month=100, fixed_paid=paid,
    )  # fmt: skip
    for question in (
        ask.full_cost(sheet, pieces_per_pack=6, price=30), ask.cash_cost(sheet), ask.variable_cost(sheet),
        ask.surplus(sheet, price=30, pieces_per_pack=6), ask.full_cost_at_volume(sheet, times=0.5),
    ):  # fmt: skip
        assert judge(question, question.right).is_right
        for mistake in question.mistakes:
            assert not re.search(r"(?<![\d.,])-?0\.00(?!\d)|-0\.00", mistake.sentence()), mistake
            assert judge(question, mistake.value).sentence


def test_a_verdict_keeps_the_number_that_was_read():
    question = ask.full_cost(sheet_of("box", material=2.48, own_labour=7.50))
    assert [judge(question, typed).value for typed in ("๙.๙๘ บาท", 2.48, "1,000", None, "11,69")] == [
        9.98,
        2.48,
        1000,
        None,
        None,
    ]


# --- what was typed is said as it was typed ---------------------------------------------------------


def part_of_all() -> Question:
    return Question("active_part", 24.6554, (Mistake("fraction_for_percent", 0.246554),), unit="%", digits=1)


def test_a_part_of_one_where_percent_is_asked_is_said_in_both_readings():
    """0.2466 of 100, or 0.2466 x 100 = 24.66 of 100: never shown as 0.2 %."""
    verdict = judge(part_of_all(), 0.2466)
    assert verdict.mistakes == ("fraction_for_percent",) and "0.2 %" not in verdict.sentence
    assert "You have 0.2466. Read as percent, that is 0.2466 of 100. Read as a part of 1, it is 24.66 of 100. " in (
        verdict.sentence
    )


@pytest.mark.parametrize("typed", ["24.66%", "24.7 %", "๒๔.๗ %"])
def test_the_sign_of_percent_may_stand_where_percent_is_asked(typed):
    assert judge(part_of_all(), typed).is_right


def test_the_sign_of_percent_is_asked_about_where_money_is_asked():
    assert judge(Question("full_cost", 24.66, unit="THB"), "24.66%").sentence == say("number.percent", typed="24.66%")


def test_one_decimal_is_one():
    assert "Give one decimal," in judge(part_of_all(), 25).sentence
    assert "Give 2 decimals," in judge(Question("full_cost", 11.69), 12).sentence


def test_a_small_number_is_not_shown_as_nothing():
    assert "You have 0.004" in judge(Question("full_cost", 11.69), 0.004).sentence or "0.004 is not" in (
        judge(Question("full_cost", 11.69), 0.004).sentence
    )


def test_an_answer_outside_the_list_is_not_called_a_worse_one():
    gate = choice("gate", right=2, because="gate", wrong={1: "sold_before_licence", 3: "gate_as_weight"})
    assert judge(gate, 7).sentence == "There is no answer 7. Type one of the numbers 1 to 3."
    assert judge(gate, 1).sentence.startswith("Not yet. You chose 1. ") and "best" not in judge(gate, 1).sentence
