"""The product as a workbook for Excel or LibreOffice: one sheet a topic, inputs marked, the rest formulas.

Every input and every result has a name (``cost_material``, ``cost_full``), so that a formula
reads like the trade. The formulas are those of `results`; a test recalculates them. The last
results are stored too: a phone that does not calculate shows them.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from otop.i18n import say
from otop.learn.my_product import file
from otop.learn.my_product.fields import TOPICS, MyProduct, all_fields
from otop.learn.my_product.results import cost_results, fair_results, price_results

NAME = "my_product.xlsx"
AS_WRITTEN = "as_written"  # a hidden sheet: the product when the workbook was made
NONE = "-"
MADE = dt.datetime(2001, 1, 1)  # the same product gives the same bytes
FIRST_ROW = 4  # counted from 0
_MONEY = "#,##0.00"
_ALL = "cost_material+cost_own_labour+cost_hired_labour+cost_variable_overhead"
_COST_KNOWN = f"AND(cost_pieces>0,{_ALL}+cost_fixed_per_month>0,OR(cost_fixed_per_month=0,cost_pieces_per_month>0))"
_SHARE = "IF(cost_fixed_per_month=0,0,cost_fixed_per_month/cost_pieces_per_month)"
_AWAY = "AND(fair_days>0,fair_people>0)"
_CASH_OF_GOING = "fair_booth_fee+fair_travel_and_lodging"
_OWN_TIME = "fair_days*fair_people*fair_day_rate"
_SELLS = f"AND({_AWAY},price_price>0,ISNUMBER(cost_full))"
_PAID = "(cost_variable-cost_own_labour/cost_pieces)"  # of one piece, in money


@dataclass(frozen=True)
class Row:
    """One result: its name in the workbook, the id of its label, condition and formula, unit, value."""

    name: str
    label: str
    known: str
    formula: str
    unit: str
    value: float | None

    @property
    def cell(self) -> str:
        return f'=IF({self.known},{self.formula},"{NONE}")'


def result_rows(topic: str, mine: MyProduct) -> list[list[Row]]:
    """The results of a topic, in blocks.

    >>> result_rows("cost", MyProduct())[0][1].cell
    '=IF(AND(cost_pieces>0,cost_material+cost_own_labour+cost_hired_labour+cost_variable_overhead+cost_fixed_per_month>0,OR(cost_fixed_per_month=0,cost_pieces_per_month>0)),(cost_material+cost_own_labour+cost_hired_labour+cost_variable_overhead)/cost_pieces,"-")'
    >>> result_rows("product", MyProduct())
    []
    """
    blocks = {"cost": [_cost], "price": [_direct, _by_shop], "fair": [_fair]}.get(topic, [])
    return [list(block(mine)) for block in blocks]


def _cost(mine: MyProduct) -> Iterator[Row]:
    formulas = {
        "cash": f"(cost_material+cost_hired_labour+cost_variable_overhead)/cost_pieces+{_SHARE}",
        "variable": f"({_ALL})/cost_pieces",
        "fixed_share": _SHARE,
        "full": f"({_ALL})/cost_pieces+{_SHARE}",
    }
    for name, value in cost_results(mine).items():
        yield Row(f"cost_{name}", f"cost_{name}", _COST_KNOWN, formulas[name], "money_each", value)


def _direct(mine: MyProduct) -> Iterator[Row]:
    yield from _price(mine, "direct", "price_price>0", "price_price")


def _by_shop(mine: MyProduct) -> Iterator[Row]:
    known, formula = "AND(price_price>0,price_commission>0)", "price_price*(1-price_commission)"
    yield from _price(mine, "shop", known, formula)


def _price(mine: MyProduct, way: str, known: str, formula: str) -> Iterator[Row]:
    get, each = f"price_{way}_get", f"price_{way}_contribution"
    costed = f"AND(ISNUMBER({get}),ISNUMBER(cost_full))"
    earns = f"IF(ISNUMBER({each}),ROUND({each},9)>0,FALSE)"
    formulas = {
        "get": (known, formula, "money_each"),
        "left": (costed, f"{get}-cost_full", "money_each"),
        "margin": (costed, f"100*({get}-cost_full)/{get}", "of_get"),
        "markup": (costed, f"100*({get}-cost_full)/cost_full", "of_cost"),
        "contribution": (costed, f"{get}-cost_variable", "money_each"),
        "break_even_units": (earns, f"ROUNDUP(cost_fixed_per_month/{each}*(1-1E-9),0)", "pieces_a_month"),
        "break_even_sales": (earns, f"price_{way}_break_even_units*{get}", "money_a_month"),
    }
    for name, value in price_results(mine, by_shop=way == "shop").items():
        yield Row(f"price_{way}_{name}", f"price_{name}", *formulas[name], value)


def _fair(mine: MyProduct) -> Iterator[Row]:
    earns = f"IF({_SELLS},ROUND(price_price-cost_variable,9)>0,FALSE)"
    sold = f"AND({_SELLS},fair_pieces_expected>0)"
    going = f"({_CASH_OF_GOING}+{_OWN_TIME}+fair_lost_at_home)"
    formulas = {
        "going_cash": (_AWAY, _CASH_OF_GOING, "money"),
        "own_time": (_AWAY, _OWN_TIME, "money"),
        "going": (_AWAY, going, "money"),
        "pieces_to_pay": (earns, f"ROUNDUP({going}/(price_price-cost_variable)*(1-1E-9),0)", "pieces"),
        "cash_left": (sold, f"fair_pieces_expected*(price_price-{_PAID})-({_CASH_OF_GOING})", "money"),
        "making": (sold, "fair_pieces_expected*cost_own_labour/cost_pieces", "money"),
        "full_left": (sold, f"fair_pieces_expected*(price_price-cost_variable)-{going}", "money"),
        "lost_each": (
            f"AND({_SELLS},ISNUMBER(fair_left_over_worth))",
            "cost_variable-fair_left_over_worth",
            "money_each",
        ),
    }
    for name, value in fair_results(mine).items():
        yield Row(f"fair_{name}", f"fair_{name}", *formulas[name], value)


def write_workbook(mine: MyProduct) -> bytes:
    """The workbook of this product, as the bytes of an .xlsx file without macros.

    >>> write_workbook(MyProduct())[:2]
    b'PK'
    >>> write_workbook(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'practice'
    """
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        look = _formats(book)
        for topic in TOPICS:
            _sheet(book, look, topic, mine)
        hidden = book.add_worksheet(AS_WRITTEN)
        hidden.write_string(0, 0, file.write(mine))
        hidden.very_hidden()
    return data.getvalue()


def _formats(book) -> dict:
    edge = {"border": 2, "border_color": "#8a6d00", "bg_color": "#fff6cc", "align": "right", "locked": False}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format({"bold": True, "bottom": 1}),
        "practice": book.add_format({"bold": True, "italic": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "in_text": book.add_format({**edge, "num_format": "@"}),
        "in_money": book.add_format({**edge, "num_format": _MONEY}),
        "in_percent": book.add_format({**edge, "num_format": "0.00%"}),
        "in_count": book.add_format({**edge, "num_format": "General"}),
        "money": book.add_format({"num_format": _MONEY, "align": "right"}),
        "count": book.add_format({"num_format": "#,##0", "align": "right"}),
    }


def _sheet(book, look: dict, topic: str, mine: MyProduct) -> None:
    page = book.add_worksheet(say(f"my.sheet.{topic}"))
    page.set_column(0, 0, 42)
    page.set_column(1, 1, 20)
    page.set_column(2, 2, 22)
    page.set_column(3, 3, 60)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, say(f"my.topic.{topic}"), look["title"])
    page.write_string(1, 0, say("my.sheet_how_to"))
    if mine.practice:
        page.write_string(2, 0, say("my.practice_note"), look["practice"])
    for column, head in enumerate(("what", "value", "unit", "help")):
        page.write_string(FIRST_ROW - 1, column, say(f"my.head.{head}"), look["bold"])
    line = FIRST_ROW
    for one in all_fields(topic):
        value = mine.get(one.topic, one.name)
        kind = "text" if one.kind == "currency" else one.kind
        page.write_string(line, 0, one.label, look["text"])
        if value in (None, ""):
            page.write_blank(line, 1, None, look[f"in_{kind}"])
        elif isinstance(value, str):
            page.write_string(line, 1, value, look[f"in_{kind}"])
        else:
            page.write_number(line, 1, value / 100 if kind == "percent" else value, look[f"in_{kind}"])
        page.write_string(line, 2, one.unit(mine))
        page.write_string(line, 3, one.help, look["text"])
        _name(book, page, f"{topic}_{one.name}", line)
        line += 1
    for number, block in enumerate(result_rows(topic, mine)):
        line += 1
        page.write_string(line, 0, say(f"my.block.{topic}.{number}"), look["bold"])
        line += 1
        for row in block:
            page.write_string(line, 0, say(f"my.result.{row.label}"), look["text"])
            whole = look["count" if row.unit.startswith("pieces") else "money"]
            page.write_formula(line, 1, row.cell, whole, NONE if row.value is None else row.value)
            page.write_string(line, 2, unit_of(row.unit, mine))
            page.write_string(line, 3, say(f"my.result_help.{row.label}"), look["text"])
            _name(book, page, row.name, line)
            line += 1


def unit_of(unit: str, mine: MyProduct) -> str:
    """The words behind a result: ``THB / pack``.

    >>> unit_of("money_each", MyProduct()), unit_of("of_get", MyProduct())
    ('THB / piece', '% of what you get')
    """
    return say(f"my.unit.{unit}", currency=mine.currency, unit=mine.unit)


def _name(book, page, name: str, line: int) -> None:
    book.define_name(name, f"='{page.get_name()}'!$B${line + 1}")
