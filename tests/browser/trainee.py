"""A trainee at a laptop: `otop learn` in a folder of her own, and what she sees and types.

Nothing here waits for a fixed time: every step waits until its own condition holds.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "screenshots"
KEPT = ROOT / "docs" / "pictures"
PATIENCE_MS = 60_000
ROOM = "room.test"  # the room's network: an address that is no secure context, on this computer
# a machine without a network: nothing but this computer can be found
OFFLINE = f"--host-resolver-rules=MAP {ROOM} 127.0.0.1, MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"

_READY = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    if (!panel?.content?.widgets || !panel.context?.isReady) return false;
    return panel.sessionContext.session?.kernel?.status === "idle";
}"""
_NAME_CELLS = """() => {
    for (const cell of window.jupyterapp.shell.currentWidget.content.widgets)
        cell.node.dataset.cell = cell.model.id;
}"""
_CELL = "window.jupyterapp.shell.currentWidget.content.widgets.find(cell => cell.model.id === id)"


class Course:
    """A running `otop learn --no-browser`, its workspace and its console in `place`."""

    def __init__(self, place: Path):
        self.place, self.console, self.workspace = place, place / "console.txt", place / "work"
        self.address, self.process = "", None

    def start(self) -> Course:
        """Start it and wait for the address that it prints."""
        (self.place / "home").mkdir(parents=True, exist_ok=True)
        env = {name: value for name, value in os.environ.items() if not name.startswith("OTOP_")}
        env |= {"OTOP_WORKSPACE": str(self.workspace), "HOME": str(self.place / "home"), "PYTHONUNBUFFERED": "1"}
        with open(self.console, "w", encoding="utf-8") as console:
            line = [sys.executable, "-m", "otop", "learn", "--no-browser"]
            self.process = subprocess.Popen(line, env=env, cwd=self.place, stdout=console, stderr=subprocess.STDOUT)
        until = time.monotonic() + 180
        while time.monotonic() < until and self.process.poll() is None:
            found = re.search(r"(http://127\.0\.0\.1:\S+)\n", self.said())
            if found:
                self.address = found[1]
                return self
            time.sleep(0.05)
        self.stop()
        raise AssertionError("the course did not open:\n" + self.said())

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def said(self) -> str:
        """What stands on its console."""
        return self.console.read_text(encoding="utf-8")


