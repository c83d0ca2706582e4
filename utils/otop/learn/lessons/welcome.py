"""Lesson 00, welcome: its exercises and what it shows. The drink is case C19 of ``datasets/cost_cases.csv``."""

from __future__ import annotations

import functools

import pandas as pd

from otop import data
from otop.costing import CostSheet, sheet_of
from otop.i18n import say
from otop.learn.questions import welcome as ask
from otop.plots import Picture, Table, cost_picture


@functools.cache
def _case(case: str) -> pd.Series:
    return data.load("cost_cases").set_index("id").loc[case]


def _batch() -> dict[str, float]:
    """C19: money for the batch, its pieces, and the price of one. The labour is the total less the material."""
    row = _case("C19")
    labour = data.pairs(row["derived"])["labour"]
    return {"material": row["material"], "own_labour": labour, "pieces": int(row["quantity"]), "price": row["price"]}


def drink() -> CostSheet:
    """C19: the whole batch as one."""
    batch = _batch()
    return sheet_of(
        say("drink.unit"), name=say("drink.name"), material=batch["material"], own_labour=batch["own_labour"]
    )


EXERCISES = {
    "drink_batch": lambda: ask.batch_cost(**_batch()),
    "drink_left": lambda: ask.batch_left(**_batch()),
    "own_mat": ask.own_mat,
    "quarter_added": ask.quarter_added,
    "best_points": ask.best_points,
    "fair_purse": ask.fair_purse,
    "sold_on_credit": ask.sold_on_credit,
    "whose_numbers": ask.whose_numbers,
}


def _table() -> Table:
    lines = data.pairs(_case("C19-material")["further"])
    amounts = {say(f"drink.{name}"): amount for name, amount in lines.items()}
    amounts[say("drink.own_labour")] = _batch()["own_labour"]
    frame = pd.DataFrame({_case("C19")["currency"]: amounts})
    return Table(frame, say("drink.caption", pieces=_batch()["pieces"]), data.chip("cost_cases", case="C19"))


def _picture() -> Picture:
    batch = _batch()
    return cost_picture(drink().unit_cost(), batch["pieces"] * batch["price"])


SHOWS = {"drink_table": _table, "drink_figure": _picture}
