"""Commands for the notebooks of the course: run them, look for what breaks the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    app.command()(run)
    app.command()(lint)
    app.command()(outline)


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
    for path in notebooks or map(_short, room.lessons()):
        if check:
            done = room.run(path)
            stale += done.is_stale
            how = ("stale" if done.cell else "stale_form") if done.is_stale else "fresh"
            typer.echo(say(f"run.{how}", file=path, cell=done.cell))
        else:
            typer.echo(say("run.stored" if room.store(path) else "run.unchanged", file=path))
    if stale:
        raise typer.Exit(1)


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def lint(
    notebooks: Annotated[
        list[Path] | None, typer.Argument(metavar="[NOTEBOOK...]", help="Without any: all lessons and assignments.")
    ] = None,
    outputs: Annotated[bool, typer.Option("--outputs", help="Also run the lessons: are the outputs fresh?")] = False,
    stats: Annotated[bool, typer.Option("--stats", help="Only say how long the cells are.")] = False,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Only list numbers in lessons that do not say where they come from.")
    ] = False,
) -> None:
    """Look for what breaks the rules of the course. Exit status 1 if there is a finding."""
    from otop.i18n import say
    from otop.teach import lint as room

    if stats:
        for one in room.lengths(notebooks):
            typer.echo(say("lint.stats", **vars(one)))
    if numbers:
        for file, cell, number in room.numbers(notebooks):
            typer.echo(say("lint.number", where=say("lint.where", file=file, cell=cell), number=number))
    if stats or numbers:
        return
    found = room.lint(notebooks, outputs=outputs)
    for finding in found:
        typer.echo(str(finding))
    if found:
        raise typer.Exit(1)
    count = len(notebooks or room.all_notebooks())
    typer.echo(say("lint.clean_one" if count == 1 else "lint.clean", count=count))


def outline(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit status 1 if a file is stale.")] = False,
) -> None:
    """Compare the outline with the lessons, and make the files that list them: README, run sheet, schedules."""
    from otop.i18n import say
    from otop.teach import generated
    from otop.teach import outline as room

    found = [*room.findings(), *generated.misfits()]
    for finding in found:
        typer.echo(finding)
    changed = generated.stale() if check else generated.update()
    for file in changed:
        typer.echo(say("generated.stale" if check else "generated.updated", file=file))
    if found or (check and changed):
        raise typer.Exit(1)
    whole = room.load()
    typer.echo(say("generated.fresh", written=len(whole.written), count=len(whole.lessons)))
