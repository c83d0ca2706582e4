"""The price editor: move the price, see what one piece contributes and where break-even is.

`moved` is the whole of it as a pure function; `BreakEvenEditor` is a thin view on top.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.widgets.form import WIDE, bundle, read_amount, status, text_box
from otop.plots import Picture, Table, break_even_picture, break_even_table
from otop.pricing import PricePlan

# the amounts that can be edited, in the order of the form, and where they stand in the plan
FIELDS = {"variable_cost": "variable_cost", "fixed_per_month": "fixed_cost", "pieces_per_month": "made"}
STEPS = (-20, -10, 0, 10, 20)  # percent up and down from the price, in the table


@dataclass(frozen=True)
class Moved:
    """What the editor shows: the table, the picture, and one sentence on the price."""

    table: Table
    picture: Picture
    sentence: str


def moved(plan: PricePlan, typed: dict, price: float) -> Moved:
    """The table, the picture and the sentence for what stands in the form.

    Parameters
    ----------
    plan : PricePlan
        Gives the name, the unit and the currency.
    typed : dict
        Field of `FIELDS` -> what was typed there, in any way that `read_number` reads.
    price : float
        Where the slider stands.

    Errors: `InputError` that names the field.

    >>> box = PricePlan(name="Nipa box", unit="box", price=15, variable_cost=10.51, fixed_cost=17_000, made=14_407)
    >>> typed = {"variable_cost": "10.51", "fixed_per_month": "17,000", "pieces_per_month": "14,407"}
    >>> moved(box, typed, 15).sentence
    'At a price of 15.00 one box contributes 4.49. Break-even is 3,787 pieces a month.'
    >>> moved(box, typed, 10).sentence
    'At a price of 10.00 one box contributes -0.51: nothing is left for the fixed cost. There is no break-even.'
    >>> moved(box, typed | {"variable_cost": "ten"}, 15)
    Traceback (most recent call last):
    otop.errors.InputError: Variable cost of one box: There is no number in "ten". Type one number, for example 12.50.
    """
    amounts = {
        where: read_amount(typed[field], say(f"editor.{field}", unit=plan.unit)) for field, where in FIELDS.items()
    }
    now = replace(plan, price=price, **amounts)
    caption = say("editor.prices", name=plan.name, unit=plan.unit, currency=plan.currency)
    return Moved(break_even_table(_around(now), caption), break_even_picture(now), _sentence(now))


def _around(now: PricePlan) -> dict[str, PricePlan]:
    """The same plan at prices a little lower and higher."""
    return {
        say("editor.this_price") if step == 0 else f"{step:+d}%": replace(now, price=now.price * (1 + step / 100))
        for step in STEPS
    }


def _sentence(now: PricePlan) -> str:
    facts = {"price": show_number(now.price), "unit": now.unit, "each": show_number(now.contribution)}
    if now.break_even is None:
        return say("editor.no_break_even", **facts)
    sentence = "editor.break_even" if now.made >= now.break_even else "editor.break_even_not_reached"
    return say(sentence, units=show_number(now.break_even, 0), made=show_number(now.made, 0), **facts)


class BreakEvenEditor:
    """The price editor as a widget; where no widget lives, its table and its picture.

    Parameters
    ----------
    plan : PricePlan
        Where the form starts.
    prices : tuple of float
        The lowest and the highest price of the slider, and its step.
    """

    def __init__(self, plan: PricePlan, *, prices: tuple[float, float, float]):
        self.plan, self.prices = plan, prices
        digits = {"pieces_per_month": 0}
        self.start = {field: show_number(getattr(plan, at), digits.get(field, 2)) for field, at in FIELDS.items()}

    def __repr__(self) -> str:
        return repr(moved(self.plan, self.start, self.plan.price).table)

    def _repr_mimebundle_(self, **kwargs) -> dict:
        static = moved(self.plan, self.start, self.plan.price)
        return bundle(self._view(static), static.table, static.picture, **kwargs)

    def _view(self, static: Moved):
        import ipywidgets as widgets

        unit = self.plan.unit
        boxes = {field: text_box(say(f"editor.{field}", unit=unit), self.start[field]) for field in FIELDS}
        lowest, highest, step = self.prices
        price = widgets.FloatSlider(
            value=self.plan.price, min=lowest, max=highest, step=step, description=say("editor.price", unit=unit),
            style=WIDE, layout={"width": "42em"},
        )  # fmt: skip
        sentence = widgets.HTML(status(static.sentence))
        table = widgets.HTML(static.table._repr_html_())
        # low enough to be seen together with the slider
        figure = widgets.HTML(static.picture._repr_html_(), layout={"max_width": "36em"})

        def show(_change=None):
            try:
                now = moved(self.plan, {field: box.value for field, box in boxes.items()}, price.value)
            except InputError as problem:
                sentence.value = status(str(problem))
                return
            figure.value, table.value = now.picture._repr_html_(), now.table._repr_html_()
            sentence.value = status(now.sentence)

        for control in (*boxes.values(), price):
            control.observe(show, "value")
        return widgets.VBox([*boxes.values(), price, sentence, figure, table])
