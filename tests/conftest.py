"""Fixtures that several rooms use."""

import os
import shutil

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


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
