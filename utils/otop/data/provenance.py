"""The line under a table that says where its numbers come from."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from otop.data.store import load, manifest, names, one_of
from otop.errors import InputError
from otop.i18n import say, word

if TYPE_CHECKING:
    import pandas as pd

SHOWN_SOURCES = 2  # of more than these only the place is named, with its number of pages
SHOWN_PLACES = 4
NO_UNIT = "no unit"  # as a manifest writes it


@dataclass(frozen=True, repr=False)
class Chip:
    """One line of provenance: kind, sources, time, unit; `cut` if a source could be read only in part."""

    kind: str
    sources: tuple[str, ...]
    when: str
    unit: str
    cut: bool = False

    def __str__(self) -> str:
        return self._line(lambda source: source, str)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f'<p class="otop-chip"><small>{self._line(_link, html.escape)}</small></p>'

    def _line(self, source, words) -> str:
        parts = [
            words(say(f"data.kind.{self.kind}")),
            words(say("data.chip.source")) + " " + ", ".join(source(word(one)) for one in self.sources),
            words(self.when),
            *([] if self.unit == NO_UNIT else [words(say("data.chip.unit", unit=self.unit))]),
        ]
        return " · ".join(parts + [words(say("data.chip.cut"))] * self.cut)


def chip(name: str, rows: pd.DataFrame | None = None, *, case: str | None = None) -> Chip:
    """The provenance of a dataset, of some of its rows, or of one case.

    Parameters
    ----------
    name : str
        Of the dataset.
    rows : pandas.DataFrame, optional
        The rows that are shown: their own sources, years and units are named.
    case : str, optional
        A case or the id of a row (``"C6"``, ``"C10-block"``): the rows with it.

    Errors: `InputError` for a name or a case that is not there.

    >>> chip("cost_cases", case="C29")  # doctest: +ELLIPSIS
    Real figures · source: https://...22553 · year not stated, taken over on 2026-11-23 · unit: THB per pillow
    >>> chip("cost_cases", case="6")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.InputError: There is no case "6" in cost_cases. Did you mean C6? Cases: C1, C2, C4, C6, ...
    """
    about = manifest(name)
    if case is not None:
        rows = _rows_of(name, case)
    if rows is None:
        return Chip(about["kind"], _sources(about, []), _when(about.get("years"), about), about["unit"])
    units = list(dict.fromkeys(zip(_column(rows, "currency"), _column(rows, "unit"), strict=True)))
    unit = ", ".join(
        say("data.chip.money_per", currency=money, unit=per) if money else word(per) for money, per in units if per
    )
    return Chip(
        about["kind"],
        _sources(about, _distinct(rows, "source")),
        _when(_years(rows), about),
        unit if unit and len(units) <= SHOWN_SOURCES else about["unit"],
        cut="F-cut" in _distinct(rows, "status"),
    )


def facts(fact_id: str) -> list[tuple[str, dict[str, str]]]:
    """The rows behind an id that a text names: dataset, and what is known in each row.

    >>> [(name, row["id"], row["stated_total"]) for name, row in facts("C6-cash")]
    [('cost_cases', 'C6-cash', '3.01')]
    >>> facts("C99")
    []
    """
    found = []
    for name in names():
        if manifest(name).get("cite"):
            rows = _with_id(load(name), fact_id)
            found += [(name, {column: str(row[column]) for column in row.index if _is_known(row[column])})
                      for _, row in rows.iterrows()]  # fmt: skip
    return found


def ids(name: str) -> list[str]:
    """The ids that the rows of a dataset have, cases first; none if it has no such column.

    >>> ids("cost_cases")[0], "C6-cash" in ids("cost_cases")
    ('C1', True)
    >>> ids("costs")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.InputError: There is no dataset "costs". Did you mean cost_cases? Datasets: ...
    """
    table = load(name)
    return list(dict.fromkeys(value for column in _id_columns(table) for value in table[column]))


def _id_columns(table: pd.DataFrame) -> list[str]:
    return [column for column in ("case", "id") if column in table]


def _with_id(table: pd.DataFrame, fact_id: str) -> pd.DataFrame:
    return table[(table[_id_columns(table)] == fact_id).any(axis=1)]


def _is_known(value) -> bool:
    return str(value) not in ("", "nan", "<NA>")


def _rows_of(name: str, case: str) -> pd.DataFrame:
    table = load(name)
    if not (columns := _id_columns(table)):
        raise InputError("data.no_cases", name=name)
    rows = _with_id(table, case)
    if rows.empty:
        raise one_of(case, list(dict.fromkeys(table[columns[0]])), "data.unknown_case", dataset=name)
    return rows


def _sources(about: dict, named: list[str]) -> tuple[str, ...]:
    sources = named or [source["url"] or source["name"] for source in about["sources"]]
    if len(sources) <= SHOWN_SOURCES:
        return tuple(sources)
    pages = Counter(map(_place, sources))
    named = [place if count == 1 else say("data.chip.pages", place=place, count=count)
             for place, count in pages.most_common(SHOWN_PLACES)]  # fmt: skip
    more = sum(pages.values()) - sum(count for _, count in pages.most_common(SHOWN_PLACES))
    return (*named, *([say("data.chip.more", count=more)] if more else []))


def _place(source: str) -> str:
    """The site of an address; what is no address stays as it is."""
    if not re.match(r"(https?://)?[\w.-]+\.\w+/", source):
        return source
    return source.removeprefix("https://").removeprefix("http://").split("/")[0].removeprefix("www.")


def _column(rows: pd.DataFrame, name: str) -> list[str]:
    return [str(cell) for cell in rows[name]] if name in rows else [""] * len(rows)


def _distinct(rows: pd.DataFrame, name: str) -> list[str]:
    return [cell for cell in dict.fromkeys(_column(rows, name)) if cell]


def _years(rows: pd.DataFrame) -> str:
    years = sorted({int(year) for year in rows["year"].dropna()}) if "year" in rows else []
    return "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _when(years: str | None, about: dict) -> str:
    known = "data.chip.when" if years else "data.chip.when_unknown"
    return say(known, years=years or "", retrieved=about["retrieved"].isoformat())


def _link(source: str) -> str:
    text = html.escape(source)
    return f'<a href="{text}">{text}</a>' if source.startswith("https://") else text
