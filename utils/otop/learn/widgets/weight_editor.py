"""The weight editor: move a weight, see which product comes first.

`weighed` is the whole of it as a pure function; `WeightEditor` is a thin view on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.widgets import form
from otop.planning import Candidate, Criterion, ranking, swaps, winners, with_weights
from otop.plots import Picture, Table, criterion_name, points_picture, points_table

FULL = 100  # what the weights add up to
ALMOST = 0.05  # weights that were rounded one by one


@dataclass(frozen=True)
class Weighed:
    """What the editor shows: the table, the picture, and one sentence on the winner."""

    table: Table
    picture: Picture
    sentence: str


def weighed(candidates: Iterable[Candidate], criteria: Iterable[Criterion], weights: Mapping[str, float]) -> Weighed:
    """The table, the picture and the sentence for these weights.

    Parameters
    ----------
    weights : mapping
        Criterion -> weight; each counts as its part of the sum.

    Errors: `InputError` if all weights are 0, or a criterion is not known.

    >>> chips, basket = Candidate(name="Chips", scores={"pay": 2, "risk": 2}), Candidate(name="Basket", scores={"pay": 3, "risk": 4})
    >>> criteria = [Criterion(name="pay", weight=50), Criterion(name="risk", weight=50, less_is_better=True)]
    >>> weighed([chips, basket], criteria, {"pay": 40, "risk": 60}).sentence
    'Chips comes first with 3.20 points. Basket follows with 2.40. Of 1 ways to swap two weights, 0 give another winner.'
    >>> weighed([chips, basket], criteria, {"pay": 0, "risk": 0})
    Traceback (most recent call last):
    otop.errors.InputError: All weights are 0. Give a weight to what counts for you.
    """
    candidates, criteria = tuple(candidates), with_weights(criteria, weights)
    table = points_table(candidates, criteria)
    return Weighed(table, points_picture(candidates, criteria), sentence_of(candidates, criteria))


def sentence_of(candidates: tuple[Candidate, ...], criteria: tuple[Criterion, ...]) -> str:
    """Who comes first, who follows, and how many swaps of two weights change it."""
    ranked, first = ranking(candidates, criteria), winners(candidates, criteria)
    shown = show_number(ranked[0].points)
    if len(first) > 1:
        return say("weights.tie", products=", ".join(first), points=shown)
    told = [say("weights.first", product=first[0], points=shown)]
    if len(ranked) > 1:
        next_points = show_number(ranked[1].points)
        told.append(say("weights.follows", product=ranked[1].candidate.name, points=next_points))
        moved = swaps(candidates, criteria)
        told.append(say("weights.swaps", ways=len(moved), changed=sum(swap.winners != first for swap in moved)))
    return " ".join(told)


class WeightEditor:
    """The editor of the weights, as a widget; where no widget lives, its table and picture.

    Parameters
    ----------
    candidates, criteria
        The products, and the weights where the sliders start.
    """

    def __init__(self, candidates: Iterable[Candidate], criteria: Iterable[Criterion]):
        self.candidates, self.criteria = tuple(candidates), tuple(criteria)
        self.start = {criterion.name: criterion.weight for criterion in self.criteria}

    def __repr__(self) -> str:
        return repr(weighed(self.candidates, self.criteria, self.start).table)

    def _repr_mimebundle_(self, **kwargs) -> dict:
        static = weighed(self.candidates, self.criteria, self.start)
        return form.bundle(self._view(static), static.table, static.picture, **kwargs)

    def _view(self, static: Weighed):
        import ipywidgets as widgets

        sliders = {
            name: widgets.IntSlider(
                value=round(weight), min=0, max=FULL, step=5, description=criterion_name(name),
                style={"description_width": "14em"}, layout={"width": "36em"},
            )
            for name, weight in self.start.items()
        }  # fmt: skip
        sentence = widgets.HTML(form.status(_with_sum(static.sentence, self.start)))
        table = widgets.HTML(static.table._repr_html_())
        figure = widgets.HTML(static.picture._repr_html_(), layout={"max_width": "36em"})

        def show(_change=None):
            weights = {name: slider.value for name, slider in sliders.items()}
            try:
                now = weighed(self.candidates, self.criteria, weights)
            except InputError as problem:
                sentence.value = form.status(str(problem))
                return
            figure.value, table.value = now.picture._repr_html_(), now.table._repr_html_()
            sentence.value = form.status(_with_sum(now.sentence, weights))

        for slider in sliders.values():
            slider.observe(show, "value")
        return widgets.VBox([*sliders.values(), sentence, figure, table])


def sum_told(weights: Mapping[str, float]) -> str:
    """What weights count as that do not add up to 100; nothing is said where they do.

    >>> sum_told({"pay": 80, "risk": 40})
    'The weights add up to 120, not 100. So each counts as its part of 120: pay for an hour 66.67, risk 33.33.'
    >>> sum_told({"pay": "80"})
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for +: 'int' and 'str'
    """
    total = sum(weights.values())
    if not total or abs(total - FULL) <= ALMOST:
        return ""
    parts = ", ".join(
        f"{criterion_name(name)} {show_number(FULL * weight / total)}" for name, weight in weights.items()
    )
    return say("weights.not_100", total=f"{total:g}", parts=parts)


def _with_sum(sentence: str, weights: Mapping[str, float]) -> str:
    return f"{sum_told(weights)} {sentence}".strip()
