"""Packages in the browser that are loaded when they are first imported.

Pyodide loads a package when a cell imports it, not when our own code does. So here a pure
package of the site (openpyxl) is fetched at the moment of its import, from the site itself,
and nobody waits for it before. A package with machine code (SciPy) cannot come so late: a
lesson that needs one gets it before its first cell (`otop.teach.site.needs`).

Loaded by every kernel of the course (``utils/ipython_config.py``); outside a browser it does nothing.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import io
import site
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from otop.errors import OtopError
from otop.learn.browser import in_browser

PURE = "-none-any.whl"


class PackageMissing(OtopError, ModuleNotFoundError):
    """A package of the site that did not come."""


def load_ipython_extension(shell) -> None:
    """Let imports of this kernel find the packages of the site."""
    if in_browser() and not any(isinstance(one, Finder) for one in sys.meta_path):
        sys.meta_path.append(Finder(wheels_of_the_site(), fetch, Path(site.getsitepackages()[0])))


class Finder(importlib.abc.MetaPathFinder):
    """Asked when nobody else finds a module: fetches the wheel that has it.

    Parameters
    ----------
    wheels : dict
        Top name of a module to file name of its wheel; only pure wheels.
    get : callable
        The content of a wheel by its file name. Errors: `OSError`.
    place : Path
        Where wheels are unpacked; a folder of `sys.path`.

    >>> Finder({}, bytes, Path()).find_spec("json") is None
    True
    >>> def unplugged(name):
    ...     raise OSError("no answer")
    >>> Finder({"openpyxl": "openpyxl-3-py3-none-any.whl"}, unplugged, Path()).find_spec("openpyxl")
    Traceback (most recent call last):
    otop.learn.browser_packages.PackageMissing: A part of the course did not arrive: openpyxl. Is the network or the stick still there? Then run this cell again.
    """

    def __init__(self, wheels: dict[str, str], get: Callable[[str], bytes], place: Path):
        self._wheels, self._get, self._place = wheels, get, place

    def find_spec(self, name: str, path=None, target=None):
        wheel = self._wheels.get(name)
        if wheel is None:
            return None
        try:
            with zipfile.ZipFile(io.BytesIO(self._get(wheel))) as files:
                files.extractall(self._place)
        except (OSError, zipfile.BadZipFile):
            raise PackageMissing("browser.package_missing", package=name) from None
        importlib.invalidate_caches()
        return importlib.machinery.PathFinder.find_spec(name, [str(self._place)], target)


def wheels_of_the_site() -> dict[str, str]:
    """The pure wheels of the site that are not loaded: top name of a module to file name."""
    import pyodide_js

    packages = pyodide_js._api.lockfile_packages.to_py()
    there = set(pyodide_js.loadedPackages.to_py())
    return {
        top: about["file_name"]
        for name, about in packages.items()
        for top in about["imports"]
        if name not in there and about["file_name"].endswith(PURE)
    }


def fetch(file_name: str) -> bytes:
    """A file from beside Pyodide, at once: the kernel is a worker, which may wait. Errors: `OSError`."""
    import pyodide_js
    from js import XMLHttpRequest
    from pyodide.ffi import JsException

    asked = XMLHttpRequest.new()
    try:
        asked.open("GET", pyodide_js._api.config.indexURL + file_name, False)
        asked.responseType = "arraybuffer"
        asked.send()
    except JsException as problem:
        raise OSError(str(problem)) from None
    if asked.status != 200:
        raise OSError(asked.status)
    return asked.response.to_bytes()
