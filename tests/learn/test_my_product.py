"""Her own product: the file is read kindly, written without touching anything else, and never lost."""

import datetime as dt
import random
import re

import ipywidgets as widgets
import pytest
from otop.errors import InputError, OtopError
from otop.i18n import say
from otop.learn import Lesson, browser
from otop.learn.my_product import MyProduct, all_fields, file, practice_product, read, store, write
from otop.learn.my_product.form import ProductForm
from otop.learn.my_product.read_back import read_workbook
from otop.learn.my_product.results import cost_results, fair_results, price_results
from otop.learn.my_product.tables import results
from otop.learn.my_product.view import FormView
from otop.learn.my_product.workbook import write_workbook

CRISPS = practice_product()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A workspace with a notebook's folder in it, and the kernel there."""
    (tmp_path / ".otop" / "editions").mkdir(parents=True)
    (tmp_path / "lessons").mkdir()
    monkeypatch.chdir(tmp_path / "lessons")
    monkeypatch.setattr(store, "_for_now", [])
    return store.place_here()


def kept(place) -> str:
    return place.file.read_text(encoding="utf-8")


def made_up(seed: int) -> MyProduct:
    """A product such as a village has; every field may be empty."""
    rng = random.Random(f"mine {seed}")
    numbers = {"money": lambda: rng.choice([0, rng.randint(1, 9), rng.randint(100, 400_000) / 100, 12_500.5]),
               "count": lambda: rng.choice([1, rng.randint(1, 50), 600, 2.5]),
               "percent": lambda: rng.choice([0, 0.5, 13, 30, 33.3])}  # fmt: skip
    words = ["ผ้าไหม", "basket: small #1", "yes", "null", "1,000", "it's", 'a "b"', "ກະຕ່າ", "- x", ""]
    changes = {}
    for one in all_fields():
        if one.kind == "text":
            changes[one.topic, one.name] = rng.choice(words)
        elif one.kind == "currency":
            changes[one.topic, one.name] = rng.choice(["", "LAK", "THB"])
        elif rng.random() < 0.8:
            changes[one.topic, one.name] = float(numbers[one.kind]())
    return MyProduct(practice=seed % 7 == 0).put(changes)


# --- the file --------------------------------------------------------------------------------------

OLD = """# notes of mine
cost:
    material: 1,000 baht   # from Somchai
    pieces: ๑๕

    helpers: [Noi, {Lek: 2}]
shop:
  - Trang
  - x: 1
price:
"""


@pytest.mark.parametrize("text", ["", OLD, "# only words\n", OLD.replace("\n", "\r\n"), "cost:"])
def test_what_is_written_is_read_again(text):
    for mine in map(made_up, range(12)):
        written = write(mine, text)
        assert read(written) == mine
        assert write(mine, written) == written
        for line in text.splitlines():
            if line.strip() and not re.search(r"material|pieces", line):
                assert line in written.splitlines()


def test_a_line_that_stays_the_same_is_not_touched():
    before = read(OLD)
    assert (before.cost.material, before.cost.pieces) == (1000, 15)
    changed = write(before.put({("cost", "pieces"): 16.0}), OLD)
    assert [pair for pair in zip(OLD.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]] == [
        ("    pieces: ๑๕", "    pieces: 16")
    ]


def test_every_line_of_a_new_file_says_what_it_is():
    lines = [line for line in file.new_file().splitlines() if re.match(r" +\w+:", line)]
    assert len(lines) == len(list(all_fields())) and all(re.search(r": +# \w", line) for line in lines)
    assert "never collects" in file.new_file()


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("cost:\n  material: 11,69", 2, "11.69 or 1169"), ("cost:\n  material: -3", 2, "below zero"),
        ("cost:\n  material: ten", 2, "no number"), ("cost:\n  material: 5,000 kip", 2, "in THB"), ("cost:\n  material: 5 per kg", 2, "only the amount"),
        ("cost:\n  material: 3\n  material: 4", 3, "second time"), ("cost:\n material: 3\n\tpieces: 2", 3, "cannot be read"),
        ("cost:\n  materal: 3", 2, '"material"'), ("cots:\n  material: 3", 1, '"cost"'),
        ("cost: 12", 1, "line of its own"), ("cost:\n  - material", 2, "line of its own"),
        ("cost: {material: 3}", 1, "line of its own"), ("cost:\n  material: [1, 2]", 2, "one value"),
        ("cost:\n  material: |\n    3\n", 2, "one value"), ("cost:\n  material:\n    3\n", 2, "one value"),
        ("price:\n  commission: 0.3", 2, "0.3% or 30%"), ("price:\n  commission: 130%", 2, "below 100%"),
        ("product:\n  currency: gold", 2, "three letters"), ("cost:\n  pieces: 3\nproduct:\n  name: a: b", 4, "cannot be read"),
        ("cost:\n  pieces: &a 3\n  material: *a", 3, "one value"), ("just words", 1, "line of its own"),
        ("cost:\n  pieces: 1:30", 2, "more than one number"), ("cost: ~\n", 1, "line of its own"),
    ],
)  # fmt: skip
def test_a_wrong_line_gets_one_message_with_its_place(text, line, words):
    with pytest.raises(InputError) as problem:
        read(text)
    shown = str(problem.value)
    assert shown.startswith(f"my_product.yml, line {line}") and words in shown and "\n" not in shown


