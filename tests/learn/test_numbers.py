"""What people type as a number: a value, or a question in one sentence; never a traceback."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from otop.errors import InputError
from otop.i18n.numbers import read_number, round_money, show_number

VALUES = {
    "11.69": 11.69, "  11.69  ": 11.69, "+11.69": 11.69, ".5": 0.5, "-.5": -0.5, "5.": 5, "0.500": 0.5, "12.345": 12.345,
    "1e3": 1000,
    # digits of other scripts
    "๓.๐๑": 3.01, "๑,๐๐๐": 1000, "໑໑.໖໙": 11.69, "១១.៦៩": 11.69, "１２．５": 12.5, "１，０００": 1000,
    # thousands
    "1,000": 1000, "1,234,567.89": 1234567.89, "1 000": 1000, "1\u00a0000": 1000, "1\u202f000": 1000, "1'000": 1000,
    "1.000.000": 1_000_000, "1,000.000": 1000, "12,34,567": 1_234_567, "1,20,000.50": 120_000.5,
    # currencies and units, before and behind
    "3.01 บาท": 3.01, "11.69 บาท/กล่อง": 11.69, "฿11.69": 11.69, "11.69฿": 11.69, "11.-": 11, "11.69.-": 11.69,
    "25,000 ກີບ": 25_000, "₭25,000": 25_000, "២៥,០០០៛": 25_000, "25,000 រៀល": 25_000, "$1.25": 1.25, "US$ 1.25": 1.25,
    "12 baht/box": 12, "12 kg": 12, "12 kip": 12, "THB 12": 12, "THB12": 12, "Nu. 500": 500, "Nu.500": 500, "บ.12": 12,
    "Rs 12": 12, "ราคา 12": 12,
    # signs
    "-5": -5, "- 5": -5, "\u22125": -5, "\u20135": -5, "-฿5": -5, "~12": 12, "= 12": 12, "=12.5": 12.5,
}  # fmt: skip

# what is asked, and a piece of the sentence
QUESTIONS = {
    "": "no number here yet", "   ": "no number here yet", "twelve": "no number in", "สิบสอง": "no number in", "½": "no number in",
    "\u200b": "no number in", "nan": "no number in", "inf": "no number in", "1e400": "not a number that money",
    "11,69": "11.69 or 1169", "1,5": "1.5 or 15", "1 000,50": "1000.50 or 100050", "1.000,50": "1000.50 or 100050",
    ",5": "0.5 or 5", "0,500": "0.500 or 500", "-11,69": "-11.69 or -1169", "11,69 บาท": "11.69 or 1169",
    "1.000": "1 or 1000", "25.000 ກີບ": "25 or 25000", "12.350": "12.35 or 12350",
    "11 บาท 69 สตางค์": "more than one", "3-4": "more than one", "3–4": "more than one", "3 - 4": "more than one",
    "1/2": "more than one", "1½": "more than one", "12²": "more than one", "12 50": "more than one", "12:30": "more than one",
    "12.5.2024": "more than one", "113.50 / 15": "more than one", "1,234,5": "more than one", "1,00,00": "more than one",
    "12..5": "more than one", "1000 000": "more than one", "1" * 5000 + ",5": "or 1",
    "about 12": "without words in front", "C6": "without words in front", "B2B 7": "more than one",
    "35%": "percentage", "๓๕ %": "percentage", "(2.70)": "a loss of 2.70",
    "12k": "all its zeros", "2 พัน": "all its zeros", "3 ล้าน": "all its zeros", "5 million": "all its zeros", "2 ພັນ": "all its zeros",
    "2 ពាន់": "all its zeros", "3 lakh": "all its zeros",
}  # fmt: skip


@pytest.mark.parametrize("typed", VALUES)
def test_this_is_read(typed):
    assert read_number(typed) == VALUES[typed]


@pytest.mark.parametrize("typed", QUESTIONS)
def test_this_is_asked_about(typed):
    with pytest.raises(InputError) as asked:
        read_number(typed)
    assert QUESTIONS[typed] in str(asked.value)
    assert "\n" not in str(asked.value)


@pytest.mark.parametrize("typed", ["11,69", "1.000", "12.350", ",5", "1.000,50"])
def test_what_the_question_offers_is_read_when_it_is_typed(typed):
    with pytest.raises(InputError) as asked:
        read_number(typed)
    facts = asked.value.facts
    assert read_number(facts["one"]) < read_number(facts["other"])


@pytest.mark.parametrize(
    "typed", [7, 7.0, np.float64(7), np.int32(7), np.float32(7), Decimal(7), Fraction(7), "7", np.str_("7")]
)
def test_every_kind_of_number_is_read(typed):
    assert read_number(typed) == 7.0
    assert type(read_number(typed)) is float


@pytest.mark.parametrize(
    "typed",
    [
        None, True, np.bool_(True), (11, 69), (1, 0, 0), (1.5, 2), [7], {7}, {}, b"7", 7j, print, object(), float("nan"),
        float("-inf"), 10**400, Decimal("sNaN"), Decimal("Infinity"), np.array([1, 2]), np.array(7), np.float64("nan"),
        np.timedelta64(5, "D"), pd.NA, pd.NaT, pd.Series([1]), type, ...,
    ],
)  # fmt: skip
def test_what_is_no_number_is_met_with_a_sentence(typed):
    with pytest.raises(InputError) as asked:
        read_number(typed)
    assert str(asked.value).endswith(("12.50.", ").", '".', "1200.", "1000000."))


def test_commas_typed_outside_quotation_marks_are_explained():
    for typed, piece in [((11, 69), "11.69"), ((1, 200), "1200"), ((1, 0, 0), "1000000")]:
        with pytest.raises(InputError, match="two numbers|several numbers") as asked:
            read_number(typed)
        assert piece in str(asked.value)


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_a_sentence(text):
    try:
        assert isinstance(read_number(text), float)
    except InputError as asked:
        assert str(asked)


@given(st.text(alphabet="0123456789๐໑២,.' +-–−%()eE½฿k ", max_size=12))
def test_any_mix_of_digits_and_signs_gives_a_number_or_a_sentence(text):
    try:
        assert isinstance(read_number(text), float)
    except InputError as asked:
        assert str(asked)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_is_shown_is_read_as_the_same_number(money):
    shown = show_number(float(money))
    thai = shown.translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)})
    for typed in (shown, thai, f"{shown} baht", f"฿{shown}", shown.replace(",", "")):
        assert read_number(typed) == pytest.approx(float(money), abs=1e-9)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_half_a_satang_is_rounded_up_and_never_to_minus_zero(thousandths):
    exact = Decimal(thousandths) / 1000
    up = (abs(exact) * 100 + Decimal("0.5")) // 1 / 100
    rounded = round_money(thousandths / 1000)
    assert rounded == pytest.approx(float(up if thousandths >= 0 else -up), abs=1e-6)
    assert str(rounded) != "-0.0"


def test_a_very_large_number_is_rounded_without_a_traceback():
    assert round_money(1e300) == 1e300
    assert round_money(88.945) == 88.95
