"""What lists the lessons is made from the outline, and is as the outline has it."""

import importlib
import re
import shutil
import sys
import types

import pytest
from otop.cli import app
from otop.errors import OtopError
from otop.i18n import say
from otop.learn import lesson as lessons_room
from otop.learn.check import Mistake, Question
from otop.teach import generated, outline
from otop.teach.notebooks import COURSE
from otop.teach.run_sheet import run_sheet
from otop.teach.schedules import findings, slots, with_status
from typer.testing import CliRunner

SCHEDULES = (COURSE / generated.SCHEDULES).read_text(encoding="utf-8")
DAYS = list(dict.fromkeys(slot.day for slot in slots(SCHEDULES)))
REST = ("break", "lunch")


@pytest.fixture
def course(tmp_path):
    for name in ("course/outline.yml", "README.md", generated.RUN_SHEET, generated.MISTAKES, generated.SCHEDULES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(COURSE / name, tmp_path / name)
    shutil.copytree(COURSE / "course" / "source", tmp_path / "course" / "source")
    shutil.copytree(COURSE / "course" / "instructors" / "rubrics", tmp_path / "course" / "instructors" / "rubrics")
    generated.update(tmp_path)
    return tmp_path


def change(course, old, new, name="course/outline.yml"):
    path = course / name
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_that_is_generated_is_stale():
    assert generated.stale() == [], "write it anew: otop outline"


def test_the_command_says_so():
    said = CliRunner().invoke(app, ["outline", "--check"])
    assert said.exit_code == 0 and "are written" in said.output, said.output


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        (
            "title: What does one piece really cost?",
            "title: Cost",
            ["README.md", generated.RUN_SHEET, generated.MISTAKES],
        ),
        ("title: My plan", "title: Our plan", ["README.md"]),
        (
            "{teach: 25, do: 35, extension: 20}",
            "{teach: 30, do: 35, extension: 20}",
            ["README.md", generated.RUN_SHEET],
        ),
        ("can: give your own working time a value", "can: value time", [generated.RUN_SHEET]),
        ("[loom]", "[]", [generated.RUN_SHEET]),
    ],
)
def test_a_changed_outline_makes_it_stale_and_update_mends_it(course, old, new, stale):
    assert generated.stale(course) == []
    change(course, old, new)
    assert generated.stale(course) == stale == generated.update(course)
    assert generated.stale(course) == []


def test_a_file_changed_by_hand_is_stale(course):
    change(course, "60 + 20", "6 + 2", "README.md")
    (course / generated.RUN_SHEET).unlink()
    assert generated.stale(course) == ["README.md", generated.RUN_SHEET]


def test_a_readme_without_its_mark_is_refused(course):
    change(course, "<!-- otop outline: lessons -->", "", "README.md")
    with pytest.raises(OtopError, match="README.md: The mark"):
        generated.fresh(course)