def test_words_of_her_own_are_no_mistake():
    assert read("cost:\n  material: 3\n  my note: about rice\nother: [1]\n").cost.material == 3
    assert read("cost:\n  material:\n  pieces: ~\n").is_empty


# --- the place -------------------------------------------------------------------------------------


def test_nothing_is_written_until_she_saves(place, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    for show in ("my_product", "my_cost", "my_price", "my_fair"):
        first, again = (Lesson("05").show(show) for _ in range(2))
        assert repr(first) == repr(again) and say("my.nothing_yet") in repr(first)
        assert first._repr_mimebundle_()["text/html"] == again._repr_mimebundle_()["text/html"]
    assert sorted(tmp_path.rglob("*")) == before


def test_the_file_is_at_the_top_and_can_be_read_by_a_person(place, tmp_path):
    store.save(place, CRISPS, MyProduct())
    assert place.file == tmp_path / "my_product.yml"
    assert "  material: 520             # what you buy to make these pieces\n" in kept(place)
    assert store.open_product(place).mine == CRISPS


def test_without_a_workspace_there_is_no_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert store.place_here() is None


def test_two_notebooks_change_different_lines(place):
    store.save(place, CRISPS, MyProduct())
    one, other = store.open_product(place).mine, store.open_product(place).mine
    store.save(place, one.put({("cost", "material"): 600.0}), one)
    store.save(place, other.put({("price", "price"): 40.0}), other)
    assert store.open_product(place).mine == CRISPS.put({("cost", "material"): 600.0, ("price", "price"): 40.0})


def test_a_newer_line_is_not_silently_overwritten(place):
    store.save(place, CRISPS, MyProduct())
    seen = store.open_product(place).mine
    store.save(place, seen.put({("cost", "material"): 600.0}), seen)
    newer, mine = kept(place), seen.put({("cost", "material"): 700.0})
    with pytest.raises(OtopError, match="changed somewhere else.*material for one batch"):
        store.save(place, mine, seen)
    assert kept(place) == newer
    beside = store.save(place, mine, seen, over=True)
    assert store.open_product(place).mine == mine and beside.read_text(encoding="utf-8") == newer


def test_a_bad_edit_is_kept_and_the_last_good_version_comes_back(place):
    store.save(place, CRISPS, MyProduct())
    good, bad = kept(place), kept(place).replace("material: 520", "material: 5,2,0")
    place.file.write_text(bad, encoding="utf-8")
    opened = store.open_product(place)
    assert opened.mine == CRISPS and "line 15, material" in str(opened.problem)
    assert kept(place) == bad, "looking changes nothing"
    beside = store.restore(place)
    assert kept(place) == good and beside.read_text(encoding="utf-8") == bad
    assert store.restore(place) is None and store.open_product(place).problem is None


def test_saving_over_a_bad_edit_keeps_it(place):
    store.save(place, CRISPS, MyProduct())
    place.file.write_text("cost: [", encoding="utf-8")
    opened = store.open_product(place)
    beside = store.save(place, opened.mine.put({("price", "price"): 40.0}), opened.mine)
    assert beside.read_text() == "cost: [" and store.open_product(place).mine.price.price == 40
    assert store.open_product(place).mine.cost == CRISPS.cost


def test_a_good_edit_in_an_editor_becomes_the_last_good_version(place):
    store.save(place, CRISPS, MyProduct())
    place.file.write_text(kept(place).replace("520", "530") + "# my note\n", encoding="utf-8")
    assert store.open_product(place).mine.cost.material == 530
    place.file.write_text("", encoding="utf-8")
    assert store.open_product(place).mine.is_empty
    store.restore(place)
    assert "530" in kept(place) and "# my note" in kept(place)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp874"])
def test_what_a_text_editor_makes_of_the_letters(place, encoding):
    text = "product:\n  name: ผ้าไหม\nprice:\n  price: ๓๕\n"
    place.file.write_bytes(text.encode(encoding))
    mine = store.open_product(place).mine
    assert (mine.product.name, mine.price.price) == ("ผ้าไหม", 35)
    store.save(place, mine.put({("price", "price"): 36.0}), mine)
    assert kept(place) == text.replace("๓๕", "36")


@pytest.mark.parametrize(
    "content", [b"\x00\x01", b"PK\x03\x04", b"%PDF-1.7", b'{"a": 1}', b"- " * 60_000, b"[" * 9_000]
)
def test_what_is_no_such_file_gets_one_sentence(place, content):
    place.file.write_bytes(content)
    opened = store.open_product(place)
    assert opened.problem and str(opened.problem).startswith("my_product.yml") and opened.mine.is_empty


def test_there_is_nothing_to_put_back(place):
    place.file.write_text("cost: [", encoding="utf-8")
    with pytest.raises(OtopError, match="no earlier version"):
        store.restore(place)
    assert kept(place) == "cost: ["


# --- what follows ----------------------------------------------------------------------------------


def test_the_results_of_the_practice_product():
    assert {k: round(v, 2) for k, v in cost_results(CRISPS).items()} == {
        "cash": 17.50, "variable": 24.00, "fixed_share": 2.50, "full": 26.50,
    }  # fmt: skip
    assert price_results(CRISPS)["break_even_units"] == 137  # 1,500 / 11 = 136.4
    assert price_results(CRISPS, by_shop=True)["left"] == pytest.approx(-2.00)
    assert fair_results(CRISPS)["pieces_to_pay"] == 528  # 5,800 / 11 = 527.3
    assert fair_results(CRISPS)["cash_left"] == pytest.approx(350 * (35 - 600 / 40) - 3_000)
    assert fair_results(CRISPS)["full_left"] == pytest.approx(350 * 11 - 5_800)


def test_what_is_missing_is_asked_for():
    for show, words in [
        ("my_cost", "pieces in one batch"),
        ("my_price", "price of one piece"),
        ("my_fair", "days away"),
    ]:
        form = Lesson("05").show(show, people="2", commission="30%")
        assert words in repr(form)
    fixed = MyProduct().put({("cost", "pieces"): 2.0, ("cost", "fixed_per_month"): 5.0})
    assert cost_results(fixed)["full"] is None


def test_a_price_that_does_not_pay_has_no_break_even():
    cheap = CRISPS.put({("price", "price"): 24.0})
    assert price_results(cheap)["break_even_units"] is None and fair_results(cheap)["pieces_to_pay"] is None


def test_the_own_fair_is_told():
    mine = MyProduct().put({("cost", "pieces"): 1.0, ("cost", "material"): 40.0, ("cost", "own_labour"): 20.0,
                            ("price", "price"): 100.0, ("fair", "days"): 4.0, ("fair", "people"): 2.0,
                            ("fair", "day_rate"): 300.0, ("fair", "booth_fee"): 500.0,
                            ("fair", "travel_and_lodging"): 700.0})  # fmt: skip
    going = 500 + 700 + 4 * 2 * 300  # 3,600; a piece leaves 40

    def told(sold, lost=None):
        return repr(results(mine.put({("fair", "pieces_expected"): sold, ("fair", "lost_at_home"): lost}), "fair"))

    assert going / 40 == 90 and "It takes 90 to pay for going (counted in piece): 23 on each day" in told(90.0)
    assert "In the purse: 4,200.00. Take off your time at the fair (2,400.00)" in told(90.0)
    assert "making what you sell (1,800.00) and what is lost at home (0.00): 0.00 is left" in told(90.0)
    assert "In the purse: 4,140.00." in told(89.0) and "home (0.00): -40.00. So your time is not paid" in told(89.0)
    assert "It takes 92 to pay" in told(90.0, 50.0)
    assert "no number of pieces pays" in repr(results(mine.put({("price", "price"): 60.0}), "fair"))


def test_the_purse_and_the_full_result_differ_by_what_is_named():
    amount = random.Random(4).uniform
    for _ in range(50):
        mine = MyProduct().put({("cost", "pieces"): 7.0, ("cost", "material"): amount(0, 90), ("cost", "own_labour"): amount(0, 90),
                                ("cost", "hired_labour"): amount(0, 90), ("price", "price"): amount(10, 90),
                                ("fair", "days"): 3.0, ("fair", "people"): 2.0, ("fair", "day_rate"): amount(0, 400),
                                ("fair", "booth_fee"): amount(0, 900), ("fair", "lost_at_home"): amount(0, 900),
                                ("fair", "pieces_expected"): amount(1, 300)})  # fmt: skip
        found = fair_results(mine)
        named = found["own_time"] + found["making"] + mine.fair.lost_at_home
        assert found["cash_left"] - named == pytest.approx(found["full_left"])


def test_break_even_in_money_is_that_of_whole_pieces():
    mine = MyProduct().put({("cost", "pieces"): 40.0, ("cost", "material"): 520.0, ("price", "price"): 35.0,
                            ("cost", "fixed_per_month"): 350.0, ("cost", "pieces_per_month"): 100.0})  # fmt: skip
    found = price_results(mine)  # 350 / (35 - 13) is 15.9
    assert (found["break_even_units"], found["break_even_sales"]) == (16, 16 * 35)


# --- the form --------------------------------------------------------------------------------------


def view(topic=None) -> FormView:
    return FormView(ProductForm(topic))


def says(form: FormView) -> str:
    return re.sub(r"<[^>]+>", " ", form.status.value)


def test_every_box_has_a_label_and_every_button_a_word(place):
    form = view()
    assert [box.description for box in form.boxes.values()] == [
        one.label_with_unit(MyProduct()) for one in all_fields()
    ]
    buttons = [part for part in walk(form.box) if isinstance(part, (widgets.Button, widgets.FileUpload))]
    assert len(buttons) == 6 and all(button.description for button in buttons)


def walk(part):
    yield part
    for child in getattr(part, "children", ()):
        yield from walk(child)


def test_type_and_save(place):
    form = view("cost")
    form.boxes["cost", "pieces"].value = "15"
    form.boxes["cost", "material"].value = "๗๓.๕๐ บาท"
    assert "4.90" in form.results["cost"].value and not place.file.exists()
    form.buttons["save"].click()
    assert store.open_product(place).mine.cost.material == 73.5 and "Saved in my_product.yml" in says(form)
    assert view("cost").boxes["cost", "material"].value == "73.5"


def test_a_box_that_cannot_be_read_is_named_and_nothing_is_saved(place):
    form = view("cost")
    form.boxes["cost", "material"].value = "<b>11,69</b>"
    assert "material for one batch" in says(form) and "<b>" not in form.status.value
    form.buttons["save"].click()
    assert not place.file.exists() and "material for one batch" in says(form)


def test_a_line_that_was_changed_in_another_lesson(place):
    store.save(place, CRISPS, MyProduct())
    form = view("price")
    store.save(place, CRISPS.put({("price", "price"): 40.0}), CRISPS)
    form.boxes["price", "price"].value = "50"
    form.buttons["save"].click()
    assert "changed somewhere else" in says(form) and store.open_product(place).mine.price.price == 40
    form.buttons["save"].click()
    assert store.open_product(place).mine.price.price == 50 and "my_product-2.yml" in says(form)


def test_the_practice_product_is_marked_everywhere_and_left_again(place):
    form = view()
    assert form.buttons["practice"].layout.display is None and form.buttons["own"].layout.display == "none"
    form.buttons["practice"].click()
    assert store.open_product(place).mine == CRISPS and "practice: yes" in kept(place)
    for show in ("my_product", "my_cost", "my_price", "my_fair"):
        shown = Lesson("05").show(show)
        assert say("my.practice_note") in repr(shown) and say("my.practice_note") in shown._view().children[0].value
        assert "invented" in repr(shown).replace(say("my.practice_note"), "")
    form.buttons["own"].click()
    assert store.open_product(place).mine.is_empty and form.boxes["cost", "material"].value == ""
    assert store.restore(place) and store.open_product(place).mine == CRISPS


def test_the_practice_product_is_not_offered_over_her_own(place):
    store.save(place, CRISPS.as_own(), MyProduct())
    assert view().buttons["practice"].layout.display == "none"


def test_with_a_name_of_her_own_it_is_no_longer_the_practice_product(place):
    store.save(place, CRISPS, MyProduct())
    form = view()
    form.boxes["product", "name"].value = "Taro crisps"
    form.buttons["save"].click()
    assert not store.open_product(place).mine.practice and form.mark.value == ""


def test_a_bad_edit_is_shown_and_put_back_with_a_button(place):
    store.save(place, CRISPS, MyProduct())
    place.file.write_text("cost: [", encoding="utf-8")
    assert "my_product.yml, line 1" in repr(Lesson("05").show("my_cost"))
    form = view("cost")
    assert "my_product.yml, line 1" in says(form) and form.buttons["restore"].layout.display is None
    form.buttons["restore"].click()
    assert store.open_product(place).mine == CRISPS and "my_product-2.yml" in says(form)
    assert form.buttons["restore"].layout.display == "none"


def test_numbers_typed_in_a_cell_stand_in_the_boxes_and_can_be_saved(place):
    store.save(place, CRISPS, MyProduct())
    form = FormView(Lesson("05").show("my_cost", unit="piece", material="13", own_labour=9, price=0))
    assert form.boxes["cost", "pieces"].value == "1" and "22.00" in form.results["cost"].value
    assert store.open_product(place).mine == CRISPS
    form.buttons["save"].click()
    saved = store.open_product(place).mine
    assert (saved.cost.material, saved.cost.fixed_per_month, saved.price) == (13, None, CRISPS.price)


def test_a_form_that_needs_more_asks_for_it(place):
    assert ProductForm("fair").topics == ("cost", "price", "fair")
    store.save(place, CRISPS, MyProduct())
    assert ProductForm("fair").topics == ("fair",)


# --- the workbook in the form ----------------------------------------------------------------------


def send(form: FormView, name: str, content: bytes):
    form.upload.value = (
        {
            "name": name,
            "content": memoryview(content),
            "type": "",
            "size": len(content),
            "last_modified": dt.datetime(2026, 1, 1),
        },
    )


def test_a_workbook_is_made_beside_the_file_and_never_over_another(place):
    store.save(place, CRISPS, MyProduct())
    form = view()
    press = next(part for part in walk(form.box) if getattr(part, "description", "") == say("my.button.workbook"))
    press.click()
    press.click()
    assert [path.name for path in place.file.parent.glob("*.xlsx")] == ["my_product.xlsx"]
    place.file.with_suffix(".xlsx").write_bytes(b"changed in Excel")
    press.click()
    assert place.file.with_suffix(".xlsx").read_bytes() == b"changed in Excel" and "my_product-2.xlsx" in says(form)


def test_a_workbook_comes_back_through_the_form(place):
    store.save(place, CRISPS, MyProduct())
    form = view()
    send(form, "mine.xlsx", write_workbook(CRISPS.put({("price", "price"): 40.0})))
    assert store.open_product(place).mine.price.price == 35, "what was not changed in Excel is not taken from there"
    assert "same numbers" in says(form)
    send(form, "x.xlsx", b"PK")
    assert "not a workbook" in says(form)
    send(form, "my_product.yml", b"price:\n  price: 41\n")
    assert store.open_product(place).mine.price.price == 41 and "35 -&gt; 41" in says(form)


# --- in the browser --------------------------------------------------------------------------------


@pytest.fixture
def page(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "in_browser", lambda: True)
    monkeypatch.setattr(store, "DRIVE", tmp_path / "drive")
    monkeypatch.setattr(store, "_for_now", [])
    return tmp_path / "drive"


def test_on_the_drive_it_is_a_file_without_hidden_names(page):
    page.mkdir()
    form = view()
    form.buttons["practice"].click()
    assert {path.name for path in page.iterdir()} == {"my_product.yml", "my_product-last-good.yml"}
    press = next(part for part in walk(form.box) if getattr(part, "description", "") == say("my.button.workbook"))
    press.click()
    assert 'download="my_product.xlsx"' in form.status.value and "link.click()" in str(form.saver.outputs)
    (page / "my_product.yml").write_text("cost: [", encoding="utf-8")
    assert store.open_product(store.place_here()).mine == CRISPS


def test_without_a_drive_it_is_a_download_and_the_kernel_knows_it(page):
    form = view("cost")
    form.boxes["cost", "pieces"].value, form.boxes["cost", "material"].value = "2", "50"
    form.buttons["save"].click()
    assert 'download="my_product.yml"' in form.status.value and "no place here" in says(form)
    assert "25.00" in repr(Lesson("05").show("my_cost"))
    whole = view()
    send(whole, "my_product.yml", write(CRISPS).encode())
    assert store.open_product(None).mine == CRISPS


def test_a_workbook_that_was_changed_counts_only_where_it_was_changed():
    made = write_workbook(CRISPS)
    assert read_workbook(made, "x.xlsx") == (CRISPS, CRISPS)
