"""A good small notebook has no finding; broken in one way, it has exactly that finding."""

import ast
import copy
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from otop.i18n import LOCALE
from otop.learn.check import Question
from otop.teach import lint
from otop.teach.lint import form
from otop.teach.lint import lesson as lesson_rules
from otop.teach.notebooks import COURSE
from small_notebooks import (
    RUBRIC,
    add_code,
    add_text,
    cell,
    change,
    good_assignment,
    good_lesson,
    metadata,
    output,
    rename,
    several,
    told,
)
from typer.testing import CliRunner

# three digits or more, and a number that may be there by chance
ASKED = {"one": lambda: Question("full_cost", 1_234.5, digits=0), "two": lambda: Question("full_cost", 12, digits=0)}
HOME = "/ho" + "me/somebody"  # put together here: no file of ours names a place


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(lesson_rules, "exercises_of", lambda name: ASKED if name[:2] == "05" else None)
    for folder in ("notebooks", "course/source/small", "course/instructors/rubrics", "course/keys"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(lesson_rules, "decisions_of", lambda name: {})
    (tmp_path / "course/instructors/rubrics/small.md").write_text(RUBRIC)
    return tmp_path


def found(course, notebook, kind, name=None):
    place = "notebooks/05_small.ipynb" if kind == "lesson" else "course/source/small/small.ipynb"
    path = course / (name or place)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook))
    return lint.lint([path], course=course)


def rules(findings):
    assert all(str(finding).endswith(f"[{finding.rule}]") for finding in findings)  # the sentence is there
    return sorted({finding.rule for finding in findings})


