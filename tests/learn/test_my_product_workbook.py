"""The workbook says what Python says: recalculated by another library, and read back after a change in Excel.

The formulas are the same in every workbook (a test looks), so one is loaded, and recalculated
with the inputs of many products.
"""

import io
import logging

import formulas
import numpy as np
import openpyxl
import pytest
import schedula
from by_hand import satang
from formulas.ranges import Ranges
from otop import data
from otop.errors import InputError
from otop.learn.my_product import MyProduct, all_fields, practice_product
from otop.learn.my_product.read_back import read_workbook
from otop.learn.my_product.results import cost_results, fair_results, price_results
from otop.learn.my_product.workbook import write_workbook
from test_my_product import made_up

CRISPS = practice_product()
CASES = data.load("cost_cases")
CASES = CASES[(CASES["check"] == "adds_up") & (CASES["rule"] == "components")].set_index("id")
A_MONTH = 1_000  # pieces; a study gives its fixed cost for one piece


def of_case(row) -> MyProduct:
    cells = {name: float(row[name]) for name in ("material", "labour", "overhead", "overhead_variable", "overhead_fixed")
             if row[name] == row[name]}  # fmt: skip
    return MyProduct().put({
        ("product", "name"): row["product"], ("cost", "pieces"): 1.0, ("cost", "material"): cells["material"],
        ("cost", "own_labour"): cells["labour"],
        ("cost", "variable_overhead"): cells.get("overhead", cells.get("overhead_variable")),
        ("cost", "fixed_per_month"): cells["overhead_fixed"] * A_MONTH if "overhead_fixed" in cells else None,
        ("cost", "pieces_per_month"): float(A_MONTH),
        ("price", "price"): float(row["price"]) if row["price"] == row["price"] else None,
    })  # fmt: skip


PRODUCTS = {
    "practice": CRISPS, "empty": MyProduct(),
    "loses": CRISPS.put({("price", "price"): 24.0}),
    "whole break-even": CRISPS.put({("price", "price"): 24.1, ("cost", "fixed_per_month"): 1_000.0}),
} | {case: of_case(row) for case, row in CASES.iterrows()} | {f"made up {seed}": made_up(seed) for seed in range(50)}  # fmt: skip


def in_python(mine: MyProduct) -> dict:
    found = {}
    for start, results in [("cost", cost_results(mine)), ("price_direct", price_results(mine)),
                           ("price_shop", price_results(mine, by_shop=True)), ("fair", fair_results(mine))]:  # fmt: skip
        found |= {f"{start}_{name}": "-" if value is None else satang(value) for name, value in results.items()}
    return found


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """Gives the results of the formulas, recalculated with the inputs of a product."""
    file = tmp_path_factory.mktemp("book") / "book.xlsx"
    file.write_bytes(write_workbook(CRISPS))
    logging.disable(logging.WARNING)
    model = formulas.ExcelModel().loads(str(file)).finish()
    names = openpyxl.load_workbook(file).defined_names

    def cell_of(name: str) -> str:
        ((sheet, place),) = names[name].destinations
        return f"'[book.xlsx]{sheet.upper()}'!{place.replace('$', '')}"

    def run(mine: MyProduct) -> dict:
        inputs = {}
        for one in all_fields():
            cell, value = cell_of(f"{one.topic}_{one.name}"), mine.get(one.topic, one.name)
            value = schedula.EMPTY if value in (None, "") else value / 100 if one.kind == "percent" else value
            inputs[cell] = Ranges().push(cell, np.array([[value]], object))
        solution = model.calculate(inputs=inputs)
        shown = {name: solution[cell_of(name)].value[0, 0] for name in in_python(mine)}
        return {name: str(value) if isinstance(value, str) else satang(float(value)) for name, value in shown.items()}

    yield run
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", PRODUCTS)
def test_excel_and_python_are_equal_to_the_satang(recalculated, name):
    assert recalculated(PRODUCTS[name]) == in_python(PRODUCTS[name])


@pytest.mark.parametrize("case", CASES.index)
def test_a_published_case_that_adds_up_gives_its_published_cost(recalculated, case):
    assert recalculated(PRODUCTS[case])["cost_full"] == satang(float(CASES.loc[case, "stated_total"]))


def test_there_are_published_cases():
    assert {"C1", "C2", "C7", "C8"} <= set(CASES.index)


def book(mine: MyProduct, **how):
    return openpyxl.load_workbook(io.BytesIO(write_workbook(mine)), **how)


def cells(mine: MyProduct, **how) -> dict:
    opened = book(mine, **how)
    found = {}
    for name, defined in opened.defined_names.items():
        ((sheet, place),) = defined.destinations
        found[name] = opened[sheet][place.replace("$", "")]
    return found


def test_every_workbook_has_the_same_formulas_and_nothing_else_but_inputs():
    first = {name: cell.value for name, cell in cells(CRISPS).items() if name in in_python(CRISPS)}
    assert all(value.startswith("=") for value in first.values())
    for mine in list(PRODUCTS.values())[:12]:
        assert {name: cell.value for name, cell in cells(mine).items() if name in first} == first
    inputs = {f"{one.topic}_{one.name}" for one in all_fields()}
    assert set(cells(CRISPS)) == inputs | set(first)


