"""Cost sheets as files: read from YAML, CSV or XLSX, shown as a table or as JSON.

>>> from otop.sheets import as_json, parse_rows
>>> rows = [
...     {"part": "product", "item": "Nipa box", "quantity": 1, "unit": "box"},
...     {"part": "material", "item": "leaf", "price": "2.48", "per": "piece"},
... ]
>>> as_json(parse_rows(rows).unit_cost())["full_cost_per_unit"]
2.48
"""

from otop.sheets.files import read_rows, read_sheet
from otop.sheets.rows import COLUMNS, PARTS, USED, Row, parse_rows
from otop.sheets.show import as_json, as_text
from otop.sheets.templates import FORMATS, template, write_records

__all__ = [
    "COLUMNS",
    "FORMATS",
    "PARTS",
    "USED",
    "Row",
    "as_json",
    "as_text",
    "parse_rows",
    "read_rows",
    "read_sheet",
    "template",
    "write_records",
]
