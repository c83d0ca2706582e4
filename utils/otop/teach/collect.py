"""Collecting: each dropped file finds its person on the list, is left alone, or is refused with its reason."""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
import shutil
import stat
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from otop.errors import OtopError, printable
from otop.i18n import say
from otop.learn.notebook_file import read_notebook, source_of
from otop.teach.course_folder import check_assignment, must_run
from otop.teach.matching import people_of
from otop.teach.nbgrader_steps import plain_field
from otop.teach.roster import Person, known_people
from otop.teach.take_back import FOLDER, taken_back
from otop.teach.which_assignment import by_name, by_questions, own_questions

MOST_BYTES = 20_000_000
HERS = "my_product"  # the trainee's own: refused by its name, and never opened
_ARCHIVED = re.compile(r"(?P<file_id>.+?)--(?P<id>[A-Za-z0-9_]+)--(?P<made>\d{8}T\d{6}Z)\.ipynb")


@dataclass(frozen=True)
class Dropped:
    """A dropped file that can be collected: for whom, when it was made, and its content."""

    path: Path
    ids: tuple[str, ...]
    made: datetime
    content: bytes
    answers: str  # fingerprint of what was written in it


@dataclass
class Collected:
    """What became of every dropped file.

    `left`: nothing is wrong and nothing is to be done, as with another assignment's file.
    `refused`: something is wrong, and the reason says what to do.
    """

    dropped: int = 0
    collected: list[Dropped] = field(default_factory=list)
    left: list[tuple[Path, str]] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def leave(self, path: Path, message_id: str, **facts) -> None:
        self.left.append((path, say(message_id, **facts)))

    def refuse(self, path: Path, message_id: str, **facts) -> None:
        self.refused.append((path, say(message_id, **facts)))


def collect(course: Path, assignment: str, places: list[Path], now: datetime | None = None) -> Collected:
    """Collect hand-in files of one assignment with nbgrader's zip_collect; dropped files stay as they are.

    Parameters
    ----------
    course : Path
        The course folder, with its list of people loaded.
    places : list of Path
        Files and folders with files.

    Errors: `OtopError` without a list, a release, or a place. A file never makes an error:
    it is collected, left alone, or refused with its reason.
    """
    check_assignment(course, assignment)
    now = now or datetime.now(UTC)
    people = known_people(course)
    if not people:
        raise OtopError("loop.no_roster")
    if not (course / "release" / assignment / f"{assignment}.ipynb").is_file():
        raise OtopError("loop.not_released", assignment=assignment)
    files = list_files(places)
    outcome = Collected(dropped=len(files))
    own = own_questions(course)
    readable = [found for path in files if (found := _read(own, assignment, path, people, outcome, now))]
    _choose(course, assignment, _not_taken_back(course, assignment, readable, outcome), outcome)
    assert len(outcome.collected) + len(outcome.left) + len(outcome.refused) == outcome.dropped
    _write_refused(course / "downloaded" / assignment, outcome, now)
    if outcome.collected:
        must_run(course, "zip_collect", assignment, "--force")
    return outcome


def list_files(places: list[Path]) -> list[Path]:
    """Every file in these places, folders inside folders too; links are listed, never followed.

    >>> list_files([Path("no-such-folder")])
    Traceback (most recent call last):
    otop.errors.OtopError: no-such-folder: There is no such file or folder.
    """
    files = []
    for place in places:
        if place.is_symlink() or place.is_file():
            files.append(place)
        elif place.is_dir():
            inside = sorted(place.rglob("*"))
            files += [path for path in inside if path.is_symlink() or not path.is_dir()]
        else:
            raise OtopError("loop.no_place", where=str(place))
    return files


