"""Family C: files that are no notebook, or not where or what they should be. Each is refused with its reason, or
graded rightly; nothing waits, and nothing is read or written that is not the trainee's own."""

import json
import os
import shutil
import zipfile

import pytest
from otop.errors import OtopError
from otop.teach import demo
from otop.teach import marks as grading
from otop.teach.collect import collect
from otop.teach.grading import pool

A = demo.ASSIGNMENT
HOSTILE = "X1"
EMPTY = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def cell(**more) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None} | more


def notebook(**more) -> bytes:
    return json.dumps(EMPTY | more).encode()


NO_NOTEBOOK = {
    "empty": b"",
    "one zero": b"\0",
    "zeros": b"\0" * 1_000_000,
    "binary": bytes(range(256)) * 100,
    "a zip": b"PK\x03\x04" + b"\0" * 100,
    "cut off": notebook(cells=[cell()])[:-20],
    "two of them": notebook() * 2,
    "deep brackets": b"[" * 100_000 + b"]" * 100_000,
    "deep brackets in a cell": notebook()[:-1] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep braces": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "no UTF-8": notebook(metadata={"x": "\xff"}).replace(b"\\u00ff", b"\xff"),
    "UTF-16": notebook().decode().encode("utf-16"),
    "UTF-32": notebook().decode().encode("utf-32"),
    "a number": b"5",
    "nothing": b"null",
    "a list": b"[]",
    "a huge integer": b"9" * 5_000_000,
    "version 3": notebook(nbformat=3),
    "version 10**400": notebook().replace(b'"nbformat": 4', b'"nbformat": 1' + b"0" * 400),
    "version NaN": notebook(nbformat=float("nan")),
    "a version of words": notebook(nbformat="4"),
    "cells by name": notebook(cells={"a": cell()}),
    "cells that are no cells": notebook(cells=[5, None, "x"]),
    "a source of numbers": notebook(cells=[cell(source=[1, 2])]),
    "an unknown cell": notebook(cells=[cell(cell_type="heading")]),
    "metadata of a list": notebook(metadata=[]),
    "more than 20 MB": notebook(cells=[cell(source="#" * 21_000_000)]),
    "21 MB of spaces": b" " * 21_000_000,
}  # fmt: skip

