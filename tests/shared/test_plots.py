"""Figures and tables: words for those who do not see them, the same bytes twice, labels that can be read."""

import random
import re
import subprocess
import sys

import pandas as pd
import pytest
from otop.costing import Amount, CostSheet, Equipment, Product, sheet_of
from otop.i18n.numbers import show_number
from otop.learn.lessons.unit_cost import SHOWS
from otop.plots import Table, cost_picture, cost_table, counts_picture, picture
from otop.plots.figure import HATCHES, INK, PALETTE

SIX = CostSheet(
    Product(name="Mat <of> \"two\" & more", unit="mat", batch_size=1, volume_per_year=1_000),
    (
        Amount(part="material", item="reed", amount=40), Amount(part="labour", item="own", amount=120, own=True),
        Amount(part="labour", item="hired", amount=30), Amount(part="overhead", item="gas", amount=15),
        Amount(part="overhead", item="rent", amount=20, variable=False), Equipment(item="loom", price=12_000, salvage=2_000, life_years=2),
    ),
)  # fmt: skip
SHEETS = {
    "six": SIX,
    "kip": sheet_of(
        "scarf", name="Silk scarf", material=1_234_567.89, own_labour=2e6, hired_labour=1_000, currency="LAK"
    ),
    "tiny": sheet_of("box", name="Box", material=2.48, own_labour=7.5, variable_overhead=0.001, fixed_overhead=0.02),
    "unpaid": sheet_of("box", name="Box", own_labour=5),
    "cheap": sheet_of("bead", name="Bead", material=0.004),
}


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


@pytest.mark.parametrize("alt, caption", [("", "a caption"), ("  ", "a caption"), ("words", ""), ("words", " ")])
def test_a_figure_needs_words(alt, caption):
    with pytest.raises(ValueError, match="alt text and a caption"):
        picture(lambda axes: None, alt=alt, caption=caption)


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("price", [None, 0.001, 11, 250, 1e9])
def test_a_picture_says_in_words_what_it_draws(name, price):
    cost = SHEETS[name].unit_cost()
    shown = cost_picture(cost, price)
    for total in (cost.cash, cost.variable, cost.full):
        assert show_number(total) in shown.alt
        assert show_number(total) in texts(shown.svg)
    assert (price is not None) == ("The price is" in shown.alt)
    if price:
        assert any(show_number(price) in text for text in texts(shown.svg))
    assert cost.product.unit in shown.caption
    assert not any("1e" in text or "nan" in text for text in texts(shown.svg))


@pytest.mark.parametrize("name", SHEETS)
def test_the_same_sheet_gives_the_same_bytes(name):
    cost = SHEETS[name].unit_cost()
    assert cost_picture(cost, 12)._repr_html_() == cost_picture(cost, 12)._repr_html_()


def test_every_id_is_used_and_stands_once():
    svg = cost_picture(SIX.unit_cost(), 215).svg
    ids = re.findall(r' id="([^"]+)"', svg)
    used = set(re.findall(r"#([\w-]+)", svg))
    assert len(ids) == len(set(ids)) and set(ids) <= used
    assert {name for name in used if not re.fullmatch(r"[0-9a-f]{6}", name)} <= set(ids)


def test_nothing_is_fetched_and_the_figure_fits_a_narrow_page():
    shown = cost_picture(SIX.unit_cost(), 215)._repr_html_()
    assert not re.search(r'(?:src|href)="(?!#)', shown)
    assert "<script" not in shown and "<metadata" not in shown and "<?xml" not in shown
    assert re.search(r'<svg [^>]*style="width:100%;max-width:[\d.]+pt;height:auto[;"]', shown)


def test_a_name_never_becomes_html():
    shown = cost_picture(SIX.unit_cost())._repr_html_() + cost_table(SIX.unit_cost())._repr_html_()
    assert "<of>" not in shown and "&lt;of&gt;" in shown


def test_a_price_far_away_does_not_squeeze_the_bars():
    near, far = (cost_picture(SIX.unit_cost(), price).svg for price in (215, 25_000))
    assert any("25,000.00" in text and "→" in text for text in texts(far))
    assert (
        len([text for text in texts(far) if text == "120.00"])
        == len([text for text in texts(near) if text == "120.00"])
        == 2
    )


