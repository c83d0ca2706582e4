"""The map of points: labels apart, nothing by colour alone, the same in words."""

import pandas as pd
import pytest
from otop.learn import Lesson
from otop.plots import place_map
from otop.plots import places as module

TWO = pd.DataFrame(
    {"latitude": [27.4, 27.5], "longitude": [89.3, 90.5], "group": ["town", "shop"]}, index=["Haa", "Trongsa"]
)
CLOSE = pd.DataFrame(
    {"latitude": [27.40, 27.41, 27.42, 27.40], "longitude": [89.30, 89.38, 89.46, 91.0], "group": "town"},
    index=["First town", "Second town", "Third town", "Far away town"],
)


def bhutan() -> pd.DataFrame:
    from otop.learn.lessons import ogop

    shown = {}
    original, ogop.place_map = ogop.place_map, lambda places, **_: shown.setdefault("places", places)
    try:
        ogop._map()
    finally:
        ogop.place_map = original
    return shown["places"]


def drawn(places, monkeypatch):
    """The texts, the points and the frame of the map, in pixels, as matplotlib measures them."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from otop.plots import figure as style

    told = {}
    monkeypatch.setattr(module, "picture", lambda draw, **size: told.update(draw=draw, **size))
    place_map(places, caption="Places")
    with rc_context(style._STYLE):
        figure = Figure(figsize=(told["width"], told["height"]), layout="constrained")
        canvas, axes = FigureCanvasAgg(figure), figure.add_subplot()
        told["draw"](axes)
        canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    points = axes.transData.transform([place for found in axes.collections for place in found.get_offsets()])
    return boxes, points, axes.get_window_extent()


@pytest.mark.parametrize("places", [TWO, CLOSE, bhutan()], ids=["two", "close", "bhutan"])
def test_no_label_lies_on_another_or_on_a_point_or_outside(places, monkeypatch):
    boxes, points, frame = drawn(places, monkeypatch)
    assert set(places.index) < set(boxes)
    names = list(boxes)
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            assert not boxes[name].overlaps(boxes[other]), (name, other)
        assert not any(boxes[name].contains(x, y) for x, y in points), name
        assert frame.x0 <= boxes[name].x0 and boxes[name].x1 <= frame.x1, name
        assert frame.y0 <= boxes[name].y0 and boxes[name].y1 <= frame.y1, name


def test_groups_differ_in_shape_and_the_words_name_each_point():
    shown = place_map(TWO, caption="Two towns")
    assert module.MARKERS[0] != module.MARKERS[1]
    assert "Haa: town, 27.40 north, 89.30 east." in shown.alt and "Trongsa: shop" in shown.alt
    assert shown.svg == place_map(TWO, caption="Two towns").svg


def test_the_scale_is_true(monkeypatch):
    told = {}
    monkeypatch.setattr(module, "picture", lambda draw, **size: told.update(draw=draw))
    place_map(TWO, caption="Two towns", scale_km=50)
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    told["draw"](axes)
    ends = axes.lines[0].get_xdata()
    assert (ends[1] - ends[0]) * 111.32 * 0.8874 == pytest.approx(50, abs=0.1)  # cos 27.45 degrees is 0.8874


def test_the_lesson_shows_the_same_as_a_table_and_says_there_are_no_borders():
    picture, _, table = Lesson("18").show("map").things
    assert "No borders" in picture.caption
    for point in table.frame.index:
        assert f"{point}: town" in picture.alt
    assert len(table.frame) == 8
