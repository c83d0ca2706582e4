"""What a trainee writes down about her own product: topics, their fields, and one value as she typed it.

An empty field is None and counts as nothing. A zero that she wrote is kept as a zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

from otop.errors import InputError
from otop.i18n import say, word
from otop.sheets import values

LONGEST_TEXT = 80
CURRENCY, UNIT = "THB", "piece"
KINDS = ("text", "currency", "money", "count", "percent")


def _is(kind: str, start=None):
    return field(default=start, metadata={"kind": kind})


@dataclass(frozen=True, kw_only=True)
class Product:
    """What it is: its name, what one of it is called, the money of all amounts."""

    name: str = _is("text", "")
    unit: str = _is("text", "")
    currency: str = _is("currency", "")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one batch of so many `pieces` costs, in money; and the fixed cost of a month."""

    pieces: float | None = _is("count")
    material: float | None = _is("money")
    own_labour: float | None = _is("money")
    hired_labour: float | None = _is("money")
    variable_overhead: float | None = _is("money")
    fixed_per_month: float | None = _is("money")
    pieces_per_month: float | None = _is("count")


@dataclass(frozen=True, kw_only=True)
class Price:
    """What the customer pays for one piece, and what a shop keeps of it, in percent of that price."""

    price: float | None = _is("money")
    commission: float | None = _is("percent")


@dataclass(frozen=True, kw_only=True)
class Fair:
    """Going to a fair: days, people, money, the pieces that may be sold, the worth of one left over."""

    days: float | None = _is("count")
    people: float | None = _is("count")
    day_rate: float | None = _is("money")
    booth_fee: float | None = _is("money")
    travel_and_lodging: float | None = _is("money")
    lost_at_home: float | None = _is("money")
    pieces_expected: float | None = _is("count")
    left_over_worth: float | None = _is("money")


TOPICS = {"product": Product, "cost": Cost, "price": Price, "fair": Fair}


@dataclass(frozen=True)
class Field:
    """One field: its topic, its name in the file, and its kind (one of `KINDS`)."""

    topic: str
    name: str
    kind: str

    @property
    def label(self) -> str:
        return say(f"my.field.{self.topic}.{self.name}")

    @property
    def help(self) -> str:
        return say(f"my.help.{self.topic}.{self.name}")

    def unit(self, product: MyProduct) -> str:
        """What its number is counted in: ``THB``, ``of the price``; nothing for words and counts."""
        return {"money": word(product.currency), "percent": say("my.unit.of_price")}.get(self.kind, "")

    def label_with_unit(self, product: MyProduct) -> str:
        """What stands in front of its box.

        >>> next(all_fields("price")).label_with_unit(MyProduct())
        'price of one piece (THB)'
        """
        unit = self.unit(product)
        return f"{self.label} ({unit})" if unit else self.label


@dataclass(frozen=True)
class MyProduct:
    """The trainee's own product. `practice`: it is the invented one that the course gives.

    >>> mine = MyProduct().put({("cost", "material"): 73.5})
    >>> mine.cost.material, mine.currency, mine.is_empty, MyProduct().is_empty
    (73.5, 'THB', False, True)
    >>> MyProduct().put({("cost", "materials"): 73.5})
    Traceback (most recent call last):
    TypeError: Cost.__init__() got an unexpected keyword argument 'materials'
    """

    product: Product = Product()
    cost: Cost = Cost()
    price: Price = Price()
    fair: Fair = Fair()
    practice: bool = False

    def get(self, topic: str, name: str):
        return getattr(getattr(self, topic), name)

    def put(self, changes: dict[tuple[str, str], object]) -> MyProduct:
        """The same product with other values; ``(topic, name)`` to value."""
        topics = {topic: getattr(self, topic) for topic in TOPICS}
        for (topic, name), value in changes.items():
            topics[topic] = replace(topics[topic], **{name: value})
        return replace(self, **topics)

    def as_own(self) -> MyProduct:
        """The same numbers, no longer those of the practice product."""
        return replace(self, practice=False)

    @property
    def unit(self) -> str:
        return self.product.unit or UNIT

    @property
    def currency(self) -> str:
        return self.product.currency or CURRENCY

    @property
    def is_empty(self) -> bool:
        return self == MyProduct()


def all_fields(*topics: str) -> Iterator[Field]:
    """The fields of these topics, or of all, in the order of the file.

    >>> [one.name for one in all_fields("price")]
    ['price', 'commission']
    >>> next(all_fields("prices"))
    Traceback (most recent call last):
    KeyError: 'prices'
    """
    for topic in topics or TOPICS:
        for one in fields(TOPICS[topic]):
            yield Field(topic, one.name, one.metadata["kind"])


def read_value(kind: str, typed, currency: str = CURRENCY):
    """One value as somebody typed it; None (for words ``""``) where nothing stands.

    Parameters
    ----------
    typed : str, number or None
        What stands in a line of the file, in a box of the form, in a cell of the workbook.
    currency : str
        The money of this product.

    Errors: `InputError` with one sentence that says what to type instead.

    >>> read_value("money", "1,000 baht"), read_value("percent", "30%"), read_value("count", "")
    (1000.0, 30.0, None)
    >>> read_value("percent", "0.3")
    Traceback (most recent call last):
    otop.errors.InputError: "0.3" can mean 0.3% or 30%. Write 0.3% or 30%.
    """
    text = values.plain(typed)
    if kind == "text":
        return text[:LONGEST_TEXT].rstrip()
    if not text:
        return "" if kind == "currency" else None
    if kind == "currency":
        return values.currency(text)
    if kind == "percent":
        number = _percent(typed, text)
    else:
        number = _money(typed, currency) if kind == "money" else values.number(typed)[0]
    if number < 0:
        raise InputError("editor.negative", value=text[:40])
    return number


def _money(typed, currency: str) -> float:
    try:
        return values.money(typed, currency)
    except InputError as problem:
        if problem.message_id in ("sheet.price_words", "sheet.other_currency"):
            raise InputError("my.money_words", typed=values.plain(typed)[:40], currency=currency) from None
        raise


def _percent(typed, text: str) -> float:
    if not text.endswith("%"):
        number = values.number_only(typed)
        if 0 < number < 1:
            raise InputError("my.percent_unclear", typed=text[:40], percent=f"{100 * number:.10g}")
    else:
        number = values.number_only(text[:-1])
    if number >= 100:
        raise InputError("my.percent_large", typed=text[:40])
    return number
