"""Lesson 18, Bhutan and OGOP: its decisions, its exercises and what it shows.

The figures are rows of ``datasets/ogop.csv``, the points are rows of ``datasets/places.csv``;
numbers that were made up for an exercise are written here and are called *made up* in the notebook.
"""

from __future__ import annotations

import functools

import pandas as pd

from otop import data
from otop.i18n import say, word
from otop.i18n.numbers import round_money, show_number
from otop.learn.predictions import Decision
from otop.learn.questions import ogop as ask
from otop.plots import Table, Together, place_map

MONEY = "Nu"
MADE_UP_LOT = {"goods": 100_000, "freight": 15_000, "insurance": 600}  # THB
STORY = ("B20", "B01", "B03", "B21", "B19", "B22", "B18")
SIZE = ("B05", "B06", "B10", "B16", "B13")
SITES = ("B24", "B25", "B26", "B27", "B28", "B29")
SHOPS = ("B14", "B15")


@functools.cache
def _facts() -> pd.DataFrame:
    return data.load("ogop").set_index("id", drop=False)


def _value(fact: str) -> float:
    return float(_facts().loc[fact, "value"])


def _chip(*facts: str) -> data.Chip:
    return data.chip("ogop", _facts().loc[list(facts)])


def _cloth() -> dict:
    return {"low_price": _value("B33"), "high_price": _value("B34"), "short_months": _value("B35"),
            "long_months": _value("B36")}  # fmt: skip


def _millions() -> float:
    return _value("B08") / ask.MILLION


def _numbers(**facts: str) -> dict:
    """The values of these facts as a sentence names them; millions are written as millions."""
    values = {name: _value(fact) for name, fact in facts.items()}
    return {name: f"{value / ask.MILLION:g}" if value >= ask.MILLION else show_number(value, 0)
            for name, value in values.items()}  # fmt: skip


def _sentence(fact: str) -> str:
    is_number = pd.notna(_facts().loc[fact, "value"])
    return say(f"fact.{fact.lower()}", **(_numbers(value=fact) if is_number else {}))


def _landed() -> dict:
    """The made-up lot of honey, before and after the duty falls away."""
    cif, rate = sum(MADE_UP_LOT.values()), _value("B41") / 100
    old = cif * (1 + rate)
    return {"old": show_number(old, 0), "new": show_number(cif, 0), "fall": show_number(100 * (old - cif) / old, 1),
            "percent": f"{_value('B41'):g}"}  # fmt: skip


def _days(price: float, months: float) -> float:
    return price / (months * ask.DAYS_PER_MONTH)


def _range_of_a_day() -> dict:
    cloth = _cloth()
    return {"low": show_number(_days(cloth["low_price"], cloth["long_months"]), 0),
            "high": show_number(_days(cloth["high_price"], cloth["short_months"]), 0)}  # fmt: skip


EXERCISES = {
    "cloth_low": lambda: ask.lowest_day_pay(**_cloth(), currency=MONEY),
    "mean_price": lambda: ask.mean_price(millions=_millions(), tonnes=_value("B07"), currency=MONEY),
    "mean_group": lambda: ask.mean_per_group(
        millions=_millions(), groups=int(_value("B05")), gewogs=int(_value("B06")), first_gewogs=int(_value("B04")),
        tonnes=_value("B07"), rise_percent=_value("B09"), currency=MONEY,
    ),
    "year_before": lambda: ask.year_before(millions=_millions(), rise_percent=_value("B09"), currency=MONEY),
    "landed_fall": lambda: ask.fall_of_landed_cost(**MADE_UP_LOT, duty_percent=_value("B41"), currency="THB"),
    "cannot_say": ask.what_a_case_cannot_say,
}  # fmt: skip

DECISIONS = {
    "cloth_day": lambda: Decision(
        "cloth_day", _range_of_a_day(), _chip("B33", "B34", "B35", "B36"), unit=f"{MONEY} per day"
    ),
    "cloth_way": lambda: Decision(
        "cloth_way", _numbers(launch="B32", low="B33", high="B34"), _chip("B32", "B33", "B34"), options=3
    ),
    "bought": lambda: Decision(
        "bought", _numbers(tonnes="B07", millions="B08"), _chip("B07", "B08"), unit=f"million {MONEY}", digits=1
    ),
    "buyer": lambda: Decision("buyer", _numbers(tonnes="B07", share="B31"), _chip("B07", "B31"), options=3),
    "duty_fall": lambda: Decision("duty_fall", _landed(), _chip("B41", "B42"), unit="percent"),
    "abroad": lambda: Decision("abroad", _numbers(lines="B19"), _chip("B19", "B41", "B42"), options=3),
}


def _told(facts: tuple[str, ...], caption: str) -> Table:
    """Facts in words, one row each, with the year where it is known."""
    rows = _facts().loc[list(facts)]
    frame = pd.DataFrame(
        {
            say("facts.year"): [say("facts.no_year") if pd.isna(year) else str(year) for year in rows["year"]],
            say("facts.what"): [_sentence(one) for one in rows.index],
        },
        index=pd.Index(rows.index, name=say("facts.id")),
    )
    return Table(frame, say(caption), data.chip("ogop", rows))


def _map() -> Together:
    """Where the sites of Model II and the shops are: the towns as points, and a table of the same."""
    rows = _facts().loc[[*SITES, *SHOPS]]
    towns = data.load("places").set_index("name").loc[rows["place"]]
    kinds = [say("map.ogop_site" if one in SITES else "map.ogop_shop") for one in rows.index]
    places = pd.DataFrame(
        {"latitude": towns["latitude"].to_list(), "longitude": towns["longitude"].to_list(), "group": kinds},
        index=[word(name) for name in towns["called"]],
    )
    frame = pd.DataFrame(
        {say("map.there"): [_sentence(one) for one in rows.index], say("facts.id"): rows.index},
        index=pd.Index(places.index, name=say("map.point")),
    )
    table = Table(frame, say("map.ogop_table"), data.chip("ogop", rows))
    return Together(place_map(places, caption=say("map.ogop_caption")), data.chip("places"), table)


def _cloth_days() -> Table:
    """What a day brings, for each price and each time that is named."""
    cloth = _cloth()
    prices = {
        say("cloth.price", price=show_number(cloth[name], 0)): cloth[name] for name in ("low_price", "high_price")
    }
    times = {say("cloth.months", months=f"{cloth[name]:g}"): cloth[name] for name in ("short_months", "long_months")}
    frame = pd.DataFrame(
        {time: [round_money(_days(price, months), 0) for price in prices.values()] for time, months in times.items()},
        index=pd.Index(list(prices), name=say("cloth.piece")),
    )
    return Table(frame, say("cloth.caption"), _chip("B33", "B34", "B35", "B36"), digits=0)


SHOWS = {
    "story": lambda: _told(STORY, "facts.story"),
    "size": lambda: _told(SIZE, "facts.size"),
    "map": _map,
    "cloth_days": _cloth_days,
}
