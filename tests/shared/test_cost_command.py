"""`otop cost`, as it is typed; and the commands and results that docs/cost_sheets.md prints."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from otop.i18n import say
from otop.sheets import COLUMNS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cost_sheets.md"
BLOCK = re.compile(r"```(?:text|console)\n\$ otop (cost [^\n]+)\n(.*?)```", re.DOTALL)


def otop(*words, cwd=ROOT, text=True):
    env = {**os.environ, "OTOP_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "otop", *map(str, words)], cwd=cwd, env=env, capture_output=True, text=text,
        encoding="utf-8" if text else None, timeout=120,
    )  # fmt: skip


def test_published_case_c6():
    done = otop("cost", "docs/sheets/nipa_box.yml", "--json")
    data = json.loads(done.stdout)
    totals = [data[f"{kind}_cost_per_unit"] for kind in ("cash", "variable", "full")]
    assert (done.returncode, done.stderr, totals) == (0, "", [3.01, 10.51, 11.69])
    assert [part["component"] for part in data["components"]][:2] == ["material", "own_labour"]


@pytest.mark.parametrize("kind", ["yaml", "csv", "xlsx"])
def test_a_template_goes_through_the_shell(tmp_path, kind):
    made = otop("cost", "--template", kind, text=False)
    assert (made.returncode, made.stderr) == (0, b"")
    (tmp_path / f"sheet.{kind}").write_bytes(made.stdout)
    done = otop("cost", f"sheet.{kind}", cwd=tmp_path)
    assert done.returncode == 0 and "One pack costs" in done.stdout and done.stderr == ""


def test_a_template_never_overwrites(tmp_path):
    assert otop("cost", "--template", "xlsx", "-o", "a.xlsx", cwd=tmp_path).returncode == 0
    before = (tmp_path / "a.xlsx").read_bytes()
    again = otop("cost", "--template", "xlsx", "-o", "a.xlsx", cwd=tmp_path)
    assert again.returncode == 2 and "Choose another name" in again.stderr
    assert (tmp_path / "a.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cost"], "otop cost sheet.yml"),
        (["cost", "none.yml"], "none.yml: There is no such file"),
        (["cost", "docs"], "docs: This is a folder"),
        (["cost", "pyproject.toml"], "pyproject.toml: "),
        (["cost", "docs/sheets/nipa_box.ymll"], "Did you mean nipa_box.yml"),
        (["cost", "--template", "docx"], "yaml, csv, xlsx"),
        (["cost", "docs/sheets/nipa_box.yml", "--template", "csv"], "Name one sheet"),
    ],
)
def test_one_message_and_status_2(words, said):
    done = otop(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_page_has_commands_to_run():
    assert len(BLOCK.findall(PAGE.read_text(encoding="utf-8"))) >= 4


@pytest.mark.parametrize("command, printed", BLOCK.findall(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else [])
def test_the_page_prints_what_the_command_prints(command, printed):
    done = otop(*command.split(), cwd=PAGE.parent)
    assert (done.stdout or done.stderr).strip() == printed.strip()


def test_the_page_explains_every_column_and_shows_the_sheets_as_they_are():
    page = PAGE.read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"| `{column}` | {say(f'sheet.help.{column}')} |" in page
    for name in ("nipa_box.yml", "shoulder_bag.csv"):
        assert (ROOT / "docs" / "sheets" / name).read_text(encoding="utf-8-sig").strip() in page


def test_errors_on_the_page_are_what_is_said(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    sheet = (ROOT / "docs" / "sheets" / "shoulder_bag.csv").read_text(encoding="utf-8-sig")
    rows = re.findall(r"^\| `([^`]*)` \| `([^`]*)` \| (.+) \|$", page, re.MULTILINE)
    assert len(rows) >= 8
    for right, wrong, message in rows:
        assert sheet.count(right) == 1, right
        (tmp_path / "sheet.csv").write_text(sheet.replace(right, wrong), encoding="utf-8")
        done = otop("cost", "sheet.csv", cwd=tmp_path)
        assert done.stderr.strip() == message and done.returncode == 2 and done.stdout == ""
