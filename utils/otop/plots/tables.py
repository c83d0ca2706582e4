"""Tables as the course shows them: a caption, real headings, numbers to the right."""

from __future__ import annotations

import html
import math

import pandas as pd

from otop.i18n import say, word
from otop.i18n.numbers import show_number


class Table:
    """A table with its caption and the note below it (where its numbers come from).

    Parameters
    ----------
    frame : DataFrame
        The index is the heading of each row; floats are shown with two decimals, words in the language spoken now.
    caption : str
        What the table shows.
    note : object, optional
        A line below it, for example a provenance chip.
    total_rows : int
        So many rows at the end are totals and are set apart.
    digits : int or dict
        Decimals of the floats (NaN is shown as not known); a dict gives those of some columns, and the others have two.

    >>> Table(pd.DataFrame({"THB": [2.48]}, index=["material"]), "One box")
    One box
               THB
    material  2.48
    >>> "<caption" in Table(pd.DataFrame({"THB": [2.48]}), "One box")._repr_html_()
    True
    >>> Table(pd.DataFrame({"THB": [2.48]}), "")
    Traceback (most recent call last):
    ValueError: a table needs a caption
    """

    def __init__(
        self, frame: pd.DataFrame, caption: str, note=None, *, total_rows: int = 0, digits: int | dict[str, int] = 2
    ):
        if not caption.strip():
            raise ValueError("a table needs a caption")
        self.frame, self.caption, self.note = _spoken(frame), caption, note
        self.total_rows = total_rows
        self.digits = {word(name): of_it for name, of_it in digits.items()} if isinstance(digits, dict) else digits

    def __repr__(self) -> str:
        shown = self.frame.apply(lambda column: column.map(lambda value: self._cell(value, column.name)))
        lines = [self.caption, shown.to_string(), *([str(self.note)] if self.note is not None else [])]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        cell = 'style="padding:.25em .7em;text-align:{}"'
        heads = "".join(
            f'<th scope="col" {cell.format(_side(values.iloc[0]))}>{html.escape(str(name))}</th>'
            for name, values in self.frame.items()
        )
        corner = html.escape(str(self.frame.index.name or ""))
        first = f'<th scope="col" {cell.format("left")}>{corner}</th>' if corner else "<td></td>"
        rows = [
            f"<tr{self._row_style(at)}>"
            + f'<th scope="row" {cell.format("left")}>{html.escape(str(name))}</th>'
            + "".join(
                f"<td {cell.format(_side(value))}>{html.escape(self._cell(value, column))}</td>"
                for column, value in zip(self.frame.columns, row, strict=True)
            )
            + "</tr>"
            for at, (name, row) in enumerate(zip(self.frame.index, self.frame.itertuples(index=False), strict=True))
        ]
        note = "" if self.note is None else getattr(self.note, "_repr_html_", lambda: html.escape(str(self.note)))()
        caption = html.escape(self.caption)
        return (  # on a narrow page the box scrolls: the arrow keys reach it, and it has a name
            f'<div tabindex="0" role="group" aria-label="{caption}" style="overflow-x:auto;margin:.5em 0">'
            '<table style="border-collapse:collapse;line-height:1.4">'
            f'<caption style="text-align:left;font-weight:bold;padding:.3em 0">{caption}</caption>'
            f"<thead><tr>{first}{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{note}"
        )

    def _cell(self, value, column: str) -> str:
        digits = self.digits.get(column, 2) if isinstance(self.digits, dict) else self.digits
        if not isinstance(value, float):
            return str(value)
        return say("table.not_known") if math.isnan(value) else show_number(value, digits)

    def _row_style(self, at: int) -> str:
        is_total = at >= len(self.frame) - self.total_rows
        return ' style="font-weight:bold;border-top:1px solid #555"' if is_total else ""


def _spoken(frame: pd.DataFrame) -> pd.DataFrame:
    spoken = frame.map(_spoken_cell)
    spoken.index, spoken.columns = frame.index.map(_spoken_cell), frame.columns.map(_spoken_cell)
    return spoken


def _spoken_cell(value):
    return word(value) if isinstance(value, str) else value


def _side(value) -> str:
    return "right" if isinstance(value, (int, float)) else "left"
