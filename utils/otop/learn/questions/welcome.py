"""The first questions: what a batch costs, what is left of it, and what a trainee knows already.

The pre-test is formative: every answer has its sentence, and says which lesson goes on from there.
"""

from __future__ import annotations

from otop.i18n.numbers import show_number
from otop.learn.check import Choice, Mistake, Question, choice
from otop.learn.questions.shape import distinct, when


def batch_cost(*, material: float, own_labour: float, pieces: int, price: float, currency: str = "THB") -> Question:
    """What does the whole batch cost, own labour counted?

    Parameters
    ----------
    material, own_labour : float
        Money for the whole batch.
    pieces, price : int, float
        How many pieces the batch gives, and the price of one.

    >>> question = batch_cost(material=90, own_labour=60, pieces=12, price=20)
    >>> question.right, [(m.name, m.value) for m in question.mistakes]
    (150, [('work_left_out', 90), ('work_alone', 60), ('work_taken_away', 30), ('sales_for_cost', 240), ('price_for_batch', 20)])
    """
    facts = {"material": show_number(material), "own": show_number(own_labour), "pieces": f"{pieces:g}",
             "price": show_number(price), "sales": show_number(pieces * price)}  # fmt: skip
    mistakes = [
        *when(own_labour, Mistake("work_left_out", material, facts)),
        *when(own_labour, Mistake("work_alone", own_labour, facts)),
        *when(own_labour, Mistake("work_taken_away", material - own_labour, facts)),
        Mistake("sales_for_cost", pieces * price, facts),
        Mistake("price_for_batch", price, facts),
    ]
    return Question("batch_cost", material + own_labour, distinct(mistakes), unit=currency)


def batch_left(*, material: float, own_labour: float, pieces: int, price: float, currency: str = "THB") -> Question:
    """What is left when the whole batch is sold and its cost is paid?

    >>> question = batch_left(material=90, own_labour=60, pieces=12, price=20)
    >>> question.right, [(m.name, m.value) for m in question.mistakes][:3]
    (90, [('left_before_work', 150), ('one_sold_all_paid', -130), ('cost_less_sales', -90)])
    """
    cost, sales = material + own_labour, pieces * price
    facts = {"material": show_number(material), "own": show_number(own_labour), "pieces": f"{pieces:g}",
             "price": show_number(price), "cost": show_number(cost), "sales": show_number(sales)}  # fmt: skip
    mistakes = [
        *when(own_labour, Mistake("left_before_work", sales - material, facts)),
        *when(pieces - 1, Mistake("one_sold_all_paid", price - cost, facts)),
        Mistake("cost_less_sales", cost - sales, facts),
        Mistake("nothing_taken_away", sales, facts),
        *when(own_labour, Mistake("only_work_taken_away", sales - own_labour, facts)),
        Mistake("cost_added", sales + cost, facts),
    ]
    return Question("batch_left", sales - cost, distinct(mistakes), unit=currency)


def own_mat() -> Choice:
    """A mat of one's own reed, made by one's own hands: what does it cost?"""
    return choice("own_mat", right=2, wrong={1: "unpaid_is_free", 3: "price_is_cost"}, because="own_mat")


def quarter_added() -> Choice:
    """A cost of 80, a quarter of it added: which part of the price is left?"""
    return choice("quarter_added", right=2, wrong={1: "markup_read_as_margin", 3: "cost_part_of_price"}, because="quarter_added")  # fmt: skip


def best_points() -> Choice:
    """The product with the best points has no licence: what now?"""
    return choice("best_points", right=3, wrong={1: "licence_later", 2: "licence_as_points"}, because="best_points")


def fair_purse() -> Choice:
    """Sold at a fair for 10,000, the trip cost 4,000: what is the profit?"""
    return choice("fair_purse", right=3, wrong={1: "sales_are_profit", 2: "goods_are_free"}, because="fair_purse")


def sold_on_credit() -> Choice:
    """The shop pays in two months: what does that mean for this month?"""
    return choice("sold_on_credit", right=2, wrong={1: "credit_is_cash", 3: "unpaid_is_unsold"}, because="sold_on_credit")  # fmt: skip


def whose_numbers() -> Choice:
    """Who gets the file my_product.yml?"""
    return choice("whose_numbers", right=3, wrong={1: "thought_collected", 2: "thought_reported"}, because="whose_numbers")  # fmt: skip
