"""What a notebook needs: the packages that its cells import, and our own modules behind them.

Read from the code, nothing is run. An import inside a function counts: the lesson may call it.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable
from pathlib import Path

import otop
from otop.learn.lesson import LESSONS
from otop.teach.site.dist import AT_ONCE, closure
from otop.teach.site.wheels import OURS_STAYS_OUT

PACKAGE = Path(otop.__file__).parent


def imports_of(notebook: dict, lesson: str) -> tuple[str, ...]:
    """The top names of all packages that this notebook can come to import, in order.

    Parameters
    ----------
    notebook : dict
        Its code cells are read.
    lesson : str
        Number of its lesson, whose module ``Lesson("05")`` imports by name.

    >>> cells = [{"cell_type": "code", "source": "import scipy.optimize as so"}]
    >>> imports_of({"cells": cells}, "no such lesson")
    ('scipy',)
    >>> imports_of({"cells": [{"source": "import scipy"}]}, "05")
    Traceback (most recent call last):
    KeyError: 'cell_type'
    """
    names = {LESSONS[lesson]} if lesson in LESSONS else set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            names |= names_in("".join(cell["source"]))
    return tuple(sorted(reached(names)))


def first(imports: Iterable[str], packages: dict) -> list[str]:
    """The packages among these that must be loaded before the first cell runs.

    What all notebooks load is not named; nor is a pure package, which is loaded when it is
    imported (`otop.learn.browser_packages`). Machine code cannot come so late.

    Parameters
    ----------
    imports : iterable of str
        Top names, as `imports_of` gives them.
    packages : dict
        The site's packages, as its lock describes them.

    >>> lock = {"scipy": {"file_name": "scipy-1-cp312-wasm32.whl", "imports": ["scipy"], "depends": []}}
    >>> first(["json", "scipy"], lock), first(["json"], lock)
    (['scipy'], [])
    >>> first(None, lock)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    by_import = {top: name for name, about in packages.items() for top in about["imports"]}
    at_once = closure(packages, tuple(name for name in AT_ONCE if name in packages))
    asked = {by_import[top] for top in imports if top in by_import} - set(at_once)
    return sorted(name for name in asked if not all(map(_is_pure, closure(packages, (name,)).values())))


def _is_pure(package: dict) -> bool:
    return package["file_name"].endswith("-none-any.whl")


def reached(names: Iterable[str]) -> set[str]:
    """The packages behind these modules: their own top names, and for ours those of all that they import.

    >>> "openpyxl" in reached(["otop.sheets.files"]), reached(["scipy.optimize"])
    (True, {'scipy'})
    >>> reached("scipy")
    Traceback (most recent call last):
    TypeError: names of modules, not one text
    """
    if isinstance(names, str):
        raise TypeError("names of modules, not one text")
    found, seen, waiting = set(), set(), list(names)
    while waiting:
        name = waiting.pop()
        if name.split(".")[0] != "otop":
            found.add(name.split(".")[0])
        elif name not in seen:
            seen.add(name)
            waiting += _of_module(name)
    return found


@functools.cache
def _of_module(name: str) -> frozenset[str]:
    """What importing ``otop.a.b`` imports: the package ``otop.a``, and what stands in the file."""
    path = PACKAGE.joinpath(*name.split(".")[1:])
    file = next((one for one in (path / "__init__.py", path.with_suffix(".py")) if one.is_file()), None)
    inside = f"otop/{file.relative_to(PACKAGE).as_posix()}" if file else ""
    if not file or inside.startswith(OURS_STAYS_OUT):
        return frozenset()
    parent = name.rpartition(".")[0]
    return frozenset(names_in(file.read_text(encoding="utf-8")) | ({parent} if parent else set()))


def names_in(code: str) -> set[str]:
    """The modules that this code imports, by their whole names; nothing where it is no Python.

    ``from a import b`` gives ``a.b`` too: `b` may be a module.

    >>> sorted(names_in("import a.b\\ndef f():\\n    from c import d"))
    ['a.b', 'c', 'c.d']
    >>> names_in("import = 3")
    set()
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
