"""Cost sheets as files: formats, encodings, and every kind of broken file."""

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from otop.errors import InputError
from otop.sheets import as_json, parse_rows, read_rows, read_sheet, template, write_records

CSV = """part,item,quantity,unit,yield,time,who,price,per
product,Fish pack,10,pack,,,,,
material,fish,2,kg,35%,,,60,kg
labour,drying,,,,1:30,own,351,day
"""
YAML = """product:
  item: Fish pack
  quantity: 10
  unit: pack
materials:
  - item: fish
    quantity: 2
    unit: kg
    yield: 35%
    price: 60
    per: kg
labour:
  - {item: drying, time: 1:30, who: own, price: 351, per: day}
"""
FULL = round(2 / 0.35 * 60 / 10 + 1.5 * 351 / 8 / 10, 6)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def full(data, name="sheet.csv"):
    data = data.encode() if isinstance(data, str) else data
    return as_json(parse_rows(read_rows(data, name), name).unit_cost())["full_cost_per_unit"]


def workbook(*rows, **pages):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


XLSX_ROWS = (
    ["part", "item", "quantity", "unit", "yield", "price", "per"],
    ["product", "Fish pack", 10, "pack"],
    ["material", "fish", 2, "kg", 0.35, 60, "kg"],
)


def zipped(names=("a.txt",)):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        CSV,
        "\ufeff" + CSV,
        CSV.replace(",", ";"),
        CSV.replace(",", "\t"),
        "sep=;\r\n" + CSV.replace(",", ";"),
        CSV.replace("\n", "\r\n"),
        CSV.replace("part,item", "PART, Item "),
        "# a made-up fish; not real\n\n" + CSV,
        CSV.replace("fish,2,", 'fish,"2.0",'),
        CSV.replace("fish", "ปลา").encode("cp874"),
        CSV.replace("fish", "ปลา").encode("utf-8"),
        CSV.encode("utf-16"),
        CSV + ",,,,,,,,\n,,,,,,,,\n",
        YAML,  # the content is what counts where the name says nothing
    ],
)
def test_ways_to_save_a_sheet(data):
    assert full(data, "sheet.txt" if data == YAML else "sheet.csv") == FULL


def test_thai_windows_letters_are_read():
    rows = read_rows(CSV.replace("fish,2", "ปลา,2").encode("cp874"), "sheet.csv")
    assert rows[1].cells["item"] == "ปลา"


def test_yaml():
    assert full(YAML, "sheet.yml") == FULL
    assert full(YAML.replace("materials", "material").replace("item: Fish", "name: Fish"), "sheet.yaml") == FULL


def test_xlsx_under_another_name_is_known_by_its_content():
    data = workbook(*XLSX_ROWS)
    assert full(data, "sheet.csv") == full(data, "sheet.xlsx") == round(2 / 0.35 * 6, 6)


def test_xlsx_percent_cell_and_second_page():
    book = openpyxl.load_workbook(io.BytesIO(workbook(*XLSX_ROWS)))
    book["Sheet"]["E3"].number_format = "0%"
    book.create_sheet("About", 0).append(["This page is only text"])
    data = io.BytesIO()
    book.save(data)
    assert full(data.getvalue(), "sheet.xlsx") == round(2 / 0.35 * 6, 6)


def test_formula_with_a_result_is_used():
    data = workbook(*XLSX_ROWS[:2], ["material", "fish", 2, "kg", 0.35, "=30*2", "kg"])
    with pytest.raises(InputError, match=r"^s.xlsx, row 3: Cell F3 has a formula.*save it"):
        read_rows(data, "s.xlsx")
    with_result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(with_result, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"<v></v>", b"<v>60</v>").replace(b"<v />", b"<v>60</v>"))
    assert full(with_result.getvalue(), "s.xlsx") == round(2 / 0.35 * 6, 6)


