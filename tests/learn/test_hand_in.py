"""One assignment becomes one file: checked, completed, and nothing of her work is lost."""

import copy
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from otop.errors import OtopError
from otop.learn import hand_in, hand_in_form
from otop.learn.notebook_file import checksum, read_notebook
from typer.testing import CliRunner

A = "05_test"


def cell(name, kind, source, **about):
    nbgrader = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "locked": True, "task": False}
    made = {"cell_type": kind, "id": name, "source": source, "metadata": {"nbgrader": nbgrader | about}}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    nbgrader.update(about)
    made["metadata"]["nbgrader"]["checksum"] = checksum(made)
    return made


def edition():
    answer = {"solution": True, "locked": False}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "display_name": "P"}}, "cells": [
        cell("title", "markdown", "# Test"),
        cell("q1-text", "markdown", "### Question 1 (1 point)\n\nHow much?"),
        cell("q1-answer", "code", "q1 = None  # ✎\n", **answer),
        cell("q1-test", "code", "work.form(q1)", grade=True, points=1),
        cell("q2-text", "markdown", "### คำถามที่ 2 (4 คะแนน)\n\nWhy?"),
        cell("q2-answer", "markdown", "...", grade=True, points=4, **answer),
    ]}  # fmt: skip


def names(notebook):
    return [c["metadata"].get("nbgrader", {}).get("grade_id", "own") for c in notebook["cells"]]


def answered(**sources):
    notebook = edition()
    for one in notebook["cells"]:
        one["source"] = sources.get(one["id"].replace("-", "_"), one["source"])
    return notebook


ALL = names(edition())


def test_open_questions_are_named_as_the_notebook_names_them():
    whole, notes = hand_in.complete(edition(), edition())
    assert notes.lines() == ["Still open: 1, 2."]
    assert names(whole) == ALL


