"""Every lesson and assignment of the workshop's site: run all, then each answer wrongly and rightly.

One page and one Python serve all of them; a notebook that loads more before its first cell has its own.
"""

import json

import pytest
from answers import rounds_of_assignment, rounds_of_lesson
from otop.i18n import say
from otop.teach import outline
from same_everywhere import PROBE, assert_answer
from site_visitor import AllNotebooks

pytestmark = pytest.mark.browser

LESSONS = outline.load().written
ASSIGNMENTS = [lesson.assignment for lesson in LESSONS if lesson.assignment]
HANDED_IN = "assignments/05_unit_cost/05_unit_cost.ipynb"


@pytest.fixture(scope="module")
def notebooks(browser, server, site_folder):
    everything = AllNotebooks(browser, server, site_folder, first=HANDED_IN)
    yield everything
    everything.close()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_lesson(notebooks, lesson):
    name = lesson.file.rsplit("/", 1)[1]
    with notebooks.open(name) as visitor:
        visitor.run_all()
        assert len(visitor.outputs()) > 3 and visitor.red() == []
        wrong, right = rounds_of_lesson(notebooks.content(name), lesson.id, name.removesuffix(".ipynb"))
        assert len(wrong.said) >= 2 and wrong.tones == {"not_yet"} and visitor.go_through(wrong) == []
        assert right.tones == {"right"} and visitor.go_through(right) == []
        visitor.picture(f"site-lesson-{lesson.id}")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_assignment(notebooks, name):
    path = f"assignments/{name}/{name}.ipynb"
    with notebooks.open(path) as visitor:
        visitor.run_all()
        assert len(visitor.outputs()) > 3 and visitor.red() == []
        for answers in rounds_of_assignment(notebooks.content(path), name):
            assert answers.tones == {"note"}, "it is judged after handing in"
            assert visitor.go_through(answers) == []


def test_it_reads_the_same_and_reckons_the_same(notebooks):
    with notebooks.open(HANDED_IN) as visitor:
        visitor.answer("drink_cash-answer", PROBE + "print(answer)")
        (told,) = [one for one in visitor.outputs() if one["cell"] == "drink_cash-answer"]
        answer = json.loads("".join(told["text"]))
        assert_answer(answer)
        assert answer["from"].startswith("/lib/python3"), answer["from"]


# --- handing in: the file that comes is the very one that is collected and graded


@pytest.fixture(scope="module")
def course(released_course):
    """An instructor's course folder with the assignment released."""
    from otop.teach import demo
    from otop.teach.roster import load_roster, read_roster

    load_roster(released_course, read_roster(demo.PEOPLE))
    return released_course


def answers(course):
    """What she types: everything right but the first question, which is wrong in a way that has a name."""
    from otop.teach import demo
    from otop.teach.keys import load_key

    key = load_key(course, demo.ASSIGNMENT)
    first = next(iter(key.values()))
    return demo.right_answers(key, 0) | {first.answer_cell: first.source(next(iter(first.wrong)))}


def test_handed_in_from_the_browser_it_is_collected_and_graded(notebooks, course, tmp_path):
    from otop.teach import demo
    from otop.teach.collect import collect
    from otop.teach.marks import grade, marks, totals

    dropped = tmp_path / "dropped"
    dropped.mkdir()
    with notebooks.open(HANDED_IN) as visitor:
        visitor.run_all()
        visitor.type_over("drink_cash-answer", "None", "4.90")
        for cell, text in answers(course).items():
            visitor.put(cell, text)
        # the trainee's hand slips: a test of the assignment is gone
        visitor.page.evaluate("""() => { const notebook = window.jupyterapp.shell.currentWidget.content;
            const at = notebook.widgets.findIndex(cell => cell.model.id === "drink_full-test");
            notebook.model.sharedModel.deleteCell(at); }""")
        download, form = visitor.hand_in("p002, P๐๐๓")
        text = form.inner_text()
        assert say("handin.put_back") in text and say("handin.nothing_open") in text, text
        form.get_by_text("in your downloads").scroll_into_view_if_needed()
        visitor.picture("site-11-handed-in")
        usual = visitor.page.viewport_size
        visitor.page.set_viewport_size({"width": 360, "height": 740})
        form.get_by_role("button").scroll_into_view_if_needed()
        visitor.picture("site-12-handed-in-360")
        visitor.page.set_viewport_size(usual)
        download.save_as(dropped / download.suggested_filename)
        with visitor.page.expect_download() as again:
            form.get_by_role("link", name="again").click()
        assert again.value.suggested_filename == "05_unit_cost--P002-P003.ipynb" == download.suggested_filename
        assert again.value.path().read_bytes() == (dropped / download.suggested_filename).read_bytes()

    outcome = collect(course, demo.ASSIGNMENT, [dropped])
    assert outcome.refused == [] and [one.ids for one in outcome.collected] == [("P002", "P003")]
    assert json.loads(outcome.collected[0].content)["metadata"]["otop"]["edition"], "the site's edition"
    assert grade(course, demo.ASSIGNMENT).ok
    table = marks(course, demo.ASSIGNMENT)
    found = {name: points for name, (points, _, _) in totals(table).items()}
    assert found == {"P002": 9, "P003": 9}
    wrong = [one for one in table if one.mistakes]
    assert {one.question for one in wrong} == {"drink_cash-test"}


# --- in Thai; last, because the Python that they share speaks it from then on


def test_the_lesson_in_thai(notebooks, monkeypatch):
    monkeypatch.setenv("OTOP_LANG", "th")
    with notebooks.open("th/05_unit_cost.ipynb") as visitor:
        visitor.run_all()
        assert len(visitor.outputs()) > 3 and visitor.red() == []
        wrong, right = rounds_of_lesson(notebooks.content("th/05_unit_cost.ipynb"), "05", "05_unit_cost")
        assert "ต้นทุน" in wrong.said["nipa-cash"].text, "it is Thai that is compared"
        assert visitor.go_through(wrong) == [] and visitor.go_through(right) == []
        visitor.picture("site-lesson-05-th")


def test_the_assignment_in_thai_is_handed_in_as_thai(notebooks, monkeypatch, tmp_path):
    monkeypatch.setenv("OTOP_LANG", "th")
    path = f"th/{HANDED_IN}"
    with notebooks.open(path) as visitor:
        visitor.run_all()
        assert visitor.red() == []
        wrong, _ = rounds_of_assignment(notebooks.content(path), "05_unit_cost")
        assert visitor.go_through(wrong) == []
        download, _ = visitor.hand_in("p๐๐๔")
        assert download.suggested_filename == "05_unit_cost--P004.ipynb"
        about = json.loads(download.path().read_text(encoding="utf-8"))["metadata"]["otop"]
        assert about["language"] == "th" and about["edition"] and about["ids"] == ["P004"]
