"""What I have done: right, tried and open are told apart, and the core from the extra part."""

import json
import shutil
import subprocess
from pathlib import Path

import otop
import pytest
from otop.learn.say_it import Said
from otop.teach.notebooks import COURSE

WORK = Path(otop.__file__).parent / "teach" / "site" / "pages" / "work.js"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="there is no node")


def looked_at(tmp_path, hers: dict, pristine: dict | None) -> dict:
    """What the page says of this notebook."""
    for script in (WORK, WORK.with_name("words.js")):
        shutil.copy(script, tmp_path / script.name)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    script = tmp_path / "look.mjs"
    script.write_text(
        f"import {{ questions, progress }} from './work.js';\n"
        f"const asked = questions({json.dumps(hers)}, {json.dumps(pristine)});\n"
        "console.log(JSON.stringify({asked, progress: progress(asked)}));"
    )
    done = subprocess.run([NODE, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lesson() -> dict:
    return json.loads((COURSE / "notebooks" / "05_unit_cost.ipynb").read_text(encoding="utf-8"))


def answer(notebook: dict, cell_id: str, tone: str) -> None:
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == cell_id]
    cell["source"] = [line.replace("None", "1") for line in cell["source"]]
    cell["outputs"] = [{"output_type": "execute_result", "data": {"text/html": [Said(tone, "x")._repr_html_()]}}]


def test_an_untouched_lesson_has_everything_open(tmp_path):
    told = looked_at(tmp_path, lesson(), lesson())["progress"]
    assert told["core"]["right"] == told["core"]["tried"] == told["extra"]["tried"] == 0
    assert told["core"]["all"] + told["extra"]["all"] == 10 and told["extra"]["all"] == 2
    assert told["open"] == "1, 2, 3, 4, 5, 6, 7, 8"


def test_a_wrong_answer_is_tried_and_the_extra_part_is_counted_for_itself(tmp_path):
    hers = lesson()
    answer(hers, "nipa-cash", "right")
    answer(hers, "nipa-full", "not_yet")
    answer(hers, "shared-kiln", "right")
    told = looked_at(tmp_path, hers, lesson())
    assert told["progress"]["core"] == {"right": 1, "tried": 2, "all": 8}
    assert (
        told["progress"]["extra"] == {"right": 1, "tried": 1, "all": 2}
        and told["progress"]["open"] == "3, 4, 5, 6, 7, 8"
    )
    assert [one["state"] for one in told["asked"]][:3] == ["right", "tried", "open"]


def test_a_graded_answer_is_noted_and_never_right(tmp_path):
    about = {"grade_id": "x-answer", "solution": True}
    edition = {
        "cells": [{"id": "x-answer", "cell_type": "code", "source": "x = None", "metadata": {"nbgrader": about}}]
    }
    hers = json.loads(json.dumps(edition))
    hers["cells"][0]["source"] = "x = 3"
    told = looked_at(tmp_path, hers, edition)
    assert [(one["kind"], one["state"]) for one in told["asked"]] == [("graded", "tried")]


def test_a_prediction_is_neither_right_nor_open_in_the_count(tmp_path):
    case = json.loads((COURSE / "notebooks" / "18_bhutan_ogop.ipynb").read_text(encoding="utf-8"))
    told = looked_at(tmp_path, case, case)["progress"]
    assert told["core"] == {"right": 0, "tried": 0, "all": 6} and told["open"] == "1, 2, 3, 4, 5, 6"
