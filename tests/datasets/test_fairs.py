"""The fairs: every fair is there, sums and means are reckoned again, a part is never a whole."""

import csv
from datetime import date

import pytest
from otop import data
from otop.data import store


def rows_of(name: str) -> dict[str, dict]:
    with (store.folder() / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


ROWS, CATEGORIES = rows_of("fairs"), rows_of("fair_categories")
FAIRS = "S2016 C2016 M2017 C2017 M2018 C2019 V2021 M2022 C2022 M2023 C2023 M2024 C2024 M2025 S2025 C2025".split()
PARTS = {"C2019-D1": 1, "C2022-D4": 4, "C2022-D4-mean": 4, "M2024-D2": 2, "M2025-D2": 2, "S2025-D7": 7}
# total, on site and orders as the fact file prints them (section 1g)
PRINTED = {
    "S2016": (839_529_280, 772_601_045, 66_928_235), "C2016": (1_042_000_000, 940_282_280, 102_390_340),
    "M2017": (857_500_000, 749_600_000, 107_900_000), "M2022": (573_232_033, 503_761_188, 69_470_845),
}  # fmt: skip
TARGETS = {"S2016": 800, "M2017": 800, "C2017": 1_200, "M2018": 900, "C2019": 1_400, "V2021": 750, "M2022": 500,
           "M2023": 300, "C2023": 600, "M2025": 600}  # fmt: skip


def number(row: dict, column: str) -> int | None:
    return int(row[column]) if row[column] else None


def test_the_sixteen_fairs_and_the_regional_ones_are_there_and_no_others():
    whole = [name for name, row in ROWS.items() if row["covers"] == "whole"]
    assert sorted(whole) == sorted(FAIRS)
    assert {name: number(row, "covers_days") for name, row in ROWS.items() if row["covers"] == "first_days"} == PARTS
    assert [name for name, row in ROWS.items() if row["covers"] == "some_provinces"] == ["R2025"]


def test_on_site_and_orders_add_up_to_the_total():
    split = {name: row for name, row in ROWS.items() if row["on_site"] or row["orders"]}
    assert {n: tuple(number(r, c) for c in ("total", "on_site", "orders")) for n, r in split.items()} == PRINTED
    for name, row in split.items():
        parts = number(row, "on_site") + number(row, "orders")
        assert data.pairs(row["derived"])["sum"] == parts
        total = number(row, "total")
        assert total == parts if row["total_is"] != "more_than" else total < parts < total + 1_000_000, name


def test_the_means_of_the_fact_file():
    m2022, m2023, c2023, m2017, c2022 = (ROWS[name] for name in ("M2022", "M2023", "C2023", "M2017", "C2022-D4"))
    assert {name: data.pairs(row["derived"]) for name, row in ROWS.items() if row["derived"]} == {
        "S2016": {"sum": 839_529_280},
        "C2016": {"sum": 1_042_672_620},
        "M2017": {"sum": 857_500_000, "on_site_per_visitor": round(749_600_000 / 360_000)},
        "M2018": {"target_visitors_of_the_days": 45_000 * 9},
        "M2022": {
            "sum": 573_232_033, "total_per_visitor": 3_493, "on_site_per_visitor": 3_069, "total_per_seller": 229_293,
            "on_site_per_seller": 201_504, "order_percent": 12.1,
        },
        "C2022-D4": {"total_per_visitor": 2_823},
        "M2023": {"total_per_visitor": 2_691, "total_per_seller": 267_671},
        "C2023": {"total_per_visitor": 3_134},
    }  # fmt: skip
    assert round(number(m2022, "total") / number(m2022, "visitors")) == 3_493
    assert round(number(m2022, "on_site") / number(m2022, "visitors")) == 3_069
    assert round(number(m2022, "total") / number(m2022, "sellers")) == 229_293
    assert round(number(m2022, "on_site") / number(m2022, "sellers")) == 201_504
    assert round(100 * number(m2022, "orders") / number(m2022, "total"), 1) == 12.1
    assert round(number(m2023, "total") / number(m2023, "visitors")) == 2_691
    assert round(number(m2023, "total") / number(m2023, "sellers")) == 267_671
    assert round(number(c2023, "total") / number(c2023, "visitors")) == 3_134
    assert round(number(c2022, "total") / number(c2022, "visitors")) == 2_823
    assert round(number(m2017, "on_site") / number(m2017, "visitors")) == 2_082


def test_no_mean_is_derived_from_a_number_that_is_only_a_bound():
    for name, row in ROWS.items():
        derived = data.pairs(row["derived"])
        for people in ("visitors", "sellers"):
            if row[f"{people}_are"] != "as_printed":
                assert not any(figure.endswith(f"per_{people[:-1]}") for figure in derived), name


def test_the_printed_mean_and_the_reckoned_one_are_both_kept():
    printed, reckoned = ROWS["C2022-D4"], ROWS["C2022-D4-mean"]
    assert (printed["status"], printed["mean_per_seller"]) == ("F", "95574")
    assert (reckoned["status"], reckoned["mean_per_seller"]) == ("D", "95876")
    assert round(number(printed, "total") / number(printed, "sellers")) == 95_876
    assert "C2022-D4-mean" in printed["note"] and "95574" in reckoned["note"]
    assert [name for name, row in ROWS.items() if row["status"] == "D"] == ["C2022-D4-mean"]


def test_a_part_is_never_a_whole():
    for name, row in ROWS.items():
        assert (row["covers"] == "whole") == (name == row["case"] and name != "R2025"), name
        if row["covers"] == "first_days":
            whole = ROWS[row["case"]]
            assert 0 < number(row, "covers_days") < number(row, "days") == number(whole, "days")
            assert row["target"] == "", "a target is for the whole fair"
            if whole["total"]:
                assert number(row, "total") < number(whole, "total")


def test_targets_are_no_results():
    assert {name: number(row, "target") for name, row in ROWS.items() if row["target"]} == {
        name: millions * 1_000_000 for name, millions in TARGETS.items()
    }
    for name in ("C2017", "M2018", "M2025"):
        assert not any(ROWS[name][column] for column in ("on_site", "orders", "total", "visitors")), name
    for row in ROWS.values():
        assert not (row["visitors"] and row["target_visitors"]) and not (row["sellers"] and row["target_sellers"])


def test_what_is_empty_is_named_as_missing():
    looked_for = ("start", "end", "days", "on_site", "orders", "total", "target", "visitors", "sellers")
    for name, row in ROWS.items():
        part_needs = (
            [column for column in looked_for if column != "target"] if row["covers"] == "first_days" else looked_for
        )
        assert row["missing"] == "; ".join(column for column in part_needs if not row[column]), name


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_form_of_a_row(row):
    assert row["case"] == row["id"].split("-")[0]
    assert str(number(row, "year")) in row["id"] and row["event"].endswith((row["case"][1:], "Happy Market"))
    for amount, word in [
        ("total", "total_is"),
        ("visitors", "visitors_are"),
        ("sellers", "sellers_are"),
        ("products", "products_are"),
    ]:
        assert bool(row[amount]) == bool(row[word]), amount
    assert bool(row["sellers"]) == bool(row["sellers_count"])
    if row["start"]:
        start = date.fromisoformat(row["start"])
        assert start.year == number(row, "year")
        if row["end"]:
            assert (date.fromisoformat(row["end"]) - start).days + 1 == number(row, "days")
    assert not any(mark in cell for cell in row.values() for mark in "~><")


def test_the_categories_are_below_the_total_of_their_fair():
    for name in dict.fromkeys(row["fair_row"] for row in CATEGORIES.values()):
        rows = [row for row in CATEGORIES.values() if row["fair_row"] == name]
        sales = [number(row, "sales") for row in rows]
        assert sum(sales) < number(ROWS[name], "total")
        assert [number(row, "rank") for row in rows] == list(range(1, len(rows) + 1))
        assert sales == sorted(sales, reverse=True), name
        assert all(row["case"] == ROWS[name]["case"] and row["source"] == ROWS[name]["source"] for row in rows)


def test_the_largest_categories():
    largest = {row["fair_row"]: (row["category"], row["sales"]) for row in CATEGORIES.values() if row["rank"] == "1"}
    assert largest == {
        "M2017": ("textiles", "267900000"), "M2022": ("textiles", "223163761"), "C2022-D4": ("textiles", "95937722"),
        "M2023": ("textiles", "136425482"), "C2023": ("textiles", "272769384"), "M2024": ("textiles and craft", "500000000"),
        "S2025-D7": ("textiles", "331000000"),
    }  # fmt: skip
    assert round(100 * 223_163_761 / 573_232_033) == 39


@pytest.mark.parametrize("name", ["fairs", "fair_categories"])
def test_every_source_is_in_the_manifest(name):
    listed = {source["url"] for source in data.manifest(name)["sources"]}
    used = {
        address
        for row in rows_of(name).values()
        for address in [row["source"], *row.get("further_sources", "").split("; ")]
        if address
    }
    assert used == listed and all(address.startswith("https://") for address in used)


def test_text_can_name_a_fair():
    assert data.manifest("fairs")["cite"] == data.manifest("fair_categories")["cite"] == "fair"
    assert "details/55673" in str(data.chip("fairs", case="M2022"))
    assert "2022" in str(data.chip("fairs", case="C2022-D4"))