ODD = {  # around right answers, which keep their points
    "a mark at its beginning": lambda nb: b"\xef\xbb\xbf" + json.dumps(nb).encode(),
    "NaN": lambda nb: json.dumps(nb | {"metadata": nb["metadata"] | {"x": float("nan"), "y": float("-inf")}}).encode(),
    "a huge integer": lambda nb: json.dumps(nb | {"metadata": {"x": 10**4000}}).encode(),
    "a huge minor version": lambda nb: json.dumps(nb | {"nbformat_minor": 10**4000}).encode(),
    "a minor version of words": lambda nb: json.dumps(nb | {"nbformat_minor": "5; drop"}).encode(),
    "no minor version": lambda nb: json.dumps({k: v for k, v in nb.items() if k != "nbformat_minor"}).encode(),
    "keys twice": lambda nb: b'{"cells": 5, "cells": [], ' + json.dumps(nb).encode()[1:],
    "more at its top": lambda nb: json.dumps(nb | {"__class__": "os.system", "x": ["y"] * 1000}).encode(),
    "half signs": lambda nb: json.dumps(nb | {"cells": nb["cells"] + [cell(source="'\ud800'\n# \udfff")]}).encode(),
    "a zero in a cell": lambda nb: json.dumps(nb | {"cells": nb["cells"] + [cell(source="x = '\0'")]}).encode(),
    "names of cells": lambda nb: json.dumps(nb | {"cells": nb["cells"] + [cell(id="../" * 100), cell(id=5)] * 2}).encode(),
    "attachments": lambda nb: json.dumps(
        nb | {"cells": nb["cells"] + [cell(cell_type="markdown", attachments={"../../x.png": {"image/png": "AAAA"}})]}
    ).encode(),
    "outputs that are none": lambda nb: json.dumps(
        nb | {"cells": nb["cells"] + [cell(outputs=5), cell(outputs=[5]), cell(outputs=[{"output_type": "x"}])]}
    ).encode(),
    "metadata that are none": lambda nb: json.dumps(
        nb | {"cells": nb["cells"] + [cell(metadata={"nbgrader": n}) for n in (5, [], {"grade_id": {}}, {"grade_id": 5})]}
    ).encode(),
    "another kernel": lambda nb: json.dumps(
        nb | {"metadata": {"kernelspec": {"name": "../../x", "language": "sh", "display_name": "x"}}}
    ).encode(),
    "another language": lambda nb: json.dumps(nb | {"metadata": {"otop": {"language": "../../etc"}}}).encode(),
    "a language that nobody speaks": lambda nb: json.dumps(nb | {"metadata": {"otop": {"language": "zz"}}}).encode(),
    "a thousand cells of text": lambda nb: json.dumps(
        nb | {"cells": nb["cells"] + [cell(cell_type="raw")] * 1000}
    ).encode(),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_else_changes(room):
    before = others(room)
    yield
    assert others(room) == before


def others(room) -> dict:
    return {name: found for name, found in room.not_hers().items() if name != ".nbgrader.log"}


def refused(came, *, how: str = "") -> bool:
    why = came.graded.why
    assert came.changed == [] and came.seconds < 5 and came.points == 0
    assert "Traceback" not in why and "Error" not in why and "\n" not in why
    return bool(why) and not came.graded.log and how in why


@pytest.mark.parametrize("content", NO_NOTEBOOK)
def test_what_is_no_notebook_is_refused(room, content):
    assert refused(room.grade(NO_NOTEBOOK[content]))


# `otop collect` takes the mark off; the other two no program writes
REFUSED = ("a mark at its beginning", "a minor version of words", "outputs that are none")


@pytest.mark.parametrize("odd", REFUSED)
def test_what_nbformat_does_not_read_is_refused_with_the_reason(room, odd):
    came = room.grade(ODD[odd](room.filled(demo.right_answers(room.key, 0))))
    assert came.graded.why.startswith("This is not a notebook that can be read.") and came.changed == []


@pytest.mark.parametrize("odd", [one for one in ODD if one not in REFUSED])
def test_an_odd_notebook_is_graded_rightly(room, odd):
    came = room.grade(ODD[odd](room.filled(demo.right_answers(room.key, 0))))
    assert came.graded.ok, (came.graded.why, came.graded.log[-500:])
    assert came.points == 10 and came.changed == [] and came.seconds < 5


def test_no_notebook_at_all_is_refused(room):
    (room.hand_in(HOSTILE, b"x") / f"{A}.ipynb").unlink()
    came = room.grade()
    assert came.changed == [] and not came.graded.ok and came.points == 0


LINKS = {
    "the source": lambda room: room.course / "source" / A / f"{A}.ipynb",
    "the neighbour's": lambda room: room.course / "submitted" / "P001" / A / f"{A}.ipynb",
    "the gradebook": lambda room: room.course / "gradebook.db",
    "the key": lambda room: next((room.course / "keys").rglob("*.*")),
    "private": lambda room: room.course / "private.txt",
    "zeros without end": lambda room: "/dev/zero",
    "itself": lambda room: f"{A}.ipynb",
    "nowhere": lambda room: "no-such-file",
}


@pytest.mark.parametrize("target", LINKS)
def test_a_link_is_not_followed(room, target):
    place = room.hand_in(HOSTILE, b"x") / f"{A}.ipynb"
    place.unlink()
    place.symlink_to(LINKS[target](room))
    assert refused(room.grade(), how="link")


@pytest.mark.parametrize("target", ["the source", "the neighbour's", "private"])
def test_a_second_name_of_a_file_is_refused(room, target):
    place = room.hand_in(HOSTILE, b"x") / f"{A}.ipynb"
    place.unlink()
    os.link(LINKS[target](room), place)
    try:
        assert refused(room.grade(), how="link")
    finally:
        place.unlink()


def test_a_folder_that_is_a_link_is_refused(room):
    folder = room.hand_in(HOSTILE, b"x")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.symlink_to(room.course / "submitted" / "P001" / A)
    assert refused(room.grade(), how="link")
    folder.unlink()
    folder.parent.rmdir()
    folder.parent.symlink_to(room.course / "submitted" / "P001")
    try:
        assert refused(room.grade(), how="link")
    finally:
        folder.parent.unlink()


def put_fifo(place):
    os.mkfifo(place)


BESIDE = {
    "a pipe": (put_fifo, "x"),
    "a pipe in a folder": (lambda p: (p.parent.mkdir(), os.mkfifo(p)), "d/x"),
    "a link": (lambda p: p.symlink_to("/etc/passwd"), "x"),
    "a link to a folder": (lambda p: p.symlink_to("/etc"), "x"),
    "a link to its own folder": (lambda p: p.symlink_to("."), "x"),
    "101 files": (lambda p: [p.with_name(f"x{n}").touch() for n in range(101)], "x"),
    "30 MB without content": (lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_WRONLY), 30_000_000), "x"),
    "10 GB without content": (lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_WRONLY), 10**10), "x"),
    "folders in folders": (lambda p: p.mkdir(parents=True), "/".join(["d"] * 200)),
}


