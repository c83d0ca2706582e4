"""A report in words: its parts, each with lines, tables and pictures, for the terminal and for the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from otop.i18n import has_message, say
from otop.i18n.numbers import show_number
from otop.plots import Picture, Table, counts_picture
from otop.teach.report import counting
from otop.teach.report.asked import Asked
from otop.teach.report.counting import BEARS_ANSWERS, BEARS_CORRELATION, BEARS_SHARES, Group, Named
from otop.teach.report.gather import STATES, Room

MOST_GROUPS = 8  # answers of one question that a table shows
MOST_MISTAKES = 10  # mistakes in the picture, and with their sentence on the page
LOW_DISCRIMINATION = 0.1


@dataclass(frozen=True)
class Item:
    """A mistake of the room: its name, how often, the sentence to speak about, and where it is treated."""

    name: str
    often: str
    sentence: str
    where: str


@dataclass(frozen=True)
class Part:
    """One part of a report. A table and the picture of the same numbers stand together."""

    id: str
    heading: str
    lines: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    shows: tuple[tuple[Table, Picture | None], ...] = ()


def parts(room: Room, *, projected: bool) -> list[Part]:
    """The parts in the order in which they are used.

    Parameters
    ----------
    room : Room
        What was handed in.
    projected : bool
        For the page that everybody sees: below `BEARS_ANSWERS` hand-ins nothing that points to a person.
    """
    hides = projected and len(room.hand_ins) < BEARS_ANSWERS
    found = [_mistakes(room, MOST_MISTAKES if projected else None, hides=hides)]
    if not hides:
        found += [_questions(room), _answers(room), _marks(room)]
    return [*found, *_quality(room)]


def who(room: Room, *, projected: bool) -> list[str]:
    """How many stand behind the report, and what so many can bear."""
    count = len(room.hand_ins)
    lines = [say("report.who", people=room.people, hand_ins=count)]
    if projected and count < BEARS_ANSWERS:
        lines.append(say("report.too_few_for_page", limit=BEARS_ANSWERS))
    elif count < BEARS_SHARES:
        lines.append(say("report.counts_only", limit=BEARS_SHARES))
    return lines


def mistake_name(names: tuple[str, ...]) -> str:
    """A mistake's name as people read it; two names where the checker asked which.

    >>> mistake_name(("own_labour_out",)), mistake_name(("whole_tool", "year_as_month"))
    ('own work left out', 'the whole tool in one year / a year taken as a month')
    >>> mistake_name(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    return " / ".join(
        say(f"mistake_name.{name}") if has_message(f"mistake_name.{name}") else name.replace("_", " ") for name in names
    )


def sentence(named: Named) -> str:
    """What the checker says of this mistake in the question where it was most frequent.

    A question's own numbers come before the example of a function; where the same mistake has other
    numbers in other questions, the sentence names its question.
    """
    first = next((asked for asked in named.asked if not asked.is_function), named.asked[0])
    told = _told(first, named.names)
    if first.is_function:
        return say("report.in_example", question=first.heading, sentence=told)
    if any(_told(asked, named.names) != told for asked in named.asked):
        return say("report.in_question", question=first.heading, sentence=told)
    return told


def _told(asked: Asked, names: tuple[str, ...]) -> str:
    made = [asked.mistake(name) for name in names]
    return f" {say('report.or')} ".join(mistake.sentence() for mistake in made if mistake)


def points(value: float) -> str:
    """Points as people write them.

    >>> points(10.0), points(2.5)
    ('10', '2.5')
    >>> points("10")
    Traceback (most recent call last):
    TypeError: type str doesn't define __round__ method
    """
    return f"{round(value, 2):g}"


def label(asked: Asked) -> str:
    """A question with what it asks: ``Question 1: the cash cost``."""
    return f"{asked.heading}: {asked.about}" if asked.about else asked.heading


def band_name(low: float, high: float) -> str:
    """The points of one band in words."""
    return say("report.band" if low else "report.band_lowest", low=points(low), high=points(high))


def group_name(asked: Asked, group: Group) -> str:
    """What an answer is: right, a named mistake, or what the checker could say of it."""
    if group.mistakes:
        return mistake_name(group.mistakes)
    known = group.outcome if group.state == "not_yet" and group.outcome not in ("", "right", "named") else group.state
    return say(f"report.is_{known}")


def answer_name(asked: Asked, group: Group) -> str:
    """The number that was read, with its unit; the first way of writing it where no number was read."""
    if group.value is None or asked.question is None:
        return group.texts[0] or say("report.nothing_there")
    return f"{show_number(group.value, asked.question.digits)} {asked.unit}".strip()


def _forms(asked: Asked, group: Group) -> str:
    """The ways of writing it that its name does not show already."""
    return " · ".join(text for text in group.texts if text and text != answer_name(asked, group))


def _mistakes(room: Room, most: int | None, *, hides: bool) -> Part:
    found = [named for named in counting.mistakes(room) if not hides or named.count > 1]
    count = len(room.hand_ins)
    items = tuple(
        Item(
            mistake_name(named.names),
            "" if hides else say("report.of", count=named.count, of=count),
            sentence(named),
            _where(room, named),
        )
        for named in found[:most]
    )
    lines = []
    if not found:
        lines = [say("report.no_mistakes_shared" if hides else "report.no_mistakes")]
    elif len(found) > len(items):
        lines = [say("report.mistakes_first", count=len(items), of=len(found))]
    shows: list[tuple[Table, Picture | None]] = []
    if found and not hides:
        frame = _frame([(mistake_name(named.names), {_hand_ins(): named.count}) for named in found])
        caption = say("report.mistakes_caption", count=count)
        shows = [(Table(frame, caption), counts_picture(frame[:MOST_MISTAKES], caption=caption, unit=_hand_ins()))]
    return Part("mistakes", say("report.mistakes"), tuple(lines), items, tuple(shows))


def _where(room: Room, named: Named) -> str:
    headings = ", ".join(asked.heading for asked in room.asked if asked in named.asked)
    return f"{headings}. {named.asked[0].read_on}".strip()


def _questions(room: Room) -> Part:
    names = [say(f"report.state_{state}") for state in STATES]
    counted = [(asked, list(counting.states(room, asked).values())) for asked in room.asked]
    frame = _frame([(asked.heading, dict(zip(names, found, strict=True))) for asked, found in counted])
    told = frame.loc[:, frame.any()].copy()
    told.index = [label(asked) for asked, _ in counted]
    if len(room.hand_ins) >= BEARS_SHARES:
        told[say("report.share_right")] = [_percent(found[0] / max(sum(found), 1)) for _, found in counted]
    caption = say("report.questions_caption", count=len(room.hand_ins))
    picture = counts_picture(frame, caption=caption, unit=_hand_ins())
    return Part("questions", say("report.questions"), shows=((Table(told, caption), picture),))


def _answers(room: Room) -> Part:
    shows = []
    for asked in room.asked:
        found = counting.groups(room, asked)
        if not found:
            continue
        rows = [
            (answer_name(asked, group), {
                _hand_ins(): group.count,
                say("report.what_it_is"): group_name(asked, group),
                say("report.written"): _forms(asked, group),
            })
            for group in found[:MOST_GROUPS]
        ]  # fmt: skip
        left = sum(group.count for group in found[MOST_GROUPS:])
        note = say("report.more_answers", count=left) if left else None
        shows.append((Table(_frame(rows, say("report.answer")), label(asked), note), None))
    return Part("answers", say("report.answers"), (say("report.hidden_words"),), shows=tuple(shows))


def _marks(room: Room) -> Part:
    marks = counting.marks(room)
    lines = []
    if marks.questions < len(room.asked):
        left = len(room.asked) - marks.questions
        lines.append(say("report.marks_without_waiting", questions=marks.questions, most=points(marks.most), left=left))
    if marks.mean is not None:
        lines.append(say("report.mean", mean=points(marks.mean), median=points(marks.median), most=points(marks.most)))
    if not marks.bands:
        return Part("marks", say("report.marks"), (*lines, say("report.all_wait")))
    frame = _frame([(band_name(low, high), {_hand_ins(): count}) for low, high, count in marks.bands])
    caption = say("report.marks_caption", most=points(marks.most), count=len(room.hand_ins))
    shows = ((Table(frame, caption), counts_picture(frame, caption=caption, unit=_hand_ins())),)
    return Part("marks", say("report.marks"), tuple(lines), shows=shows)


def _quality(room: Room) -> list[Part]:
    found = counting.quality(room)
    if not found:
        return []
    rows = []
    for one in found:
        low = one.discrimination is not None and one.discrimination < LOW_DISCRIMINATION
        shown = "-" if one.discrimination is None else f"{one.discrimination:.2f}"
        rows.append((label(one.asked), {
            say("report.share_right"): _percent(one.share),
            say("report.discrimination"): shown,
            say("report.look"): say("report.look_at_it") if low else "",
        }))  # fmt: skip
    frame = _frame(rows)
    table = Table(frame.loc[:, (frame != "").any()], say("report.quality_caption", count=len(room.hand_ins)))
    how = say("report.quality_how", limit=BEARS_CORRELATION)
    return [Part("quality", say("report.quality"), (how,), shows=((table, None),))]


def _percent(share: float) -> str:
    return f"{show_number(100 * share, 0)}%"


def _hand_ins() -> str:
    return say("report.hand_ins")


def _frame(rows: list[tuple[str, dict]], corner: str = "") -> pd.DataFrame:
    return pd.DataFrame([row for _, row in rows], index=pd.Index([name for name, _ in rows], name=corner or None))
