"""Fixtures that several rooms use."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from otop.i18n import use_language

# how long an example takes says how busy the machine is
settings.register_profile("otop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("otop")

# the headless shell draws no window frame: a sixth less work
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


@pytest.fixture(autouse=True)
def nobody_speaks_on():
    """A notebook's set-up line chooses the language of the whole process: each test begins without."""
    yield
    use_language(None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a Chromium (``OTOP_CHROMIUM`` or the first one installed).

    Where there is none the test is skipped; with ``OTOP_REQUIRE_BROWSER=1`` it fails.
    """
    named = os.environ.get("OTOP_CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return found
    if os.environ.get("OTOP_REQUIRE_BROWSER") == "1":
        pytest.fail("no Chromium, and OTOP_REQUIRE_BROWSER=1 asks for one", pytrace=False)
    pytest.skip("no Chromium")


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """``once(name, make)``: the folder that ``make(folder)`` fills, once for the whole run, for all its processes."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared

    def made(name: str, make) -> Path:
        folder, done, failed = (shared / f"{name}{end}" for end in ("", "-done", "-failed"))
        with _alone(shared / f"{name}.lock"):
            if failed.is_file():
                pytest.fail(f"{name} was not made: " + failed.read_text(encoding="utf-8"), pytrace=False)
            if not done.is_file():
                try:
                    make(folder)
                except Exception as problem:
                    failed.write_text(str(problem), encoding="utf-8")
                    raise
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def site_folder(once) -> Path:
    """The workshop's site. Skipped where there is no Pyodide; nothing is fetched for a test."""
    from otop.errors import OtopError
    from otop.teach.site import build, pyodide_files

    for package in ("jupyterlite_core", "myst_nb", "furo"):
        pytest.importorskip(package, reason="the packages of the site")
    files = pyodide_files.find()
    try:
        pyodide_files.PyodideFiles(files.folder).lock()
    except OtopError:
        pytest.skip("no Pyodide folder: set OTOP_PYODIDE")
    return once("site", lambda folder: build.build(folder, pyodide_files.PyodideFiles(files.folder)))


@pytest.fixture(scope="module")
def released_course(once, tmp_path_factory) -> Path:
    """A course folder with the demo's assignment released and nobody on the list: a copy for each file of tests."""
    pytest.importorskip("nbgrader")
    from otop.teach import demo
    from otop.teach.release import release

    made = once("released", lambda folder: release(demo.fresh_course(folder), demo.ASSIGNMENT)) / "course"
    return shutil.copytree(made, tmp_path_factory.mktemp("released") / "course")


@contextlib.contextmanager
def _alone(path: Path):
    """One process at a time."""
    while True:
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL)
            break
        except FileExistsError:
            time.sleep(0.2)
    try:
        yield
    finally:
        os.close(handle)
        path.unlink()


@pytest.fixture(scope="session", autouse=True)
def sandbox():
    """How submissions are shut in here. Where this system has no walls, they are graded without, and attacks are not tried."""
    from otop.errors import OtopError
    from otop.teach.grading import walls

    try:
        return walls.how().kind
    except OtopError:
        if os.environ.get("OTOP_REQUIRE_WALLS"):
            raise
        os.environ[walls.SANDBOX] = "off"
        return "off"
