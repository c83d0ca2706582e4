"""The self-study release: nobody grades it, its checks answer at once, and it tells no solution."""

import re
import shutil

import nbformat
import pytest
from otop.cli import app
from otop.errors import OtopError
from otop.i18n import say
from otop.learn import Assignment
from otop.learn.assignment import NotYet
from otop.learn.check import Question
from otop.learn.say_it import Said, hints_for
from otop.teach import release
from otop.teach.in_process import run_cell, run_notebook
from otop.teach.keys import load_key
from otop.teach.leaks import Leak, leaks, leaks_in, secrets
from otop.teach.lint.assignment import _numbers
from otop.teach.lint.page import region
from otop.teach.notebooks import COURSE, as_bytes
from otop.teach.release import SHOWN, released_notebook, self_study_notebook
from typer.testing import CliRunner

pytest.importorskip("nbgrader")
ROOT = COURSE / "course"
SOURCES = {path.stem: path for path in sorted((ROOT / "source").glob("*/*.ipynb"))}
SELF_STUDY = {name: self_study_notebook(path) for name, path in SOURCES.items()}
KEYS = {name: load_key(ROOT, name) for name in SOURCES}
GRADED = [(name, cell) for name in SOURCES for cell in KEYS[name].values() if not cell.written]
each_assignment = pytest.mark.parametrize("name", SOURCES)
each_cell = pytest.mark.parametrize(("name", "cell"), GRADED, ids=[f"{name}-{cell.cell}" for name, cell in GRADED])


def cells_of(notebook) -> dict:
    return {cell.id: cell.source for cell in notebook.cells}


def code_of(notebook) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def answered(name, cell, answer: str):
    """What the check of this cell shows for an answer."""
    cells, names = cells_of(SELF_STUDY[name]), {}
    assert run_cell(code_of(SELF_STUDY[name])[0], names).error is None
    run_cell(cells[cell.answer_cell], names)
    run_cell(cell.source(answer), names)
    ran = run_cell(cells[cell.cell], names)
    assert ran.error is None and not ran.stderr, f"{answer!r} stops Run All: {ran.error or ran.stderr}"
    (said,) = ran.shown
    assert isinstance(said, Said)
    return said


@each_assignment
def test_an_untouched_notebook_runs_through_and_says_what_is_open(name):
    ran, _ = run_notebook(code_of(SELF_STUDY[name]))
    assert [one.error or one.stderr or one.stdout for one in ran if one.error or one.stderr or one.stdout] == []
    said = [shown for one in ran for shown in one.shown]
    assert len(said) == sum(not cell.written for cell in KEYS[name].values())
    assert {one.tone for one in said} == {"note"}
    assert {one.text for one in said} <= {say("number.empty"), say("function.gives_nothing")}


@each_cell
def test_a_right_answer_is_right_at_once(name, cell):
    for typed in cell.right:
        said = answered(name, cell, typed)
        assert (said.tone, said.text.startswith("Right")) == ("right", True), typed


@each_cell
def test_a_named_mistake_is_named_at_once_with_hints(name, cell):
    """The very sentence that the graded course gives in its feedback."""
    source = cells_of(nbformat.read(SOURCES[name], as_version=4))
    for typed, mistakes in cell.wrong.items():
        said = answered(name, cell, typed)
        assert said.tone in ("not_yet", "note") and (said.tone == "not_yet" or not mistakes), typed
        if said.tone == "not_yet":
            names: dict = {}
            run_cell(source["set-up"], names)
            run_cell(cell.source(typed), names)
            graded = run_cell(source[cell.cell], names).error
            assert isinstance(graded, NotYet) and said.text == str(graded).strip()
        assert said.hints


@each_assignment
def test_nothing_in_it_tells_the_solution(name):
    known = secrets(ROOT)
    text = "\n".join(cells_of(SELF_STUDY[name]).values())
    assert leaks(text, known, shown=SHOWN) == []
    assert {leak.kind for leak in leaks(text, known)} == {"hidden test"}, "its tests stand in it, as they should"


@each_cell
def test_the_right_number_does_not_stand_in_the_check(name, cell):
    source, names = cells_of(nbformat.read(SOURCES[name], as_version=4)), {}
    run_cell(source[cell.answer_cell], names)
    right = names[cell.name]
    told = {
        round(number, 2) for line in cells_of(SELF_STUDY[name])[cell.cell].splitlines() for number in _numbers(line)
    }
    text = [one.source for one in SELF_STUDY[name].cells if one.cell_type == "markdown"]  # what she reads is no secret
    told -= {round(number, 2) for source in text for number in _numbers(source)}
    assert callable(right) or round(right, 2) not in told


@each_assignment
def test_only_the_set_up_line_and_the_checks_differ_from_the_graded_release(name):
    graded = cells_of(released_notebook(SOURCES[name]))
    for cell in SELF_STUDY[name].cells:
        if cell.cell_type != "code":
            continue
        if cell.id == "set-up":
            assert cell.source == graded[cell.id].replace(
                f'Assignment("{name}")', f'Assignment("{name}", self_study=True)'
            )
        elif cell.id.endswith("-test"):
            assert cell.source.startswith(graded[cell.id].rstrip())
        else:
            assert cell.source == graded[cell.id]


