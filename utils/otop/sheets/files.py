"""Cost sheets as files: YAML, CSV and XLSX become the same rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from otop.costing import CostSheet
from otop.errors import InputError
from otop.i18n import say
from otop.sheets import values
from otop.sheets.rows import PARTS, Row, column_name, parse_rows, part_name

_MOST_BYTES, _MOST_TEXT, _MOST_ROWS, _MOST_COLUMNS = 10_000_000, 300_000, 2_000, 60
_HEADER_WITHIN = 10
_YAML, _TABLE = (".yml", ".yaml"), (".csv", ".tsv")
_ERROR_CELLS = ("#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


def read_sheet(path) -> CostSheet:
    """The cost sheet in a file.

    Parameters
    ----------
    path : str or Path
        A ``.yml``, ``.csv`` or ``.xlsx`` file. A file with another name is known by what is in it.

    Errors: `InputError` with file, row and cell, and what to do.

    >>> read_sheet("no_such_sheet.yml")
    Traceback (most recent call last):
    otop.errors.InputError: no_such_sheet.yml: There is no such file. Look at the folder and the spelling, or make a sheet: otop cost --template yaml > sheet.yml
    """  # noqa: E501
    path = Path(path)
    try:
        data = _bytes(path)
    except InputError:
        raise
    except (OSError, ValueError):  # no permission, or a name that no file can have
        raise InputError("sheet.no_access", where=_name(path)) from None
    return parse_rows(read_rows(data, _name(path)), _name(path))


def read_rows(data: bytes, name: str) -> list[Row]:
    """The rows in the bytes of a file; the name decides where the content does not.

    >>> [row.cells["item"] for row in read_rows(b"part,item\\nproduct,Nipa box\\n", "sheet.csv")]
    ['Nipa box']
    >>> read_rows(b"", "sheet.csv")
    Traceback (most recent call last):
    otop.errors.InputError: sheet.csv: The file is empty. Make one to start from: otop cost --template csv > sheet.csv
    """
    if not data.strip():
        raise InputError("sheet.empty_file", where=name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("sheet.old_excel", where=name)
    if data.startswith(b"PK"):
        return list(_xlsx_rows(data, name))
    text = text_of(data, name)
    kind = Path(name).suffix.lower()
    if kind in _YAML or (kind not in _TABLE and _looks_like_yaml(text)):
        return list(_yaml_rows(text, name))
    if kind in _TABLE or _delimiter(text):
        return list(_csv_rows(text, name))
    raise InputError("sheet.not_a_workbook" if kind == ".xlsx" else "sheet.format_unknown", where=name)


def _name(path: Path) -> str:
    return values.plain(path.name or str(path))[:80]


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError("sheet.is_folder", where=_name(path))
    if not path.is_file():
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        near = values.nearest(path.name, beside)
        raise InputError("sheet.no_file_near" if near else "sheet.no_file", where=_name(path), near=near)
    if path.stat().st_size > _MOST_BYTES:
        raise InputError("sheet.file_too_big", where=_name(path))
    return path.read_bytes()


def text_of(data: bytes, name: str) -> str:
    """The text of a file: UTF-8 (with or without its mark), UTF-16 as PowerShell and Excel write it, or Thai Windows.

    Errors: `InputError` for what is no text, too much of it, or JSON.

    >>> text_of("ข้าว".encode("cp874"), "sheet.csv")
    'ข้าว'
    >>> text_of(b"%PDF-1.7", "sheet.csv")
    Traceback (most recent call last):
    otop.errors.InputError: sheet.csv: This is not a text file (perhaps a picture, a PDF or a Word file). A cost sheet is a .yml, .csv or .xlsx file: see otop cost --template yaml.
    """  # noqa: E501
    if len(data) > _MOST_TEXT:
        raise InputError("sheet.file_too_big", where=name)
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data):
        raise InputError("sheet.not_text", where=name)
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp874"]:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError("sheet.encoding", where=name)
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text) or text.startswith("%PDF"):
        raise InputError("sheet.not_text", where=name)
    if text.lstrip().startswith(("{", "[")):
        raise InputError("sheet.json", where=name)
    return text


def _place(name: str, row: int) -> str:
    return say("sheet.row", file=name, row=row)


# --- tables: CSV and XLSX ---------------------------------------------------------------


def _table_rows(lines: Iterable[tuple[int, list]], name: str) -> Iterator[Row]:
    """Rows below a header; empty lines and lines that begin with # are passed over."""
    header, count, first = None, 0, []
    for line, cells in lines:
        shown = [values.plain(cell) for cell in cells]
        if not any(shown) or (shown[0].startswith("#") and not shown[0].upper().startswith(_ERROR_CELLS)):
            continue
        count += 1
        if count > _MOST_ROWS:
            raise InputError("sheet.too_long", where=name, most=_MOST_ROWS)
        if header is None:
            if _is_header(shown):
                header = _header(shown, _place(name, line))
            else:
                first = first or shown
                if count >= _HEADER_WITHIN:
                    break
            continue
        if any(shown[len(header) :]) or any(cell and not column for cell, column in zip(shown, header, strict=False)):
            raise InputError("sheet.more_cells", where=_place(name, line))
        yield Row(_place(name, line), {c: cell for c, cell in zip(header, cells, strict=False) if c})
    if header is None:
        raise InputError("sheet.no_header", where=name, found=", ".join(filter(None, first))[:60])


def _is_header(shown: list[str]) -> bool:
    words = {word.lower() for word in shown}
    return "part" in words or len(words & {"item", "quantity", "unit", "price", "per"}) >= 2


