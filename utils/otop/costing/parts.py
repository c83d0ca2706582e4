"""The parts of a cost: material with its yield, labour, overhead, equipment.

Every formula is the textbook one of small-enterprise costing (direct material, direct
labour, overhead: ILO "Improve Your Business: Costing", 2015). Cash and non-cash cost
are told apart the way the Thai Office of Agricultural Economics does it: own and family
labour and depreciation are costs that no money is paid for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from otop.costing.units import convert, not_negative, positive
from otop.errors import InputError

MONTHS_PER_YEAR = 12
HOURS_PER_DAY = 8
OWN_WORK = ("own", "family")


def yield_rate(*steps: float) -> float:
    """The usable share of what is bought, over all steps (chained by product).

    Parameters
    ----------
    *steps : float
        Usable share of each step, above 0 and at most 1.

    >>> round(yield_rate(0.70, 0.50), 4)
    0.35
    >>> yield_rate(35)
    Traceback (most recent call last):
    otop.errors.InputError: The yield is 35. It is the usable share of what you buy: write 35% or 0.35. It is above 0% and at most 100%.
    """
    for step in steps:
        if isinstance(step, bool) or not isinstance(step, (int, float)) or not 0 < step <= 1:
            as_percent = step if isinstance(step, (int, float)) and 1 < step <= 100 else 35
            raise InputError("yield.out_of_range", value=step, percent=f"{as_percent:g}", share=f"{as_percent / 100:g}")
    return math.prod(steps)


def quantity_to_buy(quantity: float, *, yield_rate: float) -> float:
    """What must be bought so that `quantity` is left: divided by the yield.

    >>> round(quantity_to_buy(1, yield_rate=0.35), 3)
    2.857
    >>> quantity_to_buy(1, yield_rate=0)
    Traceback (most recent call last):
    otop.errors.InputError: The yield is 0. It is the usable share of what you buy: write 35% or 0.35. It is above 0% and at most 100%.
    """
    return not_negative(quantity, "quantity") / _checked_yield(yield_rate)


def labour_cost(*, hours: float, day_rate: float, hours_per_day: float = HOURS_PER_DAY) -> float:
    """The value of work: hours times the going rate of an hour.

    Parameters
    ----------
    hours : float
        Hours; 1 h 30 min is 1.5, not 1.30.
    day_rate : float
        Going local rate for a day of this work, in money.
    hours_per_day : float
        Working hours in such a day.

    >>> round(labour_cost(hours=1.5, day_rate=351), 2)
    65.81
    >>> labour_cost(hours=-1, day_rate=351)
    Traceback (most recent call last):
    otop.errors.InputError: The time in hours is -1. It cannot be below zero. Write what it really is.
    """
    rate = not_negative(day_rate, "day rate") / positive(hours_per_day, "number of hours in a day")
    return not_negative(hours, "time in hours") * rate


def depreciation_per_year(*, price: float, salvage: float, life_years: float) -> float:
    """Straight-line depreciation: what a tool loses in value in a year.

    >>> depreciation_per_year(price=12_000, salvage=2_000, life_years=5)
    2000.0
    >>> depreciation_per_year(price=2_000, salvage=12_000, life_years=5)
    Traceback (most recent call last):
    otop.errors.InputError: The salvage value, 12000, is above the price, 2000. Salvage is what the old tool still brings when you stop using it.
    """
    if not_negative(salvage, "salvage value") > not_negative(price, "price"):
        raise InputError("equipment.salvage_above_price", salvage=f"{salvage:g}", price=f"{price:g}")
    return (price - salvage) / positive(life_years, "life in years")


def shared_cost(amount: float, *, ours: float, total: float) -> float:
    """Our part of a cost that several products share, by a driver.

    Parameters
    ----------
    amount : float
        The whole cost, in money.
    ours, total : float
        How much of the driver (loom hours, kilos, square metres) this product uses,
        and how much all products use together.

    >>> shared_cost(3000, ours=40, total=160)
    750.0
    >>> shared_cost(3000, ours=200, total=160)
    Traceback (most recent call last):
    otop.errors.InputError: This product cannot use 200 of 160. Write this product's part first, then the total of all products.
    """
    if not_negative(ours, "part of this product") > positive(total, "total of all products"):
        raise InputError("share.above_total", ours=f"{ours:g}", total=f"{total:g}")
    return not_negative(amount, "amount") * ours / total


def plain_number(value: float) -> str:
    """A number of a reckoning: thousands commas, at most four decimals (more below 1), no empty zeros.

    >>> plain_number(17010.5), plain_number(57.142857), plain_number(0.00035)
    ('17,010.5', '57.1429', '0.00035')
    >>> plain_number("17010.5")
    Traceback (most recent call last):
    TypeError: bad operand type for abs(): 'str'
    """
    text = f"{value:,.4f}" if not 0 < abs(value) < 1 else f"{float(f'{value:.4g}'):.12f}"
    return text.rstrip("0").rstrip(".")


def plain_time(hours: float) -> str:
    """Hours as hours and minutes, so that 1.30 h shows as what it is.

    >>> plain_time(1.3), plain_time(16), plain_time(0.25)
    ('1 h 18 min', '16 h', '15 min')
    >>> plain_time("1.3")
    Traceback (most recent call last):
    TypeError: can't multiply sequence by non-int of type 'float'
    """
    whole, minutes = divmod(round(hours * 60.0, 2), 60)
    shown = [f"{plain_number(whole)} h"] if whole else []
    if minutes or not whole:
        shown.append(f"{plain_number(minutes)} min")
    return " ".join(shown)


def _by_share(share: float, driver: str) -> str:
    if share == 1 and not driver:
        return ""
    return f" x {plain_number(100 * share)}%" + (f" ({driver})" if driver else "")


def _by_batch(product: Product) -> str:
    return "" if product.batch_size == 1 else f" / {plain_number(product.batch_size)}"


def _checked_yield(rate: float) -> float:
    return yield_rate(rate)


@dataclass(frozen=True, kw_only=True)
class Product:
    """What is made: its unit, how many a batch gives, how many are made in a year.

    >>> Product(name="Nipa box", unit="box", batch_size=100).batch_size
    100
    >>> Product(name="Nipa box", unit="box", batch_size=0)
    Traceback (most recent call last):
    otop.errors.InputError: The batch size is 0. It must be above zero. Write what it really is.
    """

    name: str
    unit: str
    batch_size: float
    currency: str = "THB"
    volume_per_year: float | None = None

    def __post_init__(self):
        positive(self.batch_size, "batch size")
        if self.volume_per_year is not None:
            positive(self.volume_per_year, "volume")

    def per_piece(self, amount: float, per: str) -> float:
        """An amount of money per batch, month or year, as money per piece.

        >>> Product(name="Nipa box", unit="box", batch_size=100).per_piece(248, "batch")
        2.48
        >>> Product(name="Nipa box", unit="box", batch_size=100).per_piece(248, "week")
        Traceback (most recent call last):
        otop.errors.InputError: "week" is not known here. Write one of: piece, batch, month, year.
        """
        if per == "piece":
            return amount
        if per == "batch":
            return amount / self.batch_size
        if per not in ("month", "year"):
            raise InputError("per.unknown", per=per)
        if self.volume_per_year is None:
            raise InputError("volume.missing", unit=self.unit, per=per)
        return amount * (MONTHS_PER_YEAR if per == "month" else 1) / self.volume_per_year


@dataclass(frozen=True, kw_only=True)
class CostLine:
    """One line of the finished sheet: money per piece, and what kind of money.

    `part` is material, labour or overhead; `paid`: money leaves the purse for it;
    `variable`: it grows with every piece made; `own`: own or family labour;
    `how`: the reckoning in words and numbers.
    """

    part: str
    item: str
    per_unit: float
    paid: bool
    variable: bool
    own: bool = False
    depreciation: bool = False
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Material:
    """A material, by quantity and price.

    Parameters
    ----------
    quantity, unit : what the finished batch holds, after all losses
    yield_rates : usable share of each step, chained by product; (1.0,) if nothing is lost
    price, price_quantity, price_unit : money for so much of it, e.g. 1,200 for 50 kg
    paid : False for what comes from one's own field or forest: a cost, but no payment

    >>> fish = Material(item="fish", quantity=200, unit="g", yield_rates=(0.35,), price=60, price_unit="kg")
    >>> product = Product(name="dried fish", unit="pack", batch_size=1)
    >>> round(fish.line(product).per_unit, 2)
    34.29
    >>> Material(item="fish", quantity=200, unit="g", yield_rates=(0.35,), price=60, price_unit="l").line(product)
    Traceback (most recent call last):
    otop.errors.InputError: g cannot be turned into l: one is weight, the other is volume. Use the same kind of unit for the quantity and for the price.
    """

    item: str
    quantity: float
    unit: str
    yield_rates: tuple[float, ...]
    price: float
    price_unit: str
    price_quantity: float = 1
    paid: bool = True

    def line(self, product: Product) -> CostLine:
        bought = quantity_to_buy(self.quantity, yield_rate=yield_rate(*self.yield_rates))
        units = convert(bought, self.unit, self.price_unit, own=(product.unit,))
        unit_price = not_negative(self.price, "price") / positive(self.price_quantity, "quantity of the price")
        return CostLine(
            part="material", item=self.item, per_unit=product.per_piece(units * unit_price, "batch"),
            paid=self.paid, variable=True,
            how=f"{self._bought(units)} x {plain_number(unit_price)}{_by_batch(product)}",
        )  # fmt: skip

    def _bought(self, units: float) -> str:
        usable, bought = f"{plain_number(self.quantity)} {self.unit}", f"{plain_number(units)} {self.price_unit}"
        losses = "".join(f" / {plain_number(100 * rate)}%" for rate in self.yield_rates if rate != 1)
        return bought if usable == bought else f"{usable}{losses} = {bought}"


@dataclass(frozen=True, kw_only=True)
class Labour:
    """A task, by its hours for one batch and the going day rate. `who`: own, family or hired.

    Zero is an honest rate for own work, if it is written down as zero.

    >>> weaving = Labour(item="weaving", hours=1.5, day_rate=351, who="own")
    >>> line = weaving.line(Product(name="mat", unit="mat", batch_size=1))
    >>> round(line.per_unit, 2), line.paid, line.own
    (65.81, False, True)
    >>> Labour(item="weaving", hours=1.5, day_rate=351, who="me").line(Product(name="mat", unit="mat", batch_size=1))
    Traceback (most recent call last):
    otop.errors.InputError: "me" is not known here. Write who does the work: own, family or hired.
    """

    item: str
    hours: float
    day_rate: float
    who: str
    hours_per_day: float = HOURS_PER_DAY

    def line(self, product: Product) -> CostLine:
        cost = labour_cost(hours=self.hours, day_rate=self.day_rate, hours_per_day=self.hours_per_day)
        day = "h" if self.hours_per_day == 1 else f"{plain_number(self.hours_per_day)} h"
        return CostLine(
            part="labour", item=self.item, per_unit=product.per_piece(cost, "batch"),
            paid=not is_own_work(self.who), variable=True, own=is_own_work(self.who),
            how=f"{plain_time(self.hours)} x {plain_number(self.day_rate)} per {day}{_by_batch(product)}",
        )  # fmt: skip


def is_own_work(who: str) -> bool:
    """Whether nobody is paid for this work.

    >>> is_own_work("family"), is_own_work("hired")
    (True, False)
    >>> is_own_work("nobody")
    Traceback (most recent call last):
    otop.errors.InputError: "nobody" is not known here. Write who does the work: own, family or hired.
    """
    if who not in (*OWN_WORK, "hired"):
        raise InputError("who.unknown", who=who)
    return who in OWN_WORK


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A cost that is known as money: per piece, per batch, per month or per year.

    Published studies often give only this. What comes by the month or the year is a
    fixed cost, unless `variable` says otherwise. `share` is our part of a shared cost,
    and `driver` says by what it is shared (loom hours, kilos).

    >>> box = Product(name="Nipa box", unit="box", batch_size=100, volume_per_year=12_000)
    >>> Amount(part="overhead", item="rent", amount=1_000, per="month").line(box).per_unit
    1.0
    >>> Amount(part="rent", item="rent", amount=1_000, per="month").line(box)
    Traceback (most recent call last):
    otop.errors.InputError: "rent" is not a part of a cost sheet. Write one of: material, labour, overhead, equipment.
    """

    part: str
    item: str
    amount: float
    per: str = "piece"
    paid: bool = True
    variable: bool | None = None
    own: bool = False
    share: float = 1.0
    driver: str = ""

    def line(self, product: Product) -> CostLine:
        if self.part not in ("material", "labour", "overhead"):
            raise InputError("part.unknown", part=self.part)
        variable = self.per in ("piece", "batch") if self.variable is None else self.variable
        amount = shared_cost(self.amount, ours=self.share, total=1)
        per_unit = product.per_piece(amount, self.per)
        share = _by_share(self.share, self.driver)
        how = f"{plain_number(self.amount)} per {self.per}{share}{self._to_piece(product)}"
        if self.per == "piece" and not share:
            how = ""
        return CostLine(
            part=self.part, item=self.item, per_unit=per_unit, paid=self.paid and not self.own,
            variable=variable, own=self.own, how=how,
        )  # fmt: skip

    def _to_piece(self, product: Product) -> str:
        if self.per == "piece":
            return ""
        if self.per == "batch":
            return _by_batch(product)
        months = f" x {MONTHS_PER_YEAR}" if self.per == "month" else ""
        return f"{months} / {plain_number(product.volume_per_year)}"


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """A tool that lasts for years: straight-line depreciation, a cost without a payment.

    >>> loom = Equipment(item="loom", price=12_000, salvage=2_000, life_years=5)
    >>> loom.line(Product(name="cloth", unit="piece", batch_size=1, volume_per_year=1_000)).per_unit
    2.0
    >>> loom.line(Product(name="cloth", unit="piece", batch_size=1)).per_unit
    Traceback (most recent call last):
    otop.errors.InputError: A cost by the year needs to know how many piece you make: write the volume, for example 1,000 a year.
    """

    item: str
    price: float
    salvage: float
    life_years: float
    share: float = 1.0
    driver: str = ""

    def line(self, product: Product) -> CostLine:
        yearly = depreciation_per_year(price=self.price, salvage=self.salvage, life_years=self.life_years)
        return CostLine(
            part="overhead", item=self.item,
            per_unit=product.per_piece(shared_cost(yearly, ours=self.share, total=1), "year"),
            paid=False, variable=False, depreciation=True,
            how=f"({plain_number(self.price)} - {plain_number(self.salvage)}) / {plain_number(self.life_years)}"
            f"{_by_share(self.share, self.driver)} / {plain_number(product.volume_per_year)}",
        )  # fmt: skip
