"""The workspace: filled with the course, and never at the cost of anybody's work."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.sign import NotebookNotary
from otop.errors import OtopError
from otop.learn.workspace import (
    STATE,
    choose_folder,
    choose_language,
    chosen_language,
    prepare,
)

PATH = "lessons/05_unit_cost.ipynb"
NEXT = "lessons/05_unit_cost-edition-2.ipynb"


def lesson(text: str) -> bytes:
    cell = nbformat.v4.new_markdown_cell(text, id="a")
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()


ONE, TWO, THREE = lesson("one"), lesson("two"), lesson("three")


def files(folder: Path) -> dict:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and STATE not in path.parts
    }


def test_the_first_time_everything_is_written(tmp_path):
    assert [done.how for done in prepare(tmp_path / "new" / "work", [("welcome.md", b"hi"), (PATH, ONE)])] == [
        "new"
    ] * 2
    assert files(tmp_path / "new" / "work") == {"welcome.md": b"hi", PATH: ONE}
    assert (tmp_path / "new" / "work" / STATE / "editions" / PATH).read_bytes() == ONE


def test_an_untouched_file_gets_the_newer_edition(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    assert [done.how for done in prepare(tmp_path, [(PATH, TWO)])] == ["newer"]
    assert files(tmp_path) == {PATH: TWO}
    assert (tmp_path / STATE / "editions" / PATH).read_bytes() == TWO


def test_a_notebook_that_was_only_opened_is_not_work(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    opened = json.loads(ONE)
    opened["metadata"]["language_info"] = {"name": "python", "version": "3.13.0"}
    (tmp_path / PATH).write_text(json.dumps(opened))
    assert [done.how for done in prepare(tmp_path, [(PATH, TWO)])] == ["newer"]
    opened["cells"][0]["source"] = "my number"
    (tmp_path / PATH).write_text(json.dumps(opened))
    assert [done.how for done in prepare(tmp_path, [(PATH, THREE)])] == ["kept"]


def test_work_is_kept_and_the_newer_edition_goes_beside_it_once(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    (tmp_path / PATH).write_bytes(b"mine")
    first, second = prepare(tmp_path, [(PATH, TWO)])[0], prepare(tmp_path, [(PATH, TWO)])[0]
    assert (first.how, first.beside, second.how, second.beside) == ("kept", NEXT, "kept", None)
    assert files(tmp_path) == {PATH: b"mine", NEXT: TWO}
    assert (tmp_path / STATE / "editions" / PATH).read_bytes() == ONE  # what her file began as
    assert (tmp_path / STATE / "editions" / NEXT).read_bytes() == TWO


def test_nothing_happens_while_the_edition_stays_the_same(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    (tmp_path / PATH).write_bytes(b"mine")
    assert prepare(tmp_path, [(PATH, ONE)])[0].beside is None
    assert files(tmp_path) == {PATH: b"mine"}


def test_a_third_edition_and_a_taken_name(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    (tmp_path / PATH).write_bytes(b"mine")
    prepare(tmp_path, [(PATH, TWO)])
    (tmp_path / "lessons" / "05_unit_cost-edition-3.ipynb").write_bytes(b"also mine")
    assert prepare(tmp_path, [(PATH, THREE)])[0].beside == "lessons/05_unit_cost-edition-4.ipynb"
    assert files(tmp_path)["lessons/05_unit_cost-edition-3.ipynb"] == b"also mine"


def test_a_file_put_away_comes_again_fresh(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    (tmp_path / PATH).rename(tmp_path / "lessons" / "my_copy.ipynb")
    assert prepare(tmp_path, [(PATH, TWO)])[0].how == "new"
    assert files(tmp_path) == {PATH: TWO, "lessons/my_copy.ipynb": ONE}


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"lessons/05_unit_cost.ipynb": 3}', b'{"lessons/05_unit_cost.ipynb": {}}'],
)
def test_with_a_damaged_record_everything_is_kept(tmp_path, damage):
    prepare(tmp_path, [(PATH, ONE)])
    (tmp_path / STATE / "editions.json").write_bytes(damage)
    assert prepare(tmp_path, [(PATH, TWO)])[0].beside == NEXT
    assert files(tmp_path) == {PATH: ONE, NEXT: TWO}
    (tmp_path / STATE / "editions.json").unlink()
    prepare(tmp_path, [(PATH, TWO)])
    assert files(tmp_path) == {PATH: ONE, NEXT: TWO}


steps = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.sampled_from([ONE, TWO, THREE])),
        st.tuples(st.just("work"), st.binary(min_size=1, max_size=4)),
        st.tuples(st.sampled_from(["lose record", "put away"]), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_happens_no_work_is_lost(tmp_path_factory, steps):
    folder, work, seen = tmp_path_factory.mktemp("work"), {}, set()
    for step, value in steps:
        if step == "deliver":
            prepare(folder, [(PATH, value)])
            assert value in {*files(folder).values(), *seen}  # a new edition is there to be opened
            seen.add(value)
        elif step == "work" and (folder / PATH).exists():
            (folder / PATH).write_bytes(value)
            work[PATH] = value
        elif step == "lose record":
            (folder / STATE / "editions.json").unlink(missing_ok=True)
        elif step == "put away" and (folder / PATH).exists():
            name = f"lessons/away{len(work)}-{len(list(folder.rglob('*')))}.ipynb"
            (folder / PATH).rename(folder / name)
            work[name] = (folder / name).read_bytes()
            work.pop(PATH, None)
        for name, content in work.items():
            assert (folder / name).read_bytes() == content


def test_a_link_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "lessons").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OtopError, match="is a link to another place"):
        prepare(tmp_path / "work", [("welcome.md", b"hi"), (PATH, ONE)])
    assert files(tmp_path / "work") == {} and not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("target", ["welcome.md", f"{STATE}/editions.json"])
def test_a_linked_file_is_refused(tmp_path, target):
    (tmp_path / STATE).mkdir()
    (tmp_path / target).symlink_to(tmp_path / "nowhere")
    with pytest.raises(OtopError, match="is a link to another place"):
        prepare(tmp_path, [("welcome.md", b"hi")])


def test_a_file_where_a_folder_should_be_and_the_reverse(tmp_path):
    (tmp_path / "lessons").write_text("mine")
    with pytest.raises(OtopError, match="is a file, but a folder is needed"):
        prepare(tmp_path, [("welcome.md", b"hi"), (PATH, ONE)])
    (tmp_path / "welcome.md").mkdir()
    with pytest.raises(OtopError, match="is a folder, but a file is needed"):
        prepare(tmp_path, [("welcome.md", b"hi")])
    assert files(tmp_path) == {"lessons": b"mine"}


def test_no_right_to_write_is_one_message(tmp_path, monkeypatch):
    prepare(tmp_path, [(PATH, ONE)])
    monkeypatch.setattr("tempfile.mkstemp", _refuse)
    with pytest.raises(OtopError, match="Cannot write .*Permission denied"):
        prepare(tmp_path, [(PATH, TWO)])
    monkeypatch.undo()
    assert files(tmp_path) == {PATH: ONE}
    assert prepare(tmp_path, [(PATH, TWO)])[0].how == "newer"


def _refuse(*_, **__):
    raise PermissionError(13, "Permission denied")


def test_a_stick_without_links_works_too(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", _refuse)
    prepare(tmp_path, [(PATH, ONE)])
    (tmp_path / PATH).write_bytes(b"mine")
    prepare(tmp_path, [(PATH, TWO)])
    assert files(tmp_path) == {PATH: b"mine", NEXT: TWO}


def test_our_editions_are_trusted_and_changed_files_are_not(tmp_path):
    code = nbformat.v4.new_code_cell("1", id="a", outputs=[nbformat.v4.new_output("display_data", {"text/html": "x"})])
    content = nbformat.writes(nbformat.v4.new_notebook(cells=[code])).encode()
    prepare(tmp_path, [(PATH, content)])
    notary = NotebookNotary(data_dir=str(tmp_path / STATE / "jupyter" / "data"))
    notebook = nbformat.read(tmp_path / PATH, as_version=4)
    assert notary.check_signature(notebook)
    notebook.cells[0].outputs[0].data["text/html"] = "other"
    assert not notary.check_signature(notebook)
    notary.store.close()


def test_the_record_is_readable(tmp_path):
    prepare(tmp_path, [(PATH, ONE)])
    (entry,) = json.loads((tmp_path / STATE / "editions.json").read_text()).values()
    assert entry["editions"] == [entry["here"]]


def test_never_inside_the_course_nor_around_it(tmp_path):
    course = tmp_path / "projects" / "course"
    course.mkdir(parents=True)
    for asked in (course, course / "work", tmp_path, tmp_path / "projects"):
        with pytest.raises(OtopError, match="Your workspace cannot be"):
            choose_folder(str(asked), course=course)
    assert choose_folder(str(tmp_path / "work"), course=course) == tmp_path.resolve() / "work"
    (tmp_path / "door").symlink_to(course)
    with pytest.raises(OtopError, match="Your workspace cannot be"):
        choose_folder(str(tmp_path / "door" / "work"), course=course)


def test_home_is_the_default(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert choose_folder(None, course=Path("/course")) == tmp_path.resolve() / "otop-workspace"
    assert choose_folder("", course=Path("/course")) == tmp_path.resolve() / "otop-workspace"


def test_the_language_of_the_workspace(tmp_path):
    assert chosen_language(tmp_path) is None
    choose_language(tmp_path, "en")
    assert (tmp_path / STATE / "language").read_text() == "en\n" and chosen_language(tmp_path) == "en"
    with pytest.raises(OtopError, match='does not speak "xx" yet. Choose one of: .*en'):
        choose_language(tmp_path, "xx")
    with pytest.raises(OtopError):
        choose_language(tmp_path, "../../etc")
    assert chosen_language(tmp_path) == "en"
