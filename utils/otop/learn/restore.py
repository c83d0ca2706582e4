"""Work from the browser, put back into the workspace; nothing that is there is overwritten.

The page "What I have done" downloads one JSON file: ``{"otop": "my work", "version": 1,
"files": [...]}``. Its notebooks go to where the workspace keeps lessons and assignments, her own product to the top,
and what she predicted to what is predicted here.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path, PurePosixPath

from otop.errors import OtopError
from otop.i18n import say
from otop.learn import predictions
from otop.learn.hand_in import STATE
from otop.learn.notebook_file import key_cells, language_of, read_notebook, source_of
from otop.learn.workspace import Delivery, _check_folder, _check_place, _readable_errors, _write

VERSION = 1
HERS = "my_product.yml"
PREDICTIONS = "my-predictions.json"  # in the browser at the top, in a workspace among the course's own files
MOST_BYTES = 60_000_000
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_SAY = {"new": "browser.restored_new", "same": "browser.restored_same",
        "beside": "browser.restored_beside", "unreadable": "browser.restored_unreadable"}  # fmt: skip


def restore(bundle: Path, folder: Path) -> list[Delivery]:
    """Put the notebooks of the file `bundle` into the workspace `folder`.

    Returns
    -------
    list of Delivery
        `how` is new, same, beside (something else is there) or unreadable.

    Errors: `OtopError` with one sentence when the file is not what the page made; then
    nothing is written.

    >>> restore(Path("my-work.json"), Path("."))
    Traceback (most recent call last):
    otop.errors.OtopError: my-work.json: There is no such file. Give the file that you downloaded from "What I have done".
    """
    try:
        if bundle.is_file() and bundle.stat().st_size > MOST_BYTES:
            size, most = bundle.stat().st_size // 1_000_000, MOST_BYTES // 1_000_000
            raise OtopError("browser.restore_huge", where=bundle.name, size=size, most=most)
        files = read_bundle(bundle.read_bytes())
    except OSError:
        raise OtopError("browser.restore_no_file", where=bundle.name) from None
    except OtopError as problem:
        raise problem.at(bundle.name) from None
    _check_folder(folder)
    ready = [(place_of(path, notebook), notebook) for path, notebook in files]
    for path, _ in ready:
        _check_place(folder, path)
    return [_put(folder, path, notebook) for path, notebook in ready]


def read_bundle(content: bytes) -> list[tuple[str, dict | str | None]]:
    """The notebooks in a downloaded file, by path, None for one that cannot be read; and her product and
    predictions as text.

    >>> read_bundle(b'{"otop": "my work", "version": 1, "files": []}')
    []
    >>> read_bundle(b'{"cells": []}')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: This is not a file of "What I have done". ...
    """
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise OtopError("browser.restore_not_work") from None
    if not isinstance(told, dict) or told.get("otop") != "my work" or not isinstance(told.get("files"), list):
        raise OtopError("browser.restore_not_work")
    if not isinstance(told.get("version"), int):
        raise OtopError("browser.restore_not_work")
    if told["version"] > VERSION:
        raise OtopError("browser.restore_version")
    found = {}
    for one in told["files"]:
        if not isinstance(one, dict) or not isinstance(one.get("path"), str):
            raise OtopError("browser.restore_not_work")
        path = plain_path(one["path"])
        if path in (HERS, PREDICTIONS):
            content = one.get("content")
            found[path] = content if isinstance(content, str) else json.dumps(content)
        if path.endswith(".ipynb"):
            while path in found:
                path = f"{path.removesuffix('.ipynb')}-2.ipynb"
            found[path] = _notebook(one.get("content"))
    return sorted(found.items(), key=lambda pair: pair[0])


def plain_path(path: str) -> str:
    """A path below the workspace, in characters that every system can write.

    >>> plain_path("05_unit_cost (before 2026-11-23T01:50).ipynb")
    '05_unit_cost (before 2026-11-23T01_50).ipynb'
    >>> plain_path("../x.ipynb")
    Traceback (most recent call last):
    otop.errors.OtopError: Nothing was put back: the file names a place outside your work (../x.ipynb). Download your work once more and try again.
    """
    parts = path.split("/")
    plain = [re.sub(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff<>:"|?*]', "_", part) for part in parts]
    for part in plain:
        if not part.strip(" .") or part.startswith(".") or part.endswith((".", " ")) or "\\" in part:
            raise OtopError("browser.restore_name", name=" ".join(path.split())[:60])
        if len(part.encode()) > 200 or re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part):
            raise OtopError("browser.restore_name", name=" ".join(path.split())[:60])
    if len(plain) > 8:
        raise OtopError("browser.restore_name", name=path[:60])
    return "/".join(plain)


def place_of(path: str, notebook: dict | str | None) -> str:
    """Where the workspace keeps a notebook of the site.

    >>> place_of("05_unit_cost.ipynb", {"cells": [], "metadata": {}}), place_of("my/own.ipynb", None)
    ('lessons/05_unit_cost.ipynb', 'my/own.ipynb')
    >>> place_of("th/05_unit_cost.ipynb", {"cells": [], "metadata": {"otop": {"language": "th"}}})
    'lessons/05_unit_cost.ipynb'
    >>> place_of(None, None)
    Traceback (most recent call last):
    TypeError: expected str, bytes or os.PathLike object, not NoneType
    """
    if path in (HERS, PREDICTIONS):
        return path
    if notebook and path.startswith(f"{language_of(notebook)}/"):  # a workspace has one language at a time
        path = path.split("/", 1)[1]
    place = PurePosixPath(path)
    is_assignment = bool(notebook and key_cells(notebook)[0])
    if str(place.parent) not in (".", "lessons", "assignments"):
        return path
    if not is_assignment:
        return f"lessons/{place.name}"
    assignment = re.sub(r" \(.*$", "", place.stem)
    return f"assignments/{assignment}/{place.name}"


def told(delivery: Delivery) -> str:
    """What happened to one notebook, in one sentence.

    >>> told(Delivery("lessons/05.ipynb", "new"))
    'lessons/05.ipynb is back.'
    >>> told(Delivery("lessons/05.ipynb", "lost"))
    Traceback (most recent call last):
    KeyError: 'lost'
    """
    return say(_SAY[delivery.how], path=delivery.path, beside=delivery.beside)


def _notebook(content) -> dict | None:
    """The notebook, with the kernel that JupyterLab knows."""
    if isinstance(content, str):
        raw = content.encode("utf-8", "replace")
    else:
        raw = json.dumps(content).encode()
    try:
        notebook = read_notebook(raw)
    except OtopError:
        return None
    kernel = notebook["metadata"].get("kernelspec")
    if not isinstance(kernel, dict) or kernel.get("name") in (None, "python", "python3"):
        notebook["metadata"]["kernelspec"] = dict(KERNEL)
    return notebook


def _put(folder: Path, path: str, notebook: dict | str | None) -> Delivery:
    if notebook is None:
        return Delivery(path, "unreadable")
    if path == PREDICTIONS:
        return _put_predictions(folder, notebook)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook, indent=1, sort_keys=True) + "\n"
    content = text.encode("utf-8", "replace")
    place, number = PurePosixPath(path), 0
    while True:
        name = path if not number else str(place.with_name(f"{place.stem} (put back{_count(number)}){place.suffix}"))
        target = folder / name
        with _readable_errors(target):
            if not os.path.lexists(target):
                _write(target, content)
                return Delivery(path, "beside", name) if number else Delivery(path, "new")
            if target.is_file() and _same(target, notebook):
                return Delivery(name, "same")
        number += 1


def _put_predictions(folder: Path, text: str) -> Delivery:
    target = folder / STATE / "predictions.json"
    with _readable_errors(target):
        try:
            return Delivery(PREDICTIONS, "new" if predictions.put_back(target, text) else "same")
        except (ValueError, RecursionError):
            return Delivery(PREDICTIONS, "unreadable")


def _count(number: int) -> str:
    return "" if number == 1 else f" {number}"


def _same(target: Path, notebook: dict | str) -> bool:
    if isinstance(notebook, str):
        return target.read_bytes() == notebook.encode("utf-8", "replace")
    try:
        there = read_notebook(target.read_bytes())
    except OtopError:
        return False
    return _texts(there) == _texts(notebook)


def _texts(notebook: dict) -> list[tuple[str, str]]:
    return [(cell["cell_type"], source_of(cell)) for cell in notebook["cells"]]
