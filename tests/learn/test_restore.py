"""Work from the browser comes back into the workspace, and overwrites nothing."""

import json

import pytest
from otop.errors import OtopError
from otop.learn.restore import MOST_BYTES, read_bundle, restore, told
from typer.testing import CliRunner

LESSON = "lessons/05_unit_cost.ipynb"


def notebook(text, **metadata):
    cells = [
        {"cell_type": "code", "id": "a", "metadata": metadata, "source": text, "outputs": [], "execution_count": 1}
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python"}}, "cells": cells}


def bundle(tmp_path, *files, **about):
    file = tmp_path / "my-work-2026-11-23.json"
    listed = [{"path": path, "type": "notebook", "format": "json", "content": content} for path, content in files]
    file.write_text(json.dumps({"otop": "my work", "version": 1, "made": "x", "files": listed} | about))
    return file


def here(folder):
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


def test_lessons_assignments_and_own_notebooks_find_their_place(tmp_path):
    answer = notebook("x = 1", nbgrader={"grade_id": "x", "solution": True})
    work = tmp_path / "work"
    file = bundle(tmp_path, ("05_unit_cost.ipynb", notebook("a = 3.01")), ("assignments/05_unit_cost.ipynb", answer),
                  ("assignments/05_unit_cost (before 2026-11-23T01.50).ipynb", answer),
                  ("my/ข้าว.ipynb", notebook("rice")), ("hand-in/x.txt", "text"))  # fmt: skip
    done = restore(file, work)
    assert {one.how for one in done} == {"new"}
    assert here(work) == sorted([
        LESSON, "assignments/05_unit_cost/05_unit_cost.ipynb", "my/ข้าว.ipynb",
        "assignments/05_unit_cost/05_unit_cost (before 2026-11-23T01.50).ipynb"])  # fmt: skip
    made = json.loads((work / LESSON).read_text())
    assert made["metadata"]["kernelspec"]["name"] == "python3" and made["cells"][0]["source"] == "a = 3.01"
    assert {one.how for one in restore(file, work)} == {"same"} and len(here(work)) == 4


def test_her_own_product_comes_back_too_and_overwrites_nothing(tmp_path):
    work, text = tmp_path / "work", "price:\n  price: ๓๕\n"
    file = bundle(tmp_path, ("my_product.yml", text), ("my_product-last-good.yml", "old"))
    assert [one.how for one in restore(file, work)] == ["new"] and here(work) == ["my_product.yml"]
    assert (work / "my_product.yml").read_text(encoding="utf-8") == text
    assert [one.how for one in restore(file, work)] == ["same"]
    (work / "my_product.yml").write_text("price:\n  price: 36\n")
    assert restore(file, work)[0].beside == "my_product (put back).yml"
    assert (work / "my_product.yml").read_text() == "price:\n  price: 36\n"


def test_what_she_predicted_comes_back_and_what_she_said_here_stays(tmp_path):
    work = tmp_path / "work"
    kept = work / ".otop" / "predictions.json"
    sent = {"18.cloth_day": [900], "18.cloth_way": [1, 2]}
    for content in (json.dumps(sent), sent):  # a browser keeps the file as text or as what it holds
        file = bundle(tmp_path, ("my-predictions.json", content))
        assert [one.how for one in restore(file, work)] == ["new"] and json.loads(kept.read_text()) == sent
        assert [one.how for one in restore(file, work)] == ["same"]
        kept.unlink()
    kept.write_text(json.dumps({"18.cloth_day": [500]}))
    assert [one.how for one in restore(file, work)] == ["new"]
    assert json.loads(kept.read_text()) == {"18.cloth_way": [1, 2], "18.cloth_day": [500]}
    kept.write_text("{damaged")
    assert [one.how for one in restore(file, work)] == ["new"] and json.loads(kept.read_text()) == sent
    assert (work / ".otop" / "predictions-unreadable-1.json").read_text() == "{damaged"
    for damaged in ("{", "[]", {"18.cloth_day": ["9; rm"]}):
        assert [one.how for one in restore(bundle(tmp_path, ("my-predictions.json", damaged)), work)] == ["unreadable"]
    assert json.loads(kept.read_text()) == sent


def test_what_is_there_stays_and_hers_is_beside(tmp_path):
    work = tmp_path / "work"
    (work / "lessons").mkdir(parents=True)
    (work / LESSON).write_text("my other work")
    for text in ("one", "two", "two"):
        last = restore(bundle(tmp_path, ("05_unit_cost.ipynb", notebook(text))), work)
    assert last[0].how == "same" and (work / LESSON).read_text() == "my other work"
    assert here(work) == ["lessons/05_unit_cost (put back 2).ipynb", "lessons/05_unit_cost (put back).ipynb", LESSON]
    assert "beside it: lessons/05_unit_cost (put back 3).ipynb" in told(
        restore(bundle(tmp_path, ("05_unit_cost.ipynb", notebook("three"))), work)[0]
    )


@pytest.mark.parametrize("path", ["../x.ipynb", "/etc/x.ipynb", "a/../../x.ipynb", "..\\x.ipynb", ".otop/editions/x.ipynb",
                                  "", "a//b.ipynb", "C:\\x.ipynb", "CON.ipynb", "a/" * 9 + "x.ipynb", "x" * 300 + ".ipynb",
                                  " /x.ipynb", "a./x.ipynb"])  # fmt: skip
def test_a_name_that_leads_elsewhere_puts_nothing_back(tmp_path, path):
    work = tmp_path / "work"
    with pytest.raises(OtopError) as error:
        restore(bundle(tmp_path, ("05_unit_cost.ipynb", notebook("a")), (path, notebook("b"))), work)
    assert "\n" not in str(error.value) and "my-work-2026-11-23.json" in str(error.value) and not work.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"otop": "my work"}',
                                     b'{"otop": "my work", "version": "1", "files": []}',
                                     b'{"otop": "my work", "version": 1, "files": [1]}',
                                     b'{"otop": "my work", "version": 1, "files": [{"path": 1}]}'])  # fmt: skip
