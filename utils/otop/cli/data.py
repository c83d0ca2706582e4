"""Commands for the datasets and their manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

rooms = typer.Typer(no_args_is_help=True, help="The datasets of the course and where their numbers come from.")


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    app.add_typer(rooms, name="data")


@rooms.command("list")
def list_all() -> None:
    """Name each dataset, its kind and its title."""
    from otop import data
    from otop.i18n import say

    for name in data.names():
        about = data.manifest(name)
        typer.echo(say("data.list.line", name=name, kind=about["kind"], title=about["title"]))


@rooms.command()
def fact(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="As a text names them, for example C6.")],
) -> None:
    """Show the rows behind an id in a text, and their source. Exit status 1 if one is in no table."""
    from otop import data
    from otop.i18n import say

    unknown = 0
    for one in ids:
        found = data.facts(one)
        unknown += not found
        for name, row in found or ():
            typer.echo(say("data.fact.head", dataset=name, chip=data.chip(name, case=one)))
            for column, value in row.items():
                typer.echo(say("data.fact.line", column=column, value=value))
        if not found:
            typer.echo(say("data.fact.unknown", id=one))
    if unknown:
        raise typer.Exit(1)


@rooms.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="The datasets; without it those of this course.")] = None,
    update: Annotated[bool, typer.Option("--update", help="First write the sha256 of edited tables.")] = False,
) -> None:
    """Check each table against its manifest. Exit status 1 if there is a finding."""
    from otop.data import checking, store
    from otop.i18n import say

    for name in checking.update_sha256(folder) if update else ():
        typer.echo(say("data.check.updated", file=f"{name}.yml"))
    found = checking.validate(folder)
    for finding in found:
        typer.echo(finding)
    if found:
        raise typer.Exit(1)
    count = len(list((folder or store.folder()).glob("*.csv")))
    typer.echo(say("data.check.clean_one" if count == 1 else "data.check.clean", count=count))
