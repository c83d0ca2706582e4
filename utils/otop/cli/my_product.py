"""Commands for the trainee's own product; what they read and write stays in her workspace."""

from __future__ import annotations

from pathlib import Path

import typer

from otop.cli.hand_in import workspace_here
from otop.errors import OtopError
from otop.i18n import say


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    room = typer.Typer(help="Your own product. It is yours: nothing here collects it, hands it in or reports it.")
    room.callback(invoke_without_command=True)(show)
    for command in (restore, workbook):
        room.command()(command)
    room.command("read-workbook")(read_workbook)
    app.add_typer(room, name="my-product")


def show(context: typer.Context) -> None:
    """Show your numbers and what follows from them."""
    if context.invoked_subcommand:
        return
    from otop.learn.my_product import NAME
    from otop.learn.my_product.form import static
    from otop.learn.my_product.store import open_product

    opened = open_product(_place())
    if opened.mine.is_empty and not opened.problem:
        print(say("my.nothing_in_file", file=NAME))
        return
    print(static(opened.mine, problem=opened.problem, live=False))


def restore() -> None:
    """Put the last good version of my_product.yml back; the other one is kept beside it."""
    from otop.learn.my_product import NAME, store

    kept = store.restore(_place())
    print(say("my.put_back" if kept else "my.put_back_same", file=NAME, kept=kept.name if kept else ""))


def workbook(
    output: Path = typer.Option(None, "--output", "-o", metavar="FILE", help="A new file; my_product.xlsx in your workspace unless given."),
) -> None:  # fmt: skip
    """Make a workbook of your product, with live formulas, for Excel or LibreOffice."""
    from otop.learn.my_product import store
    from otop.learn.my_product.workbook import write_workbook

    place = _place()
    opened = store.open_product(place)
    if opened.problem:
        raise opened.problem
    content = write_workbook(opened.mine)
    made = store.save_workbook(place, content) if output is None else _new_file(output, content)
    print(say("my.workbook_written", file=made.name))


def read_workbook(file: Path = typer.Argument(..., help="The workbook that you changed.")) -> None:
    """Read a workbook that you changed in Excel back into my_product.yml."""
    from otop.learn.my_product import NAME, store
    from otop.learn.my_product.read_back import read_workbook as read
    from otop.learn.my_product.tables import changes, read_back_told

    place = _place()
    try:
        mine, before = read(file.read_bytes(), file.name)
    except OSError as problem:
        raise OtopError("my.cannot_read", where=file.name, reason=problem.strerror or problem) from None
    old = store.open_product(place).mine
    kept = store.save(place, mine, before, over=True)
    print("\n".join(read_back_told(file.name, changes(old, store.open_product(place).mine))))
    if kept:
        print(say("my.saved_kept", file=NAME, kept=kept.name))


def _place():
    from otop.learn.my_product.store import Place

    return Place.at(workspace_here())


def _new_file(output: Path, content: bytes) -> Path:
    try:
        with output.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise OtopError("sheet.output_exists", where=output.name) from None
    except OSError:
        raise OtopError("sheet.output_failed", where=output.name) from None
    return output
