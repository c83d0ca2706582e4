"""Every lesson and assignment in JupyterLab: run all without a red word, and the console stays clean."""

import pytest
from otop.teach import outline

pytestmark = pytest.mark.browser

WRITTEN = outline.load().written
PATHS = [f"lessons/{lesson.file.rsplit('/', 1)[1]}" for lesson in WRITTEN]
PATHS += [f"assignments/{one.assignment}/{one.assignment}.ipynb" for one in WRITTEN if one.assignment]


@pytest.mark.parametrize("path", PATHS)
def test_run_all(trainee, path):
    trainee.open(path)
    trainee.run_all()
    assert len(trainee.outputs()) > 3 and trainee.red() == []
    trainee.leave()
    assert trainee.foreign == [] and trainee.complaints == []
