"""Numbers as people write them, and money as it is shown.

A learner may type ``11.69``, ``"1,000"``, ``"๓.๐๑"`` or ``"3.01 baht"``. What could
mean two things (``"11,69"``, ``"25.000"``) is asked about, never guessed.
"""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from otop.errors import InputError

# digits with marks between them; a number that begins with its mark (".50") stands alone
_NUMBER = re.compile(r"[+-]?\d(?:[\d,.' ]*\d)?(?:[eE][+-]?\d+)?|(?<![^\s=(<>~+-])[+-]?[.,]\d+")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(
    r"[+-]?[1-9]\d{0,2}([, '])\d{3}(?:\1\d{3})*(?:\.\d+)?"  # 1,234,567.89
    r"|[+-]?[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?"  # 12,34,567 as in Bhutan
    r"|[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}"  # 1.234.567 as in Lao PDR
)
_COMMA_FOR_DOT = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[. ']\d{3})+|),(\d+)")  # 11,69 or 1.000,50
_THOUSAND_DOT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d\d0")  # 25.000 is twenty-five thousand to many
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u200b\u3000"), " ")
_SIGNS = {ord(sign): "-" for sign in "\u2212\u2013\u2012\uff0d"} | {
    ord("\uff0b"): "+",
    ord("\uff0e"): ".",
    ord("\uff0c"): ",",
}
_BLANK = {ord(sign): None for sign in "฿₭៛$€\ufeff\u200e\u200f"}
_MONEY_WORD = re.compile(r"(?i)\s*(?:thb|baht|b|us|usd|lak|kip|khr|riel|btn|nu|rs)\s*")
_BIG_UNIT = re.compile(
    r"\s*(?:(?:k|hundred|thousand|mio|million|lakhs?|crores?)\b|ร้อย|พัน|หมื่น|แสน|ล้าน|ຮ້ອຍ|ພັນ|ໝື່ນ|ແສນ|ລ້ານ|រយ|ពាន់|ម៉ឺន|សែន|លាន)"
)
LARGEST = 1e15  # beyond it a float has no satang


def read_number(typed, *, percent: bool = False) -> float:
    """The number that somebody typed, in Python or as text.

    Parameters
    ----------
    typed : int, float, numpy number, Decimal, Fraction or str
        Text may hold Thai, Lao or Khmer digits, thousands commas, and words
        behind the number (``"3.01 baht per box"``).
    percent : bool
        A percentage is asked for: ``"57.15 %"`` is 57.15.

    Errors: `InputError` with one sentence that says what to type instead.

    >>> read_number("1,000"), read_number("๓.๐๑ บาท"), read_number(11.69)
    (1000.0, 3.01, 11.69)
    >>> read_number("11,69")
    Traceback (most recent call last):
    otop.errors.InputError: "11,69" can mean two numbers: 11.69 or 1169. Write a dot for the decimals: 11.69.
    >>> read_number((11, 69))
    Traceback (most recent call last):
    otop.errors.InputError: Python reads 11,69 as two numbers, 11 and 69. Decimals need a dot: 11.69. Thousands need no comma: 1200.
    """
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        raise InputError("number.empty")
    if isinstance(typed, tuple) and len(typed) == 2 and all(type(part) is int for part in typed):
        raise InputError("number.tuple", first=typed[0], second=typed[1])
    if isinstance(typed, tuple) and len(typed) > 2 and all(type(part) is int for part in typed):
        raise InputError("number.long_tuple")
    if isinstance(typed, str):
        return _read_text(typed, percent)
    if isinstance(typed, bool) or not _is_plain_number(typed):
        raise InputError("number.other_type", kind=type(typed).__name__)
    try:
        value = float(typed)
    except (OverflowError, ValueError):  # 10**400, Decimal("sNaN")
        raise InputError("number.not_finite") from None
    return _money_can_have(value)


def _is_plain_number(typed) -> bool:
    kind = type(typed)
    known = kind.__module__ in ("builtins", "numpy", "decimal", "fractions")
    no_amounts = ("bool", "bool_", "timedelta64")
    return known and isinstance(typed, (numbers.Real, Decimal)) and kind.__name__ not in no_amounts


def _money_can_have(value: float) -> float:
    if not math.isfinite(value):
        raise InputError("number.not_finite")
    return value


def _read_text(typed: str, percent: bool) -> float:
    text = _plain_signs(typed)
    found = list(_NUMBER.finditer(text))
    what = {"typed": typed.strip()[:40]}
    if not found:
        raise InputError("number.no_digits", **what)
    if len(found) > 1 or any(unicodedata.category(c) == "No" for c in text):  # a half sign, a small 2
        raise InputError("number.several", **what)
    number, before, behind = found[0].group(), text[: found[0].start()], text[found[0].end() :]
    if re.search(r"[A-Za-z]\s*$", before) and not _MONEY_WORD.fullmatch(before):
        raise InputError("number.words_before", number=number, **what)
    if before.rstrip().endswith("(") and behind.lstrip().startswith(")"):
        raise InputError("number.brackets", number=number, **what)
    if behind.lstrip().startswith("%") and not percent:
        raise InputError("number.percent", number=number, **what)
    if _BIG_UNIT.match(behind):
        raise InputError("number.big_unit", **what)
    return _money_can_have(_read_digits(number, typed))


def _plain_signs(typed: str) -> str:
    text = typed.translate(_SPACES).translate(_SIGNS).translate(_BLANK).strip()
    text = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    return re.sub(r"([+-])\s+(?=[\d.,])", r"\1", text)


def _read_digits(number: str, typed: str) -> float:
    if _THOUSAND_DOT.fullmatch(number):
        one = number.rstrip("0").rstrip(".")
        raise InputError("number.thousand_dot", typed=number, one=one, other=number.replace(".", ""))
    if _PLAIN.fullmatch(number):
        return float(number)
    if _GROUPED.fullmatch(number):
        separators = r"[, '.]" if number.count(".") > 1 else r"[, ']"
        return float(re.sub(separators, "", number))
    if comma := _COMMA_FOR_DOT.fullmatch(number):
        sign, whole, behind = comma[1], re.sub(r"\D", "", comma[2]), comma[3]
        one, other = f"{sign}{whole or 0}.{behind}", sign + ((whole + behind).lstrip("0") or "0")
        raise InputError("number.two_meanings", typed=number, one=one, other=other)
    raise InputError("number.several", typed=typed.strip()[:40])


def round_money(value: float, digits: int = 2) -> float:
    """Money rounded half up, the one place where it happens.

    Python's own ``round`` gives 88.94 for 88.945; a cashier writes 88.95.

    >>> round_money(88.945), round_money(-0.001)
    (88.95, 0.0)
    >>> round_money("88.945")
    Traceback (most recent call last):
    TypeError: type str doesn't define __round__ method
    """
    rounded = float(round(value, 9))
    if abs(rounded) > LARGEST:
        return rounded
    exact = Decimal(repr(rounded))
    return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)) + 0.0


def show_number(value: float, digits: int = 2) -> str:
    """A number as it is typed: dot for decimals, comma for thousands.

    >>> show_number(17010.51), show_number(11.694)
    ('17,010.51', '11.69')
    """
    return f"{round_money(value, digits):,.{digits}f}"
