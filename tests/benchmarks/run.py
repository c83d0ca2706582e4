"""What things take on this machine: ``make bench``, or one of them: ``python tests/benchmarks/run.py learn``.

``--write`` puts the table into docs/benchmarks.md too. A measurement is a function without
arguments that returns a list of (what was measured, value, unit). Add yours to `MEASUREMENTS`,
or to `LONG` when it runs only if it is named.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "benchmarks.md"
LESSON = ROOT / "notebooks" / "05_unit_cost.ipynb"
CHANGES = 40
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


def lesson() -> list[Row]:
    """Lesson 05 with nbclient, each time in a new process with a new kernel."""
    code = (
        "import sys, nbformat, nbclient; "
        "nbclient.NotebookClient(nbformat.read(sys.argv[1], 4), timeout=120, kernel_name='python3').execute()"
    )
    took = []
    for _ in range(3):
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", code, str(LESSON)], check=True, stderr=subprocess.DEVNULL)
        took.append(time.monotonic() - began)
    return [("lesson 05 from a cold kernel, median of 3", statistics.median(took), "s")]


def widget() -> list[Row]:
    """From an arrow key on the slider of lesson 05 to the new figure on the page."""
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    from playwright.sync_api import sync_playwright
    from trainee import Course, Trainee, open_browser

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
    chromium = os.environ.get("OTOP_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        print("NOT MEASURED: widget (no Chromium)", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place, sync_playwright() as playwright:
        course = Course(Path(place)).start()
        try:
            browser = open_browser(playwright, chromium)
            somebody = Trainee(browser, course)
            somebody.arrive()
            somebody.open(f"lessons/{LESSON.name}")
            somebody.run_all()
            took = _changes(somebody)
            browser.close()
        finally:
            course.stop()
    took.sort()
    return [
        (f"arrow key on the slider to the new figure, p50 of {len(took)}", statistics.median(took), "ms"),
        (f"the same, p95 of {len(took)}", took[round(0.95 * len(took)) - 1], "ms"),
    ]


def _changes(somebody) -> list[float]:
    """Milliseconds of each change, measured in the page: key pressed, new SVG in the document and laid out."""
    editor = somebody.output("nipa-editor")
    slider = editor.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    slider.focus()
    editor.evaluate(
        """editor => {
            window.took = [];
            let pressed = null;
            editor.addEventListener("keydown", () => { pressed = performance.now(); }, true);
            new MutationObserver(changes => {
                if (pressed === null || !changes.some(change => [...change.addedNodes].some(
                    node => node.querySelector?.("svg") ?? node.tagName === "svg"))) return;
                editor.querySelector("figure svg").getBoundingClientRect();
                window.took.push(performance.now() - pressed);
                pressed = null;
            }).observe(editor, {childList: true, subtree: true});
        }"""
    )
    for done in range(CHANGES + 1):  # the first one warms up
        somebody.page.keyboard.press("ArrowRight" if done % 20 < 10 else "ArrowLeft")
        somebody.page.wait_for_function("done => window.took.length > done", arg=done)
        somebody.notebook_is_ready()  # the kernel is idle again, as between two presses of a person
    return somebody.page.evaluate("() => window.took.slice(1)")


def mistakes() -> list[Row]:
    """The lesson's own exercises and 50 made-up sheets: wrong numbers recognised, right answers blamed.

    The numbers are those of tests/learn/test_unit_cost_mistakes.py, which reckons them without
    the models of the mistakes. A number that two mistakes give is asked about: it counts as
    recognised if the one that was made is among those asked.
    """
    sys.path.insert(0, str(ROOT / "tests" / "learn"))
    import test_unit_cost_mistakes as known
    from otop.learn.check import judge

    rows = []
    row = [(ask(), {name: number}, []) for ask, number, name in known.ROW]
    row += [(ask(), {}, [right]) for ask, right in known.RIGHT if right != 54]  # 54 is rounded too much
    sheets = [case for seed in range(known.SHEETS) for case in known.sheet_questions(seed)]
    sheets += [case for seed in range(known.SHEETS) for case in known.other_questions(seed)]
    for where, cases in {"the lesson's data": row, f"{known.SHEETS} made-up sheets": sheets}.items():
        named = asked = wrong = blamed = right = 0
        for question, mistakes_by_name, rights in cases:
            is_right = {known.satang(value) for value in rights}
            for name, number in mistakes_by_name.items():
                if known.satang(number) in is_right:
                    continue  # on this sheet the mistake gives the right number
                wrong += 1
                told = judge(question, known.satang(number)).mistakes
                one = len(told) == 1 and (told[0] == name or any({told[0], name} <= same for same in known.SAME_THING))
                same = {
                    other for other, value in mistakes_by_name.items() if known.satang(value) == known.satang(number)
                }
                named += one
                asked += not one and bool(same & set(told))
            for value in rights:
                right += 1
                blamed += not judge(question, known.satang(value)).is_right
        rows += [
            (f"{where}: wrong numbers that a named mistake gives", wrong, ""),
            (f"{where}: of these called by their name", named, ""),
            (f"{where}: of these asked about (two mistakes give the same number)", asked, ""),
            (f"{where}: right answers", right, ""),
            (f"{where}: of these blamed", blamed, ""),
        ]
    return rows


def test() -> list[Row]:
    """`make test` on a fresh clone, set-up included."""
    with tempfile.TemporaryDirectory(prefix="otop-bench-") as place:
        clone = Path(place, "clone")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        env = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "OTOP_"))}
        python = getattr(sys, "_base_executable", sys.executable)
        began = time.monotonic()
        done = subprocess.run([python, "start.py", "test"], cwd=clone, env=env, capture_output=True, text=True)
        took = time.monotonic() - began
    last = (done.stdout.strip().splitlines() or ["nothing was printed"])[-1]
    return [(f"fresh clone, set-up and all tests ({last})", took, "s")]


def site() -> list[Row]:
    """The site: its build, what it loads, and the first answer in Chromium beside a plain JupyterLite."""
    sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
    from site_in_browser import measure

    return measure()


def grading() -> list[Row]:
    """nbgrader's own command and ours on the same submissions; then more of them."""
    sys.path.insert(0, str(Path(__file__).parent))
    from grading_side_by_side import rows

    return rows()


