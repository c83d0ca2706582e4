"""The validator: every table has a manifest, and each says the same as the other."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable
from pathlib import Path

from otop.data import cost_cases, store
from otop.errors import InputError
from otop.i18n import say

FIELDS = ("title", "kind", "sources", "licence", "retrieved", "unit", "builder", "sha256", "columns", "known_gaps")
COLUMN_FIELDS = ("name", "type", "unit", "description")
KINDS = ("real", "adapted", "synthetic")
TYPES = {
    "text": re.compile(r".*", re.DOTALL),
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
}
# datasets with more to check than their form
FURTHER: dict[str, Callable[[list[dict[str, str]]], list[str]]] = {"cost_cases": cost_cases.findings}


def validate(folder: Path | str | None = None) -> list[str]:
    """What is wrong with the datasets: one sentence for each finding, none if all is well.

    Parameters
    ----------
    folder : path, optional
        The datasets to look at; without it those that `otop.data.load` reads.

    >>> validate()
    []
    >>> validate("no_such_folder")
    Traceback (most recent call last):
    otop.errors.InputError: no_such_folder: This is not a folder. Give the folder that holds the datasets.
    """
    tables, manifests = _files(folder)
    found = [say("data.finding.no_manifest", file=f"{name}.csv") for name in sorted(tables.keys() - manifests.keys())]
    found += [say("data.finding.orphan", file=f"{name}.yml") for name in sorted(manifests.keys() - tables.keys())]
    for name in sorted(tables.keys() & manifests.keys()):
        found += _findings(name, tables[name], manifests[name])
    return found


def update_sha256(folder: Path | str | None = None) -> list[str]:
    """Write the sum of each table into its manifest, after an edit; the other lines stay as they are.

    Returns the names of the manifests that were changed.
    """
    tables, manifests = _files(folder)
    changed = []
    for name in sorted(tables.keys() & manifests.keys()):
        about, sum_now = store.read_manifest(manifests[name]), store.sha256(tables[name])
        if about.get("sha256") != sum_now:
            text = manifests[name].read_text(encoding="utf-8")
            line = f'sha256: "{sum_now}"'
            text, count = re.subn(r"(?m)^sha256:.*$", line, text)
            text = text if count else f"{text.rstrip()}\n{line}\n"
            manifests[name].write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    return changed


def _files(folder: Path | str | None) -> tuple[dict[str, Path], dict[str, Path]]:
    place = store.folder() if folder is None else Path(folder)
    if not place.is_dir():
        raise InputError("data.not_a_folder", where=str(folder))
    return tuple({path.stem: path for path in place.glob(f"*{ending}")} for ending in (".csv", ".yml"))


def _findings(name: str, table: Path, manifest: Path) -> list[str]:
    try:
        about = store.read_manifest(manifest)
    except InputError as error:
        return [str(error)]
    missing = [field for field in FIELDS if field not in about]
    if missing:
        return [say("data.finding.field", file=manifest.name, field=field) for field in missing]
    found = _about_findings(manifest, about)
    if about["sha256"] != store.sha256(table):
        found.append(say("data.finding.sha256", file=table.name))
    return found + _table_findings(name, table, manifest, about)


def _about_findings(manifest: Path, about: dict) -> list[str]:
    found = []

    def finding(message_id: str, **facts) -> None:
        found.append(say(f"data.finding.{message_id}", file=manifest.name, **facts))

    if about["kind"] not in KINDS:
        finding("kind", kind=about["kind"], known=", ".join(KINDS))
    licence = about["licence"] if isinstance(about["licence"], dict) else {}
    for field, date in (("licence: looked_at", licence.get("looked_at")), ("retrieved", about["retrieved"])):
        if type(date) is not datetime.date:
            finding("date", field=field, value=date)
    if not licence.get("text"):
        finding("field", field="licence: text")
    if not about["title"]:
        finding("field", field="title")
    sources = about["sources"] if isinstance(about["sources"], list) else []
    if not sources or not all(isinstance(source, dict) and {"name", "url"} <= source.keys() for source in sources):
        finding("field", field="sources: name and url")
    if about["builder"] is not None and not (manifest.parent / str(about["builder"])).is_file():
        finding("builder", builder=about["builder"])
    if about["kind"] == "synthetic" and about["builder"] is None:
        finding("field", field="builder")
    return found


def _table_findings(name: str, table: Path, manifest: Path, about: dict) -> list[str]:
    columns = about["columns"] if isinstance(about["columns"], list) else []
    for place, column in enumerate(columns, start=1):
        lacking = [field for field in COLUMN_FIELDS if not isinstance(column, dict) or field not in column]
        if lacking:
            return [say("data.finding.column_field", file=manifest.name, column=place, field=lacking[0])]
        if column["type"] not in TYPES:
            return [
                say(
                    "data.finding.type", file=manifest.name, column=column["name"], type=column["type"],
                    known=", ".join(TYPES),
                )
            ]  # fmt: skip
    try:
        with table.open(encoding="utf-8", newline="") as lines:
            header, *cells = csv.reader(lines)
    except (UnicodeDecodeError, ValueError):
        return [say("data.finding.unreadable", file=table.name)]
    described = [column["name"] for column in columns]
    found = [
        say("data.finding.column_missing", file=table.name, column=column)
        for column in described
        if column not in header
    ]
    found += [
        say("data.finding.column_extra", file=manifest.name, column=column)
        for column in header
        if column not in described
    ]
    found += [
        say("data.finding.row_length", file=table.name, row=number, cells=len(row), columns=len(header))
        for number, row in enumerate(cells, start=2)
        if len(row) != len(header)
    ]
    if found:
        return found
    rows = [dict(zip(header, row, strict=True)) for row in cells]
    for column in columns:
        found += _column_findings(table.name, column, rows)
    return found or FURTHER.get(name, lambda rows: [])(rows)


def _column_findings(file: str, column: dict, rows: list[dict[str, str]]) -> list[str]:
    found, seen = [], set()
    for number, row in enumerate(rows, start=2):
        value, facts = row[column["name"]], {"file": file, "row": number, "column": column["name"]}
        if not value and (column.get("required") or column.get("unique")):
            found.append(say("data.finding.empty", **facts))
        elif value and not TYPES[column["type"]].fullmatch(value):
            found.append(say("data.finding.value_type", **facts, value=value, type=column["type"]))
        elif value and "values" in column and value not in column["values"]:
            found.append(say("data.finding.value", **facts, value=value, known=", ".join(column["values"])))
        elif column.get("unique") and value in seen:
            found.append(say("data.finding.twice", **facts, value=value))
        seen.add(value)
    return found
