"""The stock editor: bring more or fewer pieces, see what is sold out and what comes home.

`moved` is the whole of it as a pure function; `StockEditor` is a thin view on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otop.errors import InputError
from otop.i18n import say
from otop.learn.widgets.form import WIDE, bundle, read_amount, status, text_box
from otop.market import critical_ratio
from otop.plots import Picture, Table
from otop.plots.booths import mean_result, pieces_of, stock_picture, stock_table

# the money of one piece that can be edited, in the order of the form
FIELDS = ("price", "variable_cost", "left_over_worth")
STEP = 10


@dataclass(frozen=True)
class Moved:
    """What the editor shows: the table, the picture, and one sentence on the mean result."""

    table: Table
    picture: Picture
    sentence: str


def moved(demands: Sequence[float], typed: dict, brought: int) -> Moved:
    """The table, the picture and the sentence for what stands in the form.

    Parameters
    ----------
    demands : list of float
        Pieces asked for, one number a fair.
    typed : dict
        Field of `FIELDS` -> what was typed there, in any way that `read_number` reads.
    brought : int
        Pieces brought to each of the fairs.

    Errors: `InputError` that names the field, or says which two amounts do not fit.

    >>> typed = {"price": "250", "variable_cost": "120", "left_over_worth": "90"}
    >>> moved([300, 500], typed, 400).sentence
    'You bring 400. Sold out at 1 of 2 fairs, something left over at 1. The pieces leave 44,000 THB on average.'
    >>> moved([300, 500], typed | {"price": "11,50"}, 400)
    Traceback (most recent call last):
    otop.errors.InputError: Price of one piece: "11,50" can mean two numbers: 11.50 or 1150. Write a dot for the decimals: 11.50.
    """
    goods = {field: read_amount(typed[field], say(f"stock.field.{field}")) for field in FIELDS}
    critical_ratio(**goods)  # says so where more is always better, or none is
    pieces = pieces_of(demands, brought, **goods)
    sentence = say(
        "stock.sentence", brought=brought, fairs=len(pieces), out=int((pieces["missed"] > 0).sum()),
        left=int((pieces["left_over"] > 0).sum()), mean=mean_result(pieces),
    )  # fmt: skip
    return Moved(stock_table(pieces, brought), stock_picture(pieces, brought, longest=longest(demands)), sentence)


def longest(demands: Sequence[float]) -> int:
    """As far as the slider goes: a quarter more than the largest demand, in whole steps.

    >>> longest([250, 550])
    690
    >>> longest(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    return round(max(demands) * 1.25 / STEP) * STEP


class StockEditor:
    """How many to bring, as a widget; where no widget lives, its table and its picture.

    Parameters
    ----------
    demands : list of float
        Pieces asked for, one number a fair.
    brought : int
        Where the slider starts.
    **goods : float
        price, variable_cost and left_over_worth of a piece, where the form starts.
    """

    def __init__(self, demands: Sequence[float], *, brought: int, **goods: float):
        self.demands, self.brought = demands, brought
        self.start = {field: f"{goods[field]:g}" for field in FIELDS}

    def __repr__(self) -> str:
        return repr(moved(self.demands, self.start, self.brought).table)

    def _repr_mimebundle_(self, **kwargs) -> dict:
        static = moved(self.demands, self.start, self.brought)
        return bundle(self._view(static), static.table, static.picture, **kwargs)

    def _view(self, static: Moved):
        import ipywidgets as widgets

        boxes = {field: text_box(say(f"stock.field.{field}"), self.start[field]) for field in FIELDS}
        slider = widgets.IntSlider(
            value=self.brought, min=0, max=longest(self.demands), step=STEP, description=say("stock.field.brought"),
            style=WIDE, layout={"width": "42em"},
        )  # fmt: skip
        sentence = widgets.HTML(status(static.sentence))
        # low enough to be seen together with the slider
        figure = widgets.HTML(static.picture._repr_html_(), layout={"max_width": "36em"})
        table = widgets.HTML(static.table._repr_html_())

        def show(_change=None):
            try:
                now = moved(self.demands, {field: box.value for field, box in boxes.items()}, slider.value)
            except InputError as problem:
                sentence.value = status(str(problem))
                return
            figure.value, table.value = now.picture._repr_html_(), now.table._repr_html_()
            sentence.value = status(now.sentence)

        for control in (*boxes.values(), slider):
            control.observe(show, "value")
        return widgets.VBox([*boxes.values(), slider, sentence, figure, table])
