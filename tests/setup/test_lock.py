"""The packages: one lock, with hashes and without addresses, that every way of set-up uses."""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = {
    canonicalize_name(name): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, re.M)
}
# Pyodide 0.27.7; what it does not carry is pure Python and comes with the site.
PYODIDE = {"numpy": "2.0.2", "pandas": "2.2.3", "matplotlib": "3.8.4", "ruamel-yaml": "0.18.6"}


def everything():
    return [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]


@pytest.mark.parametrize("requirement", everything())
def test_lock_covers_pyproject(requirement):
    wanted = Requirement(requirement)
    assert PINS[canonicalize_name(wanted.name)] in wanted.specifier


def test_every_pin_has_a_hash_and_there_is_one_pin_per_package():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    pins = [entry for entry in entries if not entry.startswith("#")]
    assert len(pins) == len(PINS) > 50
    assert all("--hash=sha256:" in entry for entry in pins)


def test_markers_of_the_lock_are_understood():
    for marker in re.findall(r"^\S+==\S+ ; ([^\\\n]+)", LOCK, re.M):
        Marker(marker.strip())


def test_lock_holds_no_address():
    assert "://" not in LOCK and not re.search(r"^(-i|--\w*index|-f|--find-links)", LOCK, re.M)


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_what_lessons_import_also_runs_in_the_browser(requirement):
    wanted = Requirement(requirement)
    name = canonicalize_name(wanted.name)
    if name in PYODIDE:
        assert PYODIDE[name] in wanted.specifier


def test_versions_of_pyodide_are_noted_right():
    folder = os.environ.get("OTOP_PYODIDE")
    if not folder or not Path(folder, "pyodide-lock.json").is_file():
        pytest.skip("Pyodide (set OTOP_PYODIDE to a folder with Pyodide 0.27.7)")
    packages = json.loads(Path(folder, "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    found = {canonicalize_name(name): package["version"] for name, package in packages.items()}
    assert {name: found[name] for name in PYODIDE} == PYODIDE


def test_conda_and_binder_use_the_same_lock():
    conda = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [line for line in conda["dependencies"] if isinstance(line, str)]
    (pip,) = [line["pip"] for line in conda["dependencies"] if isinstance(line, dict)]
    python = next(line.split("=")[1] for line in plain if line.startswith("python="))
    assert python in Requirement("python" + PROJECT["requires-python"]).specifier
    assert "pip" in plain and pip == ["-r requirements.lock"]
    binder = ROOT / "postBuild"
    assert os.access(binder, os.X_OK) or os.name == "nt"
    last = binder.read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last in (ROOT / "environment.yml").read_text(encoding="utf-8")  # what conda's user is told to type
