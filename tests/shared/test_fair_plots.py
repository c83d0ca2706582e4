"""Pictures and tables of fairs and booths: a part, a target and what is not known are told in words too."""

import re

import pytest
from otop import data
from otop.learn.lessons import fairs as lesson
from otop.market import Booth
from otop.plots.booths import going_table, results_table
from otop.plots.fairs import AMOUNTS, KINDS, fair_table, fairs_picture, fairs_table, known_of_fairs
from otop.teach.notebooks import COURSE

FAIRS = data.load("fairs")


def test_every_fair_is_drawn_once():
    known = known_of_fairs(FAIRS)
    assert list(known.index) == list(dict.fromkeys(FAIRS["case"])) and known["name"].is_unique
    assert len(known) == 17


def test_a_part_never_stands_beside_or_for_a_whole():
    known = known_of_fairs(FAIRS)
    assert set(known.index[known["part"] > 0]) == {"C2022", "M2025", "S2025", "R2025"}
    for row in known.itertuples():
        whole = row.on_site + row.orders + row.total
        assert not (row.part and whole), row
        assert bool(row.part) == (row.covers != "the whole fair"), row
        assert not (row.total and row.on_site), row


def test_what_is_drawn_is_what_the_table_holds():
    known = known_of_fairs(FAIRS)
    rows = FAIRS.set_index("id")
    for name, part in [("C2022", "C2022-D4"), ("M2025", "M2025-D2"), ("S2025", "S2025-D7")]:
        assert known.loc[name, "part"] == pytest.approx(rows.loc[part, "total"] / 1e6)
    for name in ("S2016", "C2016", "M2017", "M2022"):
        assert known.loc[name, "on_site"] + known.loc[name, "orders"] == pytest.approx(
            (rows.loc[name, "on_site"] + rows.loc[name, "orders"]) / 1e6
        )
    assert known.loc["C2017", AMOUNTS].tolist() == [0, 0, 0, 0, 1_200]


def test_the_kinds_are_told_apart_without_colour():
    styles = [(hatch, line) for _, hatch, line in KINDS.values()]
    assert len(set(styles)) == len(styles)


def test_the_picture_says_in_words_what_is_a_part_and_what_only_a_target():
    shown = fairs_picture(FAIRS)
    for words in ("City 2022: a part, 243: the first 4 of 9 days.", "City 2017: only the target is known, target 1,200.",
                  "City 2019: more than 1,372, target 1,400.", "Midyear 2025: a part, about 154: the first 2 of 9 days, target 600.",
                  "City 2016: 1,043.", "Midyear 2022: 573, target 500."):  # fmt: skip
        assert words in shown.alt, words
    for words in ("only the target is known", "a part, 243", "more than 1,372"):
        assert words in shown.svg
    assert fairs_picture(FAIRS).svg == shown.svg


def test_the_table_shows_what_is_not_known_as_such():
    text = fairs_table(FAIRS).frame.loc["C2022"]
    assert text.isna().sum() == 4 and "nan" not in repr(fairs_table(FAIRS)) + fairs_table(FAIRS)._repr_html_()
    row = FAIRS.set_index("id", drop=False).loc["M2023"]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", fair_table(row)._repr_html_())
    assert cells[1:] == ["-", "-", "447,009,957", "300,000,000", "166,143", "1,670"]


def test_the_categories_are_the_published_rows_and_both_readings_are_marked_as_derived():
    table = lesson.SHOWS["categories_2022"]().frame
    assert len(table) == 5 and table.loc["textiles"].tolist()[1:] == ["39%", "44%"]
    assert round(100 * 223_163_761 / 573_232_033) == 39 and round(100 * 223_163_761 / 503_761_188) == 44
    assert all("our calculation" in heading for heading in table.columns[1:])


def test_the_table_counts_the_national_fairs_as_the_lesson_does():
    """Seventeen rows: sixteen national fairs, and the regional ones in one row."""
    table = lesson.SHOWS["fairs_table"]()
    assert len(table.frame) == 17 and table.caption.startswith("16 national OTOP fairs, and 1 row of regional")
    lesson_text = (COURSE / "notebooks" / "12_fairs.ipynb").read_text(encoding="utf-8")
    assert "The news tells of 16 national fairs" in lesson_text and "fair R2025" in lesson_text


def test_the_cost_of_going_is_in_cash_and_in_full():
    booth = Booth(days=4, people=2, day_rate=300, booth_fee=500, travel=700, lodging_per_night=100, lost_at_home=50)
    table = going_table(booth).frame
    assert table.iloc[-1].tolist() == [booth.cash_cost, booth.fixed_cost] == [1_500, 3_950]
    assert table.iloc[:-1].sum().tolist() == table.iloc[-1].tolist()
    results = results_table(booth, [10, 100], price=100, variable_cost=60, cash_cost=40).frame
    assert results.iloc[1].tolist() == [10_000, 100 * 60 - 1_500, 100 * 40 - 3_950]