def _read(own: dict, assignment: str, path: Path, people: list[Person], outcome: Collected, now) -> Dropped | None:
    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            return outcome.refuse(path, "loop.refused_link")
        if not stat.S_ISREG(about.st_mode):
            return outcome.refuse(path, "loop.refused_strange")
        if about.st_size > MOST_BYTES:
            return outcome.refuse(path, "loop.refused_large", size=about.st_size // 1_000_000,
                                  most=MOST_BYTES // 1_000_000)  # fmt: skip
        if path.name.lower().startswith(HERS):
            return outcome.refuse(path, "my.refused_collect")
        if path.suffix.lower() != ".ipynb":
            return outcome.refuse(path, "loop.refused_not_ipynb")
        content = path.read_bytes()
        notebook = read_notebook(content)
        content = content.removeprefix(codecs.BOM_UTF8)  # nbgrader does not read it with that
    except OSError as problem:
        return outcome.refuse(path, "loop.refused_unreadable", problem=problem.strerror or type(problem).__name__)
    except OtopError:
        other = by_name(path.name, own)
        if other not in (None, assignment):
            return outcome.leave(path, "loop.left_other_name", other=other)
        return outcome.refuse(path, "loop.refused_damaged", size=about.st_size)
    about_it = notebook["metadata"].get("otop")
    about_it = about_it if isinstance(about_it, dict) else {}
    if not _is_it(own, assignment, path, notebook, about_it.get("assignment"), outcome):
        return None
    try:
        ids = people_of(path.name, about_it.get("ids"), assignment, people)
    except OtopError as problem:
        outcome.refused.append((path, str(problem)))
        return None
    made = _made(about_it.get("made"), about.st_mtime, now)
    return Dropped(path, ids, made, _without_outputs(notebook, content), _fingerprint(notebook))


def _without_outputs(notebook: dict, content: bytes) -> bytes:
    """The file without what its cells showed: her own product may stand there, and grading runs the cells anew."""
    shown = [cell for cell in notebook["cells"] if cell.get("outputs")]
    if not shown and "widgets" not in notebook["metadata"]:
        return content
    for cell in shown:
        cell["outputs"] = []
    notebook["metadata"].pop("widgets", None)
    return json.dumps(notebook).encode()


def _is_it(own: dict, assignment: str, path: Path, notebook: dict, mark, outcome: Collected) -> bool:
    """Whether the questions are of this assignment; if not, the file is left alone or refused."""
    found, named = by_questions(notebook, own), by_name(path.name, own)
    hints = [hint for hint in (mark, named) if hint in found]
    is_of = (hints or list(found) or [None])[0]
    if is_of is None:
        if named in (None, assignment):
            outcome.refuse(path, "loop.refused_no_question", assignment=assignment)
        else:
            outcome.leave(path, "loop.left_other_name", other=named)
    elif mark is not None and mark != is_of:
        outcome.refuse(path, "loop.refused_mark", mark=printable(str(mark))[:60], other=is_of)
    elif is_of != assignment:
        renamed = named not in (None, is_of)
        outcome.leave(path, "loop.left_other_renamed" if renamed else "loop.left_other", other=is_of, named=named)
    return is_of == assignment and mark in (None, assignment)


def _made(written, changed: float, now: datetime) -> datetime:
    try:
        made = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (TypeError, ValueError):
        made = datetime.fromtimestamp(changed, UTC)
    return min(made, now).replace(microsecond=0)


def _fingerprint(notebook: dict) -> str:
    texts = [[cell["cell_type"], source_of(cell).strip()] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _not_taken_back(course: Path, assignment: str, readable: list[Dropped], outcome: Collected) -> list[Dropped]:
    """Without what the instructor took back; a file of several people is still collected for the others."""
    back = {
        name: {_fingerprint(read_notebook(path.read_bytes())) for path in paths}
        for name, paths in taken_back(course, assignment).items()
    }
    kept = []
    for one in readable:
        ids = tuple(name for name in one.ids if one.answers not in back.get(name, ()))
        if ids:
            kept.append(replace(one, ids=ids))
        else:
            outcome.leave(
                one.path, "loop.left_taken_back", ids=", ".join(one.ids), folder=f"downloaded/{assignment}/{FOLDER}"
            )
    return kept


def _choose(course: Path, assignment: str, readable: list[Dropped], outcome: Collected) -> None:
    """The latest file of each person is hers; what it replaces is left alone, or kept under ``replaced``."""
    archive = course / "downloaded" / assignment / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    before = {}
    for path in sorted(archive.glob("*.ipynb")):
        if match := _ARCHIVED.fullmatch(path.name):
            before[match["id"]] = path
    latest: dict[str, Dropped] = {}
    for one in sorted(readable, key=lambda d: (d.made, d.path.name)):
        latest |= dict.fromkeys(one.ids, one)
    stamps = {name: _ARCHIVED.fullmatch(path.name)["made"] for name, path in before.items()}
    first_with: dict[tuple, Dropped] = {}
    for one in readable:
        same = first_with.setdefault((one.ids, one.answers), one)
        hers = [name for name in one.ids if latest[name] is one or
                (latest[name].answers == one.answers and latest[name].ids == one.ids and same is one)]  # fmt: skip
        if same is not one:
            outcome.leave(one.path, "loop.left_same", other=same.path.name)
            continue
        if not hers:
            outcome.leave(one.path, "loop.left_earlier", other=latest[one.ids[0]].path.name)
            continue
        new = [name for name in hers if name not in before or _is_newer(one, before[name], stamps[name])]
        if not new:
            known = any(_same_content(one, before[name]) for name in hers)
            outcome.leave(one.path, "loop.left_collected" if known else "loop.left_older")
            continue
        for name in new:
            _archive(course, assignment, archive, name, one, before.get(name), outcome)
        left = [name for name in one.ids if name not in new]
        if left:
            outcome.notes.append(say("loop.only_for", file=one.path.name, ids=", ".join(new), left=", ".join(left)))
        outcome.collected.append(one)


def _same_content(one: Dropped, path: Path) -> bool:
    return _fingerprint(read_notebook(path.read_bytes())) == one.answers


def _is_newer(one: Dropped, archived: Path, stamp: str) -> bool:
    return one.made.strftime("%Y%m%dT%H%M%SZ") >= stamp and not _same_content(one, archived)


def _archive(course, assignment: str, archive: Path, name: str, one: Dropped, old: Path | None, outcome) -> None:
    replaced = archive.parent / "replaced"
    submitted = course / "submitted" / name / assignment / f"{assignment}.ipynb"
    stamp = one.made.strftime("%Y%m%dT%H%M%SZ")
    if old is not None:
        replaced.mkdir(exist_ok=True)
        shutil.move(old, replaced / old.name)
    elif submitted.is_file() and submitted.read_bytes() != one.content:  # it came another way, not by our collect
        replaced.mkdir(exist_ok=True)
        shutil.copy2(submitted, replaced / f"{assignment}--{name}--before-{stamp}.ipynb")
    if (course / "autograded" / name / assignment).is_dir():
        outcome.notes.append(say("loop.grade_again", id=name, file=one.path.name))
    (archive / f"{assignment}--{name}--{stamp}.ipynb").write_bytes(one.content)


def _write_refused(folder: Path, outcome: Collected, now: datetime) -> None:
    if not outcome.refused:
        return
    target = folder / "refused.csv"
    is_new = not target.is_file()
    with open(target, "a", encoding="utf-8-sig" if is_new else "utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        if is_new:
            writer.writerow(["time_utc", "file", "reason"])
        for path, reason in outcome.refused:
            writer.writerow([now.strftime("%Y-%m-%d %H:%M"), plain_field(path.name), plain_field(reason)])