MEASUREMENTS: dict[str, Callable[[], list[Row]]] = {
    "learn": learn,
    "lesson": lesson,
    "widget": widget,
    "mistakes": mistakes,
}
LONG = {"site": site, "test": test, "grading": grading}


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


def commit() -> str:
    """The commit that is measured; ``+`` behind it: with changes that are not committed."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"], cwd=ROOT, capture_output=True, text=True
    )
    return told.stdout.strip() or "unknown"


def main(arguments: list[str]) -> int:
    """Measure these, or all; print a table."""
    names = [argument for argument in arguments if argument != "--write"]
    known = MEASUREMENTS | LONG
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No measurement is called {unknown[0]}. There are: {', '.join(known)}")
        return 2
    lines = [f"{datetime.date.today():%Y-%m-%d}; {machine()}; commit {commit()}", ""]
    lines += ["| measurement | what | value |", "|---|---|---|"]
    print("\n".join(lines))
    for name in names or MEASUREMENTS:
        for what, value, unit in known[name]():
            whole = unit == "" or (unit in ("ms", "MB", "KB") and value >= 100)
            shown = f"{value:,.0f}" if whole else f"{value:,.1f}"
            lines.append(f"| {name} | {what} | {shown} {unit}".rstrip() + " |")
            print(lines[-1], flush=True)
    if "--write" in arguments:
        head = (
            "# Benchmarks\n\nWritten by `python tests/benchmarks/run.py --write`; a machine that is busy is slower.\n\n"
        )
        REPORT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
