"""The run sheet: what an instructor needs beside her for each lesson that is written."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from otop.i18n import say
from otop.learn.lesson import LESSONS
from otop.teach.keys import graded_cells
from otop.teach.outline import Lesson, Outline

SAYS_LITTLE = 50  # characters


def run_sheet(course: Path, outline: Outline) -> str:
    """The run sheet of the course in this folder, as Markdown."""
    parts = [say("runsheet.head")]
    parts += [_lesson(course, lesson) for lesson in outline.written]
    return "\n\n".join(parts) + "\n"


def short(sentence: str) -> str:
    """The first sentence of several, and the next one where the first says little.

    >>> short("You used 2.45 hours. But 2 h 45 min is 2.75 hours. Read on.")
    'You used 2.45 hours. But 2 h 45 min is 2.75 hours.'
    >>> short("The overhead, 1.71 for each box, is missing: energy, tools, rent. Add it.")
    'The overhead, 1.71 for each box, is missing: energy, tools, rent.'
    >>> short(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z\"])", sentence)
    return " ".join(sentences[: 2 if len(sentences[0]) < SAYS_LITTLE else 1])


def _lesson(course: Path, lesson: Lesson) -> str:
    module = importlib.import_module(LESSONS[lesson.id]) if lesson.id in LESSONS else None
    decisions = getattr(module, "DECISIONS", {})
    blocks = [
        f"## {lesson.id} {lesson.title}",
        "\n".join(_facts(course, lesson)),
        _table(
            ("runsheet.can", "runsheet.exercises", "runsheet.graded"),
            [(one.can, _names(one.exercises, decisions), _names(one.graded, ())) for one in lesson.objectives],
        ),
    ]
    heard = _heard(getattr(module, "EXERCISES", {}))
    if heard:
        blocks += [say("runsheet.listen"), _table(("runsheet.mistake", "runsheet.means", "runsheet.where"), heard)]
    return "\n\n".join(blocks)


def _facts(course: Path, lesson: Lesson) -> list[str]:
    minutes = lesson.minutes
    time = say("runsheet.time", core=minutes["teach"] + minutes["do"], teach=minutes["teach"], do=minutes["do"])
    if minutes["extension"]:
        time = f"{time} {say('runsheet.extension', minutes=minutes['extension'])}"
    facts = [time]
    if lesson.prerequisites:
        facts.append(say("runsheet.before", lessons=", ".join(lesson.prerequisites)))
    if lesson.assignment:
        points = sum(points for _, points, _ in graded_cells(course / "course", lesson.assignment).values())
        facts.append(say("runsheet.assignment", assignment=lesson.assignment, points=f"{points:g}"))
    stem = Path(lesson.file).stem
    facts.append(say("runsheet.print", page=f"lessons/{stem}.html"))
    rubric = f"rubrics/{lesson.assignment}.md"
    if lesson.assignment and (course / "course" / "instructors" / rubric).is_file():
        facts.append(say("runsheet.rubric", rubric=rubric))
    facts.append(say("runsheet.no_laptops", count=len({name for one in lesson.objectives for name in one.exercises})))
    return [f"- {fact}" for fact in facts]


def _heard(exercises: dict) -> list[tuple[str, str, str]]:
    """Each mistake of the lesson once: its name, what it is in short, and the exercises where it comes."""
    sentences: dict[str, str] = {}
    where: dict[str, list[str]] = {}
    for name, ask in exercises.items():
        for mistake in ask().mistakes:
            sentences.setdefault(mistake.name, short(mistake.sentence()))
            where.setdefault(mistake.name, []).append(name)
    return [
        (say(f"mistake_name.{name}"), told, _names(dict.fromkeys(where[name]), ())) for name, told in sentences.items()
    ]


def _names(names, decisions) -> str:
    shown = [f"`{name}`" + (f" ({say('runsheet.decision')})" if name in decisions else "") for name in names]
    return ", ".join(shown) or "-"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [[say(head) for head in heads], [":---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in line)} |" for line in lines)
