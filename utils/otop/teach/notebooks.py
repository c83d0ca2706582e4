"""Run a lesson notebook in a fresh kernel and store its outputs, so that git stays quiet.

What is stored is the same on every run: execution counts 1 to n, no ids of widgets, no
times, no session. A live widget is not stored; its table is, and the learner's own run
makes it live.
"""

from __future__ import annotations

import copy
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from otop.errors import OtopError
from otop.i18n import say

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
MINOR = 5
SESSION_KEYS = ("execution", "ExecuteTime", "collapsed", "scrolled", "trusted")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CELL_TIMEOUT = 120  # seconds
COURSE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Run:
    """One notebook after its run: the bytes to store, those that are stored, and the first cell that differs.

    `cell` is None where nothing differs, and empty where only the form of the file does.
    """

    path: Path
    fresh: bytes
    stored: bytes
    cell: str | None

    @property
    def is_stale(self) -> bool:
        return self.fresh != self.stored


def lessons(course: Path = COURSE) -> list[Path]:
    """The notebooks of all lessons, in the order of the course."""
    return sorted((course / "notebooks").glob("*.ipynb"))


def run(path: Path | str) -> Run:
    """Run this notebook in a fresh kernel; nothing is written yet.

    Errors: `OtopError` for a file that is no notebook, and for a cell that raises or
    writes to stderr; it names the cell.

    >>> run("no_such.ipynb")
    Traceback (most recent call last):
    otop.errors.OtopError: no_such.ipynb: This is not a notebook that can be read (nbformat 4.5, each cell with its id). Open and save it in JupyterLab, or mend the file.
    """
    path = Path(path)
    stored, notebook = read(path)
    fresh = normal(execute(notebook, path))
    return Run(path, as_bytes(fresh), stored, _first_difference(notebook, fresh))


def store(path: Path | str) -> bool:
    """Run this notebook and store its fresh outputs. Returns whether the file changed.

    Errors: as `run`, and `OtopError` if somebody saved the file meanwhile (it is left alone).
    """
    done = run(path)
    if not done.is_stale:
        return False
    if done.path.read_bytes() != done.stored:
        raise OtopError("run.changed_meanwhile", where=str(path))
    from otop.learn.workspace import write_whole

    write_whole(done.path, done.fresh)
    return True


def read(path: Path) -> tuple[bytes, NotebookNode]:
    """The bytes of a notebook file, and the notebook in them."""
    try:
        content = path.read_bytes()
        notebook = nbformat.from_dict(_with_joined_lines(content))
        nbformat.validate(notebook, version=4, version_minor=MINOR, relax_add_props=False)
    except (OSError, ValueError, KeyError, TypeError, nbformat.ValidationError):
        raise OtopError("run.not_a_notebook", where=str(path)) from None
    return content, notebook


def _with_joined_lines(content: bytes) -> dict:
    import json

    from nbformat.v4.rwbase import rejoin_lines

    notebook = json.loads(content)
    if notebook["nbformat"] != 4 or notebook["nbformat_minor"] != MINOR:
        raise ValueError(notebook["nbformat_minor"])
    ids = [cell["id"] for cell in notebook["cells"]]
    if len(set(ids)) != len(ids):  # nbformat would mend it with an id made up
        raise ValueError(ids)
    return rejoin_lines(nbformat.from_dict(notebook))


def as_bytes(notebook: NotebookNode) -> bytes:
    """The file, with a newline at its end."""
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()


def normal(notebook: NotebookNode) -> NotebookNode:
    """A copy as it is stored: nothing in it tells when, where or by whom it was run.

    >>> cell = nbformat.v4.new_code_cell("1 + 1", id="sum", execution_count=7)
    >>> cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=7)]
    >>> stored = normal(nbformat.v4.new_notebook(cells=[cell], metadata={"author": "me"})).cells[0]
    >>> stored.execution_count, stored.outputs[0].execution_count
    (1, 1)
    >>> normal(None)
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'cells'
    """
    notebook = copy.deepcopy(notebook)
    count = 0
    for cell in notebook.cells:
        for key in SESSION_KEYS:
            cell.metadata.pop(key, None)
        if cell.cell_type != "code":
            continue
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        cell.outputs = _normal_outputs(cell.outputs, count)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat_minor = MINOR
    return notebook


