"""The price editor: the pure function at its ends and between, and the view that is driven here."""

import random
import re

import ipywidgets as widgets
import pytest
from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import show_number
from otop.learn.lessons.price import SHOWS, nipa_plan
from otop.learn.widgets.break_even_editor import FIELDS, moved

START = {"variable_cost": "10.51", "fixed_per_month": "17,000", "pieces_per_month": "14,407"}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("typed", ["", "many", "10,51", "3-4", "-1", "1.000", "2 พัน", "35%", None, "nan", "1e400", "½"])
def test_what_cannot_be_used_is_told_with_the_name_of_its_field(field, typed):
    with pytest.raises(InputError) as told:
        moved(nipa_plan(), START | {field: typed}, 15)
    assert str(told.value).startswith(say(f"editor.{field}", unit="box") + ": ")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("price", [0, 0.001, 10.5, 10.51, 10.5100001, 10.52, 15, 25, 1e9])
@pytest.mark.parametrize("field, typed", [*((f, "0") for f in FIELDS), *((f, "1,000,000,000") for f in FIELDS)])
def test_the_ends_of_the_form_are_shown(price, field, typed):
    shown = moved(nipa_plan(), START | {field: typed}, price)
    words = shown.sentence + shown.picture.alt + repr(shown.table)
    assert shown.sentence and not re.search(r"nan\b|inf\b|\{", words)
    assert "nan" not in shown.picture.svg.lower()


def test_random_forms_give_the_break_even_by_hand():
    rng = random.Random(6)
    for _ in range(25):
        variable, price = rng.randint(100, 9_000), rng.randint(100, 20_000)  # satang
        fixed, made = rng.randint(0, 90_000), rng.randint(1, 30_000)
        typed = {
            "variable_cost": f"{variable / 100:.2f}",
            "fixed_per_month": f"{fixed:,}",
            "pieces_per_month": f"{made:,}",
        }
        shown = moved(nipa_plan(), typed, price / 100)
        row = shown.table.frame.loc[say("editor.this_price")].tolist()
        assert (row[0], row[1]) == pytest.approx((price / 100, (price - variable) / 100))
        assert row[3] == pytest.approx(made * (price - variable) / 100 - fixed)
        if price <= variable:
            assert row[2] == say("price.no_break_even") and "no break-even" in shown.sentence
            assert "never meet" in shown.picture.alt
        else:
            units = -(-fixed * 100 // (price - variable))
            assert row[2] == units
            assert (
                f"Break-even is {units:,} pieces" in shown.sentence and f"meet at {units:,} pieces" in shown.picture.alt
            )
            assert ("more than the" in shown.sentence) == (units > made)


def test_the_table_shows_the_prices_around():
    frame = moved(nipa_plan(), START, 15).table.frame
    assert frame.index.tolist() == ["-20%", "-10%", say("editor.this_price"), "+10%", "+20%"]
    assert frame.iloc[:, 0].round(2).tolist() == [12, 13.5, 15, 16.5, 18]
    assert frame.iloc[:, 2].tolist() == [11_410, 5_686, 3_787, 2_839, 2_270]


# --- the view --------------------------------------------------------------------------------------


@pytest.fixture
def view():
    editor = SHOWS["price_editor"]()
    box = editor._view(moved(editor.plan, editor.start, editor.plan.price))
    parts = {part.description: part for part in box.children if not isinstance(part, widgets.HTML)}
    sentence, figure, table = (part for part in box.children if isinstance(part, widgets.HTML))
    fields = {field: parts[say(f"editor.{field}", unit="box")] for field in FIELDS}
    price = parts[say("editor.price", unit="box")]
    return {"fields": fields, "price": price, "sentence": sentence, "figure": figure, "table": table}


def shown(view) -> list[str]:
    return [view[name].value for name in ("sentence", "figure", "table")]


def test_the_view_begins_with_the_numbers_of_the_lesson(view):
    assert view["price"].value == 15 and view["fields"]["pieces_per_month"].value == "14,407"
    assert "3,787" in view["sentence"].value and show_number(4.49) in view["table"].value


def test_the_slider_moves_everything(view):
    before = shown(view)
    view["price"].value = 12
    assert all(now != then for now, then in zip(shown(view), before, strict=True))
    assert "11,410" in view["sentence"].value
    view["price"].value = view["price"].min
    assert "no break-even" in view["sentence"].value


@pytest.mark.parametrize("field", FIELDS)
def test_a_new_number_changes_what_is_shown(view, field):
    before = shown(view)
    view["fields"][field].value = "๙.๙๙ บาท"
    assert shown(view)[1:] != before[1:]


def test_what_cannot_be_read_is_told_and_the_rest_stays(view):
    before = shown(view)
    view["fields"]["variable_cost"].value = "ten"
    assert "ten" in view["sentence"].value and shown(view)[1:] == before[1:]


def test_where_no_widget_lives_the_table_and_the_picture_are_shown():
    bundle = SHOWS["price_editor"]()._repr_mimebundle_()
    assert (
        "<table" in bundle["text/html"]
        and "<svg" in bundle["text/html"]
        and say("editor.static") in bundle["text/html"]
    )
    assert bundle["text/plain"] == repr(SHOWS["price_editor"]())
