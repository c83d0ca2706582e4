"""One graded course for the whole run: the demo's own, made once."""

import pickle
import shutil

import pytest
from otop.teach import demo


@pytest.fixture(scope="session")
def evening_made(once):
    """Two folders and a file: ``demo`` of the evening, ``kept`` as it was then, ``outcome`` what was said."""
    pytest.importorskip("nbgrader")

    def make(folder):
        folder.mkdir()
        outcome = demo.run_demo(folder / "demo")
        shutil.copytree(folder / "demo", folder / "kept")
        (folder / "outcome").write_bytes(pickle.dumps(outcome))

    return once("evening", make)


@pytest.fixture(scope="session")
def evening(evening_made):
    """A workshop evening of invented people, from the release to the feedback; for one file of tests, which changes it."""
    return pickle.loads((evening_made / "outcome").read_bytes())


@pytest.fixture(scope="module")
def graded_course(evening_made, tmp_path_factory):
    """The evening's course folder, a copy for each file of tests."""
    return shutil.copytree(evening_made / "kept" / "course", tmp_path_factory.mktemp("graded") / "course")
