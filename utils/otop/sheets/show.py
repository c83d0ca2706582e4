"""A finished cost sheet, as a text table and as JSON."""

from __future__ import annotations

import textwrap
import unicodedata

from otop.costing import COMPONENTS, CostLine, UnitCost, plain_number
from otop.i18n import say
from otop.i18n.numbers import round_money, show_number

WIDTH = 80
_SHARE = 7
_DIGITS = 6


def as_text(cost: UnitCost) -> str:
    """The cost sheet as a table of at most 80 columns; nothing in it needs a colour.

    >>> from otop.costing import Amount, CostSheet, Product
    >>> box = Product(name="Nipa box", unit="box", batch_size=1)
    >>> print(as_text(CostSheet(box, (Amount(part="material", item="leaf", amount=2.48),)).unit_cost())[:36])
    Nipa box: what one box costs, in THB
    >>> as_text(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'product'
    """
    product = cost.product
    heads = [say(f"sheet.head.{kind}") for kind in ("cash", "variable", "full")]
    totals = (cost.cash, cost.variable, cost.full)
    money = max(11, *(len(show_number(total)) + 2 for total in totals), *(_wide(head) + 2 for head in heads))
    label = WIDTH - 3 * money - _SHARE

    def row(name, amounts, share="", indent=""):
        lines = textwrap.wrap(name, label - len(indent), break_long_words=True) or [""]
        cells = "".join(" " * (money - _wide(text)) + text for text in amounts)
        last = indent + lines[-1]
        return [
            *(indent + line for line in lines[:-1]),
            last + " " * (label - _wide(last)) + cells + share.rjust(_SHARE),
        ]

    volume = product.volume_per_year
    out = [
        *_wrapped(say("sheet.title", product=product.name, unit=product.unit, currency=product.currency)),
        *_wrapped(
            say("sheet.batch", batch=plain_number(product.batch_size), unit=product.unit)
            + (" " + say("sheet.volume", volume=plain_number(volume), unit=product.unit) if volume else "")
        ),
        "",
        *row("", heads, say("sheet.head.share")),
    ]
    table = cost.components()
    for component in table.index:
        lines = [line for line in cost.lines if COMPONENTS[component](line)]
        name = say(f"sheet.component.{component}")
        out.append(name)
        for line in lines:
            out += row(line.item, _side_by_side(line), indent="  ")
            out += textwrap.wrap(line.how, WIDTH - 4, initial_indent="    ", subsequent_indent="    ")
        sums = [sum(kind) for kind in zip(*map(_amounts, lines), strict=True)]
        share = f"{show_number(100 * table.loc[component, 'share'], 1)}%"
        out += row(say("sheet.subtotal", component=name), map(show_number, sums), share, indent="  ")
    out.append("-" * WIDTH)
    out += row(say("sheet.total", unit=product.unit), map(show_number, totals), "100.0%" if cost.full else "")
    out += ["", *_wrapped(say("sheet.legend", unit=product.unit))]
    for note in _notes(cost):
        out += _wrapped(note)
    return "\n".join(line.rstrip() for line in out) + "\n"


def as_json(cost: UnitCost) -> dict:
    """The cost sheet as plain data: money per piece, rounded to 6 decimals.

    >>> from otop.costing import Amount, CostSheet, Product
    >>> box = Product(name="Nipa box", unit="box", batch_size=1)
    >>> as_json(CostSheet(box, (Amount(part="material", item="leaf", amount=2.48),)).unit_cost())["cash_cost_per_unit"]
    2.48
    >>> as_json(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'product'
    """
    product = cost.product
    return {
        "product": product.name,
        "unit": product.unit,
        "currency": product.currency,
        "batch_size": product.batch_size,
        "volume_per_year": product.volume_per_year,
        "cash_cost_per_unit": _rounded(cost.cash),
        "variable_cost_per_unit": _rounded(cost.variable),
        "full_cost_per_unit": _rounded(cost.full),
        "components": [
            {
                "component": name,
                "label": say(f"sheet.component.{name}"),
                "per_unit": _rounded(row.per_unit),
                "share": _rounded(row.share),
            }
            for name, row in cost.components().iterrows()
        ],
        "lines": [
            {
                "part": line.part,
                "item": line.item,
                "component": next(name for name, belongs in COMPONENTS.items() if belongs(line)),
                "how": line.how,
                "per_unit": _rounded(line.per_unit),
                **dict(zip(("cash", "variable", "full"), map(_rounded, _amounts(line)), strict=True)),
                "paid_in_cash": line.paid,
                "is_variable": line.variable,
            }
            for line in cost.lines
        ],
        "own_labour_at_zero": [line.item for line in _own_at_zero(cost)],
    }


def _amounts(line: CostLine) -> tuple[float, float, float]:
    return (line.per_unit if line.paid else 0.0, line.per_unit if line.variable else 0.0, line.per_unit)


def _side_by_side(line: CostLine) -> list[str]:
    counted = (line.paid, line.variable, True)
    return [show_number(line.per_unit) if yes else "-" for yes in counted]


def _own_at_zero(cost: UnitCost) -> list[CostLine]:
    return [line for line in cost.lines if line.own and line.per_unit == 0]


def _notes(cost: UnitCost):
    product = cost.product
    unpaid = [line for line in cost.lines if not line.paid and line.per_unit]
    if unpaid:
        items = "; ".join(f"{line.item} {show_number(line.per_unit)}" for line in unpaid)
        total = show_number(sum(line.per_unit for line in unpaid))
        yield say("sheet.not_paid", total=total, currency=product.currency, unit=product.unit, items=items)
    else:
        yield say("sheet.all_paid")
    if free := _own_at_zero(cost):
        yield say("sheet.own_at_zero", items="; ".join(line.item for line in free))
    if not any(line.part == "labour" for line in cost.lines):
        yield say("sheet.no_labour")


def _rounded(value: float) -> float:
    return round_money(float(value), _DIGITS)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _wide(text: str) -> int:
    """How many columns a terminal gives to this text: vowels above a letter take none."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
