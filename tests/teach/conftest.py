"""One graded course for the whole run: the demo's own, made once."""

import pytest
from otop.teach import demo


@pytest.fixture(scope="session")
def evening(tmp_path_factory):
    """A workshop evening of invented people, from the release to the feedback."""
    pytest.importorskip("nbgrader")
    return demo.run_demo(tmp_path_factory.mktemp("evening") / "demo")
