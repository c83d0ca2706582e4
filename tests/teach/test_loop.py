"""From the release to the final feedback page, with nbgrader's own commands, gradebook and formgrader."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from otop.teach import demo
from otop.teach.course_folder import gradebook, run_nbgrader
from otop.teach.leaks import leaks_in, secrets
from otop.teach.marks import export, grade, marks, totals
from otop.teach.release import released_notebook

A = demo.ASSIGNMENT


@pytest.fixture(scope="module")
def evening(evening, tmp_path_factory):
    """An evening of our own, for we change it: others read the one that all share."""
    folder = tmp_path_factory.mktemp("loop") / "demo"
    shutil.copytree(evening.course.parent, folder)
    return replace(evening, course=folder / "course")


def page_of(course, student: str) -> str:
    return (course / "feedback" / student / A / f"{A}.html").read_text(encoding="utf-8")


def cell_texts(notebook: dict) -> list:
    """Cells in one form: a file keeps a text as lines, the library as one string."""
    return [{**cell, "source": "".join(cell["source"])} for cell in notebook["cells"]]


def test_the_release_made_in_process_is_nbgraders_own(evening):
    written = json.loads((evening.course / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(released_notebook(evening.course / "source" / A / f"{A}.ipynb")))
    assert cell_texts(made) == cell_texts(written)
    assert made["metadata"] == written["metadata"]
    assert set(made["metadata"]) == {"kernelspec", "language_info"}
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in made["cells"])


def test_every_dropped_file_is_collected_or_refused(evening):
    outcome = evening.outcome
    assert (len(outcome.collected), len(outcome.left), len(outcome.refused), outcome.dropped) == (9, 0, 3, 12)
    for path in [one.path for one in outcome.collected]:
        assert path.is_file(), "a dropped file stays where it was"
    refused = (evening.course / "downloaded" / A / "refused.csv").read_text(encoding="utf-8-sig")
    assert "P010, P011" in refused and "P099" in refused


def test_marks_of_right_wrong_empty_and_broken(evening):
    assert evening.graded.ok and "running over TCP" not in (evening.course / ".nbgrader.log").read_text(encoding="utf-8")
    found = {name: (points, waits) for name, (points, waits, _) in totals(evening.table).items()}
    assert found["P001"] == (13, 0), "all right, and 3 of 4 given by hand"
    assert found["P002"] == (10, 4)
    assert found["P003"] == (0, 4)
    assert found["P009"] == (0, 0), "an untouched notebook has nothing to read"
    assert found["P006"] == found["P007"] == found["P008"] == (8, 4), "a group at one laptop"
    assert found["P011"] == (10, 4), "a deleted test was put back"
    assert found["P012"] == (10, 4), "a copied cell did no harm"


def test_mistakes_are_named_in_the_table(evening):
    by_question = {mark.question: mark for mark in evening.table if mark.student == "P003"}
    assert by_question["drink_cash-test"].mistakes == ("full_for_cash",)
    assert by_question["cleaning_value-test"].mistakes == ("hours_as_decimal",)
    assert by_question["buyer_offer-answer"].outcome == "waits"


def test_every_point_is_in_the_table_once(evening):
    for student in {mark.student for mark in evening.table}:
        assert sum(mark.max_points for mark in evening.table if mark.student == student) == 14


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("student", ["P001", "P003", "P009", "P011"])
def test_the_page_is_plain_and_complete(evening, student):
    text = page_of(evening.course, student)
    page = Page(text)
    assert page.tags.count("h1") == 1 and page.tags.count("h2") == 10
    assert ("lang", "en") in page.attributes
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name in ("src", "onclick", "onload")]
    for word in ("Traceback", "ipykernel", "python3", "work.mark", "NotYet", "-test", str(evening.course), "/home"):
        assert word not in text


def test_the_page_begins_with_what_is_right_and_what_is_still_read(evening):
    def first_lines(student):
        return re.findall(r"<p[^>]*>(.*?)</p>", page_of(evening.course, student))[1:4]

    assert first_lines("P005") == [
        "Right: 5 of 10 questions.",
        "4 points are still being read by your instructor.",
        "So far you have 5 of the other 10 points.",
    ]
    assert first_lines("P001")[:2] == ["Right: 9 of 10 questions.", "You have 13 of 14 points."]
    for student in ("P003", "P009"):
        assert not re.match(r"\D*0 of", first_lines(student)[0]), "nobody's page begins with nothing"


def test_the_page_names_the_mistake_and_where_to_read_on(evening):
    text = page_of(evening.course, "P003")
    assert "2 h 45 min is 2.75 hours" in text or "2.75" in text
    assert "Read on: lesson 05" in text
    assert "Waits for your instructor" in text


def test_nothing_that_reaches_a_trainee_tells_the_solution(evening):
    known = secrets(evening.course)
    assert {leak.kind for leak in known} >= {"solution", "hidden test", "written solution"}
    places = [evening.course / "release", evening.course.parent / "dropped" / f"{A}--P003.ipynb",
              evening.course / "feedback" / "P003", evening.course.parent / "dropped" / f"{A}--P009.ipynb"]  # fmt: skip
    for place in places:
        wrong = "\n".join(
            cell.source(text) for cell in demo.load_key(evening.course, A).values() for text in cell.wrong
        )
        assert not leaks_in(place, known, hers=wrong), place.name


def test_a_leak_is_found(evening, tmp_path):
    known = secrets(evening.course)
    source = (evening.course / "source" / A / f"{A}.ipynb").read_text(encoding="utf-8")
    (tmp_path / "solved.ipynb").write_text(source, encoding="utf-8")
    kinds = {leak.kind for leak in leaks_in(tmp_path, known)}
    assert kinds == {"solution", "hidden test", "written solution", "marker"}
    page = "<p>work.mark(drink_<b>cash</b>, ask.cash_cost(sheet_of(&quot;bottle&quot;, batch_size=15, material=73.50, own_labour=40)))"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert [leak.kind for leak in leaks_in(tmp_path / "page.html", known)] == ["hidden test"]


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


@pytest.fixture(scope="module")
def formgrader(evening, tmp_path_factory):
    """nbgrader's formgrader on the graded course; gives a function that calls its API."""
    port, home = free_port(), tmp_path_factory.mktemp("home")
    here = {"JUPYTER_CONFIG_DIR": str(home), "JUPYTER_RUNTIME_DIR": str(home), "JUPYTER_DATA_DIR": str(home)}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
         "--IdentityProvider.token=workshop", f"--ServerApp.root_dir={evening.course}",
         "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"],
        cwd=evening.course, env=os.environ | here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def call(method: str, path: str, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{path}", method=method, data=json.dumps(body).encode() if body else None,
            headers={"Authorization": "token workshop", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read().decode()
            return json.loads(text) if "api/" in path else text

    try:
        for _ in range(100):
            try:
                call("GET", "formgrader/api/status")
                break
            except OSError:
                time.sleep(0.3)
        yield call
    finally:
        server.terminate()
        server.wait(20)


def test_a_mark_given_in_formgrader_is_on_the_final_page(evening, formgrader):
    assert "Waits for your instructor" in page_of(evening.course, "P002")
    submitted = formgrader("GET", f"formgrader/api/submitted_notebooks/{A}/{A}")
    hers = next(one["id"] for one in submitted if one["student"] == "P002")
    shown = formgrader("GET", f"formgrader/submissions/{hers}/?index=0")
    assert "drink_full" in shown and "Traceback (most" not in shown, "the instructor's own page still works"
    grades = formgrader("GET", f"formgrader/api/grades?submission_id={hers}")
    comments = formgrader("GET", f"formgrader/api/comments?submission_id={hers}")
    written = next(one for one in grades if one["name"] == "buyer_offer-answer")
    said = next(one for one in comments if one["name"] == "buyer_offer-answer")
    formgrader("PUT", f"formgrader/api/grade/{written['id']}", {"manual_score": 2.5})
    formgrader("PUT", f"formgrader/api/comment/{said['id']}", {"manual_comment": "ดีมาก <b>ask</b> for 8.70"})
    assert run_nbgrader(evening.course, "generate_feedback", A, "--student=P002", "--force").ok
    text = page_of(evening.course, "P002")
    assert "You have 12.5 of 14 points." in text
    assert "Marked by your instructor" in text and "Waits for your instructor" not in text
    assert "ดีมาก &lt;b&gt;ask&lt;/b&gt; for 8.70" in text
    mark = next(m for m in marks(evening.course, A) if (m.student, m.question) == ("P002", "buyer_offer-answer"))
    assert mark.points == 2.5


def test_the_button_of_formgrader_grades_behind_the_same_walls(evening, formgrader, sandbox):
    before = [mark for mark in marks(evening.course, A) if mark.student == "P005"]
    done = formgrader("POST", f"formgrader/api/submission/{A}/P005/autograde", {})
    assert done["success"] and f"runs behind walls: {sandbox}" in done["log"], done
    assert [mark for mark in marks(evening.course, A) if mark.student == "P005"] == before


def test_nbgraders_own_command_grades_behind_the_same_walls(evening, sandbox):
    before = [mark for mark in marks(evening.course, A) if mark.student == "P005"]
    run = run_nbgrader(evening.course, "autograde", A, "--student=P005", "--force")
    assert run.ok and f"runs behind walls: {sandbox}" in run.log, run.log
    assert [mark for mark in marks(evening.course, A) if mark.student == "P005"] == before


@pytest.mark.parametrize(
    "command, expected",
    [
        (["db", "student", "list"], "P001"),
        (["validate", f"source/{A}/{A}.ipynb"], "Success"),
        (["validate", f"release/{A}/{A}.ipynb"], "FAILED ON 1 CELL"),  # only the written answer is missing
    ],
)
def test_nbgraders_own_commands_run_here(evening, command, expected):
    run = run_nbgrader(evening.course, *command)
    assert run.ok and expected in run.log, run.log


def test_export_quotes_names(evening):
    text = (evening.course / "grades.csv").read_text(encoding="utf-8-sig")
    assert '"Example, ""Little"" Pema"' in text and '"13.0"' in text


def test_moodle_finds_a_row_for_each_id(evening, tmp_path):
    to = tmp_path / "moodle.csv"
    assert export(evening.course, to, moodle=True).ok
    with open(to, encoding="utf-8-sig", newline="") as file:
        rows = {row["ID number"]: row[A] for row in csv.DictReader(file)}
    assert (rows["P001"], rows["P009"], rows["P010"]) == ("13.0", "0.0", "")
    assert '"P001","13.0"' in to.read_text(encoding="utf-8-sig"), "every field is quoted"


def test_export_tells_no_points_from_nothing_handed_in(evening):
    with open(evening.course / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == A}
    assert (rows["P009"]["score"], rows["P010"]["score"]) == ("0.0", ""), "P010 handed nothing in"


def test_a_second_evening_grades_what_is_new_half_done_or_broken(evening, tmp_path):
    """P009 hands in again; an interrupted run left P003 half done; what P010 handed in is broken."""
    course = evening.course
    key = demo.load_key(course, A)
    released = course / "release" / A / f"{A}.ipynb"
    again = tmp_path / "again.ipynb"
    pristine = json.loads(released.read_text(encoding="utf-8"))
    again.write_text(json.dumps(demo.filled(pristine, demo.right_answers(key, 1))), encoding="utf-8")
    demo.make_file(again, "P009", assignment=A, edition_path=released, out=tmp_path / "drop")
    outcome = demo.collect(course, A, [tmp_path / "drop"], now=datetime.now(UTC) + timedelta(minutes=1))
    assert len(outcome.collected) == 1 and "graded already" in outcome.notes[0]
    with gradebook(course) as book:
        book.find_grade("drink_cash-test", A, A, "P003").auto_score = None
        book.db.commit()
    broken = course / "submitted" / "P010" / A
    broken.mkdir(parents=True)
    (broken / f"{A}.ipynb").write_text('{"cells": [', encoding="utf-8")
    done = grade(course, A)
    assert tuple(done.failed) == ("P010",)
    found = totals(marks(course, A))
    assert found["P009"][:2] == (10, 4), "the later file is graded"
    assert found["P003"][:2] == (0, 4) and found["P001"][0] == 13, "what was graded stays, marks by hand too"
