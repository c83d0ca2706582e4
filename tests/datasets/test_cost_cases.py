"""Every published case is there, and every verdict is reckoned again from the figures."""

import csv

import pytest
from otop import data
from otop.data import cost_cases, store
from otop.i18n.numbers import round_money

CASES = ("C1 C2 C4 C6 C7 C8 C10 C11 C13 C14 C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30").split()
DIFFERS = {"C2-advised": -0.25, "C11": -8977.81, "C21-usd": -0.03, "C26-kg": -250.0}
# numbers that we derived, each reckoned here by hand from the printed ones
DERIVED = {
    "C1-profit": {"days": 25457 / ((30 - 19.09) * 90)},
    "C6-full": {"overhead_fixed": 11.69 - (2.48 + 7.50 + 0.53)},
    "C10-hand": {"gross_profit_per_month": 42227 - 38360},
    "C11": {"break_even_sales": 59920 / 0.292},
    "C14": {"stated_total": 2 / 0.0553},
    "C17": {"irr_percent_floor": (12 / 4 - 1) * 100},
    "C19": {"labour": 113.50 - 73.50},
    "C21-riel": {"profit": 5400 - 5100, "margin_percent": 300 / 5400 * 100},
    "C21-usd": {"margin_percent": (1.35 - 1.25) / 1.35 * 100},
    "C22-sales": {"quantity_before": 12 / 0.70},
    "C26-kg": {"price_per_kg": 100 / 0.2},
    "C29": {"latex_cost": 1.3 * 30},
    "C30-purchases": {"price_per_kg": 20_100_000 / 35_000},
}
with (store.folder() / "cost_cases.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = {row["id"]: row for row in csv.DictReader(lines)}


def test_every_case_of_the_fact_file_is_there():
    assert list(dict.fromkeys(row["case"] for row in ROWS.values())) == CASES
    assert all(row["id"].split("-")[0] == row["case"] for row in ROWS.values())


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_verdict_follows_from_the_figures(row):
    check = data.check_case(row)
    assert row["check"] == check.verdict
    assert (float(row["difference"]) if row["difference"] else None) == check.difference
    assert row["missing"] == ";".join(check.missing)
    assert (check.verdict == "too_few_figures") == bool(row["missing"])


@pytest.mark.parametrize("row", data.load("cost_cases").to_dict("records"), ids=ROWS)
def test_the_loaded_table_gives_the_same_verdict_as_the_text(row):
    assert data.check_case(row) == data.check_case(ROWS[row["id"]])


def test_the_known_contradictions_and_no_others():
    assert {name: data.check_case(row).difference for name, row in ROWS.items() if row["check"] == "differs"} == DIFFERS


def test_a_wrong_digit_in_any_checked_sum_is_seen():
    for name, row in ROWS.items():
        if row["check"] == "adds_up" and row["rule"] == "components":
            worse = row | {"material": str(float(row["material"]) + 0.01)}
            assert data.check_case(worse) == data.Check("differs", -0.01), name


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row["stated_total"] and row["material_share"]])
def test_each_printed_share_fits_its_amount(name):
    figures = data.published(ROWS[name])
    for part in [part for part in figures if f"{part}_share" in figures]:
        assert figures[f"{part}_share"] == round_money(100 * figures[part] / figures["stated_total"])


def test_what_we_derived_is_marked_and_right():
    assert {name: data.pairs(row["derived"]).keys() for name, row in ROWS.items() if row["derived"]} == {
        name: numbers.keys() for name, numbers in DERIVED.items()
    }
    for name, numbers in DERIVED.items():
        for figure, written in data.pairs(ROWS[name]["derived"]).items():
            text = ROWS[name]["derived"].split(f"{figure}=")[1].split(";")[0]
            digits = len(text.partition(".")[2])
            assert (name, figure, round_money(numbers[figure], digits)) == (name, figure, written)


def test_the_figures_of_c1_and_c6_that_lesson_05_stands_on():
    c1, cash, full = (data.published(ROWS[name]) for name in ("C1", "C6-cash", "C6-full"))
    assert (c1["material"], c1["labour"], c1["overhead"], c1["stated_total"], c1["price"]) == (
        9.77, 6.66, 2.66, 19.09, 30,
    )  # fmt: skip
    assert (cash["material"], cash["overhead_variable"], cash["stated_total"]) == (2.48, 0.53, 3.01)
    assert (full["material"], full["labour"], full["overhead_variable"], full["stated_total"]) == (
        2.48, 7.50, 0.53, 11.69,
    )  # fmt: skip


def test_a_derived_number_never_fills_a_published_gap():
    for row in ROWS.values():
        assert not data.pairs(row["derived"]).keys() & data.published(row).keys(), row["id"]


def test_second_reckonings_of_c2_c4_and_c11():
    assert 2000 * 22.75 == 45_500 and 2000 * 45 == 90_000
    assert round_money(120 / 88.945 * 100 - 100) == 34.91  # markup; the margin is 25.88
    assert round_money(100 * 123497.81 / 174440, 1) == 70.8 and round_money(100 * 50942.19 / 174440, 1) == 29.2
    assert round_money(20.69 + 63.56 + 1.49 + 14.25) == 99.99  # the rounded shares of C7


def test_every_difference_and_every_implausible_case_is_named_in_the_note():
    for name, words in {"C2-advised": "22.75", "C11": "8977.81", "C21-usd": "7.41", "C26-kg": "500"}.items():
        assert words in ROWS[name]["note"]
    assert "Implausibly high" in ROWS["C17"]["note"]


def test_sources_are_addresses_or_citations_and_all_are_in_the_manifest():
    listed = data.manifest("cost_cases")["sources"]
    addresses = {source["url"] for source in listed} - {None}
    for row in ROWS.values():
        source = row["source"]
        assert source in addresses or any(source in entry["name"] for entry in listed if not entry["url"])
        assert "://" not in source or source.startswith("https://")


def test_every_rule_is_used_and_no_cell_holds_an_estimate_sign():
    assert {row["rule"] for row in ROWS.values()} == set(cost_cases.RULES)
    for row in ROWS.values():
        assert not any("~" in cell or ">" in cell for cell in row.values()), row["id"]
