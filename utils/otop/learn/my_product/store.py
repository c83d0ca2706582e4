"""Where the file is, and what happens to it: opened, saved, put back. Nothing of hers is ever lost.

The file stands at the top of her workspace; in the browser at the top of JupyterLite's drive.
The last version that could be read is kept beside it. A version that cannot be read is never
overwritten: it is put beside first.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from otop.errors import InputError, OtopError
from otop.learn import browser
from otop.learn.hand_in import STATE, find_workspace
from otop.learn.my_product import file
from otop.learn.my_product.fields import MyProduct, all_fields
from otop.learn.workspace import write_whole
from otop.sheets.files import text_of

DRIVE = Path("/drive")
_for_now: list[MyProduct] = []  # where there is no place: known to this kernel, until it ends
STEM = file.NAME.removesuffix(".yml")


@dataclass(frozen=True)
class Place:
    """Where the product is kept: the file, and the last version of it that could be read.

    >>> Place.at(Path("mine")).last_good.as_posix()
    'mine/.otop/my_product.yml'
    >>> Place.at(None)
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for /: 'NoneType' and 'str'
    """

    file: Path
    last_good: Path

    @classmethod
    def at(cls, workspace: Path) -> Place:
        return cls(workspace / file.NAME, workspace / STATE / file.NAME)

    def beside(self, ending: str = ".yml") -> Path:
        """A name beside the file that nobody has: ``my_product-2.yml``."""
        number = 2
        while os.path.lexists(found := self.file.with_name(f"{STEM}-{number}{ending}")):
            number += 1
        return found


@dataclass(frozen=True)
class Opened:
    """The product as it is kept, or the last one that could be read with the `problem` of the file."""

    mine: MyProduct
    problem: OtopError | None = None


def place_here() -> Place | None:
    """The place for this notebook; None where there is none: no workspace, or a browser without a drive."""
    if browser.in_browser():  # no hidden names there: "What I have done" carries every file
        return Place(DRIVE / file.NAME, DRIVE / f"{STEM}-last-good.yml") if DRIVE.is_dir() else None
    workspace = find_workspace(Path.cwd())
    return Place.at(workspace) if workspace else None


def open_product(place: Place | None) -> Opened:
    """The product at this place; an empty one where nothing is kept yet.

    >>> open_product(None).mine.is_empty
    True
    """
    if place is None:
        return Opened(_for_now[-1] if _for_now else MyProduct())
    if not place.file.exists():
        return Opened(MyProduct())
    try:
        text = _text(place.file)
        mine = file.read(text)
    except OtopError as problem:
        return Opened(_last_good(place)[0], problem)
    if not mine.is_empty and text != _last_good(place)[1]:
        _write(place.last_good, text)
    return Opened(mine)


def keep_for_now(mine: MyProduct) -> None:
    """Let this kernel know the product where there is no place for a file.

    >>> keep_for_now(MyProduct(practice=True))
    >>> open_product(None).mine.practice
    True
    >>> keep_for_now(MyProduct())
    """
    _for_now[:] = [mine]


def save(place: Place, mine: MyProduct, seen: MyProduct, *, over: bool = False) -> Path | None:
    """Write what was changed since it was `seen`; what somebody else wrote meanwhile stays.

    Parameters
    ----------
    over : bool
        Where the same line was changed in the file meanwhile, ours counts.

    Returns
    -------
    Path or None
        Where the file was put that could not be read, or that we wrote over; None without one.

    Errors: `OtopError` if the same line was changed meanwhile, or if the file cannot be
    written; then nothing is written.
    """
    now, text, is_bad = MyProduct(), "", False
    if place.file.exists():
        try:
            text = _text(place.file)
            now = file.read(text)
        except OtopError:
            is_bad = True
            now, text = _last_good(place)
    ours = [one for one in all_fields() if _differ(one, mine, seen)]
    clash = [one.label for one in ours if _differ(one, now, seen) and _differ(one, now, mine)]
    if clash and not over:
        raise OtopError("my.changed_meanwhile", file=file.NAME, fields=", ".join(clash))
    kept = _put_beside(place) if clash or is_bad else None
    changes = {(one.topic, one.name): mine.get(one.topic, one.name) for one in ours}
    practice = mine.practice if mine.practice != seen.practice else now.practice
    text = file.write(replace(now.put(changes), practice=practice), text)
    _write(place.file, text)
    if not file.read(text).is_empty:
        _write(place.last_good, text)
    return kept


def save_workbook(place: Place, content: bytes) -> Path:
    """Write a workbook beside the file; one that was changed in Excel stays, and the new one goes beside it."""
    target = place.file.with_suffix(".xlsx")
    if target.exists():
        if target.read_bytes() == content:
            return target
        target = place.beside(".xlsx")
    _write_bytes(target, content)
    return target


def restore(place: Place) -> Path | None:
    """Put the last version back that could be read; what stands in the file now is put beside.

    Returns
    -------
    Path or None
        Where the other version is now; None if there was no other.

    Errors: `OtopError` if there is nothing to put back.
    """
    mine, text = _last_good(place)
    if mine.is_empty:
        raise OtopError("my.nothing_to_restore")
    kept = None
    if place.file.exists():
        if place.file.read_bytes() == text.encode():
            return None
        kept = _put_beside(place)
    _write(place.file, text)
    return kept


def _differ(one, mine: MyProduct, other: MyProduct) -> bool:
    return mine.get(one.topic, one.name) != other.get(one.topic, one.name)


def _last_good(place: Place) -> tuple[MyProduct, str]:
    try:
        text = _text(place.last_good)
        return file.read(text), text
    except OtopError:
        return MyProduct(), ""


def _text(path: Path) -> str:
    try:
        return text_of(path.read_bytes(), path.name)
    except OSError as problem:
        raise OtopError("my.cannot_read", where=path.name, reason=problem.strerror or problem) from None
    except InputError:
        raise OtopError("my.not_text", where=path.name) from None


def _put_beside(place: Place) -> Path:
    beside = place.beside()
    _write_bytes(beside, place.file.read_bytes())
    return beside


def _write(target: Path, text: str) -> None:
    _write_bytes(target, text.encode())


def _write_bytes(target: Path, content: bytes) -> None:
    if not browser.in_browser():
        write_whole(target, content)
        return
    try:
        target.write_bytes(content)  # the drive keeps a file when it is closed, whole
    except OSError as problem:
        raise OtopError("work.cannot_write", path=target.name, reason=problem.strerror or str(problem)) from None