def test_a_wrong_file_gets_one_sentence(tmp_path, content):
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(OtopError) as error:
        restore(file, tmp_path / "work")
    assert "\n" not in str(error.value) and "What I have done" in str(error.value)


def test_a_huge_file_a_newer_one_and_none(tmp_path):
    huge = tmp_path / "huge.json"
    with open(huge, "wb") as file:
        file.truncate(MOST_BYTES + 1)
    for file, words in ((huge, "too large"), (bundle(tmp_path, version=2), "newer edition"),
                        (tmp_path / "none.json", "no such file"), (tmp_path, "no such file")):  # fmt: skip
        with pytest.raises(OtopError) as error:
            restore(file, tmp_path / "work")
        assert words in str(error.value)


def test_a_broken_notebook_does_not_stop_the_others(tmp_path):
    done = restore(bundle(tmp_path, ("a.ipynb", {"cells": 1}), ("b.ipynb", notebook("b"))), tmp_path / "work")
    assert [(one.path, one.how) for one in done] == [("lessons/a.ipynb", "unreadable"), ("lessons/b.ipynb", "new")]
    assert "left out" in told(done[0])


def test_two_names_that_become_one_are_kept_apart():
    files = [{"path": path, "content": notebook(path)} for path in ("a?.ipynb", "a*.ipynb")]
    found = read_bundle(json.dumps({"otop": "my work", "version": 1, "files": files}).encode())
    assert [path for path, _ in found] == ["a_-2.ipynb", "a_.ipynb"]


def test_a_link_in_the_workspace_is_not_followed(tmp_path):
    work, elsewhere = tmp_path / "work", tmp_path / "elsewhere"
    work.mkdir(), elsewhere.mkdir()
    (work / "lessons").symlink_to(elsewhere)
    with pytest.raises(OtopError):
        restore(bundle(tmp_path, ("a.ipynb", notebook("a"))), work)
    assert not here(elsewhere)


def test_the_command(tmp_path, monkeypatch):
    from otop.cli import app

    monkeypatch.setenv("OTOP_WORKSPACE", str(tmp_path / "work"))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["restore", str(bundle(tmp_path, ("05_unit_cost.ipynb", notebook("a"))))])
    assert done.exit_code == 0 and f"{LESSON} is back." in done.output, done.output
    none = CliRunner().invoke(app, ["restore", str(bundle(tmp_path))])
    assert "no notebook" in none.output
