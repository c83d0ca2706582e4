"""The kit as it comes from a stick: unpacked, served by its own server, a lesson run without any network."""

import subprocess
import sys
import types
import zipfile

import pytest
from otop.teach.site import kit
from site_visitor import Visitor
from trainee import open_browser


@pytest.mark.browser
def test_a_lesson_runs_from_the_unpacked_kit(site_folder, chromium_path, tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright")
    kit.make(site_folder, tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-I", "-u", str(tmp_path / kit.TOP / "serve.py"), "--no-browser"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(child.stdout.readline().split()[-1].rstrip("/").rsplit(":", 1)[1])
        with sync_api.sync_playwright() as playwright:
            browser = open_browser(playwright, chromium_path)
            visitor = Visitor(browser, types.SimpleNamespace(port=port))
            visitor.go("lessons/05_unit_cost.html").get_by_role("link", name="Run this lesson").click()
            visitor.notebook_is_there()
            visitor.python_runs()
            visitor.put("nipa-cash", 'nipa_cash = "11.69"\nlesson.check("nipa_cash", nipa_cash)')
            for cell in ("set-up", "babin-table", "nipa-cash"):
                visitor.page.evaluate(
                    """id => { const notebook = window.jupyterapp.shell.currentWidget.content;
                    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
                    return window.jupyterapp.commands.execute("notebook:run-cell"); }""",
                    cell,
                )
            outputs = visitor.page.evaluate(
                "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.widgets"
                ".find(cell => cell.model.id === 'nipa-cash').model.toJSON().outputs)"
            )
            assert "full cost" in outputs and '"error"' not in outputs  # the mistake has its name
            assert visitor.foreign == []
            browser.close()
    finally:
        child.terminate()
        child.wait()
        child.stdout.close()
