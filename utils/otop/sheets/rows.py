"""The one row model: what a row of a cost sheet says, whatever file it came from."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from otop.costing import (
    Amount,
    CostSheet,
    Equipment,
    Labour,
    Material,
    Product,
    convert,
    is_measure,
    known_units,
    unit_name,
)
from otop.errors import InputError
from otop.i18n import has_message, say
from otop.sheets import values

COLUMNS = (
    "part", "item", "quantity", "unit", "yield", "time", "who", "price", "per", "kind", "paid", "share", "driver",
    "salvage", "life_years", "currency", "volume", "note",
)  # fmt: skip
# part -> the columns that it uses, besides part, item and note
USED = {
    "product": ("quantity", "unit", "currency", "volume"),
    "unit": ("quantity", "unit"),
    "material": ("quantity", "unit", "yield", "price", "per", "paid"),
    "labour": ("time", "who", "price", "per"),
    "overhead": ("price", "per", "kind", "paid", "share", "driver"),
    "equipment": ("price", "salvage", "life_years", "share", "driver"),
}
PARTS = {
    "product": ("products",),
    "unit": ("units",),
    "material": ("materials",),
    "labour": ("labor",),
    "overhead": ("overheads",),
    "equipment": ("equipments", "tool", "tools"),
}
_OTHER_COLUMNS = {
    "name": "item", "task": "item", "product": "item", "batch": "quantity", "batch_size": "quantity",
    "amount": "price", "rate": "price", "life": "life_years", "notes": "note",
}  # fmt: skip
_MEANT = {"hours": "time", "minutes": "time", "cost": "price", "qty": "quantity", "day_rate": "price", "loss": "yield"}
_YES_NO = {"yes": ("y", "true", "ใช่"), "no": ("n", "false", "ไม่")}
_WHO = {"own": (), "family": (), "hired": ()}
_KIND = {"variable": (), "fixed": ()}
_KNOWN_AMOUNT = {
    "piece": "piece", "pieces": "piece", "pc": "piece", "pcs": "piece", "batch": "batch", "batches": "batch",
    "month": "month", "months": "month", "year": "year", "years": "year", "yr": "year",
}  # fmt: skip
LARGEST = 1e12  # money per piece; beyond it somebody's finger stayed on the zero


def column_name(header) -> str:
    """The column that a header means.

    >>> column_name("Life (years)"), column_name("ITEM"), column_name("Name")
    ('life_years', 'item', 'item')
    >>> column_name("pirce")
    Traceback (most recent call last):
    otop.errors.InputError: The column "pirce" is not known. Did you mean price? Known columns: part, item, quantity, unit, yield, time, who, price, per, kind, paid, share, driver, salvage, life_years, currency, volume, note.
    """  # noqa: E501
    written = values.plain(header)
    name = re.sub(r"\W+", "_", written.lower()).strip("_")
    name = _OTHER_COLUMNS.get(name, name)
    if name in COLUMNS:
        return name
    near = _MEANT.get(name) or values.nearest(name, COLUMNS)
    known = ", ".join(COLUMNS)
    raise InputError(
        "sheet.column_unknown" if near else "sheet.column_unknown_no_guess", column=written[:40], near=near, known=known
    )


def part_name(written) -> str:
    """The part that a row, or a group of rows, belongs to.

    >>> part_name("Materials"), part_name("labor")
    ('material', 'labour')
    >>> part_name("materal")
    Traceback (most recent call last):
    otop.errors.InputError: "materal" is not a part of a cost sheet. Did you mean material? Write one of: product, unit, material, labour, overhead, equipment.
    """  # noqa: E501
    word = values.plain(written).lower()
    for name, others in PARTS.items():
        if word == name or word in others:
            return name
    near = values.nearest(word, PARTS)
    message = "sheet.part_unknown" if near else "sheet.part_unknown_no_guess"
    raise InputError(message, part=values.plain(written)[:40], near=near, parts=", ".join(PARTS))


@dataclass(frozen=True)
class Row:
    """One row, and where it stands: ``place`` is ``sheet.csv, row 4``."""

    place: str
    cells: Mapping = field(default_factory=dict)

    @property
    def part(self) -> str:
        return self.read("part", part_name)

    @property
    def item(self) -> str:
        return values.plain(self.cells.get("item"))

    @property
    def where(self) -> str:
        part = values.plain(self.cells.get("part"))
        named = f"{part} {self.item}".strip()
        return f"{self.place} ({named[:60]})" if named else self.place

    def has(self, column: str) -> bool:
        return self.cells.get(column) is not None

    def read(self, column: str, reader, *facts):
        """The cell of this column, read by `reader`; an error names the cell."""
        if not self.has(column):
            raise self.missing(column)
        try:
            return reader(self.cells[column], *facts)
        except InputError as error:
            raise error.at(f"{self.where}, {column}") from None

    def missing(self, column: str) -> InputError:
        part = values.plain(self.cells.get("part"))
        own = f"sheet.missing.{part}.{column}"
        message = own if has_message(own) else "sheet.missing"
        return InputError(message, where=self.where, column=column, help=say(f"sheet.help.{column}"))

    @contextlib.contextmanager
    def blame(self):
        """What breaks in here is said to be in this row."""
        try:
            yield
        except InputError as error:
            raise error if error.where else error.at(self.where) from None


class _Units:
    """The units of this sheet: the product's own, and the local measures that it declares."""

    def __init__(self, own: str):
        self.own, self.declared = (own.lower(),), {}

    def declare(self, row: Row) -> None:
        if not row.item:
            raise row.missing("item")
        size, unit = _counted(row, self)
        with row.blame():
            name = row.item.lower()
            if not 0 < size:
                raise InputError("value.zero" if size == 0 else "value.negative", name="quantity", value=f"{size:g}")
            base_size, base = self.base(size, unit)
            if is_measure(name) or name in self.declared:
                raise InputError("sheet.unit_twice", unit=row.item)
            self.declared[name] = (base_size, base)

    def same(self, one: str, other: str) -> bool:
        return one.lower() == other.lower() or self.base(1, one) == self.base(1, other)

    def price_unit(self, count: float, written: str, unit: str) -> tuple[float, str]:
        """What a price is for; a local measure is said in the unit of the quantity."""
        size, base = self.base(count, written)
        try:
            local = base != unit_name(written, own=self.own)
        except InputError:
            local = True
        return (convert(size, base, unit, own=self.own), unit) if local else (size, base)

    def base(self, quantity: float, unit: str) -> tuple[float, str]:
        asked = unit.lower()
        for name in (asked, asked.removesuffix("s"), asked.removesuffix("es")):
            if name in self.declared:
                size, base = self.declared[name]
                return quantity * size, base
        try:
            return quantity, unit_name(unit, own=self.own)
        except InputError as error:
            near = values.nearest(asked, [*self.declared, *self.own, *known_units()])
            message = "sheet.unit_unknown" if near else "sheet.unit_unknown_no_guess"
            raise InputError(message, unit=error.facts["unit"][:40], near=near) from None


