"""Each lesson: its exercises say the right thing, and a cell that is run too early helps."""

import pytest
from nbclient import NotebookClient
from otop.i18n import say
from otop.learn import Lesson
from otop.learn.check import Question
from otop.teach import notebooks, outline
from otop.teach.lint.lesson import checks_in, exercises_of

WRITTEN = outline.load().written
NAMES = {lesson.id: lesson.file.rsplit("/", 1)[1].removesuffix(".ipynb") for lesson in WRITTEN}
EXERCISES = [(lesson, exercise) for lesson, name in NAMES.items() for exercise in exercises_of(name)]
MISTAKES = [
    (lesson, exercise, mistake)
    for lesson, exercise in EXERCISES
    for mistake in exercises_of(NAMES[lesson])[exercise]().mistakes
]
each_exercise = pytest.mark.parametrize(("lesson", "exercise"), EXERCISES)


def question(lesson: str, exercise: str) -> Question:
    return exercises_of(NAMES[lesson])[exercise]()


def names_of(parameters) -> list[str]:
    return [f"{lesson}-{exercise}-{mistake.name}" for lesson, exercise, mistake in parameters]


@pytest.mark.parametrize(("lesson", "exercise", "mistake"), MISTAKES, ids=names_of(MISTAKES))
def test_each_mistake_is_named_in_the_lesson(lesson, exercise, mistake):
    asked = question(lesson, exercise)
    for typed in (mistake.value, round(mistake.value, asked.digits), f"{mistake.value:.{asked.digits}f} THB"):
        said = Lesson(lesson).check(exercise, typed)
        assert said.tone == "not_yet"
        assert mistake.sentence() in said.text
        assert len(said.hints) == 3


@each_exercise
def test_the_right_answer_is_right(lesson, exercise):
    asked = question(lesson, exercise)
    shown = f"{asked.right:.{asked.digits}f}"
    for typed in (
        asked.right,
        shown,
        float(shown),
        f"{shown} THB",
        shown.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
    ):
        said = Lesson(lesson).check(exercise, typed)
        assert said.tone == "right", f"{typed!r}: {said.text}"
        assert said.hints == ()


@each_exercise
def test_what_is_no_number_gets_a_sentence(lesson, exercise):
    for typed in (None, "", "no idea", [1], (1, 0), float("nan"), True, "11,69"):
        said = Lesson(lesson).check(exercise, typed)
        assert said.tone == "not_yet" and said.text.strip()


@each_exercise
def test_at_least_two_mistakes_have_a_name(lesson, exercise):
    assert len(question(lesson, exercise).mistakes) >= 2


@each_exercise
def test_the_exercise_starts_untouched(lesson, exercise):
    """The stored notebook holds no answer: the check says that there is no number yet."""
    _, notebook = notebooks.read(notebooks.COURSE / "notebooks" / f"{NAMES[lesson]}.ipynb")
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and exercise in checks_in(cell.source)]
    assert cell.source.splitlines()[0] == f"{exercise} = None  # ✎"
    assert [output.data["text/plain"] for output in cell.outputs] == [say("number.empty")]


@pytest.mark.parametrize("name", NAMES.values())
def test_a_cell_before_the_set_up_says_what_to_do(name, tmp_path):
    """The learner reopens the lesson and runs one cell: one sentence, no traceback."""
    _, notebook = notebooks.read(notebooks.COURSE / "notebooks" / f"{name}.ipynb")
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code" and "lesson." in cell.source][:1]
    NotebookClient(notebook, kernel_name="python3", allow_errors=True, resources=at(tmp_path)).execute()
    (error,) = notebook.cells[0].outputs
    assert (error.output_type, error.ename) == ("error", "NameError")
    assert " ".join(error.traceback) == say("name.unknown", name="lesson")


def at(folder):
    return {"metadata": {"path": str(folder)}}
