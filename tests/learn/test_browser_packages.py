"""Packages that come when they are imported: fetched once, by a plain import, with their own needs."""

import importlib
import sys

import pytest
from otop.learn import browser_packages
from otop.learn.browser_packages import Finder, PackageMissing, load_ipython_extension
from otop.teach.site.wheels import pack

SITE = {
    "far_book-1-py3-none-any.whl": {"far_book/__init__.py": b"import far_cells\nrows = far_cells.rows", "far_book-1.dist-info/METADATA": b""},
    "far_cells-1-py3-none-any.whl": {"far_cells.py": b"rows = 3"},
}  # fmt: skip
WHEELS = {"far_book": "far_book-1-py3-none-any.whl", "far_cells": "far_cells-1-py3-none-any.whl"}


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What was fetched; the finder stands where it does in the browser."""
    names = []

    def get(name):
        names.append(name)
        return pack(SITE[name])

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder(WHEELS, get, tmp_path)])
    yield names
    for name in WHEELS:
        sys.modules.pop(name, None)


def test_fetched_when_it_is_imported_and_only_once(asked):
    assert asked == []
    assert importlib.import_module("far_book").rows == 3
    assert asked == list(WHEELS.values()), "the package, and the one that it needs"
    del sys.modules["far_book"], sys.modules["far_cells"]
    importlib.import_module("far_book")
    assert len(asked) == 2


def test_another_name_is_nobodys(asked):
    with pytest.raises(ModuleNotFoundError, match="far_away"):
        importlib.import_module("far_away")
    assert asked == []


@pytest.mark.parametrize("answer", [OSError("gone"), b"<html>not found</html>"])
def test_what_does_not_come_is_said_in_one_sentence(answer, tmp_path, monkeypatch):
    def get(name):
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder(WHEELS, get, tmp_path)])
    with pytest.raises(PackageMissing, match="did not arrive: far_book") as told:
        importlib.import_module("far_book")
    assert isinstance(told.value, ImportError)
    assert told.value._render_traceback_() == [str(told.value)]


def test_outside_a_browser_nothing_changes():
    before = list(sys.meta_path)
    load_ipython_extension(None)
    assert sys.meta_path == before


def test_in_a_browser_it_is_asked_last_and_stands_there_once(monkeypatch):
    monkeypatch.setattr(browser_packages, "in_browser", lambda: True)
    monkeypatch.setattr(browser_packages, "wheels_of_the_site", dict)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    load_ipython_extension(None)
    load_ipython_extension(None)
    assert [isinstance(one, Finder) for one in sys.meta_path].count(True) == 1
    assert isinstance(sys.meta_path[-1], Finder)