def parse_rows(records: Iterable, where: str = "sheet") -> CostSheet:
    """The cost sheet that a list of records says.

    Parameters
    ----------
    records : iterable of dict
        Column name -> cell. A cell is text as it was typed, or a number.
    where : str
        The file, for the messages.

    Errors: `InputError` for the first row that cannot be used; it names file, row and cell.

    >>> rows = [
    ...     {"part": "product", "item": "Nipa box", "quantity": "1", "unit": "box"},
    ...     {"part": "material", "item": "leaf", "price": "2.48", "per": "piece"},
    ...     {"part": "labour", "item": "folding", "who": "own", "price": "7.50", "per": "piece"},
    ... ]
    >>> cost = parse_rows(rows).unit_cost()
    >>> round(cost.cash, 2), round(cost.full, 2)
    (2.48, 9.98)
    >>> parse_rows([*rows, {"part": "material", "item": "thread", "quantity": "200 g", "price": 60, "per": "kg"}])
    Traceback (most recent call last):
    otop.errors.InputError: sheet, row 4 (material thread): The yield is missing. Write the usable share of what you buy, for example 35%. Write 100% if nothing is lost.
    """  # noqa: E501
    rows = [_row(record, number, where) for number, record in enumerate(records, 1)]
    rows = [row for row in rows if row.cells]
    if not rows:
        raise InputError("sheet.no_rows", where=where)
    rows = [Row(row.place, {**row.cells, "part": row.part}) for row in rows]
    by_part = [(row.part, row) for row in rows]
    for part, row in by_part:
        _only_used_columns(part, row)
    products = [row for part, row in by_part if part == "product"]
    if not products:
        raise InputError("sheet.no_product", where=where)
    if len(products) > 1:
        raise InputError("sheet.several_products", where=products[1].where)
    product = _product(products[0])
    units = _Units(product.unit)
    for part, row in by_part:
        if part == "unit":
            units.declare(row)
    parts = []
    for part, row in by_part:
        if part in _READERS:
            with row.blame():
                cost = _READERS[part](row, product, units)
                if not cost.line(product).per_unit <= LARGEST:
                    raise InputError("sheet.too_large", unit=product.unit)
            parts.append(cost)
    if not parts:
        raise InputError("sheet.no_costs", where=where)
    sheet = CostSheet(product, tuple(parts))
    if not sheet.unit_cost().full <= LARGEST:
        raise InputError("sheet.too_large", where=where, unit=product.unit)
    return sheet


def _row(record, number: int, where: str) -> Row:
    if isinstance(record, Row):
        place, cells = record.place, record.cells
    else:
        place, cells = say("sheet.row", file=where, row=number), record
    if not isinstance(cells, Mapping):
        raise InputError("sheet.not_a_record", where=place)
    kept = {}
    for header, cell in cells.items():
        try:
            column = column_name(header)
        except InputError as error:
            raise error.at(Row(place, kept).where) from None
        if isinstance(cell, (list, tuple, set, Mapping)):
            raise InputError("sheet.one_value", where=f"{place}, {column}")
        text = values.plain(cell)
        if text in ("", "-", "\u2013"):
            continue
        if column in kept:
            raise InputError("sheet.twice", where=place, column=column)
        kept[column] = text if isinstance(cell, str) else cell
    return Row(place, kept)