IN_LESSONS = [
    ("not_a_notebook", lambda notebook: notebook.update(nbformat_minor=4)),
    ("not_a_notebook", lambda notebook: notebook.cells[0].pop("id")),
    ("not_a_notebook", lambda notebook: notebook.cells[1].pop("outputs")),
    ("cell_id_twice", rename("two", "one")),
    ("cell_id_unreadable", rename("two", "3f7a9c1e")),
    ("cell_id_unreadable", rename("two", "6c1f77a2-8a5e-4f0b-9d3e-0a1b2c3d4e5f")),
    ("title", change("part-1", "## Part 1", "# Part 1")),
    ("heading_skip", change("part-1", "## Part 1", "### Part 1")),
    ("alt_text", add_text("![](babin.png)")),
    ("alt_text", add_text('<img src="babin.png">')),
    ("alt_text", output(**{"text/html": '<p><img src="data:x" alt=""></p>'})),
    ("alt_text", output(**{"text/html": '<figure><div role="img"><svg><path/></svg></div></figure>'})),
    ("alt_text", output(**{"text/html": "<div><svg viewBox='0 0 1 1'></svg></div>"})),
    ("alt_text", output(**{"image/png": "iVBORw0KGgo="})),
    ("alt_text", output(**{"image/svg+xml": "<svg></svg>"})),
    ("session_metadata", metadata(authors=[{"name": "A. Person"}])),
    ("session_metadata", metadata(language_info={"name": "python", "version": "3.11.7"})),
    ("session_metadata", metadata("one", execution={"iopub.status.busy": "2026-11-23"})),
    ("place", add_text(f"Open {HOME}/otop.")),
    ("place", add_text("Open C:\\Users\\me.")),
    ("place", add_text("Open ~/otop.")),
    ("place", output(**{"text/plain": "PosixPath('/tmp/x.csv')"})),
    ("place", add_code("1", outputs=[new_output("stream", name="stdout", text="http://localhost:8888/lab")])),
    ("url", add_code('lesson.show("https://example.org/a.csv")')),
    ("installs", add_code("%pip install pandas")),
    ("installs", add_code("!apt-get install fonts")),
    ("network", add_code("import urllib.request")),
    ("network", add_code("from requests import get")),
    ("network", add_code('__import__("socket")')),
    ("import_not_otop", add_code("import pandas as pd")),
    ("import_not_otop", change("set-up", "from otop.learn import Lesson", "from pandas import array; Lesson = array")),
    ("star_import", add_code("from otop.costing import *")),
    ("stored_stderr", add_code("1", outputs=[new_output("stream", name="stderr", text="careful")])),
    ("stored_error", add_code("1", outputs=[new_output("error", ename="NameError", evalue="x", traceback=[])])),
    ("syntax", add_code("x = = 3")),
    ("sentence_in_code", add_code('lesson.show("This is a sentence")')),
    ("sentence_in_code", add_code('lesson.show(f"You have {one} and more now")')),
    ("sentence_in_code", add_code('lesson.show(f"You{one}have one more")')),
    ("sentence_in_code", add_code('lesson.show("You have " + "one more word")')),
    ("sentence_in_code", add_code("x = 1  # the cost of one box")),
    ("sentence_in_code", add_code("# the cost of\n# one box\nx = 1")),
    ("sentence_in_code", add_code('lesson.show("ต้นทุนของกล่องหนึ่งใบ")')),
    ("set_up_long", change("set-up", "\n\n", "\na = 1\nb = 2\n")),
    ("code_long", several("\n".join(f"x{at} = {at}" for at in range(9)), new_code_cell)),
    ("text_long", several("word " * 91, new_markdown_cell)),
    ("case_unknown", add_text("See case C99.")),
    ("case_unknown", add_text("See cases C6, C7 and C6-none.")),
    ("missing_objectives", change("title", "1. add", "To add")),
    ("missing_time", change("title", "**Time:**", "")),
    ("missing_before", change("title", "**Before this:**", "")),
    ("missing_numbers", change("title", "**Numbers from:**", "")),
    ("missing_key_points", change("key-points", "## Key points", "## The end")),
    ("missing_new_words", change("key-points", "**New words:**", "")),
    ("missing_next", change("key-points", "**Next:**", "")),
    ("exercise_unknown", add_code('lesson.check("three", 3)')),
    ("no_my_product", change("my-product", "## My product", "## Yours")),
    ("answer_repeated", change("my-product", "## My product", "## My product\n\nIt is 1,235 THB.")),
    ("answer_repeated", change("my-product", "## My product", "## My product\n\nIt is 1234.5 THB.")),
    ("answer_repeated", add_code("1235 / 2")),
    ("core_end_unmarked", change("core-ends", "**The core of the lesson ends here.**", "Well done.")),
]  # fmt: skip
LEAK = "What is 4 and 5, that is 14.25 + 5?"
IN_ASSIGNMENTS = [
    ("grade_id", rename("one-text", "first-text")),
    ("grade_id_twice", told("one-text", grade_id="set-up")),
    ("answer_locked", told("two-answer", locked=True)),
    ("test_unlocked", told("one-test", locked=False)),
    ("points_shown", change("one-text", "(2 points)", "(1 point)")),
    ("points_shown", change("one-text", "(2 points)", "")),
    ("points_total", change("title", "4", "5")),
    ("points_total", change("title", "**Points:**", "")),
    ("points_hard", change("one-answer", "one = 14.25 + 5", "one = 14.25\none = one + 5")),
    ("answer_visible", change("one-test", "one, ", "one, digits=19.25, unit=")),
    ("answer_visible", change("one-test", 'work.form(one, "THB")', "if one: assert one")),
    ("release_leaks", change("one-text", "What is 4 and 5", LEAK)),
    ("set_up_long", change("set-up", "\n\n", "\na = 1\nb = 2\n")),
    ("place", change("one-text", "see case", f"see {HOME}/x, case")),
    ("case_unknown", change("one-text", "C7", "C77")),
]


def test_a_good_lesson_has_no_finding(course):
    assert found(course, good_lesson(), "lesson") == []


def test_a_good_assignment_has_no_finding(course):
    assert found(course, good_assignment(), "assignment") == []


@pytest.mark.parametrize(("rule", "broken"), IN_LESSONS)
def test_a_broken_lesson_has_that_finding_only(course, rule, broken):
    notebook = good_lesson()
    broken(notebook)
    assert rules(found(course, notebook, "lesson")) == [rule]


@pytest.mark.parametrize(("rule", "broken"), IN_ASSIGNMENTS)
def test_a_broken_assignment_has_that_finding_only(course, rule, broken):
    notebook = good_assignment()
    broken(notebook)
    assert rules(found(course, notebook, "assignment")) == [rule]


# ------------------------------------------------ rules that come with another, or need more than a cell


