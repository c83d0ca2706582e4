"""Pictures and tables of a choice: points by criterion, and what flips the winner."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from otop.i18n import has_message, say
from otop.i18n.numbers import show_number
from otop.planning import HIGHEST, Candidate, Criterion, at_share, points, ranking, sensitivity, shares, weight_range
from otop.plots.figure import HATCHES, INK, PALETTE, Picture, legend_below, picture
from otop.plots.tables import Table

LINES = (("#0072b2", "-"), ("#d55e00", "--"), ("#00664f", "-."), (INK, ":"))
_LABEL = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
_ROOM = 0.34  # a part of the bar that is shorter than this holds no number


def criterion_name(name: str) -> str:
    """The criterion in the language spoken now; as it was typed where it is the trainee's own.

    >>> criterion_name("risk"), criterion_name("smell")
    ('risk', 'smell')
    """
    return say(f"criterion.{name}") if has_message(f"criterion.{name}") else name


def points_table(candidates: Iterable[Candidate], criteria: Iterable[Criterion], note=None) -> Table:
    """Weighted points, one row a product: the winner first, those without a paper last."""
    criteria = tuple(criteria)
    share, rows = shares(criteria), _in_order(candidates, criteria)
    frame = pd.DataFrame(
        [[*(one.parts[c.name] for c in criteria), one.points] for one in rows],
        index=[_row_name(one.candidate) for one in rows],
        columns=[*(f"{criterion_name(c.name)} ({_percent(share[c.name])})" for c in criteria), say("choice.points")],
    ).rename_axis(say("choice.product"))
    return Table(frame, say("choice.table_caption"), note)


def points_picture(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> Picture:
    """One bar a product, with the part of each criterion; a product without its paper is only an outline.

    >>> chips = Candidate(name="chips", scores={"customers": 5, "risk": 2})
    >>> balm = Candidate(name="balm", scores={"customers": 5, "risk": 1}, asked=("licence",))
    >>> criteria = [Criterion(name="customers", weight=60), Criterion(name="risk", weight=40, less_is_better=True)]
    >>> points_picture([balm, chips], criteria).alt
    'One bar for each product, in points from 1 to 5. chips 4.60: customers 3.00, risk 1.60. Out at the gate: balm, a paper is missing (licence); it would have 5.00.'
    >>> points_picture([balm], criteria)
    Traceback (most recent call last):
    otop.errors.InputError: No product is left: each of them still needs a paper that the law asks. Get the paper, or look for another product.
    """
    criteria = tuple(criteria)
    ranking(candidates := tuple(candidates), criteria)  # at least one must be left
    rows = _in_order(candidates, criteria)

    def draw(axes):
        for at, one in enumerate(rows):
            left = 0.0
            for number, criterion in enumerate(criteria):
                part, style = one.parts[criterion.name], number % len(PALETTE)
                allowed = one.candidate.passes
                axes.barh(
                    at, part, left=left, height=0.55, edgecolor=INK, linewidth=0.8,
                    color=PALETTE[style] if allowed else "none", hatch=HATCHES[style] if allowed else "",
                    linestyle="-" if allowed else ":", label=criterion_name(criterion.name) if not at else None,
                )  # fmt: skip
                if allowed and part > _ROOM:
                    axes.text(left + part / 2, at, show_number(part), ha="center", va="center", fontsize=9, bbox=_LABEL)
                left += part
            shown = show_number(left) if one.candidate.passes else f"{show_number(left)}\n{say('choice.out')}"
            axes.text(left + 0.06, at, shown, va="center", fontweight="bold")
        axes.set_yticks(range(len(rows)), [one.candidate.name for one in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, HIGHEST + 0.6)
        axes.set_xlabel(say("choice.axis"))
        legend_below(axes, (0.4, -0.22), columns=3)

    return picture(draw, alt=_bars_alt(rows), caption=say("choice.picture_caption"), height=1.7 + 0.55 * len(rows))


def weight_picture(candidates: Iterable[Candidate], criteria: Iterable[Criterion], name: str) -> Picture:
    """The points of each product while the weight of one criterion goes from 0 to 100.

    >>> chips, basket = Candidate(name="chips", scores={"customers": 5, "village": 2}), Candidate(name="basket", scores={"customers": 3, "village": 5})
    >>> criteria = [Criterion(name="customers", weight=70), Criterion(name="village", weight=30)]
    >>> weight_picture([chips, basket], criteria, "customers").alt
    'One line for each product: its points while the weight of customers goes from 0 to 100. chips from 2.00 to 5.00; basket from 5.00 to 3.00. At the weight of now, 70, chips is first. It stays first from 60 to 100.'
    >>> weight_picture([chips, basket], criteria, "price")
    Traceback (most recent call last):
    otop.errors.InputError: "price" is not one of the criteria. They are: customers, village.
    """
    candidates, criteria = tuple(candidates), tuple(criteria)
    found = weight_range(candidates, criteria, name)
    names = [candidate.name for candidate in candidates if candidate.passes]
    ends = [_points_at(candidates, at_share(criteria, name, end)) for end in (0, 1)]
    now = 100 * found.share

    def draw(axes):
        for at, product in enumerate(names):
            colour, line = LINES[at % len(LINES)]
            axes.plot(
                [0, 100], [end[product] for end in ends], color=colour, linestyle=line, linewidth=2.2, label=product
            )
        axes.axvline(now, color=INK, linewidth=1.2)
        axes.text(
            now,
            1.01,
            say("choice.now", weight=f"{now:.0f}"),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
        )
        for end in (100 * found.low, 100 * found.high):
            if 0 < end < 100:
                axes.axvline(end, color=INK, linewidth=1, linestyle=":")
                axes.text(
                    end, 0.02, f" {end:.0f}", transform=axes.get_xaxis_transform(), ha="left", va="bottom", bbox=_LABEL
                )
        axes.set_xlim(0, 100)
        axes.set_ylim(1, HIGHEST)
        axes.set_xlabel(say("choice.weight_axis", criterion=criterion_name(name)))
        axes.set_ylabel(say("choice.points"))
        legend_below(axes, (0.45, -0.22), columns=3)

    lines = "; ".join(
        say("choice.alt_line", product=one, start=show_number(ends[0][one]), end=show_number(ends[1][one]))
        for one in names
    )
    best = ranking(candidates, criteria)[0].candidate.name
    alt = say("choice.weight_alt", criterion=criterion_name(name), lines=lines, now=f"{now:.0f}", winner=best,
              low=f"{100 * found.low:.0f}", high=f"{100 * found.high:.0f}")  # fmt: skip
    return picture(draw, alt=alt, caption=say("choice.weight_caption", criterion=criterion_name(name)), height=3.4)


def sensitivity_table(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> Table:
    """For each criterion: its weight, how far it may move before the winner changes, and who wins then."""
    found = sensitivity(candidates, criteria)
    frame = pd.DataFrame(
        {
            say("choice.weight_now"): [_percent(one.share) for one in found],
            say("choice.stays"): [
                say("choice.from_to", low=_percent(one.low), high=_percent(one.high)) for one in found
            ],
            say("choice.below"): [", ".join(one.below) or say("choice.nobody") for one in found],
            say("choice.above"): [", ".join(one.above) or say("choice.nobody") for one in found],
        },
        index=[criterion_name(one.criterion) for one in found],
    ).rename_axis(say("choice.criterion"))
    return Table(frame, say("choice.sensitivity_caption"))


def _points_at(candidates: Iterable[Candidate], criteria: Iterable[Criterion]) -> dict[str, float]:
    return {one.candidate.name: one.points for one in ranking(candidates, criteria)}


def _in_order(candidates: Iterable[Candidate], criteria: tuple[Criterion, ...]) -> list:
    """All with their points: those that pass first, the most points first."""
    rows = [points(candidate, criteria) for candidate in candidates]
    return sorted(rows, key=lambda one: (not one.candidate.passes, -round(one.points, 9)))


def _row_name(candidate: Candidate) -> str:
    return candidate.name if candidate.passes else say("choice.row_out", product=candidate.name)


def _percent(share: float) -> str:
    return f"{100 * share:.3g}"


def _bars_alt(rows: list) -> str:
    told = [say("choice.alt")]
    for one in rows:
        shown = show_number(one.points)
        if one.candidate.passes:
            parts = ", ".join(f"{criterion_name(name)} {show_number(part)}" for name, part in one.parts.items())
            told.append(say("choice.alt_bar", product=one.candidate.name, points=shown, parts=parts))
        else:
            missing = ", ".join(one.candidate.missing)
            told.append(say("choice.alt_out", product=one.candidate.name, points=shown, missing=missing))
    return " ".join(told)
