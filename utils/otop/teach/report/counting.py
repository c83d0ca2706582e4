"""The numbers of a report, and which of them a group is large enough for.

Hand-ins are counted, not people: two at one laptop gave one answer. Three limits keep a small
group from statistics that it cannot bear:

- `BEARS_ANSWERS` 5: on a page that everybody sees, an answer among fewer than five points to a
  person. It is the usual smallest cell of official statistics.
- `BEARS_SHARES` 10: below ten, one hand-in more or less moves a percentage by more than ten
  points and a mean by more than a tenth of the scale.
- `BEARS_CORRELATION` 30: the standard error of a correlation near 0 is 1/sqrt(n - 1). At 30 it is
  0.19, so that 0.4, a good value, is two of them away from nothing. At 10 it is 0.33.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from otop.teach.report.asked import Asked
from otop.teach.report.gather import STATES, Answer, Room

BEARS_ANSWERS, BEARS_SHARES, BEARS_CORRELATION = 5, 10, 30
BANDS = 5
FORMS = 3  # so many ways of writing one answer are kept
_WRONG = ("not_yet", "part")


@dataclass(frozen=True)
class Marks:
    """How the points are spread over the hand-ins.

    Only questions that wait for nobody are counted: `most` points together, in `questions`
    questions. `bands` are (from, to, hand-ins), the lowest with 0 in it. `mean` and `median` are
    None below `BEARS_SHARES`.
    """

    most: float
    questions: int
    bands: tuple[tuple[float, float, int], ...]
    mean: float | None
    median: float | None


@dataclass(frozen=True)
class Group:
    """The same answer of several hand-ins: how many, the number that was read, and how it was written."""

    count: int
    state: str
    outcome: str
    mistakes: tuple[str, ...]
    value: float | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A mistake of the room: in how many hand-ins, and in which questions, most frequent first.

    `names` are two where one number has two explanations: the checker asked, and so do we.
    """

    names: tuple[str, ...]
    count: int
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Quality:
    """How one question worked: the share that is right, and its correlation with the other questions."""

    asked: Asked
    share: float
    discrimination: float | None


def marks(room: Room) -> Marks:
    """The points of each hand-in, in bands of equal width, over the questions that wait for nobody."""
    counted = _counted(room)
    most = sum(asked.points for asked in counted)
    points = [sum(_points(one.answers.get(asked.cell)) for asked in counted) for one in room.hand_ins]
    width = most / BANDS
    at = Counter(_band(value, width) for value in points)
    bands = tuple((band * width, (band + 1) * width, at[band]) for band in range(BANDS)) if most else ()
    bears = len(points) >= BEARS_SHARES and most > 0
    return Marks(
        most,
        len(counted),
        bands,
        statistics.fmean(points) if bears else None,
        statistics.median(points) if bears else None,
    )


def states(room: Room, asked: Asked) -> dict[str, int]:
    """How many hand-ins are in each state in this question."""
    found = Counter(one.answers[asked.cell].state for one in room.hand_ins if asked.cell in one.answers)
    return {state: found[state] for state in STATES}


def groups(room: Room, asked: Asked) -> tuple[Group, ...]:
    """What was answered, the most frequent first; open and written answers are not among them."""
    found: dict[tuple, list[Answer]] = {}
    for one in room.hand_ins:
        answer = one.answers.get(asked.cell)
        if asked.is_written or answer is None or answer.state == "open":
            continue
        by = answer.text if answer.value is None else round(answer.value, 2)
        if asked.is_function and answer.state != "unreadable":
            by = ""  # a rule can be written in many ways
        found.setdefault((answer.state, answer.outcome, answer.mistakes, by), []).append(answer)
    made = [
        Group(len(same), state, outcome, mistakes, same[0].value, tuple(dict.fromkeys(a.text for a in same))[:FORMS])
        for (state, outcome, mistakes, _), same in found.items()
    ]
    return tuple(sorted(made, key=lambda group: (-group.count, STATES.index(group.state))))


def mistakes(room: Room) -> tuple[Named, ...]:
    """The named mistakes of the room, each counted once for a hand-in, the most frequent first."""
    asked = {one.cell: one for one in room.asked}
    hand_ins: Counter = Counter()
    where: dict[tuple, Counter] = {}
    for cell in asked:
        for one in room.hand_ins:
            answer = one.answers.get(cell)
            if answer is not None and answer.state in _WRONG and answer.mistakes:
                where.setdefault(answer.mistakes, Counter())[cell] += 1
    for one in room.hand_ins:
        hand_ins.update({answer.mistakes for answer in one.answers.values() if answer.state in _WRONG})
    found = [
        Named(names, hand_ins[names], tuple(asked[cell] for cell, _ in at.most_common())) for names, at in where.items()
    ]
    return tuple(sorted(found, key=lambda named: -named.count))


def quality(room: Room) -> tuple[Quality, ...]:
    """Difficulty and discrimination of each question that waits for nobody; nothing below `BEARS_CORRELATION`.

    Discrimination is the correlation between the points of a question and those of all the others
    (corrected item-total correlation); None where one of them does not vary.
    """
    counted = _counted(room)
    if len(room.hand_ins) < BEARS_CORRELATION:
        return ()
    table = [[_points(one.answers.get(asked.cell)) for asked in counted] for one in room.hand_ins]
    found = []
    for at, asked in enumerate(counted):
        own = [row[at] for row in table]
        rest = [sum(row) - row[at] for row in table]
        varies = len(set(own)) > 1 and len(set(rest)) > 1
        right = sum(value >= asked.points for value in own) / len(own)
        found.append(Quality(asked, right, statistics.correlation(own, rest) if varies else None))
    return tuple(found)


def _counted(room: Room) -> list[Asked]:
    return [asked for asked in room.asked if asked.points and not states(room, asked)["waits"]]


def _points(answer: Answer | None) -> float:
    return answer.points if answer else 0.0


def _band(points: float, width: float) -> int:
    """Which band the points are in: above its lower end, up to its upper one."""
    return next((band for band in range(BANDS) if points <= (band + 1) * width + 1e-9), BANDS - 1)