def test_answers_stay_and_outputs_go():
    notebook = answered(q1_answer="q1 = 5", q2_answer="Because.\n\n![x](attachment:x.png)")
    notebook["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    notebook["cells"][5]["attachments"] = {"x.png": {"image/png": "AAAA"}}
    notebook["metadata"]["authors"] = [{"name": "Somebody"}]
    whole, notes = hand_in.complete(notebook, edition())
    assert not notes.open and "secret" not in json.dumps(whole) and "Somebody" not in json.dumps(whole)
    assert whole["cells"][2]["source"] == "q1 = 5"
    assert whole["cells"][5]["attachments"] == {"x.png": {"image/png": "AAAA"}}


def test_missing_and_moved_cells_come_back_in_order():
    notebook = answered(q1_answer="q1 = 5")
    del notebook["cells"][4], notebook["cells"][1]
    notebook["cells"].reverse()
    whole, notes = hand_in.complete(notebook, edition())
    assert names(whole) == ALL and notes.put_back == ("q1-text", "q2-text")
    assert whole["cells"][2]["source"] == "q1 = 5"


def test_changed_locked_cells_points_and_types_are_as_handed_out():
    notebook = answered(q1_answer="q1 = 5")
    test = notebook["cells"][3]
    test["source"], test["cell_type"] = "pass", "raw"
    test["metadata"]["nbgrader"].update(points=100, grade=False)
    test["metadata"]["tags"] = ["skip-execution"]
    whole, _ = hand_in.complete(notebook, edition())
    assert {k: whole["cells"][3][k] for k in ("source", "cell_type", "metadata")} == {
        k: edition()["cells"][3][k] for k in ("source", "cell_type", "metadata")
    }


def test_a_copied_answer_the_first_one_worked_on_counts():
    notebook = edition()
    second, third = copy.deepcopy(notebook["cells"][2]), copy.deepcopy(notebook["cells"][2])
    second["source"], third["source"] = "q1 = 5", "q1 = 6"
    notebook["cells"][3:3] = [second, third]
    whole, notes = hand_in.complete(notebook, edition())
    assert names(whole) == ALL and whole["cells"][2]["source"] == "q1 = 5"
    assert notes.twice == ("Question 1",)


def test_her_own_cells_stay_where_she_put_them():
    notebook = answered(q1_answer="q1 = mine")
    own = {"cell_type": "code", "source": "mine = 5", "metadata": {"tags": ["x"], "nbgrader": {"grade_id": "forged"}}}
    notebook["cells"].insert(2, own)
    notebook["cells"].insert(0, {"cell_type": "markdown", "source": "my notes", "metadata": {}})
    whole, _ = hand_in.complete(notebook, edition())
    assert [c["source"] for c in whole["cells"]][:4] == [
        "my notes",
        "# Test",
        "### Question 1 (1 point)\n\nHow much?",
        "mine = 5",
    ]
    assert whole["cells"][3]["metadata"] == {}


moves = st.lists(st.tuples(st.sampled_from(["delete", "copy", "swap", "own"]), st.integers(0, 50), st.integers(0, 50)))


@given(moves)
@settings(max_examples=150, deadline=None)
def test_whatever_she_does_to_the_cells_the_file_is_whole_and_valid(steps):
    import nbformat

    notebook = answered(q1_answer="q1 = 5", q2_answer="Because.")
    for what, one, other in steps:
        cells = notebook["cells"]
        if what == "own" or not cells:
            cells.insert(one % (len(cells) + 1), {"cell_type": "markdown", "source": "own", "metadata": {}})
        elif what == "delete":
            cells.pop(one % len(cells))
        elif what == "copy":
            cells.insert(other % len(cells), copy.deepcopy(cells[one % len(cells)]))
        else:
            one, other = one % len(cells), other % len(cells)
            cells[one], cells[other] = cells[other], cells[one]
    before = copy.deepcopy(notebook)
    whole, _ = hand_in.complete(notebook, edition())
    assert notebook == before
    assert [name for name in names(whole) if name != "own"] == ALL
    assert names(whole).count("own") == names(notebook).count("own")
    hers = {c["metadata"]["nbgrader"]["grade_id"] for c in notebook["cells"] if "nbgrader" in c["metadata"]}
    kept = {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in whole["cells"] if "nbgrader" in c["metadata"]}
    assert ("q1-answer" not in hers) or kept["q1-answer"] == "q1 = 5"
    nbformat.validate(nbformat.from_dict(whole))
    assert hand_in.complete(whole, edition())[0] == whole


@pytest.fixture
def workspace(tmp_path):
    for place in (tmp_path / "assignments" / A, tmp_path / ".otop" / "editions" / "assignments" / A):
        place.mkdir(parents=True)
        (place / f"{A}.ipynb").write_text(json.dumps(edition()), encoding="utf-8")
    return tmp_path


def notebook_of(workspace) -> Path:
    return workspace / "assignments" / A / f"{A}.ipynb"


def test_the_file_says_what_it_is_and_nothing_else(workspace):
    made = hand_in.make_file(
        notebook_of(workspace), "p001, P๐๐๒", assignment=A, edition_path=hand_in.edition_in(workspace, A),
        out=workspace / "hand-in", now=datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC),
    )  # fmt: skip
    assert made.path.name == "05_test--P001-P002.ipynb"
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]
    about = read_notebook(made.path.read_bytes())["metadata"]
    assert set(about) == {"kernelspec", "otop"}
    assert about["otop"] == {"assignment": A, "ids": ["P001", "P002"], "made": "2026-11-23T04:05:06Z",
                             "edition": hand_in.edition_sha(edition()), "language": "en"}  # fmt: skip
    assert notebook_of(workspace).read_text(encoding="utf-8") == json.dumps(edition()), "her notebook is not changed"


def test_without_an_edition_the_checksum_says_what_is_open(tmp_path):
    alone = tmp_path / "x.ipynb"
    alone.write_text(json.dumps(answered(q1_answer="q1 = 5")), encoding="utf-8")
    made = hand_in.make_file(alone, "P001", assignment=A, out=tmp_path)
    assert made.notes.open == ("คำถามที่ 2",)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": []}', '{"nbformat": 4, "metadata": {}, "cells": [1]}'])
def test_what_is_no_notebook_is_said_in_one_line(workspace, content):
    notebook_of(workspace).write_text(content)
    with pytest.raises(OtopError) as error:
        hand_in.make_file(notebook_of(workspace), "P001", assignment=A, out=workspace)
    assert "\n" not in str(error.value) and "can be read" in str(error.value)


