"""The trainee's workspace: a folder of her own, filled with the course and never emptied.

A file that is not there is written. A file that is still as it was delivered is replaced
by a newer edition. A file that the trainee changed is kept as it is, and the newer
edition is put beside it. What was delivered is recorded in ``.otop/editions.json``, and
kept once more, untouched, under ``.otop/editions/``.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from otop.errors import OtopError
from otop.i18n import languages

STATE = ".otop"
DEFAULT = "otop-workspace"


@dataclass(frozen=True)
class Delivery:
    """What happened to one file: `how` is new, newer, same or kept; `beside` is the newer edition of a kept file.

    >>> Delivery("lessons/05.ipynb", "kept", "lessons/05-edition-2.ipynb").how
    'kept'
    >>> Delivery("lessons/05.ipynb")
    Traceback (most recent call last):
    TypeError: Delivery.__init__() missing 1 required positional argument: 'how'
    """

    path: str
    how: str
    beside: str | None = None


def choose_folder(asked: str | None, *, course: Path) -> Path:
    """The folder to work in: the one asked for, or ``otop-workspace`` at home; never the course's own folder.

    Parameters
    ----------
    asked : str or None
        What ``OTOP_WORKSPACE`` says.
    course : Path
        The folder of the course (the repository).

    >>> choose_folder("/tmp/mine", course=Path("/tmp/course")).name
    'mine'
    >>> choose_folder("/tmp/course/mine", course=Path("/tmp/course"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: Your workspace cannot be ...
    """
    folder = (Path(asked).expanduser() if asked else Path.home() / DEFAULT).resolve()
    course = course.resolve()
    if folder == course or folder in course.parents or course in folder.parents:
        raise OtopError("work.inside_course", folder=folder, course=course)
    return folder


def choose_language(folder: Path, lang: str) -> None:
    """Write the workspace's language, if there is a catalogue for it.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     choose_language(Path(folder), "en")
    ...     chosen_language(Path(folder))
    'en'
    >>> choose_language(Path("anywhere"), "xx")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: The course does not speak "xx" yet. Choose one of: ...
    """
    if lang not in languages():
        raise OtopError("work.language_unknown", lang=lang, known=", ".join(languages()))
    _check_folder(folder)
    _check_place(folder, f"{STATE}/language")
    write_whole(folder / STATE / "language", f"{lang}\n".encode())


def chosen_language(folder: Path) -> str | None:
    """The language that was chosen for this workspace, if any.

    >>> chosen_language(Path("no-such-folder")) is None
    True
    >>> chosen_language(None)
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for /: 'NoneType' and 'str'
    """
    try:
        return (folder / STATE / "language").read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def prepare(folder: Path, editions: Iterable[tuple[str, bytes]]) -> list[Delivery]:
    """Put the course into the workspace, without touching anybody's work.

    Parameters
    ----------
    folder : Path
        The workspace; made if it is not there.
    editions : pairs of (path, content)
        The files as they are today; paths with ``/``, relative to the workspace.

    Errors: `OtopError` where something stands in the way (a link, a file instead of a
    folder, no right to write); nothing is lost then.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = prepare(Path(folder), [("lesson.md", b"one")])
    ...     _ = Path(folder, "lesson.md").write_text("mine")
    ...     second = prepare(Path(folder), [("lesson.md", b"two")])
    >>> first[0].how, second[0].how, second[0].beside
    ('new', 'kept', 'lesson-edition-2.md')
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     prepare(Path(file.name), [])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: ... is a file, but a folder is needed there. ...
    """
    editions = list(editions)
    _check_folder(folder)
    for path, _ in editions:
        _check_place(folder, path)
        _check_place(folder, f"{STATE}/editions/{path}")
    _check_place(folder, f"{STATE}/editions.json")
    record = _read_record(folder)
    done = []
    try:
        for path, content in editions:
            with _readable_errors(folder / path):
                done.append(_deliver(folder, path, content, record))
    finally:
        write_whole(folder / STATE / "editions.json", json.dumps(record, indent=1).encode())
    return done


def _deliver(folder: Path, path: str, content: bytes, record: dict) -> Delivery:
    target, new = folder / path, _digest(content)
    known = record.setdefault(path, {"here": None, "editions": []})
    if not target.exists():
        how = "new"
        _write(target, content)
    elif (here := _digest(target.read_bytes())) == new:
        how = "same"
    elif here == known["here"] or _only_opened(folder, path, known):
        how = "newer"
        _write(target, content, replace=True)
    else:
        return _put_beside(folder, path, content, known, record)
    _remember(folder, path, content, record)
    return Delivery(path, how)


def _only_opened(folder: Path, path: str, known: dict) -> bool:
    """JupyterLab writes the kernel's version into a notebook that is only looked at: that is nobody's work."""
    if not path.endswith(".ipynb"):
        return False
    try:
        delivered = (folder / STATE / "editions" / path).read_bytes()
        return _digest(delivered) == known["here"] and _cells(delivered) == _cells((folder / path).read_bytes())
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return False


def _cells(content: bytes) -> list[dict]:
    cells = json.loads(content)["cells"]
    return [cell | {"source": "".join(cell["source"]), "metadata": _lasting(cell["metadata"])} for cell in cells]


def _lasting(metadata: dict) -> dict:
    return {name: value for name, value in metadata.items() if name != "trusted"}


def _put_beside(folder: Path, path: str, content: bytes, known: dict, record: dict) -> Delivery:
    new = _digest(content)
    if new in known["editions"]:
        return Delivery(path, "kept")
    place, number = PurePosixPath(path), max(2, len(known["editions"]) + 1)
    while True:
        beside = str(place.with_name(f"{place.stem}-edition-{number}{place.suffix}"))
        target = folder / beside
        if not os.path.lexists(target):
            _write(target, content)
            break
        if target.is_file() and _digest(target.read_bytes()) == new:
            break  # it was put there before the record was lost
        number += 1
    known["editions"].append(new)
    record.setdefault(beside, {"here": None, "editions": []})
    _remember(folder, beside, content, record)
    return Delivery(path, "kept", beside)


def _remember(folder: Path, path: str, content: bytes, record: dict) -> None:
    digest, known = _digest(content), record[path]
    pristine = folder / STATE / "editions" / path
    if known["here"] != digest or not pristine.is_file():
        _write(pristine, content, replace=True)
    known["here"] = digest
    if digest not in known["editions"]:
        known["editions"].append(digest)
    if path.endswith(".ipynb"):
        _trust(folder, content)


def _trust(folder: Path, content: bytes) -> None:
    """Sign our own edition, so that JupyterLab shows its stored figures and tables."""
    import nbformat
    from nbformat.sign import NotebookNotary

    try:
        notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
    except (ValueError, nbformat.ValidationError):
        return
    data = folder / STATE / "jupyter" / "data"
    data.mkdir(parents=True, exist_ok=True)
    notary = NotebookNotary(data_dir=str(data))
    try:
        notary.sign(notebook)
    finally:
        notary.store.close()


def _read_record(folder: Path) -> dict:
    """What was delivered; where the record is damaged, nothing counts as delivered, so everything is kept."""
    try:
        read = json.loads((folder / STATE / "editions.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {path: entry for path, entry in read.items() if _is_entry(entry)}


def _is_entry(entry) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("editions"), list) or "here" not in entry:
        return False
    return all(isinstance(digest, str) for digest in entry["editions"])


def _check_folder(folder: Path) -> None:
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise OtopError("work.not_a_folder", path=place)


def _check_place(folder: Path, path: str) -> None:
    """Nothing stands in the way of this file: no link, no file where a folder should be, and the reverse."""
    parts = PurePosixPath(path).parts
    for depth in range(1, len(parts) + 1):
        place, is_folder = folder.joinpath(*parts[:depth]), depth < len(parts)
        if place.is_symlink():
            raise OtopError("work.link", path=place)
        if place.exists() and place.is_dir() != is_folder:
            raise OtopError("work.not_a_folder" if is_folder else "work.not_a_file", path=place)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file of ours all or nothing, its folder too.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a", "b.txt"), b"one")
    ...     Path(folder, "a", "b.txt").read_bytes()
    b'one'
    >>> write_whole(Path(os.devnull, "b.txt"), b"one")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: Cannot write ...
    """
    with _readable_errors(target):
        _write(target, content, replace=True)


@contextmanager
def _readable_errors(path: Path):
    try:
        yield
    except OSError as error:
        raise OtopError("work.cannot_write", path=path, reason=error.strerror or str(error)) from error


def _write(target: Path, content: bytes, *, replace: bool = False) -> None:
    """All or nothing; without `replace`, never over a file that appeared meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".otop-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        if replace:
            os.replace(name, target)
        else:
            _rename_if_free(name, target)
    finally:
        if os.path.exists(name):
            os.remove(name)


def _rename_if_free(name: str, target: Path) -> None:
    if os.name == "nt":
        os.rename(name, target)  # on Windows this refuses to overwrite
        return
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except OSError:  # a stick with a file system that has no links
        if os.path.lexists(target):
            raise FileExistsError(17, "File exists", str(target)) from None
        os.rename(name, target)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
