"""Family B: notebooks whose cells, points, flags or metadata were changed by hand.

Each earns exactly what the same answers earn untouched, or is refused with a reason.
"""

import copy
import json
import shutil

import pytest

pytest.importorskip("nbgrader")
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from otop.teach import demo  # noqa: E402

A = demo.ASSIGNMENT
ALL, SOME = 10, 3  # points of all right answers, and of those below
THREE = {"drink_cash-answer": "drink_cash = 4.9", "cost_per_piece-answer": "def cost_per_piece(material, own_labour, overhead, pieces):\n"
         "    return (material + own_labour + overhead) / pieces"}  # fmt: skip


def about(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})


def find(notebook: dict, name: str) -> dict:
    return next(cell for cell in notebook["cells"] if about(cell).get("grade_id") == name)


def all_tests(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if about(cell).get("grade") and not about(cell).get("solution")]


def more_points(notebook):
    for cell in all_tests(notebook):
        about(cell)["points"] = 100


def points_of_all_kinds(notebook):
    for cell, points in zip(all_tests(notebook), (-1, 1e308, "14", None, [], {}, True, "1e3", 10**400), strict=True):
        about(cell)["points"] = points


def points_for_answers(notebook):
    for cell in notebook["cells"]:
        if about(cell).get("solution"):
            about(cell).update(grade=True, points=5)


def no_flags(notebook):
    for cell in notebook["cells"]:
        about(cell).update(grade=False, solution=False, locked=False)


def flags_turned(notebook):
    for cell in notebook["cells"]:
        if about(cell):
            about(cell).update({flag: not about(cell)[flag] for flag in ("grade", "solution", "locked")})


def tasks(notebook):
    for cell in all_tests(notebook):
        about(cell).update(task=True, grade=False, points=50)


def exchanged_ids(notebook):
    one, other = find(notebook, "drink_full-test"), find(notebook, "drink_cash-test")
    about(one)["grade_id"], about(other)["grade_id"] = "drink_cash-test", "drink_full-test"


def checks_named_as_the_one_that_passes(notebook):
    for cell in all_tests(notebook):
        about(cell)["grade_id"] = "drink_cash-test"


def ids_of_all_kinds(notebook):
    for cell, name in zip(all_tests(notebook), ("", None, 5, [], {}, "../x", "a" * 9000, "\ud800", "é\0"), strict=True):
        about(cell)["grade_id"] = name


def checksums(notebook):
    for cell in notebook["cells"]:
        about(cell)["checksum"] = "0" * 32


def without_tests(notebook):
    gone = [id(cell) for cell in all_tests(notebook)]
    notebook["cells"] = [cell for cell in notebook["cells"] if id(cell) not in gone]


def only_answers(notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if about(cell).get("solution")]


def each_twice(notebook):
    notebook["cells"] = [copy.deepcopy(cell) for cell in notebook["cells"] for _ in range(2)]


def backwards(notebook):
    notebook["cells"].reverse()


def checks_first(notebook):
    notebook["cells"].sort(key=lambda cell: not about(cell).get("grade"))


def checks_edited(notebook):
    for cell in all_tests(notebook):
        cell["source"] = "pass"


def checks_that_write_points(notebook):
    for cell in all_tests(notebook):
        cell["source"] = "1.0"
        cell["outputs"] = [
            {"output_type": "execute_result", "data": {"text/plain": "1.0"}, "metadata": {}, "execution_count": 1}
        ]


def checks_as_text(notebook):
    for cell in all_tests(notebook):
        cell.update(cell_type="markdown")
        cell.pop("outputs"), cell.pop("execution_count")


def checks_as_raw(notebook):
    for cell in all_tests(notebook):
        cell.update(cell_type="raw")
        cell.pop("outputs"), cell.pop("execution_count")


def answers_as_text_and_back(notebook):
    for cell in notebook["cells"]:
        if about(cell).get("solution") and cell["cell_type"] == "code":
            about(cell)["cell_type"] = "markdown"