class Trainee:
    """One browser window on the course, with what it heard meanwhile.

    Attributes
    ----------
    complaints : list of str
        Errors on the browser's console and in the page's own code.
    foreign : list of str
        Addresses outside this computer that the page asked for.
    """

    def __init__(self, browser, course: Course):
        self.course = course
        self.page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_foreign)

    def _note_foreign(self, request) -> None:
        if not re.match(r"(http|ws)://127\.0\.0\.1:\d+/|data:|blob:|about:", request.url):
            self.foreign.append(request.url)

    def until(self, holds: str, **more) -> None:
        """Wait until this JavaScript is true, looking ten times a second: the page has better things to do."""
        self.page.wait_for_function(holds, polling=100, **more)

    def arrive(self) -> None:
        """Open the address that the course printed."""
        self.page.goto(self.course.address)
        self.page.locator(".jp-MarkdownViewer h1").wait_for()

    def open(self, path: str) -> None:
        """Open a notebook, as a double click in the list of files does."""
        self.until("() => window.jupyterapp?.shell.currentWidget")
        self.page.evaluate("path => { window.jupyterapp.commands.execute('docmanager:open', {path}); }", path)
        name = path.rsplit("/", 1)[-1]
        self.until("name => window.jupyterapp.shell.currentWidget?.title.label === name", arg=name)
        self.notebook_is_ready()

    def show(self, notebook: dict) -> None:
        """Put another notebook into the window in front; nothing is saved, and Python knows no name any more.

        The page and its Python stay: to start them for each notebook would take most of the time.
        """
        self.page.evaluate(
            """async (notebook) => {
                const panel = window.jupyterapp.shell.currentWidget;
                panel.context.save = () => Promise.resolve();
                panel.context.model.fromJSON(notebook);
                const forget = { code: "%reset -f", silent: true, store_history: false };
                await panel.sessionContext.session.kernel.requestExecute(forget).done;
            }""",
            notebook,
        )
        self.notebook_is_ready()

    def leave(self) -> None:
        """Save the notebook in front, end its kernel, close it."""
        self.page.evaluate(
            """async () => {
                const app = window.jupyterapp, panel = app.shell.currentWidget;
                await app.commands.execute("docmanager:save");
                await panel.sessionContext.shutdown();
                panel.dispose();
            }"""
        )

    def notebook_is_ready(self) -> None:
        """Wait until the notebook in front is loaded and its kernel is idle; give its cells names."""
        self.until(_READY)
        self.page.evaluate(_NAME_CELLS)

    def run_all(self) -> None:
        """Menu Run, Run All Cells; wait until everything has run."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.until(_READY)

    def run_cells(self, names: list[str]) -> None:
        """Select these cells, Shift and Enter; wait until they have run."""
        self.page.evaluate(
            """async (names) => {
                const app = window.jupyterapp, notebook = app.shell.currentWidget.content, all = notebook.widgets;
                notebook.activeCellIndex = all.findIndex(cell => cell.model.id === names.at(-1));
                for (const cell of all) names.includes(cell.model.id) ? notebook.select(cell) : notebook.deselect(cell);
                await app.commands.execute("notebook:run-cell");
                notebook.deselectAll();
            }""",
            names,
        )
        self.until(_READY)

    def put(self, name: str, source: str) -> None:
        """Put text into a cell without running it."""
        self.page.evaluate(f"([id, source]) => {_CELL}.model.sharedModel.setSource(source)", [name, source])

    def said(self) -> dict[str, str]:
        """What the checker says below each cell: its sentence, as the notebook keeps it."""
        return {
            one["cell"]: "".join(one["data"]["text/plain"])
            for one in self.outputs()
            if 'role="status"' in "".join(one.get("data", {}).get("text/html", ""))
        }

    def go_through(self, answers) -> list[str]:
        """Type and run what is in an `answers.Round`; what is said otherwise than it should be, and what is red."""
        for cell, source in answers.typed.items():
            self.put(cell, source)
        self.run_cells(answers.run)
        said, red = self.said(), [str(output) for output in self.red()]
        return red + [
            f"{answers.typed.get(cell, cell)}: {said.get(cell)} (not: {wanted})"
            for cell, wanted in answers.said.items()
            if said.get(cell) != wanted.text
        ]

    def red(self) -> list[dict]:
        """Outputs that are errors, or that stand in red."""
        return [one for one in self.outputs() if one["output_type"] == "error" or one.get("name") == "stderr"]

    def restart_kernel(self) -> None:
        """Menu Kernel, Restart Kernel..., and yes."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:restart-kernel'); }")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")
        self.until(_READY)

    def save(self) -> None:
        """Ctrl+S, and wait until it is on the disk."""
        self.page.keyboard.press("Control+s")
        self.until("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")

    def cell(self, name: str):
        """A cell by its id."""
        return self.page.locator(f'.jp-Cell[data-cell="{name}"]')

    def output(self, name: str):
        """What stands below a cell."""
        return self.cell(name).locator(".jp-Cell-outputArea")

    def outputs(self) -> list[dict]:
        """Every output of the notebook in front, as Jupyter stores it."""
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"
            ".flatMap(cell => (cell.outputs ?? []).map(output => ({...output, cell: cell.id})))"
        )

    def source(self, name: str) -> str:
        """The text of a cell."""
        return self.page.evaluate(f"id => {_CELL}.model.sharedModel.getSource()", name)

    def type_over(self, name: str, word: str, typed: str) -> None:
        """Double-click on a word of a cell's code, type, press Shift and Enter."""
        shown = self.cell(name).locator(".cm-line span", has_text=re.compile(f"^{re.escape(word)}$")).first
        shown.dblclick()
        self.page.keyboard.type(typed)
        self._run_with_keys(name)

    def type_first_line(self, name: str, typed: str) -> None:
        """Click on the first line of a cell's code, type it anew, press Shift and Enter."""
        self.cell(name).locator(".cm-line").first.click()
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Shift+End")
        self.page.keyboard.type(typed)
        self._run_with_keys(name)

    def answer(self, name: str, source: str) -> None:
        """Put code into a cell and run it with Shift and Enter."""
        self.page.evaluate(
            f"""([id, source]) => {{
                const notebook = window.jupyterapp.shell.currentWidget.content, cell = {_CELL};
                cell.model.sharedModel.setSource(source);
                notebook.activeCellIndex = notebook.widgets.indexOf(cell);
                notebook.mode = "edit";
                cell.editor.focus();
            }}""",
            [name, source],
        )
        self._run_with_keys(name)

    def _run_with_keys(self, name: str) -> None:
        self.page.evaluate(
            f"id => {{ const cell = {_CELL}; cell.model.clearExecution(); cell.model.executionCount = null; }}", name
        )
        self.page.keyboard.press("Shift+Enter")
        self.until(
            f"id => {{ const cell = {_CELL}; "
            "return cell.model.executionCount !== null && cell.model.executionState === 'idle'; }",
            arg=name,
        )

    def picture(self, name: str) -> None:
        """A screenshot into build/screenshots."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def keep_picture(self, name: str, first, height: int) -> None:
        """With ``OTOP_KEEP_PICTURES=1``: a small picture for the documentation, from `first` downwards."""
        if os.environ.get("OTOP_KEEP_PICTURES") != "1":
            return
        from PIL import Image

        KEPT.mkdir(parents=True, exist_ok=True)
        first.evaluate("element => element.scrollIntoView({block: 'start'})")
        sheet = self.page.locator(".jp-WindowedPanel-outer:visible, .jp-MarkdownViewer:visible")
        box, page = first.bounding_box(), sheet.first.bounding_box()
        top = max(box["y"], page["y"])
        clip = {"x": box["x"], "y": top, "width": box["width"], "height": min(height, page["y"] + page["height"] - top)}
        self.page.screenshot(path=KEPT / f"{name}.png", clip=clip)
        with Image.open(KEPT / f"{name}.png") as shot:
            few = shot.convert("RGB").quantize(colors=200, dither=Image.Dither.NONE)
        few.save(KEPT / f"{name}.png", optimize=True)

    def close(self) -> None:
        """Close the window, without the question whether to leave."""
        self.page.close(run_before_unload=False)


def wait_until(holds, what: str, patience_s: float = PATIENCE_MS / 1000) -> None:
    """Wait for something outside the browser, such as a file on the disk."""
    until = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < until, f"waited too long: {what}"
        time.sleep(0.05)


def open_browser(playwright, chromium_path: str):
    """Chromium that finds no other computer."""
    return playwright.chromium.launch(executable_path=chromium_path, args=[OFFLINE, "--disable-gpu"])
