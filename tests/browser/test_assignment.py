"""Assignment 05 as a trainee meets it: it runs untouched, says what is open, and becomes one file."""

import json

import pytest
from otop.i18n import say
from otop.teach.leaks import leaks_in
from trainee import wait_until

pytestmark = pytest.mark.browser

NAME = "05_unit_cost"
PATH = f"assignments/{NAME}/{NAME}.ipynb"


@pytest.fixture(scope="module")
def assignment(trainee):
    """The assignment, opened and run untouched."""
    trainee.open(PATH)
    trainee.run_all()
    return trainee


def test_untouched_it_runs_through_and_says_what_to_type(assignment):
    outputs = assignment.outputs()
    assert outputs
    assert [one for one in outputs if one["output_type"] == "error" or one.get("name") == "stderr"] == []
    told = assignment.output("drink_cash-test").get_by_role("status")
    told.filter(has_text=say("number.empty")).wait_for()
    assignment.page.locator(".jp-Notebook:visible h1").scroll_into_view_if_needed()
    assignment.picture("20-assignment")


def test_nothing_in_the_workspace_tells_a_solution(assignment, course):
    assert (course.workspace / PATH).is_file()
    assert leaks_in(course.workspace) == []


def test_an_answer_is_read_back_but_not_judged(assignment):
    assignment.type_over("drink_cash-answer", "None", "4.90")
    assignment.answer("drink_cash-test", assignment.source("drink_cash-test"))
    read_as = say("form.read_as", shown="4.90 THB per bottle")
    assignment.output("drink_cash-test").get_by_role("status").filter(has_text=read_as).wait_for()
    assignment.picture("21-read-as")


def test_hand_in_button_by_keyboard_writes_the_last_answers_saved_or_not(assignment, course):
    page, form = assignment.page, assignment.output("hand-in")
    assignment.save()
    assignment.type_over("drink_full-answer", "None", "7.57")  # never saved by hand
    number = form.get_by_role("textbox", name=say("handin.your_number"))
    number.scroll_into_view_if_needed()
    number.click()
    page.keyboard.type("p001")
    page.keyboard.press("Tab")
    button = form.get_by_role("button", name=say("handin.button"))
    assert button.evaluate("button => button === document.activeElement")
    assignment.picture("22-before-handing-in")
    page.keyboard.press("Enter")
    told = _answer_of(form)
    if say("handin.save_first") in told:  # a very busy machine: the form does as it says, and so does she
        assignment.save()
        page.keyboard.press("Enter")
        form.get_by_text("Your file is ready").wait_for()
        told = form.inner_text()
    assert "Your file is ready" in told, told
    assert say("handin.still_open", questions=", ".join(map(str, range(3, 11)))) in told
    form.get_by_text("Your file is ready").scroll_into_view_if_needed()
    assignment.picture("23-handed-in")

    files = list((course.workspace / "hand-in").iterdir())
    assert [file.name for file in files] == [f"{NAME}--P001.ipynb"]
    cells = json.loads(files[0].read_text(encoding="utf-8"))["cells"]
    answers = {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in cells}
    assert answers["drink_cash-answer"].startswith("drink_cash = 4.90")
    assert answers["drink_full-answer"].startswith("drink_full = 7.57")
    assert leaks_in(files[0], hers="drink_cash = 4.90 drink_full = 7.57") == []


def _answer_of(form) -> str:
    """What the form says when it has done its work."""
    form.get_by_role("status").filter(has_not_text=say("handin.working")).first.wait_for()
    return form.inner_text()


def test_pressed_again_after_a_change_the_file_is_the_newer_one(assignment, course):
    assignment.type_first_line("drink_full-answer", "drink_full = 7.00")
    button = assignment.output("hand-in").get_by_role("button", name=say("handin.button"))
    button.focus()
    assignment.page.keyboard.press("Space")
    made = course.workspace / "hand-in" / f"{NAME}--P001.ipynb"
    wait_until(lambda: "drink_full = 7.00" in made.read_text(encoding="utf-8"), "the newer file")


def test_without_a_number_the_button_says_what_to_type(assignment):
    form = assignment.output("hand-in")
    form.get_by_role("textbox", name=say("handin.your_number")).click()
    assignment.page.keyboard.press("Control+a")
    assignment.page.keyboard.press("Delete")
    assignment.page.keyboard.press("Tab")
    assignment.page.keyboard.press("Enter")
    form.get_by_text(say("handin.no_id", most=3)).wait_for()
    assignment.picture("24-no-number")


def test_no_other_computer_was_asked_and_the_console_is_clean(assignment):
    assert assignment.foreign == []
    assert assignment.complaints == []
