"""What the room answered: for the same evening and for the next morning's opening."""

from __future__ import annotations

from pathlib import Path

from otop.errors import OtopError
from otop.teach.report.csv_file import as_csv
from otop.teach.report.gather import Room, read_room
from otop.teach.report.page import as_page, what_it_shows
from otop.teach.report.terminal import show

__all__ = ["Room", "read_room", "show", "what_it_shows", "write_csv", "write_page"]


def write_page(room: Room, path: Path) -> None:
    """Write the page that is projected. Errors: `OtopError` if the file cannot be written."""
    _write(path, as_page(room), "utf-8")


def write_csv(room: Room, path: Path, *, ids: bool = False) -> None:
    """Write the numbers, in UTF-8 as a spreadsheet expects it. Errors: `OtopError` if the file cannot be written."""
    _write(path, as_csv(room, ids=ids), "utf-8-sig")


def _write(path: Path, text: str, encoding: str) -> None:
    try:
        path.write_text(text, encoding=encoding, newline="")
    except OSError as problem:
        raise OtopError("report.cannot_write", where=str(path), problem=problem.strerror) from None
