"""A map of points: where places are, and no borders."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from otop.i18n import say
from otop.plots.figure import INK, PALETTE, Picture, picture

MARKERS = ("o", "s", "^", "D")
WIDTH = 6.2  # of the figure, in inches
INNER = 6.0  # of the map in it
LETTER = 0.1  # a letter of a label is about so wide, and a line so high, in inches
LINE = 0.19
GAP = 0.1  # from the middle of a point to its label
POINT = 0.09  # half the width of a point
KM_PER_DEGREE = 111.32  # of latitude
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 2), (0, -2))
_ENDS = {1: "left", -1: "right", 0: "center"}


def place_map(places: pd.DataFrame, *, caption: str, scale_km: int = 50) -> Picture:
    """Points with their names; each group of places has its own shape and colour.

    Parameters
    ----------
    places : DataFrame
        The index is the name at each point; columns latitude, longitude (degrees) and
        group (the words of the legend).
    caption : str
        One line below the figure.
    scale_km : int
        Length of the bar that shows the scale.

    >>> towns = pd.DataFrame({"latitude": [27.4, 27.5], "longitude": [89.3, 90.5], "group": ["town", "town"]}, index=["Haa", "Trongsa"])
    >>> place_map(towns, caption="Two towns").alt
    'Map with 2 points, from west to east. Haa: town, 27.40 north, 89.30 east. Trongsa: town, 27.50 north, 90.50 east.'
    >>> place_map(towns.drop(columns="group"), caption="Two towns")
    Traceback (most recent call last):
    KeyError: 'group'
    """
    groups = list(dict.fromkeys(places["group"]))
    places = places.sort_values("longitude")
    narrowing = math.cos(math.radians(places["latitude"].mean()))  # a degree of longitude, in degrees of latitude
    west, east = _wider(places["longitude"])
    south, north = _wider(places["latitude"], at_least=(east - west) * narrowing / 3)
    inch = INNER / (east - west)
    at = [((row.longitude - west) * inch, (row.latitude - south) * inch / narrowing) for row in places.itertuples()]
    spots = label_spots(at, [LETTER * len(name) for name in places.index], INNER)

    def draw(axes):
        for number, group in enumerate(groups):
            rows = places[places["group"] == group]
            axes.scatter(
                rows["longitude"], rows["latitude"], s=70, marker=MARKERS[number], color=PALETTE[number],
                edgecolor=INK, linewidth=1, label=group, zorder=3,
            )  # fmt: skip
        for (name, row), (across, up, begins) in zip(places.iterrows(), spots, strict=True):
            axes.annotate(
                name, (row["longitude"], row["latitude"]), (across * 72, up * 72), textcoords="offset points",
                ha=begins, va="center",
            )  # fmt: skip
        bar = scale_km / KM_PER_DEGREE / narrowing
        right, bottom = east - 0.02 * (east - west), south + 0.05 * (north - south)
        axes.plot([right - bar, right], [bottom, bottom], color=INK, linewidth=3, solid_capstyle="butt")
        axes.annotate(say("map.scale", km=scale_km), (right, bottom), (0, 5), textcoords="offset points", ha="right")
        axes.annotate(say("map.north_is_up"), (west, south), (6, 5), textcoords="offset points")
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        axes.set_aspect(1 / narrowing)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_visible(True)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), frameon=False)

    height = (north - south) * inch / narrowing + 0.2 + 0.28 * len(groups)
    return picture(draw, alt=_alt(places), caption=caption, width=WIDTH, height=height)


def label_spots(
    points: Sequence[tuple[float, float]], widths: Sequence[float], room: float
) -> list[tuple[float, float, str]]:
    """Where each label goes, seen from its point, and which end of it is there: the first free place around.

    Parameters
    ----------
    points : pairs
        Where the points are, in inches from the lower left corner.
    widths : list of float
        How wide each label is.
    room : float
        How wide the map is; no label goes beyond it.

    >>> label_spots([(1, 1)], [0.5], room=3), label_spots([(1, 1), (1.3, 1)], [0.5, 0.5], room=3)[0]
    ([(0.1, 0.0, 'left')], (-0.1, 0.0, 'right'))
    >>> label_spots([(1, 1)], [], room=3)
    Traceback (most recent call last):
    ValueError: zip() argument 2 is shorter than argument 1
    """
    taken = [(x, y, POINT, POINT) for x, y in points]  # middle, half the width, half the height
    spots = []
    for (x, y), width in zip(points, widths, strict=True):
        boxes = {}
        for across, up in _AROUND:
            middle = x + across * (GAP + width / 2), y + up * (GAP + LINE / 2)
            boxes[across * GAP, up * (GAP + LINE / 2), _ENDS[across]] = (*middle, width / 2, LINE / 2)
        free = [
            spot
            for spot, box in boxes.items()
            if _is_inside(box, room) and not any(_overlap(box, one) for one in taken)
        ]
        spots.append(free[0] if free else next(iter(boxes)))
        taken.append(boxes[spots[-1]])
    return spots


def _is_inside(box: tuple, room: float) -> bool:
    return box[0] - box[2] >= 0 and box[0] + box[2] <= room


def _overlap(one: tuple, other: tuple) -> bool:
    return abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < one[3] + other[3]


def _wider(values: pd.Series, at_least: float = 0.0) -> tuple[float, float]:
    """The span of these values with some room around them."""
    middle, span = (values.min() + values.max()) / 2, values.max() - values.min()
    half = max(span * 1.4, at_least, 0.2) / 2
    return middle - half, middle + half


def _alt(places: pd.DataFrame) -> str:
    points = [
        say("map.alt_point", name=name, group=row["group"], north=f"{row['latitude']:.2f}", east=f"{row['longitude']:.2f}")
        for name, row in places.iterrows()
    ]  # fmt: skip
    return " ".join([say("map.alt", count=len(places)), *points])
