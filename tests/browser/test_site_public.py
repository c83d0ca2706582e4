"""The public site: nobody hands in, nobody grades, and a check answers at once."""

import json
import os
import shutil

import pytest
from answers import rounds_of_assignment
from otop.i18n import say
from otop.teach import outline
from otop.teach.site import build, dist, pyodide_files, wheels
from site_visitor import AllNotebooks, Server, Visitor

pytestmark = pytest.mark.browser

ASSIGNMENTS = [lesson.assignment for lesson in outline.load().written if lesson.assignment]

SELF_STUDY = say("self_study.title").split("**")[1]


@pytest.fixture(scope="module")
def public_site(site_folder, tmp_path_factory):
    """Built as `otop site build --public` does, but for Pyodide's folder: that is the workshop's, the same."""
    ready = site_folder / "lite" / "static" / "pyodide"

    def take_over(files, out, **_):
        shutil.copytree(ready, out, copy_function=os.link)
        return json.loads((out / pyodide_files.LOCK).read_text(encoding="utf-8"))["packages"]

    folder = tmp_path_factory.mktemp("public") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dist, "make", take_over)
        patch.setattr(wheels, "everything", dict)
        build.build(folder, pyodide_files.find(), kind="public")
    return folder


@pytest.fixture(scope="module")
def server(public_site):
    running = Server(public_site)
    yield running
    running.shutdown()


@pytest.fixture(scope="module")
def notebooks(browser, server, public_site):
    everything = AllNotebooks(browser, server, public_site, first=path_of(ASSIGNMENTS[0]))
    yield everything
    everything.close()


def path_of(name):
    return f"assignments/{name}/{name}.ipynb"


def test_its_page_says_that_checks_answer_at_once_and_leads_to_each_assignment(browser, server):
    visitor = Visitor(browser, server)
    page = visitor.go("assignments.html")
    page.get_by_text(say("site.assignments.public")).wait_for()
    links = page.locator(".otop-run a")
    assert links.evaluate_all("all => all.map(one => new URL(one.href).searchParams.get('nb'))") == list(
        map(path_of, ASSIGNMENTS)
    )
    visitor.picture("site-20-public-assignments")
    assert visitor.barriers() == []
    assert visitor.foreign == []
    visitor.close()


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_wrong_answer_has_its_name_at_once_and_the_right_one_is_right(notebooks, name):
    content = notebooks.content(path_of(name))
    with notebooks.open(path_of(name)) as visitor:
        visitor.page.get_by_role("strong").filter(has_text=SELF_STUDY).wait_for()
        visitor.run_all()
        assert len(visitor.outputs()) > 3 and visitor.red() == []
        wrong, right = rounds_of_assignment(content, name)
        assert wrong.tones == {"not_yet"} and visitor.go_through(wrong) == []
        cell = next(iter(wrong.said))
        hints_open(visitor, cell, wrong.said[cell].hints)
        visitor.picture(f"site-21-{name}-wrong")
        assert right.tones == {"right"} and visitor.go_through(right) == []
        visitor.output(cell).get_by_text(right.said[cell].text).wait_for()
        visitor.picture(f"site-22-{name}-right")
        assert "hand_in" not in json.dumps(content) and say("handin.button") not in visitor.page.content()


def hints_open(visitor, cell, hints):
    """One after the other, by a click on each."""
    told = visitor.output(cell)
    told.scroll_into_view_if_needed()
    assert hints
    for step, hint in enumerate(hints):
        assert not told.get_by_text(hint).is_visible()
        told.locator("summary").nth(step).click()
        told.get_by_text(hint).wait_for()
