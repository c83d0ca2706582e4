"""Whose file is it? Every dropped file is collected once, left alone, or refused with its reason."""

import copy
import json
import os
import shutil
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from otop.cli import app
from otop.errors import OtopError
from otop.teach import collect as collecting
from otop.teach import demo
from otop.teach.course_folder import gradebook
from otop.teach.marks import feedback_pages
from otop.teach.matching import people_of
from otop.teach.roster import Person, known_people, load_roster, read_roster
from otop.teach.take_back import take_back
from otop.teach.which_assignment import by_questions, own_questions
from typer.testing import CliRunner

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

    def write(name, ids=None, answer="1", minutes=0, assignment=A, raw=None, of=A):
        if of != A:
            raw = (course / "source" / of / f"{of}.ipynb").read_bytes()
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
    assert len(outcome.collected) + len(outcome.left) + len(outcome.refused) == outcome.dropped
    return outcome


def archived(course):
    return sorted(path.name.split("--")[1] for path in (course / "downloaded" / A / "archive").glob("*.ipynb"))


def reasons(outcome):
    return {path.name: reason for path, reason in outcome.refused}


def left(outcome):
    return {path.name: reason for path, reason in outcome.left}


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
    assert "a.ipynb" in left(outcome)["b.ipynb"]
    kept = next((course / "downloaded" / A / "archive").glob("*")).read_text()
    assert "drink_cash = 2" in kept


def test_a_later_evening_replaces_and_keeps_the_earlier(course, drop):
    first = drop("a.ipynb", ids=["P001"], answer="1", minutes=5)
    run(course, first)
    (course / "autograded" / "P001" / A).mkdir(parents=True)
    outcome = run(course, drop("b.ipynb", ids=["P001"], answer="2", minutes=10))
    assert len(outcome.collected) == 1 and "graded already" in outcome.notes[0]
    assert len(list((course / "downloaded" / A / "replaced").glob("*P001*"))) == 1
    assert list(left(run(course, first)).values()) == [collecting.say("loop.left_older")]
    assert archived(course) == ["P001"]


def test_the_same_file_again_is_left_alone(course, drop):
    one = drop("a.ipynb", ids=["P001"])
    drop("b.ipynb", ids=["P001"])
    assert "a.ipynb" in left(run(course, drop.folder))["b.ipynb"]
    assert "already" in left(run(course, one))["a.ipynb"]


def test_a_friends_file_under_another_name_is_still_hers(course, drop):
    drop(f"{A}--P001.ipynb", ids=["P001"])
    drop(f"{A}--P002.ipynb", ids=["P001"])
    outcome = run(course, drop.folder)
    assert archived(course) == ["P001"] and len(outcome.left) == 1


def test_a_group_file_and_a_later_one_of_one_member(course, drop):
    drop("group.ipynb", ids=["P001", "P002"], answer="1")
    drop("later.ipynb", ids=["P002"], answer="2", minutes=9)
    outcome = run(course, drop.folder)
    assert len(outcome.collected) == 2 and "P002" in outcome.notes[0]
    assert archived(course) == ["P001", "P002"]


