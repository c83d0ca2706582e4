"""Cost sheets: the row model, and the published cases through it."""

import datetime as dt
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from otop.errors import InputError
from otop.i18n import has_message
from otop.sheets import COLUMNS, FORMATS, USED, as_json, as_text, parse_rows, read_rows, template, write_records
from otop.sheets.values import hours

PRODUCT = {"part": "product", "item": "Fish pack", "quantity": "10", "unit": "pack", "volume": "1,000 a year"}
FISH = {
    "part": "material", "item": "fish", "quantity": "2", "unit": "kg", "yield": "35%", "price": "60", "per": "kg",
}  # fmt: skip
DRYING = {"part": "labour", "item": "drying", "time": "1.5 h", "who": "own", "price": "351", "per": "day"}
RENT = {"part": "overhead", "item": "rent", "price": "3,000", "per": "month", "share": "40/160", "driver": "hours"}
RACK = {"part": "equipment", "item": "rack", "price": "12,000", "salvage": "2,000", "life_years": "5"}
WHOLE = [PRODUCT, FISH, DRYING, RENT, RACK]


def cost_of(*records):
    return parse_rows([PRODUCT, *records]).unit_cost()


def published(*parts):
    """A study that gives only money per piece: (part, money, more columns)."""
    product = {"part": "product", "item": "published", "quantity": "1", "unit": "piece"}
    rows = [{"part": part, "item": part, "price": money, "per": "piece", **more} for part, money, more in parts]
    return parse_rows([product, *rows]).unit_cost()


OWN, FIXED = {"who": "own"}, {"kind": "fixed"}


@pytest.mark.parametrize(
    ("parts", "full"),
    [
        ([("material", "9.77", {}), ("labour", "6.66", OWN), ("overhead", "2.66", {})], 19.09),  # C1
        ([("material", "17.20", {}), ("labour", "5.20", OWN), ("overhead", "0.35", {})], 22.75),  # C2
        (
            [
                ("material", "1.80", {}), ("labour", "5.53", OWN), ("overhead", "0.13", FIXED),
                ("overhead", "1.24", {}),
            ],
            8.70,
        ),  # C7
    ],
    ids=["C1 babin", "C2 krathong", "C7 areca"],
)  # fmt: skip
def test_published_full_cost(parts, full):
    assert round(published(*parts).full, 2) == full


def test_published_lot_of_100():  # C4: 8,894.50 for 100
    rows = [
        {"part": "product", "item": "Compress ball", "quantity": "100", "unit": "ball"},
        {"part": "material", "item": "everything", "price": "8,894.50 baht", "per": "batch"},
    ]
    assert as_json(parse_rows(rows).unit_cost())["full_cost_per_unit"] == 88.945
    assert "88.95" in as_text(parse_rows(rows).unit_cost())  # rounded half up


def test_published_batch_of_15_bottles():  # C19
    product = {"part": "product", "item": "Lime drink", "quantity": "15", "unit": "bottle"}
    money = {"flowers": 20, "lime": 30, "sugar": 10, "salt": 1, "water": 5, "bottles": "7.50"}
    rows = [{"part": "material", "item": name, "price": price, "per": "batch"} for name, price in money.items()]
    assert round(15 * parse_rows([product, *rows]).unit_cost().full, 2) == 73.50


def test_whole_sheet_by_hand():
    cost = cost_of(FISH, DRYING, RENT, RACK)
    fish, drying, rent, rack = 2 / 0.35 * 60 / 10, 1.5 * 351 / 8 / 10, 3000 * 12 * 0.25 / 1000, 2000 / 1000
    assert cost.cash == pytest.approx(fish + rent)
    assert cost.variable == pytest.approx(fish + drying)
    assert cost.full == pytest.approx(fish + drying + rent + rack)


