"""What every lesson can show of her own product: ``lesson.show("my_cost")``."""

from __future__ import annotations

from dataclasses import replace

from otop.errors import InputError
from otop.learn.my_product.fields import UNIT, Cost, MyProduct, all_fields, read_value
from otop.learn.my_product.form import ProductForm

NOT_TYPED = (None, "", 0, "0", UNIT)


def _form(topic: str | None = None):
    def show(**typed) -> ProductForm:
        return ProductForm(topic, put=lambda mine: with_typed(mine, typed))

    return show


def with_typed(mine: MyProduct, typed: dict) -> MyProduct:
    """The product with the numbers typed in a cell; a zero there means that nothing was typed.

    Amounts of the cost are then for one piece, and stand for themselves.

    Errors: `InputError` that names the word.

    >>> kept = MyProduct().put({("cost", "pieces"): 40, ("cost", "material"): 520, ("price", "price"): 35})
    >>> with_typed(kept, {"material": 0, "price": "36 baht"}).cost.material
    520
    >>> with_typed(kept, {"material": "13", "own_labour": 0}).cost.pieces
    1.0
    >>> with_typed(kept, {"materials": 13})
    Traceback (most recent call last):
    otop.errors.InputError: There is no "materials" in this lesson. Choose one of: name, unit, currency, pieces, material, own_labour, hired_labour, variable_overhead, fixed_per_month, pieces_per_month, price, commission, days, people, day_rate, booth_fee, travel_and_lodging, lost_at_home, pieces_expected, left_over_worth.
    """
    known = {one.name: one for one in all_fields()}
    values = {}
    for name, value in typed.items():
        if name not in known:
            raise InputError("lesson.unknown_id", asked=name, known=", ".join(known))
        if value in NOT_TYPED:
            continue
        try:
            values[known[name].topic, name] = read_value(known[name].kind, value, mine.currency)
        except InputError as problem:
            raise problem.at(name) from None
    if any(topic == "cost" for topic, _ in values):
        mine = replace(mine, cost=Cost(pieces=1.0))
    return mine.put(values)


SHOWS = {"my_product": _form(), "my_cost": _form("cost"), "my_price": _form("price"), "my_fair": _form("fair")}