@pytest.mark.parametrize("what", BESIDE)
def test_what_lies_beside_the_notebook_is_refused(room, what):
    make, name = BESIDE[what]
    make(room.hand_in(HOSTILE, room.filled({})) / name)
    assert refused(room.grade())


@pytest.mark.parametrize("put", [put_fifo, os.mkdir])
def test_what_stands_in_place_of_the_notebook_is_refused(room, put):
    place = room.hand_in(HOSTILE, b"x") / f"{A}.ipynb"
    place.unlink()
    put(place)
    came = room.grade()
    assert not came.graded.ok and came.seconds < 5 and came.points == 0 and came.changed == []


@pytest.mark.parametrize("put", [put_fifo, os.mkdir, lambda p: p.symlink_to("/dev/zero")])
def test_what_stands_in_place_of_its_time_stops_nobody(room, put):
    stamp = room.hand_in(HOSTILE, room.filled({})) / "timestamp.txt"
    stamp.unlink()
    put(stamp)
    came = room.grade()
    assert came.seconds < 5 and came.points == 0 and came.changed == []
    assert room.course and pool.waiting(room.course, A) is not None


NAMES = ["a\nb.txt", "x" * 200, "😀.py", "-rf", "--help", " ", "~", "$(touch x)", "..ipynb", "\x1b[31m.txt", "a\\b", "numpy.py", "C:x"]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_change_nothing(room, name):
    folder = room.hand_in(HOSTILE, room.filled(demo.right_answers(room.key, 0)))
    (folder / name).write_text("raise SystemExit", encoding="utf-8")
    came = room.grade()
    assert came.changed == [] and came.seconds < 5 and "Traceback" not in came.graded.why
    assert came.points == (10 if came.graded.ok else 0)


def test_a_second_notebook_earns_nothing(room):
    folder = room.hand_in(HOSTILE, room.filled({}))
    for name in ("other.ipynb", f"{A} (1).ipynb", f"{A}\n.ipynb"):
        (folder / name).write_text(json.dumps(room.filled(demo.right_answers(room.key, 0))), encoding="utf-8")
    came = room.grade()
    assert came.points == 0 and came.changed == [] and came.seconds < 5


TIMES = {
    "garbage": b"not a time",
    "no UTF-8": b"\xff\xfe\x00 UTC",
    "a far year": b"99999-01-01 00:00:00 UTC",
    "the year 9999": b"9999-12-31 23:59:59 UTC",
    "before all": b"0001-01-01 00:00:00 UTC",
    "a huge number": b"9" * 100_000,
    "a script": b"<script>alert(1)</script>",
    "a formula": b'=HYPERLINK("http://x.example")',
    "a zone": b"2026-11-25 12:00:00 ../../etc/passwd",
    "zeros": b"\0" * 100,
    "nothing": b"",
    "lines": b"2026-11-25 12:00:00 UTC\n$ nbgrader autograde 05_unit_cost\n",
    "a terminal": b"\x1b[2J2026-11-25 12:00:00 UTC",
}


@pytest.mark.parametrize("time", TIMES)
def test_a_forged_time_stops_nobody(room, time):
    folder = room.hand_in(HOSTILE, room.filled(demo.right_answers(room.key, 0)))
    (folder / "timestamp.txt").write_bytes(TIMES[time])
    came = room.grade()
    assert came.changed == [] and came.seconds < 5 and came.points == (10 if came.graded.ok else 0)
    assert "Traceback" not in came.graded.why
    ended = grading.grade(room.course, A)
    assert set(ended.failed) <= {HOSTILE}
    (folder / "timestamp.txt").write_text("2026-11-25 12:00:00 UTC\n", encoding="utf-8")


@pytest.fixture
def dropped(room, tmp_path):
    """A folder with dropped files, and a look whether collecting writes anything outside of the course's own places."""
    place = tmp_path / "dropped"
    place.mkdir()
    yield place
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dropped"]
    assert not (room.course / "x.ipynb").exists() and not (room.course.parent / "x.ipynb").exists()


