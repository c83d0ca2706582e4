"""Her own product in JupyterLab: typed, saved, seen in another lesson, broken and put back, taken to Excel and back."""

import io

import openpyxl
import pytest
from otop.i18n import say
from otop.learn.my_product import MyProduct, all_fields, practice_product, read
from trainee import wait_until

pytestmark = pytest.mark.browser

CARD, LESSON = "my-product-card", "lessons/00_welcome.ipynb"


@pytest.fixture(scope="module")
def lesson(trainee):
    trainee.open(LESSON)
    trainee.run_all()
    return trainee


@pytest.fixture
def file(course):
    return course.workspace / "my_product.yml"


def form(trainee, cell=CARD):
    shown = trainee.output(cell)
    shown.scroll_into_view_if_needed()
    shown.get_by_role("button", name=say("my.button.save")).wait_for()
    return shown


def press(trainee, button: str, words: str, cell=CARD) -> None:
    form(trainee, cell).get_by_role("button", name=say(f"my.button.{button}")).click()
    trainee.output(cell).get_by_role("status").filter(has_text=words).first.wait_for()


def box(trainee, topic: str, name: str, cell=CARD):
    label = next(one for one in all_fields(topic) if one.name == name).label_with_unit(MyProduct())
    return form(trainee, cell).get_by_label(label, exact=True)


def test_lesson_00_runs_without_a_red_word_and_writes_nothing(lesson, file):
    assert lesson.red() == [] and not file.exists()
    form(lesson)
    lesson.picture("my-product-empty")


def test_the_practice_product_is_there_with_one_click_and_left_again(lesson, file):
    press(lesson, "practice", "Saved in my_product.yml")
    wait_until(file.exists, "the file is there")
    assert read(file.read_text(encoding="utf-8")) == practice_product()
    assert say("my.practice_note") in form(lesson).inner_text()
    lesson.picture("my-product-practice")
    press(lesson, "own", "begin with your own product")
    assert box(lesson, "cost", "material").input_value() == ""


def test_she_types_and_saves_and_another_lesson_knows_it(lesson, file):
    for (topic, name), typed in {("product", "name"): "ผ้าไหม", ("cost", "pieces"): "๑๕", ("cost", "material"): "73.50 baht",
                                 ("cost", "own_labour"): "40", ("price", "price"): "10", ("price", "commission"): "30%"}.items():  # fmt: skip
        box(lesson, topic, name).fill(typed)
        lesson.page.keyboard.press("Enter")
    form(lesson).get_by_text("2.43").first.wait_for()
    press(lesson, "save", "Saved in my_product.yml")
    assert read(file.read_text(encoding="utf-8")).cost.material == 73.5
    lesson.picture("my-product-own")
    lesson.leave()
    lesson.open("lessons/05_unit_cost.ipynb")
    lesson.run_cells(["set-up", "my-cost"])
    assert box(lesson, "cost", "material", "my-cost").input_value() == "73.5"
    assert "7.57" in lesson.output("my-cost").inner_text()
    lesson.picture("my-product-lesson-05")


def test_a_bad_edit_is_named_and_put_back(lesson, file):
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("73.5", "73,50"), encoding="utf-8")
    lesson.run_cells(["set-up", "my-cost"])
    told = form(lesson, "my-cost").get_by_role("status").filter(has_text="my_product.yml, line").first
    assert "73.50 or 7350" in told.inner_text()
    press(lesson, "restore", "my_product-2.yml", "my-cost")
    assert file.read_text(encoding="utf-8") == good
    assert "73,50" in file.with_name("my_product-2.yml").read_text(encoding="utf-8")


def test_a_workbook_goes_to_excel_and_comes_back(lesson, file):
    lesson.leave()
    lesson.open(LESSON)
    lesson.run_cells(["set-up", CARD])
    press(lesson, "workbook", "my_product.xlsx")
    book = openpyxl.load_workbook(file.with_suffix(".xlsx"))
    book["Price"]["B5"] = 12
    changed = io.BytesIO()
    book.save(changed)
    chooser = {"name": "my_product.xlsx", "mimeType": "application/octet-stream", "buffer": changed.getvalue()}
    with lesson.page.expect_file_chooser() as asked:
        form(lesson).get_by_role("button", name=say("my.button.open")).click()
    asked.value.set_files(chooser)
    lesson.output(CARD).get_by_role("status").filter(has_text="10 -> 12").first.wait_for()
    assert read(file.read_text(encoding="utf-8")).price.price == 12
    assert [told for told in lesson.complaints if "widget model not found" not in told] == []  # of the kernel before
    assert lesson.foreign == []
