"""Tests of the tests: every right answer gets full marks, every wrong one gets 0 and its own sentence.

Each variant runs in a fresh namespace of this process, on the source's own cells with
their hidden tests. The answers are those of ``course/keys``. What nbgrader itself does
with the same cells is tested end to end, once, in ``tests/teach``.
"""

import itertools
import random
import time

import nbformat
import pytest
from otop.i18n import say
from otop.learn import assignment, check
from otop.learn.assignment import VERDICT_MIMETYPE, NotYet
from otop.teach.in_process import run_cell
from otop.teach.keys import load_key
from otop.teach.lint.page import about, region, visible
from otop.teach.notebooks import COURSE

SOURCES = sorted((COURSE / "course" / "source").glob("*/*.ipynb"))
CHEATS = {
    "None": "None",
    "NaN": 'float("nan")',
    "infinity": 'float("inf")',
    "words": '"I do not know"',
    "empty": '""',
    "list": "[{right}]",
    "tuple": "({right}, {right})",
    "dictionary": "{{1: {right}}}",
    "yes": "True",
    "equal to everything": 'type("E", (), {{"__eq__": lambda self, other: True, "__hash__": None}})()',
    "equal to everything, and a number": 'type("E", (), {{"__eq__": lambda self, other: True, "__hash__": None, '
    '"__float__": lambda self: {right} * 3, "__abs__": lambda self: 0, "__sub__": lambda self, other: 0, '
    '"__rsub__": lambda self, other: 0, "__le__": lambda self, other: True}})()',
    "a number that is equal to everything": 'type("E", (float,), {{"__eq__": lambda self, other: True, '
    '"__hash__": None, "__sub__": lambda self, other: 0.0, "__rsub__": lambda self, other: 0.0, '
    '"__round__": lambda self, digits=None: {right}, "__abs__": lambda self: 0.0}})(1e9)',
    "text that is equal to everything": 'type("E", (str,), {{"__eq__": lambda self, other: True, '
    '"__hash__": None}})("I do not know")',
}  # fmt: skip


class Exam:
    """One assignment: its set-up, its graded cells and their key."""

    def __init__(self, path):
        self.name = path.stem
        cells = nbformat.read(path, as_version=4).cells
        self.source = {cell.id: cell.source for cell in cells}
        self.set_up = next(cell.source for cell in cells if cell.cell_type == "code")
        self.key = load_key(COURSE / "course", self.name)
        self.numbers = [cell for cell in self.key.values() if not cell.written]
        self.graded = {cell.id for cell in cells if about(cell).get("grade")}

    def run(self, key, answer: str):
        """The outcome of the test cell, after the set-up and this answer cell. A broken answer cell is no end."""
        names: dict = {}
        assert run_cell(self.set_up, names).error is None
        run_cell(answer, names)
        return run_cell(self.source[key.cell], names)

    def untouched(self, key) -> str:
        return visible(self.source[key.answer_cell])

    def with_answer(self, key, typed: str) -> str:
        """The answer cell as handed in: the stub as it was, and the trainee's text below or in its place."""
        answer = key.source(typed)
        return answer if answer == typed else f"{self.untouched(key)}\n{answer}"


EXAMS = {path.stem: Exam(path) for path in SOURCES}
GRADED = [(name, cell) for name, exam in EXAMS.items() for cell in exam.numbers]
each_cell = pytest.mark.parametrize(("name", "cell"), GRADED, ids=[f"{name}-{cell.cell}" for name, cell in GRADED])


def mark(ran, points: float) -> float:
    """The mark as nbgrader gives it: no output that fails, and no number in the mark's place."""
    if ran.error or ran.stderr:
        return 0
    assert not _is_number(ran.value), f"{ran.value!r} as the last value would become the mark"
    return points


def _is_number(value) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def verdicts(ran) -> list[dict]:
    return [shown[VERDICT_MIMETYPE] for shown in ran.shown if isinstance(shown, dict) and VERDICT_MIMETYPE in shown]


# ------------------------------------------------------------------------------ the answers