@pytest.mark.parametrize("typed", ["", " , ", "P1,P2,P3,P4", "../x", "a/b", "x" * 61, 'a"b', ".", "-"])
def test_numbers_that_are_refused(typed):
    with pytest.raises(OtopError):
        hand_in.read_ids(typed)


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_a_file_name_is_always_one_short_plain_name(typed):
    try:
        ids = hand_in.read_ids([typed])
    except OtopError:
        return
    name = hand_in.file_name(A, ids)
    assert Path(name).name == name and len(name.encode()) < 250 and ".." not in name


# --- the form


def press(workspace, typed, monkeypatch, saved=True):
    monkeypatch.setattr(hand_in_form, "save", lambda notebook, saver=None: saved)
    form = hand_in_form.form(A, notebook_of(workspace))
    numbers, _, button, result, _ = form.children
    numbers.value = typed
    button.click()
    assert not button.disabled
    return form, result.value


def test_the_button_makes_the_file_and_says_what_to_do(workspace, monkeypatch):
    form, said = press(workspace, "P001, P002", monkeypatch)
    assert (workspace / "hand-in" / "05_test--P001-P002.ipynb").is_file()
    assert "Still open: 1, 2." in said and "hand-in/05_test--P001-P002.ipynb" in said
    assert "You may hand in what you have." in said and "memory stick" in said
    assert form.children[0].description == "Your number on the list"
    assert hand_in_form.form(A, notebook_of(workspace)).children[0].value == "P001, P002", "remembered"


def test_the_form_asks_for_the_number(workspace, monkeypatch):
    _, said = press(workspace, "", monkeypatch)
    assert "Type your number" in said and not (workspace / "hand-in").exists()


def test_unsaved_work_is_not_handed_in_as_an_old_version(workspace, monkeypatch):
    history = ["", "q1 = None  # ✎", "q1 = 5"]
    monkeypatch.setattr(hand_in_form, "get_ipython", lambda: type("Shell", (), {"user_ns": {"In": history}}))
    _, said = press(workspace, "P001", monkeypatch, saved=False)
    assert "Save first (Ctrl+S), then press again." in said and not (workspace / "hand-in").exists()
    notebook_of(workspace).write_text(json.dumps(answered(q1_answer="q1 = 5")), encoding="utf-8")
    _, said = press(workspace, "P001", monkeypatch, saved=False)
    assert "It holds what was saved 0 minutes ago." in said and (workspace / "hand-in").exists()


def test_save_waits_for_the_file(workspace, monkeypatch):
    import contextlib

    class Saver(contextlib.nullcontext):
        def clear_output(self):
            pass

    path = notebook_of(workspace)
    assert not hand_in_form.save(path, Saver(), wait_s=0.2)
    later = path.stat().st_mtime + 5
    monkeypatch.setattr(hand_in_form, "display", lambda _: os.utime(path, (later, later)))
    assert hand_in_form.save(path, Saver(), wait_s=2)


def test_the_kernel_knows_its_notebook_by_the_session_or_by_its_folder(workspace, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook_of(workspace)))
    assert hand_in_form.own_notebook(A) == notebook_of(workspace)
    monkeypatch.setenv("JPY_SESSION_NAME", "console-1")
    monkeypatch.chdir(notebook_of(workspace).parent)
    assert hand_in_form.own_notebook(A) == notebook_of(workspace)


def test_graded_runs_show_no_form(monkeypatch, capsys):
    from otop.learn import Assignment

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert Assignment(A).hand_in() is None and capsys.readouterr().out == ""


# --- the command


def test_the_command(workspace, monkeypatch):
    from otop.cli import app

    monkeypatch.chdir(workspace)
    done = CliRunner().invoke(app, ["hand-in", "--id", "P001", "--id", "P002"])
    assert done.exit_code == 0, done.output
    assert "hand-in/05_test--P001-P002.ipynb" in done.output and "Still open: 1, 2." in done.output
    again = CliRunner().invoke(app, ["hand-in", A, "--out", "stick"])
    assert again.exit_code == 0 and (workspace / "stick" / "05_test--P001-P002.ipynb").is_file()
    wrong = CliRunner().invoke(app, ["hand-in", "06_price"])
    assert "06_price" in str(wrong.exception)


def test_only_the_standard_library_and_ipywidgets():
    import ast

    for module in (hand_in, hand_in_form, __import__("otop.learn.notebook_file", fromlist=["x"])):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        imported = {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {
            a.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
        }
        assert not imported & {"nbformat", "nbgrader", "nbconvert", "jupyter_client", "pandas"}
