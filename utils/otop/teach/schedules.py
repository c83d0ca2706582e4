"""The workshop schedules: written by hand, and marked with which lessons are ready."""

from __future__ import annotations

import re
from dataclasses import dataclass

from otop.errors import OtopError
from otop.i18n import say
from otop.teach.outline import Outline

_ROW = re.compile(r"\| (\d\d):(\d\d) \| (\d+) \| ([^|]+) \| ([^|]*) \|[^|]*\|")


@dataclass(frozen=True)
class Slot:
    """One line of a day: its start in minutes after midnight, its length, and the lessons in it."""

    day: str
    start: int
    minutes: int
    what: str
    lessons: tuple[str, ...]


def slots(text: str) -> list[Slot]:
    """Every line of every day.

    >>> slots("## One day\\n\\n| 09:00 | 20 | welcome | 00 | planned |")
    [Slot(day='One day', start=540, minutes=20, what='welcome', lessons=('00',))]
    >>> slots("## One day\\n\\n| 09:00 | soon | welcome | 00 | planned |")
    Traceback (most recent call last):
    otop.errors.OtopError: schedules.md: This line does not have a time, minutes, what is done, lessons and one column more: | 09:00 | soon | welcome | 00 | planned |
    """
    found, day = [], ""
    for line in text.splitlines():
        day = line.lstrip("# ") if line.startswith("#") else day
        if re.match(r"\| \d", line):
            hour, minute, minutes, what, lessons = _row(line).groups()
            ids = tuple(re.findall(r"\d\d", lessons))
            found.append(Slot(day, 60 * int(hour) + int(minute), int(minutes), what, ids))
    return found


def with_status(text: str, outline: Outline) -> str:
    """The schedules with the last column of each line written anew.

    Errors: `OtopError` for a lesson that the outline does not have.
    """
    lines = []
    for line in text.splitlines():
        if re.match(r"\| \d", line):
            ids = re.findall(r"\d\d", _row(line)[5])
            line = line.rsplit("|", 2)[0] + f"| {_status(ids, outline)} |".replace("|  |", "| |")
        lines.append(line)
    return "\n".join(lines) + "\n"


def _row(line: str) -> re.Match:
    found = _ROW.fullmatch(line)
    if not found:
        raise OtopError("schedules.line", where="schedules.md", line=line)
    return found


def _status(ids: list[str], outline: Outline) -> str:
    written = [one for one in ids if outline.lesson(one).written]
    if not ids:
        return ""
    if 0 < len(written) < len(ids):
        return say("schedules.some", lessons=", ".join(written))
    return say("schedules.ready" if written else "schedules.planned")
