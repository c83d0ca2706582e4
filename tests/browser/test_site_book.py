"""The book in Chromium: light, at home on a phone, nothing from elsewhere, no mistake that axe finds."""

import urllib.parse

import pytest
from otop.teach.site import serve

PAGES = ["index.html", "lessons/05_unit_cost.html", "assignments.html", "glossary.html", "datasets.html", "search.html"]
LIGHT = 300_000


@pytest.fixture(scope="module")
def address(site_folder):
    server = serve.start(site_folder)
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def visit(browser, address, page, **how):
    """A cold visit: the page, and each answer's address and size."""
    context = browser.new_context(**how)
    opened, answers = context.new_page(), []
    opened.on("response", lambda answer: answers.append((answer.url, int(answer.headers.get("content-length") or 0))))
    opened.goto(address + page, wait_until="load")
    opened.wait_for_load_state("networkidle")
    return context, opened, answers


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_page(browser, address, page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    for width, scheme in ((1200, "light"), (1200, "dark"), (360, "light")):
        context, opened, answers = visit(
            browser, address, page, viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        host = urllib.parse.urlsplit(address).netloc
        foreign = [
            url for url, _ in answers if not url.startswith("data:") and urllib.parse.urlsplit(url).netloc != host
        ]
        assert foreign == []
        assert sum(size for _, size in answers) <= LIGHT
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.run(opened)
        assert found.violations_count == 0, found.generate_report()
        context.close()


@pytest.mark.browser
def test_a_lesson_is_readable_without_javascript(browser, address):
    context, opened, _ = visit(browser, address, PAGES[1], java_script_enabled=False)
    assert opened.get_by_role("heading", level=1).inner_text().startswith("Lesson 05")
    assert opened.locator("figure svg").count() >= 2 and opened.locator("figure svg").first.is_visible()
    assert opened.get_by_text("same box has three costs").is_visible()
    assert opened.locator("table").first.is_visible()
    assert opened.get_by_role("link", name="Run this lesson").get_attribute("href").startswith("../run.html?nb=")
    context.close()


@pytest.mark.browser
def test_search_finds_the_lesson(browser, address):
    context, opened, _ = visit(browser, address, "search.html?q=depreciation")
    opened.locator("#search-results a", has_text="Lesson 05").first.wait_for()
    context.close()