@pytest.mark.parametrize(
    ("changed", "same_as"),
    [
        ({"yield": "0.35"}, {}),
        ({"yield": 0.35}, {}),
        ({"yield": "๓๕%"}, {}),
        ({"yield": "70% x 50%"}, {}),
        ({"yield": "0.7 × 0.5"}, {}),
        ({"price": "3,000", "per": "50 kg"}, {}),
        ({"price": "60 baht", "per": "per kg"}, {}),
        ({"price": "60.-"}, {}),
        ({"quantity": "2,000", "unit": "grams"}, {}),
        ({"quantity": "2 kg", "unit": None}, {}),
        ({"quantity": "2 kg"}, {}),
        ({"item": " Fish\n"}, {}),
        ({"note": "bought in the market", "paid": "yes"}, {}),
    ],
)
def test_other_ways_to_write_a_material(changed, same_as):
    assert cost_of({**FISH, **changed}).full == pytest.approx(cost_of({**FISH, **same_as}).full)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1.5 h", 1.5), ("1:30", 1.5), ("01:30", 1.5), ("1 h 30 min", 1.5), ("1h30", 1.5),
        ("1 hour and 30 minutes", 1.5),
        ("90 min", 1.5), ("2 days", 16), ("1 day 2 h", 10), ("1.30 h", 1.3), ("๑.๕ ชม.", 1.5), ("0 h", 0),
        (dt.time(1, 30), 1.5), (dt.timedelta(hours=30), 30),
    ],
)  # fmt: skip
def test_times(typed, expected):
    assert hours(typed) == pytest.approx(expected)


def test_a_time_of_1_30_is_printed_back():
    text = as_text(cost_of({**DRYING, "time": "1.30 h"}))
    assert "1 h 18 min" in text


@pytest.mark.parametrize("per", ["hour", "h", "1 hour"])
def test_rate_by_the_hour(per):
    assert cost_of({**DRYING, "price": "40", "per": per}).full == pytest.approx(6)


def test_rate_of_a_day_of_7_hours():
    assert cost_of({**DRYING, "price": "350", "per": "7 h"}).full == pytest.approx(7.5)


def test_wage_by_the_month_is_fixed():
    line = cost_of({"part": "labour", "item": "clerk", "who": "hired", "price": "1,000", "per": "month"}).lines[0]
    assert (line.per_unit, line.paid, line.variable) == (12, True, False)


def test_own_work_at_zero_is_said():
    free = {**DRYING, "price": "0"}
    assert "Own labour at zero: drying" in as_text(cost_of(free))
    assert as_json(cost_of(free))["own_labour_at_zero"] == ["drying"]
    assert "at zero" not in as_text(cost_of(DRYING))


def test_no_labour_is_said():
    assert "no labour in this sheet" in as_text(cost_of(FISH))


def test_what_is_not_paid_is_listed():
    text = " ".join(as_text(cost_of(FISH, DRYING, {**RENT, "paid": "no"}, RACK)).split())
    assert "Not paid in cash, 17.58 THB a pack: drying 6.58; rent 9.00; rack 2.00." in text
    own_leaves = cost_of({**FISH, "paid": "no"})
    assert own_leaves.cash == 0 and own_leaves.full > 0


def test_local_units():
    bunch = {"part": "unit", "item": "bunch", "quantity": "20", "unit": "stem"}
    basket = {"part": "unit", "item": "basket", "quantity": "5", "unit": "bunches"}
    stems = {**FISH, "item": "reed", "quantity": "100", "unit": "stem", "yield": "100%", "price": "40", "per": "bunch"}
    assert cost_of(bunch, stems).full == pytest.approx(100 / 20 * 40 / 10)
    by_basket = {**stems, "quantity": "2", "unit": "baskets"}
    assert cost_of(bunch, basket, by_basket).full == pytest.approx(2 * 5 * 40 / 10)


def test_price_per_the_products_own_unit_is_per_piece():
    assert cost_of({"part": "material", "item": "label", "price": "0.80", "per": "pack"}).full == pytest.approx(0.8)


def test_quantity_with_price_per_piece_is_counted():
    pouch = {**FISH, "item": "pouch", "quantity": "10", "unit": "piece", "yield": "100%", "price": "2", "per": "piece"}
    assert cost_of(pouch).full == pytest.approx(2)


def test_currency():
    kip = {**PRODUCT, "currency": "kip"}
    sheet = parse_rows([kip, {**FISH, "price": "60 kip"}])
    assert sheet.product.currency == "LAK"


