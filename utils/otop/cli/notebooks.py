"""Commands for the notebooks of the course: run them, look for what breaks the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    app.command()(run)


def run(
    notebooks: Annotated[
        list[Path] | None, typer.Argument(metavar="[NOTEBOOK...]", help="Without any: all lessons.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit status 1 if outputs are stale.")] = False,
) -> None:
    """Run lesson notebooks in a fresh kernel and store their outputs."""
    from otop.i18n import say
    from otop.teach import notebooks as room

    stale = 0
    for path in notebooks or room.lessons():
        if check:
            done = room.run(path)
            stale += done.is_stale
            how = ("stale" if done.cell else "stale_form") if done.is_stale else "fresh"
            typer.echo(say(f"run.{how}", file=path, cell=done.cell))
        else:
            typer.echo(say("run.stored" if room.store(path) else "run.unchanged", file=path))
    if stale:
        raise typer.Exit(1)
