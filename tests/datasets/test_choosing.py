"""The tables of lesson 03: what can be reckoned again is, and contradictions stay beside each other."""

import csv
import itertools

import pytest
from otop import data
from otop.data import store

NAMES = ("otop_registered", "tcps_counts", "registration_rules", "segment_rule", "star_bands")


def rows(name: str) -> dict[str, dict[str, str]]:
    with (store.folder() / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


COUNTS, TCPS = rows("otop_registered"), rows("tcps_counts")


def number(table, row: str) -> float:
    return float(table[row]["value"])


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_a_status_and_a_source_of_the_manifest(name):
    listed = data.manifest(name)["sources"]
    addresses = {source["url"] for source in listed if source["url"]}
    for row in rows(name).values():
        assert row["status"] in ("F", "F-cut", "D")
        first = row["source"].split("; ")[0]
        assert any(first in text for text in addresses | {source["name"] for source in listed}), row["id"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_known_is_named(name):
    assert len(data.manifest(name)["known_gaps"]) >= 3


# --- registrations ---------------------------------------------------------------------------------


def test_the_types_of_producers_add_up_to_the_count_of_the_same_source():
    types = [number(COUNTS, f"N2021-FAO-{kind}") for kind in ("groups", "single", "sme")]
    whole = number(COUNTS, "N2021-FAO-producers")
    assert types == [51_787, 40_119, 1_508] and sum(types) == whole == 93_414
    assert [round(100 * part / whole, 1) for part in types] == [55.4, 42.9, 1.6]
    assert COUNTS["N2021-FAO-sme"]["status"] == "D"


def test_workers_are_skilled_and_general_together():
    assert (
        number(COUNTS, "N2022-skilled") + number(COUNTS, "N2022-general") == number(COUNTS, "N2022-workers") == 131_583
    )


def test_the_two_counts_of_2021_contradict_each_other_and_both_stay():
    one, other = number(COUNTS, "N2021-producers"), number(COUNTS, "N2021-FAO-producers")
    assert (one, other, one - other) == (94_103, 93_414, 689)
    assert "689" in COUNTS["N2021-FAO-producers"]["note"]


def test_a_cumulative_count_is_marked():
    cumulative = {row["case"] for row in COUNTS.values() if row["year_basis"] == "cumulative"}
    assert cumulative == {"N2018"}
    assert [number(COUNTS, f"{case}-producers") for case in ("N2016", "N2018", "N2019")] == [40_694, 78_960, 87_468]


def test_the_entries_of_phuket_add_up():
    parts = [number(COUNTS, f"PKT2010-{kind}") for kind in ("food", "drink", "clothes", "household", "herbs")]
    assert parts == [184, 19, 161, 119, 53] and sum(parts) == number(COUNTS, "PKT2010-products") == 536


def test_provinces_are_not_comparable_and_the_manifest_says_so():
    sales = {
        row["area"]: (row["when"], row["measure"]) for row in COUNTS.values() if row["measure"].startswith("sales")
    }
    assert len(sales) == len(set(sales.values())) == 5
    assert any("cannot be ranked" in gap for gap in data.manifest("otop_registered")["known_gaps"])


def test_more_than_and_about_are_kept():
    assert {row["id"]: row["sign"] for row in COUNTS.values() if row["sign"] != "exact"} == {
        "N2012-producers": "about", "N2020-producers": "more_than", "N2020-products": "about", "NBP2025-sales": "about",
        "NKI2018-products": "more_than",
    }  # fmt: skip


# --- standards -------------------------------------------------------------------------------------


def test_the_standards_of_the_five_categories_add_up():
    parts = [number(TCPS, f"T2019-{kind}") for kind in ("food", "beverages", "textiles", "household", "herbs")]
    assert parts == [502, 265, 109, 538, 103] and sum(parts) == number(TCPS, "T2019-standards") == 1_517


def test_ever_certified_is_four_to_seven_times_the_active_ones():
    ever = number(TCPS, "T2019-ever")
    active = [number(TCPS, f"T2020-{month}-active") for month in ("APR", "AUG")]
    assert (ever, active) == (81_118, [20_000, 12_000])
    assert [round(ever / one, 1) for one in active] == [4.1, 6.8]
    assert {TCPS[f"T2020-{month}-active"]["sign"] for month in ("APR", "AUG")} == {"more_than"}


# --- rules -----------------------------------------------------------------------------------------


def test_the_segment_rule_leaves_244_of_432_combinations_without_a_segment():
    table = rows("segment_rule").values()
    questions = ("standard", "capacity", "process", "development", "market")
    allowed = {
        row["segment"]: [set(map(int, filter(None, row[question].split(";")))) for question in questions]
        for row in table
    }
    sizes = [max(max(rule[at], default=0) for rule in allowed.values()) for at in range(5)]
    assert sizes == [3, 3, 3, 4, 4]
    found = dict.fromkeys([*allowed, None], 0)
    for answers in itertools.product(*(range(1, size + 1) for size in sizes)):
        fits = [
            s for s, rule in allowed.items() if all(not ok or one in ok for one, ok in zip(answers, rule, strict=True))
        ]
        assert len(fits) <= 1
        found[fits[0] if fits else None] += 1
    assert found == {"A": 4, "B": 16, "C": 24, "D": 144, None: 244}
    assert sum(found.values()) == 432 and round(100 * 244 / (432 - 144)) == 85


def test_the_rules_of_registration_have_their_steps_in_order():
    table = rows("registration_rules").values()
    assert list(dict.fromkeys(row["step"] for row in table)) == ["who", "link", "place", "people", "papers", "approval"]
    assert [row["answer"] for row in table if row["step"] == "link"] == ["production", "management", "benefit"]
    for step in dict.fromkeys(row["step"] for row in table):
        assert len({row["enough"] for row in table if row["step"] == step}) == 1
    assert {row["only_if"] for row in table} == {"", "group"}
    assert {row["step"] for row in table if row["stage"] == "opc"} == {"approval"}


def test_the_printed_bands_leave_the_points_between_them_open():
    bands = [row for row in rows("star_bands").values() if row["country"] == "Viet Nam"]
    ends = [(int(row["points_from"]), int(row["points_to"])) for row in bands if row["points_from"]]
    assert ends == [(90, 100), (70, 89), (50, 69), (30, 49)] and bands[-1]["points_below"] == "30"
    assert all(upper[0] - lower[1] == 1 for upper, lower in itertools.pairwise(ends))


def test_no_bands_are_given_for_thailand():
    assert {row["country"] for row in rows("star_bands").values()} == {"Viet Nam", "Lao PDR"}
    assert any(gap.startswith("Thailand") for gap in data.manifest("star_bands")["known_gaps"])
