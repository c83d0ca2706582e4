"""An answer as plain data: told by the kernel in which the submission runs, read where it is judged.

`told`, `keep` and `call` run beside the trainee's own code: whatever they send is an answer, never a verdict.
`read` runs outside and believes nothing: what has not the form of an answer raises `NoAnswer`.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from fractions import Fraction

LONGEST = 10_000  # signs of a text; what is longer is no answer to any question
DEEPEST, MOST = 4, 1_000  # lists in lists; parts of a list
_HUGE_BITS = 1_400  # beyond any float: which one it is does not matter
_NAME = re.compile(r"[^\W\d]\w{0,59}")
_kept: dict[str, object] = {}


class NoAnswer(Exception):
    """What came back is not an answer in its form."""


def told(value) -> str:
    """A value as JSON: its kind, and its content where it is plain.

    >>> told(11.69), told("๓.๐๑"), told((11, 69))
    ('["float", "11.69"]', '["str", "\\\\u0e53.\\\\u0e50\\\\u0e51"]', '["tuple", [["int", "11"], ["int", "69"]]]')
    >>> told(object())
    '["other", "object"]'
    """
    return json.dumps(_plain(value, DEEPEST))


def keep(name: str, value) -> str:
    """`told`; a function is kept under its name for `call`, so that a later cell cannot put another in its place."""
    if callable(value):
        _kept[name] = value
        return json.dumps(["function", name])
    return told(value)


def call(name: str, arguments: str) -> str:
    """What a kept function gives with these arguments (JSON: a list, and names), or how it stops."""
    args, given = json.loads(arguments)
    try:
        return told(_kept[name](*args, **given))
    except Exception as problem:
        return json.dumps(["raises", type(problem).__name__, str(problem)[:200]])


def _plain(value, deep: int) -> list:
    kind = type(value)
    if value is None or kind is bool:
        return ["none"] if value is None else ["bool", value]
    if kind is int:
        return ["int", str(value)] if value.bit_length() < _HUGE_BITS else ["huge", value > 0]
    if kind is float:
        return ["float", repr(value)]
    if isinstance(value, str):
        return ["str", str.__str__(value)[:LONGEST]]
    if kind in (tuple, list) and deep and len(value) <= MOST:
        return [kind.__name__, [_plain(part, deep - 1) for part in value]]
    if kind in (Decimal, Fraction):
        return [kind.__name__, str(value)[:LONGEST]]
    if kind.__module__ == "numpy" and hasattr(value, "item") and not getattr(value, "shape", None):
        if isinstance(plain := value.item(), (int, float)) and type(plain) is not bool:
            return _plain(plain, deep)
    return ["other", kind.__name__]


def read(text: str) -> object:
    """The value that was told; of a function its name, as `Told`. What is not plain is an object of that kind's name.

    Errors: `NoAnswer` for all that `told` and `keep` never say; `Stopped` for a function that raised.

    >>> read('["float", "11.69"]'), read('["tuple", [["int", "11"], ["int", "69"]]]')
    (11.69, (11, 69))
    >>> read('{"outcome": "right"}')
    Traceback (most recent call last):
    otop.teach.grading.answers.NoAnswer
    """
    try:
        return _value(json.loads(text), DEEPEST)
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        raise NoAnswer from None


class Told:
    """The name of a function that the kernel keeps."""

    def __init__(self, name: str):
        self.name = name


class Stopped(Exception):
    """How the trainee's function stopped: the name of her error, and its sentence."""


def _value(said: list, deep: int) -> object:
    kind, *content = said
    if kind == "none" and not content:
        return None
    if kind == "raises":
        name, sentence = (_whole(str(part)) for part in content)
        raise Stopped(name[:60], sentence[:200])
    (content,) = content
    if kind == "bool" and type(content) is bool:
        return content
    if kind == "huge" and type(content) is bool:
        return 10**500 if content else -(10**500)
    if kind in ("tuple", "list") and deep and type(content) is list and len(content) <= MOST:
        return (tuple if kind == "tuple" else list)(_value(part, deep - 1) for part in content)
    if type(content) is not str or len(content) > LONGEST:
        raise NoAnswer
    if kind == "str":
        return _whole(content)
    if kind == "float":
        return float(content)
    if kind == "int" and re.fullmatch(r"-?\d{1,500}", content, re.ASCII):
        return int(content)
    if kind == "Decimal":
        return Decimal(content)
    if kind == "Fraction":
        return _fraction(content)
    if kind == "function" and _NAME.fullmatch(content):
        return Told(content)
    if kind == "other":
        return type(content if _NAME.fullmatch(content) else "object", (), {"__module__": "answer"})()
    raise NoAnswer


def _whole(text: str) -> str:
    """The text without half signs, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fraction(content: str) -> Fraction | float:
    """A fraction as its kind: one that is no number of money is infinite, so that nothing reckons with it for hours."""
    if not re.fullmatch(r"-?\d{1,500}(/\d{1,500})?", content, re.ASCII):
        raise NoAnswer
    value = Fraction(content)
    return value if math.isfinite(_as_float(value)) else math.inf


def _as_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