def _only_used_columns(part: str, row: Row) -> None:
    for column in row.cells:
        if column not in ("part", "item", "note", *USED[part]):
            raise InputError(
                "sheet.column_not_used", where=row.where, column=column, part=part, used=", ".join(USED[part])
            )


def _product(row: Row) -> Product:
    if not row.item:
        raise row.missing("item")
    batch, unit = _counted(row, _Units(values.plain(row.cells.get("unit"))))
    with row.blame():
        return Product(
            name=row.item[:80], unit=unit.lower()[:20], batch_size=batch,
            currency=values.currency(row.cells.get("currency")),
            volume_per_year=row.read("volume", values.volume) if row.has("volume") else None,
        )  # fmt: skip


def _counted(row: Row, units: _Units) -> tuple[float, str]:
    """How many of what: ``200`` and ``g`` in two columns, or ``200 g`` in one."""
    quantity, counted = row.read("quantity", values.number)
    if not row.has("unit") and counted:
        return quantity, counted
    unit = row.read("unit", values.plain)
    with row.blame():
        if counted and not units.same(counted, unit):
            raise InputError("sheet.two_units", one=counted[:40], other=unit[:40])
    return quantity, unit


def _named(row: Row) -> str:
    if not row.item:
        raise row.missing("item")
    return row.item[:80]


def _known_amount(row: Row, product: Product) -> str | None:
    """Piece, batch, month or year, if the price is the whole amount for it."""
    count, unit = row.read("per", values.counted_in)
    if unit in (product.unit, f"{product.unit}s"):
        unit = "piece"
    unit = _KNOWN_AMOUNT.get(unit)
    if unit and count != 1 and not row.has("quantity"):
        raise InputError(
            "sheet.per_several", where=f"{row.where}, per", per=values.plain(row.cells["per"])[:40], unit=unit
        )
    return unit


def _paid(row: Row) -> bool:
    return row.read("paid", values.choice, _YES_NO) == "yes" if row.has("paid") else True


def _material(row: Row, product: Product, units: _Units) -> Material | Amount:
    item, price = _named(row), row.read("price", values.money, product.currency)
    known = _known_amount(row, product)
    if known and (known != "piece" or not row.has("quantity")):
        _must_be_empty(row, known, "quantity", "unit", "yield")
        return Amount(part="material", item=item, amount=price, per=known, paid=_paid(row))
    quantity, unit = _counted(row, units)
    rates = row.read("yield", values.yields)
    price_quantity, price_unit = row.read("per", values.counted_in)
    quantity, unit = units.base(quantity, unit)
    price_quantity, price_unit = units.price_unit(price_quantity, price_unit, unit)
    return Material(
        item=item, quantity=quantity, unit=unit, yield_rates=rates, price=price, price_unit=price_unit,
        price_quantity=price_quantity, paid=_paid(row),
    )  # fmt: skip


def _labour(row: Row, product: Product, _) -> Labour | Amount:
    item, who = _named(row), row.read("who", values.choice, _WHO)
    price = row.read("price", values.money, product.currency)
    known = _known_amount(row, product)
    if known:
        _must_be_empty(row, known, "time")
        return Amount(part="labour", item=item, amount=price, per=known, own=who != "hired")
    day = row.read("per", _hours_of_rate)
    return Labour(item=item, hours=row.read("time", values.hours), day_rate=price, who=who, hours_per_day=day)


def _hours_of_rate(cell) -> float:
    count, per = values.counted_in(cell)
    try:
        return values.hours(f"{count:.10g} {per}")
    except InputError:
        raise InputError("sheet.rate_per", per=per[:40]) from None


def _overhead(row: Row, product: Product, _) -> Amount:
    item, price = _named(row), row.read("price", values.money, product.currency)
    per = _known_amount(row, product)
    if not per:
        raise InputError("per.unknown", where=f"{row.where}, per", per=values.plain(row.cells["per"])[:40])
    kind = row.read("kind", values.choice, _KIND) if row.has("kind") else None
    return Amount(
        part="overhead", item=item, amount=price, per=per, paid=_paid(row),
        variable=None if kind is None else kind == "variable",
        share=_share(row), driver=values.plain(row.cells.get("driver"))[:40],
    )  # fmt: skip


def _equipment(row: Row, product: Product, _) -> Equipment:
    return Equipment(
        item=_named(row), price=row.read("price", values.money, product.currency),
        salvage=row.read("salvage", values.money, product.currency),
        life_years=row.read("life_years", values.number_only, "year", "years", "yr", "yrs", "ปี"),
        share=_share(row), driver=values.plain(row.cells.get("driver"))[:40],
    )  # fmt: skip


def _share(row: Row) -> float:
    return row.read("share", values.share) if row.has("share") else 1.0


def _must_be_empty(row: Row, per: str, *columns: str) -> None:
    for column in columns:
        if row.has(column):
            raise InputError("sheet.already_known", where=f"{row.where}, {column}", per=per, column=column)


_READERS = {"material": _material, "labour": _labour, "overhead": _overhead, "equipment": _equipment}