CASES = {
    "empty csv": (b"", "s.csv", "s.csv: ", "--template"),
    "spaces only": (b" \n\n", "s.yml", "s.yml: ", "--template"),
    "comments only yaml": (b"# nothing\n", "s.yml", "s.yml: ", "--template"),
    "header only": (CSV.split("\n")[0].encode(), "s.csv", "s.csv: ", "product first"),
    "no header": (b"fish,2,kg\n", "s.csv", "s.csv: ", "first row is: part"),
    "header without part": (b"item,price\nfish,2\n", "s.csv", "s.csv, row 1: ", "product, material"),
    "unknown column": (CSV.replace("price", "pirce").encode(), "s.csv", "s.csv, row 1: ", "mean price?"),
    "column twice": (CSV.replace("who", "price").encode(), "s.csv", "s.csv, row 1: ", "Keep one"),
    "thousands comma": (CSV.replace("351,day", "3,510,day").encode(), "s.csv", "s.csv, row 4: ", '"1,000"'),
    "quotes": (CSV.replace("fish,", '"fish,').encode(), "s.csv", "s.csv, row 3: ", "quotation marks"),
    "wrong number": (CSV.replace("351", "cheap").encode(), "s.csv", "s.csv, row 4 (labour drying), price: ", "Type one number"),
    "picture as csv": (PNG, "s.csv", "s.csv: ", "otop cost --template"),
    "picture as yml": (PNG, "s.yml", "s.yml: ", "otop cost --template"),
    "picture as xlsx": (PNG, "s.xlsx", "s.xlsx: ", "otop cost --template"),
    "pdf": (b"%PDF-1.4 part,item", "s.csv", "s.csv: ", "otop cost --template"),
    "json as yml": (json.dumps({"product": "x"}).encode(), "s.yml", "s.yml: ", "otop cost --template"),
    "json": (b'[{"part": "product"}]', "s.json", "s.json: ", "otop cost --template"),
    "text as csv": (b"Dear friend, how are you?", "s.csv", "s.csv: ", "first row is: part"),
    "text as yml": (b"Dear friend, how are you?", "s.yml", "s.yml: ", "headings"),
    "text as xlsx": (b"Dear friend, how are you?", "s.xlsx", "s.xlsx: ", "save it as .xlsx"),
    "text": (b"Dear friend, how are you?", "s.docx", "s.docx: ", ".yml, .csv or .xlsx"),
    "old xls": (OLE, "s.xls", "s.xls: ", "save it as Excel Workbook"),
    "locked xlsx": (OLE, "s.xlsx", "s.xlsx: ", "take the password off"),
    "zip as xlsx": (zipped(), "s.xlsx", "s.xlsx: ", "save it as .xlsx"),
    "docx as xlsx": (zipped(["word/document.xml"]), "s.xlsx", "s.xlsx: ", "save it as .xlsx"),
    "half a workbook": (workbook(*XLSX_ROWS)[:900], "s.xlsx", "s.xlsx: ", "save it again"),
    "hollow workbook": (zipped(["xl/workbook.xml"]), "s.xlsx", "s.xlsx: ", "save it again"),
    "empty workbook": (workbook(), "s.xlsx", "s.xlsx: ", "--template"),
    "workbook of text": (workbook(["Dear friend"]), "s.xlsx", "s.xlsx: ", "first row is: part"),
    "letters": (b"part,item\nproduct,\xff\xdb", "s.csv", "s.csv: ", "CSV UTF-8"),
    "yaml list": (b"- a\n- b\n", "s.yml", "s.yml: ", "headings"),
    "yaml tab": (YAML.replace("  quantity: 10", "\tquantity: 10").encode(), "s.yml", "s.yml, line ", "no tabs"),
    "yaml colon": (YAML.replace("item: fish", "item: fish: dry").encode(), "s.yml", "s.yml, line 6: ", "colon"),
    "yaml key twice": (YAML.replace("unit: kg", "price: 3").encode(), "s.yml", "s.yml, line 10: ", "Keep one"),
    "yaml part twice": (YAML.replace("labour", "material").encode(), "s.yml", "s.yml, line 12: ", "one heading"),
    "yaml heading": (YAML.replace("labour", "laboor").encode(), "s.yml", "s.yml, line 12: ", "mean labour?"),
    "yaml column": (YAML.replace("price: 60", "pirce: 60").encode(), "s.yml", "s.yml, line 10: ", "mean price?"),
    "yaml no dash": (YAML.replace("- item: fish", "  item: fish").encode(), "s.yml", "s.yml, line 5: ", "dash"),
    "yaml product list": (YAML.replace("  item: Fish", "  - item: Fish").replace("  quantity: 10\n  unit: pack\n", "").encode(),
                          "s.yml", "s.yml, line 1: ", "without a dash"),
    "yaml product word": (b"product: Nipa box\n", "s.yml", "s.yml, line 1: ", "item, quantity and unit"),
    "yaml scalar record": (b"materials:\n  - fish\n", "s.yml", "s.yml, line 2: ", "- item: ..."),
    "yaml nested": (YAML.replace("price: 60", "price: [60]").encode(), "s.yml", "s.yml, line 10, price: ", "one value"),
    "yaml nan": (YAML.replace("price: 60", "price: .nan").encode(), "s.yml", "s.yml, line 6 (material fish), price: ", "Type one number"),
    "yaml inf": (YAML.replace("price: 60", "price: .inf").encode(), "s.yml", "s.yml, line 6 (material fish), price: ", "Type one number"),
    "yaml no yield": (YAML.replace("    yield: 35%\n", "").encode(), "s.yml", "s.yml, line 6 (material fish): ", "100%"),
    "yaml deep": (b"product: " + b"[" * 5000, "s.yml", "s.yml", "YAML"),
    "yaml two documents": (YAML.encode() + b"---\na: 1\n", "s.yml", "s.yml, line ", "YAML"),
    "yaml alias of itself": (b"product: &a\n  item: *a\n", "s.yml", "s.yml, line ", ""),
    "xlsx excel error": (workbook(*XLSX_ROWS[:2], ["material", "fish", 2, "kg", 0.35, "#REF!", "kg"]),
                         "s.xlsx", "s.xlsx, row 3 (material fish), price: ", "Mend the formula"),
    "too long": (("part,item\n" + "material,x\n" * 2500).encode(), "s.csv", "s.csv: ", "one product"),
    "too big": (b"a" * 400_000, "s.csv", "s.csv: ", "one product"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_broken_file_is_named_with_what_to_do(case):
    data, name, begins, words = CASES[case]
    with pytest.raises(InputError) as error:
        full(data, name)
    message = str(error.value)
    assert message.startswith(begins) and words in message, message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "none.yml", "no such file"),
        (lambda folder: folder, "This is a folder"),
        (lambda folder: folder / "no" / "such" / "folder.yml", "no such file"),
        (lambda folder: folder / ("x" * 5000), "read"),
        (lambda folder: str(folder / "a\0b.yml"), "file"),
    ],
)
def test_a_path_that_is_no_sheet(tmp_path, make, words):
    with pytest.raises(InputError, match=words):
        read_sheet(make(tmp_path))


