"""What the room answered: the numbers are right, small groups are spared, typed answers do no harm."""

import csv
import html
import importlib
import io
import json
import math
import random
import re
import shutil
from collections import Counter
from html.parser import HTMLParser

import numpy as np
import polib
import pytest
from otop.cli import app
from otop.errors import OtopError
from otop.i18n import LOCALE
from otop.learn.check import judge
from otop.learn.lesson import LESSONS
from otop.teach import demo, report
from otop.teach.course_folder import Run, gradebook, remember
from otop.teach.marks import outcomes
from otop.teach.notebooks import COURSE
from otop.teach.report import counting, words
from otop.teach.report.asked import own_words, questions
from otop.teach.report.csv_file import as_csv
from otop.teach.report.gather import NEEDS, Answer, HandIn, Room
from otop.teach.report.page import as_page, what_it_shows
from otop.teach.report.typed import LONGEST, looks_right, shown, typed
from otop.teach.roster import Person, load_roster
from rich.console import Console
from typer.testing import CliRunner

pytest.importorskip("nbgrader")
A = demo.ASSIGNMENT
ASKED = questions(COURSE / "course", A)
NUMBERS = [asked for asked in ASKED if asked.question and not asked.is_function]
ASSIGNMENTS = sorted(path.stem for path in (COURSE / "course" / "source").glob("*/*.ipynb"))
VERDICT = "application/vnd.otop.verdict+json"
PEOPLE = [line.split(",")[0] for line in demo.PEOPLE.splitlines()[1:]]
NAMES = ["Dorji", "Sok", "ใจดี", "ສົມພອນ", "มานะ", "Pema", "Wangmo", "Tashi", "ແກ້ວ", "สมหญิง", "សុខា"]


def in_terminal(room, *, ids: bool = False) -> str:
    screen = io.StringIO()
    report.show(room, Console(file=screen, width=150, highlight=False, markup=False, emoji=False), ids=ids)
    return screen.getvalue()


def in_csv(room, *, ids: bool = False) -> list[dict]:
    return list(csv.DictReader(io.StringIO(as_csv(room, ids=ids), newline="")))


@pytest.fixture(scope="module")
def course(graded_course):
    return graded_course


@pytest.fixture(scope="module")
def room(course):
    return report.read_room(course, A)


def made_up(size: int, seed: int = 5, asked_all=None) -> Room:
    """A room of this size; each answer is right, or gives the number of a named mistake, judged by the checker."""
    chance, asked_all = random.Random(seed), asked_all or NUMBERS
    hand_ins = []
    for at in range(size):
        able, answers = chance.random(), {}
        for asked in asked_all:
            mistake = chance.choice(asked.question.mistakes)
            value = asked.question.right if chance.random() < able else mistake.value
            verdict = judge(asked.question, value)
            state = "right" if verdict.is_right else "not_yet"
            points = asked.points if verdict.is_right else 0.0
            answers[asked.cell] = Answer(state, points, verdict.outcome, () if verdict.is_right else verdict.mistakes,
                                         verdict.value, f"{value:.2f}")  # fmt: skip
        hand_ins.append(HandIn((f"X{at:03d}",), answers))
    return Room(A, "A made-up room", tuple(asked_all), tuple(hand_ins), dict.fromkeys(NEEDS, ()))


# --- the demo's course, counted again from the files ---


@pytest.fixture(scope="module")
def by_hand(course):
    """For each hand-in and graded cell: points and the recorded outcome, read here without any of our reading."""
    found, seen = {}, set()
    with gradebook(course) as book:
        for path in sorted((course / "autograded").glob(f"*/{A}/{A}.ipynb")):
            student = path.parts[-3]
            handed_in = (course / "submitted" / student / A / f"{A}.ipynb").read_bytes()
            if handed_in in seen:
                continue
            seen.add(handed_in)
            grades = book.find_submission(A, student).notebooks[0].grades
            points = {grade.name: (grade.score, grade.needs_manual_grade) for grade in grades}
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                about = cell["metadata"].get("nbgrader", {})
                if about.get("grade"):
                    records = [o["data"][VERDICT] for o in cell.get("outputs", []) if VERDICT in o.get("data", {})]
                    found[student, about["grade_id"]] = (*points[about["grade_id"]], records[0] if records else {})
    return found