def test_without_a_title_both_rules_say_so(course):
    notebook = good_lesson()
    change("title", "# Lesson", "Lesson")(notebook)
    assert rules(found(course, notebook, "lesson")) == ["missing_title", "title"]


def test_the_name_of_this_computer(course, monkeypatch):
    monkeypatch.setattr(form.socket, "gethostname", lambda: "laptop-17")
    notebook = good_lesson()
    add_text("It ran on laptop-17.")(notebook)
    assert rules(found(course, notebook, "lesson")) == ["place"]


def test_silenced_warnings(course):
    notebook = good_lesson()
    add_code('import warnings\nwarnings.filterwarnings("ignore")')(notebook)
    assert rules(found(course, notebook, "lesson")) == ["import_not_otop", "warnings_silenced"]


@pytest.mark.parametrize("source", ["Twelve, or 12, and 11,235 or 1,235.7.", "With 1,235 THB, what now?"])
def test_a_number_by_chance_and_one_that_the_next_exercise_gives_are_no_answer_repeated(course, source):
    notebook = good_lesson()
    add_text(source)(notebook)
    change("my-product", "## My product", "## My product\n\n" + source.replace("now", "then"))(notebook)
    assert rules(found(course, notebook, "lesson")) == []


def test_too_few_exercises_and_one_that_is_not_used(course):
    notebook = good_lesson()
    change("two", 'lesson.check("two", 2)', "2")(notebook)
    assert rules(found(course, notebook, "lesson")) == ["exercise_unused", "few_exercises"]


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        (['lesson.predict("visitors", visitors)', 'lesson.see("visitors")'], []),
        (['lesson.predict("visitors", visitors)'], ["decision_unseen"]),
        (['lesson.see("visitors")', 'lesson.predict("visitors", visitors)'], ["decision_unseen"]),
        (['lesson.predict("visitors", visitors)\nlesson.see("visitors")'], ["decision_unseen"]),
        (['lesson.see("visitors")'], ["decision_unused"]),
        ([], ["decision_unused"]),
        (['lesson.predict("visitors", 1)', 'lesson.see("visitors")', 'lesson.see("sellers")'], ["decision_unknown"]),
        (['lesson.predict("visitors", 1)', 'lesson.see("visitors")', 'lesson.predict("sellers", 1)'], ["decision_unknown"]),
    ],
)  # fmt: skip
def test_what_is_predicted_is_known_and_seen_later(course, monkeypatch, cells, finding):
    monkeypatch.setattr(lesson_rules, "decisions_of", lambda name: {"visitors": 1})
    notebook = good_lesson()
    for at, source in enumerate(cells):
        notebook.cells.insert(-1, new_code_cell(source, id=f"decision-{at}-cell"))
    assert rules(found(course, notebook, "lesson")) == finding


def test_a_prediction_counts_as_something_to_do(course, monkeypatch):
    monkeypatch.setattr(lesson_rules, "decisions_of", lambda name: {"visitors": 1})
    monkeypatch.setattr(lesson_rules, "exercises_of", lambda name: {"one": ASKED["one"]})
    notebook = good_lesson()
    change("two", 'lesson.check("two", 2)', 'lesson.predict("visitors", 2)')(notebook)
    notebook.cells.insert(-1, new_code_cell('lesson.see("visitors")', id="visitors-see"))
    assert rules(found(course, notebook, "lesson")) == []


def test_a_lesson_that_is_not_registered(course):
    assert rules(found(course, good_lesson(), "lesson", "notebooks/99_none.ipynb")) == ["lesson_unknown"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"nbformat": 4, "nbformat_minor": 5, "cells": []}'])
def test_a_file_that_is_no_notebook(course, text):
    assert rules(found(course, text, "lesson")) == ["not_a_notebook"]


def test_an_assignment_without_hidden_tests(course):
    notebook = good_assignment()
    cell(notebook, "one-test").source = 'work.form(one, "THB")'
    assert rules(found(course, notebook, "assignment")) == ["no_hidden_tests"]


def test_a_release_that_stops(course):
    notebook = good_assignment()
    change("one-answer", "one = None  # ✎\n", "")(notebook)
    assert "release_stops" in rules(found(course, notebook, "assignment"))


