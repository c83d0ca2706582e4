"""Every lesson and assignment of the workshop's site: run all, then each answer wrongly and rightly.

One page and one Python serve all of them; a notebook that loads more before its first cell has its own.
"""

import pytest
from answers import rounds_of_assignment, rounds_of_lesson
from otop.teach import outline
from site_visitor import AllNotebooks

pytestmark = pytest.mark.browser

LESSONS = outline.load().written
ASSIGNMENTS = [lesson.assignment for lesson in LESSONS if lesson.assignment]


@pytest.fixture(scope="module")
def notebooks(browser, server, site_folder):
    everything = AllNotebooks(browser, server, site_folder)
    yield everything
    everything.close()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_lesson(notebooks, lesson):
    name = lesson.file.rsplit("/", 1)[1]
    with notebooks.open(name) as visitor:
        visitor.run_all()
        assert len(visitor.outputs()) > 3 and visitor.red() == []
        wrong, right = rounds_of_lesson(notebooks.content(name), lesson.id, name.removesuffix(".ipynb"))
        assert len(wrong.said) >= 2 and wrong.tones == {"not_yet"} and visitor.go_through(wrong) == []
        assert right.tones == {"right"} and visitor.go_through(right) == []
        visitor.picture(f"site-lesson-{lesson.id}")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_assignment(notebooks, name):
    path = f"assignments/{name}/{name}.ipynb"
    with notebooks.open(path) as visitor:
        visitor.run_all()
        assert len(visitor.outputs()) > 3 and visitor.red() == []
        for answers in rounds_of_assignment(notebooks.content(path), name):
            assert answers.tones == {"note"}, "it is judged after handing in"
            assert visitor.go_through(answers) == []
