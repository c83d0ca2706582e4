"""The form in the browser: the page gives the notebook, the kernel offers the very file that is collected."""

import base64
import html
import json
import re
import sys
import types

import pytest
from otop.errors import OtopError
from otop.i18n import say
from otop.learn import browser, hand_in, hand_in_form, helpful_errors
from otop.learn.notebook_file import read_notebook
from test_hand_in import ALL, A, answered, edition, names


class Page:
    """Stands for the page: keeps what the kernel shows, and answers as the script would."""

    def __init__(self, monkeypatch):
        self.scripts = []
        monkeypatch.setattr(browser, "in_browser", lambda: True)
        monkeypatch.setattr(browser, "_later", lambda seconds, do: setattr(self, "late", do))

    def press(self, typed):
        self.form = hand_in_form.form(A)
        self.numbers, _, self.button, self.result, self.saver = self.form.children
        self.numbers.value = typed
        self.button.click()
        self.asked = self.shown()
        return self

    def shown(self):
        return [one["data"]["application/javascript"] for one in self.saver.outputs]

    def answers(self, notebook, pristine=None, path=f"my folder/{A}.ipynb"):
        number = int(re.search(r"form = (\d+)", self.asked[-1])[1])
        browser.take(json.dumps({"form": number, "path": path, "notebook": notebook, "edition": pristine}))
        return self.result.value

    def file(self):
        found = re.search(
            r'<a download="([^"]+)" style="[^"]+" href="data:application/octet-stream;base64,([^"]+)"',
            self.result.value,
        )
        return html.unescape(found[1]), base64.b64decode(found[2])


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


def test_the_file_is_the_one_that_jupyterlab_makes(page, tmp_path):
    notebook, pristine = tmp_path / f"{A}.ipynb", tmp_path / "edition.ipynb"
    work = answered(q1_answer="q1 = 5", q2_answer="เพราะ \ud83d because")
    del work["cells"][3]
    notebook.write_text(json.dumps(work))
    pristine.write_text(json.dumps(edition()))
    here = hand_in.make_file(notebook, "P001, P002", assignment=A, edition_path=pristine, out=tmp_path / "out")
    told = page.press("p001, P002").answers(work, edition())
    name, content = page.file()
    assert name == here.path.name == "05_test--P001-P002.ipynb"
    there, same = json.loads(content), json.loads(here.path.read_bytes())
    for one in (there, same):
        one["metadata"]["otop"].pop("made")
    assert there == same and names(there) == ALL
    assert "in your downloads" in told and html.escape(say("handin.put_back")) in told and "hand-in/" not in told


def test_while_the_page_is_asked_the_button_waits(page):
    page.press("P001")
    assert page.button.disabled and say("handin.working") in page.result.value
    page.answers(edition(), edition())
    assert not page.button.disabled and "Still open: 1, 2." in page.result.value
    assert len(page.shown()) == 1 and "link.click()" in page.shown()[0], "one download begins by itself"


@pytest.mark.parametrize("pristine", [None, {"cells": []}, {"nbformat": 4, "metadata": {}, "cells": []}, [1]])
def test_without_an_edition_the_file_is_made_all_the_same(page, pristine):
    page.press("P001").answers(answered(q1_answer="q1 = 5"), pristine)
    content = read_notebook(page.file()[1])
    assert content["metadata"]["otop"]["edition"] is None and names(content) == ALL


def test_no_number_and_a_strange_notebook_get_one_sentence(page):
    assert "Type your number" in page.press("").answers(edition(), edition())
    assert "can be read" in page.press("P001").answers({"cells": [1]}, edition())
    assert html.escape(say("handin.not_this_assignment", assignment=A)) in page.press("P001").answers(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    )
    assert not page.button.disabled and not page.shown()[0].startswith("(() =>")


def test_a_page_that_does_not_answer(page):
    page.press("P001").late()
    assert say("browser.no_answer") in page.result.value and not page.button.disabled
    page.answers(edition())  # it comes after all: too late, and no error
    assert say("browser.no_answer") in page.result.value


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"form": "x"}', '{"form": 1, "path": "a"}', "[" * 10_000])
def test_what_the_page_never_sends(text):
    with pytest.raises(OtopError):
        browser.take(text)


def test_a_name_of_many_scripts_is_one_name(page):
    page.press("ສົມພອນ <b>").answers(edition(), edition())
    assert "cannot be a number on the list" in page.result.value
    page.press("ສົມພອນ & เพื่อน").answers(edition(), edition())
    assert page.file()[0] == "05_test--ສົມພອນ_&_เพื่อน.ipynb"


@pytest.mark.parametrize("has_it", [True, False])
def test_completion_without_jedi(monkeypatch, has_it):
    shell = types.SimpleNamespace(set_custom_exc=lambda *_: None, Completer=types.SimpleNamespace(use_jedi=True))
    stub = types.ModuleType("jedi")
    if has_it:
        stub.Interpreter = object
    monkeypatch.setitem(sys.modules, "jedi", stub)
    helpful_errors.load_ipython_extension(shell)
    assert shell.Completer.use_jedi is has_it
