"""Handing in: one assignment becomes one file, checked and completed before it is written.

Nothing is executed here and the trainee's own notebook is not changed. Only the standard
library is used, so that this also runs in the browser; the form is in `hand_in_form`.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import say
from otop.learn.notebook_file import is_open, key_cells, language_of, read_notebook, source_of

STATE = ".otop"
AT_MOST = 3  # people at one laptop


@dataclass(frozen=True)
class Notes:
    """What was found in a notebook: questions by their heading, cells by their grade id.

    >>> Notes(open=("Question 3",)).lines()
    ['Still open: Question 3.']
    >>> Notes(open=("Question 3", "Question 5")).lines()
    ['Still open: 3, 5.']
    >>> Notes(shut=())
    Traceback (most recent call last):
    TypeError: Notes.__init__() got an unexpected keyword argument 'shut'
    """

    open: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    put_back: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """One sentence for each thing that the trainee should know."""
        return [
            *([say("handin.still_open", questions=_together(self.open))] if self.open else []),
            *(say("handin.twice", question=title) for title in self.twice),
            *([say("handin.put_back")] if self.put_back else []),
        ]


def _together(titles: tuple[str, ...]) -> str:
    """Several questions in one line, by their numbers where all have one."""
    numbers = [re.search(r"\d+$", title) for title in titles]
    return ", ".join(number[0] for number in numbers) if len(titles) > 1 and all(numbers) else ", ".join(titles)


@dataclass(frozen=True)
class HandedIn:
    """The file that was made, for whom, and what was found."""

    path: Path
    ids: tuple[str, ...]
    notes: Notes


def read_ids(typed: str | list[str]) -> tuple[str, ...]:
    """The numbers on the list that somebody typed: one to three, with commas between.

    >>> read_ids("p001, P๐๐๒"), read_ids(" สมชาย  ใจดี ")
    (('P001', 'P002'), ('สมชาย ใจดี',))
    >>> read_ids("")
    Traceback (most recent call last):
    otop.errors.OtopError: Type your number on the list first, for example P001. If you work together at one laptop, type up to 3 numbers with commas between them.
    """
    parts = re.split(r"[,;،、，\n]", typed) if isinstance(typed, str) else typed
    ids = tuple(dict.fromkeys(filter(None, map(clean_id, parts))))
    if not ids:
        raise OtopError("handin.no_id", most=AT_MOST)
    if len(ids) > AT_MOST:
        raise OtopError("handin.too_many_ids", count=len(ids), most=AT_MOST)
    for one in ids:
        if len(one) > 60 or re.search(r'[/\\:*?"<>|]|\.\.|\.$', one) or not any(map(str.isalnum, one)):
            raise OtopError("handin.bad_id", typed=one[:60])
    return ids


def clean_id(typed: str) -> str:
    """One number or name in its plain form: Latin digits, capital letters, single spaces.

    >>> clean_id(" p๐๑๒ "), clean_id("ສົມພອນ")
    ('P012', 'ສົມພອນ')
    >>> clean_id(12)
    Traceback (most recent call last):
    TypeError: normalize() argument 2 must be str, not int
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    if re.search(r"[A-Za-z]", text) and re.search(r"\d", text):
        text = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    return text.upper() if re.fullmatch(r"[A-Za-z0-9_]*", text) else text


def complete(notebook: dict, edition: dict) -> tuple[dict, Notes]:
    """The notebook with every cell of the edition exactly once, in the edition's order.

    Answers keep what the trainee wrote; locked cells are as in the edition. A copy of an
    answer is left out: the first one that was worked on counts. Cells of her own stay
    behind the cell that they followed. Outputs and other metadata are dropped.

    Parameters
    ----------
    notebook, edition : dict
        Notebooks as `read_notebook` gives them; the edition as it was handed out.

    >>> edition = {"cells": [{"cell_type": "code", "source": "x = None", "metadata":
    ...     {"nbgrader": {"grade_id": "x-answer", "solution": True}}}], "metadata": {}}
    >>> whole, notes = complete({"cells": [], "metadata": {}}, edition)
    >>> len(whole["cells"]), notes.put_back, notes.open
    (1, ('x-answer',), ('x-answer',))
    >>> complete(None, edition)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not subscriptable
    """
    pristine, titles = key_cells(edition)
    found: dict[str, list[dict]] = {name: [] for name in pristine}
    behind: dict[str, list[dict]] = {"": []} | {name: [] for name in pristine}
    last = ""
    for cell in notebook["cells"]:
        nbgrader = cell["metadata"].get("nbgrader")
        name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        if isinstance(name, str) and name in found:
            found[name].append(cell)
            last = name
        else:
            behind[last].append(cell)

    cells, is_still_open, twice = [_own(cell) for cell in behind[""]], [], []
    for name, locked in pristine.items():
        kept = _kept(found[name], locked)
        cells.append(kept)
        cells.extend(_own(cell) for cell in behind[name])
        if locked["metadata"]["nbgrader"].get("solution"):
            if is_open(kept, locked, same_file=notebook is edition):
                is_still_open.append(titles[name])
            if len(found[name]) > 1:
                twice.append(titles[name])
    for number, cell in enumerate(cells):
        nbgrader = cell["metadata"].get("nbgrader")
        cell["id"] = re.sub(r"[^A-Za-z0-9_-]", "-", nbgrader["grade_id"])[:64] if nbgrader else f"own-{number}"
    metadata = {key: copy.deepcopy(edition["metadata"][key]) for key in ("kernelspec", "language_info")
                if key in edition["metadata"]}  # fmt: skip
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    missing = tuple(name for name in pristine if not found[name])
    return whole, Notes(tuple(dict.fromkeys(is_still_open)), tuple(dict.fromkeys(twice)), missing)