@each_assignment
def test_no_points_no_hand_in_and_no_metadata_of_the_grader(name):
    notebook = SELF_STUDY[name]
    nbformat.validate(nbformat.reads(as_bytes(notebook).decode(), as_version=4))
    assert all(not cell.metadata and not cell.get("outputs") for cell in notebook.cells)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    text = "\n".join(cells_of(notebook).values())
    assert not re.search(r"### (BEGIN|END)|hand_in|\(\d+ points?\)|\*\*Points|## Hand in|feedback", text)
    assert say("self_study.title") in notebook.cells[0].source
    assert notebook.cells[0].source.startswith("# ")


@each_assignment
def test_a_written_answer_has_its_place_and_what_to_look_for(name):
    notebook, cells = SELF_STUDY[name], cells_of(SELF_STUDY[name])
    ids = [cell.id for cell in notebook.cells]
    for cell in [cell for cell in KEYS[name].values() if cell.written]:
        assert cells[cell.answer_cell] == "..."
        look = notebook.cells[ids.index(cell.answer_cell) + 1]
        assert look.id == f"{cell.name}-look" and look.source.count("\n- ") >= 2
        assert not re.search(r"\d", look.source), "a number would tell the answer"


def test_a_written_question_needs_what_to_look_for(monkeypatch):
    path = next(iter(SOURCES.values()))
    monkeypatch.setattr(release, "has_message", lambda name: False)
    with pytest.raises(OtopError, match="what to look for"):
        self_study_notebook(path)


def test_the_set_up_must_be_one_line(tmp_path):
    name, path = next(iter(SOURCES.items()))
    for text in ("work = None", 'work = Assignment("x")\nmore = Assignment("x")'):
        notebook = nbformat.read(path, as_version=4)
        next(cell for cell in notebook.cells if cell.id == "set-up").source = text
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        with pytest.raises(OtopError, match="one line"):
            self_study_notebook(tmp_path / f"{name}.ipynb")


def test_hidden_tests_are_the_only_secret_that_may_be_shown(tmp_path):
    known = [
        Leak("solution", "x = 84 / 12"),
        Leak("hidden test", "work.mark(x, ask.cash_cost())"),
        Leak("key", "7 * 1 + 0"),
    ]
    text = "x = 84 / 12\nwork.mark(x, ask.cash_cost())\n7 * 1 + 0\n### END HIDDEN TESTS"
    assert [leak.kind for leak in leaks(text, known, shown=SHOWN)] == ["solution", "key", "marker"]
    (tmp_path / "x.ipynb").write_text(text)
    assert [leak.kind for leak in leaks_in(tmp_path, known, shown=SHOWN)] == ["solution", "key", "marker"]


def test_a_line_of_the_solution_that_is_a_test_too_stays_a_solution(tmp_path):
    line = "total = material + own_labour + overhead"
    cells = [
        nbformat.v4.new_code_cell(f"### BEGIN {kind}\n{line}\n### END {kind}") for kind in ("SOLUTION", "HIDDEN TESTS")
    ]
    (tmp_path / "source" / "x").mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "source" / "x" / "x.ipynb")
    assert {leak.kind for leak in secrets(tmp_path) if leak.found == line} == {"solution"}
    assert region(cells[0].source, "SOLUTION")


def test_self_study_has_no_effect_where_it_is_graded(monkeypatch):
    """Nobody earns marks with a set-up line of her own."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    work = Assignment("x", self_study=True)
    with pytest.raises(NotYet):
        work.mark(1, Question("full_cost", 11.69))
    with pytest.raises(NotYet):
        work.mark_function(lambda a: 1, lambda a: Question("full_cost", 11.69), example={"a": 1}, others=[])


def test_a_function_for_one_product_only_is_told_so(monkeypatch):
    from otop.learn import assignment

    shown = []
    monkeypatch.setattr(assignment, "display", lambda *said, **_: shown.extend(said))
    work = Assignment("x", self_study=True)
    work.form_function(lambda a: 2, a=2)
    work.mark_function(lambda a: 2, lambda a: Question("full_cost", a), example={"a": 2}, others=[{"a": 3}])
    assert shown == [Said("not_yet", say("mark.function_not_everywhere"), hints_for("full_cost"))]


def test_the_command_writes_it_beside_the_graded_release(tmp_path):
    course = tmp_path / "course"
    for part in ("source", "keys"):
        shutil.copytree(ROOT / part, course / part)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    name = next(iter(SOURCES))
    done = CliRunner().invoke(app, ["release", name, "--self-study", "--course", str(course)])
    assert done.exit_code == 0, done.output
    assert "Its checks answer at once" in done.output
    written = course / "release-self-study" / name / f"{name}.ipynb"
    assert written.read_bytes() == as_bytes(SELF_STUDY[name])
    assert not (course / "release").exists()