def test_a_phone_that_does_not_calculate_shows_the_numbers():
    for name in ("practice", "empty", "C7", "made up 3"):
        stored = {key: cell.value for key, cell in cells(PRODUCTS[name], data_only=True).items()}
        expected = in_python(PRODUCTS[name])
        assert {k: v if v == "-" else satang(float(v)) for k, v in stored.items() if k in expected} == expected


def test_inputs_are_marked_and_have_label_and_unit():
    for one in all_fields():
        cell = cells(CRISPS)[f"{one.topic}_{one.name}"]
        page = cell.parent
        assert cell.border.left.style == "medium" and not cell.protection.locked
        assert page.cell(cell.row, 1).value == one.label and page.cell(cell.row, 4).value == one.help
        assert (page.cell(cell.row, 3).value or "") == one.unit(CRISPS)
    assert not any(cell.border.left.style for name, cell in cells(CRISPS).items() if name in in_python(CRISPS))


def test_one_sheet_a_topic_no_macros_and_the_practice_product_says_so():
    opened = book(CRISPS)
    seen = [page for page in opened.worksheets if page.sheet_state == "visible"]
    assert [page.title for page in seen] == ["Product", "Cost", "Price", "Fair"] and not opened.vba_archive
    assert all("invented" in page["A3"].value for page in seen)
    assert not any(page["A3"].value for page in book(CRISPS.as_own()).worksheets if page.sheet_state == "visible")


def test_a_text_of_hers_never_becomes_a_formula():
    mine = MyProduct().put({("product", "name"): "=1+1", ("product", "unit"): "http://x"})
    made = cells(mine)
    assert made["product_name"].data_type == "s" and made["product_unit"].hyperlink is None
    assert read_workbook(write_workbook(mine), "x.xlsx")[0] == mine


# --- changed in Excel ------------------------------------------------------------------------------


def changed(mine: MyProduct, **typed) -> bytes:
    """The workbook after somebody typed into these cells, and saved."""
    opened = book(mine)
    for name, value in typed.items():
        ((sheet, place),) = opened.defined_names[name].destinations
        cell = opened[sheet][place.replace("$", "")]
        if isinstance(value, tuple):
            value, cell.number_format = value
        cell.value = value
    data = io.BytesIO()
    opened.save(data)
    return data.getvalue()


@pytest.mark.parametrize("name", ["practice", "empty", "C7", *(f"made up {seed}" for seed in range(6))])
def test_every_product_comes_back_as_it_went(name):
    assert read_workbook(write_workbook(PRODUCTS[name]), "x.xlsx") == (PRODUCTS[name], PRODUCTS[name])


def test_what_was_typed_in_excel_comes_back():
    content = changed(
        CRISPS, cost_material=600, cost_own_labour=None, price_commission=(0.25, "0%"), fair_days="๓ days",
        product_name="ขนม", price_price="1,000 baht",
    )  # fmt: skip
    mine, before = read_workbook(content, "x.xlsx")
    assert before == CRISPS and not mine.practice
    assert mine == CRISPS.as_own().put({
        ("cost", "material"): 600, ("cost", "own_labour"): None, ("price", "commission"): 25.0, ("fair", "days"): 3.0,
        ("product", "name"): "ขนม", ("price", "price"): 1000.0,
    })  # fmt: skip


def test_wrong_cells_get_one_message_with_their_places():
    content = changed(
        CRISPS, cost_material="11,69", price_price="=1/0", fair_days=-2, price_commission=(0.3, "General")
    )
    with pytest.raises(InputError) as problem:
        read_workbook(content, "mine.xlsx")
    lines = str(problem.value).splitlines()
    assert lines[0].startswith("mine.xlsx: Nothing was changed")
    assert [line.split(":")[0] for line in lines[1:]] == [
        "Cost, cell B6", "Price, cell B5", "Price, cell B6", "Fair, cell B5"
    ]  # fmt: skip
    assert "11.69 or 1169" in lines[1] and "Excel, save it" in lines[2] and "0.3% or 30%" in lines[3]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"price: 3", "other"])
def test_what_is_no_such_workbook(content):
    if content == "other":
        other = io.BytesIO()
        openpyxl.Workbook().save(other)
        content = other.getvalue()
    with pytest.raises(InputError, match="x.xlsx: This is not a workbook"):
        read_workbook(content, "x.xlsx")


def test_a_sheet_with_new_rows_and_another_name_is_read_all_the_same():
    opened = book(CRISPS)
    opened["Cost"].title = "ต้นทุน"  # Excel changes the names along; openpyxl does not
    for _name, defined in opened.defined_names.items():
        defined.attr_text = defined.attr_text.replace("Cost", "ต้นทุน")
    data_of = io.BytesIO()
    opened.save(data_of)
    assert read_workbook(data_of.getvalue(), "x.xlsx")[0] == CRISPS
