"""Pictures of counts: so many of this, so many of that."""

from __future__ import annotations

import pandas as pd

from otop.plots.figure import HATCHES, INK, PALETTE, Picture, picture

_LABEL = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}


def counts_picture(frame: pd.DataFrame, *, caption: str, unit: str) -> Picture:
    """One bar for each row, one part of it for each column that is not zero everywhere.

    Parameters
    ----------
    frame : DataFrame
        Whole numbers; the index names the bars, from the top.
    caption : str
        What the picture shows.
    unit : str
        What is counted.

    >>> shown = counts_picture(pd.DataFrame({"right": [5, 0], "not yet": [3, 8]}, ["Q1", "Q2"]), caption="C", unit="people")
    >>> shown.alt
    'C (people). Q1: right 5, not yet 3. Q2: not yet 8.'
    >>> counts_picture(pd.DataFrame(), caption="C", unit="people")
    Traceback (most recent call last):
    ValueError: nothing is counted here
    """
    from matplotlib.ticker import MaxNLocator

    if frame.empty:
        raise ValueError("nothing is counted here")
    used = [name for name in frame if frame[name].any()] or list(frame)[:1]
    longest = max(int(frame.sum(axis=1).max()), 1)

    def draw(axes):
        left = [0] * len(frame)
        for name, colour, hatch in zip(frame, PALETTE, HATCHES, strict=False):
            if name not in used:
                continue
            values = frame[name].tolist()
            axes.barh(
                range(len(frame)), values, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=INK,
                linewidth=0.8, label=name,
            )  # fmt: skip
            for at, value in enumerate(values):
                if value:
                    axes.text(left[at] + value / 2, at, str(value), ha="center", va="center", bbox=_LABEL)
            left = [start + value for start, value in zip(left, values, strict=True)]
        axes.set_yticks(range(len(frame)), list(map(str, frame.index)))
        axes.invert_yaxis()
        axes.set_xlim(0, longest * 1.03)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.set_xlabel(unit)
        if len(frame.columns) > 1:
            axes.legend(
                loc="lower left", bbox_to_anchor=(-0.05, 1), ncols=len(used), frameon=False, columnspacing=1,
                handlelength=1.4, handletextpad=0.4,
            )  # fmt: skip

    return picture(draw, alt=_alt(frame, used, caption, unit), caption=caption, height=1.2 + 0.36 * len(frame))


def _alt(frame: pd.DataFrame, used: list[str], caption: str, unit: str) -> str:
    bars = []
    for label, row in frame.iterrows():
        parts = [f"{name} {row[name]}" if len(frame.columns) > 1 else str(row[name]) for name in used if row[name]]
        bars.append(f"{label}: {', '.join(parts) or '0'}.")
    return f"{caption} ({unit}). {' '.join(bars)}"
