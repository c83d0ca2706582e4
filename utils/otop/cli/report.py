"""The command that says what the room answered."""

from __future__ import annotations

from pathlib import Path

import typer

from otop.cli.course import ASSIGNMENT, COURSE, needs_nbgrader
from otop.i18n import say


def add_to(app: typer.Typer) -> None:
    """Put this command on the `otop` door."""
    app.command()(report)


def report(
    assignment: str = ASSIGNMENT,
    html: Path = typer.Option(None, "--html", help="Also write a page to project tomorrow, without names or ids."),
    csv: Path = typer.Option(None, "--csv", help="Also write the numbers, for a spreadsheet."),
    ids: bool = typer.Option(False, "--ids", help="Name by their ids the people who need you; never on the page."),
    course: Path = COURSE,
) -> None:
    """Say what the room answered, which mistakes it made, and who needs a human."""
    needs_nbgrader()
    from otop.teach import report as room
    from otop.teach.course_folder import find_course

    typer.echo(say("report.start", assignment=assignment))
    found = room.read_room(find_course(course), assignment)
    room.show(found, ids=ids)
    if html:
        room.write_page(found, html)
        typer.echo(say(f"report.page_written_{room.what_it_shows(found)}", path=html, assignment=assignment))
    if csv:
        room.write_csv(found, csv, ids=ids)
        typer.echo(say("report.csv_written", path=csv))