@pytest.mark.parametrize(
    ("record", "cell", "words"),
    [
        ({**FISH, "yield": None}, "", "write 100% if nothing is lost"),
        ({**FISH, "yield": "35"}, "yield", "write 35% or 0.35"),
        ({**FISH, "yield": 35}, "yield", "write 35% or 0.35"),
        ({**FISH, "yield": "0%"}, "yield", "above 0%"),
        ({**FISH, "yield": "65% loss"}, "yield", "write"),
        ({**FISH, "price": None}, "", "price is missing"),
        ({**FISH, "price": "11,69"}, "price", "11.69"),
        ({**FISH, "price": "-5"}, "", "cannot be below zero"),
        ({**FISH, "price": "nan"}, "price", "type one number"),
        ({**FISH, "price": math.inf}, "price", "type one number"),
        ({**FISH, "price": math.nan}, "price", "type one number"),
        ({**FISH, "price": 10**400}, "price", "type one number"),
        ({**FISH, "price": True}, "price", "type one number"),
        ({**FISH, "price": "cheap"}, "price", "type one number"),
        ({**FISH, "price": "60%"}, "price", "without %"),
        ({**FISH, "price": "60 per kg"}, "price", "goes under per"),
        ({**FISH, "price": "5,000 kip"}, "price", "name it in the product row"),
        ({**FISH, "price": "#DIV/0!"}, "price", "mend the formula"),
        ({**FISH, "price": dt.datetime(2026, 1, 4)}, "price", "format the cell as text"),
        ({**FISH, "price": "1e308", "quantity": "1e308"}, "", "a zero too many"),
        ({**FISH, "price": [60]}, "price", "one value"),
        ({**FISH, "per": None}, "", "what the price is for"),
        ({**FISH, "per": "kgg"}, "", "did you mean kg?"),
        ({**FISH, "per": "l"}, "", "same kind of unit"),
        ({**FISH, "per": "batch"}, "quantity", "leave quantity empty"),
        ({**FISH, "per": "50"}, "per", "50 of what"),
        ({**FISH, "per": "0 kg"}, "", "must be above zero"),
        ({**FISH, "unit": None}, "", "unit is missing"),
        ({**FISH, "unit": "xyzzy"}, "", "needs its own row"),
        ({**FISH, "quantity": "2 g"}, "", "keep one of them"),
        ({**FISH, "quantity": None}, "", "quantity is missing"),
        ({**FISH, "item": None}, "", "item is missing"),
        ({**FISH, "paid": "maybe"}, "paid", "yes, no"),
        ({**FISH, "time": "1 h"}, "", "move it to the row where it belongs"),
        ({**FISH, "part": "materal"}, "part", "did you mean material?"),
        ({**FISH, "part": "xyzzy"}, "part", "write one of: product"),
        ({**FISH, "part": None}, "", "part is missing"),
        ({**FISH, "pirce": "60"}, "", "did you mean price?"),
        ({**FISH, "xyzzy": "60"}, "", "known columns"),
        ({**FISH, "rate": "60"}, "", "keep one of them"),
        ({**DRYING, "time": None}, "", "time is missing"),
        ({**DRYING, "time": "1.5"}, "time", "1.5 h"),
        ({**DRYING, "time": 1.5}, "time", "1.5 h"),
        ({**DRYING, "time": "soon"}, "time", "1 h 30 min"),
        ({**DRYING, "time": "1:75"}, "time", "1 h 30 min"),
        ({**DRYING, "time": "-1 h"}, "", "cannot be below zero"),
        ({**DRYING, "who": None}, "", "own, family or hired"),
        ({**DRYING, "who": "me"}, "who", "own, family, hired"),
        ({**DRYING, "price": None}, "", "write 0"),
        ({**DRYING, "per": "week"}, "per", "write one of: hour, day"),
        ({**DRYING, "per": "piece"}, "time", "leave time empty"),
        ({**DRYING, "per": "0 h"}, "", "must be above zero"),
        ({**DRYING, "per": "2 piece"}, "per", "money for one piece"),
        ({**RENT, "per": "week"}, "per", "piece, batch, month, year"),
        ({**RENT, "per": None}, "", "per is missing"),
        ({**RENT, "kind": "sometimes"}, "kind", "variable, fixed"),
        ({**RENT, "share": "25"}, "share", "25% or 0.25"),
        ({**RENT, "share": "200/160"}, "share", "this product's part first"),
        ({**RENT, "share": "1/0"}, "share", "above zero"),
        ({**RENT, "share": dt.date(2026, 4, 1)}, "share", "format the cell as text"),
        ({**RACK, "salvage": None}, "", "write 0 if nothing"),
        ({**RACK, "salvage": "20,000"}, "", "above the price"),
        ({**RACK, "life_years": "60 months"}, "life_years", "write only the number"),
        ({**RACK, "life_years": "0"}, "", "must be above zero"),
        ({**PRODUCT}, "", "a sheet for each"),
        ({"part": "unit", "item": "kg", "quantity": "900", "unit": "g"}, "", "has its size already"),
        ({"part": "unit", "item": "hand", "quantity": "0", "unit": "kg"}, "", "must be above zero"),
        ({"part": "unit", "item": "hand", "quantity": "2", "unit": "kgg"}, "", "did you mean kg?"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_what_to_do(record, cell, words):
    with pytest.raises(InputError) as error:
        parse_rows([PRODUCT, record, FISH], "sheet.csv")
    message = str(error.value)
    assert message.startswith("sheet.csv, row 2"), message
    assert (f"), {cell}: " in message or f"row 2, {cell}: " in message) if cell else True, message
    assert words in message.lower(), message
    assert "\n" not in message and "{" not in message


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"quantity": "0"}, "must be above zero"),
        ({"quantity": None}, "how many pieces one batch gives"),
        ({"quantity": "-10"}, "below zero"),
        ({"unit": None}, "what one piece is called"),
        ({"item": None}, "item is missing"),
        ({"volume": "1,000"}, "1,000 a year, or 100 a month"),
        ({"volume": "0 a year"}, "must be above zero"),
        ({"currency": "gold"}, "three letters"),
        ({"price": "60"}, "product uses"),
    ],
)
def test_a_wrong_product_row(changed, words):
    with pytest.raises(InputError) as error:
        parse_rows([FISH, {**PRODUCT, **changed}], "sheet.csv")
    assert str(error.value).startswith("sheet.csv, row 2 (product"), str(error.value)
    assert words in str(error.value)