def _normal_outputs(outputs: list, count: int) -> list:
    kept: list = []
    for output in outputs:
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
            continue
        if output.output_type == "execute_result":
            output.execution_count = count
        if "data" in output:
            output.data.pop(WIDGET_VIEW, None)
        output.pop("transient", None)
        kept.append(output)
    return kept


def execute(notebook: NotebookNode, path: Path, lang: str = "en") -> NotebookNode:
    """A copy of the notebook with the outputs of a fresh kernel. Errors: `OtopError` naming the cell."""
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = copy.deepcopy(notebook)
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_spec_manager=_this_python()),
        timeout=CELL_TIMEOUT,
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        shutdown_kernel="immediate",
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        tempfile.TemporaryDirectory() as home,
        client.setup_kernel(cleanup_kc=True, env=_environment(home, lang), **quiet),
    ):
        for index, cell in enumerate(notebook.cells):
            where = say("run.cell", file=str(path), cell=cell.id)
            if cell.cell_type == "code":
                cell.outputs = []
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                raise OtopError("run.raises", where=where, problem=f"{error.ename}: {error.evalue}") from None
            except CellTimeoutError:
                raise OtopError("run.too_slow", where=where, seconds=CELL_TIMEOUT) from None
            except DeadKernelError:
                raise OtopError("run.kernel_died", where=where) from None
            for output in cell.get("outputs", ()):
                if output.get("name") == "stderr":
                    raise OtopError("run.stderr", where=where, text=_last_line(output.text))
    return notebook


def run_together(notebooks: list[dict], lang: str = "en") -> list[dict]:
    """These notebooks with fresh outputs, in one kernel that forgets everything between them: seconds, not a minute.

    Parameters
    ----------
    lang : str
        The language that the kernel speaks.

    Errors: as `execute`.

    >>> run_together([])
    []
    """
    if not notebooks:
        return []
    cells, ends = [], []
    for number, notebook in enumerate(notebooks):
        own = [nbformat.from_dict(cell) | {"id": f"n{number}-{cell['id']}"[:64]} for cell in notebook["cells"]]
        cells += [*map(nbformat.from_dict, own), nbformat.v4.new_code_cell("%reset -f", id=f"forget-{number}")]
        ends.append(len(cells))
    for cell in cells:
        cell.source = "".join(cell.source)
    whole = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    done = execute(whole, COURSE / "notebooks" / "all.ipynb", lang).cells
    made = []
    for notebook, start, end in zip(notebooks, [0, *ends], ends, strict=False):
        fresh = copy.deepcopy(notebook)
        for cell, ran in zip(fresh["cells"], done[start : end - 1], strict=True):
            cell["source"] = ran.source
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = ran.outputs, ran.execution_count
        made.append(normal(nbformat.from_dict(fresh)))
    return made


def _this_python():
    """Kernels of the Python that runs this, whatever else is called python3 on this machine."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name):
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())

    return ThisPython()


def _environment(home: str, lang: str = "en") -> dict[str, str]:
    """The same surroundings on every machine: this language, no locale, nobody's IPython profile."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "OTOP_", "NBGRADER", "PYTHON"))
        and name not in ("LANG", "LANGUAGE", "MPLBACKEND")
    }
    if "OTOP_LOCALE" in os.environ:
        kept["OTOP_LOCALE"] = os.environ["OTOP_LOCALE"]
    return kept | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "OTOP_LANG": lang, "IPYTHONDIR": home, "TZ": "UTC"}


def _first_difference(stored: NotebookNode, fresh: NotebookNode) -> str | None:
    stored = normal(stored)
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if old != new:
            return new.id
    return None


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
