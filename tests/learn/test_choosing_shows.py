"""Lesson 03: the weight editor, her own weights and products, the way to a registration."""

import random
import re
import subprocess
import sys

import ipywidgets as widgets
import pytest
from otop.errors import InputError
from otop.i18n import say
from otop.learn.lessons import choosing as lesson
from otop.learn.widgets.weight_editor import WeightEditor, weighed
from otop.planning import Candidate
from otop.plots import Together, criterion_name, points_picture, weight_picture

NAMES = tuple(lesson.WEIGHTS)
OWN = {"weights": "30 20 15 15 20", "first": "mango jam: 4 3 5 2 1", "second": "mat: 3 3 3 4 2"}


def show(name: str, **typed):
    return lesson.SHOWS[name](**typed)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def points_by_hand(row: dict, weights: dict) -> float:
    good = {name: 6 - score if name == "risk" else score for name, score in row.items()}
    return sum(weights[name] * good[name] for name in NAMES) / sum(weights.values())


# --- the pure function -----------------------------------------------------------------------------


def test_random_weights_give_the_points_and_the_winner():
    rng = random.Random(3)
    for _ in range(40):
        weights = {name: rng.choice([0, 5, 10, 20, 35, 60]) for name in NAMES}
        if not any(weights.values()):
            continue
        shown = weighed(lesson.candidates(), lesson.criteria(), weights)
        by_hand = {one.name: points_by_hand(one.scores, weights) for one in lesson.candidates()}
        allowed = {one.name: by_hand[one.name] for one in lesson.candidates() if one.passes}
        table = shown.table.frame["Points"]
        for name, points in by_hand.items():
            row = name if name in allowed else say("choice.row_out", product=name)
            assert table[row] == pytest.approx(points)
        best = [name for name, points in allowed.items() if max(allowed.values()) - points < 1e-9]
        assert shown.sentence.startswith(", ".join(best)) or len(best) > 1
        assert "herbal balm comes first" not in shown.sentence
        assert table.index[0] in best and "out" in table.index[-1]


def test_weights_of_zero_are_told():
    with pytest.raises(InputError, match="All weights are 0"):
        weighed(lesson.candidates(), lesson.criteria(), dict.fromkeys(NAMES, 0))


# --- the view --------------------------------------------------------------------------------------


@pytest.fixture
def view():
    editor = WeightEditor(lesson.candidates(), lesson.criteria())
    box = editor._view(weighed(editor.candidates, editor.criteria, editor.start))
    sliders = dict(zip(NAMES, [part for part in box.children if isinstance(part, widgets.IntSlider)], strict=True))
    sentence, figure, table = (part for part in box.children if isinstance(part, widgets.HTML))
    return {"sliders": sliders, "sentence": sentence, "figure": figure, "table": table}


def test_the_view_begins_with_the_weights_of_the_village(view):
    assert {name: slider.value for name, slider in view["sliders"].items()} == lesson.WEIGHTS
    assert "banana chips comes first" in view["sentence"].value and "add up to" not in view["sentence"].value
    assert [slider.description for slider in view["sliders"].values()] == [criterion_name(name) for name in NAMES]


def test_the_swap_of_the_lesson_changes_the_winner(view):
    view["sliders"]["customers"].value, view["sliders"]["village"].value = 15, 30
    assert "bamboo basket comes first with 3.80" in view["sentence"].value
    assert "3.80" in view["table"].value and "3.80" in view["figure"].value


@pytest.mark.parametrize("name", NAMES)
def test_each_slider_moves_what_is_shown_and_the_sum_is_said(view, name):
    before = [view[part].value for part in ("sentence", "figure", "table")]
    view["sliders"][name].value = 100
    after = [view[part].value for part in ("sentence", "figure", "table")]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert f"add up to {200 - lesson.WEIGHTS[name]}" in after[0]


def test_all_at_zero_keeps_the_last_picture_and_says_what_to_do(view):
    for slider in list(view["sliders"].values())[:-1]:
        slider.value = 0
    figure = view["figure"].value
    view["sliders"]["risk"].value = 0
    assert "All weights are 0" in view["sentence"].value and view["figure"].value == figure


def test_the_cell_holds_the_widget_and_what_is_seen_without_it():
    bundle = show("weight_editor")._repr_mimebundle_()
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(bundle)
    assert "<table" in bundle["text/html"] and "<svg" in bundle["text/html"] and "3.75" in bundle["text/plain"]


# --- her own weights and products ------------------------------------------------------------------


def test_no_weight_is_wrong():
    for weights in ((100, 0, 0, 0, 0), (0, 0, 0, 0, 100), (20, 20, 20, 20, 20), ("๓๐", "20", 15, 15, 20.0)):
        shown = show("my_weights", **dict(zip(NAMES, weights, strict=True)))
        assert isinstance(shown, Together) and "come" in repr(shown) or "same points" in repr(shown)