def text_as_code(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell.update(cell_type="code", outputs=[], execution_count=None)


def set_up_edited(notebook):
    find(notebook, "set-up")["source"] = (
        "class work:\n    form = form_function = mark = mark_function = lambda *a, **k: None"
    )


def set_up_gone(notebook):
    notebook["cells"].remove(find(notebook, "set-up"))


def tags_that_skip(notebook):
    for cell in all_tests(notebook):
        cell["metadata"] |= {"tags": ["skip-execution", "raises-exception", "remove-cell"], "deletable": True}


def other_metadata(notebook):
    notebook["metadata"] |= {
        "nbgrader": {"points": 99, "grade": True},
        "execution": {"timeout": 0},
        "widgets": 5,
        "otop": {"language": 5},
    }
    for cell in notebook["cells"]:
        cell["metadata"] |= {"execution": {"skip": True}, "jupyter": {"source_hidden": True}, "collapsed": "x"}
        about(cell).update(score=9, auto_score=9, manual_score=9, extra_credit=9, comment="full marks")


def other_language(notebook):
    notebook["metadata"]["otop"] = {"language": "zz"}


def language_of_the_course(notebook):
    notebook["metadata"]["otop"] = {"language": "th"}


def kernel_of_another_kind(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    notebook["metadata"]["language_info"] = {"name": "R"}


def kernel_that_nobody_has(notebook):
    notebook["metadata"]["kernelspec"] = {
        "name": "../../x",
        "display_name": "",
        "language": "python",
        "argv": ["/bin/sh"],
    }


def kernel_without_walls(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "otop-warm", "display_name": "OTOP, warm", "language": "python"}


def no_kernel(notebook):
    notebook["metadata"].clear()


def old_schema(notebook):
    for cell in notebook["cells"]:
        about(cell)["schema_version"] = 1


def future_schema(notebook):
    for cell in notebook["cells"]:
        about(cell)["schema_version"] = 99


def schema_of_no_kind(notebook):
    for cell, version in zip(notebook["cells"], ("3", None, [], -1, 2.5) * 20, strict=False):
        about(cell)["schema_version"] = version


def minor_of_the_future(notebook):
    notebook["nbformat_minor"] = 99


def lists_of_lines(notebook):
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True) if isinstance(cell["source"], str) else cell["source"]


def same_cell_ids(notebook):
    for cell in notebook["cells"]:
        cell["id"] = "same"


def own_cells_between(notebook):
    own = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "mine", "grade": True, "solution": False, "locked": True,
           "points": 50, "schema_version": 3, "task": False, "cell_type": "code"}}, "source": "pass", "outputs": [], "execution_count": None}  # fmt: skip
    notebook["cells"] = [part for cell in notebook["cells"] for part in (cell, copy.deepcopy(own))]


CHANGES = [
    more_points, points_of_all_kinds, points_for_answers, no_flags, flags_turned, tasks, exchanged_ids,
    checks_named_as_the_one_that_passes, ids_of_all_kinds, checksums, without_tests, only_answers, each_twice, backwards,
    checks_first, checks_edited, checks_that_write_points, checks_as_text, checks_as_raw, answers_as_text_and_back, text_as_code,
    set_up_edited, set_up_gone, tags_that_skip, other_metadata, other_language, language_of_the_course,
    kernel_of_another_kind, kernel_that_nobody_has, kernel_without_walls, no_kernel, old_schema, future_schema,
    schema_of_no_kind, minor_of_the_future, lists_of_lines, same_cell_ids, own_cells_between,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_marks_are_those_of_the_answers(room, change):
    notebook = room.filled(THREE)
    change(notebook)
    came = room.grade(notebook)
    assert came.changed == []
    assert came.graded.ok, came.graded.why
    assert came.points == SOME
    assert came.marks["drink_cash-test"].points == 1 and came.marks["cost_per_piece-test"].points == 2
    assert sum(mark.max_points for mark in came.marks.values()) == 14


def test_an_answer_in_two_cells_counts_as_written(room):
    """The answer's own cell calls for what stands in a cell of the trainee's, as she may write it."""
    notebook = room.filled({"drink_cash-answer": "drink_cash = material / bottles"})
    at = notebook["cells"].index(find(notebook, "drink_cash-answer"))
    own = {
        "cell_type": "code",
        "metadata": {},
        "source": "material, bottles = 73.50, 15",
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].insert(at, own)
    came = room.grade(notebook)
    assert came.graded.ok and came.points == 1 and came.changed == []


def test_of_two_answers_the_first_counts(room):
    """No second try: which of two copies counts does not depend on which is right."""
    notebook = room.filled({"drink_cash-answer": "drink_cash = 5.1"})
    at = notebook["cells"].index(find(notebook, "drink_cash-answer"))
    second = copy.deepcopy(notebook["cells"][at]) | {"source": "drink_cash = 4.9"}
    notebook["cells"].insert(at + 1, second)
    came = room.grade(notebook)
    assert came.graded.ok and came.points == 0 and came.changed == []


@pytest.mark.parametrize(
    "name", ["x.ipynb", f"{A} (1).ipynb", f"{A}.IPYNB", f"{A}.ipynb.ipynb", "06_price.ipynb", ".ipynb"]
)
def test_a_renamed_notebook_earns_nothing_by_its_name(room, name):
    folder = room.hand_in("X1", room.filled(THREE))
    (folder / f"{A}.ipynb").rename(folder / name)
    came = room.grade()
    assert came.changed == [] and came.points == 0
    assert came.graded.ok or came.graded.why


@pytest.mark.parametrize("name", ["x.ipynb", "06_price.ipynb", f"{A}-2.ipynb", "nested/05_unit_cost.ipynb"])
def test_a_notebook_more_changes_nothing(room, name):
    folder = room.hand_in("X1", room.filled(THREE))
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(room.filled(demo.right_answers(room.key, 0))), encoding="utf-8")
    came = room.grade()
    assert came.changed == []
    assert came.graded.ok, came.graded.why
    assert came.points == SOME


