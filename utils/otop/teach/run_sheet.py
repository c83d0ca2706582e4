"""The run sheet, one page for each lesson that is written, and beside it the list of every mistake with a name."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from otop.i18n import say
from otop.learn.lesson import LESSONS
from otop.teach.keys import graded_cells
from otop.teach.lint.lesson import asked_in
from otop.teach.notebooks import read
from otop.teach.outline import Lesson, Outline

SAYS_LITTLE = 50  # characters
LIKELIEST = 5  # mistakes of a lesson that its page shows
_HEADS = ("runsheet.mistake", "runsheet.means", "runsheet.where")


def run_sheet(course: Path, outline: Outline) -> str:
    """The run sheet of the course in this folder, as Markdown."""
    parts = [say("runsheet.head")]
    parts += [_lesson(course, lesson) for lesson in outline.written]
    return "\n\n".join(parts) + "\n"


def mistakes_sheet(outline: Outline) -> str:
    """Every mistake with a name, lesson by lesson, as Markdown."""
    parts = [say("runsheet.mistakes_head")]
    for lesson in outline.written:
        heard = _heard(_exercises(lesson))
        if heard:
            parts += [f"## {lesson.id} {lesson.title}", _table(_HEADS, heard)]
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
    decisions = getattr(_module(lesson), "DECISIONS", {})
    blocks = [
        f"## {lesson.id} {lesson.title}",
        "\n".join(_facts(course, lesson)),
        _table(
            ("runsheet.can", "runsheet.exercises", "runsheet.graded"),
            [(one.can, _names(one.exercises, decisions), _names(one.graded, ())) for one in lesson.objectives],
        ),
    ]
    heard = _heard(_exercises(lesson))
    first = _heard(_core(course, lesson))[:LIKELIEST]
    if first:
        blocks += [say("runsheet.listen"), _table(_HEADS, first)]
    if len(heard) > len(first):
        blocks.append(say("runsheet.more", count=len(heard) - len(first)))
    return "\n\n".join(blocks)


def _module(lesson: Lesson):
    return importlib.import_module(LESSONS[lesson.id]) if lesson.id in LESSONS else None


def _exercises(lesson: Lesson) -> dict:
    return getattr(_module(lesson), "EXERCISES", {})


def _core(course: Path, lesson: Lesson) -> dict:
    """The exercises of a lesson without those of its extension."""
    exercises, path = _exercises(lesson), course / lesson.file
    if not path.is_file():
        return exercises
    extension: set[str] = set()
    is_over = False
    for cell in read(path)[1].cells:
        is_over = is_over or cell.source.startswith("## Extension")
        if is_over and cell.cell_type == "code":
            extension.update(asked_in(cell.source))
    return {name: ask for name, ask in exercises.items() if name not in extension}


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
    """Each mistake of the lesson once: its name, what it is in short, and the exercises where it comes.

    A question names its likeliest mistakes first: so they come here, those of several exercises before the others.
    """
    sentences: dict[str, str] = {}
    where: dict[str, dict[str, int]] = {}
    for name, ask in exercises.items():
        for place, mistake in enumerate(ask().mistakes):
            sentences.setdefault(mistake.name, short(mistake.sentence()))
            where.setdefault(mistake.name, {}).setdefault(name, place)
    order = sorted(sentences, key=lambda mistake: (min(where[mistake].values()), -len(where[mistake])))
    return [(say(f"mistake_name.{name}"), sentences[name], _names(where[name], ())) for name in order]


def _names(names, decisions) -> str:
    shown = [f"`{name}`" + (f" ({say('runsheet.decision')})" if name in decisions else "") for name in names]
    return ", ".join(shown) or "-"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [[say(head) for head in heads], [":---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in line)} |" for line in lines)
