"""Her own product is never collected, handed in or reported: nobody but her opens the file."""

import json
import sys
from pathlib import Path

import otop
import pytest
from otop.i18n import say
from otop.learn import Lesson, hand_in
from otop.learn.my_product import MyProduct, practice_product, store
from otop.learn.my_product.workbook import write_workbook
from otop.teach import collect as collecting
from otop.teach import demo
from otop.teach.roster import Person, load_roster

A = demo.ASSIGNMENT
SECRET = 98_765.43  # an amount that stands nowhere else
SHOWN = "98,765.4"
MINE = practice_product().as_own().put({("product", "name"): "Secret silk", ("cost", "material"): SECRET})
TEACH = sorted((Path(otop.__file__).parent / "teach").rglob("*.py"))
opened: list[str] | None = None


def listen(event, arguments):
    if opened is not None and event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])


@pytest.fixture(scope="module", autouse=True)
def ears():
    sys.addaudithook(listen)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    home = tmp_path / "workspace"
    (home / ".otop" / "editions").mkdir(parents=True)
    (home / "assignments" / A).mkdir(parents=True)
    monkeypatch.chdir(home / "assignments" / A)
    store.save(store.place_here(), MINE, MyProduct())
    return home


@pytest.fixture(scope="module")
def released(released_course):
    load_roster(released_course, [Person("P001", "สมชาย ใจดี")])
    return released_course


def shown_in_the_assignment(course) -> dict:
    """The released notebook, in which she showed her product in a cell of her own and in one of the answers."""
    notebook = json.loads((course / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    shown = Lesson("05").show("my_product")
    data = {key: text for key, text in shown._repr_mimebundle_().items() if isinstance(text, str)}
    output = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
    source = 'from otop.learn import Lesson\nLesson("05").show("my_product")'
    own = {
        "cell_type": "code",
        "id": "mine",
        "metadata": {},
        "source": source,
        "outputs": [output],
        "execution_count": 1,
    }
    answer = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    answer["outputs"] = [output]
    notebook["metadata"]["widgets"] = {"state": {"a": {"value": SHOWN}}}
    notebook["cells"].append(own)
    assert SHOWN in json.dumps(notebook)
    return notebook


def test_nothing_of_the_instructor_knows_the_room_of_her_product():
    """Only collecting knows the name: to refuse it."""
    code = {path.name: path.read_text(encoding="utf-8") for path in TEACH}
    assert [name for name, text in code.items() if '"my_product' in text] == ["collect.py"]
    assert not [name for name, text in code.items() if "learn.my_product" in text or "learn import my_product" in text]


def test_the_file_that_is_handed_in_does_not_hold_it(workspace, released):
    notebook = workspace / "assignments" / A / f"{A}.ipynb"
    notebook.write_text(json.dumps(shown_in_the_assignment(released)), encoding="utf-8")
    made = hand_in.make_file(notebook, "P001", assignment=A, out=workspace / "hand-in")
    text = made.path.read_text(encoding="utf-8")
    assert 'show(\\"my_product\\")' in text, "her cell travels, what it showed does not"
    assert "Secret silk" not in text and SHOWN not in text


@pytest.mark.parametrize(
    "name", ["my_product.yml", "my_product.xlsx", "My_Product (1).yml", "my_product-2.yml", "my_product.ipynb"]
)
def test_collecting_refuses_the_file_kindly_and_does_not_open_it(workspace, released, tmp_path, name, monkeypatch):
    global opened
    monkeypatch.setattr(collecting, "must_run", lambda *command: None)
    dropped = tmp_path / "dropped"
    dropped.mkdir()
    content = write_workbook(MINE) if name.endswith("xlsx") else store.place_here().file.read_bytes()
    (dropped / name).write_bytes(content)
    opened = []
    try:
        outcome = collecting.collect(released, A, [dropped])
    finally:
        heard, opened = opened, None
    assert outcome.refused == [(dropped / name, say("my.refused_collect"))] and not outcome.collected
    assert heard and not [path for path in heard if "my_product" in path.lower()]
    assert SHOWN not in text_of(released) and "Secret silk" not in text_of(released)


def test_a_notebook_that_was_dropped_as_it_is_loses_what_it_showed(workspace, released, tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "must_run", lambda *command: None)
    dropped = tmp_path / "dropped"
    dropped.mkdir()
    (dropped / f"{A}--P001.ipynb").write_text(json.dumps(shown_in_the_assignment(released)), encoding="utf-8")
    outcome = collecting.collect(released, A, [dropped])
    assert len(outcome.collected) == 1
    assert "show(" in text_of(released) and SHOWN not in text_of(released) and "Secret silk" not in text_of(released)


def text_of(course: Path) -> str:
    kept = [path for path in (course / "downloaded").rglob("*") if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in kept)


def test_in_the_graders_kernel_there_is_nothing_to_show(released, monkeypatch):
    monkeypatch.chdir(released)
    assert store.place_here() is None
    assert say("my.nothing_yet") in repr(Lesson("05").show("my_product"))


def test_it_is_promised_on_the_first_page():
    welcome = " ".join(
        Path(otop.__file__).parents[2].joinpath("notebooks", "welcome.md").read_text(encoding="utf-8").split()
    )
    lesson = json.loads(
        Path(otop.__file__).parents[2].joinpath("notebooks", "00_welcome.ipynb").read_text(encoding="utf-8")
    )
    first = "".join("".join(cell["source"]) for cell in lesson["cells"][:3])
    assert "my_product.yml" in welcome and "never collects this file, never submits it and never reports it" in welcome
    assert "never collects it, never hands it in and never reports it" in first
