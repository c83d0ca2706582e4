"""Her own product in the browser, on the drive; the workbook is a download. (Without a drive: test_site_kit.)"""

import io

import openpyxl
import pytest
from otop.i18n import say
from otop.learn.my_product import MyProduct, all_fields, practice_product, read
from site_visitor import Visitor
from trainee import wait_until

pytestmark = pytest.mark.browser

CARD, LESSON, COST = "my-product-card", "00_welcome.ipynb", "05_unit_cost.ipynb"


@pytest.fixture(scope="module")
def visitor(browser, server):
    somebody = Visitor(browser, server)
    somebody.run_lesson(LESSON)
    somebody.run_all()
    yield somebody
    somebody.close()


def form(visitor, cell=CARD):
    shown = visitor.output(cell)
    shown.scroll_into_view_if_needed()
    shown.get_by_role("button", name=say("my.button.save")).wait_for()
    return shown


def press(visitor, button: str, words: str) -> None:
    form(visitor).get_by_role("button", name=say(f"my.button.{button}")).click()
    visitor.output(CARD).get_by_role("status").filter(has_text=words).first.wait_for()


def box(visitor, topic: str, name: str, cell=CARD):
    label = next(one for one in all_fields(topic) if one.name == name).label_with_unit(MyProduct())
    return form(visitor, cell).get_by_label(label, exact=True)


def on_the_drive(visitor, path: str):
    """The text of a file as JupyterLite keeps it; None if there is none."""
    return visitor.page.evaluate(
        "path => window.jupyterapp.serviceManager.contents.get(path, {content: true, format: 'text', type: 'file'})"
        ".then((file) => file.content, () => null)",
        path,
    )


def test_an_untouched_lesson_leaves_nothing_on_the_drive(visitor):
    assert visitor.red() == [] and on_the_drive(visitor, "my_product.yml") is None


def test_it_is_kept_on_the_drive(visitor):
    press(visitor, "practice", "Saved in my_product.yml")
    assert read(on_the_drive(visitor, "my_product.yml")) == practice_product()
    box(visitor, "cost", "material").fill("600")
    visitor.page.keyboard.press("Enter")
    form(visitor).get_by_text("28.50").first.wait_for()
    press(visitor, "save", "Saved in my_product.yml")  # these words stand there from before: the file is waited for
    wait_until(lambda: read(on_the_drive(visitor, "my_product.yml")).cost.material == 600, "the drive with 600")
    visitor.picture("site-my-product")


def test_the_workbook_is_a_download_and_comes_back(visitor):
    with visitor.page.expect_download() as download:
        press(visitor, "workbook", "in your downloads")
    assert download.value.suggested_filename == "my_product.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert [page.title for page in book.worksheets if page.sheet_state == "visible"] == [
        "Product",
        "Cost",
        "Price",
        "Fair",
    ]
    book["Price"]["B5"] = 40
    changed = io.BytesIO()
    book.save(changed)
    chosen = {"name": "my_product.xlsx", "mimeType": "application/octet-stream", "buffer": changed.getvalue()}
    with visitor.page.expect_file_chooser() as asked:
        form(visitor).get_by_role("button", name=say("my.button.open")).click()
    asked.value.set_files(chosen)
    visitor.output(CARD).get_by_role("status").filter(has_text="35 -> 40").first.wait_for()
    kept = read(on_the_drive(visitor, "my_product.yml"))
    assert (kept.price.price, kept.cost.material) == (40, 600)


def test_another_lesson_knows_it_after_the_page_was_left(visitor):
    visitor.run_lesson(COST)
    visitor.run_cells(["set-up", "my-cost"])
    assert box(visitor, "cost", "material", "my-cost").input_value() == "600"
    assert say("my.practice_note") in form(visitor, "my-cost").inner_text()
    assert visitor.complaints == [] and visitor.foreign == []


def test_it_is_in_the_file_of_all_her_work(visitor):
    page = visitor.my_work()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all my work").click()
    assert '"path":"my_product.yml"' in download.value.path().read_text(encoding="utf-8").replace(": ", ":")
