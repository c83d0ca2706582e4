"""The kit from a stick, in a room without a network of its own: unpacked, served by its own server.

The room's address is plain http, where a browser gives a page least.
"""

import json
import os
import shutil
import subprocess
import sys
import types
import zipfile

import pytest
from otop.i18n import say
from otop.learn.my_product import MyProduct, all_fields, practice_product, read
from otop.teach.site import build, dist, kit, needs, pyodide_files
from site_visitor import Visitor
from trainee import ROOM

pytestmark = pytest.mark.browser

ASSIGNMENT = "assignments/05_unit_cost/05_unit_cost.ipynb"


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
def server(site_with_scipy, tmp_path_factory):
    """The kit, unpacked on the facilitator's laptop, serving the room."""
    place = tmp_path_factory.mktemp("kit")
    kit.make(site_with_scipy, place / "kit.zip")
    with zipfile.ZipFile(place / "kit.zip") as archive:
        archive.extractall(place)
    command = [sys.executable, "-I", "-u", str(place / kit.TOP / "serve.py"), "--no-browser", "--lan"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(child.stdout.readline().split()[-1].rstrip("/").rsplit(":", 1)[1])
        yield types.SimpleNamespace(port=port)
    finally:
        child.terminate()
        child.wait()
        child.stdout.close()


@pytest.fixture(scope="module")
def room(browser, server):
    """A visitor in the room, who clicked on the assignment; what she has asked for so far."""
    visitor, asked = Visitor(browser, server, host=ROOM), []
    visitor.context.on("request", lambda request: asked.append(request.url))
    visitor.go("assignments.html").get_by_role("link", name="Run assignment 05").click()
    visitor.notebook_is_there()
    visitor.python_runs()
    yield visitor, asked
    visitor.close()


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


def test_it_runs_and_hand_in_downloads(room):
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
    download, _ = visitor.hand_in("P001")
    made = json.loads(download.path().read_text(encoding="utf-8"))
    assert made["metadata"]["otop"]["ids"] == ["P001"] and made["metadata"]["otop"]["edition"]
    assert "drink_full = 7.57" in json.dumps(made) and visitor.red() == []


def test_without_a_drive_her_product_is_a_download(room, site_folder):
    visitor, _ = room
    visitor.show(json.loads((site_folder / "lite/files/00_welcome.ipynb").read_text(encoding="utf-8")))
    visitor.run_cells(["set-up", "my-product-card"])
    card = visitor.output("my-product-card")
    with visitor.page.expect_download() as download:
        card.get_by_role("button", name=say("my.button.practice")).click()
    card.get_by_role("status").filter(has_text="no place here").first.wait_for()
    assert download.value.suggested_filename == "my_product.yml"
    assert read(download.value.path().read_text(encoding="utf-8")) == practice_product()
    material = next(one for one in all_fields("cost") if one.name == "material")
    assert card.get_by_label(material.label_with_unit(MyProduct()), exact=True).input_value() == "520"


def test_what_was_typed_is_kept_and_no_other_computer_was_asked(room):
    visitor, _ = room
    assert visitor.red() == []
    visitor.my_work().get_by_role("article").filter(has_text="Assignment 05").wait_for()
    assert visitor.foreign == [] and visitor.complaints == []
