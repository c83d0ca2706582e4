"""The OGOP figures: all of the fact file are there, the derived ones are reckoned again, conflicts stay."""

import csv

import pytest
from otop import data
from otop.data import store
from otop.learn.lessons import ogop as lesson

with (store.folder() / "ogop.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = {row["id"]: row for row in csv.DictReader(lines)}

# section 3 of the fact file and C30, typed here once more: value, word before it, year, status
FACTS = {
    "products at the launch": [("60", "", "2015", "F")],
    "gewogs at the launch": [("60", "", "2015", "F")],
    "farmers' groups": [("100", "more than", "", "F")],
    "gewogs with groups": [("80", "", "", "F")],
    "weight that OGOP bought": [("35", "more than", "2019", "F")],
    "money that OGOP paid": [("20100000", "", "2019", "F")],
    "change on the year before": [("100", "almost", "2019", "F")],
    "products strengthened": [("100", "more than", "", "F")],
    "mean price that OGOP paid": [("574", "at most", "2019", "D")],
    "mean money to a group": [("201000", "at most", "2019", "D")],
    "shops of OGOP": [("2", "", "", "F")],
    "products on sale": [("200", "more than", "", "F"), ("200", "", "", "F-cut")],
    "product lines at OTOP City": [("35", "", "2017", "F-cut")],
    "sites of Model II": [("6", "", "2019", "F")],
    "producers trained at Patshaling": [("33", "", "", "F")],
    "share of OGOP in a joint venture": [("51", "at least", "2025", "F")],
    "lowest price of a kishuthara": [("80000", "from", "2015", "F"), ("45000", "about", "", "F")],
    "highest price of a kishuthara": [("80000", "about", "", "F")],
    "shortest time for a kishuthara": [("2", "about", "", "F")],
    "longest time for a kishuthara": [("3", "about", "", "F")],
    "lowest pay of a day before yarn": [("500", "about", "", "D")],
    "highest pay of a day before yarn": [("1333", "about", "", "D")],
    "lowest price of a sword": [("3000", "", "2015", "F")],
    "highest price of a sword": [("300000", "", "2015", "F")],
    "duty on honey, pickles and jam in Thailand": [("30", "", "2025", "F")],
    "duty under the agreement": [("0", "", "2025", "F")],
}
EVENTS = {
    "working committee of OGOP": "2015", "Foundation Day": "", "shop at the airport": "", "shop at Thimphu Eco Park": "",
    "new products": "2021", "idea of the project": "2014", "OGOP Model I begins": "2016", "OGOP Model II begins": "2019",
    **{f"site of Model II: {site}": "2019" for site in ("Uesu", "Gantey-Phobji", "Drakten", "Khoma", "Yangtse", "Patshaling")},
}  # fmt: skip
DERIVED = {
    "B11": 20_100_000 / (35 * 1_000), "B12": 20_100_000 / 100, "B37": 45_000 / (3 * 30), "B38": 80_000 / (2 * 30),
}  # fmt: skip


def test_every_figure_of_the_fact_file_is_there_and_no_other():
    figures: dict[str, list] = {}
    for row in ROWS.values():
        if row["value"]:
            told = (row["value"], row["qualifier"], row["year"], row["status"])
            figures.setdefault(row["what"], []).append(told)
    assert figures == FACTS
    assert {row["what"]: row["year"] for row in ROWS.values() if not row["value"]} == EVENTS


def test_what_we_derived_is_marked_and_right():
    assert {name for name, row in ROWS.items() if row["status"] == "D"} == set(DERIVED)
    for name, number in DERIVED.items():
        assert float(ROWS[name]["value"]) == round(number), name


def test_sources_that_differ_are_both_kept():
    table = data.load("ogop").dropna(subset="value")
    twice = table[table.duplicated("what", keep=False)]
    assert twice["id"].to_list() == ["B16", "B17", "B32", "B33"]
    assert all(len(set(rows["source"])) == 2 for _, rows in twice.groupby("what"))


def test_the_office_has_its_full_name_and_nobody_is_rated():
    text = " ".join(row["note"] for row in ROWS.values()).lower()
    assert "the queen's project office, his majesty's secretariat" in text
    assert not {"fail", "failed", "failure", "success", "poor", "weak", "bad"} & set(text.replace(".", " ").split())


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_says_where_and_when(row):
    assert row["source"].startswith("http") or "citation" in row["source"]
    assert bool(row["value"]) == bool(row["unit"]), "a figure has a unit, an event has none"
    assert row["year"] or row["year_basis"]


def test_each_place_has_its_point():
    places = set(data.load("places")["name"])
    assert {row["place"] for row in ROWS.values() if row["place"]} <= places


def test_the_figures_that_case_c30_gives_are_the_same():
    case = data.load("cost_cases").set_index("id")
    bought = data.pairs(case.loc["C30-purchases", "further"])
    assert (bought["purchase_money"], bought["purchase_kg"]) == (20_100_000, 35_000)
    assert case.loc["C30-kishuthara", "price"] == float(ROWS["B32"]["value"])


def test_the_sentences_of_the_lesson_name_the_numbers_of_the_rows():
    for fact in (*lesson.STORY, *lesson.SIZE):
        if ROWS[fact]["value"]:
            assert ROWS[fact]["value"] in lesson._sentence(fact), fact
    assert lesson.DECISIONS["bought"]().facts == {"tonnes": "35", "millions": "20.1"}


def test_the_manifest_names_each_source():
    named = {source["url"] or source["name"] for source in data.manifest("ogop")["sources"]}
    assert {row["source"] for row in ROWS.values()} | {
        "https://thebhutanese.bt/ogop-invites-private-sector-fdi-and-farmers-for-industrial-scale-manufacturing/"
    } == named
