"""A visitor of the built site: a small server, and a browser window of her own."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import re
import threading
from pathlib import Path

from otop.i18n import say, sentences
from trainee import PATIENCE_MS, Trainee

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json",
         ".css": "text/css", ".html": "text/html", ".ipynb": "application/json", ".svg": "image/svg+xml",
         ".zip": "application/zip", ".whl": "application/octet-stream"}  # fmt: skip
BELOW = "/a-course"
_RAN = "() => document.documentElement.dataset.python === 'ready'"
_LOADED = "() => window.jupyterapp?.shell?.currentWidget?.context?.isReady"
# JupyterLite asks whether a folder and an icon are there; that they are not is no defect
_NO_DEFECT = re.compile(r"Failed to load resource.*404|all\.json|favicon")


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {"": "application/octet-stream", **TYPES}

    def log_message(self, *_):
        pass

    def translate_path(self, path):
        """The site stands at the top, and below a folder too, as a host of projects serves it."""
        return super().translate_path(path.removeprefix(BELOW) if path.startswith(BELOW + "/") else path)

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class Server(http.server.ThreadingHTTPServer):
    """The site on this computer; `port` is a free one."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A browser that goes away in the middle of a file is no error."""


class Visitor(Trainee):
    """One browser of one visitor: what is kept in it is kept until it is closed."""

    def __init__(self, browser, server: Server, *, host: str = "127.0.0.1", below: str = "",
                 patience_s: float | None = None, python: bool = True, **size):  # fmt: skip
        self.address = f"http://{host}:{server.port}{below}/"
        self.context = browser.new_context(
            viewport=size or {"width": 1200, "height": 800}, accept_downloads=True, service_workers="allow"
        )
        self.context.set_default_timeout(PATIENCE_MS)
        if patience_s is not None:
            self.context.add_init_script(f"window.otopGuardSeconds = {patience_s}")
        if not python:
            self.no_python()
        self.complaints, self.foreign = [], []
        self.context.on("request", self._note_foreign)
        self.context.on("console", self._note)
        self.context.on("weberror", lambda told: self.complaints.append(str(told.error)))
        self.page = self.context.new_page()

    def _note(self, told) -> None:
        if told.type == "error" and not _NO_DEFECT.search(told.text + str(told.location)):
            self.complaints.append(told.text)

    def _note_foreign(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def no_python(self) -> None:
        """From the next page on, Python stays on the way: nothing here needs it, and it takes most of the time."""
        never = "export const loadPyodide = () => new Promise(() => {});"
        self.context.route("**/pyodide.mjs", lambda route: route.fulfill(body=never, content_type="text/javascript"))

    def go(self, page: str):
        """Open a page of the site in the window in front."""
        self.page.goto(self.address + page)
        return self.page

    def another_tab(self):
        """A new tab in front; the one before stays open."""
        self.page = self.context.new_page()
        return self.page

    def run_lesson(self, path: str) -> None:
        """Click "Run this lesson"; wait until the notebook is there and Python has run something."""
        self.go(f"run.html?nb={path}")
        self.notebook_is_there()
        self.python_runs()

    def notebook_is_there(self) -> None:
        """Wait for the notebook; its Python may still be on the way."""
        self.until(_LOADED, timeout=2 * PATIENCE_MS)

    def python_runs(self) -> None:
        """Wait for Python; give the cells names."""
        self.until(_RAN, timeout=3 * PATIENCE_MS)
        self.notebook_is_ready()

    def save(self) -> None:
        """What Ctrl+S does, until it is kept: a kernel that arrives meanwhile is one more change."""
        self.page.evaluate(
            """async () => {
                const app = window.jupyterapp, { model } = app.shell.currentWidget.context;
                do await app.commands.execute("docmanager:save"); while (model.dirty);
            }"""
        )

    def save_is_asked(self) -> None:
        """Ctrl+S where it may have no effect."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def hand_in(self, ids: str):
        """Run the last cell, type the number, press the button; the download that comes, and the form."""
        self.answer("hand-in", "work.hand_in()")
        form = self.output("hand-in")
        number = form.get_by_role("textbox", name=say("handin.your_number"))
        number.fill(ids)
        number.press("Tab")
        with self.page.expect_download() as download:
            form.get_by_role("button", name=say("handin.button")).click()
        form.get_by_text(re.split(r"\{\w+\}", sentences("handin.made_download")["handin.made_download"])[-1].strip()).wait_for()
        return download.value, form

    def my_work(self, *, tab: bool = True):
        """The page "What I have done", shown."""
        if tab:
            self.another_tab()
        page = self.go("mywork.html")
        page.wait_for_function("() => document.body.dataset.shown !== undefined")
        return page

    def barriers(self) -> list[str]:
        """What axe finds on the page in front."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]

    def close(self) -> None:
        """Close the browser of this visitor: what it kept is gone."""
        self.context.close()


class AllNotebooks:
    """The notebooks of a site, one after the other in one window.

    Those that load the same packages before their first cell share a window and its Python.
    `first` is the one for which a window is opened by its link; the others are put into it.
    """

    def __init__(self, browser, server: Server, site: Path, *, first: str):
        self._browser, self._server, self._files = browser, server, site / "lite" / "files"
        listed = json.loads((site / "site.json").read_text(encoding="utf-8"))["notebooks"]
        self._loads = {one["path"]: tuple(one["loads"]) for one in listed}
        self._first, self._visitors = first, {}

    def content(self, path: str) -> dict:
        """The notebook as the site has it."""
        return json.loads((self._files / path).read_text(encoding="utf-8"))

    @contextlib.contextmanager
    def open(self, path: str):
        """The visitor before this notebook; when she leaves it, nothing foreign was asked, nothing complained of."""
        loads = self._loads[path]
        if loads not in self._visitors:
            self._visitors[loads] = Visitor(self._browser, self._server)
            self._visitors[loads].run_lesson(self._first if self._loads[self._first] == loads else path)
        visitor = self._visitors[loads]
        visitor.show(self.content(path))
        visitor.foreign.clear()
        visitor.complaints.clear()
        yield visitor
        assert visitor.foreign == [] and visitor.complaints == []

    def close(self) -> None:
        for visitor in self._visitors.values():
            visitor.close()
