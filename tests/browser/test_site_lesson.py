"""The site as a trainee meets it: the lesson runs in the browser, and nothing is lost."""

import json

import pytest
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.check import judge
from otop.learn.lessons.unit_cost import EXERCISES
from site_visitor import Visitor
from trainee import _NAME_CELLS

pytestmark = pytest.mark.browser

LESSON = "05_unit_cost.ipynb"


@pytest.fixture(scope="module")
def lesson(browser, server):
    """The lesson, opened by its link and run once; the guard was told to be impatient."""
    visitor = Visitor(browser, server, patience_s=0.5)
    visitor.go(f"run.html?nb={LESSON}")
    visitor.page.get_by_role("alert").filter(has_text="Python has not started yet").wait_for()
    visitor.picture("site-01-impatient-guard")
    visitor.notebook_is_there()
    visitor.python_runs()
    yield visitor
    visitor.close()


def told(visitor, cell):
    return visitor.output(cell).get_by_role("status").inner_text()


# --- the lesson


def test_the_guards_message_goes_away_when_python_starts_late(lesson):
    assert lesson.page.locator("#otop-kernel-guard").count() == 0
    assert lesson.page.url.endswith(f"lite/notebooks/index.html?path={LESSON}"), "nothing was stored: no question"


def test_everything_runs_without_a_red_word(lesson):
    lesson.run_all()
    outputs = lesson.outputs()
    assert len(outputs) > 15 and lesson.red() == []
    lesson.output("babin-figure").scroll_into_view_if_needed()
    lesson.output("babin-figure").locator("figure svg").wait_for()
    lesson.picture("site-02-run-all")


def test_each_mistake_is_named_on_the_screen_and_the_right_answer_is_right(lesson, exercise="nipa_cash"):
    question, cell = EXERCISES[exercise](), exercise.replace("_", "-")
    for mistake in question.mistakes:
        wrong = show_number(mistake.value)
        lesson.answer(cell, f'{exercise} = "{wrong}"\nlesson.check("{exercise}", {exercise})')
        verdict = judge(question, wrong)
        assert mistake.name in verdict.mistakes
        lesson.output(cell).get_by_role("status").filter(has_text=verdict.sentence).wait_for()
    right = show_number(question.right)
    lesson.answer(cell, f'{exercise} = "{right}"\nlesson.check("{exercise}", {exercise})')
    lesson.output(cell).get_by_role("status").filter(has_text="Right: ").wait_for()


def test_names_and_numbers_that_python_cannot_read_get_a_sentence(lesson):
    lesson.answer("nipa-full", 'nipa_full = ๓.๐๑\nlesson.check("nipa_full", nipa_full)')
    lesson.output("nipa-full").get_by_text(say("number.python_cannot_read")).wait_for()
    assert "Traceback" not in lesson.output("nipa-full").inner_text()


def test_tab_completes_a_name(lesson):
    found = lesson.page.evaluate(
        "async () => (await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestComplete({code: 'lesson.ch', cursor_pos: 9})).content.matches"
    )
    assert any(one.endswith("check") for one in found), found


def test_the_widget_answers(lesson):
    editor = lesson.output("nipa-editor")
    editor.scroll_into_view_if_needed()
    figure = editor.get_by_role("img")
    price = editor.get_by_role("textbox", name=say("editor.price", unit="box"))
    price.fill("5")
    price.press("Enter")
    figure.and_(lesson.page.locator('[aria-label*="The price is 5.00."]')).wait_for()
    lesson.picture("site-03-widget")


# --- nothing is lost


