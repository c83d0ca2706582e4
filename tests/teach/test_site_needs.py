"""What a notebook needs is read from its cells, its lesson's module, and all of ours that these import."""

import pytest
from otop.teach.site import needs

TREE = {
    "__init__.py": "",
    "learn/__init__.py": "import polib",
    "learn/lessons/__init__.py": "",
    "learn/lessons/fair.py": "from otop.market import stall",
    "market/__init__.py": "",
    "market/stall.py": "def how_many():\n    from scipy.stats import norm\n    import otop.sheets.book as book",
    "sheets/__init__.py": "",
    "sheets/book.py": "if True:\n    import openpyxl, json\nfrom otop.teach import grading",
    "teach/__init__.py": "",
    "teach/grading.py": "import nbgrader",
}
LOCK = {
    "otop": {"imports": ["otop"], "depends": ["pandas"], "file_name": "otop-1-py3-none-any.whl"},
    "pandas": {"imports": ["pandas"], "depends": [], "file_name": "pandas-2-cp312-wasm32.whl"},
    "scipy": {"imports": ["scipy"], "depends": ["openblas"], "file_name": "scipy-1-cp312-wasm32.whl"},
    "openblas": {"imports": [], "depends": [], "file_name": "openblas-1.zip"},
    "openpyxl": {"imports": ["openpyxl"], "depends": [], "file_name": "openpyxl-3-py3-none-any.whl"},
    "solver": {"imports": ["solver"], "depends": ["scipy"], "file_name": "solver-3-py3-none-any.whl"},
}


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    for name, code in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code)
    monkeypatch.setattr(needs, "PACKAGE", tmp_path)
    monkeypatch.setattr(needs, "LESSONS", {"12": "otop.learn.lessons.fair"})
    needs._of_module.cache_clear()
    yield
    needs._of_module.cache_clear()


def notebook(*cells):
    return {"cells": [{"cell_type": "code", "source": source} for source in cells]}


def test_through_our_own_modules_into_their_functions(lessons):
    assert needs.imports_of(notebook("from otop.learn import Lesson"), "12") == ("json", "openpyxl", "polib", "scipy")


def test_another_lesson_needs_nothing_of_it(lessons):
    assert needs.imports_of(notebook("from otop.learn import Lesson", "import = 3"), "05") == ("polib",)


def test_the_rooms_that_stay_out_of_the_browser_are_not_followed(lessons):
    assert "nbgrader" not in needs.reached(["otop.teach.grading", "otop.sheets.book"])


def test_only_machine_code_that_others_do_not_load_comes_first():
    assert needs.first(["json", "pandas", "openpyxl"], LOCK) == []
    assert needs.first(["pandas", "scipy", "openpyxl"], LOCK) == ["scipy"]
    assert needs.first(["solver"], LOCK) == ["solver"], "it brings machine code with it"
