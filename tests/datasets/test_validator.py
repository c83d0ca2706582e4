"""The validator finds each kind of break on a broken copy, and names the file and the row."""

import re
import shutil

import pytest
from otop import data
from otop.data import store
from otop.errors import InputError
from typer.testing import CliRunner


@pytest.fixture
def copy(tmp_path):
    for file in store.folder().glob("cost_cases.*"):
        shutil.copy(file, tmp_path)
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def test_the_copy_is_clean(copy):
    assert data.validate(copy) == []


TABLE, MANIFEST = "cost_cases.csv", "cost_cases.yml"
BREAKS = {
    "sum": (TABLE, "9.77", "9.78", "cost_cases.csv: the table is not the one its manifest describes"),
    "title": (MANIFEST, "title: Published", "titel: Published", '"title" is missing'),
    "empty title": (MANIFEST, "title: Published cost and price cases of village products", "title:", '"title" is'),
    "kind": (MANIFEST, "kind: real", "kind: genuine", 'the kind is "genuine"'),
    "licence date": (MANIFEST, "looked_at: 2026-11-23", "looked_at: last week", '"licence: looked_at" is "last week"'),
    "no such date": (MANIFEST, "looked_at: 2026-11-23", "looked_at: 2026-11-33", "near line|looked_at"),
    "retrieved": (MANIFEST, "retrieved: 2026-11-23", "retrieved: 2026", '"retrieved" is "2026"'),
    "licence": (MANIFEST, "  text: >-\n", "  words: >-\n", '"licence: text" is missing'),
    "source": (MANIFEST, "    url: https", "    address: https", '"sources: name and url" is missing'),
    "builder": (MANIFEST, "builder: null", "builder: builders/none.py", "the builder builders/none.py is not there"),
    "no builder": (MANIFEST, "kind: real", "kind: synthetic", '"builder" is missing'),
    "not yaml": (MANIFEST, "kind: real", "kind: [real", "cannot be read near line"),
    "not a mapping": (MANIFEST, "title: Published", "- title: Published", "cannot be read near line"),
    "column missing": (MANIFEST, "- name: material\n", "- name: materials\n", "column materials is in the manifest"),
    "column extra": (MANIFEST, "- name: material\n", "- name: materials\n", "column material of the table is not"),
    "type": (MANIFEST, "type: integer", "type: whole", 'has the type "whole". Write one of: text, integer, number'),
    "description": (MANIFEST, "    description: ", "    words: ", 'column 1 of the list has no "description"'),
    "value type": (TABLE, "9.77", "about 9.77", 'row 2: material is "about 9.77". It must be of the type number'),
    "comma": (TABLE, "9.77", '"9,770"', 'row 2: material is "9,770"'),
    "check value": (TABLE, "adds_up", "fine", 'row 2: check is "fine". Write one of: adds_up, differs'),
    "status": (TABLE, ",F,https", ",B,https", 'row 2: status is "B". Write one of: F, F-cut'),
    "empty": (TABLE, "Thailand", "", "row 2: country is empty"),
    "twice": (TABLE, "C1-profit,C1", "C1,C1", 'row 3: id "C1" is there twice'),
    "row length": (TABLE, "9.77,", "", "row 2: has 34 cells; the table has 35 columns"),
    "wrong verdict": (TABLE, "9.77", "9.78", 'C1: check says "adds_up"; from the figures it is "differs"'),
    "wrong difference": (TABLE, "differs,-0.25", "differs,-0.26", 'difference says "-0.26"; from the figures it is'),
    "wrong missing": (TABLE, ",days,", ",price,", 'missing says "price"; from the figures it is "days"'),
    "further": (TABLE, "total_cost=45500", "total_cost=about 45500", "C2-month: the rule, the digits or the further"),
}


@pytest.mark.parametrize(("name", "old", "new", "sentence"), BREAKS.values(), ids=BREAKS)
def test_each_break_is_found(copy, name, old, new, sentence):
    edit(copy, name, old, new)
    assert any(re.search(sentence.replace("(", r"\("), finding) for finding in data.validate(copy)), data.validate(copy)


@pytest.mark.parametrize("field", ["sha256", "unit", "known_gaps", "columns", "builder", "licence"])
def test_each_missing_field_is_named(copy, field):
    edit(copy, MANIFEST, f"\n{field}:", f"\n{field}_:")
    assert any(f'"{field}" is missing' in finding for finding in data.validate(copy))


def test_a_table_without_manifest_and_a_manifest_without_table(copy):
    (copy / "other.csv").write_text("a\n1\n", encoding="utf-8")
    (copy / "alone.yml").write_text("title: alone\n", encoding="utf-8")
    found = data.validate(copy)
    assert len(found) == 2
    assert found[0].startswith("other.csv: has no manifest") and found[1].startswith("alone.yml: is a manifest without")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
def test_a_table_that_is_no_text_is_a_finding(copy, content):
    (copy / TABLE).write_bytes(content)
    assert any("is empty or not UTF-8 text" in finding for finding in data.validate(copy))


def test_line_ends_of_windows_are_no_finding(copy):
    path = copy / TABLE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert data.validate(copy) == []


def test_update_writes_the_sum_and_nothing_else(copy):
    before = (copy / MANIFEST).read_text(encoding="utf-8")
    edit(copy, TABLE, "Books kept", "Accounts kept")
    assert data.update_sha256(copy) == ["cost_cases"]
    after = (copy / MANIFEST).read_text(encoding="utf-8")
    changed = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert len(changed) == 1 and changed[0][1].startswith("sha256: ")
    assert data.validate(copy) == [] and data.update_sha256(copy) == []


def test_the_command_tells_the_same(copy):
    from otop.cli import app

    run = CliRunner().invoke(app, ["data", "check", str(copy)])
    assert (run.exit_code, run.output) == (0, "1 dataset, no finding\n")
    edit(copy, TABLE, "9.77", "9.78")
    run = CliRunner().invoke(app, ["data", "check", str(copy)])
    assert run.exit_code == 1 and "(sha256)" in run.output and 'C1: check says "adds_up"' in run.output
    run = CliRunner().invoke(app, ["data", "check", str(copy), "--update"])
    assert run.exit_code == 1 and "(sha256)" not in run.output and 'C1: check says "adds_up"' in run.output


def test_the_course_itself_is_clean():
    from otop.cli import app

    assert data.validate() == []
    assert CliRunner().invoke(app, ["data", "check"]).exit_code == 0
    listed = CliRunner().invoke(app, ["data", "list"]).output
    assert all(name in listed for name in data.names())


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="This is not a folder"):
        data.validate(tmp_path / "none")
