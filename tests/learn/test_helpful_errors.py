"""What a beginner types wrongly in a notebook: one sentence, and its check says no other."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from otop.i18n import say
from otop.learn import helpful_errors


@pytest.fixture
def shell(monkeypatch):
    said = []
    one = InteractiveShell()
    monkeypatch.setattr(one, "_showtraceback", lambda kind, error, lines: said.append(" ".join(lines)))
    monkeypatch.setattr(helpful_errors, "_unread", set())
    helpful_errors.load_ipython_extension(one)
    one.said = said
    return one


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("x = 57.15 %  # ✎", say("number.without_percent", number="57.15")),
        ("x = 57.15%", say("number.without_percent", number="57.15")),
        ("x = ๓.๐๑  # ✎", say("number.python_cannot_read")),
        ("x = 3.01 baht", say("number.python_cannot_read")),
        ("x = 1 200", say("number.python_cannot_read")),
        ("x = 1,050", say("number.python_cannot_read")),
        ('x = "1,200', say("syntax.other", number=1, line='x = "1,200')),
        ("x = three  # ✎", say("name.word", name="three")),
        ("def f(a):\nreturn a", say("syntax.indent", number=2, line="return a")),
        ("lesson.check('x', x)", say("name.unknown", name="lesson")),
    ],
)
def test_what_is_typed_wrongly_gets_one_sentence(shell, typed, words):
    shell.run_cell(typed)
    assert shell.said == [words]


def test_the_check_of_an_answer_that_could_not_be_read_names_that_line_and_no_older_number(shell):
    shell.run_cell("box_margin = None  # ✎")
    shell.run_cell("box_margin = 57.15 %  # ✎")
    shell.run_cell("print(box_margin)")
    assert shell.said == [say("number.without_percent", number="57.15"), say("name.unread", name="box_margin")]
    shell.run_cell("box_margin = 57.15")
    assert shell.run_cell("box_margin").result == 57.15