def test_a_misspelt_file_name_is_guessed(tmp_path):
    (tmp_path / "sheet.yml").write_text(YAML, encoding="utf-8")
    assert round(read_sheet(tmp_path / "sheet.yml").unit_cost().full, 6) == FULL
    with pytest.raises(InputError, match="Did you mean sheet.yml"):
        read_sheet(tmp_path / "shet.yml")


def test_terminal_codes_in_a_name_do_not_reach_the_screen():
    rows = read_rows(YAML.replace("item: fish", 'item: "fi\\e[31msh"').encode(), "s.yml")
    assert "\x1b" not in parse_rows(rows).parts[0].item


NAMES = st.sampled_from(["s.yml", "s.csv", "s.xlsx", "s.txt"])


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))), NAMES)
@example(b"PK\x03\x04", "s.xlsx")
@example(b"product:\n? [a]\n: b", "s.yml")
@example(b"product: !!float x", "s.yml")
@example(b"product:\n  <<: {item: a}", "s.yml")
@example(b"part,item\n,\n", "s.csv")
@example(b"\xff\xfepart", "s.csv")
def test_garbage_gives_one_message(data, name):
    try:
        full(data, name)
    except InputError as error:
        assert str(error).startswith("s.") and "\n" not in str(error)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["yaml", "csv", "xlsx"]), st.data())
def test_a_damaged_template_gives_a_cost_or_one_message(kind, data):
    sheet = bytearray(TEMPLATES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(sheet) - 1))
        sheet[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        full(bytes(sheet), f"s.{kind}")
    except InputError as error:
        assert str(error).startswith("s.") and "\n" not in str(error)


TEMPLATES = {kind: template(kind) for kind in ("yaml", "csv", "xlsx")}


def test_writing_quotes_what_yaml_would_misread():
    records = [
        {"part": "product", "item": "yes", "quantity": "1", "unit": "box"},
        {"part": "material", "item": "null", "price": "1", "per": "piece", "note": "a: b # c"},
    ]
    rows = read_rows(write_records(records, "yaml"), "s.yml")
    assert [row.cells["item"] for row in rows] == ["yes", "null"]
    assert rows[1].cells["note"] == "a: b # c"
