"""A workbook that came back from Excel: its input cells, read into a product."""

from __future__ import annotations

import io
import warnings

from otop.errors import InputError
from otop.i18n import say
from otop.learn.my_product import file
from otop.learn.my_product.fields import MyProduct, all_fields, read_value
from otop.learn.my_product.workbook import AS_WRITTEN

MOST_BYTES = 5_000_000


def read_workbook(content: bytes, name: str) -> tuple[MyProduct, MyProduct]:
    """The product in the input cells, and the product as it was when the workbook was made.

    Errors: `InputError` that names each cell that cannot be read (sheet, cell, what to do); or
    that this is no such workbook.

    >>> from otop.learn.my_product.workbook import write_workbook
    >>> mine = MyProduct().put({("price", "price"): 35})
    >>> read_workbook(write_workbook(mine), "my_product.xlsx") == (mine, mine)
    True
    >>> read_workbook(b"price: 35", "my_product.yml")
    Traceback (most recent call last):
    otop.errors.InputError: my_product.yml: This is not a workbook of "my product". Make one with otop my-product workbook, or with the button below your product.
    """
    typed, as_written = _open(content, name)
    before = file.read(as_written)
    currency = before.currency
    changes, wrong = {}, []
    for one in all_fields():
        cell, formula = typed[f"{one.topic}_{one.name}"]
        try:
            if formula and cell.value is None:
                raise InputError("my.formula_not_reckoned")
            value = read_value(one.kind, _as_typed(cell, one.kind), currency)
        except InputError as problem:
            wrong.append(str(problem.at(say("my.cell", sheet=cell.parent.title, cell=cell.coordinate))))
            continue
        changes[one.topic, one.name] = value
        if one.name == "currency":
            currency = value or MyProduct().currency
    if wrong:
        raise InputError("my.wrong_cells", where=name, cells="\n".join(wrong))
    mine = MyProduct(practice=before.practice).put(changes)
    return mine if mine.product.name == before.product.name else mine.as_own(), before


def _open(content: bytes, name: str) -> tuple[dict, str]:
    """The input cell of each field with whether it holds a formula, and the text of the product as written."""
    import openpyxl

    try:
        if len(content) > MOST_BYTES:
            raise ValueError(len(content))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content))
        cells = {}
        for one in all_fields():
            key = f"{one.topic}_{one.name}"
            ((sheet, place),) = results.defined_names[key].destinations
            place = place.replace("$", "")
            cells[key] = results[sheet][place], formulas[sheet][place].data_type == "f"
        return cells, str(results[AS_WRITTEN]["A1"].value)
    except Exception:  # whatever a damaged or another workbook breaks inside the library
        raise InputError("my.no_workbook", where=name) from None


def _as_typed(cell, kind: str):
    if kind == "percent" and isinstance(cell.value, float | int) and "%" in cell.number_format:
        return f"{100 * cell.value:.10g}%"
    return cell.value
