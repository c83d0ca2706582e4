"""Cost sheets to start from: the same made-up example as YAML, CSV and XLSX."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping

from otop.costing import known_units
from otop.errors import InputError
from otop.i18n import say
from otop.sheets.rows import COLUMNS, USED

FORMATS = ("yaml", "csv", "xlsx")
_SECTIONS = {
    "product": "product", "unit": "units", "material": "materials", "labour": "labour", "overhead": "overhead",
    "equipment": "equipment",
}  # fmt: skip
_LISTS = {
    "part": tuple(USED),
    "who": ("own", "family", "hired"),
    "kind": ("variable", "fixed"),
    "paid": ("yes", "no"),
}
_WIDTHS = {"item": 34, "note": 60, "volume": 16, "time": 12, "driver": 16, "yield": 12}
_ROWS_WITH_LISTS = 200
_EXAMPLE = (
    ("product", "crisps", {"quantity": "100", "unit": "pack", "currency": "THB", "volume": "1,000 a month"}),
    ("unit", "hand", {"quantity": "1.5", "unit": "kg"}),
    ("material", "banana", {"quantity": "10", "unit": "kg", "yield": "65% x 50%", "price": "15", "per": "hand"}),
    ("material", "oil", {"quantity": "4", "unit": "l", "yield": "100%", "price": "900", "per": "18 l"}),
    ("material", "pouch", {"quantity": "100", "unit": "piece", "yield": "98%", "price": "2.50", "per": "piece"}),
    ("material", "label", {"price": "0.80", "per": "pack"}),
    ("labour", "slicing", {"time": "1 h 30 min", "who": "own", "price": "351", "per": "day"}),
    ("labour", "frying", {"time": "5 h", "who": "hired", "price": "351", "per": "day"}),
    ("overhead", "gas", {"price": "90", "per": "batch"}),
    ("overhead", "kitchen", {"price": "3,000", "per": "month", "share": "40/160", "driver": "kitchen hours"}),
    ("equipment", "slicer",
     {"price": "12,000", "salvage": "2,000", "life_years": "5", "share": "50%", "driver": "kilos"}),
)  # fmt: skip


def template(kind: str) -> bytes:
    """A complete cost sheet of a made-up product, to fill in with one's own.

    >>> template("yaml").decode("utf-8").count("materials:")
    1
    >>> template("docx")
    Traceback (most recent call last):
    otop.errors.InputError: There is no example in the format "docx". Write one of: yaml, csv, xlsx.
    """
    records = [
        {"part": part, "item": say(f"sheet.example.{name}"), **cells, "note": say(f"sheet.example_note.{name}")}
        for part, name, cells in _EXAMPLE
    ]
    return write_records(records, kind)


def write_records(records: Iterable[Mapping], kind: str) -> bytes:
    """Records of a cost sheet as the bytes of a file.

    >>> write_records([{"part": "product", "item": "Nipa box"}], "csv").decode("utf-8-sig").splitlines()[1][:16]
    'product,Nipa box'
    >>> write_records([], "pdf")
    Traceback (most recent call last):
    otop.errors.InputError: There is no example in the format "pdf". Write one of: yaml, csv, xlsx.
    """
    writers = {"yaml": _yaml, "yml": _yaml, "csv": _csv, "xlsx": _xlsx}
    kind = str(kind).lower().lstrip(".")
    if kind not in writers:
        raise InputError("sheet.template_unknown", kind=kind[:20], kinds=", ".join(FORMATS))
    return writers[kind](list(records))


def _csv(records: list[Mapping]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode("utf-8-sig")  # with the mark, Excel shows Thai letters right


def _yaml(records: list[Mapping]) -> bytes:
    out = [f"# {line}" for line in say("sheet.how_to").split("\n")]
    out += [f"#   {column}: {say(f'sheet.help.{column}')}" for column in COLUMNS if column != "part"]
    for part, section in _SECTIONS.items():
        rows = [record for record in records if record.get("part") == part]
        if not rows:
            continue
        out += ["", f"{section}:"]
        for record in rows:
            lines = [f"{column}: {_yaml_text(record[column])}" for column in COLUMNS[1:] if record.get(column)]
            lead, rest = ("  ", "  ") if part == "product" else ("  - ", "    ")
            out += [(lead if number == 0 else rest) + line for number, line in enumerate(lines)]
    return ("\n".join(out) + "\n").encode()


def _yaml_text(value) -> str:
    text = str(value)
    safe = re.fullmatch(r"[^\W_][\w .,/()%+-]*", text) and not text.endswith(" ")
    return text if safe and text.lower() not in ("null", "true", "false") else json.dumps(text, ensure_ascii=False)


def _xlsx(records: list[Mapping]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    page = book.active
    page.title = say("sheet.page.costs")
    page.append(list(COLUMNS))
    for record in records:
        page.append([_excel_value(record.get(column)) for column in COLUMNS])
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = _WIDTHS.get(column, 11)
        head = page.cell(1, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDDDDD")
        head.alignment = Alignment(vertical="top")
        if column in _LISTS:
            choices = DataValidation(type="list", formula1=f'"{",".join(_LISTS[column])}"', allow_blank=True)
            choices.error = say(f"sheet.help.{column}")[:220]
            page.add_data_validation(choices)
            choices.add(f"{letter}2:{letter}{_ROWS_WITH_LISTS}")
        for cells in page.iter_rows(min_row=2, min_col=place, max_col=place):
            if column in ("yield", "share") and isinstance(cells[0].value, float):
                cells[0].number_format = "0%"
            elif isinstance(cells[0].value, str):
                cells[0].number_format = "@"
    for column in ("yield", "share", "time", "volume"):  # typed as text, 40/160 and 1:30 stay what they are
        place = COLUMNS.index(column) + 1
        for line in range(len(records) + 2, _ROWS_WITH_LISTS + 1):
            page.cell(line, place).number_format = "@"
    page.freeze_panes = "C2"
    _help_page(book.create_sheet(say("sheet.page.help")), Font(bold=True), Alignment(wrap_text=True, vertical="top"))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _help_page(page, bold, wrapped) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 14, 100
    lines = [("", line) for line in say("sheet.how_to").split("\n")]
    lines += [(column, say(f"sheet.help.{column}")) for column in COLUMNS]
    lines += [("", say("sheet.which_columns"))] + [(part, ", ".join(("item", *used))) for part, used in USED.items()]
    lines += [("", say("sheet.units", units=", ".join(known_units())))]
    for name, text in lines:
        page.append([name, text])
    for cells in page.iter_rows():
        cells[0].font = bold
        for cell in cells:
            cell.alignment = wrapped


def _excel_value(text):
    """A cell as Excel would keep it: numbers as numbers, one percentage as a percentage."""
    text = str(text or "")
    if re.fullmatch(r"\d+(\.\d+)?%", text):
        return float(text[:-1]) / 100
    if re.fullmatch(r"\d+(,\d{3})*(\.\d+)?", text) and not text.startswith("00"):
        return float(text.replace(",", "")) if "." in text else int(text.replace(",", ""))
    return text or None
