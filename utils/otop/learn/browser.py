"""Python in the browser (JupyterLite): the page hands the live notebook to the kernel, and files are downloads.

There is no folder of the trainee's there, and on a room's network (plain http) not even a
drive. So nothing is read from a disk: a script in the page takes the notebook as it stands
on the screen, saved or not, and gives it to `take`. Standard library only, until something
is shown.
"""

from __future__ import annotations

import base64
import html
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

from otop.errors import OtopError
from otop.i18n import say

PATIENCE_S = 30
_waiting: dict[int, Callable[[Live | OtopError], None]] = {}
_last = 0

# %d is the number under which the kernel waits. The edition is the site's own copy of the notebook.
_SCRIPT = """(async () => {
  const app = window.jupyterapp;
  const main = app ? [app.shell.currentWidget, ...app.shell.widgets("main")] : [];
  const panel = main.find((one) => one && one.context && one.content && one.content.widgets);
  if (!panel) return;
  const path = panel.context.path, form = %d, assignment = %s;
  const root = new URL(document.getElementById("jupyter-config-data")?.dataset.jupyterLiteRoot ?? ".", location.href);
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  const from = (root.href.endsWith("/") ? root.href : root.href + "/") + "files/"
    + (folder + assignment + ".ipynb").split("/").map(encodeURIComponent).join("/");
  const clock = new AbortController(), late = setTimeout(() => clock.abort(), 8000);
  const edition = await fetch(from, {signal: clock.signal}).then((got) => (got.ok ? got.json() : null)).catch(() => null);
  clearTimeout(late);
  app.commands.execute("docmanager:save").catch(() => null);
  const text = JSON.stringify({form, path, notebook: panel.context.model.toJSON(), edition});
  panel.sessionContext.session.kernel.requestExecute({
    code: "from otop.learn.browser import take as _take; _take(" + JSON.stringify(text) + ")",
    store_history: false, allow_stdin: false,
  });
})();"""

_CLICK = """(() => {
  const bytes = Uint8Array.from(atob(%s), (one) => one.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], {type: "application/octet-stream"}));
  link.download = %s;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
})();"""


@dataclass(frozen=True)
class Live:
    """The notebook as it stands in the page, and the site's untouched edition of it if there is one.

    >>> Live("a/b.ipynb", b"{}").name
    'b.ipynb'
    >>> Live()
    Traceback (most recent call last):
    TypeError: Live.__init__() missing 2 required positional arguments: 'path' and 'notebook'
    """

    path: str
    notebook: bytes
    edition: bytes | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


def in_browser() -> bool:
    """Whether this Python runs inside a web page.

    >>> in_browser()
    False
    """
    return sys.platform == "emscripten"


def ask_page(assignment: str, saver, then: Callable[[Live | OtopError], None]) -> None:
    """Ask the page for its notebook; `then` gets it, or the sentence that it did not come.

    Parameters
    ----------
    saver : ipywidgets.Output
        Where the script is put; it shows nothing.
    """
    global _last
    _last += 1
    number = _last
    _waiting[number] = then
    saver.outputs = ()
    saver.append_display_data(_javascript(_SCRIPT % (number, json.dumps(assignment))))
    _later(PATIENCE_S, lambda: _answer(number, OtopError("browser.no_answer")))


def take(text: str) -> None:
    """What the page's script calls: the notebook in `text` goes to the form that asked for it.

    >>> take('{"form": 0, "path": "a.ipynb", "notebook": {"cells": []}}')  # nobody waits under 0
    >>> take("a.ipynb")
    Traceback (most recent call last):
    otop.errors.OtopError: Your notebook did not reach Python. Reload the page, run the first cell and this cell again, then press again. Your work is kept.
    """
    try:
        told = json.loads(text)
        number, path = int(told["form"]), str(told["path"])
        notebook, edition = _bytes(told["notebook"]), told.get("edition")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise OtopError("browser.no_answer") from None
    _answer(number, Live(path, notebook, _bytes(edition) if isinstance(edition, dict) else None))


def offer_download(name: str, content: bytes, saver=None) -> str:
    """A link that downloads these bytes, as HTML; with `saver` the download also begins by itself.

    >>> offer_download("a.ipynb", b"{}")
    '<a download="a.ipynb" style="text-decoration:underline" href="data:application/octet-stream;base64,e30=">Download a.ipynb again</a>'
    >>> offer_download("../a.ipynb", b"{}")
    Traceback (most recent call last):
    ValueError: not a plain file name: '../a.ipynb'
    """
    if not name or re.search(r"[/\\\x00-\x1f]", name):
        raise ValueError(f"not a plain file name: {name!r}")
    packed = base64.b64encode(content).decode("ascii")
    if saver is not None:
        saver.outputs = ()
        saver.append_display_data(_javascript(_CLICK % (json.dumps(packed), json.dumps(name))))
    words = html.escape(say("browser.download_again", file=name))
    look = "text-decoration:underline"
    return f'<a download="{html.escape(name)}" style="{look}" href="data:application/octet-stream;base64,{packed}">{words}</a>'


def _answer(number: int, found: Live | OtopError) -> None:
    then = _waiting.pop(number, None)
    if then is not None:
        then(found)


def _bytes(notebook: dict) -> bytes:
    return json.dumps(notebook).encode()  # ASCII: a broken surrogate stays what it is


def _javascript(script: str):
    from IPython.display import Javascript

    return Javascript(script)


def _later(seconds: float, do: Callable[[], None]) -> None:
    import asyncio

    try:
        asyncio.get_running_loop().call_later(seconds, do)
    except RuntimeError:  # no loop runs here: nobody can wait
        pass