def make_file(notebook_path: Path, ids, *, assignment: str, edition_path: Path | None = None,
              out: Path, now: datetime | None = None) -> HandedIn:  # fmt: skip
    """Write the one file that is handed in; the notebook itself is only read.

    Errors: `OtopError` with one sentence when the notebook cannot be read or the file
    cannot be written.

    >>> make_file(Path("nowhere.ipynb"), "P001", assignment="05_unit_cost", out=Path("."))
    Traceback (most recent call last):
    otop.errors.OtopError: nowhere.ipynb: This file is not here. Save the notebook first (Ctrl+S), then try again.
    """
    ids = read_ids(ids)
    try:
        notebook = read_notebook(notebook_path.read_bytes())
    except FileNotFoundError:
        raise OtopError("handin.no_notebook", where=notebook_path.name) from None
    except OtopError as problem:
        raise problem.at(notebook_path.name) from None
    has_edition = edition_path is not None and edition_path.is_file()
    edition = read_notebook(edition_path.read_bytes()) if has_edition else notebook
    if not key_cells(edition)[0]:
        raise OtopError("handin.not_this_assignment", where=notebook_path.name, assignment=assignment)
    whole, notes = complete(notebook, edition)
    made = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    whole["metadata"]["otop"] = {
        "assignment": assignment, "ids": list(ids), "made": made,
        "edition": edition_sha(edition) if has_edition else None, "language": language_of(notebook, language_of(edition)),
    }  # fmt: skip
    target = out / file_name(assignment, ids)
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        out.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.part")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, target)
    except OSError as problem:
        raise OtopError("handin.cannot_write", where=target.name, problem=problem.strerror or problem) from None
    return HandedIn(target, ids, notes)


def file_name(assignment: str, ids: tuple[str, ...]) -> str:
    """The name of the file that is handed in.

    >>> file_name("05_unit_cost", ("P001", "P002"))
    '05_unit_cost--P001-P002.ipynb'
    >>> file_name("05_unit_cost", "P001")
    '05_unit_cost--P-0-0-1.ipynb'
    """
    people = "-".join(one.replace(" ", "_") for one in ids)
    while len(people.encode()) > 180:
        people = people[:-1]
    return f"{assignment}--{people}.ipynb"


def edition_sha(edition: dict) -> str:
    """A fingerprint of the edition: of its cells' ids and texts.

    >>> edition_sha({"cells": []})[:8]
    '4f53cda1'
    >>> edition_sha({})
    Traceback (most recent call last):
    KeyError: 'cells'
    """
    pairs = [[c["metadata"].get("nbgrader", {}).get("grade_id"), source_of(c)] for c in edition["cells"]]
    return hashlib.sha256(json.dumps(pairs).encode()).hexdigest()


def find_workspace(start: Path) -> Path | None:
    """The workspace that this file or folder is in, if it is in one.

    >>> find_workspace(Path("/")) is None
    True
    >>> find_workspace(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'absolute'
    """
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / STATE / "editions").is_dir()), None)


def edition_in(workspace: Path | None, assignment: str) -> Path | None:
    """Where the workspace keeps the untouched edition of an assignment."""
    if workspace is None:
        return None
    return workspace / STATE / "editions" / "assignments" / assignment / f"{assignment}.ipynb"


def remembered_ids(workspace: Path | None) -> tuple[str, ...]:
    """The numbers that were typed last time in this workspace."""
    try:
        kept = json.loads((workspace / STATE / "me.json").read_text(encoding="utf-8"))
        return read_ids([str(one) for one in kept["ids"]])
    except (AttributeError, TypeError, KeyError, ValueError, OSError, OtopError):
        return ()


def remember_ids(workspace: Path | None, ids: tuple[str, ...]) -> None:
    """Keep the numbers for the next time."""
    if workspace is not None:
        text = json.dumps({"ids": list(ids)}, ensure_ascii=False)
        (workspace / STATE / "me.json").write_text(text + "\n", encoding="utf-8")


def _kept(candidates: list[dict], locked: dict) -> dict:
    """The edition's cell, with the trainee's text where the cell is hers to write."""
    kept = {
        "cell_type": locked["cell_type"],
        "metadata": copy.deepcopy(locked["metadata"]),
        "source": source_of(locked),
    }
    if locked["metadata"]["nbgrader"].get("solution") and candidates:
        worked_on = [cell for cell in candidates if not is_open(cell, locked)]
        hers = (worked_on or candidates)[0]
        kept["source"] = source_of(hers)
        _attach(kept, hers)
    return _with_outputs(kept)


def _own(cell: dict) -> dict:
    own = {"cell_type": cell["cell_type"], "metadata": {}, "source": source_of(cell)}
    _attach(own, cell)
    return _with_outputs(own)


def _attach(cell: dict, hers: dict) -> None:
    if cell["cell_type"] == "markdown" and isinstance(hers.get("attachments"), dict) and hers["attachments"]:
        cell["attachments"] = copy.deepcopy(hers["attachments"])


def _with_outputs(cell: dict) -> dict:
    return cell | {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
