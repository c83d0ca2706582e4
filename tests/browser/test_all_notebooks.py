"""Every lesson and assignment in JupyterLab: run all without a red word, and the console stays clean.

One window and one kernel serve all of them (a fresh kernel for each lesson: nbval).
"""

import json

import pytest
from otop.teach import outline

pytestmark = pytest.mark.browser

WRITTEN = outline.load().written
PATHS = [f"lessons/{lesson.file.rsplit('/', 1)[1]}" for lesson in WRITTEN]
PATHS += [f"assignments/{one.assignment}/{one.assignment}.ipynb" for one in WRITTEN if one.assignment]


@pytest.fixture(scope="module")
def window(trainee):
    trainee.open(PATHS[0])
    return trainee


@pytest.mark.parametrize("path", PATHS)
def test_run_all(window, course, path):
    window.show(json.loads((course.workspace / path).read_text(encoding="utf-8")))
    window.run_all()
    assert len(window.outputs()) > 3 and window.red() == []
    assert window.foreign == [] and window.complaints == []