@pytest.mark.parametrize(
    "name, raw, word",
    [
        ("broken.ipynb", b'{"cells": [', "This file is damaged"),
        ("deep.ipynb", b"[" * 100_000, "This file is damaged"),
        ("list.ipynb", b"[]", "This file is damaged"),
        ("cells.ipynb", b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}', "This file is damaged"),
        ("old.ipynb", b'{"nbformat": 3, "metadata": {}, "worksheets": []}', "This file is damaged"),
        ("empty.ipynb", b"", "This file is damaged"),
        ("other.ipynb", b'{"nbformat": 4, "metadata": {}, "cells": []}', "No question of 05_unit_cost"),
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
    assert "link" in found["link.ipynb"]
    assert "says that it is 06_price, but its questions are those of 05_unit_cost" in found["other.ipynb"]


def test_another_assignments_notebook_is_never_taken(course, drop):
    """Without the hand-in mark too, under its own name, under ours and under none."""
    other = "06_price"
    drop(f"{other}--P003.ipynb", of=other)
    drop(f"{A}--P003.ipynb", answer="7")
    drop(f"{A}--P001.ipynb", of=other)
    drop("my homework P002.ipynb", of=other)
    drop(f"{other}--P004.ipynb", raw=b'{"cells": [')
    outcome = run(course, drop.folder)
    assert [one.path.name for one in outcome.collected] == [f"{A}--P003.ipynb"] and archived(course) == ["P003"]
    found = left(outcome)
    assert len(found) == 4 and all(other in reason for reason in found.values()) and not outcome.refused
    assert f"though its name says {A}" in found[f"{A}--P001.ipynb"]


def test_a_file_without_an_id_in_its_name_is_no_person(course, drop):
    drop("my homework 06.ipynb")
    drop(f"{A}--P999.ipynb", answer="2")
    found = reasons(run(course, drop.folder))
    told = found["my homework 06.ipynb"]
    assert f"name it {A}--ID.ipynb" in told and "otop roster" not in told
    assert '"P999" is not on the list' in found[f"{A}--P999.ipynb"]


def test_every_assignment_has_questions_of_its_own(course):
    own = own_questions(course)
    assert len(own) > 3 and all(len(names) > 20 for names in own.values())
    for assignment in own:
        source = json.loads((course / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
        assert by_questions(source, own) == (assignment,)
        kept = [cell for cell in source["cells"] if cell["metadata"]["nbgrader"]["grade_id"] not in own[assignment]]
        assert kept and by_questions({"cells": kept}, own) == (), "what all have says nothing"


# --- the screen


def test_the_screen_has_three_counts_and_says_where(course, drop):
    drop("a.ipynb", ids=["P001"])
    drop("06_price--P002.ipynb", of="06_price")
    drop("broken.ipynb", raw=b"")
    screen = CliRunner().invoke(app, ["collect", A, str(drop.folder), "--course", str(course)])
    assert screen.exit_code == 0
    assert "1 collected + 1 left alone + 1 refused = 3 files." in screen.output
    assert "left alone  06_price--P002.ipynb: It is 06_price." in screen.output
    assert "dropped/broken.ipynb: This file is damaged" in screen.output
    assert screen.output.startswith("Reading the files"), "a sign of life before the work"


def test_the_screen_when_something_is_missing(course):
    def screen(*typed):
        return CliRunner().invoke(app, [*typed, "--course", str(course)])

    assert "otop collect 05_unit_cost FOLDER" in screen("marks", A).output
    (course / "submitted" / "P001" / A).mkdir(parents=True)
    assert "1 submissions of 05_unit_cost are collected, and none is graded yet" in screen("marks", A).output
    assert "--take-back ID" in str(screen("collect", A).exception)
    back = screen("collect", A, "--take-back", "P001")
    assert "Taken back: what was collected of P001" in back.output and "marks" not in back.output


def test_each_feedback_page_has_its_persons_name(course, tmp_path):
    for name in ("P001", "P002"):
        (course / "feedback" / name / A).mkdir(parents=True)
        (course / "feedback" / name / A / f"{A}.html").write_text(name)
    found = feedback_pages(course, A, tmp_path / "pages")
    assert [page.name for page in found] == [f"{A}--P001.html", f"{A}--P002.html"]
    assert found[1].read_text() == "P002"


# --- taken back


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, while it adds a submission
def test_taken_back_is_moved_aside_and_not_collected_again(course, drop):
    group = drop("group.ipynb", ids=["P001", "P003"])
    run(course, group)
    for name in ("P001", "P003"):  # what zip_collect and autograde would have made
        for stage in ("submitted", "autograded", "feedback"):
            (course / stage / name / A).mkdir(parents=True)
            shutil.copy(group, course / stage / name / A / f"{A}.ipynb")
    with gradebook(course) as book:
        book.add_submission(A, "P001")
        book.add_submission(A, "P003")
    taken = take_back(course, A, "p003", now=NOW)
    assert (taken.id, taken.was_graded, taken.others) == ("P003", True, ("P001",))
    there = {path.relative_to(taken.folder).parts[0] for path in taken.folder.rglob("*.ipynb")}
    assert there == {"submitted", "autograded", "feedback", "archive"}
    assert archived(course) == ["P001"] and not (course / "submitted" / "P003").exists()
    with gradebook(course) as book:
        assert [one.student_id for one in book.assignment_submissions(A)] == ["P001"]
    assert "already" in left(run(course, group))["group.ipynb"], "not again for P003"
    drop("later.ipynb", ids=["P003"], answer="2")
    assert run(course, drop.folder).collected[0].path.name == "later.ipynb"
    assert archived(course) == ["P001", "P003"]


def test_the_file_before_a_wrong_one_counts_again(course, drop):
    drop("good.ipynb", ids=["P001"], answer="1")
    wrong = drop("wrong.ipynb", ids=["P001"], answer="2", minutes=9)
    run(course, drop.folder)
    (course / "submitted" / "P001" / A).mkdir(parents=True)
    shutil.copy(wrong, course / "submitted" / "P001" / A / f"{A}.ipynb")
    take_back(course, A, "P001")
    outcome = run(course, drop.folder)
    assert [one.path.name for one in outcome.collected] == ["good.ipynb"]
    assert "taken back" in left(outcome)["wrong.ipynb"]


@pytest.mark.parametrize("typed", ["P004", "../P001", "", "*"])
def test_only_what_is_collected_can_be_taken_back(course, typed):
    with pytest.raises(OtopError, match="Nothing of"):
        take_back(course, A, typed)


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


@pytest.mark.parametrize(
    ("typed", "on_the_list", "found"),
    [("P2", ["P001", "P002", "P020"], "P002"), ("p0002", ["P002"], "P002"), ("P02", ["P2", "P002"], None),
     ("P2", ["P02", "P002"], None), ("2", ["P002"], None), ("P20", ["P002", "P020"], "P020"), ("P0", ["P000"], "P000")],
)  # fmt: skip
def test_zeros_that_were_left_out_are_put_back_if_only_one_can_be_meant(typed, on_the_list, found):
    people = [Person(one, f"Person {one}") for one in on_the_list]
    if found:
        assert people_of("x.ipynb", [typed], A, people) == (found,)
    else:
        with pytest.raises(OtopError, match="is not on the list"):
            people_of("x.ipynb", [typed], A, people)


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
