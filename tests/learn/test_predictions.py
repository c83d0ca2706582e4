"""Predict, commit, see: the first answer stays, nothing is lost, and nobody else gets it."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from otop import plots
from otop.errors import InputError
from otop.i18n import say
from otop.learn import Lesson, predictions
from otop.learn.hand_in import make_file
from otop.learn.lesson import LESSONS
from otop.learn.predictions import Decision
from otop.teach import notebooks, outline
from otop.teach.lint.lesson import calls_in, decisions_of

NAMES = {lesson.id: lesson.file.rsplit("/", 1)[1].removesuffix(".ipynb") for lesson in outline.load().written}
DECISIONS = [(lesson, name) for lesson in LESSONS for name in decisions_of(NAMES[lesson])]
each_decision = pytest.mark.parametrize(("lesson", "name"), DECISIONS)
DAY = Decision("cloth_day", {"low": "500", "high": "1,333"}, unit="Nu per day")
WAY = Decision("cloth_way", {"launch": "1", "low": "2", "high": "3"}, options=3)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(predictions, "_memory", {})


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    (tmp_path / ".otop" / "editions").mkdir(parents=True)
    (tmp_path / "lessons").mkdir()
    monkeypatch.chdir(tmp_path / "lessons")
    return tmp_path


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new_kernel():
    predictions._memory.clear()


def file_of(workspace) -> Path:
    return workspace / ".otop" / "predictions.json"


def answers(seen) -> dict:
    return seen.frame[say("see.answer")].to_dict()


# --- what she is shown ------------------------------------------------------------------------------


def test_nothing_typed_keeps_nothing_and_says_the_same_each_time(workspace):
    for typed in (None, "", "  "):
        assert predictions.predict("18", DAY, typed).text == say("predict.empty")
    assert not file_of(workspace).exists() and predictions._memory == {}


def test_see_before_predict_is_one_kind_sentence(workspace):
    assert predictions.see("18", DAY).text == say("see.predict_first")
    assert not file_of(workspace).exists()


def test_her_prediction_stands_beside_what_is_known(workspace):
    said = predictions.predict("18", DAY, 900)
    assert said.tone == "note" and said.text == say("predict.kept", first="900 Nu per day")
    seen = predictions.see("18", DAY)
    assert answers(seen) == {"you": "900 Nu per day", "what is known": say("known.cloth_day", low="500", high="1,333")}


def test_the_first_answer_stays_and_a_later_one_is_shown_beside_it(workspace):
    for typed in (900, 1000, 1100):
        said = predictions.predict("18", DAY, typed)
    assert said.text == say("predict.changed", first="900 Nu per day", later="1,100 Nu per day")
    assert list(answers(predictions.see("18", DAY)).items())[:2] == [
        ("you, first", "900 Nu per day"), ("you, later", "1,100 Nu per day"),
    ]  # fmt: skip


def test_back_to_the_first_answer_is_the_first_answer(workspace):
    for typed in (900, 1000, 900):
        said = predictions.predict("18", DAY, typed)
    assert said.text == say("predict.still", first="900 Nu per day")
    assert "you" in answers(predictions.see("18", DAY))


def test_it_is_shown_again_when_she_comes_back(workspace):
    predictions.predict("18", DAY, 900)
    new_kernel()
    assert predictions.predict("18", DAY, None).text == say("predict.still", first="900 Nu per day")
    assert answers(predictions.see("18", DAY))["you"] == "900 Nu per day"
    predictions.predict("18", DAY, 1000)
    new_kernel()
    assert predictions.predict("18", DAY, None).text.startswith("First you said: 900")


def test_a_decision_is_shown_in_its_words(workspace):
    assert "2 (direct to customers)" in predictions.predict("18", WAY, "2").text
    assert answers(predictions.see("18", WAY))["you"] == "2 (direct to customers)"


@pytest.mark.parametrize("typed", ["1,200", "Nu 1,200", 1200, 1200.0, "๑,๒๐๐", "1200 ngultrum"])
def test_a_number_is_typed_as_people_write_it(workspace, typed):
    assert "1,200 Nu per day" in predictions.predict("18", DAY, typed).text


@pytest.mark.parametrize(("decision", "typed"), [
    (DAY, "many"), (DAY, (1, 200)), (DAY, float("nan")), (DAY, True), (DAY, "1,5"), (WAY, 0), (WAY, 4), (WAY, 1.5), (WAY, -1),
])  # fmt: skip
def test_what_cannot_be_read_is_said_and_not_kept(workspace, decision, typed):
    predictions.predict("18", DAY, 900)
    with pytest.raises(InputError) as problem:
        decision.read(typed)
    said = predictions.predict("18", decision, typed)
    assert (said.tone, said.text) == ("not_yet", str(problem.value))
    assert json.loads(file_of(workspace).read_text()) == {"18.cloth_day": [900]}


def test_two_lessons_and_two_decisions_do_not_mix(workspace):
    predictions.predict("18", DAY, 900)
    predictions.predict("19", DAY, 7)
    predictions.predict("18", WAY, 3)
    new_kernel()
    assert json.loads(file_of(workspace).read_text()) == {
        "18.cloth_day": [900],
        "19.cloth_day": [7],
        "18.cloth_way": [3],
    }
    assert answers(predictions.see("19", DAY))["you"] == "7 Nu per day"


# --- where it is kept -------------------------------------------------------------------------------


def test_where_there_is_no_workspace_the_memory_keeps_it_and_this_is_said(nowhere):
    assert predictions.predict("18", DAY, 900).text.endswith(say("predict.memory"))
    assert answers(predictions.see("18", DAY))["you"] == "900 Nu per day"
    assert list(nowhere.iterdir()) == []


def test_where_the_file_cannot_be_written_the_memory_keeps_it(workspace, monkeypatch):
    predictions.predict("18", DAY, 900)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(predictions, "_write", full)
        assert predictions.predict("18", DAY, 1000).text.endswith(say("predict.memory"))
        assert answers(predictions.see("18", DAY))["you, later"] == "1,000 Nu per day"
    predictions.predict("18", WAY, 1)
    assert json.loads(file_of(workspace).read_text()) == {"18.cloth_day": [900, 1000], "18.cloth_way": [1]}


def test_in_the_browser_the_drive_keeps_it_where_her_work_is_packed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(predictions, "in_browser", lambda: True)
    monkeypatch.setattr(predictions, "DRIVE", tmp_path / "drive")
    assert predictions.predict("18", DAY, 900).text.endswith(say("predict.memory"))  # a room's network: no drive
    new_kernel()
    (tmp_path / "drive").mkdir()
    assert predictions.predict("18", DAY, 900).text == say("predict.kept", first="900 Nu per day")
    new_kernel()
    assert [path.name for path in (tmp_path / "drive").iterdir()] == ["my-predictions.json"]  # no dot: it is put back
    assert answers(predictions.see("18", DAY))["you"] == "900 Nu per day"


@pytest.mark.parametrize(
    ("broken", "left"),
    [
        ("{", {}), ("", {}), ("[]", {}), ("null", {}), ("[" * 100_000, {}), ("\udcff", {}),
        ('{"18.cloth_way": [3], "18.buyer": "2"}', {"18.cloth_way": [3]}),
        ('{"18.cloth_way": [3], "18.buyer": [1, 2, 3]}', {"18.cloth_way": [3]}),
        ('{"18.cloth_way": [3], "18.buyer": [NaN]}', {"18.cloth_way": [3]}),
        ('{"18.cloth_way": [3], "18.buyer": []}', {"18.cloth_way": [3]}),
    ],
)  # fmt: skip
def test_nothing_in_a_broken_file_is_lost(workspace, broken, left):
    content = broken.encode("utf-8", "surrogateescape")
    file_of(workspace).write_bytes(content)
    told = say("predict.file_unreadable", file="predictions.json")
    assert predictions.predict("18", DAY, None).text == f"{say('predict.empty')} {told}"
    assert predictions.see("18", DAY).text == f"{say('see.predict_first')} {told}"
    assert file_of(workspace).read_bytes() == content  # looking changes nothing
    said = predictions.predict("18", DAY, 900)
    assert said.text.endswith(say("predict.file_unreadable", file="predictions-unreadable-1.json"))
    assert (workspace / ".otop" / "predictions-unreadable-1.json").read_bytes() == content
    assert json.loads(file_of(workspace).read_text()) == left | {"18.cloth_day": [900]}
    assert predictions.predict("18", DAY, 900).text == say("predict.still", first="900 Nu per day")


def test_two_broken_files_are_both_kept(workspace):
    for number, content in enumerate((b"{", b"["), start=1):
        file_of(workspace).write_bytes(content)
        predictions.predict("18", DAY, 900 + number)
    kept = sorted(path.read_bytes() for path in (workspace / ".otop").glob("predictions-unreadable-*.json"))
    assert kept == [b"[", b"{"]


def test_a_folder_in_the_place_of_the_file_is_left_alone(workspace):
    (file_of(workspace) / "mine").mkdir(parents=True)
    predictions.predict("18", DAY, 900)
    assert any((folder / "mine").is_dir() for folder in (workspace / ".otop").glob("predictions*"))
    assert answers(predictions.see("18", DAY))["you"] == "900 Nu per day"


# --- nobody else gets it ----------------------------------------------------------------------------


def test_it_is_not_in_the_file_that_is_handed_in(workspace):
    predictions.predict("18", DAY, 987_654)
    edition = next((notebooks.COURSE / "course" / "source").glob("*/*.ipynb"))
    notebook = workspace / edition.name
    notebook.write_bytes(edition.read_bytes())
    made = make_file(notebook, "P001", assignment=edition.stem, out=workspace / "hand-in")
    assert "987654" not in made.path.read_text(encoding="utf-8")
    assert [path.name for path in (workspace / "hand-in").iterdir()] == [made.path.name]


def test_no_code_of_the_instructors_reads_it():
    teach = Path(outline.__file__).parent
    files = [path for path in teach.rglob("*.py") if "predictions" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(teach).as_posix() for path in files] == ["outline.py"]  # the word in a docstring
    assert ".otop" not in (teach / "outline.py").read_text(encoding="utf-8")


# --- the lessons ------------------------------------------------------------------------------------


@each_decision
def test_a_lesson_predicts_and_sees(lesson, name, workspace):
    learner = Lesson(lesson)
    assert learner.predict(name, None).text == say("predict.empty")
    assert learner.see(name).text == say("see.predict_first")
    assert learner.predict(name, 1).tone == "note"
    seen = learner.see(name)
    assert isinstance(seen, plots.Table) and "source" in str(seen.note)
    assert not {"wrong", "right", "correct", "mistake", "fail", "failed"} & set(str(seen).lower().split())


@each_decision
def test_each_numbered_answer_has_its_words_in_the_notebook(lesson, name):
    decision = decisions_of(NAMES[lesson])[name]()
    _, notebook = notebooks.read(notebooks.COURSE / "notebooks" / f"{NAMES[lesson]}.ipynb")
    (at,) = [
        at
        for at, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and name in calls_in(cell.source, "predict")
    ]
    told = [line for line in notebook.cells[at - 1].source.splitlines() if line[:1].isdigit()]
    assert told == [f"{number}. {say(f'option.{name}.{number}')}" for number in range(1, decision.options + 1)]
    assert notebook.cells[at].source == f'{name} = None  # ✎\nlesson.predict("{name}", {name})'


def test_an_unknown_decision_names_those_there_are():
    with pytest.raises(InputError, match="cloth_day"):
        Lesson("18").predict("visitors", 1)
    with pytest.raises(InputError, match='no "visitors"'):
        Lesson("05").see("visitors")


def test_the_untouched_lesson_writes_nothing_into_its_folder(tmp_path):
    """As in the repository, where there is no workspace; with answers typed, too."""
    source = notebooks.COURSE / "notebooks" / "18_bhutan_ogop.ipynb"
    notebook = nbformat.read(source, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code" and "lesson" in cell.source)
    for run in (code, code.replace("= None", "= 2")):
        done = subprocess.run([sys.executable, "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert list(tmp_path.iterdir()) == []