def test_an_empty_folder_earns_nothing(room):
    (room.hand_in("X1", room.filled(THREE)) / f"{A}.ipynb").unlink()
    came = room.grade()
    assert came.changed == [] and came.points == 0
    assert came.graded.ok or came.graded.why


def test_after_all_that_an_honest_submission_gets_all_its_points(room):
    shutil.rmtree(room.course / "submitted" / "X1", ignore_errors=True)
    came = room.grade(room.filled(demo.right_answers(room.key, 0)))
    assert came.graded.ok and came.points == ALL and came.changed == []


GARBAGE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.integers(), max_size=2),
    st.sampled_from(["pass", "1.0", "drink_cash-test", "cost_per_piece-test", "set-up", 3, "%%bash\nls", "'''", "x = (", "\ud800", "\0"]),
)  # fmt: skip
FLAGS = ["grade", "solution", "locked", "task", "points", "grade_id", "schema_version", "checksum", "cell_type"]
KINDS = [
    "drop",
    "copy",
    "move",
    "flag",
    "no metadata",
    "type",
    "metadata",
    "outputs",
    "source of a locked cell",
    "empty",
]
CHANGE = st.tuples(st.sampled_from(KINDS), st.integers(0, 999), st.integers(0, 999), st.sampled_from(FLAGS), GARBAGE)


def mangle(notebook: dict, changes: list) -> None:
    cells = notebook["cells"]
    for kind, one, other, flag, value in changes:
        if not cells:
            return
        at, to = one % len(cells), other % len(cells)
        cell = cells[at]
        if kind == "drop":
            cells.pop(at)
        elif kind == "copy":
            cells.insert(to, copy.deepcopy(cell))
        elif kind == "move":
            cells.insert(to, cells.pop(at))
        elif kind == "flag" and isinstance(about(cell), dict):
            about(cell)[flag] = value
        elif kind == "no metadata":
            cell["metadata"] = {}
        elif kind == "type":
            cell["cell_type"] = ("code", "markdown", "raw")[other % 3]
        elif kind == "metadata":
            cell["metadata"]["tags" if other % 2 else "nbgrader"] = value
        elif kind == "outputs":
            cell["outputs"] = [value] if other % 2 else value
        elif kind == "source of a locked cell" and isinstance(about(cell), dict) and about(cell).get("locked"):
            cell["source"] = value if isinstance(value, str) else "pass"
        elif kind == "empty":
            cell["source"] = ""


@pytest.mark.parametrize("filled", [True, False], ids=["right answers", "no answers"])
def test_no_change_by_hand_adds_a_point(room, filled):
    @settings(
        max_examples=15, deadline=None, derandomize=True, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(CHANGE, min_size=1, max_size=12))
    def tried(changes):
        notebook = room.filled(demo.right_answers(room.key, 0) if filled else {})
        mangle(notebook, changes)
        came = room.grade(notebook)
        assert came.changed == [] and came.points <= (ALL if filled else 0)
        assert all(mark.max_points in (1, 2, 4) for mark in came.marks.values())
        assert came.graded.ok or came.graded.why

    tried()
