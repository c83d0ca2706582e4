"""Whose file is it? Every dropped file is collected once, or refused with its reason."""

import copy
import json
import os
import shutil
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from otop.errors import OtopError
from otop.teach import collect as collecting
from otop.teach import demo
from otop.teach.matching import people_of
from otop.teach.roster import Person, known_people, load_roster, read_roster

A = demo.ASSIGNMENT
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIST = [Person("P001", "สมชาย ใจดี"), Person("P002", "ສົມພອນ"), Person("P003", "Sok Dara"), Person("P004", "Sok Dara")]


@pytest.fixture(scope="module")
def released(released_course):
    load_roster(released_course, LIST)
    return released_course


@pytest.fixture
def course(released, tmp_path, monkeypatch):
    """A course of its own for each test; zip_collect itself is run in test_loop."""
    monkeypatch.setattr(collecting, "must_run", lambda *command: None)
    shutil.copytree(released, tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def drop(course, tmp_path):
    """Drops a file: `drop(name, ids=..., answer=..., minutes=...)`."""
    folder = tmp_path / "dropped"
    folder.mkdir()
    pristine = json.loads((course / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))

    def write(name, ids=None, answer="1", minutes=0, assignment=A, raw=None):
        notebook = demo.filled(copy.deepcopy(pristine), {"drink_cash-answer": f"drink_cash = {answer}"})
        if ids is not None:
            made = (NOW + timedelta(minutes=minutes - 60)).strftime("%Y-%m-%dT%H:%M:%SZ")
            notebook["metadata"]["otop"] = {"assignment": assignment, "ids": ids, "made": made, "edition": None}
        (folder / name).write_bytes(raw if raw is not None else json.dumps(notebook).encode())
        return folder / name

    write.folder = folder
    return write


def run(course, *places):
    outcome = collecting.collect(course, A, list(places), now=NOW)
    assert len(outcome.collected) + len(outcome.refused) == outcome.dropped
    return outcome


def archived(course):
    return sorted(path.name.split("--")[1] for path in (course / "downloaded" / A / "archive").glob("*.ipynb"))


def reasons(outcome):
    return {path.name: reason for path, reason in outcome.refused}


def test_names_that_programs_change(course, drop):
    for name in (f"{A}--P001 (1).ipynb", f"{A}--P002 - Copy (2).ipynb", f"{A}_P003_final.ipynb"):
        drop(name, answer=name[-9])
    outcome = run(course, drop.folder)
    assert not outcome.refused and archived(course) == ["P001", "P002", "P003"]


def test_a_group_of_three_is_one_file_and_three_submissions(course, drop):
    drop("x.ipynb", ids=["P001", "P002", "P003"])
    outcome = run(course, drop.folder)
    assert len(outcome.collected) == 1 and archived(course) == ["P001", "P002", "P003"]


def test_the_later_file_counts_in_any_order(course, drop):
    drop("a.ipynb", ids=["P001"], answer="2", minutes=10)
    drop("b.ipynb", ids=["P001"], answer="1", minutes=5)
    outcome = run(course, drop.folder)
    assert "a.ipynb" in reasons(outcome)["b.ipynb"]
    kept = next((course / "downloaded" / A / "archive").glob("*")).read_text()
    assert "drink_cash = 2" in kept


def test_a_later_evening_replaces_and_keeps_the_earlier(course, drop):
    first = drop("a.ipynb", ids=["P001"], answer="1", minutes=5)
    run(course, first)
    (course / "autograded" / "P001" / A).mkdir(parents=True)
    outcome = run(course, drop("b.ipynb", ids=["P001"], answer="2", minutes=10))
    assert len(outcome.collected) == 1 and "graded already" in outcome.notes[0]
    assert len(list((course / "downloaded" / A / "replaced").glob("*P001*"))) == 1
    assert list(reasons(run(course, first)).values()) == [collecting.say("loop.refused_older")]
    assert archived(course) == ["P001"]


def test_the_same_file_again_is_refused(course, drop):
    one = drop("a.ipynb", ids=["P001"])
    drop("b.ipynb", ids=["P001"])
    assert "a.ipynb" in reasons(run(course, drop.folder))["b.ipynb"]
    assert "already" in reasons(run(course, one))["a.ipynb"]


def test_a_friends_file_under_another_name_is_still_hers(course, drop):
    drop(f"{A}--P001.ipynb", ids=["P001"])
    drop(f"{A}--P002.ipynb", ids=["P001"])
    outcome = run(course, drop.folder)
    assert archived(course) == ["P001"] and len(outcome.refused) == 1


def test_a_group_file_and_a_later_one_of_one_member(course, drop):
    drop("group.ipynb", ids=["P001", "P002"], answer="1")
    drop("later.ipynb", ids=["P002"], answer="2", minutes=9)
    outcome = run(course, drop.folder)
    assert len(outcome.collected) == 2 and "P002" in outcome.notes[0]
    assert archived(course) == ["P001", "P002"]


@pytest.mark.parametrize(
    "name, raw, word",
    [
        ("broken.ipynb", b'{"cells": [', "not a notebook"),
        ("deep.ipynb", b"[" * 100_000, "not a notebook"),
        ("list.ipynb", b"[]", "not a notebook"),
        ("cells.ipynb", b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}', "not a notebook"),
        ("old.ipynb", b'{"nbformat": 3, "metadata": {}, "worksheets": []}', "not a notebook"),
        ("empty.ipynb", b"", "not a notebook"),
        ("other.ipynb", b'{"nbformat": 4, "metadata": {}, "cells": []}', "not the assignment"),
        (f"{A}--P001.zip", b"PK\x03\x04", "unpack"),
        ("photo.jpg", b"\xff\xd8", "not end in .ipynb"),
    ],
)  # fmt: skip
def test_what_is_no_hand_in_file_is_refused(course, drop, name, raw, word):
    drop(name, raw=raw)
    assert word in reasons(run(course, drop.folder))[name]


@pytest.mark.parametrize(
    "ids, word",
    [
        (["P999"], "not on the list"),
        (["../x"], "not on the list"),
        (["/etc/passwd"], "not on the list"),
        (["P001/../P002"], "not on the list"),
        (["Sok Dara"], "P003, P004"),
        (["P001", "P002", "P003", "P004"], "at most 3"),
        (["P001", "P999"], "P999"),
    ],
)  # fmt: skip
def test_ids_that_are_refused(course, drop, ids, word):
    drop("x.ipynb", ids=ids)
    assert word in reasons(run(course, drop.folder))["x.ipynb"]
    assert archived(course) == []


def test_links_large_files_and_other_assignments(course, drop, monkeypatch):
    whole = drop("whole.ipynb", ids=["P001"])
    os.symlink(whole, drop.folder / "link.ipynb")
    os.mkfifo(drop.folder / "pipe.ipynb")
    drop("other.ipynb", ids=["P002"], assignment="06_price")
    monkeypatch.setattr(collecting, "MOST_BYTES", whole.stat().st_size)
    drop("large.ipynb", raw=b" " * (whole.stat().st_size + 1))
    found = reasons(run(course, drop.folder))
    assert set(found) == {"link.ipynb", "pipe.ipynb", "other.ipynb", "large.ipynb"}
    assert "link" in found["link.ipynb"] and "06_price" in found["other.ipynb"]


def test_a_time_in_the_future_is_now(course, drop):
    drop("x.ipynb", ids=["P001"], minutes=10_000)
    assert run(course, drop.folder).collected[0].made == NOW


def test_a_submission_that_came_another_way_is_kept(course, drop):
    there = course / "submitted" / "P001" / A
    there.mkdir(parents=True)
    (there / f"{A}.ipynb").write_text("from the exchange")
    run(course, drop("x.ipynb", ids=["P001"]))
    kept = list((course / "downloaded" / A / "replaced").glob("*P001*"))
    assert kept[0].read_text() == "from the exchange"


def test_a_file_name_cannot_write_a_formula_or_a_terminal_command(course, drop):
    drop("=cmd.ipynb", ids=["P\x1b[31m"])
    reason = reasons(run(course, drop.folder))["=cmd.ipynb"]
    assert "\x1b" not in reason
    assert '"\'=cmd.ipynb"' in (course / "downloaded" / A / "refused.csv").read_text(encoding="utf-8-sig")


@given(st.sampled_from(LIST[:2]), st.sampled_from(["NFC", "NFD"]), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_a_name_finds_its_person_in_any_form(person, form, spaces):
    typed = " " * spaces + unicodedata.normalize(form, person.name).replace(" ", " " * (spaces + 1))
    assert people_of("x.ipynb", [typed], A, LIST) == (person.id,)


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_typed_text_gives_people_of_the_list_or_a_reason(typed):
    for call in (
        lambda: people_of(f"{typed}.ipynb".replace("/", ""), None, A, LIST),
        lambda: people_of("x", [typed], A, LIST),
    ):
        try:
            assert set(call()) <= {person.id for person in LIST}
        except OtopError as reason:
            assert "\n" not in str(reason) and "\x1b" not in str(reason)


# --- the list


@pytest.mark.parametrize(
    "text, row",
    [
        ("number,who\nP001,A", "row 1"),
        ("id,name\nP 01,A", "row 2"),
        ("id,name\nP001,A\n../x,B", "row 3"),
        ("id,name\nP001,", "row 2"),
        ("id,name\nP001,A\n\nP001,B", "row 4"),
        ("id,name", "nobody"),
        ("", "row 1"),
    ],
)  # fmt: skip
def test_a_bad_list_gets_one_message_with_its_row(text, row):
    with pytest.raises(OtopError) as error:
        read_roster(text)
    assert row in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lists_of_different_programs(between, mark):
    text = mark + between.join(["ID", "Group", "NAME"]) + "\r\n" + between.join(["p๐๐๑", "ก", "สมชาย"]) + "\r\n"
    assert read_roster(text) == [Person("P001", "สมชาย", "ก")]


def test_the_list_is_in_the_gradebook_and_grows(course):
    load_roster(course, [Person("P009", "សុខា", "Kampong Cham"), Person("P001", "New Name")])
    people = {person.id: person for person in known_people(course)}
    assert people["P009"] == Person("P009", "សុខា", "Kampong Cham")
    assert people["P001"].name == "New Name" and len(people) == 5
