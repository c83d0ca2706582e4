"""`otop learn`, from the console to the first screen."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from otop.cli.work import editions
from otop.learn.jupyter import find_running

ROOT = Path(__file__).resolve().parents[2]


class Lab:
    """A running `otop learn` in a folder of its own, its console in a file."""

    def __init__(self, place: Path, *options: str, **environment: str):
        self.place, self.console = place, place / "console.txt"
        self.workspace = place / "work"
        env = dict(os.environ, OTOP_WORKSPACE=str(self.workspace), HOME=str(place / "home"), **environment)
        (place / "home").mkdir(exist_ok=True)
        with open(self.console, "w") as console:
            line = [sys.executable, "-m", "otop", "learn", "--no-browser", *options]
            self.process = subprocess.Popen(line, env=env, cwd=place, stdout=console, stderr=subprocess.STDOUT)

    def __enter__(self):
        until = time.monotonic() + 120
        while "To stop" not in self.said() and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        found = re.search(r"(http://127\.0\.0\.1:\d+/)(\S*)\?token=(\w+)", self.said())
        if not found:
            self.__exit__()
        assert found, self.said()
        self.url, self.page, self.token = found.groups()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def said(self) -> str:
        return self.console.read_text()

    def ask(self, path: str, method: str = "GET", body: dict | None = None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def test_learn_answers_and_stops_without_leaving_a_process(tmp_path):
    if os.name == "nt":
        pytest.skip("stopping by a signal (Windows has none)")
    with Lab(tmp_path) as lab:
        assert lab.page == "lab/tree/welcome.md"
        assert len(lab.said().strip().splitlines()) == 3
        names = {entry["name"] for entry in lab.ask("api/contents")["content"]}
        lessons = sorted(file.name for file in (ROOT / "notebooks").glob("*.ipynb"))
        assert names >= ({"welcome.md", "lessons"} if lessons else {"welcome.md"})
        assert sorted(file.name for file in lab.workspace.glob("lessons/*.ipynb")) == lessons
        assert (lab.workspace / "welcome.md").read_bytes() == (ROOT / "notebooks" / "welcome.md").read_bytes()
        kernel = lab.ask("api/kernels", "POST", {"name": "python3"})["id"]
        assert find_running(lab.workspace / ".otop")
        family = _family(lab.process.pid)
        assert len(family) >= 2, kernel
    assert lab.process.returncode == 0
    time.sleep(1.5)
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in lab.said() and "encryption" not in lab.said()
    assert not find_running(lab.workspace / ".otop")


def _family(pid: int) -> list[int]:
    """All processes that descend from this one (Linux)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:] if Path("/proc/self").exists() else [0, 0]


def test_the_kernel_is_our_own_python_and_a_second_start_finds_the_first(tmp_path):
    foreign = tmp_path / "home" / ".local" / "share" / "jupyter" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    spec = {"argv": ["/nowhere/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Other"}
    (foreign / "kernel.json").write_text(json.dumps(spec))
    settings = tmp_path / "home" / ".jupyter"
    settings.mkdir()
    (settings / "jupyter_server_config.py").write_text("c.ServerApp.port = 1\nc.ServerApp.base_url = '/other/'\n")
    with Lab(tmp_path, JUPYTER_PATH=str(foreign.parents[1]), JUPYTER_DATA_DIR=str(foreign.parents[1])) as lab:
        spec = lab.ask("api/kernelspecs")["kernelspecs"]["python3"]
        assert spec["spec"]["display_name"] != "Other"
        assert Path(sys.prefix) in Path(spec["resources"]["logo-svg"]).parents or "/kernelspecs/" in str(spec)
        kernel = lab.ask("api/kernels", "POST", {"name": "python3"})["id"]
        commands = [Path(f"/proc/{pid}/cmdline") for pid in _family(lab.process.pid)]
        lines = [line.read_bytes().split(b"\0") for line in commands if line.exists()]
        kernels = [line[0].decode() for line in lines if b"ipykernel_launcher" in line]
        assert kernel and (not Path("/proc/self").exists() or kernels == [sys.executable])
        again = subprocess.run(
            [sys.executable, "-m", "otop", "learn", "--no-browser"],
            env=dict(os.environ, OTOP_WORKSPACE=str(lab.workspace)),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert lab.token in again.stdout and "open already" in again.stdout and again.returncode == 0


def test_work_survives_a_second_start_with_a_changed_lesson(tmp_path):
    with Lab(tmp_path) as lab:
        pass
    (lab.workspace / "welcome.md").write_text("my notes")
    record = json.loads((lab.workspace / ".otop" / "editions.json").read_text())
    record["welcome.md"] = {"here": "older", "editions": ["older"]}
    (lab.workspace / ".otop" / "editions.json").write_text(json.dumps(record))
    with Lab(tmp_path) as lab:
        assert "the new one is welcome-edition-2.md" in lab.said()
    assert (lab.workspace / "welcome.md").read_text() == "my notes"


@pytest.mark.parametrize(
    ("environment", "options", "told"),
    [
        ({"OTOP_WORKSPACE": str(ROOT / "work")}, [], "Your workspace cannot be"),
        ({}, ["--in", "xx"], "does not speak"),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path, environment, options, told):
    env = dict(os.environ, **{"OTOP_WORKSPACE": str(tmp_path / "work"), **environment})
    line = [sys.executable, "-m", "otop", "learn", "--no-browser", *options]
    shown = subprocess.run(line, env=env, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 2 and told in shown.stderr and len(shown.stderr.strip().splitlines()) == 1


def test_editions_are_the_welcome_page_the_lessons_and_released_assignments(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "welcome.md").write_text("hi")
    (tmp_path / "notebooks" / "05_x.ipynb").write_text("{}")
    source = tmp_path / "course" / "source" / "05_x" / "05_x.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text("solution")
    calls = []

    def release(path, lang):
        calls.append(path)
        return {"cells": [], "asked": "ราคา"}

    for _ in range(2):
        found = dict(editions(tmp_path, tmp_path / "cache", release))
    assert list(found) == ["welcome.md", "lessons/05_x.ipynb", "assignments/05_x/05_x.ipynb"]
    assert (
        b"solution" not in found["assignments/05_x/05_x.ipynb"]
        and "ราคา".encode() in found["assignments/05_x/05_x.ipynb"]
    )
    assert calls == [source]  # released once, then remembered
    source.write_text("other solution")
    dict(editions(tmp_path, tmp_path / "cache", release))
    assert len(calls) == 2
