"""The report as one page to project or to print: no name, no id, no script, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from otop.i18n import language, say
from otop.teach.report.counting import BEARS_ANSWERS
from otop.teach.report.gather import Room
from otop.teach.report.words import parts, who

TEMPLATES = Path(__file__).parent / "templates"


def what_it_shows(room: Room) -> str:
    """Whether the page tells answers, only mistakes, or nothing that could be projected."""
    found = parts(room, projected=True)
    if len(room.hand_ins) >= BEARS_ANSWERS:
        return "answers"
    return "mistakes" if any(part.items for part in found) else "nothing"


def as_page(room: Room) -> str:
    """The whole page as HTML."""
    from jinja2 import Environment, FileSystemLoader

    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("report.html.j2").render(
        lang=language(),
        title=say("report.title", title=room.title),
        who=who(room, projected=True),
        parts=parts(room, projected=True),
        contents=say("report.contents"),
    )
