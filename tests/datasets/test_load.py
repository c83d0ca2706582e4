"""`load` from the editable install, from a built wheel and in the browser; and the line under a table."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from otop import data
from otop.errors import InputError
from same_everywhere import PROBE, assert_answer

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """The wheel of the package, built without a network."""
    pytest.importorskip("hatchling", reason="no hatchling: install the extra setup")
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    done = subprocess.run(build, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return next(place.glob("*.whl"))


def test_the_editable_install_reads_the_folder_of_the_repository():
    space = {}
    exec(PROBE, space)
    assert_answer(json.loads(space["answer"]))


def test_a_wheel_carries_the_datasets(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "work").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", PROBE + "print(answer)"],
        cwd=tmp_path / "work",
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert Path(answer["from"]).is_relative_to(tmp_path / "installed")
    assert_answer(answer)


def test_importing_reads_no_file_of_data_and_loads_no_yaml():
    probe = (
        "import sys; opened = [];"
        "sys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])));"
        "import otop.data;"
        "print([path for path in opened if path.endswith(('.csv', '.yml', '.po'))],"
        "      any(name.startswith(('ruamel', 'polib')) for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[] False", run.stderr


def test_types_are_those_of_the_manifest():
    table = data.load("cost_cases")
    for column in data.manifest("cost_cases")["columns"]:
        kind = str(table[column["name"]].dtype)
        assert {"integer": kind == "Int64", "number": kind == "float64", "text": kind in ("str", "object")}[
            column["type"]
        ], column["name"]
    assert not table.select_dtypes(exclude=["number"]).isna().any().any()


def test_a_wrong_name_lists_the_right_ones():
    with pytest.raises(InputError, match='no dataset "cost-case". Did you mean cost_cases'):
        data.load("cost-case")
    with pytest.raises(InputError, match='no dataset "zzz". Datasets: .*cost_cases'):
        data.manifest("zzz")
    with pytest.raises(InputError, match='no dataset "../cost_cases"'):
        data.load("../cost_cases")


def test_the_chip_of_rows_of_a_case_and_of_all():
    cases = data.load("cost_cases")
    whole = str(data.chip("cost_cases"))
    assert whole.startswith("Real figures · source: so03.tci-thaijo.org (3 pages), data.lit.ac.th (2 pages), ")
    assert "22 more · year 2009-2025" in whole and "column source" not in whole
    assert str(data.chip("cost_cases", cases[cases["case"] == "C7"])) == str(data.chip("cost_cases", case="C7"))
    assert "only the beginning of a source could be read" in str(data.chip("cost_cases", case="C7"))
    assert "unit: THB per yard" in str(data.chip("cost_cases", case="C10-block"))
    assert "year not stated" in str(data.chip("cost_cases", case="C13"))
    assert repr(data.chip("cost_cases", case="C6")) == str(data.chip("cost_cases", case="C6"))


def test_the_chip_in_html_is_text_with_a_link_and_escapes_what_it_shows():
    page = data.chip("cost_cases", case="C6")._repr_html_()
    assert page.startswith('<p class="otop-chip"><small>Real figures') and page.count("<a href=") == 1
    assert "\n" not in page and "style=" not in page
    strange = data.Chip("real", ("<b>a & b</b>",), "year 2020", "THB per <i>")._repr_html_()
    assert "<b>" not in strange and "<i>" not in strange and "a &amp; b" in strange