def test_saved_and_reloaded_it_is_still_there(lesson):
    lesson.no_python()
    lesson.put("nipa-full", "nipa_full = 11.69  # mine")
    lesson.cell("nipa-full-text").click()
    lesson.page.keyboard.press("Control+s")
    lesson.until("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    lesson.page.reload()
    lesson.notebook_is_there()
    assert lesson.source("nipa-full") == "nipa_full = 11.69  # mine"


def test_what_she_typed_is_saved_when_she_leaves_the_page(lesson):
    lesson.page.evaluate(_NAME_CELLS)
    lesson.cell("loom").locator(".cm-line").first.click()
    lesson.page.keyboard.press("End")
    lesson.page.keyboard.type("  # not finished")
    lesson.page.evaluate("""() => {
        Object.defineProperty(document, "hidden", {get: () => true, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    lesson.until("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")


@pytest.fixture(scope="module")
def my_work(lesson, tmp_path_factory):
    """The file with all her work."""
    if not lesson.page.url.endswith("mywork.html"):
        lesson.page.close(run_before_unload=False)
        lesson.my_work()
    with lesson.page.expect_download() as download:
        lesson.page.get_by_role("button", name="Download all my work").click()
    path = tmp_path_factory.mktemp("stick") / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_what_i_have_done_shows_what_is_answered(lesson, my_work):
    card = lesson.page.get_by_role("article").filter(has_text="Lesson 05")
    card.locator("summary").click()
    lesson.page.evaluate("() => window.dispatchEvent(new Event('focus'))")  # she comes back to the page: it looks anew
    lesson.page.wait_for_timeout(1000)
    shown = card.inner_text()
    assert "in the core. Tried: " in shown and "Extra part: " in shown and "Last change: " in shown, shown
    assert "✓ right: Exercise 1. " in shown and "• tried: Exercise 2. Full cost" in shown, "typed, not run again"
    assert "○ still open: Exercise 3. One piece" in shown
    lesson.picture("site-04-my-work")
    assert lesson.barriers() == []
    lesson.page.set_viewport_size({"width": 360, "height": 740})
    assert lesson.page.evaluate("document.documentElement.scrollWidth") <= 360
    lesson.picture("site-05-my-work-360")
    lesson.page.emulate_media(color_scheme="dark")
    assert lesson.barriers() == []
    lesson.page.emulate_media(color_scheme="light")
    lesson.page.set_viewport_size({"width": 1200, "height": 800})


def test_the_file_says_what_it_is_and_goes_into_jupyterlab(my_work, tmp_path):
    from otop.learn.restore import restore

    told = json.loads(my_work.read_text(encoding="utf-8"))
    assert my_work.name.startswith("my-work-") and (told["otop"], told["version"]) == ("my work", 1)
    assert [one["path"] for one in told["files"]] == [LESSON]
    assert [one.how for one in restore(my_work, tmp_path)] == ["new"]
    back = json.loads((tmp_path / "lessons" / LESSON).read_text(encoding="utf-8"))
    assert back["metadata"]["kernelspec"]["name"] == "python3"
    assert "nipa_full = 11.69  # mine" in json.dumps(back)


def test_in_another_browser_it_is_restored_and_nothing_is_overwritten(browser, server, my_work, tmp_path):
    other = Visitor(browser, server, python=False)
    page = other.my_work(tab=False)
    page.get_by_text("You have not saved any work").wait_for()
    said = page.locator("#said")
    wrong = tmp_path / "photo.json"
    for content in ("", "[]", "{", '{"otop": "my work", "version": 1}',
                    '{"otop": "my work", "version": 1, "files": [{"path": "../x.ipynb", "type": "file"}]}'):  # fmt: skip
        wrong.write_text(content)
        page.set_input_files("#back", wrong)
        said.filter(has_text="Download your work once more" if "../x" in content else "is not a file of").wait_for()
        page.evaluate("() => { document.getElementById('said').textContent = '' }")
    page.get_by_label("Put work back").set_input_files(my_work)
    said.filter(has_text="Back again: 1.").wait_for()
    page.get_by_label("Put work back").set_input_files(my_work)
    said.filter(has_text="Here already, with the same work: 1.").wait_for()
    changed = json.loads(my_work.read_text(encoding="utf-8"))
    changed["files"][0]["content"]["cells"][0]["source"] = "# Another day"
    (tmp_path / "changed.json").write_text(json.dumps(changed).replace("# mine", "# not mine"))
    page.get_by_label("Put work back").set_input_files(tmp_path / "changed.json")
    said.filter(has_text="It stays, and beside it is now").wait_for()
    page.wait_for_function("() => document.querySelectorAll('article').length === 2")
    other.picture("site-06-restored")

    page.get_by_role("link", name="Go on: Lesson 05").first.click()
    other.notebook_is_there()
    assert other.source("nipa-full") == "nipa_full = 11.69  # mine"
    assert other.complaints == [] and other.foreign == []
    other.close()


def test_a_newer_edition_asks_and_keeps_the_older_work(lesson, server, my_work):
    about = lesson.context.request.get(lesson.address + "site.json").json()
    for one in about["notebooks"]:
        one["edition"] = "newer"
    lesson.context.route("**/site.json", lambda route: route.fulfill(json=about))
    page = lesson.go(f"run.html?nb={LESSON}")
    page.get_by_role("button", name="Go on with my work").wait_for()
    lesson.picture("site-07-newer-edition")
    assert lesson.barriers() == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    lesson.picture("site-08-newer-edition-360")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.keyboard.press("Enter")
    lesson.notebook_is_there()
    assert lesson.source("nipa-full") == "nipa_full = 11.69  # mine"
    lesson.go(f"run.html?nb={LESSON}")
    page.get_by_role("button", name="Take the new edition").click()
    lesson.notebook_is_there()
    assert lesson.source("nipa-full").startswith("nipa_full = None")
    lesson.context.unroute("**/site.json")


def test_afresh_asks_first_and_keeps_the_old_copy(lesson, my_work):
    lesson.put("nipa-full", "nipa_full = 12  # again")
    lesson.save()
    lesson.page.close(run_before_unload=False)
    page = lesson.my_work()
    again = page.get_by_role("button", name="Start this lesson afresh")
    assert page.get_by_role("article").count() == 2 and again.count() == 1
    again.click()
    lesson.picture("site-09-afresh")
    assert lesson.barriers() == []
    page.keyboard.press("Enter")  # "No" has the focus
    page.get_by_role("dialog").wait_for(state="hidden")
    assert again.count() == 1
    again.click()
    page.get_by_role("button", name="Yes, start afresh").click()
    page.locator("#said").filter(has_text="Your work is kept as").wait_for()
    page.wait_for_function("() => !document.querySelector('[data-path=\"05_unit_cost.ipynb\"]')")
    assert page.get_by_role("article").count() == 2
    kept = page.evaluate(
        "async () => (await (await import('./work.js')).allFiles()).map(one => JSON.stringify(one.content))"
    )
    assert sum("# mine" in one for one in kept) == 1 and sum("# again" in one for one in kept) == 1


def test_no_other_computer_was_asked_and_the_console_is_clean(lesson, my_work):
    assert lesson.foreign == [] and lesson.complaints == []


def test_when_python_does_not_start_there_is_a_way_out(browser, server):
    visitor = Visitor(browser, server, patience_s=2, width=360, height=740)
    visitor.context.route("**/pyodide.mjs", lambda route: route.abort())
    visitor.go(f"run.html?nb={LESSON}")
    alarm = visitor.page.get_by_role("alert").filter(has_text="Python has not started yet")
    alarm.wait_for()
    visitor.notebook_is_there()
    visitor.picture("site-10-no-python")
    assert alarm.get_by_role("button").all_inner_texts() == ["Reload the page", "Wait"]
    read = alarm.get_by_role("link", name="Read this lesson without running it")
    read.and_(visitor.page.locator(f'[href="{visitor.address}lessons/05_unit_cost.html"]')).wait_for()
    assert alarm.get_by_role("link", name="Download my work").get_attribute("href") == visitor.address + "mywork.html"
    assert alarm.bounding_box()["width"] <= 360
    alarm.get_by_role("button", name="Wait").click()
    alarm.wait_for(state="detached")
    visitor.close()
