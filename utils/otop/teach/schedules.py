"""The workshop schedules: written by hand, marked with which lessons are ready, and held against the lessons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from otop.errors import OtopError
from otop.i18n import say
from otop.teach.outline import Outline

_ROW = re.compile(r"\| (\d\d):(\d\d) \| (\d+) \| ([^|]+) \| ([^|]*) \|[^|]*\|")


_INSTEAD = "*instead:*"


@dataclass(frozen=True)
class Slot:
    """One line of a day: its start in minutes after midnight, its length, and the lessons in it."""

    schedule: str
    day: str
    start: int
    minutes: int
    what: str
    lessons: tuple[str, ...]


def slots(text: str) -> list[Slot]:
    """Every line of every day.

    >>> slots("## One day\\n\\n| 09:00 | 20 | welcome | 00 | planned |")
    [Slot(schedule='One day', day='One day', start=540, minutes=20, what='welcome', lessons=('00',))]
    >>> slots("## One day\\n\\n| 09:00 | soon | welcome | 00 | planned |")
    Traceback (most recent call last):
    otop.errors.OtopError: schedules.md: This line does not have a time, minutes, what is done, lessons and one column more: | 09:00 | soon | welcome | 00 | planned |
    """
    found, schedule, day = [], "", ""
    for line in text.splitlines():
        day = line.lstrip("# ") if line.startswith("#") else day
        schedule = day if line.startswith("## ") else schedule
        if re.match(r"\| \d", line):
            hour, minute, minutes, what, lessons = _row(line).groups()
            ids = tuple(re.findall(r"\d\d", lessons))
            found.append(Slot(schedule, day, 60 * int(hour) + int(minute), int(minutes), what, ids))
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


def findings(text: str, outline: Outline) -> list[str]:
    """What does not fit between schedules and lessons, one sentence each.

    In each schedule a lesson has at least the minutes of its core, in one slot or in several. Where a
    slot names several lessons, one of them is taken: it has time for any that is written. A slot of
    lessons that are only planned says what is done instead, and names a written lesson.
    """
    found, alone = [], {}
    for slot in slots(text):
        written = [one for one in slot.lessons if outline.lesson(one).written]
        if len(slot.lessons) == 1 and written:
            alone.setdefault((slot.schedule, written[0]), []).append(slot.minutes)
        elif written:
            found += [_short(slot.schedule, one, slot.minutes, outline) for one in written]
        elif slot.lessons and not _substituted(slot, outline):
            found.append(say("schedules.no_instead", day=slot.day, what=slot.what))
    found += [_short(schedule, one, sum(minutes), outline) for (schedule, one), minutes in alone.items()]
    return [sentence for sentence in found if sentence]


def _short(schedule: str, lesson: str, minutes: int, outline: Outline) -> str:
    planned = outline.lesson(lesson).minutes
    core = planned["teach"] + planned["do"]
    return (
        say("schedules.short", schedule=schedule, lesson=lesson, minutes=minutes, core=core) if minutes < core else ""
    )


def _substituted(slot: Slot, outline: Outline) -> bool:
    named = re.findall(r"lesson (\d\d)", slot.what.partition(_INSTEAD)[2])
    return bool(named) and all(outline.lesson(one).written for one in named)


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
