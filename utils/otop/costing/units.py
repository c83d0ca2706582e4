"""Units of the trade: weight, volume, length, time, and things that are counted."""

from __future__ import annotations

import difflib
import math

from otop.errors import InputError

# what is measured, and how many of its smallest unit one of it is
_MEASURES: dict[str, tuple[str, float]] = {
    "mg": ("weight", 0.001), "g": ("weight", 1), "khit": ("weight", 100), "kg": ("weight", 1000),
    "tonne": ("weight", 1_000_000),
    "ml": ("volume", 1), "cl": ("volume", 10), "l": ("volume", 1000),
    "mm": ("length", 1), "cm": ("length", 10), "inch": ("length", 25.4), "yard": ("length", 914.4),
    "m": ("length", 1000),
    "minute": ("time", 1), "hour": ("time", 60),
    "piece": ("count", 1), "pair": ("count", 2), "dozen": ("count", 12), "hundred": ("count", 100),
}  # fmt: skip
# counted by their own name: a bottle is a bottle, and not so many of anything else
_CONTAINERS = (
    "bag bottle box bunch can carton cup jar leaf pack pot pouch roll sack set sheet skein stem strip "
    "tray tube kwh load trip day"
).split()
_OTHER_NAMES = {
    "gram": "g", "grams": "g", "kilo": "kg", "kilogram": "kg", "ton": "tonne", "litre": "l", "liter": "l",
    "millilitre": "ml", "milliliter": "ml", "metre": "m", "meter": "m", "centimetre": "cm", "centimeter": "cm",
    "min": "minute", "h": "hour", "hr": "hour", "pc": "piece", "pcs": "piece", "each": "piece",
    "leaves": "leaf", "boxes": "box", "pouches": "pouch", "inches": "inch", "ขีด": "khit", "กรัม": "g",
    "กก.": "kg", "กก": "kg", "กิโลกรัม": "kg", "ลิตร": "l", "ชิ้น": "piece", "โหล": "dozen",
}  # fmt: skip


def known_units() -> list[str]:
    """Every unit that `convert` understands, in the order of what it measures.

    >>> known_units()[:3]
    ['mg', 'g', 'khit']
    """
    return [*_MEASURES, *_CONTAINERS]


def unit_name(written: str, *, own: tuple[str, ...] = ()) -> str:
    """The one name of a unit that may be written in several ways.

    Parameters
    ----------
    written : str
        As in a cost sheet: ``"Kg"``, ``"grams"``, ``"bottles"``.
    own : tuple of str
        Units of this sheet: the product's own unit.

    Errors: `InputError` that names the unit and the nearest known one.

    >>> unit_name("Grams"), unit_name("bottles"), unit_name("basket", own=("basket",))
    ('g', 'bottle', 'basket')
    >>> unit_name("kgg")
    Traceback (most recent call last):
    otop.errors.InputError: The unit "kgg" is not known. Did you mean kg? Known units: mg, g, khit, kg, tonne, ml, cl, l, mm, cm, inch, yard, m, minute, hour, piece, pair, dozen, hundred, bag, bottle, box, ...
    """
    asked = str(written).strip().lower()
    known = known_units()
    for name in (asked, asked.removesuffix("s")):
        if name in own or name in known:
            return name
        if name in _OTHER_NAMES:
            return _OTHER_NAMES[name]
    near = difflib.get_close_matches(asked, [*own, *known], n=1, cutoff=0.5)
    raise InputError(
        "unit.unknown" if near else "unit.unknown_no_guess",
        unit=str(written).strip(),
        near=near[0] if near else "",
        known=", ".join([*own, *known][:22]) + ", ...",
    )


def is_measure(unit: str) -> bool:
    """Whether this unit has the same size everywhere: a kilo does, a bunch does not.

    >>> is_measure("kilo"), is_measure("bunch"), is_measure("basket")
    (True, False, False)
    >>> is_measure(1000)
    False
    """
    try:
        return unit_name(unit) in _MEASURES
    except InputError:
        return False


def convert(quantity: float, unit: str, to: str, *, own: tuple[str, ...] = ()) -> float:
    """The same quantity in another unit.

    Errors: `InputError` for an unknown unit, and for two units that do not measure
    the same thing.

    >>> convert(250, "g", "kg")
    0.25
    >>> convert(2, "dozen", "piece")
    24.0
    >>> convert(3, "kg", "l")
    Traceback (most recent call last):
    otop.errors.InputError: kg cannot be turned into l: one is weight, the other is volume. Use the same kind of unit for the quantity and for the price.
    """
    source, target = unit_name(unit, own=own), unit_name(to, own=own)
    if source == target:
        return float(quantity)
    kind, size = _MEASURES.get(source, (source, 1))
    target_kind, target_size = _MEASURES.get(target, (target, 1))
    if kind != target_kind:
        raise InputError("unit.different_kind", unit=source, to=target, kind=kind, to_kind=target_kind)
    return quantity * size / target_size


def not_negative(value: float, name: str) -> float:
    """The value, if it is a number and not below zero.

    >>> not_negative(0, "price")
    0.0
    >>> not_negative(-5, "price")
    Traceback (most recent call last):
    otop.errors.InputError: The price is -5. It cannot be below zero. Write what it really is.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError("value.not_a_number", name=name, value=value)
    if value < 0:
        raise InputError("value.negative", name=name, value=f"{value:g}")
    return float(value)


def positive(value: float, name: str) -> float:
    """The value, if it is a number above zero.

    >>> positive(11, "batch size")
    11.0
    >>> positive(0, "batch size")
    Traceback (most recent call last):
    otop.errors.InputError: The batch size is 0. It must be above zero. Write what it really is.
    """
    if not_negative(value, name) == 0:
        raise InputError("value.zero", name=name)
    return float(value)
