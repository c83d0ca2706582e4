"""One graded course for the whole run: the demo's own, made once."""

import pickle
import shutil

import pytest
from otop.teach import demo


@pytest.fixture(scope="session")
def evening(once):
    """A workshop evening of invented people, from the release to the feedback. All share it: nobody changes it."""
    pytest.importorskip("nbgrader")

    def make(folder):
        folder.mkdir()
        (folder / "outcome").write_bytes(pickle.dumps(demo.run_demo(folder / "demo")))

    return pickle.loads((once("evening", make) / "outcome").read_bytes())


@pytest.fixture(scope="module")
def graded_course(evening, tmp_path_factory):
    """The evening's course folder, a copy for each file of tests."""
    return shutil.copytree(evening.course, tmp_path_factory.mktemp("graded") / "course")
