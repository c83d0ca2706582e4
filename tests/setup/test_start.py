"""start.py: readable by an old Python, the standard library only, repairs what was interrupted."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")


@pytest.fixture
def start(tmp_path):
    """start.py as a module that believes to live in an empty folder."""
    spec = importlib.util.spec_from_file_location("start_under_test", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    module.ROOT, module.VENV, module.LOCK = str(tmp_path), str(venv), str(tmp_path / "requirements.lock")
    module.PYTHON, module.STAMP = str(venv / "bin" / "python"), str(venv / "otop-stamp.json")
    module.UNFINISHED, module.PIP_LOG = str(venv / "otop-unfinished"), str(tmp_path / "pip.log")
    (tmp_path / "requirements.lock").write_text("a==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return module


@pytest.fixture
def steps(start, monkeypatch):
    """The steps that a set-up takes, without taking them."""
    done = []

    def make_venv():
        Path(start.PYTHON).parent.mkdir(parents=True, exist_ok=True)
        Path(start.PYTHON).touch()
        done.append("venv")

    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(start, "pip", lambda arguments, parts=0: done.append("course" if "-e" in arguments else "lock"))
    monkeypatch.setattr(start, "run", lambda command, doing, parts=0: done.append(doing.split()[0]))
    return done


def test_an_old_python_can_read_it():
    ast.parse(SOURCE, feature_version=(3, 6))
    assert not [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, (ast.JoinedStr, ast.AnnAssign))]


def test_only_the_standard_library():
    tree = ast.parse(SOURCE)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_is_told_in_one_line(start, monkeypatch):
    monkeypatch.setattr(start, "find_python", lambda: None)
    with pytest.raises(start.Stop, match="This is Python 3.9; the course needs Python 3.11 or newer"):
        start.ensure_python((3, 9))


def test_a_newer_python_on_the_computer_is_used(start, monkeypatch):
    called = []
    monkeypatch.setattr(start, "find_python", lambda: ["python3.12"])
    monkeypatch.setattr(start, "call", lambda command, env: called.append((command[0], env["OTOP_START_AGAIN"])) or 0)
    with pytest.raises(SystemExit):
        start.ensure_python((3, 9))
    assert called == [("python3.12", "1")]


def test_set_up_once_then_at_once(start, steps):
    start.set_up()
    assert steps == ["venv", "lock", "course", "compiling", "checking", "listing"]
    steps.clear()
    start.set_up()
    assert steps == []


def test_a_changed_project_file_installs_only_the_course_again(start, steps):
    start.set_up()
    steps.clear()
    Path(start.ROOT, "pyproject.toml").write_text("[project]\nname = 'x'\n")
    start.set_up()
    assert steps == ["course", "compiling", "checking", "listing"]


def test_an_interrupted_install_is_repaired(start, steps, monkeypatch):
    whole = start.pip

    def interrupted(arguments, parts=0):
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "pip", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start.set_up()
    assert Path(start.UNFINISHED).exists()
    monkeypatch.setattr(start, "pip", whole)
    steps.clear()
    start.set_up()
    assert (
        steps == ["venv", "lock", "course", "compiling", "checking", "listing"] and not Path(start.UNFINISHED).exists()
    )


def test_two_windows_never_set_up_at_once(start):
    other = start.only_one_at_a_time()
    with start.only_one_at_a_time(), open(Path(start.ROOT, ".venv.lock"), "a+") as other.file:
        with pytest.raises(OSError):
            other._lock(wait=False)
    with start.only_one_at_a_time():
        pass


@pytest.mark.parametrize("damage", ["", "[]", "{", json.dumps({"packages": "other"})])
def test_a_damaged_stamp_sets_up_again(start, steps, damage):
    start.set_up()
    Path(start.STAMP).write_text(damage)
    steps.clear()
    start.set_up()
    assert steps[0] == "venv"


@pytest.mark.parametrize(
    ("pip_said", "told"),
    [
        ("NewConnectionError: Failed to establish a new connection", "Is there internet?"),
        ("ERROR: No matching distribution found for a==1", "Is there internet?"),
        ("OSError: Tunnel connection failed: 407 Proxy Authentication Required", "HTTPS_PROXY"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("CERTIFICATE_VERIFY_FAILED certificate is not yet valid", "clock"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "damaged"),
        ("something else", "send the file"),
    ],
)
def test_a_failure_says_what_to_do(start, pip_said, told):
    with pytest.raises(start.Stop) as stop:
        start.run([sys.executable, "-c", f"print({pip_said!r}); raise SystemExit(1)"], "installing")
    assert told in str(stop.value) and pip_said in str(stop.value)


def test_what_is_set_outside_does_not_disturb(start, monkeypatch):
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME"):
        monkeypatch.setenv(name, "1")
    env = start.environment()
    assert env["PYTHONUTF8"] == "1"
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME"} & set(env)


def test_counts_and_skips_come_from_pytests_report(start, tmp_path, monkeypatch):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_a(): pass\n"
        "def test_b(): assert False\n"
        "@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_c(n): pytest.skip('browser (no Chromium found)')\n"
    )
    counts, skipped = {"passed": 0, "failed": 0}, set()
    quiet = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "test_it.py")]
    start.check_pytest("it", quiet, dict(os.environ), counts, skipped)
    assert counts == {"passed": 1, "failed": 1} and skipped == {"browser (no Chromium found)"}
    start.check_pytest("it", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ), counts, skipped)
    assert counts["failed"] == 2


def test_help_names_the_commands():
    shown = subprocess.run([sys.executable, ROOT / "start.py"], capture_output=True, text=True)
    assert shown.returncode == 2 and "start.py learn" in shown.stdout
