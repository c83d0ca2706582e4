"""The stock editor: the pure function at its ends and between, and the view that is driven here."""

import random
import re

import ipywidgets as widgets
import pytest
from otop.errors import InputError
from otop.i18n import say
from otop.learn.lessons.fairs import DEMANDS, SHOWS
from otop.learn.widgets.stock_editor import FIELDS, longest, moved

START = {"price": "250", "variable_cost": "120", "left_over_worth": "90"}


def numbers_in(html: str) -> list[str]:
    return re.findall(r"<td[^>]*>([\d,.-]+)</td>", html)


def mean_in(sentence: str) -> float:
    return float(re.search(r"leave (-?[\d,]+) THB", sentence)[1].replace(",", ""))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("typed", ["", "many", "11,69", "-1", "1.000", "35%", None, "nan", "(5)"])
def test_what_cannot_be_used_is_told_with_the_name_of_its_field(field, typed):
    with pytest.raises(InputError) as told:
        moved(DEMANDS, START | {field: typed}, 400)
    assert str(told.value).startswith(say(f"stock.field.{field}") + ": ") and "\n" not in str(told.value)


@pytest.mark.parametrize(
    "typed, words",
    [({"variable_cost": "250"}, "leaves nothing"), ({"left_over_worth": "120"}, "nothing is lost"), ({"price": "0"}, "leaves nothing")],
)  # fmt: skip
def test_amounts_that_do_not_fit_each_other_are_told(typed, words):
    with pytest.raises(InputError, match=words):
        moved(DEMANDS, START | typed, 400)


def test_random_forms_give_what_is_reckoned_by_hand():
    rng = random.Random(12)
    for _ in range(25):
        price = rng.randint(20, 900)
        variable = round(price * rng.uniform(0.2, 0.9))
        worth = round(variable * rng.uniform(0, 0.95))
        brought = rng.randint(0, 700)
        demands = [rng.randint(0, 600) for _ in range(rng.randint(1, 8))] + [600]
        shown = moved(
            demands, {"price": str(price), "variable_cost": str(variable), "left_over_worth": str(worth)}, brought
        )
        for asked, row in zip(demands, shown.table.frame.itertuples(index=False), strict=False):
            sold = asked if asked < brought else brought
            assert tuple(row)[:3] == (sold, brought - sold, asked - sold)
            assert row[3] == pytest.approx(sold * price + (brought - sold) * worth - brought * variable)
        mean = sum(row[3] for row in shown.table.frame.iloc[:-1].itertuples(index=False)) / len(demands)
        assert mean_in(shown.sentence) == pytest.approx(mean, abs=0.51)


def test_the_mean_is_highest_where_exercise_10_says():
    means = {brought: mean_in(moved(DEMANDS, START, brought).sentence) for brought in range(380, 600, 10)}
    assert max(means, key=means.get) == 490


@pytest.mark.parametrize("brought", [0, 250, 400, 550, 690])
def test_the_picture_says_what_is_sold_left_and_missed(brought):
    shown = moved(DEMANDS, START, brought)
    for asked in DEMANDS:
        sold = min(asked, brought)
        assert (
            f"{asked} asked for: {sold} sold, {brought - sold} left over, {asked - sold} not there."
            in shown.picture.alt
        )
    assert "nan" not in shown.picture.svg.lower()


def test_the_same_form_gives_the_same_picture():
    one, other = (moved(DEMANDS, START, 400) for _ in range(2))
    assert one.picture.svg == other.picture.svg


@pytest.fixture
def view():
    editor = SHOWS["stock_editor"]()
    box = editor._view(moved(editor.demands, editor.start, editor.brought))
    controls = {part.description: part for part in box.children if not isinstance(part, widgets.HTML)}
    sentence, figure, table = (part for part in box.children if isinstance(part, widgets.HTML))
    return {
        "fields": {field: controls[say(f"stock.field.{field}")] for field in FIELDS}, "table": table,
        "slider": controls[say("stock.field.brought")], "sentence": sentence, "figure": figure,
    }  # fmt: skip


def test_the_slider_changes_all_that_is_shown_and_reaches_its_ends(view):
    seen = set()
    for brought in (0, 250, 400, 490, longest(DEMANDS)):
        view["slider"].value = brought
        assert f"bring {brought}." in view["sentence"].value
        seen.add((view["sentence"].value, view["figure"].value, view["table"].value))
    assert len(seen) == 5 and view["slider"].max == longest(DEMANDS) > max(DEMANDS)


@pytest.mark.parametrize("field", FIELDS)
def test_a_new_amount_changes_the_table(view, field):
    before = view["table"].value
    view["fields"][field].value = "๑๐๐"
    assert (view["table"].value != before) == (field != "price") or "leaves nothing" in view["sentence"].value


def test_a_number_that_cannot_be_read_keeps_the_last_picture_and_says_what_to_do(view):
    figure = view["figure"].value
    view["fields"]["price"].value = "14,50"
    assert view["figure"].value == figure
    assert "Price of one piece" in view["sentence"].value and "14.50 or 1450" in view["sentence"].value
    view["fields"]["price"].value = "<img src=x onerror=alert(1)>"
    assert "<img" not in view["sentence"].value


def test_the_cell_holds_the_widget_and_what_is_seen_without_it():
    bundle = SHOWS["stock_editor"]()._repr_mimebundle_()
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(bundle)
    assert "<table" in bundle["text/html"] and "<svg" in bundle["text/html"] and "45,900" in bundle["text/plain"]
    assert {"45,900", "52,000"} <= set(numbers_in(bundle["text/html"]))