def test_hand_ins_and_people(room, by_hand):
    assert room.people == 11 and len(room.hand_ins) == 9
    assert ("P006", "P007", "P008") in [one.ids for one in room.hand_ins], "three at one laptop count once"
    assert {one.ids[0] for one in room.hand_ins} == {student for student, _ in by_hand}


def test_each_question_is_counted_right(room, by_hand):
    for asked in room.asked:
        states = counting.states(room, asked)
        cells = [value for (_, cell), value in by_hand.items() if cell == asked.cell]
        assert sum(states.values()) == len(cells) == 9
        assert states["right"] == sum(points >= asked.points for points, _, _ in cells)
        assert states["waits"] == sum(bool(waits) for _, waits, _ in cells)
        named = sum(record.get("outcome") == "named" for _, _, record in cells)
        assert named == sum(group.count for group in counting.groups(room, asked) if group.mistakes)
    assert sum(group.count for group in counting.groups(room, room.asked[0])) == 8, "one is open"


def test_mistakes_are_counted_once_for_a_hand_in(room, by_hand):
    of_hand_in = {}
    for (student, _), (_, _, record) in by_hand.items():
        if record.get("outcome") in ("named", "ask_which"):
            of_hand_in.setdefault(student, set()).add(tuple(record["mistakes"]))
    wanted = Counter(names for found in of_hand_in.values() for names in found)
    found = counting.mistakes(room)
    assert {named.names: named.count for named in found} == dict(wanted)
    assert [named.count for named in found] == sorted(wanted.values(), reverse=True)
    first = found[0]
    assert first.names == ("batch_for_piece",) and first.count == 3
    page = as_page(room)
    assert "Question 2: This is the cost of the whole batch of 15." in page, (
        "a question's own numbers, not an example's"
    )
    assert "batch of 12" not in page
    assert "lesson 05, part 3" in as_page(room)


def test_the_points_are_spread_as_in_the_gradebook(room, by_hand):
    waiting = {cell for (_, cell), (_, waits, _) in by_hand.items() if waits}
    totals = Counter()
    for (student, cell), (points, _, _) in by_hand.items():
        totals[student] += 0 if cell in waiting else points
    marks = counting.marks(room)
    assert waiting == {"buyer_offer-answer"} and marks.most == 10 and marks.questions == 9
    assert sum(count for _, _, count in marks.bands) == 9
    for low, high, count in marks.bands:
        assert count == sum(low < total <= high or total == low == 0 for total in totals.values())
    assert marks.mean is None and marks.median is None, "nine hand-ins bear no mean"


def test_who_needs_a_human(course, room):
    waiting = set(PEOPLE) - {"P001", "P009", "P010"}  # marked by hand, nothing written, nothing handed in
    assert {student for student, _ in room.needs["waits"]} == waiting
    assert room.needs["not_handed_in"] == (("P010", ""),)
    told = in_terminal(room, ids=True)
    assert "Question 10  P002, P003, P004" in told and "P010" in told
    assert [student for student, _ in room.needs["zero"]] == ["P003", "P004", "P009"], "they need somebody too"
    hers = [row for row in in_csv(room, ids=True) if row["record"] == "needs"]
    assert [(row["what"], row["count"], row["ids"]) for row in hers][1:] == [
        ("zero", "3", "P003 P004 P009"),
        ("not_handed_in", "1", "P010"),
    ]


def test_a_part_mark_is_a_state_of_its_own(course, room):
    """P001 has 3 of 4 points for the written answer."""
    states = counting.states(room, room.asked[-1])
    assert (states["part"], states["not_yet"]) == (1, 0)
    assert " part " in in_terminal(room) and ">part</th>" in as_page(room)


def test_who_has_not_handed_in_is_sorted(course, tmp_path):
    copy = tmp_path / "course"
    shutil.copytree(course, copy)
    load_roster(copy, [Person("P101", "Zed"), Person("P020", "Invented One"), Person("P100", "Abe")])
    assert [one for one, _ in report.read_room(copy, A).needs["not_handed_in"]] == ["P010", "P020", "P100", "P101"]


