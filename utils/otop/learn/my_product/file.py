"""The file ``my_product.yml`` as text: read it, and write values into it without touching anything else.

A line is changed only where its value is another one. Comments, lines that the course does
not know, and their order stay as she wrote them.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from otop.errors import InputError
from otop.i18n import say
from otop.learn.my_product.fields import TOPICS, Field, MyProduct, all_fields, read_value
from otop.sheets.values import nearest

NAME = "my_product.yml"
PRACTICE = "practice"
MOST_CHARACTERS = 100_000
_YES = ("yes", "true")
COMMENT_AT = 28  # column of the words behind an empty line


@dataclass(frozen=True)
class _Line:
    """One ``key: value`` of the file: the value, its place in the text, and its line (from 1).

    Of a topic, `end` is where its first line begins, and `indent` what stands before that.
    """

    value: str
    start: int
    end: int
    line: int
    indent: str = ""


_TOP = _Line("", 0, 0, 0)


def new_file() -> str:
    """An empty file; the words behind each line say what it is for.

    >>> new_file().count("booth_fee:"), read(new_file()).is_empty
    (1, True)
    """
    lines = [f"# {line}".rstrip() for line in say("my.file_head").split("\n")]
    for topic in TOPICS:
        lines += ["", f"# {say(f'my.topic.{topic}')}", f"{topic}:"]
        lines += [f"  {one.name}:".ljust(COMMENT_AT) + f"# {one.help}" for one in all_fields(topic)]
    return "\n".join(lines) + "\n"


def read(text: str, name: str = NAME) -> MyProduct:
    """The product in this text.

    Errors: `InputError` with file, line and field, and what to write instead.

    >>> read("cost:\\n  material: 1,000 baht  # wood").cost.material
    1000.0
    >>> read("cost:\\n  material: 11,69")
    Traceback (most recent call last):
    otop.errors.InputError: my_product.yml, line 2, material: "11,69" can mean two numbers: 11.69 or 1169. Write a dot for the decimals: 11.69.
    """
    lines = _parse(text, name)

    def value(one: Field, currency: str):
        line = lines.get((one.topic, one.name))
        try:
            return read_value(one.kind, line.value if line else None, currency)
        except InputError as problem:
            raise problem.at(say("my.line_field", file=name, line=line.line, field=one.name)) from None

    mine = MyProduct()
    for one in all_fields():
        mine = mine.put({(one.topic, one.name): value(one, mine.currency)})
    marked = lines.get(("", PRACTICE))
    return replace(mine, practice=bool(marked) and marked.value.lower() in _YES)


def write(mine: MyProduct, text: str = "") -> str:
    """The text with the values of `mine` in it; a new file where there is no text yet.

    Errors: `InputError` where the text cannot be read; it is then left to be mended.

    >>> mine = MyProduct().put({("price", "price"): 35})
    >>> write(mine, "price:\\n  price: 30  # since May\\n  my_note: ask Somchai\\n")
    'price:\\n  price: 35  # since May\\n  my_note: ask Somchai\\n'
    >>> read(write(mine)) == mine
    True
    """
    text = text if text.strip() else new_file()
    lines, before = _parse(text, NAME), read(text)
    edits, new_topics = [], ""
    for topic in TOPICS:
        below = ""
        for one in all_fields(topic):
            value = mine.get(topic, one.name)
            if value == before.get(topic, one.name):
                continue
            if line := lines.get((topic, one.name)):
                edits.append(_changed(text, line, _scalar(one.kind, value)))
            else:
                below += _new_line(lines.get((topic, "")), one.name, _scalar(one.kind, value), one.help)
        if below and (section := lines.get((topic, ""))):
            gap = "" if text[: section.end].endswith("\n") else "\n"
            edits.append((section.end, section.end, gap + below))
        elif below:
            new_topics += f"\n{topic}:\n{below}"
    if mine.practice != before.practice:
        said = "yes" if mine.practice else "no"
        if line := lines.get(("", PRACTICE)):
            edits.append(_changed(text, line, said))
        else:
            new_topics += "\n" + _new_line(_TOP, PRACTICE, said, say("my.help.practice"))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    text += new_topics if text.endswith("\n") else "\n" + new_topics if new_topics else ""
    assert read(text) == mine, "what was written is read otherwise"
    return text


def _parse(text: str, name: str) -> dict[tuple[str, str], _Line]:
    """The lines that the course knows: ``(topic, field)``, ``(topic, "")`` of the topic itself, ``("", "practice")``."""
    found = {}
    for key, node in _pairs(_compose(text, name), (*TOPICS, PRACTICE), name):
        if key.value == PRACTICE:
            found["", PRACTICE] = _line(text, key, node, name)
            continue
        below = text.find("\n", key.end_mark.index) + 1 or len(text)
        fields = [one.name for one in all_fields(key.value)]
        is_bare = _is_null(node) and not node.value
        pairs = [] if is_bare else list(_pairs(node, fields, name))
        indent = " " * (2 if is_bare else node.start_mark.column)
        found[key.value, ""] = _Line("", below, below, key.start_mark.line + 1, indent)
        found |= {(key.value, field.value): _line(text, field, value, name) for field, value in pairs}
    return found


def _compose(text: str, name: str):
    from ruamel.yaml import YAML

    if len(text) > MOST_CHARACTERS:
        raise InputError("my.too_long", where=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return YAML(typ="rt", pure=True).compose(text)
    except Exception as error:  # the parser's own errors, and what deep nesting breaks
        mark = getattr(error, "problem_mark", None)
        where = say("my.line", file=name, line=mark.line + 1) if mark else name
        raise InputError("my.not_lines", where=where) from None


def _pairs(node, known: Iterable[str], name: str) -> Iterator[tuple]:
    """Key and value of the known lines in a mapping; what is not known is left alone."""
    if node is None:
        return
    if node.id != "mapping" or node.flow_style:
        raise InputError("my.not_lines", where=say("my.line", file=name, line=node.start_mark.line + 1))
    words = [key.value if isinstance(key.value, str) else "" for key, _ in node.value]
    missing = [one for one in known if one not in words]
    for at, (key, value) in enumerate(node.value):
        where, word = say("my.line", file=name, line=key.start_mark.line + 1), words[at]
        if word in known and word in words[:at]:
            raise InputError("my.twice", where=where, key=word)
        if word in known:
            yield key, value
        elif near := nearest(word, missing):
            raise InputError("my.misspelt", where=where, typed=word[:40], near=near)


def _line(text: str, key, node, name: str) -> _Line:
    number = key.start_mark.line + 1
    if _is_null(node):
        colon = text.index(":", key.end_mark.index) + 1
        return _Line("", colon, node.end_mark.index if node.value else colon, number)
    start, end = node.start_mark, node.end_mark
    if node.id != "scalar" or node.style in ("|", ">") or not key.end_mark.line == start.line == end.line:
        raise InputError("my.one_value", where=say("my.line_field", file=name, line=number, field=key.value))
    return _Line(node.value, start.index, end.index, number)


def _is_null(node) -> bool:
    return str(node.tag) == "tag:yaml.org,2002:null"


def _changed(text: str, line: _Line, value: str) -> tuple[int, int, str]:
    """From where to where the text changes, and to what; words behind a value stay in their column if they can."""
    start = len(text[: line.start].rstrip(" "))
    new = f" {value}" if value else ""
    comment = re.match(r"[ \t]+(?=#)", text[line.end :])
    if not comment:
        return start, line.end, new
    end = line.end + comment.end()
    return start, end, new.ljust(max(end - start, len(new) + 2))


def _new_line(section: _Line | None, name: str, value: str, words: str) -> str:
    indent = section.indent if section else "  "
    return f"{indent}{name}: {value}".ljust(COMMENT_AT - 2) + f"  # {words}\n"


def _scalar(kind: str, value) -> str:
    """A value as it stands in the file."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{Decimal(repr(float(value))):f}".removesuffix(".0") + ("%" if kind == "percent" else "")
    is_plain = re.fullmatch(r"[^\W\d_][\w .,/()%+-]*(?<! )", value) and value.lower() != "null"
    return value if is_plain or not value else json.dumps(value, ensure_ascii=False)
