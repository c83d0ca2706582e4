"""Where Pyodide comes from: a folder, the cache, or the official release; only what its sha256 confirms is used."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import say

VERSION = "0.27.7"
OFFICIAL = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
LOCK = "pyodide-lock.json"
LOCK_SHA256 = "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c"
CORE = {  # the lock does not name these
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
WAIT_S = 60


@dataclass(frozen=True)
class PyodideFiles:
    """Pyodide's files in `folder`; what is missing there comes from `address`, if there is one."""

    folder: Path
    address: str | None = None
    tell: Callable[[str], None] = field(default=lambda line: None, compare=False)

    def lock(self) -> dict:
        """What the official lock says about each package, by plain name.

        >>> PyodideFiles(Path("no_such_folder")).lock()
        Traceback (most recent call last):
        otop.errors.OtopError: pyodide-lock.json: This file of Pyodide 0.27.7 is not in the folder no_such_folder. Give the folder of the whole release, or none: then it is fetched.
        """
        return json.loads(self.get(LOCK, LOCK_SHA256).read_text(encoding="utf-8"))

    def core(self) -> list[Path]:
        """The files that start Pyodide."""
        return [self.get(name, digest) for name, digest in CORE.items()]

    def get(self, name: str, digest: str) -> Path:
        """A file whose sha256 is `digest`; fetched and kept if it is missing here.

        Errors: `OtopError` for a file that is missing, cannot be fetched, or is not the official one.
        """
        path = self.folder / name
        if not path.is_file():
            if self.address is None:
                raise OtopError("site.file_missing", where=name, version=VERSION, folder=self.folder)
            self._fetch(name, digest)
        if sha256(path.read_bytes()) != digest:
            raise OtopError("site.not_official", where=name, version=VERSION, folder=self.folder)
        return path

    def _fetch(self, name: str, digest: str) -> None:
        self.tell(say("site.fetching", file=name))
        try:
            with urllib.request.urlopen(self.address.rstrip("/") + "/" + name, timeout=WAIT_S) as answer:
                content = answer.read()
        except (urllib.error.URLError, OSError, ValueError) as problem:
            reason = getattr(problem, "reason", None) or problem
            raise OtopError("site.cannot_fetch", where=name, reason=reason, version=VERSION) from None
        if sha256(content) != digest:
            raise OtopError("site.fetched_wrong", where=name)
        write_whole(self.folder / name, content)


def find(asked: Path | str | None = None, *, tell: Callable[[str], None] = lambda line: None) -> PyodideFiles:
    """Where this build takes Pyodide from: `asked`, ``OTOP_PYODIDE``, else the cache, filled as needed.

    ``OTOP_PYODIDE_URL`` is another place with the official files (a mirror in one's own network).

    >>> find("here").folder.name, find("here").address
    ('here', None)
    >>> find("no_such_folder").lock()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.OtopError: pyodide-lock.json: This file of Pyodide 0.27.7 is not in the folder no_such_folder. ...
    """
    given = asked or os.environ.get("OTOP_PYODIDE")
    if given:
        return PyodideFiles(Path(given), None, tell)
    return PyodideFiles(cache_folder(), os.environ.get("OTOP_PYODIDE_URL") or OFFICIAL, tell)


def cache_folder() -> Path:
    """Where fetched files are kept: ``$XDG_CACHE_HOME/otop`` or ``~/.cache/otop``.

    >>> cache_folder().name
    'pyodide-0.27.7'
    >>> cache_folder("here")
    Traceback (most recent call last):
    TypeError: cache_folder() takes 0 positional arguments but 1 was given
    """
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "otop" / f"pyodide-{VERSION}"


def plain(name: str) -> str:
    """The name of a package as locks compare it.

    >>> plain("ruamel.yaml"), plain("Matplotlib_Inline")
    ('ruamel-yaml', 'matplotlib-inline')
    >>> plain(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def sha256(content: bytes) -> str:
    """The sum of these bytes.

    >>> sha256(b"")[:8]
    'e3b0c442'
    >>> sha256("text")
    Traceback (most recent call last):
    TypeError: Strings must be encoded before hashing
    """
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file all or nothing, its folder too."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".otop-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as problem:
        raise OtopError("site.cannot_write", where=path.name, folder=path.parent, reason=problem.strerror) from None