def test_the_editor_and_her_weights_say_the_same_of_a_sum_that_is_not_100(view):
    """60 + 40 + 10 + 10 + 0 = 120, so customers count 60 / 120: fifty of a hundred."""
    told = "The weights add up to 120, not 100. So each counts as its part of 120: customers 50.00, "
    typed = {"customers": 60, "pay": 40, "village": 10, "season": 10, "risk": 0}
    assert told in repr(show("my_weights", **typed))
    for name, weight in typed.items():
        view["sliders"][name].value = weight
    assert told in view["sentence"].value
    even = repr(show("my_weights", customers=33.33, pay=33.33, village=33.33, season=0, risk=0))
    assert "add up" not in even


def test_an_untouched_cell_asks_for_something():
    assert show("my_weights", **dict.fromkeys(NAMES, 0)).tone == "note"
    assert show("my_choice").tone == show("my_choice", weights="0 0 0 0 0", first=OWN["first"]).tone == "note"


def test_her_own_products_are_weighed_by_her_own_weights():
    shown = repr(show("my_choice", **OWN))
    jam = points_by_hand(dict(zip(NAMES, (4, 3, 5, 2, 1), strict=True)), lesson.WEIGHTS)
    assert f"mango jam comes first with {jam:.2f}" in shown and say("mine.note") in shown


def test_her_product_without_its_paper_is_out():
    shown = repr(show("my_choice", **OWN, papers_missing="mango jam"))
    assert shown.startswith("mat comes first") and "mango jam (out" in shown
    with pytest.raises(InputError, match="No product is left"):
        show("my_choice", **OWN, papers_missing="mango jam, mat")


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"weights": "30 20"}, "weights: write 5 numbers"), ({"first": "4 3 5 2 1"}, "first: write the name"),
        ({"first": "jam: 4 3 5"}, "first: write the name"), ({"second": ": 4 3 5 2 1"}, "second: write the name"),
        ({"second": "mat: 4 3 9 2 1"}, "mat: the score"), ({"second": "mat: 4 3 x 2 1"}, "second: "),
        ({"second": "mango jam: 1 1 1 1 1"}, "the same name"), ({"papers_missing": "oil"}, '"oil" is not one'),
        ({"weights": "30 20 15 15 -20"}, "A weight is 0 or more"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(typed, words):
    with pytest.raises(InputError) as told:
        show("my_choice", **(OWN | typed))
    assert words in str(told.value) and "\n" not in str(told.value)


def test_names_in_any_script_say_nothing_on_stderr_and_never_become_html():
    code = (
        "from otop.learn.lessons.choosing import SHOWS\n"
        "shown = SHOWS['my_choice'](weights='30 20 15 15 20', first='แยมมะม่วง $5$: 4 3 5 2 1',\n"
        "    second='<b>mat</b>: 3 3 3 4 2', third='ຜ້າ ភូមិ: 5 4 4 4 4')._repr_html_()\n"
        "assert '<b>' not in shown and '&lt;b&gt;' in shown and 'แยมมะม่วง $5$' in shown\n"
    )
    done = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


# --- the way to a registration ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "met, first",
    [
        ("", "who registers"), ("1", "link to the community"), ("1 5", "place"), ("R2, R6; R7", "people"),
        ("1 4 7 8 9 10 11 13", "papers"), ("2 4 7 8 9 10 11 13 14", "approval"),
    ],
)  # fmt: skip
def test_the_first_open_step_is_named(met, first):
    assert f"Comes first now: {first}" in repr(show("path", met=met))


def test_documents_of_the_group_are_asked_of_groups_only():
    assert "(R12)" in repr(show("path", met="1")) and "(R12)" not in repr(show("path", met="2"))
    assert say("path.done") in repr(show("path", met="2 4 7 8 9 10 11 13 14 16"))


def test_a_rule_that_is_not_there_is_told():
    with pytest.raises(InputError, match="no rule 19. Type numbers from 1 to 18"):
        show("path", met="1 19")


# --- figures ---------------------------------------------------------------------------------------


def test_the_bars_say_in_words_what_they_draw():
    shown = points_picture(lesson.candidates(), lesson.criteria())
    drawn = texts(shown.svg)
    for points in ("3.75", "3.50", "3.30", "4.30"):
        assert points in shown.alt and any(points in text for text in drawn)
    assert "Out at the gate: herbal balm" in shown.alt and say("choice.out") in drawn


def test_the_crossing_is_drawn_where_the_winner_changes():
    shown = weight_picture(lesson.candidates(), lesson.criteria(), "customers")
    assert "It stays first from 20 to 100." in shown.alt and " 20" in texts(shown.svg)
    assert shown.svg == weight_picture(lesson.candidates(), lesson.criteria(), "customers").svg


def test_many_products_still_have_a_line_each():
    rows = [(5, 1, 2, 3, 4), (4, 2, 2, 3, 4), (3, 3, 2, 3, 4), (2, 4, 2, 3, 4), (1, 5, 2, 3, 4)]
    products = [Candidate(name=f"p{at}", scores=dict(zip(NAMES, row, strict=True))) for at, row in enumerate(rows)]
    shown = weight_picture(products, lesson.criteria(), "pay")
    assert all(f"p{at}" in texts(shown.svg) for at in range(5))
