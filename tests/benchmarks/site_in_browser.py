"""The site: how long it takes to build, what a lesson loads, how long from the click to the first checked answer.

Beside ours runs a plain JupyterLite of the same versions, in turn: the kernel's and Pyodide's
own files as they are, all extensions of this environment, a notebook with the same kind of
work (a pandas table, a bar chart, a comparison). The installer `piplite` is a stub there too.
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from otop.teach.site import build, dist, pyodide_files, serve, wheels

LESSON, SECOND, ANSWER = "05_unit_cost.ipynb", "assignments/05_unit_cost/05_unit_cost.ipynb", "nipa-cash"
TIMES = 3
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]  # fmt: skip
PLAIN = [
    "import pandas as pd\nimport matplotlib.pyplot as plt",
    "t = pd.DataFrame({'material': [2.48], 'labour': [7.5]}, index=['box'])\nt",
    "ax = t.plot.barh(stacked=True)",
    "answer = 3.01\n'Right' if abs(answer - 3.01) < .01 else 'not yet'",
]
READY = "window.jupyterapp?.shell?.currentWidget?.context?.isReady"
RUN = """async ([answer, last]) => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  await app.restored; await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  for (const [at, cell] of panel.content.widgets.entries()) {
    if (cell.model.type !== "code") continue;
    if (cell.model.id === answer)
      cell.model.sharedModel.setSource('nipa_cash = "3.01"\\nlesson.check("nipa_cash", nipa_cash)');
    panel.content.activeCellIndex = at;
    await app.commands.execute("notebook:run-cell");
    if (cell.model.id === last) return JSON.stringify(cell.model.toJSON().outputs);
  }
}"""


class Noting(serve.Handler):
    """A server that notes what it sent."""

    def send_response(self, code, message=None):
        if code == 200:
            self.server.sent.append(self.path.split("?")[0])
        super().send_response(code, message)


def measure() -> list[tuple[str, float, str]]:
    """All rows. Without a Chromium or a Pyodide folder: what can be measured."""
    files = pyodide_files.find()
    rows = []
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        ours, plain = Path(place, "ours"), Path(place, "plain")
        began = time.monotonic()
        built = build.build(ours, files)
        rows += [("build of the site", time.monotonic() - began, "s"), ("size of the site", built.size / 1e6, "MB")]
        chromium = os.environ.get("OTOP_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if chromium is None:
            print("NOT MEASURED: the site in a browser (no Chromium)", file=sys.stderr)
            return rows
        build_plain(plain, files)
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            launch = functools.partial(playwright.chromium.launch, executable_path=chromium, args=ARGUMENTS)
            rows += book_rows(launch, ours)
            took = {"ours": [], "plain": []}
            for turn in range(TIMES):
                seconds, sizes = lesson_run(launch, ours, second=turn == 0)
                took["ours"].append(seconds)
                took["plain"].append(plain_run(launch, plain))
                if turn == 0:
                    rows += [("lesson, first load, compressed", sizes[0], "MB"),
                             ("a second lesson, compressed", sizes[1], "MB")]  # fmt: skip
        names = {"ours": "click to the first checked answer, cold", "plain": "the same in a plain JupyterLite"}
        for which, name in names.items():
            rows += [(f"{name}, run {at}", value, "s") for at, value in enumerate(took[which], 1)]
            rows.append((f"{name}, median", statistics.median(took[which]), "s"))
    return rows


def book_rows(launch, site: Path) -> list[tuple[str, float, str]]:
    """Bytes and seconds of the lesson's page in the book, cold."""
    server = start(site)
    with launch() as browser:
        page = browser.new_page()
        began = time.monotonic()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/lessons/05_unit_cost.html", wait_until="load")
        took = time.monotonic() - began
        page.wait_for_load_state("networkidle")
    server.shutdown()
    size = sum(path_of(site, name).stat().st_size for name in set(server.sent))
    return [("page of lesson 05 in the book, first load", size / 1e3, "KB"), ("the same, until loaded", took, "s")]


