"""The files that list lessons, made from the outline: README, run sheet, mistakes, schedules."""

from __future__ import annotations

import re
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import say
from otop.teach.keys import graded_cells
from otop.teach.notebooks import COURSE
from otop.teach.outline import Outline, load
from otop.teach.run_sheet import mistakes_sheet, run_sheet
from otop.teach.schedules import findings as schedule_findings
from otop.teach.schedules import with_status

README, RUN_SHEET = "README.md", "course/instructors/run_sheet.md"
MISTAKES, SCHEDULES = "course/instructors/mistakes.md", "course/instructors/schedules.md"
END = "<!-- otop outline: end -->"


def fresh(course: Path = COURSE) -> dict[str, str]:
    """The text that each generated file has when it is up to date, by its place in the course.

    Errors: `OtopError` for an outline that cannot be used, and for a README without its marks.

    >>> list(fresh())
    ['README.md', 'course/instructors/run_sheet.md', 'course/instructors/mistakes.md', 'course/instructors/schedules.md']
    >>> fresh(Path("no_such_folder"))
    Traceback (most recent call last):
    otop.errors.OtopError: outline.yml: The outline is not in this folder, or it cannot be read as YAML (line 1).
    """
    outline = load(course)
    readme = between_marks(_read(course / README), "written", written_sentence(outline))
    return {
        README: between_marks(readme, "lessons", lessons_table(course, outline)),
        RUN_SHEET: run_sheet(course, outline),
        MISTAKES: mistakes_sheet(outline),
        SCHEDULES: with_status(_read(course / SCHEDULES), outline),
    }


def stale(course: Path = COURSE) -> list[str]:
    """The generated files that are not as the outline has it."""
    return [name for name, text in fresh(course).items() if _read(course / name) != text]


def update(course: Path = COURSE) -> list[str]:
    """Write the stale files anew. Returns their places."""
    texts = fresh(course)
    changed = [name for name, text in texts.items() if _read(course / name) != text]
    for name in changed:
        (course / name).write_text(texts[name], encoding="utf-8", newline="\n")
    return changed


def misfits(course: Path = COURSE) -> list[str]:
    """Where the schedules give a lesson too little time, or nothing to do while it is not written.

    >>> misfits()
    []
    >>> misfits(Path("no_such_folder"))
    Traceback (most recent call last):
    otop.errors.OtopError: outline.yml: The outline is not in this folder, or it cannot be read as YAML (line 1).
    """
    return schedule_findings(fresh(course)[SCHEDULES], load(course))


def between_marks(text: str, name: str, inside: str) -> str:
    """The text with this inside between the marks of this name.

    >>> between_marks("<!-- otop outline: a -->\\nold\\n<!-- otop outline: end -->", "a", "new")
    '<!-- otop outline: a -->\\nnew\\n<!-- otop outline: end -->'
    >>> between_marks("no marks", "a", "new")
    Traceback (most recent call last):
    otop.errors.OtopError: README.md: The mark "<!-- otop outline: a -->" is not in it, or has no end. Put it back: what stands there is made from the outline.
    """
    start = f"<!-- otop outline: {name} -->"
    found = re.search(rf"{re.escape(start)}\n(.*?)\n?{re.escape(END)}", text, flags=re.DOTALL)
    if not found:
        raise OtopError("generated.no_mark", where=README, mark=start)
    return text[: found.start()] + f"{start}\n{inside}\n{END}" + text[found.end() :]


def written_sentence(outline: Outline) -> str:
    """How many lessons are written, and which."""
    ids = ", ".join(lesson.id for lesson in outline.written)
    return say("generated.written", count=len(outline.written), of=len(outline.lessons), ids=ids or "-")


def lessons_table(course: Path, outline: Outline) -> str:
    """The lessons that are written as a table, and those that are planned in one line for each part."""
    heads = (say(f"generated.{column}") for column in ("lesson", "minutes", "assignment"))
    lines = [f"| {' | '.join(heads)} |", "|:---|---:|:---|"]
    for lesson in outline.written:
        core, extension = lesson.minutes["teach"] + lesson.minutes["do"], lesson.minutes["extension"]
        minutes = f"{core} + {extension}" if extension else f"{core}"
        points = "-"
        if lesson.assignment:
            graded = graded_cells(course / "course", lesson.assignment)
            points = say("generated.points", points=f"{sum(points for _, points, _ in graded.values()):g}")
        lines.append(f"| {lesson.id} [{lesson.title}]({lesson.file}) | {minutes} | {points} |")
    lessons = {lesson.id: lesson for lesson in outline.lessons}
    planned = []
    for part in outline.parts:
        titles = [f"{one} {lessons[one].title}" for one in part.lessons if not lessons[one].written]
        if titles:
            planned.append(f"- *{part.title.split(':')[0]}:* {'; '.join(titles)}")
    return "\n".join([*lines, *(["", say("generated.planned"), "", *planned] if planned else [])])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
