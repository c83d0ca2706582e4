"""A number in a text names its row, and a command shows the row and its source."""

import pytest
from otop import data
from otop.cli import app
from typer.testing import CliRunner


@pytest.mark.parametrize("name", [name for name in data.names() if data.manifest(name).get("cite")])
def test_the_ids_of_every_table_are_found_again(name):
    rows = list(data.load(name)["id"])
    assert len(set(rows)) == len(rows)
    for one in (rows[0], rows[-1]):
        assert one in [row["id"] for found, row in data.facts(one) if found == name]


def test_no_two_rows_of_all_tables_have_the_same_name():
    named = [(data.manifest(name)["cite"], one) for name in data.names() if data.manifest(name).get("cite")
             for one in data.load(name)["id"]]  # fmt: skip
    assert len(named) == len(set(named))


def test_the_command_shows_the_row_and_its_source():
    done = CliRunner().invoke(app, ["data", "fact", "C6-cash"])
    assert done.exit_code == 0
    assert "stated_total: 3.01" in done.output and "https://so03.tci-thaijo.org" in done.output
    assert "nan" not in done.output and "<NA>" not in done.output


def test_an_unknown_id_is_said():
    done = CliRunner().invoke(app, ["data", "fact", "C6", "X1"])
    assert done.exit_code == 1 and "X1 is in no table" in done.output
