"""What people typed, made fit to be shown: one short line, no names, nothing that a screen would obey.

An answer may hold anything. Of its words only those are shown that the assignment itself
uses; each other one, a name perhaps, becomes three dots.
"""

from __future__ import annotations

import ast
import itertools
import operator
import re
import unicodedata
import warnings
from collections.abc import Iterable

from otop.errors import printable
from otop.learn.check import Question

LONGEST = 70  # characters of an answer that are shown
_READ = 4_000  # characters of an answer that are looked at
_HIDDEN = "…"
_RECKON = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_EMPTY = ("", "None", '""', "''", "...")


def words_in(text: str) -> set[str]:
    """The words of a text, in small letters.

    >>> sorted(words_in("Own_labour: 2.67 บาท"))
    ['own_labour', 'บาท']
    >>> words_in(2.67)
    Traceback (most recent call last):
    TypeError: 'float' object is not iterable
    """
    return {word.casefold() for is_word, word in _runs(text) if is_word and not word[0].isdigit()}


def typed(source: str, name: str) -> str:
    """What an answer cell gives its name, as it was written, on one line.

    Of a function it is the body, up to the first `return`.

    >>> typed("drink = None  # ✎\\ndrink = 60.50 / 11", "drink")
    '60.50 / 11'
    >>> typed("def one(a, b):\\n    return a / b\\n    return None", "one")
    'return a / b'
    >>> typed("drink = 4.90 baht", "drink")
    '4.90 baht'
    >>> typed(None, "drink")
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not subscriptable
    """
    source = source[:_READ]
    with warnings.catch_warnings(action="ignore"):
        try:
            found = [part for node in ast.parse(source).body for part in _given(node, name, source)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            found = []
    if found:
        return _one_line(found[-1])
    bare = re.sub(r"#[^\n]*", "", source)
    return _one_line(re.sub(rf"\b{re.escape(name)}\s*=", " ", bare).replace(" None", " "))


def is_empty(text: str) -> bool:
    """Whether nothing is typed in this.

    >>> is_empty(" None"), is_empty("0")
    (True, False)
    >>> is_empty(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'strip'
    """
    return text.strip() in _EMPTY


def shown(text: str, known: Iterable[str]) -> str:
    """The text with dots in place of each word that is not known, and cut where it is long.

    A letter alone is no name of a person; it stays.

    Parameters
    ----------
    text : str
        What was typed.
    known : iterable of str
        The words that may be shown, in small letters.

    >>> shown('"4.90 baht, Sok P002"', {"baht"})
    '"4.90 baht, … …"'
    >>> shown("<b>4.90</b>\\x1b[31m", {"baht"})
    '<b>4.90</b>[31m'
    >>> shown("4.90", None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    known = set(known)
    parts = [
        word if not is_word or _may_be_shown(word, known) else _HIDDEN
        for is_word, word in _runs(printable(_one_line(text)))
    ]
    line = _one_line("".join(parts))
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + _HIDDEN


def looks_right(text: str, question: Question) -> bool:
    """Whether an answer that the checker could not read holds the right number all the same.

    >>> question = Question("full_cost", 7.57)
    >>> looks_right('"7,57"', question), looks_right("113.55 / 15 baht", question), looks_right("7.75", question)
    (True, True, False)
    >>> looks_right("7,57", None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'rights'
    """
    plain = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text[:_READ])
    written = re.findall(r"\d[\d.,']*", plain)[:20]
    numbers = [_as_number(variant) for one in written for variant in (re.sub("[,']", "", one), one.replace(",", "."))]
    numbers.append(_reckoned(re.sub(r"[^\d.+*/()\- ]", "", plain)))
    return any(question.is_near(value, right) for value in numbers if value is not None for right in question.rights)


def _given(node: ast.stmt, name: str, source: str) -> list[str]:
    if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name for target in node.targets):
        return [_segment(node.value, source)]
    if isinstance(node, ast.FunctionDef) and node.name == name:
        ends = next((at for at, one in enumerate(node.body) if isinstance(one, ast.Return)), len(node.body))
        return ["; ".join(_segment(one, source) for one in node.body[: ends + 1])]
    return []


def _segment(node: ast.AST, source: str) -> str:
    return ast.get_source_segment(source, node) or ""


def _runs(text: str) -> list[tuple[bool, str]]:
    """The text in pieces: letters, their signs, digits and underscores are a word; what is between is not."""
    pieces = [(is_word, "".join(run)) for is_word, run in itertools.groupby(text, _is_letter_or_digit)]
    return [(is_word and any(map(str.isalpha, piece)), piece) for is_word, piece in pieces]


def _is_letter_or_digit(sign: str) -> bool:
    return sign == "_" or unicodedata.category(sign)[0] in "LMN"


def _may_be_shown(word: str, known: set[str]) -> bool:
    if word[0].isdigit():  # 1e5, 15bottles
        word = word.lstrip("0123456789")
    return len(word) == 1 or word.casefold() in known


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_number(text: str) -> float | None:
    try:
        return float(text.rstrip("."))
    except ValueError:
        return None


def _reckoned(text: str) -> float | None:
    """The value of a plain sum; nothing else is worked out."""
    try:
        return _value(ast.parse(text.strip()[:200], mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        return None


def _value(node: ast.AST) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _RECKON:
        return _RECKON[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(ast.dump(node)[:40])