def with_answer_of_p003(course, tmp_path, name, typed, change_test):
    """A copy of the course in which P003 typed something else, and her test says something else."""
    copy = shutil.copytree(course, tmp_path / "course")
    path = copy / "autograded" / "P003" / A / f"{A}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    cells[f"{name}-answer"]["source"] = typed
    change_test(cells[f"{name}-test"])
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return copy


def test_where_python_stopped_somebody_is_needed(course, tmp_path):
    error = {"output_type": "error", "ename": "NameError", "evalue": "", "traceback": []}
    copy = with_answer_of_p003(course, tmp_path, "drink_full", "drink_full = 113.50 15", lambda cell: cell.update(outputs=[error]))
    room = report.read_room(copy, A)
    assert room.needs["stopped"] == (("P003", "drink_full-test"),)
    assert "Question 2  P003" in in_terminal(room, ids=True)


def test_ids_only_where_they_are_asked_for(room):
    for text in (in_terminal(room), as_csv(room), as_page(room)):
        assert not [student for student in PEOPLE if student in text]
    assert "--ids" in in_terminal(room)


def test_no_name_of_a_person_anywhere(room):
    for text in (in_terminal(room, ids=True), as_csv(room, ids=True), as_page(room)):
        assert not [name for name in NAMES if name in text]


def test_a_trainees_own_product_is_never_in_it(course, tmp_path):
    copy = tmp_path / "course"
    shutil.copytree(course, copy)
    secret = "My secret scarf 4711"
    for folder in ("submitted", "autograded"):
        path = copy / folder / "P002" / A / f"{A}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"].append({"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None,
                                  "source": f'my_product = "{secret}"'})  # fmt: skip
        path.write_text(json.dumps(notebook), encoding="utf-8")
        (path.parent / "my_product.yml").write_text(f"name: {secret}", encoding="utf-8")
    room = report.read_room(copy, A)
    for text in (in_terminal(room, ids=True), as_csv(room, ids=True), as_page(room)):
        assert "4711" not in text and "scarf" not in text


# --- words that suit the assignment ---


def every_question():
    """Every question of every lesson and of every assignment."""
    modules = [importlib.import_module(name) for name in LESSONS.values()]
    found = [ask() for module in modules for ask in module.EXERCISES.values()]
    return found + [one.question for name in ASSIGNMENTS for one in questions(COURSE / "course", name) if one.question]


def test_every_mistake_has_a_name_that_a_room_understands():
    found = {mistake.name for question in every_question() for mistake in question.mistakes}
    catalogue = {entry.msgid for path in (LOCALE / "en").glob("*.po") for entry in polib.pofile(str(path))}
    sentences = {one.removeprefix("mistake.") for one in catalogue if one.startswith("mistake.")}
    names = {one.removeprefix("mistake_name.") for one in catalogue if one.startswith("mistake_name.")}
    assert found <= sentences and sentences == names and len(names) > 300
    for name in names:
        told = words.mistake_name((name,))
        assert len(told) <= 60 and "_" not in told and not told.endswith("."), told


def test_a_forged_name_stops_nothing():
    assert words.mistake_name(("no_such_mistake",)) == "no such mistake"


