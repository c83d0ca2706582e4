"""The report in the terminal: tables, and who needs a human."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from otop.errors import printable
from otop.i18n import say
from otop.plots import Table
from otop.teach.report.gather import NEEDS, Room
from otop.teach.report.words import parts, who

_INDENT = (0, 0, 0, 4)


def show(room: Room, console: Console | None = None, *, ids: bool = False) -> None:
    """Print the report.

    Parameters
    ----------
    room : Room
        What was handed in.
    console : rich.console.Console, optional
        Where to; the terminal unless given.
    ids : bool
        Name the people who need a human, by their ids.
    """
    console = console or Console(highlight=False, markup=False, emoji=False)
    console.print(_text(room.title), style="bold")
    for line in who(room, projected=False):
        console.print(_text(line))
    for part in parts(room, projected=False):
        console.print()
        console.print(_text(part.heading), style="bold")
        for line in part.lines:
            console.print(_text(line))
        for item in part.items:
            console.print(Text.assemble((f"{item.name}  ", "bold"), item.often))
            console.print(Padding(_text(item.sentence), _INDENT))
            console.print(Padding(_text(item.where), _INDENT), style="dim")
        if not part.items:
            for table, _ in part.shows:
                console.print(_table(table))
    console.print()
    _show_needs(room, console, ids)


def _show_needs(room: Room, console: Console, ids: bool) -> None:
    console.print(_text(say("report.needs")), style="bold")
    headings = {asked.cell: asked.heading for asked in room.asked}
    somebody = False
    for reason in NEEDS:
        found = room.needs.get(reason, ())
        if found:
            somebody = True
            console.print(_text(say(f"report.needs_{reason}", count=len(found), assignment=room.assignment)))
            for cell in dict.fromkeys(cell for _, cell in found) if ids else ():
                people = ", ".join(student for student, at in found if at == cell)
                console.print(_text(f"    {headings.get(cell, '')}  {people}".rstrip()))
    if not somebody:
        console.print(_text(say("report.needs_nobody")))
    elif not ids:
        console.print(_text(say("report.needs_ids")))


def _table(table: Table) -> RichTable:
    note = None if table.note is None else _text(str(table.note))
    made = RichTable(
        title=_text(table.caption), title_justify="left", title_style="", caption=note, caption_justify="left",
        box=box.SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    made.add_column(_text(str(table.frame.index.name or "")))
    for name, values in table.frame.items():
        made.add_column(_text(str(name)), justify="left" if isinstance(values.iloc[0], str) else "right")
    for name, row in zip(table.frame.index, table.frame.itertuples(index=False), strict=True):
        made.add_row(_text(str(name)), *(_text(str(value)) for value in row))
    return made


def _text(text: str) -> Text:
    """Nothing in it is markup or an order to the terminal."""
    return Text(printable(text))
