"""The cost-sheet editor: change an amount, see what is in the three costs.

`edited` is the whole of it as a pure function; `CostEditor` is a thin view on top.
"""

from __future__ import annotations

from dataclasses import dataclass

from otop.costing import MONTHS_PER_YEAR, CostSheet, UnitCost, sheet_of
from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import round_money, show_number
from otop.learn.widgets.form import WIDE, bundle, read_amount, slider_range, status, text_box
from otop.plots import Picture, Table, cost_picture, cost_table

# the amounts that can be edited, in the order of the form
FIELDS = ("material", "own_labour", "variable_overhead", "fixed_per_month", "price")


@dataclass(frozen=True)
class Edited:
    """What the editor shows: the table, the picture, and one sentence on the price."""

    table: Table
    picture: Picture
    sentence: str


def edited(sheet: CostSheet, typed: dict, pieces_per_month: int, *, own_labour_counted: bool = True) -> Edited:
    """The table, the picture and the sentence for what stands in the form.

    Parameters
    ----------
    sheet : CostSheet
        Gives the name, the unit and the currency.
    typed : dict
        Field of `FIELDS` -> what was typed there, in any way that `read_number` reads.
    pieces_per_month : int
        Volume that the fixed cost of the month is shared among.

    Errors: `InputError` that names the field.

    >>> box = sheet_of("box", name="Nipa box", material=2.48)
    >>> typed = {"material": "2.48", "own_labour": "7.50", "variable_overhead": ".53", "fixed_per_month": "17,000", "price": "15"}
    >>> edited(box, typed, 14_407).sentence
    'At a price of 15.00 you get back the full cost of 11.69, and 3.31 more for each box.'
    >>> edited(box, typed | {"price": "11,50"}, 14_407)
    Traceback (most recent call last):
    otop.errors.InputError: Price of one box: "11,50" can mean two numbers: 11.50 or 1150. Write a dot for the decimals: 11.50.
    """
    unit = sheet.product.unit
    amounts = {field: read_amount(typed[field], say(f"editor.{field}", unit=unit)) for field in FIELDS}
    price = amounts.pop("price")
    if not own_labour_counted:
        amounts["own_labour"] = 0.0
    product = sheet.product
    changed = sheet_of(
        unit,
        name=product.name,
        currency=product.currency,
        pieces_per_month=pieces_per_month,
        fixed_paid=False,
        **amounts,
    )
    if not changed.parts:
        raise InputError("sheet.no_costs")
    cost = changed.unit_cost()
    return Edited(cost_table(cost), cost_picture(cost, price), price_sentence(cost, price))


def price_sentence(cost: UnitCost, price: float) -> str:
    own = cost.component("own_labour")
    facts = {"price": show_number(price), "unit": cost.product.unit, "own": show_number(own)} | {
        kind: show_number(getattr(cost, kind)) for kind in ("cash", "variable", "full")
    }
    price, cash, variable, full = (round_money(money) for money in (price, cost.cash, cost.variable, cost.full))
    if price >= full:
        return say("editor.above_full", more=show_number(price - full), **facts)
    if price >= variable:
        sentence = "editor.above_variable" if own else "editor.above_cash_no_own"
        return say(sentence, missing=show_number(full - price), **facts)
    if price >= cash:
        return say("editor.above_cash", left=show_number(price - cash), **facts)
    return say("editor.below_cash", missing=show_number(cash - price), **facts)


class CostEditor:
    """The editor of a cost sheet, as a widget; where no widget lives, its table.

    Parameters
    ----------
    sheet : CostSheet
        Where the form starts. It holds its fixed cost by the month.
    price : float
        Where the price starts.
    """

    def __init__(self, sheet: CostSheet, *, price: float):
        self.sheet = sheet
        cost, yearly = sheet.unit_cost(), sheet.product.volume_per_year or MONTHS_PER_YEAR
        self.pieces_per_month = round(yearly / MONTHS_PER_YEAR)
        self.start = {
            "material": cost.component("material"),
            "own_labour": cost.component("own_labour"),
            "variable_overhead": cost.component("variable_overhead"),
            "fixed_per_month": cost.fixed * yearly / MONTHS_PER_YEAR,
            "price": price,
        }
        self.start = {field: show_number(amount) for field, amount in self.start.items()}

    def __repr__(self) -> str:
        return repr(edited(self.sheet, self.start, self.pieces_per_month).table)

    def _repr_mimebundle_(self, **kwargs) -> dict:
        static = edited(self.sheet, self.start, self.pieces_per_month)
        return bundle(self._view(static), static.table, static.picture, **kwargs)

    def _view(self, static: Edited):
        import ipywidgets as widgets

        unit = self.sheet.product.unit
        boxes = {field: text_box(say(f"editor.{field}", unit=unit), self.start[field]) for field in FIELDS}
        volume = widgets.IntSlider(
            **slider_range(self.pieces_per_month), style=WIDE, layout={"width": "42em"},
            description=say("editor.pieces_per_month", unit=unit),
        )  # fmt: skip
        counted = widgets.Checkbox(
            value=True, description=say("editor.own_labour_counted"), layout={"width": "34em"}, style=WIDE
        )
        sentence = widgets.HTML(status(static.sentence))
        table = widgets.HTML(static.table._repr_html_())
        # low enough to be seen together with the slider
        figure = widgets.HTML(static.picture._repr_html_(), layout={"max_width": "36em"})

        def show(_change=None):
            typed = {field: box.value for field, box in boxes.items()}
            try:
                now = edited(self.sheet, typed, volume.value, own_labour_counted=counted.value)
            except InputError as problem:
                sentence.value = status(str(problem))
                return
            figure.value, table.value = now.picture._repr_html_(), now.table._repr_html_()
            sentence.value = status(now.sentence)

        for control in (*boxes.values(), volume, counted):
            control.observe(show, "value")
        return widgets.VBox([*boxes.values(), counted, volume, sentence, figure, table])
