"""What a translation must keep: numbers, code, places to fill in, links, the shape of lists and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_CODE = re.compile(r"``.+?``|`[^`\n]+`", re.DOTALL)
_PLACE = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")
_TARGET = re.compile(r"\]\(([^)\s]*)\)|(https?://[^\s)>\]]+)|(?:href|src)=\"([^\"]*)\"")
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?<![A-Za-z\d.,])(?:19|20)\d\d(?![\d,.]*\d)")
_THAI_YEAR = re.compile(r"พ\.ศ\. ?(\d{4})")
_OTHER_DIGITS = re.compile(r"[๐-๙໐-໙០-៩]")
_BOLD = re.compile(r"\*\*")
_LINE_KINDS = {"heading": r"#{1,6} ", "item": r"\s*[-*] ", "step": r"\s*\d+\. ", "row": r"\s*\|", "quote": r"> ?"}


def problems(english: str, text: str, lang: str) -> Iterator[str]:
    """What is wrong with a translation, in short words for the translator; nothing for a good one.

    >>> list(problems("Type `x` and 11.69.", "พิมพ์ `x` แล้วพิมพ์ 11.96", "th"))
    ['numbers: 11.69 is missing; 11.96 is not in the English']
    >>> list(problems("{count} files", "ไฟล์", "th"))
    ['places to fill in: {count} is missing']
    >>> list(problems(None, "", "th"))
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    yield from _differs("code", _CODE.findall(english), _CODE.findall(text))
    yield from _differs("places to fill in", _PLACE.findall(english), _PLACE.findall(text))
    yield from _differs("links", _targets(english), _targets(text))
    yield from _differs("numbers", *_numbers(english, text))
    yield from _differs("bold", _BOLD.findall(english), _BOLD.findall(text))
    yield from _differs("lines", _shape(english), _shape(text))
    plain = bare(text)
    if found := _OTHER_DIGITS.findall(plain):
        yield f"numbers are typed with the digits 0 to 9: {''.join(found)}"
    if lang == "th" and _YEAR.search(bare(english)) and not re.search(r"[คพ]\.ศ\.", plain):
        yield "a year without its era: write ค.ศ. before it"
    if english[:1].isspace() != text[:1].isspace() or english[-1:].isspace() != text[-1:].isspace():
        yield "spaces at the beginning or the end"


def _differs(what: str, wanted: list, found: list) -> Iterator[str]:
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    said = [f"{', '.join(map(str, missing.elements()))} is missing"] if missing else []
    said += [f"{', '.join(map(str, more.elements()))} is not in the English"] if more else []
    if said:
        yield f"{what}: {'; '.join(said)}"


def bare(text: str) -> str:
    """The text without code, places to fill in, and addresses."""
    text = _TARGET.sub("]", _CODE.sub(" ", text))
    return re.sub(r"<[^>]+>|&\w+;", " ", _PLACE.sub(" ", text))


def _numbers(english: str, text: str) -> tuple[list[str], list[str]]:
    """The numbers of both; a Buddhist year beside its common year is the same number."""
    wanted, found = _NUMBER.findall(bare(english)), _NUMBER.findall(bare(text))
    for year in _THAI_YEAR.findall(bare(text)):
        if str(int(year) - 543) in wanted and year in found:
            found.remove(year)
    strip = lambda numbers: [number.rstrip(",") for number in numbers]  # noqa: E731
    return strip(wanted), strip(found)


def _targets(text: str) -> list[str]:
    return [next(filter(None, found), "") for found in _TARGET.findall(text)]


def _shape(text: str) -> list[str]:
    """One word for each line: a heading with its level, an item, a row with its columns, or text."""
    shape = []
    for line in text.split("\n"):
        for kind, pattern in _LINE_KINDS.items():
            if found := re.match(pattern, line):
                more = f" {found[0].strip()}" if kind == "heading" else ""
                shape.append(f"{kind}{more}" + (f" of {line.count('|') - 1}" if kind == "row" else ""))
                break
        else:
            shape.append("text")
    return shape