@pytest.mark.parametrize("needs_volume", [RENT, RACK], ids=["rent", "rack"])
def test_volume_is_asked_for_only_where_needed(needs_volume):
    without = {**PRODUCT, "volume": None}
    parse_rows([without, FISH])
    with pytest.raises(InputError, match=r"row 2 \(.*write the volume, for example 1,000 a year"):
        parse_rows([without, needs_volume])


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "no row yet"),
        ([{}], "no row yet"),
        ([FISH], "no product row"),
        ([PRODUCT], "no costs yet"),
        ([5], "record"),
    ],
)
def test_a_sheet_that_is_not_whole(records, words):
    with pytest.raises(InputError, match=words) as error:
        parse_rows(records, "sheet.csv")
    assert str(error.value).startswith("sheet.csv")


# --- the printed sheet ------------------------------------------------------------------


def test_table_fits_80_columns_and_aligns():
    long = {**FISH, "item": "a very long name of a fish that swims far away from every net there is in the bay"}
    thai = {**FISH, "item": "ปลาดุกแดดเดียวที่ตากแห้งด้วยน้ำผึ้ง"}
    text = as_text(cost_of(long, thai, {**FISH, "price": "9,999,999.99"}, DRYING, RENT, RACK))
    assert all(sum(c not in "ัิีึืุู็่้๊๋์ํ" for c in line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text


def test_large_money_keeps_its_columns_apart():
    lines = as_text(cost_of({**FISH, "price": "99,999,999,999"})).splitlines()
    total = next(line for line in lines if line.startswith("One pack costs"))
    assert len(total.split()) == 3 + 3 + 1 and len(total) <= 80


def test_json_has_the_promised_keys():
    data = as_json(cost_of(FISH, DRYING, RENT, RACK))
    assert {"product", "unit", "currency", "cash_cost_per_unit", "variable_cost_per_unit", "full_cost_per_unit"} <= set(
        data
    )
    assert sum(line["full"] for line in data["lines"]) == pytest.approx(data["full_cost_per_unit"], abs=1e-5)
    assert sum(part["share"] for part in data["components"]) == pytest.approx(1, abs=1e-5)
    assert {line["component"] for line in data["lines"]} == {part["component"] for part in data["components"]}


def test_free_product_has_no_share_trouble():
    assert as_json(cost_of({**FISH, "price": "0"}))["components"][0]["share"] == 0


# --- the three formats say the same --------------------------------------------------------

WORD = (
    st.text(st.sampled_from("abc กขคำ:#'\"-,;%&é0 1"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: any(c.isalpha() for c in text))
)
MONEY = st.integers(0, 10**5).map(lambda cents: f"{cents / 100:,.2f}")
SHARE = st.integers(1, 100).map(lambda percent: f"{percent}%")
ROW = st.one_of(
    st.fixed_dictionaries(
        {
            "part": st.just("material"), "item": WORD, "quantity": MONEY, "unit": st.sampled_from(["g", "kg", "khit"]),
            "yield": st.one_of(SHARE, st.tuples(SHARE, SHARE).map(" x ".join)), "price": MONEY,
            "per": st.sampled_from(["kg", "g", "50 kg"]), "note": WORD,
        }
    ),
    st.fixed_dictionaries(
        {
            "part": st.just("labour"), "item": WORD, "who": st.sampled_from(["own", "family", "hired"]), "price": MONEY,
            "time": st.sampled_from(["1:30", "1.5 h", "90 min", "2 days"]), "per": st.sampled_from(["day", "hour", "7 h"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "part": st.just("overhead"), "item": WORD, "price": MONEY, "share": st.one_of(SHARE, st.just("40/160")),
            "per": st.sampled_from(["piece", "batch", "month", "year"]), "paid": st.sampled_from(["yes", "no"]),
        }
    ),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=5))
def test_yaml_csv_and_xlsx_give_the_same_cost(rows):
    order = list(USED)
    records = [PRODUCT, *sorted(rows, key=lambda row: order.index(row["part"]))]
    costs = [parse_rows(read_rows(write_records(records, kind), f"s.{kind}")).unit_cost() for kind in FORMATS]
    direct = parse_rows(records).unit_cost()
    assert all(as_json(cost) == as_json(direct) for cost in costs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*COLUMNS, "pirce"]),
        st.one_of(
            st.none(), st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.just("1 h"), st.just("kg")
        ),
    ),
    st.sampled_from([FISH, DRYING, RENT, RACK, PRODUCT]),
)
def test_any_cells_give_a_cost_or_one_message(cells, row):
    try:
        cost = parse_rows([PRODUCT, FISH, {**row, **cells}])
        as_text(cost.unit_cost()), as_json(cost.unit_cost())
    except InputError as error:
        assert str(error) and "\n" not in str(error)


# --- templates ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_each_template_is_a_whole_sheet_that_says_it_is_made_up(kind):
    rows = read_rows(template(kind), f"sheet.{kind}")
    text = as_text(parse_rows(rows).unit_cost())
    assert "made-up" in text and "One pack costs" in text
    assert text == as_text(parse_rows(read_rows(template("yaml"), "sheet.yml")).unit_cost())
    assert {row.cells["part"] for row in rows} == set(USED)


def test_every_column_is_used_and_explained():
    assert {column for used in USED.values() for column in used} | {"part", "item", "note"} == set(COLUMNS)
    assert all(has_message(f"sheet.help.{column}") for column in COLUMNS)


def test_xlsx_template_is_friendly():
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template("xlsx")))
    page = book.worksheets[0]
    assert page.freeze_panes == "C2"
    assert book.sheetnames[1] == "How to fill in"
    lists = {str(v.sqref).split(":")[0][0]: v.formula1 for v in page.data_validations.dataValidation}
    assert any("own,family,hired" in formula for formula in lists.values()) and len(lists) == 4
    assert page.column_dimensions["B"].width > 20
    percents = [cell for row in page.iter_rows() for cell in row if cell.number_format == "0%"]
    assert percents and all(0 < cell.value <= 1 for cell in percents)


@pytest.mark.parametrize(("who", "cash"), [("own", 2.48), ("family", 2.48), ("hired", 9.98)])
def test_labour_known_per_piece_is_paid_only_if_hired(who, cash):
    cost = published(("material", "2.48", {}), ("labour", "7.50", {"who": who}))
    assert (round(cost.cash, 2), round(cost.variable, 2)) == (cash, 9.98)
