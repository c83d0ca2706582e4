"""The rubric, the notebook's text and its metadata agree; the guide's commands exist."""

import json
import re
from pathlib import Path

import pytest
from otop.cli import app
from otop.i18n import LOCALE
from otop.teach.keys import graded_cells, load_key

COURSE = Path(__file__).resolve().parents[2] / "course"
WITH_RUBRIC = sorted(path.stem for path in (COURSE / "instructors" / "rubrics").glob("*.md"))


@pytest.mark.parametrize("assignment", WITH_RUBRIC)
def test_points_agree_in_text_metadata_and_rubric(assignment):
    graded = graded_cells(COURSE, assignment)
    rubric = (COURSE / "instructors" / "rubrics" / f"{assignment}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `([^`]+)` \| (\d+) \| (\w+)", rubric, flags=re.MULTILINE)
    assert [(cell, float(points), by == "you") for _, cell, points, by in rows] == [
        (cell, points, written) for cell, (_, points, written) in graded.items()
    ]
    cells = json.loads((COURSE / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    shown = re.findall(r"^### Question (\d+) \((\d+) points?\)", text, flags=re.MULTILINE)
    assert shown == [(number, points) for number, _, points, _ in rows]
    total = sum(points for _, points, _ in graded.values())
    assert f"**Points:** {total:g}" in text and f"| **Sum** | | **{total:g}** |" in rubric


@pytest.mark.parametrize("assignment", WITH_RUBRIC)
def test_every_graded_cell_has_a_key(assignment):
    key = load_key(COURSE, assignment)
    assert all(len(cell.right) >= 2 and len(cell.wrong) >= 2 for cell in key.values())


def test_no_example_of_a_rubric_reaches_a_trainee():
    """What is just in and just out stands in the rubric alone: not in lessons, assignments or any sentence of ours."""
    places = [
        *(COURSE.parent / "notebooks").glob("*.ipynb"),
        *(COURSE / "source").glob("*/*.ipynb"),
        *(LOCALE / "en").glob("*.po"),
    ]
    reached = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in places)
    border = (COURSE / "instructors" / "rubrics" / "06_price.md").read_text(encoding="utf-8")
    examples = [text for row in re.findall(r"^\| [24] \| (?:say|name) .*", border, flags=re.MULTILINE)
                for text in re.findall(r'"([^"]+)"', row)]  # fmt: skip
    assert len(examples) == 4, "one just in and one just out, for points 2 and 4"
    assert not [text for text in examples if text in reached or text.rstrip(".") in reached]


def test_the_guides_commands_exist():
    guide = (COURSE / "instructors" / "guide.md").read_text(encoding="utf-8")
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    named = set(re.findall(r"\botop ([a-z][a-z-]+)", guide))
    assert named and named <= known, named - known