ARCHIVES = {
    "slip": {"../../../x.ipynb": b"{}"},
    "absolute": {"/tmp/otop-slipped-x.ipynb": b"{}"},
    "bomb": {"x.ipynb": b"0" * 50_000_000},
    "right": {f"{A}--X1.ipynb": b"{}"},
}


@pytest.mark.parametrize("name", [f"{A}--X1.zip", f"{A}--X1.ipynb", f"{A}--X1.tar.gz", f"{A}--X1.ZIP"])
@pytest.mark.parametrize("archive", ARCHIVES)
def test_an_archive_is_refused(room, dropped, archive, name):
    with zipfile.ZipFile(dropped / name, "w", zipfile.ZIP_DEFLATED) as file:
        for inside, content in ARCHIVES[archive].items():
            file.writestr(inside, content)
    outcome = collect_unwritten(room, [dropped])
    assert [path.name for path, reason in outcome.refused if reason] == [name] and not outcome.collected
    assert not os.path.exists("/tmp/otop-slipped-x.ipynb")


DROPPED = {
    "a link": lambda p, room: p.symlink_to(room.course / "gradebook.db"),
    "a link to a notebook": lambda p, room: p.symlink_to(room.course / "source" / A / f"{A}.ipynb"),
    "a pipe": lambda p, room: os.mkfifo(p),
    "damaged": lambda p, room: p.write_bytes(b"{"),
    "deep brackets": lambda p, room: p.write_bytes(b"[" * 100_000),
    "large": lambda p, room: p.write_bytes(b" " * 20_000_001),
    "no question": lambda p, room: p.write_bytes(notebook()),
    "another's mark": lambda p, room: p.write_text(
        json.dumps(room.filled({}) | {"metadata": {"otop": {"assignment": "../../x", "ids": ["../x"], "made": "x"}}})
    ),
    "ids that are paths": lambda p, room: p.write_text(
        json.dumps(room.filled({}) | {"metadata": {"otop": {"assignment": A, "ids": ["../x", "/etc"]}}})
    ),
    "ids that are none": lambda p, room: p.write_text(
        json.dumps(room.filled({}) | {"metadata": {"otop": {"assignment": A, "ids": {"x": [5]}}}})
    ),
}


@pytest.mark.parametrize("name", ["x.ipynb", f"{A}--nobody.ipynb", f"{A}--a\nb.ipynb", f"{A}--=1+1.ipynb", f"-{A}.ipynb", "😀.ipynb"])
@pytest.mark.parametrize("what", DROPPED)
def test_a_dropped_file_is_refused_with_its_reason(room, dropped, what, name):
    DROPPED[what](dropped / name, room)
    outcome = collect_unwritten(room, [dropped])
    assert [path.name for path, reason in outcome.refused if reason] == [name] and not outcome.collected


def collect_unwritten(room, places):
    """Collect, and take away the list of what was refused: it is the course's own."""
    outcome = collect(room.course, A, places)
    listed = (room.course / "downloaded" / A / "refused.csv").read_text(encoding="utf-8-sig")
    assert not [line for line in listed.splitlines() if line.startswith(('"=', "=")) or ',"=' in line]
    for path in (room.course / "downloaded" / A).rglob("*.csv"):
        path.unlink()
    return outcome


IDS = ["../x", "..", ".", "", "/", "/etc", "../source", "../submitted/P001", "P001/../P001", "./P001", "X1/../../source",
       "*", "?001", "P00[1]", "P001\n", "P001\0", "\x1b[31m", "x" * 5000, "😀", "--help", "P001 --force"]  # fmt: skip


@pytest.fixture
def copied(room, tmp_path):
    """What is lost comes back after the test."""
    kept = tmp_path / "kept"
    shutil.copytree(room.course, kept)
    yield room
    shutil.copytree(kept, room.course, dirs_exist_ok=True)


@pytest.mark.parametrize("student", IDS)
def test_an_id_is_no_path(copied, student):
    before = others(copied)
    graded = pool.grade_one(copied.course, A, student)
    assert others(copied) == before
    assert not graded.ok and graded.seconds < 5 and "Traceback" not in graded.why


@pytest.mark.parametrize("student", IDS)
def test_who_handed_nothing_in_is_not_graded(copied, student):
    with pytest.raises(OtopError):
        grading.grade(copied.course, A, students=[student])
