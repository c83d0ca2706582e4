"""The practice product: invented, for those who have no product of their own or keep theirs to themselves."""

from __future__ import annotations

from otop.i18n import say
from otop.learn.my_product.fields import Cost, Fair, MyProduct, Price, Product


def practice_product() -> MyProduct:
    """An invented product with every field filled in.

    >>> practice_product().practice, practice_product().product.name
    (True, 'Banana crisps')
    """
    return MyProduct(
        Product(name=say("my.practice.name"), unit=say("my.practice.unit"), currency="THB"),
        Cost(
            pieces=40, material=520, own_labour=360, hired_labour=0, variable_overhead=80,
            fixed_per_month=1_500, pieces_per_month=600,
        ),
        Price(price=35, commission=30),
        Fair(
            days=4, people=2, day_rate=350, booth_fee=1_200, travel_and_lodging=1_800, lost_at_home=0,
            pieces_expected=350, left_over_worth=10,
        ),
        practice=True,
    )  # fmt: skip
