"""What things take on this machine: ``make bench``, or one of them: ``python tests/benchmarks/run.py learn``.

A measurement is a function without arguments that returns a list of
(what was measured, value, unit). Add yours to `MEASUREMENTS`.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Row = tuple[str, float, str]


def learn() -> list[Row]:
    """A fresh clone, nothing in pip's cache: until JupyterLab answers; then the second start."""
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        clone = Path(place, "clone")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = _seconds_to_answer(clone, Path(place))
        second = _seconds_to_answer(clone, Path(place))
        size = sum(file.stat().st_size for file in clone.joinpath(".venv").rglob("*") if file.is_file())
    return [
        ("fresh clone, empty pip cache, until JupyterLab answers", first, "s"),
        ("second start", second, "s"),
        ("size of .venv", size / 1e6, "MB"),
    ]


def _seconds_to_answer(clone: Path, place: Path) -> float:
    (place / "home").mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "OTOP_"))}
    env |= {"HOME": str(place / "home"), "OTOP_WORKSPACE": str(place / "work"), "OTOP_NO_BROWSER": "1"}
    env |= {"PIP_NO_CACHE_DIR": "1", "PYTHONUNBUFFERED": "1"}
    python = getattr(sys, "_base_executable", sys.executable)
    began = time.monotonic()
    with open(place / "console.txt", "w+", encoding="utf-8") as console:
        child = subprocess.Popen(
            [python, "start.py", "learn"], cwd=clone, env=env, stdout=console, stderr=subprocess.STDOUT
        )
        try:
            while child.poll() is None:
                said = (place / "console.txt").read_text(encoding="utf-8")
                found = re.search(r"(http://\S+?/)lab\S*\?token=(\w+)", said)
                if found:
                    urllib.request.urlopen(f"{found[1]}api/status?token={found[2]}").close()
                    return time.monotonic() - began
                time.sleep(0.1)
            raise SystemExit("learn did not start:\n" + (place / "console.txt").read_text(encoding="utf-8"))
        finally:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
                child.wait(timeout=60)


MEASUREMENTS: dict[str, Callable[[], list[Row]]] = {
    "learn": learn,
}


def machine() -> str:
    """This machine in one line.

    >>> "Python" in machine()
    True
    """
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB"
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores{memory}, Python {platform.python_version()}"


def main(names: list[str]) -> int:
    """Measure these, or all; print a table."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"No measurement is called {unknown[0]}. There are: {', '.join(MEASUREMENTS)}")
        return 2
    print(f"{datetime.date.today():%Y-%m-%d}; {machine()}\n")
    print("| measurement | what | value |\n|---|---|---|")
    for name in names or MEASUREMENTS:
        for what, value, unit in MEASUREMENTS[name]():
            print(f"| {name} | {what} | {value:,.1f} {unit} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
