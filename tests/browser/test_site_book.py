"""The book in Chromium: light, at home on a phone, nothing from elsewhere, no mistake that axe finds."""

import urllib.parse

import pytest
from otop.teach import outline
from otop.teach.site import serve

LESSONS = [f"lessons/{lesson.file.rsplit('/', 1)[1].removesuffix('.ipynb')}.html" for lesson in outline.load().written]
PAGES = ["index.html", *LESSONS, "assignments.html", "glossary.html", "datasets.html", "search.html"]
PAGES += ["run.html", "mywork.html"]
# Colours do not depend on the width, nor anything else on the colours.
COLOURS = "color-contrast"
LOOKS = [
    (1200, "light", {}),
    (1200, "dark", {"runOnly": [COLOURS]}),
    (360, "light", {"rules": {COLOURS: {"enabled": False}}}),
]
LESSON = "lessons/05_unit_cost.html"
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
    context, opened, answers = visit(browser, address, page, viewport={"width": 1200, "height": 800})
    host = urllib.parse.urlsplit(address).netloc
    foreign = [url for url, _ in answers if not url.startswith("data:") and urllib.parse.urlsplit(url).netloc != host]
    assert foreign == []
    assert sum(size for _, size in answers) <= LIGHT
    for width, scheme, rules in LOOKS:
        opened.set_viewport_size({"width": width, "height": 800})
        opened.emulate_media(color_scheme=scheme)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.run(opened, options={"resultTypes": ["violations"], **rules})
        assert found.violations_count == 0, f"{width}, {scheme}: {found.generate_report()}"
    context.close()


@pytest.mark.browser
def test_a_lesson_is_readable_without_javascript(browser, address):
    context, opened, _ = visit(browser, address, LESSON, java_script_enabled=False)
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