def test_two_mistakes_of_one_question_have_two_names():
    for question in every_question():
        ids = {mistake.name for mistake in question.mistakes}
        assert len({words.mistake_name((name,)) for name in ids}) == len(ids), question.kind


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_report_speaks_of_the_assignments_own_things(assignment):
    """No product of the lesson, no example's number, the unit as the assignment says it."""
    asked = questions(COURSE / "course", assignment)
    assert [one.cell for one in asked if one.question and not one.about] == []
    source = (COURSE / "course" / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    told = [
        text for one in asked if one.question for text in (one.about, *(m.sentence() for m in one.question.mistakes))
    ]
    for thing in ("chips", "nipa", "krathong", "scarf", "compress", "kaen"):
        assert thing in source.casefold() or not [text for text in told if thing in text.casefold()]
    for one in asked:
        if one.question and not one.is_function:
            group = counting.Group(1, "right", "right", (), one.question.right, ("1",))
            assert words.answer_name(one, group).endswith(one.unit) and (not one.unit or f'"{one.unit}\\"' in source)


def test_a_bottle_is_no_piece():
    asked = next(one for one in questions(COURSE / "course", "06_price") if one.name == "juice_break_even")
    assert words.answer_name(asked, counting.Group(1, "right", "right", (), 1403, ("1403",))) == "1,403 bottles"


# --- what small groups cannot bear ---


@pytest.mark.parametrize("size", [1, 4])
def test_below_five_the_page_points_to_nobody(size):
    room = made_up(size)
    page = as_page(room)
    assert "fewer than 5 hand-ins" in page and "single people" in page
    assert "<table" not in page and "<svg" not in page and "of 4 hand-ins" not in page
    shared = [named for named in counting.mistakes(room) if named.count > 1]
    assert page.count("<li><h3>") == len(shared)
    assert what_it_shows(room) == ("mistakes" if shared else "nothing")
    told = in_terminal(room)
    assert "Question 1" in told and "fewer than 10" in told, "the instructor sees the counts"


@pytest.mark.parametrize("size", [5, 9])
def test_below_ten_there_are_counts_only(size):
    room = made_up(size)
    for text in (as_page(room), in_terminal(room)):
        body = re.sub(r"<style>.*?</style>|style=\"[^\"]*\"", "", text, flags=re.DOTALL)
        assert "%" not in body and "Mean" not in body and "Median" not in body
        assert f"of {size} hand-ins" in text, "counts are there"
    assert what_it_shows(room) == "answers"
    assert not [row for row in in_csv(room) if row["what"] in ("mean", "median", "share_right", "discrimination")]


def test_from_ten_on_there_are_shares_and_a_mean():
    room = made_up(10)
    totals = [sum(answer.points for answer in one.answers.values()) for one in room.hand_ins]
    marks = counting.marks(room)
    assert marks.mean == pytest.approx(np.mean(totals)) and marks.median == np.median(totals)
    right = sum(one.answers[NUMBERS[0].cell].state == "right" for one in room.hand_ins)
    page = as_page(room)
    assert f"{100 * right / 10:.0f}%" in page and f"Mean: {np.mean(totals):g} of {len(NUMBERS)} points" in page


@pytest.mark.parametrize("size", [29, 30, 60])
def test_discrimination_only_for_thirty_and_more(size):
    room = made_up(size)
    found = counting.quality(room)
    assert bool(found) == (size >= 30) == ("correlation" in as_page(room))
    table = np.array([[one.answers[asked.cell].points for asked in NUMBERS] for one in room.hand_ins])
    for at, one in enumerate(found):
        rest = table.sum(axis=1) - table[:, at]
        assert one.discrimination == pytest.approx(np.corrcoef(table[:, at], rest)[0, 1])
        assert one.share == pytest.approx((table[:, at] > 0).mean())


def test_the_limits_are_what_they_are_said_to_be():
    assert 1 / counting.BEARS_SHARES <= 0.1 < 1 / (counting.BEARS_SHARES - 1), "one hand-in, more than ten points"
    assert 2 / math.sqrt(counting.BEARS_CORRELATION - 1) < 0.4 < 2 / math.sqrt(10 - 1)


def test_a_question_that_everybody_gets_right_has_no_correlation():
    room = made_up(30)
    cell = NUMBERS[0].cell
    right = Answer("right", 1.0, "right", (), 4.9, "4.90")
    everybody = tuple(HandIn(one.ids, one.answers | {cell: right}) for one in room.hand_ins)
    found = counting.quality(Room(A, "t", room.asked, everybody, {}))
    assert found[0].share == 1 and found[0].discrimination is None


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_assignment_can_be_reported(assignment):
    """Each question is heard; each of its mistakes has a sentence for the morning, and a place where to read on."""
    asked = questions(COURSE / "course", assignment)
    assert [one.cell for one in asked if not one.is_written and one.question is None] == []
    numbers = [one for one in asked if one.question]
    assert [one.cell for one in numbers if not one.read_on] == []
    room = made_up(60, asked_all=numbers)
    page, told = as_page(room), in_terminal(room)
    for at, named in enumerate(counting.mistakes(room)):
        assert words.sentence(named) in html.unescape(page) or at >= words.MOST_MISTAKES
        assert words.mistake_name(named.names) in told and words.mistake_name(named.names) in html.unescape(page)
    assert in_csv(room)


# --- typed answers are hostile ---

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\x1b[31mred\x1b[0m\x07 [bold]x[/bold] :smile:",
    "\u202e4.90 Sok Dorji P002 \u0000",
    "9" * 5_000,
    "(" * 3_000,
    "[[" * 2_000 + "]]" * 2_000,
    "4.90\n" * 500,
    "{% raw %}{{ 7*7 }}",
    "<b>4.90</b>",
    "None  # Wangmo says 4.90",
    "\ud800",
]


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


@pytest.fixture(scope="module")
def hostile(course, tmp_path_factory):
    """The graded course, with hostile texts in the answer cells and forged records in the graded ones."""
    copy = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(course, copy)
    forged = [
        {"outcome": "named", "mistakes": ["<script>alert(2)</script>", "batch_for_piece", 7], "value": "4.90"},
        {"outcome": "<b>right</b>", "mistakes": "own_labour_out", "value": float("inf")},
        {"outcome": "unknown", "mistakes": ["no_such_mistake"] * 1000, "value": 10**400},
        {"outcome": ["right"], "mistakes": None, "value": True},
    ]
    texts = iter(HOSTILE * 9)
    for at, path in enumerate(sorted((copy / "autograded").glob(f"*/{A}/{A}.ipynb"))):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            about = cell["metadata"].get("nbgrader", {})
            if about.get("solution"):
                cell["source"] = f"{about['grade_id'].removesuffix('-answer')} = {next(texts)}"
            for output in cell.get("outputs", []):
                if VERDICT in output.get("data", {}):
                    output["data"][VERDICT] = forged[at % 4]
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return report.read_room(copy, A)


def test_the_page_runs_nothing_that_was_typed(hostile, tmp_path):
    report.write_page(hostile, tmp_path / "page.html")
    page = Tags((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert not {"script", "img", "iframe", "link", "object", "form", "b"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "srcset")]
    links = [value for name, value in page.attributes if name in ("href", "xlink:href")]
    assert links and all(value.startswith("#") for value in links)


def test_the_terminal_obeys_nothing_that_was_typed(hostile):
    told = in_terminal(hostile, ids=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)
    assert ":smile:" not in told or "😄" not in told


def test_the_spreadsheet_runs_nothing_that_was_typed(hostile, tmp_path):
    report.write_csv(hostile, tmp_path / "numbers.csv", ids=True)
    text = (tmp_path / "numbers.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert all(not value.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for value in row)
    assert all(line.startswith('"') for line in text.split("\r\n") if line)


def test_forged_records_are_left_out(hostile):
    for text in (in_terminal(hostile), as_csv(hostile), as_page(hostile)):
        assert "alert(2)" not in text and "no_such_mistake" not in text and "no such mistake" not in text
    assert {names for named in counting.mistakes(hostile) for names in named.names} <= {"batch_for_piece"}


def test_the_table_of_marks_has_no_forged_record_either(tmp_path):
    record = {"outcome": "x\x1b[2J", "mistakes": ["\x1b[31mred", "batch_for_piece", 7], "value": "7"}
    cell = {"cell_type": "code", "id": "a", "source": "", "execution_count": None,
            "metadata": {"nbgrader": {"grade": True, "grade_id": "a-test"}},
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {VERDICT: record}}]}  # fmt: skip
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    assert outcomes(path) == {"a-test": ("", ("batch_for_piece",), None)}


def test_nothing_long_and_no_name_is_shown(hostile):
    for asked in hostile.asked:
        for group in counting.groups(hostile, asked):
            assert all(len(text) <= LONGEST for text in group.texts)
    for text in (in_terminal(hostile), as_csv(hostile), as_page(hostile)):
        assert not [name for name in (*NAMES, *PEOPLE) if name in text]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_read(text):
    line = shown(typed(f"drink = {text}", "drink"), {"thb"})
    assert len(line) <= LONGEST and "\n" not in line and "\x1b" not in line
    looks_right(text, NUMBERS[0].question)


def test_words_of_the_assignment_are_shown():
    words = own_words(COURSE / "course", A)
    for text in ('"4.90 THB per bottle"', '"๔.๙๐ บาท"', "sum([73.50, 40]) / 15", "return material / pieces"):
        assert shown(text, words) == text
    assert shown("drink for Sok", words) == "drink for …"


# --- right, but not for the checker ---


@pytest.mark.parametrize(
    ("text", "looks"),
    [('"4,90"', True), ("4.90 baht", True), ('"4.90 or so, or 5"', True), ("73.50 / 15 baht", True), ('"๔,๙๐"', True),
     ('"7,57"', False), ('"I do not know"', False), ("", False), ("9**9**9**9", False), ('"4.90 ล้าน"', True)],
)  # fmt: skip
def test_an_answer_that_looks_right(text, looks):
    assert looks_right(text, NUMBERS[0].question) is looks


def test_a_right_looking_answer_is_named_to_the_instructor(course, tmp_path):
    unread = {"outcome": "unreadable", "mistakes": [], "value": None}
    copy = with_answer_of_p003(course, tmp_path, "drink_cash", 'drink_cash = "4,90"',
                               lambda cell: cell["outputs"][0]["data"].update({VERDICT: unread}))  # fmt: skip
    room = report.read_room(copy, A)
    assert room.needs["looks_right"] == (("P003", "drink_cash-test"),)
    assert counting.states(room, room.asked[0])["unreadable"] == 1
    assert "Question 1  P003" in in_terminal(room, ids=True) and '"4,90"' in as_page(room).replace("&quot;", '"')


# --- courses that are not finished ---


def test_a_course_without_hand_ins_says_one_thing(evening, tmp_path):
    empty = demo.fresh_course(tmp_path / "empty", evening.course)
    with pytest.raises(OtopError, match="Nobody has handed in 05_unit_cost yet"):
        report.read_room(empty, A)
    with pytest.raises(OtopError, match='There is no assignment "99_none"'):
        report.read_room(empty, "99_none")
    assert not (empty / "gradebook.db").exists(), "looking changes nothing"
    shutil.copytree(evening.course / "submitted" / "P001", empty / "submitted" / "P001")
    with pytest.raises(OtopError, match="was handed in 1 times, and nothing of it is graded"):
        report.read_room(empty, A)


def test_a_half_graded_course_says_who_is_left(course, tmp_path):
    copy = tmp_path / "course"
    shutil.copytree(course, copy)
    for student in ("P003", "P004"):
        shutil.rmtree(copy / "autograded" / student)
    remember(copy, f"autograde {A}", Run(False, f"a name\n$ nbgrader autograde {A}\n# not done: ['P003']\n"), ("P004",))
    room = report.read_room(copy, A)
    assert len(room.hand_ins) == 7
    assert (room.needs["not_graded"], room.needs["failed"]) == ((("P003", ""),), (("P004", ""),))


def test_the_last_line_warns_only_where_there_is_something(course, tmp_path):
    def last_line():
        page = str(tmp_path / "page.html")
        return CliRunner().invoke(app, ["report", A, "--html", page, "--course", str(copy)]).output.splitlines()[-1]

    copy = tmp_path / "course"
    shutil.copytree(course, copy)
    assert "right answers: project it only after 05_unit_cost is closed" in last_line()
    for folder in ("autograded", "submitted"):
        for path in list((copy / folder).iterdir()):
            if path.name not in ("P001", "P002"):
                shutil.rmtree(path)
    assert "nothing on it to project" in last_line()


def test_a_file_that_cannot_be_written(room, tmp_path):
    with pytest.raises(OtopError, match="cannot be written"):
        report.write_page(room, tmp_path / "no such folder" / "page.html")


# --- the page, looked at ---


@pytest.mark.browser
def test_the_page_in_chromium(chromium_path, room, tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    big = made_up(40)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        for name, shown_room in (("demo", room), ("big", big), ("small", made_up(3))):
            path = tmp_path / f"{name}.html"
            report.write_page(shown_room, path)
            for width in (360, 1920):
                page = browser.new_page(viewport={"width": width, "height": 900})
                asked_for = []
                page.on("request", lambda request, seen=asked_for: seen.append(request.url))
                page.goto(path.as_uri())
                assert asked_for == [path.as_uri()]
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.locator("figure").count() == page.locator("figure [role=img][aria-label]").count()
                found = axe.run(page)
                assert found.violations_count == 0, found.generate_report()
                page.close()
        browser.close()