def test_the_readme_has_every_lesson_once_and_its_links_lead_somewhere():
    readme = (COURSE / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- otop outline: lessons -->(.*?)<!-- otop outline: end -->", readme, flags=re.DOTALL)[1]
    whole = outline.load()
    for lesson in whole.lessons:
        assert block.count(f"{lesson.id} {'[' if lesson.written else ''}{lesson.title}") == 1, lesson.id
    for link in re.findall(r"\]\(([^)#]+)\)", block):
        assert (COURSE / link).is_file(), link
    assert f"{len(whole.written)} of {len(whole.lessons)}" in readme


def test_the_run_sheet_has_every_objective_exercise_and_question():
    sheet = (COURSE / generated.RUN_SHEET).read_text(encoding="utf-8")
    for lesson in outline.load().written:
        part = sheet.split(f"## {lesson.id} {lesson.title}\n")[1].split("\n## ")[0]
        for one in lesson.objectives:
            row = next(line for line in part.splitlines() if line.startswith(f"| {one.can} |"))
            assert all(f"`{name}`" in row for name in (*one.exercises, *one.graded))


def test_a_lesson_has_one_page_and_every_mistake_is_in_the_other_sheet():
    sheet, every = ((COURSE / name).read_text(encoding="utf-8") for name in (generated.RUN_SHEET, generated.MISTAKES))
    for lesson in outline.load().written:
        start = f"## {lesson.id} {lesson.title}\n"
        part, all_of_it = (text.split(start)[1].split("\n## ")[0] for text in (sheet, every))
        exercises = importlib.import_module(lessons_room.LESSONS[lesson.id]).EXERCISES
        names = {say(f"mistake_name.{mistake.name}") for ask in exercises.values() for mistake in ask().mistakes}
        assert all(all_of_it.count(f"\n| {name} |") == 1 for name in names)
        assert sum(part.count(f"\n| {name} |") for name in names) == min(5, len(names))
        assert (f"names {len(names) - 5} more: [mistakes.md]" in part) == (len(names) > 5)
        assert "shared_kiln`" not in part.split("**Listen")[1], "the core first"
        assert len(part.split()) < 400 and part.count("\n") < 40, "one page"


def a_lesson(**changed):
    told = {"id": "18", "title": "A | case", "part": "cases", "core": "c", "extension": None, "assignment": None,
            "written": True, "file": "notebooks/18_case.ipynb", "minutes": {"teach": 20, "do": 30, "extension": 0},
            "objectives": (outline.Objective("decide", ("buy", "share"), ()),), "prerequisites": ("05",)}  # fmt: skip
    return outline.Lesson(**(told | changed))


def a_course(*lessons):
    return outline.Outline(
        "Course", {}, (outline.Part("cases", "Cases: see", tuple(one.id for one in lessons)),), lessons
    )


def test_a_case_without_assignment_and_extension_and_with_decisions(monkeypatch):
    case = types.ModuleType("otop_a_case")
    wrong = Mistake("own_labour_out", 3.0, {"own": "7.50", "unit": "box"})
    case.EXERCISES, case.SHOWS = {"share": lambda: Question("full_cost", 9.98, (wrong,))}, {}
    case.DECISIONS = {"buy": None}
    monkeypatch.setitem(sys.modules, "otop_a_case", case)
    monkeypatch.setitem(lessons_room.LESSONS, "18", "otop_a_case")
    sheet = run_sheet(COURSE, a_course(a_lesson()))
    assert "| decide | `buy` (predict, then see), `share` | - |" in sheet
    assert "Extension" not in sheet and "Assignment" not in sheet and "**Before it:** lesson 05." in sheet
    assert (
        "| own work left out | This is the cost without your own labour: 7.50 for each box is missing. | `share` |"
        in sheet
    )
    table = generated.lessons_table(COURSE, a_course(a_lesson()))
    assert "| 18 [A | case](notebooks/18_case.ipynb) | 50 | - |" in table.replace("\\|", "|") and "Planned" not in table


def test_a_lesson_whose_module_is_not_there_yet(monkeypatch):
    monkeypatch.delitem(lessons_room.LESSONS, "18", raising=False)
    sheet = run_sheet(COURSE, a_course(a_lesson()))
    assert "| decide | `buy`, `share` | - |" in sheet and "Listen for" not in sheet.split("## 18")[1]


# --- schedules ---


def test_there_are_schedules_for_one_three_and_five_days():
    assert len(DAYS) == 1 + 3 + 5


@pytest.mark.parametrize("day", DAYS)
def test_the_times_of_a_day_add_up(day):
    now, work = 9 * 60, 0
    for slot in slots(SCHEDULES):
        if slot.day == day:
            assert slot.start == now, f"{slot.what} begins at {slot.start // 60}:{slot.start % 60:02d}"
            now += slot.minutes
            work += slot.minutes if slot.what not in REST else 0
    assert now == 16 * 60 + 30 and work == 6 * 60


def test_every_break_is_a_break():
    assert {slot.minutes for slot in slots(SCHEDULES) if slot.what == "lunch"} == {60}
    longest = 0
    for day in DAYS:
        stretch = 0
        for slot in (slot for slot in slots(SCHEDULES) if slot.day == day):
            stretch = 0 if slot.what in REST else stretch + slot.minutes
            longest = max(longest, stretch)
    assert longest <= 165, "nobody sits longer than that; only the visit on the third day does not sit"


def test_a_lesson_is_ready_only_where_it_is_written():
    whole = outline.load()
    ready = {lesson.id for lesson in whole.written}
    for line in SCHEDULES.splitlines():
        if re.match(r"\| \d", line):
            lessons, said = (cell.strip() for cell in line.split("|")[4:6])
            ids = re.findall(r"\d\d", lessons)
            there = [one for one in ids if one in ready]
            assert bool(there) == ("ready" in said) and (said == "planned") == (bool(ids) and not there), line


def test_every_lesson_has_time_for_its_core():
    whole = outline.load()
    assert findings(SCHEDULES, whole) == []
    for slot, core in (("| 09:00 | 34 | welcome | 00 | |", 35), ("| 13:00 | 54 | a case | 17, 18, 19, 20 | |", 55)):
        (told,) = findings(f"## One day\n\n{slot}", whole)
        assert f"its core needs {core}" in told
    assert (
        findings("## Two days\n\n### 1\n\n| 09:00 | 20 | a | 00 | |\n\n### 2\n\n| 09:00 | 15 | b | 00 | |", whole) == []
    )


def test_what_is_not_written_has_something_instead():
    whole = outline.load()
    for what in ("channels", "channels; *instead:* lesson 13", "channels; *instead:* something"):
        (told,) = findings(f"## One day\n\n| 14:15 | 45 | {what} | 11 | |", whole)
        assert "has no written lesson" in told
    assert findings("## One day\n\n| 14:15 | 45 | channels; *instead:* lesson 06, part 6 | 11 | |", whole) == []


def test_each_schedule_has_an_assignment_and_the_longer_ones_choose_a_product():
    whole = slots(SCHEDULES)
    schedules = list(dict.fromkeys(slot.schedule for slot in whole))
    assert len(schedules) == 3
    for schedule in schedules:
        assert [s for s in whole if s.schedule == schedule and s.what.startswith("assignment") and s.minutes >= 45] or (
            [s for s in whole if s.schedule == schedule and "assignment" in s.what.partition("*instead:*")[2]]
        )
        assert schedule == schedules[0] or [s for s in whole if s.schedule == schedule and s.lessons == ("03",)]


def test_the_paper_game_has_its_paper_and_the_wall_its_numbers():
    """The numbers that the instructor will see, reckoned here from the sheet's own text."""
    sheet = (COURSE / "course" / "instructors" / "paper_game.html").read_text(encoding="utf-8")
    for told in ("20 kg", "costs 30 THB", "8 of the 20 kg", "120 THB", "6 THB for one", "80 THB", "5 hours each", "320 THB",
                 "3,600 THB and lasts 3 years", "60 batches", "300 THB a month, for the 5 batches", "40 jars"):  # fmt: skip
        assert told in sheet
    assert "invented" in sheet and "<script" not in sheet and "http" not in sheet
    bought, own_tamarind, gas, work = (20 - 8) * 30 + 120 + 40 * 6, 8 * 30, 80, 2 * 5 * 320 / 8
    pot, place = 3600 / 3 / 60, 300 / 5
    full = bought + own_tamarind + gas + work + pot + place
    wanted = [bought / 40, (bought + gas + place) / 40, (full - work) / 40, (full - pot - place) / 40, full / 40,
              (full - work + 2 * 320) / 40, full]  # fmt: skip
    rows = re.findall(r"^  \| ([\d.,]+) \|", SCHEDULES, flags=re.MULTILINE)
    assert [float(row.replace(",", "")) for row in rows] == wanted


def test_some_of_several_lessons_are_named():
    both = a_course(a_lesson(id="17"), a_lesson(id="18", written=False))
    line = "| 13:00 | 60 | a case | 17, 18 | |"
    assert with_status(line, both) == "| 13:00 | 60 | a case | 17, 18 | 17 ready |\n"
    assert with_status(with_status(line, both), both) == with_status(line, both)
    with pytest.raises(OtopError, match="There is no lesson 99"):
        with_status("| 13:00 | 60 | a case | 99 | |", both)
