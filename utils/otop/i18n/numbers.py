"""Numbers as people write them, and money as it is shown.

A learner may type ``11.69``, ``"1,000"``, ``"๓.๐๑"`` or ``"3.01 baht"``. What could
mean two things (``"11,69"``) is asked about, never guessed.
"""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from otop.errors import InputError

_NUMBER = re.compile(r"[+-]?(?:\d[\d,.' ]*\d|\d|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([, '])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u200b"), " ")
_MINUS = {ord(sign): "-" for sign in "\u2212\u2013\u2012"}
_BLANK = {ord(sign): None for sign in "฿₭៛$"}


def read_number(typed) -> float:
    """The number that somebody typed, in Python or as text.

    Parameters
    ----------
    typed : int, float, numpy number, Decimal, Fraction or str
        Text may hold Thai, Lao or Khmer digits, thousands commas, and words
        behind the number (``"3.01 baht per box"``).

    Errors: `InputError` with one sentence that says what to type instead.

    >>> read_number("1,000"), read_number("๓.๐๑ บาท"), read_number(11.69)
    (1000.0, 3.01, 11.69)
    >>> read_number("11,69")
    Traceback (most recent call last):
    otop.errors.InputError: "11,69" can mean two numbers: 11.69 or 1169. Write a dot for the decimals: 11.69.
    >>> read_number((11, 69))
    Traceback (most recent call last):
    otop.errors.InputError: Python reads 11,69 as two numbers, 11 and 69. Write a dot for the decimals (11.69); with a thousands comma put it in quotes ("1,000").
    """
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        raise InputError("number.empty")
    if isinstance(typed, tuple) and len(typed) == 2 and all(type(part) is int for part in typed):
        raise InputError("number.tuple", first=typed[0], second=typed[1])
    if isinstance(typed, str):
        return _read_text(typed)
    if isinstance(typed, bool) or not _is_plain_number(typed):
        raise InputError("number.other_type", kind=type(typed).__name__)
    value = float(typed)
    if not math.isfinite(value):
        raise InputError("number.not_finite")
    return value


def _is_plain_number(typed) -> bool:
    kind = type(typed)
    known = kind.__module__ in ("builtins", "numpy", "decimal", "fractions")
    return known and isinstance(typed, (numbers.Real, Decimal)) and kind.__name__ not in ("bool", "bool_")


def _read_text(typed: str) -> float:
    text = typed.translate(_SPACES).translate(_MINUS).translate(_BLANK).strip()
    text = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    found = [match.group(0).strip(" '") for match in _NUMBER.finditer(text)]
    if not found:
        raise InputError("number.no_digits", typed=typed.strip()[:40])
    if len(found) > 1:
        raise InputError("number.several", typed=typed.strip()[:40])
    if re.search(r"[A-Za-z]\s*" + re.escape(found[0]), text) and not re.match(r"(?i)\s*(thb|baht|b|usd|lak|khr|nu|btn)\b", text):
        raise InputError("number.no_digits", typed=typed.strip()[:40])
    number = found[0]
    if _PLAIN.fullmatch(number):
        value = float(number)
    elif _GROUPED.fullmatch(number):
        value = float(re.sub(r"[, ']", "", number))
    else:
        digits = re.sub(r"[, .']", "", number)
        cut = max(number.rfind(","), number.rfind("."))
        behind = re.sub(r"\D", "", number[cut:])
        one = f"{digits[: len(digits) - len(behind)] or '0'}.{behind}"
        raise InputError("number.two_meanings", typed=number, one=one, other=digits)
    if not math.isfinite(value):
        raise InputError("number.not_finite")
    return value


def round_money(value: float, digits: int = 2) -> float:
    """Money rounded half up, the one place where it happens.

    Python's own ``round`` gives 88.94 for 88.945; a cashier writes 88.95.

    >>> round_money(88.945), round_money(-0.001)
    (88.95, 0.0)
    >>> round_money("88.945")
    Traceback (most recent call last):
    TypeError: type str doesn't define __round__ method
    """
    exact = Decimal(repr(float(round(value, 9))))
    return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)) + 0.0


def show_number(value: float, digits: int = 2) -> str:
    """A number as it is typed: dot for decimals, comma for thousands.

    >>> show_number(17010.51), show_number(11.694)
    ('17,010.51', '11.69')
    """
    return f"{round_money(value, digits):,.{digits}f}"