def right_answers(exam, cell):
    solution = "\n".join(line for line in exam.source[cell.answer_cell].splitlines() if not line.startswith("###"))
    assert region(exam.source[cell.answer_cell], "SOLUTION")
    return [solution, exam.source[cell.answer_cell], *(exam.with_answer(cell, typed) for typed in cell.right)]


def failures(exam, cell) -> list[str]:
    """What the tests of this cell get wrong; nothing if they are good."""
    found = []
    for answer in right_answers(exam, cell):
        ran = exam.run(cell, answer)
        if mark(ran, cell.points) != cell.points:
            found.append(f"a right answer gets 0: {answer!r}: {ran.error or ran.stderr}")
    for answer, expected in wrong_answers(exam, cell):
        ran = exam.run(cell, answer)
        if mark(ran, cell.points) != 0:
            found.append(f"a wrong answer gets full marks: {answer!r}")
        elif expected and (problem := not_named(ran, expected)):
            found.append(f"{answer!r}: {problem}")
    return found


def wrong_answers(exam, cell):
    for typed, mistakes in cell.wrong.items():
        yield exam.with_answer(cell, typed), mistakes
    yield exam.untouched(cell), ()
    yield "", ()
    right = (
        next(typed for typed in cell.right if "def " not in typed and "lambda" not in typed) if numeric(cell) else "1"
    )
    for text in CHEATS.values():
        cheat = text.format(right=right)
        yield f"{cell.name} = {cheat}", ()
        if not numeric(cell):  # a function: the same as what it gives back
            yield f"{cell.name} = lambda *_, **__: {cheat}", ()


def numeric(cell) -> bool:
    return not any(cell.name in typed for typed in cell.right)


def not_named(ran, expected) -> str:
    if not isinstance(ran.error, NotYet):
        return f"raises {ran.error!r}, which is no sentence for a trainee"
    found = verdicts(ran)
    if len(found) != 1 or set(found[0]["mistakes"]) != set(expected):
        return f"recorded {found}, expected {expected}"
    sentences = [start_of(mistake) for mistake in expected]
    missing = [sentence for sentence in sentences if sentence not in str(ran.error)]
    return f"the sentence {missing} is not in: {ran.error}" if missing else ""


def start_of(mistake: str) -> str:
    """The words of a mistake's sentence up to the first fact in it."""

    class Facts(dict):
        def __missing__(self, name):
            return "\0"

    from otop.i18n import _catalogue

    return max(_catalogue("en")[f"mistake.{mistake}"].format_map(Facts()).split("\0"), key=len).strip()


def test_there_is_an_assignment():
    assert GRADED


@each_cell
def test_right_and_wrong(name, cell):
    assert failures(EXAMS[name], cell) == []


@each_cell
def test_two_named_mistakes_for_each_number(name, cell):
    named = {mistake for mistakes in cell.wrong.values() for mistake in mistakes}
    assert len(named) >= 2


@each_cell
def test_the_feedback_says_where_to_read_on(name, cell):
    for typed, mistakes in cell.wrong.items():
        if mistakes:
            ran = EXAMS[name].run(cell, EXAMS[name].with_answer(cell, typed))
            assert "Read on: lesson" in str(ran.error)
            assert ran.error._render_traceback_() == [str(ran.error)]


@each_cell
def test_a_wrong_answer_never_tells_the_right_one(name, cell):
    """Feedback names the mistake; the right number stays for the second try."""
    exam = EXAMS[name]
    if not numeric(cell):
        return
    ran = exam.run(cell, exam.with_answer(cell, cell.right[0]))
    right = str(ran.shown[-1].text).removeprefix(say("check.right", shown="\0").split("\0")[0]).split(" ")[0]
    for typed, mistakes in cell.wrong.items():
        ran = exam.run(cell, exam.with_answer(cell, typed))
        assert not mistakes or f" {right.rstrip('.')} " not in f"{ran.error} ", typed


