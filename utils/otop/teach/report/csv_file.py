"""The report as CSV: one line for each number, quoted, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

from otop.i18n import say
from otop.teach.nbgrader_steps import plain_field
from otop.teach.report import counting
from otop.teach.report.gather import NEEDS, Room
from otop.teach.report.words import band_name, sentence

COLUMNS = ("record", "question", "what", "answer", "value", "mistakes", "count", "of", "text", "ids")


def as_csv(room: Room, *, ids: bool = False) -> str:
    """The numbers of the report.

    The column `record` is room, marks, question, answer, mistake, quality or needs; `ids` are
    filled only where they are asked for.
    """
    of = len(room.hand_ins)
    rows: list[dict] = [
        {"record": "room", "what": "people", "count": room.people},
        {"record": "room", "what": "hand_ins", "count": of},
    ]
    marks = counting.marks(room)
    rows += [
        {"record": "marks", "what": band_name(low, high), "count": count, "of": of} for low, high, count in marks.bands
    ]
    for what, value in (("most", marks.most), ("mean", marks.mean), ("median", marks.median)):
        if value is not None:
            rows.append({"record": "marks", "what": what, "value": value})
    for asked in room.asked:
        for state, count in counting.states(room, asked).items():
            rows.append({"record": "question", "question": asked.cell, "what": state, "count": count, "of": of})
        for group in counting.groups(room, asked):
            rows.append({
                "record": "answer", "question": asked.cell, "what": group.outcome or group.state,
                "answer": " · ".join(group.texts), "value": group.value, "mistakes": " ".join(group.mistakes),
                "count": group.count, "of": of,
            })  # fmt: skip
    for named in counting.mistakes(room):
        rows.append({
            "record": "mistake", "question": " ".join(asked.cell for asked in named.asked),
            "mistakes": " ".join(named.names), "count": named.count, "of": of, "text": sentence(named),
        })  # fmt: skip
    for one in counting.quality(room):
        rows.append({"record": "quality", "question": one.asked.cell, "what": "share_right", "value": one.share})
        if one.discrimination is not None:
            worth = {"what": "discrimination", "value": one.discrimination}
            rows.append({"record": "quality", "question": one.asked.cell, **worth})
    for reason in NEEDS:
        found = room.needs.get(reason, ())
        for cell in dict.fromkeys(cell for _, cell in found):
            people = [student for student, at in found if at == cell]
            rows.append({
                "record": "needs", "question": cell, "what": reason, "count": len(people),
                "text": say(f"report.needs_{reason}", count=len(people), assignment=room.assignment),
                "ids": " ".join(people) if ids else "",
            })  # fmt: skip
    return _written(rows)


def _written(rows: list[dict]) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([plain_field(_short(row.get(column))) for column in COLUMNS])
    return made.getvalue()


def _short(value):
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