def test_a_release_that_warns(course):
    notebook = good_assignment()
    change("set-up", "\n\n", "\nopen.x = 1; work = None\n")(notebook)
    findings = found(course, notebook, "assignment")
    assert [finding.cell for finding in findings if finding.rule == "release_stops"][0] == "set-up"


def test_a_release_that_cannot_be_made(course):
    notebook = good_assignment()
    change("one-answer", "### END SOLUTION", "")(notebook)
    assert "release_fails" in rules(found(course, notebook, "assignment"))


def test_rubrics(course):
    rubric = course / "course/instructors/rubrics/small.md"
    rubric.write_text(RUBRIC.replace("`one-test` | 2", "`one-test` | 3"))
    assert rules(found(course, good_assignment(), "assignment")) == ["rubric_points"]
    rubric.write_text(
        RUBRIC.replace("Cell", "Graded cell") + "| **Sum** | | **4** |\n\n## More\n\n| A | B |\n|---|---|\n"
    )
    assert rules(found(course, good_assignment(), "assignment")) == []
    rubric.write_text(RUBRIC + "| 3 | `three-test` | 1 |\n")
    assert rules(found(course, good_assignment(), "assignment")) == ["rubric_points"]
    rubric.unlink()
    assert rules(found(course, good_assignment(), "assignment")) == ["rubric_missing"]


def test_stale_outputs_are_found_only_when_asked(course):
    notebook = good_lesson()
    notebook.cells[3].outputs = []
    path = course / "notebooks/05_small.ipynb"
    del notebook.cells[1:6]  # nothing to run: quick
    path.write_text(nbformat.writes(notebook))
    asked = {finding.rule for finding in lint.lint([path], course=course, outputs=True)}
    assert asked - {finding.rule for finding in lint.lint([path], course=course)} == {"stale"}  # no newline at the end
    notebook.cells.insert(1, new_code_cell("1 / 0", id="stops"))
    path.write_text(nbformat.writes(notebook))
    assert "does_not_run" in {finding.rule for finding in lint.lint([path], course=course, outputs=True)}


def test_every_rule_is_broken_here():
    ids = re.findall(r'^msgid "lint\.(\w+)"', (LOCALE / "en" / "otop.po").read_text(encoding="utf-8"), re.MULTILINE)
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    named = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(ids) - named == set("where line clean clean_one stats number".split())


# ----------------------------------------------------------------------------- the door


def test_the_command_says_what_and_where(course):
    notebook = good_lesson()
    add_code("from otop.costing import *")(notebook)
    path = course / "notebooks/05_small.ipynb"
    path.write_text(json.dumps(notebook))
    from otop.cli import app

    done = CliRunner().invoke(app, ["lint", str(path)])
    assert done.exit_code == 1
    assert "cell added: Everything of otop.costing is imported. Name what is needed. [star_import]" in done.output
    path.write_text(json.dumps(good_lesson()))
    done = CliRunner().invoke(app, ["lint", str(path)])
    assert (done.exit_code, done.output) == (0, "1 notebook, no finding\n")


def test_numbers_without_a_source_are_listed(course):
    from otop.cli import app

    notebook = good_lesson()
    cells = {
        "Rent is 1,200 THB and 12.5% of 88.95.": ["1,200 THB", "12.5%", "88.95"],
        "Rent is 1,200 THB (*made up*).": [],
        "In case C6 it is 3.01 THB.": [],
        "It takes 3 days in 2026, see part 5.": [],
    }
    path = course / "notebooks/05_small.ipynb"
    for words, expected in cells.items():
        broken = copy.deepcopy(notebook)
        add_text(words)(broken)
        path.write_text(json.dumps(broken))
        lesson_rules_right = lint.lesson.right_answers
        try:
            lint.lesson.right_answers = lambda name: set()
            assert [number for _, _, number in lint.numbers([path], course=course)] == expected
        finally:
            lint.lesson.right_answers = lesson_rules_right
    assert CliRunner().invoke(app, ["lint", "--stats", str(path)]).output.count("median") == 2


@pytest.mark.skipif(not (COURSE / "notebooks").is_dir(), reason="the course is not here")
def test_the_course_has_no_finding():
    assert [str(finding) for finding in lint.lint()] == []
