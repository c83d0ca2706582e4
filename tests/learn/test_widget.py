"""The cost editor: the pure function at its ends and between, and the view that is driven here."""

import random
import re

import ipywidgets as widgets
import pytest
from otop.costing import sheet_of
from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.lessons.unit_cost import SHOWS, nipa
from otop.learn.widgets.cost_editor import FIELDS, CostEditor, edited

START = {
    "material": "2.48",
    "own_labour": "7.50",
    "variable_overhead": "0.53",
    "fixed_per_month": "17,000",
    "price": "15",
}
NOTHING = dict.fromkeys(FIELDS, "0")


def numbers_in(html: str) -> list[str]:
    return re.findall(r"<td[^>]*>([\d,.]+)</td>", html)


# --- the pure function -----------------------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "typed", ["", "   ", "many", "11,69", "3-4", "-1", "1.000", "2 พัน", "35%", None, "nan", "1e400", "½", "(5)", "\x00"]
)
def test_what_cannot_be_used_is_told_with_the_name_of_its_field(field, typed):
    with pytest.raises(InputError) as told:
        edited(nipa(), START | {field: typed}, 14_407)
    assert str(told.value).startswith(say(f"editor.{field}", unit="box") + ": ")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "price", ["0", "0.001", "2.9999", "3.01", "10.51", "11.69", "15", "๑๕", "15 บาท", "1,000,000,000"]
)
@pytest.mark.parametrize("pieces", [1, 1_000, 14_407, 40_000, 10**9])
def test_the_ends_of_the_form_are_shown(price, pieces):
    shown = edited(nipa(), START | {"price": price}, pieces)
    assert shown.sentence and shown.picture.alt
    assert "nan" not in shown.sentence + shown.picture.svg.lower() and "inf" not in shown.sentence


def test_a_form_of_zeros_asks_for_a_cost():
    with pytest.raises(InputError, match="no costs yet"):
        edited(nipa(), NOTHING, 14_407)
    with pytest.raises(InputError, match="no costs yet"):
        edited(nipa(), NOTHING | {"own_labour": "5"}, 14_407, own_labour_counted=False)


def test_random_forms_give_the_costs_of_the_sheet():
    rng = random.Random(5)
    for _ in range(25):
        typed = {field: f"{rng.choice([0, rng.random() * 10 ** rng.randint(-2, 6)]):.2f}" for field in FIELDS}
        amounts = {field: float(text) for field, text in typed.items() if field != "price"}
        pieces, counted = rng.randint(1, 40_000), rng.random() < 0.5
        if not counted:
            amounts["own_labour"] = 0
        if not any(amounts.values()):
            continue
        shown = edited(nipa(), typed, pieces, own_labour_counted=counted)
        paid = amounts["material"] + amounts["variable_overhead"]
        variable = paid + amounts["own_labour"]
        totals = [paid, variable, variable + amounts["fixed_per_month"] / pieces]
        assert shown.table.frame.iloc[-1].tolist() == pytest.approx(totals)
        assert shown.table.frame.iloc[:-1].sum().tolist() == pytest.approx(totals)
        for total in totals:
            assert show_number(total) in shown.picture.alt


