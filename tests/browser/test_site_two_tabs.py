"""One lesson in two tabs: one writes, the other reads and says so; nothing that was typed is lost."""

import pytest
from site_visitor import BELOW, Visitor
from trainee import ROOM

pytestmark = pytest.mark.browser

LESSON, CELL = "05_unit_cost.ipynb", "nipa-full"
PEN = f"otop-pen:{BELOW}/lite/:{LESSON}"


@pytest.fixture
def visitor(browser, server):
    """On the room's network, where a browser gives least; Python is not needed here."""
    somebody = Visitor(browser, server, host=ROOM, below=BELOW, python=False)
    yield somebody
    somebody.close()


def opened(visitor):
    """The lesson in a new tab."""
    page = visitor.another_tab()
    visitor.go(f"run.html?nb={LESSON}")
    visitor.notebook_is_there()
    page.wait_for_function("key => localStorage.getItem(key)", arg=PEN)
    return page


def bar(page):
    return page.get_by_role("alert").filter(has_text="This lesson is open in another tab.")


def typed(visitor, page, text):
    """Type behind the first line of the cell; what stands there then."""
    visitor.page = page
    page.bring_to_front()
    page.evaluate("() => { for (const cell of window.jupyterapp.shell.currentWidget.content.widgets)"
                  " cell.node.dataset.cell = cell.model.id; }")  # fmt: skip
    visitor.cell(CELL).locator(".cm-line").first.click()
    page.keyboard.press("End")
    page.keyboard.type(text)
    return visitor.source(CELL)


def kept(page):
    """What this browser keeps of the cell."""
    return page.evaluate(
        """async ([below, path, id]) => {
            const { fileAt } = await import(below + "/work.js"), file = await fileAt(path);
            return file ? [file.content.cells.find((cell) => cell.id === id).source].flat().join("") : null;
        }""",
        [BELOW, LESSON, CELL],
    )


def test_the_second_tab_reads_and_can_go_on_with_what_the_first_one_had(visitor):
    first = opened(visitor)
    assert not first.evaluate("isSecureContext")
    assert typed(visitor, first, "  # one").splitlines()[0].endswith("# one")

    second = opened(visitor)
    bar(second).wait_for()
    assert bar(first).count() == 0
    assert "# not here" not in typed(visitor, second, "  # not here")
    visitor.picture("site-13-second-tab")
    visitor.put(CELL, "# by another way")
    visitor.save_is_asked()
    assert "another way" not in (kept(second) or "")

    assert "# last" in typed(visitor, first, "  # last"), "the words just before the pen is taken away"
    second.bring_to_front()
    visitor.page = second
    bar(second).get_by_role("button", name="Go on here").click()
    bar(second).wait_for(state="detached")
    bar(first).wait_for()
    assert "# one  # last" in visitor.source(CELL), "the first tab kept its last words before it let go"
    assert "# two" in typed(visitor, second, "  # two")
    visitor.save()
    assert "# one  # last  # two" in kept(second)

    assert "# stale" not in typed(visitor, first, "  # stale")
    visitor.put(CELL, "# stale")
    visitor.save_is_asked()
    assert "# one  # last  # two" in kept(first)
    first.set_viewport_size({"width": 360, "height": 740})
    visitor.picture("site-14-first-tab-360")
    assert bar(first).bounding_box()["width"] <= 360

    second.close()
    bar(first).wait_for(state="detached")
    assert "# one  # last  # two" in visitor.source(CELL)
    assert "# three" in typed(visitor, first, "  # three")
    visitor.save()
    assert "# one  # last  # two  # three" in kept(first)
    assert visitor.foreign == []


def test_a_lost_tab_holds_nobody_up_nor_does_another_lesson(visitor):
    page = visitor.my_work()
    page.evaluate("key => localStorage.setItem(key, 'lost')", PEN)  # as a crash leaves it
    visitor.go(f"run.html?nb={LESSON}")
    page.wait_for_function("key => localStorage.getItem(key) !== 'lost'", arg=PEN)
    visitor.notebook_is_there()
    assert bar(page).count() == 0 and "# mine" in typed(visitor, page, "  # mine")
    other = visitor.another_tab()
    visitor.go("run.html?nb=assignments/05_unit_cost/05_unit_cost.ipynb")
    visitor.notebook_is_there()
    other.wait_for_function("() => Object.keys(localStorage).filter(key => key.startsWith('otop-pen:')).length === 2")
    assert other.get_by_role("alert").count() == 0
    page.close()
    other.wait_for_function("key => localStorage.getItem(key) === null", arg=PEN)
