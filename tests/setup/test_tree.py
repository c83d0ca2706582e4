"""What never belongs in the tree."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOT, SLASH = r"\.", "/"  # put together here, so that this file holds none of them itself
HOSTS = [
    "pypi" + DOT + "org",
    "python" + "hosted" + DOT + "org",
    "registry" + DOT + "npm" + "js",
    "deb" + DOT + "debian",
]
PATHS = [
    SLASH + place + SLASH for place in ("root", "work/main", "farm", "Users/[a-z]+", "home/(?!jovyan|pyodide)[a-z]+")
]


def tracked():
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("tracked files (this is not a git clone)")
    return [ROOT / name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_registry_host_and_no_path_of_a_machine():
    forbidden, found = re.compile("|".join(HOSTS + PATHS)), []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {match.group(0)}" for match in forbidden.finditer(text)]
    assert not found


def test_nothing_generated_is_tracked():
    names = [file.relative_to(ROOT).as_posix() for file in tracked()]
    bad = r"(^|/)(\.venv|build|__pycache__|\.ipynb_checkpoints)/|gradebook\.db$|^course/(release|release-self-study|submitted|autograded)/"
    assert not [name for name in names if re.search(bad, name)]


def test_commands_are_executable_and_make_calls_start():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make" in run and "OTOP_REQUIRE_BROWSER=1" in run
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set("learn teach test demo site bench lock clean".split()) <= set(re.findall(r"\w+", makefile))