@pytest.mark.parametrize(
    "price, words",
    [
        (15, "3.31 more"), (11.70, "0.01 more"), (11.68, "0.01 of the fixed cost is missing"), (10.60, "1.09 of the fixed cost"),
        (10.0, "only 6.99 is left"), (3.01, "only 0.00 is left"), (2.00, "1.01 of the cash cost is missing"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_price_brings_back(price, words):
    assert words in edited(nipa(), START | {"price": price}, 14_407).sentence


def test_a_price_that_equals_the_full_cost_as_it_is_shown_is_enough():
    sentence = edited(nipa(), START | {"price": "11.69"}, 14_407).sentence
    assert "get back the full cost of 11.69" in sentence and "missing" not in sentence


def test_the_sentence_speaks_of_what_is_shown():
    typed = START | {"fixed_per_month": "17,060", "price": "11.69"}  # a full cost of 11.6942
    assert edited(nipa(), typed, 14_407).sentence.endswith("and 0.00 more for each box.")


def test_without_own_labour_nothing_is_said_of_it():
    for price in (0.5, 3.01, 3.5, 4.2):
        sentence = edited(nipa(), START | {"price": price}, 14_407, own_labour_counted=False).sentence
        assert "your time" not in sentence and "own labour" not in sentence, sentence


def test_the_same_form_gives_the_same_picture():
    one, other = (edited(nipa(), START, 14_407) for _ in range(2))
    assert one.picture.svg == other.picture.svg
    assert one.table._repr_html_() == other.table._repr_html_()


# --- the view --------------------------------------------------------------------------------------


@pytest.fixture
def view():
    editor = SHOWS["nipa_editor"]()
    box = editor._view(edited(editor.sheet, editor.start, editor.pieces_per_month))
    parts = {part.description: part for part in box.children if not isinstance(part, widgets.HTML)}
    texts = [part for part in box.children if isinstance(part, widgets.HTML)]
    sentence, figure, table = texts
    fields = {field: parts[say(f"editor.{field}", unit="box")] for field in FIELDS}
    return {
        "fields": fields, "sentence": sentence, "figure": figure, "table": table,
        "slider": parts[say("editor.pieces_per_month", unit="box")], "counted": parts[say("editor.own_labour_counted")],
    }  # fmt: skip


def test_the_view_begins_with_the_published_numbers(view):
    assert {"3.01", "10.51", "11.69"} <= set(numbers_in(view["table"].value))
    assert view["slider"].value == 14_407
    assert view["slider"].min <= 14_407 <= view["slider"].max


@pytest.mark.parametrize("field", FIELDS)
def test_a_new_number_changes_what_is_shown(view, field):
    before = [view[name].value for name in ("sentence", "figure", "table")]
    view["fields"][field].value = "๙.๙๙ บาท"
    after = [view[name].value for name in ("sentence", "figure", "table")]
    assert after[:2] != before[:2] and after[1] != before[1]
    assert (after[2] != before[2]) == (field != "price")


def test_the_slider_moves_only_the_full_cost(view):
    view["slider"].value = view["slider"].value // 2 + 1
    cells = numbers_in(view["table"].value)
    assert {"3.01", "10.51", "12.87"} <= set(cells) and "11.69" not in cells


def test_the_slider_reaches_both_its_ends(view):
    for end in (view["slider"].min, view["slider"].max):
        view["slider"].value = end
        assert "THB" in view["table"].value and view["slider"].value == end


def test_the_box_takes_the_own_labour_out_and_puts_it_back(view):
    before = view["table"].value
    view["counted"].value = False
    assert "4.19" in numbers_in(view["table"].value) and "own labour" not in view["figure"].value
    view["counted"].value = True
    assert view["table"].value == before


def test_a_number_that_cannot_be_read_keeps_the_last_picture_and_says_what_to_do(view):
    view["fields"]["price"].value = "14"
    figure, table = view["figure"].value, view["table"].value
    view["fields"]["price"].value = "14,50"
    assert (view["figure"].value, view["table"].value) == (figure, table)
    assert "Price of one box" in view["sentence"].value and "14.50 or 1450" in view["sentence"].value
    view["fields"]["price"].value = "14.50"
    assert view["figure"].value != figure and "14.50" in view["sentence"].value


def test_what_is_typed_stays_text_and_never_becomes_html(view):
    view["fields"]["price"].value = "<img src=x onerror=alert(1)>"
    assert "<img" not in view["sentence"].value and "&lt;img" in view["sentence"].value


def test_the_cell_holds_the_widget_and_what_is_seen_without_it():
    bundle = SHOWS["nipa_editor"]()._repr_mimebundle_()
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(bundle)
    assert "<table" in bundle["text/html"] and "<svg" in bundle["text/html"]
    assert "11.69" in bundle["text/plain"] and "\n" in bundle["text/plain"]


def test_every_control_is_named_and_reads_whole(view):
    for control in [*view["fields"].values(), view["slider"], view["counted"]]:
        assert control.description and control.disabled is False


@pytest.mark.parametrize("pieces", [1, 5, 40, 999, 14_407, 1_000_000])
def test_an_editor_of_any_volume_starts_on_its_own_numbers(pieces):
    sheet = sheet_of("box", name="Box", material=2.48, fixed_per_month=500, pieces_per_month=pieces)
    editor = CostEditor(sheet, price=15)
    html = editor._repr_mimebundle_()["text/html"]
    assert show_number(2.48 + 500 / pieces) in numbers_in(html)


def test_an_editor_without_a_fixed_cost_starts_too():
    bundle = CostEditor(sheet_of("box", name="Box", material=2.48), price=5)._repr_mimebundle_()
    assert "2.48" in bundle["text/plain"]
