"""One cell of a cost sheet: a number, money, a time, a yield, a share, a word.

A cell is what was typed (text), or what Excel made of it (a number, a time, a date).
What could mean two things is asked about, never guessed.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata

from otop.costing import HOURS_PER_DAY, MONTHS_PER_YEAR, shared_cost, yield_rate
from otop.errors import InputError
from otop.i18n.numbers import read_number

CURRENCIES = {
    "THB": ("thb", "baht", "b", "บาท", "฿"),
    "LAK": ("lak", "kip", "ກີບ", "₭"),
    "KHR": ("khr", "riel", "riels", "រៀល", "៛"),
    "BTN": ("btn", "nu", "ngultrum"),
    "USD": ("usd", "dollar", "dollars", "us$", "$"),
}
_EXCEL_ERRORS = ("#div/0!", "#ref!", "#value!", "#name?", "#n/a", "#num!", "#null!", "#####")
_TIME_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "ชม", "ชม.", "ชั่วโมง", "ຊົ່ວໂມງ", "ម៉ោង"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "นาที", "ນາທີ", "នាទី"), 1 / 60),
    **dict.fromkeys(("day", "days", "วัน", "ມື້", "ថ្ងៃ"), float(HOURS_PER_DAY)),
}
_TIME = re.compile(r"([+-]?[\d.,']+)\s*([^\d\s.,'+-][^\d\s,'+-]*)(?:\s*,|\s+and\b)?\s*")


def plain(cell) -> str:
    """What stands in the cell, as one line of text.

    >>> plain("  Nipa box "), plain(None), plain(100.0)
    ('Nipa box', '', '100')
    >>> plain(b"Nipa box")
    "b'Nipa box'"
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zs", "Cs", "Zl", "Zp") else c for c in str(cell))
    return " ".join(text.replace("\ufeff", "").split())


def number(cell) -> tuple[float, str]:
    """The number in a cell, and the words that stand with it.

    Errors: `InputError` for a date or a time that Excel made, for an Excel error,
    for a percentage, and for all that `read_number` refuses.

    >>> number("๒๐๐ g"), number("1,000 a year"), number(0.35)
    ((200.0, 'g'), (1000.0, 'a year'), (0.35, ''))
    >>> number("#DIV/0!")
    Traceback (most recent call last):
    otop.errors.InputError: The cell shows the Excel error #DIV/0!. Mend the formula, or type the number.
    """
    if isinstance(cell, (dt.date, dt.time, dt.timedelta)):
        raise InputError("sheet.date", value=plain(cell))
    if not isinstance(cell, str):
        try:
            return read_number(cell), ""
        except OverflowError:
            raise InputError("number.not_finite") from None
    text = plain(cell)
    if text.lower().startswith(_EXCEL_ERRORS):
        raise InputError("sheet.cell_error", value=text[:40])
    if "%" in text:
        raise InputError("sheet.percent_here", value=text[:40])
    value = read_number(text)
    return value, " ".join(re.sub(r"\d[eE][+-]?\d+|[\d.,'+\u2212\u2013\u2012-]+", " ", text).lower().split())


def number_only(cell, *words: str) -> float:
    """A number, with no words or only these words behind it.

    >>> number_only("5 years", "years")
    5.0
    >>> number_only("60 months", "years")
    Traceback (most recent call last):
    otop.errors.InputError: "60 months" has words that do not belong here: months. Write only the number.
    """
    value, said = number(cell)
    if said and said not in words:
        raise InputError("sheet.words_here", value=plain(cell)[:40], words=said[:40])
    return value


def currency(cell) -> str:
    """The three letters of a currency.

    >>> currency("kip"), currency("thb"), currency(None)
    ('LAK', 'THB', 'THB')
    >>> currency("gold")
    Traceback (most recent call last):
    otop.errors.InputError: The currency "gold" is not known. Write its three letters: THB, LAK, KHR, BTN, USD.
    """
    written = plain(cell)
    for code, names in CURRENCIES.items():
        if written.lower() in names:
            return code
    if not written:
        return "THB"
    if re.fullmatch(r"[A-Za-z]{3}", written):
        return written.upper()
    raise InputError("sheet.currency_unknown", value=written[:40], known=", ".join(CURRENCIES))


def money(cell, code: str) -> float:
    """An amount of money in the currency of the sheet.

    >>> money("3.01 baht", "THB"), money("60.-", "THB"), money("5,000 ₭", "LAK")
    (3.01, 60.0, 5000.0)
    >>> money("5,000 kip", "THB")
    Traceback (most recent call last):
    otop.errors.InputError: "5,000 kip" is in LAK, and this sheet is in THB. Write all money in one currency, and name it in the product row (currency).
    """  # noqa: E501
    value, words = number(cell)
    words = words.rstrip(".")
    if not words or words in CURRENCIES.get(code, ()) or words == code.lower():
        return value
    for other, names in CURRENCIES.items():
        if words in names:
            raise InputError("sheet.other_currency", value=plain(cell)[:40], other=other, currency=code)
    raise InputError("sheet.price_words", value=plain(cell)[:40])


