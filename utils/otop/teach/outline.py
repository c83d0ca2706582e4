"""The outline of the course, ``course/outline.yml``: read, and compared with what is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import say
from otop.teach.keys import graded_cells
from otop.teach.lint.lesson import asked_in
from otop.teach.notebooks import COURSE, read

MINUTES = ("teach", "do", "extension")
TOP = ("title", "tracks", "parts", "lessons")
ALWAYS = ("id", "title", "part", "core", "extension", "assignment", "written")
WRITTEN = ("file", "minutes", "objectives", "prerequisites", "datasets")


@dataclass(frozen=True)
class Part:
    """A part of the course and its lessons, in order."""

    id: str
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Objective:
    """What a learner can do after a lesson, and where she does it.

    `can` is the sentence of the notebook; `exercises` are ids of the lesson's exercises and predictions,
    `graded` are grade ids of the assignment.
    """

    can: str
    exercises: tuple[str, ...]
    graded: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """One lesson as it is planned; what follows `written` is complete only where that is true.

    `minutes` has teach, do and extension; `file` is a path from the folder of the course.
    """

    id: str
    title: str
    part: str
    core: str
    extension: str | None
    assignment: str | None
    written: bool
    file: str | None = None
    minutes: dict | None = None
    objectives: tuple[Objective, ...] = ()
    prerequisites: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """The whole course: its title, its tracks (id to what they are for), parts and lessons."""

    title: str
    tracks: dict[str, str]
    parts: tuple[Part, ...]
    lessons: tuple[Lesson, ...]

    @property
    def written(self) -> tuple[Lesson, ...]:
        """The lessons whose notebook exists."""
        return tuple(lesson for lesson in self.lessons if lesson.written)

    def lesson(self, lesson_id: str) -> Lesson:
        """The lesson with this number.

        >>> load().lesson("05").file
        'notebooks/05_unit_cost.ipynb'
        >>> load().lesson("99")
        Traceback (most recent call last):
        otop.errors.OtopError: There is no lesson 99 in the outline. It has 00 to 22.
        """
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise OtopError("outline.no_lesson", id=lesson_id, first=self.lessons[0].id, last=self.lessons[-1].id)


def load(course: Path | str = COURSE) -> Outline:
    """The outline of the course in this folder.

    Errors: `OtopError` for a file that cannot be read, an unknown or missing key, a
    lesson that stands twice, a part or lesson that is named and not there.

    >>> len(load().lessons), [lesson.id for lesson in load().written][:1]
    (23, ['00'])
    >>> load("no_such_folder")
    Traceback (most recent call last):
    otop.errors.OtopError: outline.yml: The outline is not in this folder, or it cannot be read as YAML (line 1).
    """
    told = _read(Path(course) / "course" / "outline.yml")
    _keys(told, TOP, (), "outline")
    for part in told["parts"]:
        _keys(part, ("id", "title"), (), "parts")
    lessons = [_lesson(entry) for entry in told["lessons"]]
    _names([lesson.id for lesson in lessons], "lessons")
    _names([part["id"] for part in told["parts"]], "parts")
    parts = tuple(
        Part(part["id"], part["title"], tuple(lesson.id for lesson in lessons if lesson.part == part["id"]))
        for part in told["parts"]
    )
    known = {lesson.id for lesson in lessons}
    for lesson in lessons:
        if lesson.part not in {part.id for part in parts}:
            raise _error("unknown_part", lesson=lesson.id, part=lesson.part, known=", ".join(p.id for p in parts))
        for before in lesson.prerequisites:
            if before not in known or before >= lesson.id:
                raise _error("unknown_prerequisite", lesson=lesson.id, before=before)
    return Outline(told["title"], dict(told["tracks"]), parts, tuple(lessons))


def findings(course: Path | str = COURSE) -> list[str]:
    """Where the outline and what is there differ: one sentence each, none if all is well.

    >>> findings()
    []
    >>> findings("no_such_folder")
    Traceback (most recent call last):
    otop.errors.OtopError: outline.yml: The outline is not in this folder, or it cannot be read as YAML (line 1).
    """
    course, found = Path(course), []
    outline = load(course)
    planned = {lesson.file for lesson in outline.written}
    for path in sorted((course / "notebooks").glob("*.ipynb")):
        if f"notebooks/{path.name}" not in planned:
            found.append(say("outline.not_planned", file=path.name))
    for lesson in outline.written:
        found += _lesson_findings(course, lesson)
    return found


def _lesson_findings(course: Path, lesson: Lesson) -> list[str]:
    found = []

    def finding(message_id: str, **facts) -> None:
        found.append(say(f"outline.{message_id}", lesson=lesson.id, **facts))

    source = f"course/source/{lesson.assignment}/{lesson.assignment}.ipynb"
    files = [lesson.file, *(f"datasets/{name}.csv" for name in lesson.datasets)]
    for file in [*files, source] if lesson.assignment else files:
        if not (course / file).is_file():
            finding("file_missing", file=file)
    if not (course / lesson.file).is_file():
        return found
    first = read(course / lesson.file)[1].cells[0].source
    title, told = f"# Lesson {lesson.id}: {lesson.title}", first.splitlines()[0].strip()
    if told != title:
        finding("title_differs", notebook=told, outline=title)
    for said, planned in _pairs(objectives_in(first), tuple(one.can for one in lesson.objectives)):
        if said != planned:
            finding("objective_differs", notebook=said or "-", outline=planned or "-")
    minutes = [int(number) for number in re.findall(r"(\d+) minutes", _line(first, "Time"))]
    if minutes != [lesson.minutes[kind] for kind in MINUTES if lesson.minutes[kind]]:
        finding("minutes_differ", notebook=minutes, outline=list(lesson.minutes.values()))
    if not lesson.assignment or (course / source).is_file():
        found += _map_findings(course, lesson)
    for name in lesson.datasets:
        if name not in _line(first, "Numbers from"):
            finding("dataset_unnamed", dataset=name)
    return found


def _map_findings(course: Path, lesson: Lesson) -> list[str]:
    """No objective untested, no exercise and no graded question without an objective."""
    cells = read(course / lesson.file)[1].cells
    there = {
        "exercise": [name for cell in cells if cell.cell_type == "code" for name in asked_in(cell.source)],
        "question": list(graded_cells(course / "course", lesson.assignment)) if lesson.assignment else [],
    }
    named = {
        "exercise": [name for one in lesson.objectives for name in one.exercises],
        "question": [name for one in lesson.objectives for name in one.graded],
    }
    found = []
    for what in there:
        for name in dict.fromkeys(named[what]):
            if name not in there[what]:
                found.append(say(f"outline.no_such_{what}", lesson=lesson.id, name=name))
        for name in there[what]:
            if name not in named[what]:
                found.append(say(f"outline.{what}_without_objective", lesson=lesson.id, name=name))
    for one in lesson.objectives:
        if not one.exercises or (lesson.assignment and not one.graded):
            found.append(say("outline.objective_untested", lesson=lesson.id, objective=one.can))
    return found


def objectives_in(text: str) -> tuple[str, ...]:
    """The objectives in the first cell of a lesson: the list below "you can".

    >>> objectives_in("**After this lesson you can**\\n\\n1. list costs\\n2. add them\\n\\n- **Time:** 5 minutes")
    ('list costs', 'add them')
    >>> objectives_in("# Lesson 05")
    ()
    """
    found = re.search(r"you can\b[^\n]*\n\s*((?:(?:\d+\.|[-*]) [^\n]+\n?)+)", text)
    return tuple(re.findall(r"^(?:\d+\.|[-*]) (.+?)\s*$", found.group(1), flags=re.MULTILINE)) if found else ()


def _line(text: str, name: str) -> str:
    found = re.search(rf"\*\*{name}:\*\*([^\n]*)", text)
    return found.group(1) if found else ""


def _pairs(said: tuple, planned: tuple) -> list[tuple]:
    size = max(len(said), len(planned))
    return list(zip(*(values + ("",) * (size - len(values)) for values in (said, planned)), strict=True))


def _read(path: Path) -> dict:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        told = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise _error("unreadable", line=line) from None
    return told


def _lesson(entry: dict) -> Lesson:
    where = entry.get("id") if isinstance(entry, dict) else "lessons"
    _keys(entry, ALWAYS + (WRITTEN if isinstance(entry, dict) and entry.get("written") else ()), WRITTEN, where)
    if "minutes" in entry:
        _keys(entry["minutes"], MINUTES, (), where)
    lists = {name: tuple(entry.get(name) or ()) for name in ("prerequisites", "datasets")}
    objectives = tuple(_objective(one, where) for one in entry.get("objectives") or ())
    return Lesson(**(entry | lists | {"objectives": objectives}))


def _objective(entry, where) -> Objective:
    _keys(entry, ("can", "exercises"), ("graded",), where)
    return Objective(entry["can"], tuple(entry["exercises"]), tuple(entry.get("graded") or ()))


def _keys(entry, needed: tuple, allowed: tuple, where) -> None:
    if not isinstance(entry, dict):
        raise _error("not_a_record", place=where)
    for key in entry:
        if key not in (*needed, *allowed):
            raise _error("unknown_key", place=where, key=key, known=", ".join(dict.fromkeys((*needed, *allowed))))
    for key in needed:
        if key not in entry:
            raise _error("missing_key", place=where, key=key)


def _names(names: list, what: str) -> None:
    for at, name in enumerate(names):
        if not isinstance(name, str) or name in names[:at] or (what == "lessons" and name != f"{at:02d}"):
            raise _error("bad_id", place=what, id=name)


def _error(message_id: str, **facts) -> OtopError:
    return OtopError(f"outline.{message_id}", where="outline.yml", **facts)