@each_cell
def test_mistakes_of_the_questions_that_have_no_wrong_answer_in_the_key(name, cell, monkeypatch):
    """Not a rule, a reminder: at least half of what the checker can name is tried."""
    known = set()
    judged = check.judge

    def watch(question, typed):
        known.update(mistake.name for mistake in question.mistakes)
        return judged(question, typed)

    monkeypatch.setattr(assignment, "judge", watch)
    EXAMS[name].run(cell, EXAMS[name].with_answer(cell, cell.right[0]))
    tried = {mistake for mistakes in cell.wrong.values() for mistake in mistakes}
    assert len(known & tried) * 2 >= len(known), known - tried


@pytest.mark.parametrize("name", EXAMS)
def test_every_graded_cell_has_a_key(name):
    assert set(EXAMS[name].key) == EXAMS[name].graded


@pytest.mark.parametrize("name", EXAMS)
def test_the_marks_do_not_depend_on_the_order_of_the_questions(name):
    exam = EXAMS[name]
    for seed in range(5):
        cells = exam.numbers.copy()
        random.Random(seed).shuffle(cells)
        wrong = {cell.cell for cell, is_wrong in zip(cells, itertools.cycle([True, False]), strict=False) if is_wrong}
        names: dict = {}
        run_cell(exam.set_up, names)
        for cell in cells:
            typed = next(iter(cell.wrong)) if cell.cell in wrong else cell.right[0]
            run_cell(exam.with_answer(cell, typed), names)
        random.Random(-seed).shuffle(cells)
        marks = {cell.cell: mark(run_cell(exam.source[cell.cell], names), cell.points) for cell in cells}
        assert marks == {cell.cell: 0 if cell.cell in wrong else cell.points for cell in cells}


def test_a_variant_is_quick():
    name, cell = GRADED[0]
    start = time.perf_counter()
    for _ in range(100):
        EXAMS[name].run(cell, cell.source(cell.right[0]))
    assert (time.perf_counter() - start) / 100 < 0.02  # measured: about 1 ms


# --------------------------------------------------------------- the tests of the tests are good


@each_cell
def test_a_checker_that_always_says_right_is_found_out(name, cell, monkeypatch):
    monkeypatch.setattr(assignment, "judge", lambda question, typed: check.Verdict("right", "Right."))
    found = failures(EXAMS[name], cell)
    assert any("a wrong answer gets full marks" in line for line in found)


@each_cell
def test_a_checker_that_never_says_right_is_found_out(name, cell, monkeypatch):
    monkeypatch.setattr(assignment, "judge", lambda question, typed: check.Verdict("unknown", "No."))
    found = failures(EXAMS[name], cell)
    assert any("a right answer gets 0" in line for line in found)


@each_cell
def test_a_checker_that_names_the_wrong_mistake_is_found_out(name, cell, monkeypatch):
    judged = check.judge

    def mixed_up(question, typed):
        verdict = judged(question, typed)
        return check.Verdict("named", "You divided.", ("upside_down",)) if verdict.mistakes else verdict

    monkeypatch.setattr(assignment, "judge", mixed_up)
    assert any("recorded" in line for line in failures(EXAMS[name], cell))


@each_cell
def test_a_test_cell_without_its_hidden_tests_is_found_out(name, cell, monkeypatch):
    exam = EXAMS[name]
    monkeypatch.setitem(exam.source, cell.cell, visible(exam.source[cell.cell]))
    assert any("a wrong answer gets full marks" in line for line in failures(exam, cell))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_question_with_numbered_answers_says_at_once_that_there_is_no_other_number(path):
    """`options` of the visible line is the number of answers of the hidden question, and stands in every choice."""
    for cell in nbformat.read(path, as_version=4).cells:
        if "work.form(" not in cell.source:
            continue
        seen = {}

        class Work:
            def form(self, answer, unit="", digits=2, *, options=0):
                seen["options"] = options  # noqa: B023

            def mark(self, answer, question):
                seen["asked"] = getattr(question, "options", 0)  # noqa: B023

        name = cell.metadata.nbgrader.grade_id.removesuffix("-test")
        exec(cell.source, {"work": Work(), name: 1})
        assert seen["options"] == seen["asked"], name
