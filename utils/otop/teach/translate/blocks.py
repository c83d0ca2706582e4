"""Markdown in blocks: what stands between empty lines is translated as one piece."""

from __future__ import annotations

import re
from collections.abc import Callable

_GAP = re.compile(r"(\n[ \t]*\n(?:[ \t]*\n)*)")
_LETTERS = re.compile(r"[^\W\d_]")


def blocks(text: str) -> list[str]:
    """The blocks of a Markdown text that have words in them; fenced code is left out.

    >>> blocks("# Title\\n\\nA line.\\n\\n---\\n\\n```\\ncode\\n```")
    ['# Title', 'A line.']
    >>> blocks(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    return [part for part, is_text in _parts(text) if is_text]


def translated(text: str, lookup: Callable[[str], str]) -> str:
    """The text with each of its blocks looked up; the gaps between them stay.

    >>> translated("# One\\n\\n\\nTwo", {"# One": "# 1", "Two": "2"}.get)
    '# 1\\n\\n\\n2'
    """
    return "".join(lookup(part) if is_text else part for part, is_text in _parts(text))


def _parts(text: str) -> list[tuple[str, bool]]:
    found, in_code = [], False
    for at, part in enumerate(_GAP.split(text)):
        fences = 0 if at % 2 else len(re.findall(r"^\s*(?:```|~~~)", part, flags=re.MULTILINE))
        is_text = not at % 2 and not in_code and not fences and bool(_LETTERS.search(part))
        in_code ^= bool(fences % 2)
        found.append((part, is_text))
    return found
