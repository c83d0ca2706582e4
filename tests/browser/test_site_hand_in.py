"""Handing in from the browser: the very file that is collected; also on the room's network, with packages of its own."""

import json
import os
import shutil

import pytest
from otop.i18n import say
from otop.teach.site import build, dist, needs, pyodide_files
from site_visitor import BELOW, Server, Visitor
from trainee import ROOM

pytestmark = pytest.mark.browser

ASSIGNMENT = "assignments/05_unit_cost/05_unit_cost.ipynb"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """An instructor's course folder with the assignment released."""
    pytest.importorskip("nbgrader")
    from otop.teach import demo
    from otop.teach.release import release
    from otop.teach.roster import load_roster, read_roster

    made = demo.fresh_course(tmp_path_factory.mktemp("evening") / "demo")
    load_roster(made, read_roster(demo.PEOPLE))
    release(made, demo.ASSIGNMENT)
    return made


def answers(course):
    """What she types: everything right but the first question, which is wrong in a way that has a name."""
    from otop.teach import demo
    from otop.teach.keys import load_key

    key = load_key(course, demo.ASSIGNMENT)
    first = next(iter(key.values()))
    return demo.right_answers(key, 0) | {first.answer_cell: first.source(next(iter(first.wrong)))}


def hand_in(visitor, ids):
    """Run the last cell, type the number, press the button; the file that comes."""
    visitor.answer("hand-in", "work.hand_in()")
    form = visitor.output("hand-in")
    number = form.get_by_role("textbox", name=say("handin.your_number"))
    number.fill(ids)
    number.press("Tab")
    with visitor.page.expect_download() as download:
        form.get_by_role("button", name=say("handin.button")).click()
    form.get_by_text("in your downloads").wait_for()
    return download.value, form


def test_handed_in_from_the_browser_it_is_collected_and_graded(browser, server, course, tmp_path):
    from otop.teach import demo
    from otop.teach.collect import collect
    from otop.teach.marks import grade, marks, totals

    visitor = Visitor(browser, server)
    visitor.run_lesson(ASSIGNMENT)
    visitor.run_all()
    assert visitor.red() == []
    visitor.type_over("drink_cash-answer", "None", "4.90")
    for cell, text in answers(course).items():
        visitor.put(cell, text)
    # the trainee's hand slips: a test of the assignment is gone
    visitor.page.evaluate("""() => { const notebook = window.jupyterapp.shell.currentWidget.content;
        const at = notebook.widgets.findIndex(cell => cell.model.id === "drink_full-test");
        notebook.model.sharedModel.deleteCell(at); }""")
    download, form = hand_in(visitor, "p002, P๐๐๓")
    text = form.inner_text()
    assert say("handin.put_back") in text and say("handin.nothing_open") in text, text
    form.get_by_text("in your downloads").scroll_into_view_if_needed()
    visitor.picture("site-11-handed-in")
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    form.get_by_role("button").scroll_into_view_if_needed()
    visitor.picture("site-12-handed-in-360")
    dropped = tmp_path / "dropped"
    dropped.mkdir()
    download.save_as(dropped / download.suggested_filename)
    with visitor.page.expect_download() as again:
        form.get_by_role("link", name="again").click()
    assert again.value.suggested_filename == "05_unit_cost--P002-P003.ipynb" == download.suggested_filename
    assert again.value.path().read_bytes() == (dropped / download.suggested_filename).read_bytes()
    assert visitor.foreign == [] and visitor.complaints == []
    visitor.close()

    outcome = collect(course, demo.ASSIGNMENT, [dropped])
    assert outcome.refused == [] and [one.ids for one in outcome.collected] == [("P002", "P003")]
    assert json.loads(outcome.collected[0].content)["metadata"]["otop"]["edition"], "the site's edition"
    assert grade(course, demo.ASSIGNMENT).ok
    table = marks(course, demo.ASSIGNMENT)
    found = {name: points for name, (points, _, _) in totals(table).items()}
    assert found == {"P002": 9, "P003": 9}
    wrong = [one for one in table if one.mistakes]
    assert {one.question for one in wrong} == {"drink_cash-test"}


