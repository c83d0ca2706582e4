"""A notebook as a file: read strictly, never executed. Standard library only."""

from __future__ import annotations

import hashlib
import json
import re

from otop.errors import OtopError


def read_notebook(content: bytes) -> dict:
    """The notebook in these bytes, if every part has the form that a notebook has.

    Errors: `OtopError` when it is no notebook.

    >>> read_notebook(b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')["cells"]
    []
    >>> read_notebook(b"PK\\x03\\x04")
    Traceback (most recent call last):
    otop.errors.OtopError: This is not a notebook that can be read. Open it in JupyterLab, save it (Ctrl+S) and try again.
    """
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        well_formed = _is_notebook(notebook)
    except (ValueError, RecursionError):
        raise OtopError("handin.not_a_notebook") from None
    if not well_formed:
        raise OtopError("handin.not_a_notebook")
    return notebook


def _is_notebook(notebook) -> bool:
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        return False
    cells = notebook.get("cells")
    return isinstance(notebook.get("metadata"), dict) and isinstance(cells, list) and all(map(_is_cell, cells))


def _is_cell(cell) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source = cell.get("source")
    is_text = isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))
    return is_text and isinstance(cell.get("metadata"), dict)


def source_of(cell: dict) -> str:
    """The text of a cell.

    >>> source_of({"source": ["a\\n", "b"]})
    'a\\nb'
    >>> source_of({})
    Traceback (most recent call last):
    KeyError: 'source'
    """
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return text.encode("utf-8", "replace").decode("utf-8")


def language_of(notebook: dict, otherwise: str = "en") -> str:
    """The language of a notebook, as its metadata say; `otherwise` where they say nothing.

    >>> language_of({"metadata": {"otop": {"language": "th"}}}), language_of({"metadata": {}})
    ('th', 'en')
    >>> language_of({})
    Traceback (most recent call last):
    KeyError: 'metadata'
    """
    about = notebook["metadata"].get("otop")
    lang = about.get("language") if isinstance(about, dict) else None
    return lang if isinstance(lang, str) and re.fullmatch(r"[a-z]{2,3}", lang) else otherwise


def key_cells(edition: dict) -> tuple[dict[str, dict], dict[str, str]]:
    """The edition's cells by grade id, in order, and the heading that each stands under.

    >>> cells, titles = key_cells({"cells": [{"cell_type": "markdown", "source": "### Question 1 (1 point)",
    ...     "metadata": {"nbgrader": {"grade_id": "q-text", "locked": True}}}]})
    >>> titles
    {'q-text': 'Question 1'}
    >>> key_cells([])
    Traceback (most recent call last):
    TypeError: list indices must be integers or slices, not str
    """
    cells, titles, title = {}, {}, ""
    for cell in edition["cells"]:
        nbgrader = cell["metadata"].get("nbgrader")
        name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        if not isinstance(name, str) or not name or name in cells:
            continue
        if cell["cell_type"] == "markdown" and not nbgrader.get("solution"):
            headings = re.findall(r"^#{1,6}\s+(.+?)\s*$", source_of(cell), flags=re.MULTILINE)
            title = re.sub(r"\s*[(（][^)）]*[)）]$", "", headings[-1]) if headings else title
        cells[name], titles[name] = cell, title or name
    return cells, titles


def is_open(cell: dict, pristine: dict, *, same_file: bool = False) -> bool:
    """Whether an answer is still as it was handed out.

    Without an edition to compare with (`same_file`), nbgrader's checksum in the cell says it.

    >>> is_open({"source": "x = None "}, {"source": "x = None"}), is_open({"source": "x = 3"}, {"source": "x = None"})
    (True, False)
    >>> is_open({"source": "x"}, None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not subscriptable
    """
    if same_file:
        return pristine["metadata"]["nbgrader"].get("checksum") == checksum(cell)
    return source_of(cell).strip() == source_of(pristine).strip()


def checksum(cell: dict) -> str:
    """nbgrader's checksum of a cell, so that no nbgrader is needed here (a test compares).

    >>> checksum({"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": "x", "solution": True}}})
    '44c62f1bca3050627c4e3aa4103ca410'
    >>> checksum({"source": "x"})
    Traceback (most recent call last):
    KeyError: 'metadata'
    """
    about = cell["metadata"]["nbgrader"]
    grade, solution = about.get("grade", False), about.get("solution", False)
    locked = not solution and (bool(grade) or about.get("locked", False))
    parts = [source_of(cell), cell["cell_type"], str(grade), str(solution), str(locked), str(about["grade_id"])]
    if grade:
        parts.append(str(float(about["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
