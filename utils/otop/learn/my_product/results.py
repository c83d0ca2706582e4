"""What follows from the trainee's numbers, topic by topic: pure functions on the subject rooms.

A result that cannot be reckoned is None: the cost of one piece without the pieces of a batch,
a break-even where each piece loses. The workbook holds the same formulas (`workbook`).
"""

from __future__ import annotations

from otop.costing import UnitCost, sheet_of
from otop.learn.my_product.fields import MyProduct
from otop.market import Booth
from otop.pricing import (
    Hand,
    break_even_units,
    contribution,
    margin,
    markup,
    producer_price,
)

EXACT = 9  # decimals: what a float adds behind them is no money
Results = dict[str, float | None]


def unit_cost(mine: MyProduct) -> UnitCost | None:
    """The cost of one piece, line by line; None while a number for it is missing.

    >>> mine = MyProduct().put({("cost", "pieces"): 15, ("cost", "material"): 73.5, ("cost", "own_labour"): 40})
    >>> round(unit_cost(mine).full, 2)
    7.57
    >>> unit_cost(mine.put({("cost", "pieces"): None})) is None
    True
    """
    cost = mine.cost
    amounts = {
        name: getattr(cost, name) or 0
        for name in ("material", "own_labour", "hired_labour", "variable_overhead", "fixed_per_month")
    }
    if not cost.pieces or not any(amounts.values()) or (amounts["fixed_per_month"] and not cost.pieces_per_month):
        return None
    return sheet_of(
        mine.unit, name=mine.product.name, currency=mine.currency, batch_size=cost.pieces,
        pieces_per_month=cost.pieces_per_month or None, **amounts,
    ).unit_cost()  # fmt: skip


def cost_results(mine: MyProduct) -> Results:
    """Cash, variable and full cost of one piece, and the part of the fixed cost in it.

    >>> cost_results(MyProduct())
    {'cash': None, 'variable': None, 'fixed_share': None, 'full': None}
    """
    cost = unit_cost(mine)
    if cost is None:
        return dict.fromkeys(("cash", "variable", "fixed_share", "full"))
    return {"cash": cost.cash, "variable": cost.variable, "fixed_share": cost.fixed, "full": cost.full}


def price_results(mine: MyProduct, *, by_shop: bool = False) -> Results:
    """What one piece brings, sold by herself or through the shop that keeps its commission.

    `get` is what she gets for one piece, `left` what is left of it after the full cost, margin
    and markup are in percent: of what she gets, and of the full cost.

    >>> mine = MyProduct().put({("cost", "pieces"): 1, ("cost", "material"): 80, ("price", "price"): 120})
    >>> mine = mine.put({("cost", "fixed_per_month"): 6_000, ("cost", "pieces_per_month"): 600})
    >>> {name: round(value, 2) for name, value in price_results(mine).items()}
    {'get': 120, 'left': 30.0, 'margin': 25.0, 'markup': 33.33, 'contribution': 40.0, 'break_even_units': 150, 'break_even_sales': 18000}
    >>> price_results(mine, by_shop=True)["get"] is None
    True
    """
    names = ("get", "left", "margin", "markup", "contribution", "break_even_units", "break_even_sales")
    found: Results = dict.fromkeys(names)
    get, cost = _get(mine, by_shop), unit_cost(mine)
    found["get"] = get
    if not get or cost is None:
        return found
    found |= {
        "left": get - cost.full,
        "margin": 100 * margin(price=get, cost=cost.full),
        "markup": 100 * markup(price=get, cost=cost.full),
        "contribution": contribution(price=get, variable_cost=cost.variable),
    }
    if round(found["contribution"], EXACT) > 0:
        fixed, one = mine.cost.fixed_per_month or 0, {"price": get, "variable_cost": cost.variable}
        found["break_even_units"] = break_even_units(fixed_cost=fixed, **one)
        found["break_even_sales"] = get * found["break_even_units"]  # whole pieces: what comes in with the last of them
    return found


def _get(mine: MyProduct, by_shop: bool) -> float | None:
    price, commission = mine.price.price, mine.price.commission
    if not price or not by_shop:
        return price or None
    return producer_price(price, [Hand(name="shop", margin=commission / 100)]) if commission else None


def fair_results(mine: MyProduct) -> Results:
    """What going to the fair costs, how many pieces pay for it, what is left with the pieces expected.

    `cash_left` is what is in the purse afterwards; less the time at the fair, the time for `making` the
    pieces that are sold, and what is lost at home, it is `full_left`; `lost_each` is what one piece loses that comes home.

    >>> mine = MyProduct().put({("fair", "days"): 2, ("fair", "people"): 2, ("fair", "day_rate"): 350})
    >>> fair_results(mine)["going"], fair_results(mine)["pieces_to_pay"]
    (1400.0, None)
    """
    names = ("going_cash", "own_time", "going", "pieces_to_pay", "cash_left", "making", "full_left", "lost_each")
    found: Results = dict.fromkeys(names)
    fair, price, cost = mine.fair, mine.price.price, unit_cost(mine)
    if not fair.days or not fair.people:
        return found
    booth = Booth(
        days=fair.days, people=fair.people, day_rate=fair.day_rate or 0, booth_fee=fair.booth_fee or 0,
        travel=fair.travel_and_lodging or 0, lost_at_home=fair.lost_at_home or 0,
    )  # fmt: skip
    found |= {"going_cash": booth.cash_cost, "own_time": booth.own_time, "going": booth.fixed_cost}
    if not price or cost is None:
        return found
    one = {"price": price, "variable_cost": cost.variable}
    if round(contribution(**one), EXACT) > 0:
        found["pieces_to_pay"] = booth.pieces_to_pay(**one)
    if fair.pieces_expected:
        own = cost.component("own_labour")
        left = booth.result(sold=fair.pieces_expected, cash_cost=cost.variable - own, **one)
        found |= {"cash_left": left.cash, "making": fair.pieces_expected * own, "full_left": left.full}
    if fair.left_over_worth is not None:
        found["lost_each"] = cost.variable - fair.left_over_worth
    return found