def _header(shown: list[str], place: str) -> list[str]:
    columns = []
    for written in shown:
        try:
            column = column_name(written) if written else ""
        except InputError as error:
            raise error.at(place) from None
        if column and column in columns:
            raise InputError("sheet.twice", where=place, column=column)
        columns.append(column)
    if "part" not in columns:
        raise InputError("sheet.no_part_column", where=place)
    return columns


def _delimiter(text: str) -> str:
    for line in text.splitlines()[:_HEADER_WITHIN]:
        for delimiter in ",;\t":
            if _is_header([cell.strip(' "') for cell in line.split(delimiter)]):
                return delimiter
    return ""


def _csv_rows(text: str, name: str) -> Iterator[Row]:
    if re.match(r"sep=.\r?\n", text):  # Excel's own first line
        text = "\n" + text.split("\n", 1)[1]
    delimiter = _delimiter(text) or ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)

    def numbered():
        before = 0
        try:
            for cells in lines:
                yield before + 1, cells
                before = lines.line_num
        except csv.Error:
            raise InputError("sheet.csv_quotes", where=_place(name, before + 1)) from None

    yield from _table_rows(numbered(), name)


def _xlsx_rows(data: bytes, name: str) -> Iterator[Row]:
    _check_zip(data, name)
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            results = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            pages = list(zip(results.worksheets, formulas.worksheets, strict=True))
            tables = [list(_page(*page, name)) for page in pages]
        except InputError:
            raise
        except Exception:  # whatever a damaged workbook breaks inside the library
            raise InputError("sheet.xlsx_broken", where=name) from None
    for table in tables:
        shown = [[values.plain(cell) for cell in cells] for _, cells in table[:_HEADER_WITHIN]]
        if any(map(_is_header, shown)):
            return _table_rows(table, name)
    raise InputError("sheet.no_header" if any(tables) else "sheet.empty_file", where=name, found="")


def _check_zip(data: bytes, name: str) -> None:
    try:
        inside = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except Exception:  # a damaged zip breaks in many ways
        raise InputError("sheet.xlsx_broken", where=name) from None
    if any(part.flag_bits & 1 for part in inside):
        raise InputError("sheet.old_excel", where=name)
    if not any(part.filename == "xl/workbook.xml" for part in inside):
        raise InputError("sheet.zip", where=name)
    if sum(part.file_size for part in inside) > 5 * _MOST_BYTES:
        raise InputError("sheet.file_too_big", where=name)


def _page(results, formulas, name: str) -> Iterator[tuple[int, list]]:
    kept = 0
    both = zip(results.iter_rows(max_col=_MOST_COLUMNS), formulas.iter_rows(max_col=_MOST_COLUMNS), strict=True)
    for line, (cells, written) in enumerate(both, 1):
        found = [cell.value for cell in cells]
        for place, cell in enumerate(written):
            if cell.data_type == "f" and (place >= len(found) or found[place] is None):
                raise InputError("sheet.formula", where=_place(name, line), cell=cell.coordinate)
        if any(value is not None for value in found):
            kept += 1
            if kept > _MOST_ROWS:
                raise InputError("sheet.too_long", where=name, most=_MOST_ROWS)
            yield line, found


# --- YAML -------------------------------------------------------------------------------


def _looks_like_yaml(text: str) -> bool:
    words = "|".join([*PARTS, *(other for others in PARTS.values() for other in others)])
    return re.search(rf"(?mi)^({words})\s*:", text) is not None


def _yaml_rows(text: str, name: str) -> Iterator[Row]:
    """The records under product, materials, labour, overhead, equipment; scalars stay as typed."""
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            top = YAML(typ="rt", pure=True).compose(text)
    except Exception as error:  # the parser's own errors, and what deep nesting breaks
        mark = getattr(error, "problem_mark", None)
        where = _line(name, mark.line) if mark else name
        raise InputError("sheet.yaml_broken", where=where) from None
    if top is None:
        raise InputError("sheet.empty_file", where=name)
    if not isinstance(top, MappingNode):
        raise InputError("sheet.yaml_shape", where=name)
    seen = set()
    for key, node in top.value:
        where = _line(name, key.start_mark.line)
        try:
            part = part_name(key.value if isinstance(key.value, str) else "")
        except InputError as error:
            raise error.at(where) from None
        if part in seen:
            raise InputError("sheet.part_twice", where=where, part=part)
        seen.add(part)
        if _is_null(node):
            continue
        if part == "product" and isinstance(node, MappingNode):
            records = [node]
        elif part != "product" and isinstance(node, SequenceNode):
            records = node.value
        else:
            message = "sheet.yaml_product" if part == "product" else "sheet.yaml_list"
            raise InputError(message, where=where, part=key.value)
        for record in records:
            yield _yaml_record(part, record, name)


def _yaml_record(part: str, record, name: str) -> Row:
    place = _line(name, record.start_mark.line)
    if not isinstance(record.value, list) or not all(isinstance(pair, tuple) for pair in record.value):
        raise InputError("sheet.yaml_record", where=place, part=part)
    cells = {"part": part}
    for key, node in record.value:
        where = _line(name, key.start_mark.line)
        try:
            column = column_name(key.value if isinstance(key.value, str) else "")
        except InputError as error:
            raise error.at(where) from None
        if column in cells:
            raise InputError("sheet.twice", where=where, column=column)
        if not isinstance(node.value, str):
            raise InputError("sheet.one_value", where=f"{where}, {column}")
        cells[column] = None if _is_null(node) else node.value
    return Row(place, cells)


def _is_null(node) -> bool:
    return str(getattr(node, "tag", "")) == "tag:yaml.org,2002:null"


def _line(name: str, line: int) -> str:
    return say("sheet.line", file=name, line=line + 1)