@pytest.fixture(scope="module")
def site_with_scipy(site_folder, tmp_path_factory):
    """The site as it were if this assignment needed SciPy."""
    files = pyodide_files.PyodideFiles(pyodide_files.find().folder)
    site = tmp_path_factory.mktemp("scipy") / "site"
    shutil.copytree(site_folder, site, copy_function=os.link)
    pyodide = site / "lite/static/pyodide"
    lock = json.loads((pyodide / pyodide_files.LOCK).read_text(encoding="utf-8"))
    new = dist.closure(files.lock()["packages"], ("scipy",), leave_out=set(lock["packages"]))
    lock["packages"] |= new
    for package in new.values():
        shutil.copy(files.get(package["file_name"], package["sha256"]), pyodide)
    about = json.loads((site / build.ABOUT).read_text(encoding="utf-8"))
    for notebook in about["notebooks"]:
        notebook["loads"] = needs.first(["scipy"], lock["packages"]) if notebook["path"] == ASSIGNMENT else []
    pyodide_files.write_whole(pyodide / pyodide_files.LOCK, json.dumps(lock).encode())
    pyodide_files.write_whole(site / build.ABOUT, json.dumps(about).encode())
    return site


@pytest.fixture(scope="module")
def room(browser, site_with_scipy):
    """A visitor on the room's network, before that assignment; what she has asked for so far."""
    server = Server(site_with_scipy)
    visitor, asked = Visitor(browser, server, host=ROOM, below=BELOW), []
    visitor.context.on("request", lambda request: asked.append(request.url))
    visitor.run_lesson(ASSIGNMENT)
    yield visitor, asked
    visitor.close()
    server.shutdown()


def test_machine_code_that_a_lesson_needs_is_there_before_its_first_cell(room):
    visitor, asked = room
    assert any("/scipy-" in url for url in asked)
    # no import stands in the cell: it is our own code that imports
    visitor.answer("set-up", '__import__("importlib").import_module("scipy.optimize").brentq(lambda x: x - 3.01, 0, 9)')
    assert visitor.red() == [] and "3.01" in json.dumps(visitor.outputs())


def test_a_pure_package_comes_when_our_own_code_imports_it(room):
    visitor, asked = room
    assert not any("/openpyxl-" in url for url in asked), "nobody waited for it"
    visitor.answer("set-up", 'from otop.sheets.templates import template\ntemplate("xlsx")[:2]')
    assert visitor.red() == [] and "b'PK'" in json.dumps(visitor.outputs())
    assert sum("/openpyxl-" in url for url in asked) == 1


def test_on_the_rooms_network_it_runs_and_hand_in_downloads(room):
    visitor, _ = room
    assert not visitor.page.evaluate("isSecureContext")
    visitor.put("set-up", 'from otop.learn import Assignment\n\nwork = Assignment("05_unit_cost")')
    visitor.answer("set-up", visitor.source("set-up"))
    visitor.answer("drink_cash-answer", "drink_cash = 4.90")
    visitor.answer("drink_cash-test", visitor.source("drink_cash-test"))
    visitor.output("drink_cash-test").get_by_role("status").filter(has_text="4.90 THB per bottle").wait_for()
    visitor.answer("drink_full-answer", 'from otop.learn import Lesson\nLesson("05").show("nipa_figure")')
    visitor.output("drink_full-answer").locator("figure svg").wait_for()
    visitor.put("drink_full-answer", "drink_full = 7.57")
    download, _ = hand_in(visitor, "P001")
    made = json.loads(download.path().read_text(encoding="utf-8"))
    assert made["metadata"]["otop"]["ids"] == ["P001"] and made["metadata"]["otop"]["edition"]
    assert "drink_full = 7.57" in json.dumps(made) and visitor.red() == []
    visitor.my_work().get_by_role("article").filter(has_text="Assignment 05").wait_for()
    assert visitor.foreign == [] and visitor.complaints == []
