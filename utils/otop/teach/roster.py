"""The list of the people in the course: a CSV file with the columns id, name, group."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError
from otop.learn.hand_in import clean_id
from otop.teach.course_folder import gradebook

_ID = re.compile(r"[A-Za-z0-9_]{1,32}")
FILE = "roster.csv"


@dataclass(frozen=True)
class Person:
    """One person on the list. Two people may have the same name, never the same id.

    >>> Person("P001", "Fictional Person").group
    ''
    >>> Person("P001")
    Traceback (most recent call last):
    TypeError: Person.__init__() missing 1 required positional argument: 'name'
    """

    id: str
    name: str
    group: str = ""


def read_roster(text: str, where: str = FILE) -> list[Person]:
    """The people in a CSV text with a header row: id, name and, if there are any, group.

    Commas, semicolons or tabs between the columns; the header's words in any case.

    >>> read_roster("ID,Name\\np001,ສົມພອນ")
    [Person(id='P001', name='ສົມພອນ', group='')]
    >>> read_roster("id,name\\nP001,A\\nP001,B")
    Traceback (most recent call last):
    otop.errors.OtopError: roster.csv, row 3: The id P001 stands twice, here and in row 2. Give each person an id of her own.
    """
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True))
    except csv.Error as problem:
        raise OtopError("loop.roster_csv", where=where, problem=problem) from None
    header = [word.strip().casefold() for word in rows[0]] if rows else []
    if "id" not in header or "name" not in header:
        raise OtopError("loop.roster_header", where=f"{where}, row 1", found=first.strip()[:80] or "-")
    people, row_of = [], {}
    for number, row in enumerate(rows[1:], start=2):
        fields = {word: " ".join(unicodedata.normalize("NFC", value).split())
                  for word, value in zip(header, row, strict=False)}  # fmt: skip
        if not any(fields.values()):
            continue
        at, one = f"{where}, row {number}", clean_id(fields.get("id", ""))
        if not _ID.fullmatch(one):
            raise OtopError("loop.roster_id", where=at, found=fields.get("id", "")[:40])
        if not fields.get("name"):
            raise OtopError("loop.roster_name", where=at, id=one)
        if one in row_of:
            raise OtopError("loop.roster_twice", where=at, id=one, row=row_of[one])
        row_of[one] = number
        people.append(Person(one, fields["name"], fields.get("group", "")))
    if not people:
        raise OtopError("loop.roster_empty", where=where)
    return people


def read_roster_file(path: Path) -> list[Person]:
    """The people in a CSV file, UTF-8 with or without a mark at its beginning."""
    try:
        return read_roster(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError:
        raise OtopError("loop.roster_encoding", where=path.name) from None
    except OSError as problem:
        raise OtopError("loop.roster_missing", where=path.name, problem=problem.strerror or problem) from None


def load_roster(course: Path, people: list[Person]) -> None:
    """Put people into nbgrader's gradebook; those who are there already get their new name and group."""
    together = {person.id: person for person in known_people(course)} | {person.id: person for person in people}
    with gradebook(course) as book:
        for person in people:
            book.update_or_create_student(person.id, last_name=person.name, first_name=None)
    with open(course / FILE, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "group"])
        writer.writerows([p.id, p.name, p.group] for p in sorted(together.values(), key=lambda p: p.id))


def known_people(course: Path) -> list[Person]:
    """Everybody in the gradebook, with the group from the list that was loaded."""
    listed = course / FILE
    groups = {person.id: person.group for person in read_roster_file(listed)} if listed.is_file() else {}
    with gradebook(course) as book:
        return [Person(s.id, s.last_name or "", groups.get(s.id, "")) for s in book.students]