def hours(cell) -> float:
    """A time as hours. A day is 8 hours.

    >>> hours("1.5 h"), hours("1:30"), hours("1 h 30 min"), hours("90 min"), hours("2 days"), hours("1.30 h")
    (1.5, 1.5, 1.5, 1.5, 16.0, 1.3)
    >>> hours("1.5")
    Traceback (most recent call last):
    otop.errors.InputError: "1.5" is a time without a unit. Write for example 1.5 h, 1 h 30 min, 90 min or 2 days.
    """
    if isinstance(cell, dt.time):
        return cell.hour + cell.minute / 60 + cell.second / 3600
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds() / 3600
    if isinstance(cell, dt.date):
        raise InputError("sheet.date", value=plain(cell))
    text = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in plain(cell).lower())
    clock = re.fullmatch(r"(\d{1,4})(?::|\s*h\s*)([0-5]\d)(?:\s*(?:h|hours?|min)|:00)?", text)
    if clock:
        return int(clock[1]) + int(clock[2]) / 60
    found, end = 0.0, 0
    for match in _TIME.finditer(text):
        if match.start() != end or match[2] not in _TIME_UNITS:
            break
        found, end = found + read_number(match[1]) * _TIME_UNITS[match[2]], match.end()
    if text and end == len(text):
        return found
    only_number = re.fullmatch(r"[+-]?[\d.,']+", text)
    raise InputError("sheet.time_no_unit" if only_number else "sheet.time_unreadable", value=plain(cell)[:40])


def _share(text: str) -> float:
    bare = text.strip()
    if not bare.endswith("%"):
        return number_only(bare)
    return number_only(bare[:-1]) / 100


def yields(cell) -> tuple[float, ...]:
    """The usable share of each step.

    >>> yields("35%"), yields(0.35), yields("70% x 50%")
    ((0.35,), (0.35,), (0.7, 0.5))
    >>> yields("35")
    Traceback (most recent call last):
    otop.errors.InputError: The yield is 35. It is the usable share of what you buy: write 35% or 0.35. It is above 0% and at most 100%.
    """  # noqa: E501
    if isinstance(cell, str):
        steps = [_share(step) for step in re.split(r"\s*[x×*]\s*", plain(cell), flags=re.IGNORECASE)]
    else:
        steps = [number_only(cell)]
    for step in steps:
        yield_rate(int(step) if step.is_integer() else step)
    return tuple(steps)


def share(cell) -> float:
    """Our part of a shared cost: ours/total, a percentage, or a number from 0 to 1.

    >>> share("40/160"), share("25%"), share(0.25), share(None)
    (0.25, 0.25, 0.25, 1.0)
    >>> share("25")
    Traceback (most recent call last):
    otop.errors.InputError: The share is 25. Write 25% or 0.25, or this product's part and the total of all products: 40/160.
    """  # noqa: E501
    if cell is None:
        return 1.0
    parts = re.split(r"\s*/\s*|\s+of\s+", plain(cell)) if isinstance(cell, str) else []
    if len(parts) == 2:
        return shared_cost(1, ours=number_only(parts[0]), total=number_only(parts[1]))
    part = _share(plain(cell)) if isinstance(cell, str) else number_only(cell)
    if not 0 <= part <= 1:
        typed = part * 100 if plain(cell).endswith("%") else part
        percent = min(max(typed, 0), 100)
        raise InputError(
            "sheet.share_unclear", value=plain(cell)[:40], percent=f"{percent:g}", part=f"{percent / 100:g}"
        )
    return part


def volume(cell) -> float:
    """How many pieces are made in a year.

    >>> volume("1,000 a year"), volume("100 a month")
    (1000.0, 1200.0)
    >>> volume("1,000")
    Traceback (most recent call last):
    otop.errors.InputError: The volume is "1,000". Say in what time: 1,000 a year, or 100 a month.
    """
    value, words = number(cell)
    if any(word in words for word in ("month", "เดือน", "ເດືອນ", "ខែ")):
        return value * MONTHS_PER_YEAR
    if any(word in words for word in ("year", "yr", "annum", "ปี", "ປີ", "ឆ្នាំ")):
        return value
    raise InputError("sheet.volume_time", value=plain(cell)[:40])


def counted_in(cell) -> tuple[float, str]:
    """A number of something, as the `per` column has it: ``50 kg`` or ``kg``.

    >>> counted_in("50 kg"), counted_in("per kg"), counted_in("piece")
    ((50.0, 'kg'), (1.0, 'kg'), (1.0, 'piece'))
    >>> counted_in("50")
    Traceback (most recent call last):
    otop.errors.InputError: "50" does not say 50 of what. Write for example kg, 50 kg, piece, batch, day or month.
    """
    text = re.sub(r"^(per|a|an|each|/)\s+|^/", "", plain(cell).lower())
    if not any(c.isdigit() for c in text):
        return 1.0, text
    value, unit = number(text)
    if not unit:
        raise InputError("sheet.per_no_unit", value=plain(cell)[:40])
    return value, unit


def choice(cell, choices: dict[str, tuple[str, ...]]) -> str:
    """One of a few words.

    >>> choice("Yes", {"yes": ("y", "true"), "no": ("n", "false")})
    'yes'
    >>> choice("maybe", {"yes": ("y", "true"), "no": ("n", "false")})
    Traceback (most recent call last):
    otop.errors.InputError: "maybe" is not known here. Write one of: yes, no.
    """
    written = plain(cell).lower()
    for name, others in choices.items():
        if written == name or written in others:
            return name
    raise InputError("sheet.choice", value=plain(cell)[:40], choices=", ".join(choices))


def nearest(word: str, known) -> str:
    """The known word that looks most like this one, or nothing.

    >>> nearest("materal", ["material", "labour"]), nearest("xyz", ["material"])
    ('material', '')
    >>> nearest(None, ["material"])
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else ""
