"""What ``otop cost`` does with its words."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from otop.errors import InputError
from otop.sheets.files import read_sheet
from otop.sheets.show import as_json as to_json
from otop.sheets.show import as_text
from otop.sheets.templates import template


def cost(sheet: str | None, *, as_json: bool, template_format: str | None, output: str | None) -> None:
    """Print a sheet, or write a template.

    >>> cost(None, as_json=False, template_format=None, output=None)
    Traceback (most recent call last):
    otop.errors.InputError: Name one sheet (otop cost sheet.yml), or ask for an example to fill in (otop cost --template xlsx > sheet.xlsx).
    """  # noqa: E501
    if (sheet is None) == (template_format is None) or (output and sheet) or (as_json and template_format):
        raise InputError("sheet.one_thing")
    if template_format is not None:
        _write(template(template_format), output, binary=template_format.lower() == "xlsx")
        return
    unit_cost = read_sheet(sheet).unit_cost()
    text = (
        json.dumps(to_json(unit_cost), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        if as_json
        else as_text(unit_cost)
    )
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # an old console that cannot show a Thai letter
    sys.stdout.write(text)


def _write(data: bytes, output: str | None, *, binary: bool) -> None:
    if output:
        try:
            with Path(output).open("xb") as file:
                file.write(data)
        except FileExistsError:
            raise InputError("sheet.output_exists", where=Path(output).name) from None
        except (OSError, ValueError):
            raise InputError("sheet.output_failed", where=Path(output).name) from None
    elif binary and sys.stdout.isatty():
        raise InputError("sheet.template_to_screen")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
