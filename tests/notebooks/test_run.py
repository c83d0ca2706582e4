"""`otop run`: fresh outputs, the same bytes each time, and nothing of the session."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from otop.cli import app
from otop.errors import OtopError
from otop.teach import notebooks
from typer.testing import CliRunner


def write(path, *cells, **metadata):
    named = [
        cell if not isinstance(cell, str) else new_code_cell(cell, id=f"cell-{at}") for at, cell in enumerate(cells)
    ]
    path.write_text(nbformat.writes(new_notebook(cells=named, metadata=metadata)))
    return path


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """One notebook with every sort of output, after one run."""
    path = write(
        tmp_path_factory.mktemp("run") / "05_small.ipynb",
        new_markdown_cell("# Title", id="title"),
        new_code_cell(
            "1 + 1",
            id="sum",
            execution_count=9,
            metadata={"execution": {"iopub.status.busy": "2026-11-23"}, "tags": ["keep"]},
        ),
        new_code_cell("", id="empty", execution_count=3),
        "import ipywidgets\nipywidgets.IntSlider(value=3)",
        "import os, sys\nprint({3, 1, 2}, hash('a'), os.environ.get('LANG'), os.environ['OTOP_LANG'])\nprint('more')",
        "from IPython.display import HTML, display\n_ = display(HTML('<b>1</b>'), HTML('<b>2</b>'))",
        authors=[{"name": "A. Person"}],
        kernelspec={"name": "my-own", "display_name": "Mine", "language": "python"},
        widgets={"state": {}},
    )
    assert notebooks.store(path)
    return path


def test_the_second_run_gives_the_same_bytes(ran):
    before = ran.read_bytes()
    assert not notebooks.store(ran)
    assert ran.read_bytes() == before == notebooks.run(ran).fresh
    assert before.endswith(b"}\n") and not before.endswith(b"\n\n")


def test_counts_metadata_and_widgets(ran):
    notebook = json.loads(ran.read_text())
    assert notebook["metadata"] == notebooks.METADATA
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [1, None, 2, 3, 4]
    assert [cell["id"] for cell in code] == ["sum", "empty", "cell-3", "cell-4", "cell-5"]
    assert code[0]["metadata"] == {"tags": ["keep"]}
    assert code[0]["outputs"][0]["execution_count"] == 1
    assert code[2]["outputs"][0]["data"].keys() == {"text/plain"}
    assert "widget" not in ran.read_text().replace("ipywidgets", "")


def test_no_locale_and_one_stream(ran):
    (stream,) = json.loads(ran.read_text())["cells"][4]["outputs"]
    lines = "".join(stream["text"]).splitlines()
    assert lines[0].endswith("None en") and lines[1:] == ["more"]


def test_the_table_of_a_widget_stays():
    text = (notebooks.COURSE / "notebooks" / "05_unit_cost.ipynb").read_text(encoding="utf-8")
    cells = {cell["id"]: cell for cell in json.loads(text)["cells"]}
    (output,) = cells["nipa-editor"]["outputs"]
    assert output["data"].keys() == {"text/html", "text/plain"}
    assert "<table" in "".join(output["data"]["text/html"])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "cell cell-0: The cell stops with ZeroDivisionError: division by zero."),
        ("import sys\nprint('careful', file=sys.stderr)", "cell cell-0: The cell writes to stderr: careful."),
        ("import warnings\nwarnings.warn('old')", 'stderr: warnings.warn("old")'.replace('"', "'")),
    ],
)
def test_a_cell_that_fails_stops_it_with_one_message(tmp_path, source, message):
    path = write(tmp_path / "a.ipynb", source)
    before = path.read_bytes()
    with pytest.raises(OtopError) as stopped:
        notebooks.store(path)
    assert message in " ".join(str(stopped.value).split())
    assert path.read_bytes() == before


def test_a_kernel_that_dies_is_said_so(tmp_path):
    with pytest.raises(OtopError, match="kernel stopped"):
        notebooks.run(write(tmp_path / "a.ipynb", "import os\nos._exit(1)"))


def test_a_file_saved_meanwhile_is_left_alone(tmp_path, monkeypatch):
    path = write(tmp_path / "a.ipynb")
    monkeypatch.setattr(notebooks, "execute", lambda notebook, at: [path.write_text("mine"), notebook][1])
    with pytest.raises(OtopError, match="saved while it ran"):
        notebooks.store(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("old", [{"nbformat_minor": 4}, {"cells": [{"cell_type": "raw"}]}, {"nbformat": 3}])
def test_what_is_no_notebook_is_refused(tmp_path, old):
    path = write(tmp_path / "a.ipynb", "1")
    path.write_text(json.dumps(json.loads(path.read_text()) | old))
    with pytest.raises(OtopError, match="nbformat 4.5"):
        notebooks.run(path)


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "text/plain"])
def test_check_compares_every_kind_of_output(tmp_path, kind):
    source = f"from IPython.display import display\n_ = display({{{kind!r}: '<svg>1</svg>'}}, raw=True)"
    path = write(tmp_path / "a.ipynb", source)
    notebooks.store(path)
    assert CliRunner().invoke(app, ["run", "--check", str(path)]).exit_code == 0
    path.write_text(path.read_text().replace('<svg>1</svg>"', '<svg>2</svg>"'))
    before = path.read_bytes()
    done = CliRunner().invoke(app, ["run", "--check", str(path)])
    assert done.exit_code == 1 and "cell cell-0: the stored output is stale" in done.output
    assert path.read_bytes() == before