def test_a_part_is_labelled_only_where_its_label_fits():
    shown = texts(cost_picture(SHEETS["kip"].unit_cost()).svg)
    assert shown.count("1,234,567.89") == 3 and "1,000.00" not in shown


def test_figures_say_nothing_on_stderr():
    code = (
        "from otop.learn.lessons.unit_cost import SHOWS\n"
        "for name in ('babin_figure', 'nipa_figure', 'nipa_table'): SHOWS[name]()._repr_html_()"
    )
    done = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


# --- colours ---------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_dark_ink_can_be_read_on_every_colour():
    assert contrast(INK, "#ffffff") > 7
    assert all(contrast(INK, colour) > 4.5 for colour in PALETTE)


def test_every_part_has_a_colour_and_a_hatch_of_its_own():
    assert len(set(PALETTE)) == len(set(HATCHES)) == 6


# --- tables ----------------------------------------------------------------------------------------


def test_a_table_has_a_caption_and_headings():
    shown = SHOWS["nipa_table"]()._repr_html_()
    assert shown.count("<caption") == 1
    assert len(re.findall(r'<th scope="col"', shown)) == 3
    assert len(re.findall(r'<th scope="row"', shown)) == len(re.findall(r"<tr", shown)) - 1


def test_the_table_is_the_cost():
    cost = SIX.unit_cost()
    frame = cost_table(cost).frame
    assert frame.iloc[-1].tolist() == pytest.approx([cost.cash, cost.variable, cost.full])
    assert len(frame) == 7


def test_text_in_a_table_is_escaped_and_numbers_stand_right():
    shown = Table(pd.DataFrame({"<b>": ["<i>", "x"], "THB": [2.5, 1_234_567.891]}), "a & b")._repr_html_()
    assert "<b>" not in shown and "<i>" not in shown and "a &amp; b" in shown
    assert re.search(r"text-align:right[^>]*>1,234,567\.89<", shown)


def test_a_figure_is_an_image_with_a_caption_and_a_table_can_be_scrolled_by_keyboard():
    """What axe asks for: no role on the figure itself, a name and a place in the tab order for what scrolls."""
    cost = SIX.unit_cost()
    shown, table = cost_picture(cost)._repr_html_(), cost_table(cost)._repr_html_()
    assert re.match(r'<figure style="[^"]*"><div role="img" aria-label="[^"]+"><svg', shown)
    assert shown.endswith("</figcaption></figure>") and "</svg></div><figcaption>" in shown
    (name,) = re.findall(r'^<div tabindex="0" role="group" aria-label="([^"]+)"', table)
    assert f">{name}</caption>" in table and "&lt;of&gt; &quot;two&quot; &amp; more" in name


def test_a_picture_of_counts_says_and_draws_every_number():
    frame = pd.DataFrame({"right": [5, 0, 12], "<not> yet": [3, 8, 0], "open": [0, 0, 0]}, ["Q1", "Q2", "Q3 & more"])
    shown = counts_picture(frame, caption="Answers", unit="hand-ins")
    assert shown.alt == "Answers (hand-ins). Q1: right 5, <not> yet 3. Q2: <not> yet 8. Q3 & more: right 12."
    assert {"5", "3", "8", "12", "Q1", "right", "&lt;not&gt; yet"} <= set(texts(shown.svg))
    assert "open" not in texts(shown.svg), "what is nowhere has no place in the legend"
    assert shown._repr_html_() == counts_picture(frame, caption="Answers", unit="hand-ins")._repr_html_()


def test_a_picture_of_nothing_but_zeros():
    shown = counts_picture(pd.DataFrame({"hand-ins": [0, 0]}, ["a", "b"]), caption="None", unit="hand-ins")
    assert shown.alt == "None (hand-ins). a: 0. b: 0."


def test_the_picture_of_a_cost_and_its_table_show_the_same_numbers():
    """Products whose cost ends in half a satang: both round it up."""
    rng = random.Random("half a satang")
    for _ in range(30):
        parts = {name: rng.randint(1, 9_000) / 8 for name in ("material", "own_labour", "variable_overhead")}
        cost = sheet_of("piece", name="Soap", **parts).unit_cost()
        in_picture = re.findall(r"\d[\d,]*\.\d\d", cost_picture(cost).alt)
        assert in_picture and set(in_picture) <= set(re.findall(r"\d[\d,]*\.\d\d", repr(cost_table(cost))))
