"""What lies in a submission's folder, looked at before anything opens it, and what in it an instructor should see."""

from __future__ import annotations

import ast
import codecs
import stat
from pathlib import Path

from otop.errors import OtopError
from otop.learn.notebook_file import read_notebook, source_of

MOST_BYTES, MOST_FILES, MOST_CODE = 20_000_000, 100, 100_000  # the last: characters of one cell

# modules that no answer of the course needs
_OUTSIDE = {"builtins", "ctypes", "gc", "importlib", "inspect", "IPython", "ipykernel", "marshal", "mmap", "multiprocessing",
            "nbgrader", "os", "pickle", "pty", "resource", "shutil", "signal", "socket", "subprocess", "sys", "threading",
            "traceback", "urllib", "requests", "zmq"}  # fmt: skip
_CALLS = {
    "__import__",
    "breakpoint",
    "compile",
    "display",
    "eval",
    "exec",
    "get_ipython",
    "globals",
    "input",
    "open",
    "vars",
}


def check(folder: Path, notebook: str) -> None:
    """Look at a submission without following or running anything.

    Errors: `OtopError` with the reason, where it is a link, something else than a file, too large, or no notebook.

    >>> check(Path("no-such-folder"), "05_unit_cost")
    Traceback (most recent call last):
    otop.errors.OtopError: no-such-folder: There is no such file or folder.
    """
    if folder.is_symlink() or any(part.is_symlink() for part in (folder.parent, folder.parent.parent)):
        raise OtopError("loop.refused_link")
    if not folder.is_dir():
        raise OtopError("loop.no_place", where=folder.name)
    total = 0
    for count, path in enumerate(folder.rglob("*"), 1):
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode) or (stat.S_ISREG(about.st_mode) and about.st_nlink > 1):
            raise OtopError("loop.refused_link")
        if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
            raise OtopError("loop.refused_strange")
        total += about.st_size
        if total > MOST_BYTES or count > MOST_FILES:
            raise OtopError("loop.refused_large", size=total // 1_000_000, most=MOST_BYTES // 1_000_000)
    path = folder / f"{notebook}.ipynb"
    if path.is_file():
        content = path.read_bytes()
        read_notebook(content)
        if content.startswith(codecs.BOM_UTF8):  # `otop collect` takes it off; nbgrader does not read it
            raise OtopError("handin.not_a_notebook")


def unusual(notebook: dict) -> tuple[str, ...]:
    """What an answer has no need of, in the code of a submission: for the instructor to look at, no verdict.

    >>> unusual({"cells": [{"cell_type": "code", "source": "import os\\nx = open('a')", "metadata": {}}]})
    ('import os', 'open()')
    >>> unusual({"cells": [{"cell_type": "code", "source": "soap_price = 12 / 4", "metadata": {}}]})
    ()
    """
    found: list[str] = []
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader")
        is_ours = isinstance(about, dict) and about.get("locked") and not about.get("solution")
        if cell["cell_type"] == "code" and not is_ours:
            found += _in_code(source_of(cell))
    return tuple(dict.fromkeys(found))


def _in_code(source: str) -> list[str]:
    if len(source) > MOST_CODE:
        return ["a very long cell"]
    lines = source.splitlines()
    found = [f"{line.strip()[0]} (shell or magic)" for line in lines if line.strip()[:1] in ("!", "%")]
    try:
        tree = ast.parse("\n".join(line for line in lines if line.strip()[:1] not in ("!", "%")))
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return found  # it earns nothing, and says so
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [f"import {name.name}" for name in node.names if _is_outside(name.name)]
        elif isinstance(node, ast.ImportFrom) and _is_outside(node.module or ""):
            found.append(f"import {node.module}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            found.append(f"{node.func.id}()")
        elif isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            found.append(f".{node.attr[:40]}")
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.Delete) and _patches(node):
            found.append("changes something of another module")
    return found


def _is_outside(module: str) -> bool:
    return module.split(".")[0] in _OUTSIDE or module.startswith(
        ("otop.teach", "otop.learn.assignment", "otop.learn.check")
    )


def _patches(node) -> bool:
    targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
    return any(isinstance(target, ast.Attribute) for target in targets)