def lesson_run(launch, site: Path, *, second: bool) -> tuple[float, list[float]]:
    """Seconds from the click on "Run this lesson" in the book; megabytes of this lesson and of a second one."""
    server, sizes = start(site), []
    with launch() as browser:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/lessons/05_unit_cost.html")
        before, began = len(server.sent), time.monotonic()
        page.get_by_role("link", name="Run this lesson").first.click(no_wait_after=True)
        page.wait_for_function(READY, timeout=120_000)
        said = page.evaluate(RUN, [ANSWER, ANSWER])
        took = time.monotonic() - began
        if "3.01" not in (said or ""):
            raise SystemExit(f"the lesson did not answer: {said}")
        sizes.append(packed(site, server.sent[before:]))
        if second:
            before = len(server.sent)
            other = context.new_page()
            other.goto(f"http://127.0.0.1:{server.server_address[1]}/run.html?nb={SECOND}")
            other.wait_for_function(READY, timeout=120_000)
            first_cell = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells.find(c => c.cell_type === 'code').id"
            other.evaluate(RUN, ["", other.evaluate(first_cell)])
            sizes.append(packed(site, server.sent[before:]))
    server.shutdown()
    return took, sizes


def plain_run(launch, site: Path) -> float:
    """Seconds until the plain notebook is through."""
    server = start(site)
    with launch() as browser:
        page = browser.new_page()
        began = time.monotonic()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/notebooks/index.html?path=plain.ipynb")
        page.wait_for_function(READY, timeout=120_000)
        said = page.evaluate(RUN, ["", f"c{len(PLAIN) - 1}"])
        took = time.monotonic() - began
    server.shutdown()
    if "Right" not in (said or ""):
        raise SystemExit(f"the plain notebook did not answer: {said}")
    return took


def build_plain(out: Path, files: pyodide_files.PyodideFiles) -> None:
    """A JupyterLite as its makers' instructions give it, with the same Pyodide."""
    work = out.with_name("plain-work")
    (work / "files").mkdir(parents=True)
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [code | {"id": f"c{at}", "source": source} for at, source in enumerate(PLAIN)]
    metadata = {"kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (work / "files/plain.ipynb").write_text(json.dumps(notebook))
    lock, pyodide = files.lock(), work / "static/pyodide"
    pyodide.mkdir(parents=True)
    own = dict([*map(wheels.installed, ("comm", "ipywidgets")), *wheels.of_the_kernel(), wheels.stub("piplite")])
    official = {pyodide_files.plain(name): about for name, about in lock["packages"].items()}
    mine = {about["name"]: about for about in (wheels.entry(*wheel) for wheel in own.items())}
    never = {"matplotlib-pyodide", "widgetsnbextension", "jupyterlab-widgets"}
    roots = (*dist.KERNEL, "pandas", "matplotlib", "ipywidgets")
    lock["packages"] = dist.closure(official | mine, roots, leave_out=never)
    for name, about in lock["packages"].items():
        file = about["file_name"]
        content = own[file] if name in mine else files.get(file, about["sha256"]).read_bytes()
        (pyodide / file).write_bytes(content)
    for path in files.core():
        shutil.copyfile(path, pyodide / path.name)
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock))
    kernel = {"pyodideUrl": "./static/pyodide/pyodide.mjs", "disablePyPIFallback": True,
              "loadPyodideOptions": {"packages": list(dist.KERNEL)}}  # fmt: skip
    page = {"exposeAppInBrowser": True, "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}}
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}
    (work / "jupyter-lite.json").write_text(json.dumps(settings))
    command = [sys.executable, "-c", "from jupyterlite_core.app import main; main()", "build", "--contents", "files",
               "--apps", "notebooks", "--no-sourcemaps", "--output-dir", str(out)]  # fmt: skip
    subprocess.run(command, cwd=work, check=True, capture_output=True)


def start(site: Path) -> serve.Server:
    """A server that notes what it sends."""
    server = serve.Server(("127.0.0.1", 0), functools.partial(Noting, directory=str(site)))
    server.sent = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def packed(site: Path, names: list[str]) -> float:
    """Megabytes of these files, each once, compressed as a host does."""
    return sum(len(gzip.compress(path_of(site, name).read_bytes(), 6)) for name in set(names)) / 1e6


def path_of(site: Path, name: str) -> Path:
    path = site / name.lstrip("/")
    return path / "index.html" if path.is_dir() else path
