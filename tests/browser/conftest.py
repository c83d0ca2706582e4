"""One course and one browser for each file of tests here."""

import pytest


@pytest.fixture(scope="module")
def course(tmp_path_factory, chromium_path):
    """A running course in an empty workspace."""
    from trainee import Course

    running = Course(tmp_path_factory.mktemp("course")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(chromium_path):
    """Chromium without a network; the room's address leads to this computer."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright")
    from trainee import open_browser

    with sync_api.sync_playwright() as playwright:
        opened = open_browser(playwright, chromium_path)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def trainee(browser, course):
    """A trainee who has just opened the address that the course printed."""
    from trainee import Trainee

    somebody = Trainee(browser, course)
    somebody.arrive()
    yield somebody
    somebody.close()


@pytest.fixture(scope="module")
def server(site_folder):
    """The workshop's site, served on this computer."""
    from site_visitor import Server

    running = Server(site_folder)
    yield running
    running.shutdown()
