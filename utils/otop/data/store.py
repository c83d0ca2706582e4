"""Where the datasets lie, and how one is read."""

from __future__ import annotations

import copy
import difflib
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from otop.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

IN_PACKAGE = Path(__file__).parent / "datasets"  # a wheel carries them here
IN_REPOSITORY = Path(__file__).parents[3] / "datasets"  # an editable install has them there


def folder() -> Path:
    """The folder of the datasets: inside the installed package, or in the repository."""
    for place in (IN_PACKAGE, IN_REPOSITORY):
        if place.is_dir():
            return place
    raise InputError("data.no_folder")


def names() -> list[str]:
    """The names of all datasets.

    >>> "cost_cases" in names()
    True
    """
    return sorted(path.stem for path in folder().glob("*.csv"))


def manifest(name: str) -> dict:
    """What is known about a dataset: title, kind, sources, licence, columns, gaps.

    Errors: `InputError` for a name that no dataset has; it lists the names there are.

    >>> manifest("cost_cases")["kind"]
    'real'
    >>> manifest("cost_case")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.InputError: There is no dataset "cost_case". Did you mean cost_cases? Datasets: ...
    """
    return read_manifest(_checked(name, ".yml"))


def load(name: str) -> pd.DataFrame:
    """A dataset as a table. ``df.attrs["manifest"]`` says where it comes from.

    Columns of text are empty text where nothing is known; numbers and whole numbers are
    missing there (``NaN`` and ``<NA>``).

    Errors: `InputError` for a name that no dataset has.

    >>> cases = load("cost_cases").set_index("id")
    >>> float(cases.loc["C6-cash", "stated_total"]), float(cases.loc["C6-full", "stated_total"])
    (3.01, 11.69)
    >>> load("costs")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    otop.errors.InputError: There is no dataset "costs". Did you mean cost_cases? Datasets: ...
    """
    import pandas as pd

    about = manifest(name)
    table = pd.read_csv(_checked(name, ".csv"), dtype=str, keep_default_na=False, encoding="utf-8")
    for column in about["columns"]:
        if column["type"] != "text":
            numbers = pd.to_numeric(table[column["name"]])  # an empty cell is missing
            table[column["name"]] = numbers.astype("Int64" if column["type"] == "integer" else "float64")
    table.attrs["manifest"] = about
    return table


def read_manifest(path: Path) -> dict:
    """The manifest in this file. Errors: `InputError` that names the file."""
    from ruamel.yaml.error import YAMLError

    try:
        about = copy.deepcopy(_parsed(path.read_text(encoding="utf-8")))
    except (YAMLError, ValueError) as error:  # ValueError: a date like 2026-02-31, or no UTF-8
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise InputError("data.manifest_unreadable", where=path.name, line=line) from None
    if not isinstance(about, dict):
        raise InputError("data.manifest_unreadable", where=path.name, line=1)
    return about


@functools.lru_cache(maxsize=64)
def _parsed(text: str):
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def sha256(path: Path) -> str:
    """The sum of a text file; line ends do not count, so that Windows agrees."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def one_of(asked: str, known: list[str], message_id: str, **facts) -> InputError:
    """The error for a name that is not known, with the nearest one that is."""
    near = difflib.get_close_matches(str(asked), known, n=1, cutoff=0.4)
    return InputError(
        message_id if near else message_id + "_no_guess",
        name=asked,
        near=near[0] if near else "",
        known=", ".join(known),
        **facts,
    )


def _checked(name: str, ending: str) -> Path:
    known = names()
    if name not in known:
        raise one_of(name, known, "data.unknown_name")
    return folder() / f"{name}{ending}"
