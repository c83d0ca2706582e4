"""The form for handing in, as the last cell of an assignment shows it."""

from __future__ import annotations

import html
import os
import re
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import Javascript, display

from otop.errors import OtopError
from otop.i18n import say
from otop.learn import browser, hand_in
from otop.learn.notebook_file import key_cells, read_notebook, source_of

SAVE = "window.jupyterapp && window.jupyterapp.commands.execute('docmanager:save')"
WAIT_S = 15.0  # an old laptop that is busy; a save that is done ends the wait


def show_form(assignment: str) -> None:
    """Show the box for the numbers, the button, and the place for the answer."""
    display(form(assignment))


def form(assignment: str, notebook: Path | None = None) -> widgets.VBox:
    """The form; `notebook` is only given where the kernel does not know its own file."""
    notebook = notebook or own_notebook(assignment)
    workspace = hand_in.find_workspace(notebook)
    wide = {"width": "initial"}
    numbers = widgets.Text(
        value=", ".join(hand_in.remembered_ids(workspace)),
        description=say("handin.your_number"),
        placeholder="P001",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="auto", max_width="34em"),
    )
    help_text = widgets.HTML(f"<p>{html.escape(say('handin.number_help', most=hand_in.AT_MOST))}</p>")
    button = widgets.Button(
        description=say("handin.button"), button_style="primary", layout=widgets.Layout(max_width="24em", **wide)
    )
    result, saver = widgets.HTML(), widgets.Output()

    def press(_):
        button.disabled = True
        result.value = _box("note", [say("handin.working")])
        if browser.in_browser():
            browser.ask_page(assignment, saver, lambda live: tell(download_now, assignment, live, numbers.value, saver))
        else:
            tell(hand_in_now, assignment, notebook, numbers.value, saver)

    def tell(work, *what):
        try:
            result.value = work(*what)
        except OtopError as problem:
            result.value = _box("not_yet", [str(problem)])
        except OSError as problem:
            result.value = _box("not_yet", [say("handin.cannot_write", problem=problem.strerror or problem)])
        finally:
            button.disabled = False

    button.on_click(press)
    return widgets.VBox([numbers, help_text, button, result, saver])


def hand_in_now(assignment: str, notebook: Path, typed: str, saver=None) -> str:
    """Save, check, write the file; the answer as HTML.

    Errors: `OtopError` with the sentence to show.
    """
    ids = hand_in.read_ids(typed)
    workspace = hand_in.find_workspace(notebook)
    was_saved = save(notebook, saver)
    if not was_saved and unsaved_answers(notebook):
        raise OtopError("handin.save_first")
    out = (workspace or notebook.parent) / "hand-in"
    made = hand_in.make_file(
        notebook, ids, assignment=assignment, edition_path=hand_in.edition_in(workspace, assignment), out=out
    )
    hand_in.remember_ids(workspace, ids)
    shown = made.path.relative_to(workspace) if workspace else made.path.name
    done = [say("handin.made", file=Path(shown).as_posix()), say("handin.what_now")]
    if not was_saved:
        saved_at = datetime.fromtimestamp(notebook.stat().st_mtime, UTC)
        minutes = max(0, round((datetime.now(UTC) - saved_at).total_seconds() / 60))
        done.append(say("handin.as_saved", minutes=minutes))
    return _box("right", done) + _box("note", _found(made.notes))


def download_now(assignment: str, live: browser.Live | OtopError, typed: str, saver=None) -> str:
    """In the browser: check the notebook that the page gave, and offer the file; the answer as HTML.

    Errors: `OtopError` with the sentence to show.
    """
    if isinstance(live, OtopError):
        raise live
    ids = hand_in.read_ids(typed)
    with tempfile.TemporaryDirectory() as folder:  # in the page's memory
        notebook, edition = Path(folder, live.name), Path(folder, "edition", f"{assignment}.ipynb")
        notebook.write_bytes(live.notebook)
        if live.edition and _is_edition(live.edition):
            edition.parent.mkdir()
            edition.write_bytes(live.edition)
        out = Path(folder, "hand-in")
        made = hand_in.make_file(notebook, ids, assignment=assignment, edition_path=edition, out=out)
        link = browser.offer_download(made.path.name, made.path.read_bytes(), saver)
    done = [say("handin.made_download", file=made.path.name), say("handin.what_now")]
    return _box("right", done, link) + _box("note", _found(made.notes))


def _is_edition(content: bytes) -> bool:
    try:
        return bool(key_cells(read_notebook(content))[0])
    except OtopError:
        return False


def _found(notes: hand_in.Notes) -> list[str]:
    return [*notes.lines(), say("handin.open_is_allowed" if notes.open else "handin.nothing_open")]


def own_notebook(assignment: str) -> Path:
    """The file of the notebook that runs here: what the server says, else by its name in this folder."""
    named = Path(os.environ.get("JPY_SESSION_NAME", ""))
    if named.suffix == ".ipynb" and named.is_file():
        return named
    return Path.cwd() / f"{assignment}.ipynb"


def save(notebook: Path, saver=None, wait_s: float = WAIT_S) -> bool:
    """Ask JupyterLab to save the notebook; whether the file then changed, and is whole."""
    before = _changed(notebook)
    if saver is None:
        return False
    with saver:
        display(Javascript(SAVE))
    end = time.monotonic() + wait_s
    saved = False
    while not saved and time.monotonic() < end:
        time.sleep(0.1)
        saved = _changed(notebook) != before and _is_whole(notebook)
    saver.clear_output()
    return saved


def _is_whole(notebook: Path) -> bool:
    """Whether the file can be read: JupyterLab writes in place, so it is cut short for a moment."""
    try:
        read_notebook(notebook.read_bytes())
    except (OtopError, OSError):
        return False
    return True


def unsaved_answers(notebook: Path, history: list[str] | None = None) -> list[str]:
    """Answers that were run here last in another form than the file has.

    Parameters
    ----------
    history : list of str, optional
        What was run, oldest first; the kernel's own history unless given.
    """
    if history is None:
        shell = get_ipython()
        history = list(shell.user_ns.get("In", [])) if shell else []
    cells, _ = key_cells(read_notebook(notebook.read_bytes()))
    texts = {source_of(cell).strip() for cell in cells.values()}
    names = [name.removesuffix("-answer") for name, cell in cells.items()
             if cell["cell_type"] == "code" and cell["metadata"]["nbgrader"].get("solution")]  # fmt: skip
    late = []
    for name in names:
        gives = re.compile(rf"^(?:def\s+)?{re.escape(name)}\s*[=(]", flags=re.MULTILINE)
        last = next((text for text in reversed(history) if gives.search(text)), None)
        if last is not None and last.strip() not in texts:
            late.append(name)
    return late


def _changed(notebook: Path) -> int:
    try:
        return notebook.stat().st_mtime_ns
    except OSError:
        return 0


def _box(tone: str, lines: list[str], link: str = "") -> str:
    from otop.learn.say_it import _FRAMES

    text = "<br>".join([*(html.escape(line) for line in lines), *([link] if link else [])])
    return (
        f'<div role="status" style="border-left:{_FRAMES[tone]};padding:.5em .8em;margin:.3em 0;max-width:46em;'
        f'line-height:1.5;font-size:1.05em">{text}</div>'
    )
