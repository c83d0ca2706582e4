"""Whose file is it? By the ids in the file, by its name, or by a person's name typed instead of an id."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from otop.errors import OtopError, printable
from otop.learn.hand_in import AT_MOST, clean_id
from otop.teach.roster import Person

# What a browser, a phone or a chat program puts behind a name: " (1)", " - Copy", "_copy 2".
_COPY = re.compile(r"(?:[\s_-]*\(\d+\)|[\s_-]+cop(?:y|ia)(?:[\s_-]*\(?\d+\)?)?)+$", flags=re.IGNORECASE)


def people_of(file_name: str, typed_ids, assignment: str, people: list[Person]) -> tuple[str, ...]:
    """The ids of the people who hand in this file.

    Parameters
    ----------
    file_name : str
        Its name, as it arrived.
    typed_ids : list of str or anything
        The ids in the file's metadata, if there are any.
    people : list of Person
        The list.

    Errors: `OtopError` with the reason, when it is not clear whose file it is.

    >>> people_of("05_unit_cost--P001 (1).ipynb", None, "05_unit_cost", [Person("P001", "A")])
    ('P001',)
    >>> people_of("x.ipynb", ["P009"], "05_unit_cost", [Person("P001", "A")])
    Traceback (most recent call last):
    otop.errors.OtopError: "P009" is not on the list. Ask whose file it is, or add the person: otop roster FILE.
    """
    if isinstance(typed_ids, list) and typed_ids and all(isinstance(one, str) for one in typed_ids):
        if len(typed_ids) > AT_MOST:
            raise OtopError("loop.refused_many", count=len(typed_ids), most=AT_MOST)
        return tuple(dict.fromkeys(_person(one, people) for one in typed_ids))
    return _by_name(file_name, assignment, people)


def _person(typed: str, people: list[Person]) -> str:
    wanted = clean_id(typed)
    by_id = [person.id for person in people if person.id.casefold() == wanted.casefold()]
    by_id = by_id or [person.id for person in people if _without_zeros(person.id) == _without_zeros(wanted)]
    if len(by_id) == 1:
        return by_id[0]
    named = [person.id for person in people if person.name and plain_name(person.name) == plain_name(typed)]
    if len(named) > 1:
        raise OtopError("loop.refused_namesakes", typed=typed[:60], ids=", ".join(sorted(named)))
    if not named:
        raise OtopError("loop.refused_unknown", typed=printable(typed)[:60])
    return named[0]


def _without_zeros(one: str) -> str:
    """P2 was meant where P002 is on the list."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", one).casefold()


def _by_name(file_name: str, assignment: str, people: list[Person]) -> tuple[str, ...]:
    stem = unicodedata.normalize("NFC", PurePath(file_name).stem)
    while (shorter := _COPY.sub("", stem)) != stem:
        stem = shorter
    rest = re.sub(re.escape(assignment), " ", stem, count=1, flags=re.IGNORECASE).strip(" -_.")
    known = {person.id.casefold(): person.id for person in people}
    words = [known[clean_id(word).casefold()] for word in re.split(r"[\s\-+,.()]+", rest)
             if clean_id(word).casefold() in known]  # fmt: skip
    if not words:  # an id between other words: 05_unit_cost_P001_final
        words = [known[word.casefold()] for word in re.split(r"[\W_]+", rest) if word.casefold() in known]
    if len(set(words)) > AT_MOST:
        raise OtopError("loop.refused_many", count=len(set(words)), most=AT_MOST)
    if words:
        return tuple(dict.fromkeys(words))
    if not rest:
        raise OtopError("loop.refused_nameless", assignment=assignment)
    try:
        return (_person(rest.replace("_", " "), people),)
    except OtopError as problem:
        if problem.message_id != "loop.refused_unknown" or _names_somebody(stem):
            raise
        raise OtopError("loop.refused_no_id", assignment=assignment) from None


def _names_somebody(stem: str) -> bool:
    """Whether an id was meant: the file is named as the button names it."""
    return re.search(r"\w--\w", stem) is not None


def plain_name(name: str) -> str:
    """A name in the form in which names are compared.

    >>> plain_name("  Somchai   JAIDEE ") == plain_name("somchai jaidee")
    True
    >>> plain_name(None)
    Traceback (most recent call last):
    TypeError: normalize() argument 2 must be str, not None
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
