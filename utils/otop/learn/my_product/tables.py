"""The trainee's numbers and what follows from them, as tables and sentences that she reads."""

from __future__ import annotations

import math

import pandas as pd

from otop.i18n import say
from otop.i18n.numbers import round_money, show_number
from otop.learn.my_product.fields import MyProduct, all_fields
from otop.learn.my_product.results import fair_results, price_results, unit_cost
from otop.learn.my_product.workbook import NONE, Row, result_rows, unit_of
from otop.learn.say_it import Said
from otop.learn.widgets.cost_editor import price_sentence
from otop.plots import Table, Together, cost_picture, cost_table


def shown(value, kind: str = "") -> str:
    """A value as it stands in a box of the form; typed again it is the same value.

    >>> shown(1234.5), shown(30.0, "percent"), shown(None), shown("pack")
    ('1,234.5', '30%', '', 'pack')
    """
    if value is None or isinstance(value, str):
        return value or ""
    whole, _, behind = f"{value:,.6f}".partition(".")
    text = f"{whole}.{behind}".rstrip("0").rstrip(".")
    return f"{text}%" if kind == "percent" else text


def typed_table(mine: MyProduct, topic: str) -> Table:
    """What she wrote down on this topic; an empty line is empty.

    >>> typed_table(MyProduct(), "price").frame.index.tolist()
    ['price of one piece', 'commission of the shop']
    """
    fields = list(all_fields(topic))
    frame = pd.DataFrame(
        {
            say("my.head.value"): [shown(mine.get(one.topic, one.name), one.kind) for one in fields],
            say("my.head.unit"): [one.unit(mine) for one in fields],
            say("my.head.help"): [one.help for one in fields],
        },
        index=[one.label for one in fields],
    )
    return Table(frame, say(f"my.topic.{topic}"))


def changes(before: MyProduct, after: MyProduct) -> list[str]:
    """One line for each field that has another value.

    >>> changes(MyProduct(), MyProduct().put({("price", "price"): 35}))
    ['price of one piece: (empty) -> 35']
    """
    found = []
    for one in all_fields():
        old, new = (shown(mine.get(one.topic, one.name), one.kind) for mine in (before, after))
        if old != new:
            empty = say("my.empty_value")
            found.append(say("my.change", field=one.label, before=old or empty, after=new or empty))
    return found


def read_back_told(name: str, changed: list[str]) -> list[str]:
    """What is said of a file that was read back: that it was read, and each change; or that nothing changed.

    >>> len(read_back_told("my_product.xlsx", ["price of one piece: (empty) -> 35"]))
    2
    >>> read_back_told("my_product.xlsx", None)
    Traceback (most recent call last):
    TypeError: object of type 'NoneType' has no len()
    """
    if len(changed) == 0:
        return [say("my.workbook_same", file=name)]
    return [say("my.workbook_read", file=name, button=say("my.button.workbook")), *changed]


def results(mine: MyProduct, topic: str) -> Together:
    """What follows from the numbers of a topic: tables, a picture of the cost, and what they say.

    >>> results(MyProduct(), "price")
    The price is not known yet. Fill in first: price of one piece.
    >>> results(MyProduct(), "product").things
    ()
    """
    show = {"cost": _cost, "price": _price, "fair": _fair}.get(topic)
    return Together(*(show(mine) if show else ()))


def called(mine: MyProduct) -> str:
    """The name over her tables and figures; the practice product says what it is.

    >>> called(MyProduct()), called(MyProduct(practice=True))
    ('My product', 'My product (practice product, invented)')
    """
    name = mine.product.name or say("case.mine")
    return say("my.practice_called", name=name) if mine.practice else name


def _cost(mine: MyProduct):
    cost = unit_cost(mine)
    if cost is None:
        yield _missing(mine, "cost", _costs(mine))
        return
    cost = unit_cost(mine.put({("product", "name"): called(mine)}))
    yield cost_table(cost)
    yield cost_picture(cost, mine.price.price)
    if mine.price.price:
        yield Said("note", price_sentence(cost, mine.price.price))


def _price(mine: MyProduct):
    if not mine.price.price:
        yield _missing(mine, "price", [("price", "price")])
        return
    direct, shop = result_rows("price", mine)
    columns = {say("my.block.price.0"): direct}
    if mine.price.commission:
        columns[say("my.block.price.1")] = shop
    yield _table(columns, mine, "price")
    found = price_results(mine, by_shop=True)
    if unit_cost(mine) is None:
        yield _missing(mine, "cost", _costs(mine))
    elif found["left"] is not None:
        left = round_money(found["left"])
        facts = {"kept": show_number(mine.price.price - found["get"]), "get": show_number(found["get"])}
        which = "my.says.shop_pays" if left >= 0 else "my.says.shop_loses"
        yield Said("note", say(which, unit=mine.unit, left=show_number(abs(left)), **facts))


def _fair(mine: MyProduct):
    found = fair_results(mine)
    if found["going"] is None:
        yield _missing(mine, "fair", [("fair", "days"), ("fair", "people")])
        return
    (rows,) = result_rows("fair", mine)
    yield _table({say("my.head.value"): rows}, mine, "fair")
    if unit_cost(mine) is None:
        yield _missing(mine, "cost", _costs(mine))
    elif not mine.price.price:
        yield _missing(mine, "price", [("price", "price")])
    elif found["pieces_to_pay"] is None:
        yield Said("note", say("my.says.fair_never", unit=mine.unit))
    elif found["full_left"] is not None:
        facts = {"pieces": show_number(found["pieces_to_pay"], 0), "unit": mine.unit,
                 "expected": shown(mine.fair.pieces_expected), "cash": show_number(found["cash_left"]),
                 "full": show_number(found["full_left"]), "a_day": f"{math.ceil(found['pieces_to_pay'] / mine.fair.days):,}",
                 "at_fair": show_number(found["own_time"]), "making": show_number(found["making"]),
                 "at_home": show_number(mine.fair.lost_at_home or 0)}  # fmt: skip
        enough = round_money(found["full_left"]) >= 0
        yield Said("note", say("my.says.fair_pays" if enough else "my.says.fair_does_not_pay", **facts))


def _table(columns: dict[str, list[Row]], mine: MyProduct, topic: str) -> Table:
    first = next(iter(columns.values()))
    frame = pd.DataFrame(
        {head: pd.Series(map(_cell, rows), dtype=object) for head, rows in columns.items()}, dtype=object
    )
    frame.index = [f"{say(f'my.result.{row.label}')} ({unit_of(row.unit, mine)})" for row in first]
    return Table(frame, say(f"my.caption.{topic}", name=called(mine)))


def _cell(row: Row):
    if row.value is None:
        return NONE
    return int(row.value) if row.unit.startswith("pieces") else float(row.value)


def _costs(mine: MyProduct) -> list[tuple[str, str]]:
    """The fields that the cost of one piece still needs."""
    cost = mine.cost
    needed = [] if cost.pieces else [("cost", "pieces")]
    if cost.fixed_per_month and not cost.pieces_per_month:
        needed.append(("cost", "pieces_per_month"))
    return needed or [("cost", "material")]


def _missing(mine: MyProduct, what: str, needed: list[tuple[str, str]]) -> Said:
    labels = {(one.topic, one.name): one.label for one in all_fields()}
    fields = ", ".join(labels[one] for one in needed)
    return Said("note", say(f"my.missing.{what}", fields=fields))
