"""The command that makes the one file to hand in."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from otop.errors import OtopError
from otop.i18n import say


def add_to(app: typer.Typer) -> None:
    """Put this command on the `otop` door."""
    app.command("hand-in")(hand_in)


def hand_in(
    assignment: str = typer.Argument(None, help="The assignment, for example 05_unit_cost."),
    ids: list[str] = typer.Option(None, "--id", help="Your number on the list; once for each of you."),
    out: Path = typer.Option(None, "--out", help="The folder for the file; hand-in in your workspace unless given."),
) -> None:
    """Make the one file that you hand in."""
    from otop.learn import hand_in as handing

    workspace = workspace_here()
    folder = workspace / "assignments"
    known = sorted(path.parent.name for path in folder.glob("*/*.ipynb") if path.stem == path.parent.name)
    shown = ", ".join(known) or say("handin.nothing_there")
    if assignment is None and len(known) == 1:
        assignment = known[0]
    if assignment is None:
        raise OtopError("handin.which_assignment", known=shown)
    if assignment not in known:
        raise OtopError("handin.no_assignment", assignment=assignment, known=shown)
    typed = handing.read_ids(list(ids)) if ids else handing.read_ids(list(handing.remembered_ids(workspace)))
    made = handing.make_file(
        folder / assignment / f"{assignment}.ipynb",
        list(typed),
        assignment=assignment,
        edition_path=handing.edition_in(workspace, assignment),
        out=out or workspace / "hand-in",
    )
    handing.remember_ids(workspace, made.ids)
    for line in made.notes.lines():
        print(line)
    print(say("handin.open_is_allowed" if made.notes.open else "handin.nothing_open"))
    print(say("handin.made", file=Path(os.path.relpath(made.path)).as_posix()))
    print(say("handin.what_now"))


def workspace_here() -> Path:
    """The workspace: the one around this folder, else the one that is set, else the one at home."""
    from otop.learn.hand_in import find_workspace

    asked = os.environ.get("OTOP_WORKSPACE")
    places = [Path.cwd(), *([Path(asked).expanduser()] if asked else []), Path.home() / "otop-workspace"]
    for place in places:
        if found := find_workspace(place):
            return found
    raise OtopError("handin.no_workspace")
