"""In a made-up language nothing English is left: no string escaped the catalogues."""

import html
import importlib
import json
import re

import pytest
from otop import data
from otop.i18n import sentences, speaking, word
from otop.learn.assignment import NotYet
from otop.learn.check import judge
from otop.learn.lesson import LESSONS
from otop.learn.say_it import hints_for
from otop.teach import keys, notebooks, outline, release
from otop.teach.notebooks import COURSE
from otop.teach.translate import notebook as translation
from otop.teach.translate.sources import everything
from pseudo import LANG, SAME, escaped, seen

# The extension of lesson 18 looks into the dataset itself: its columns and cells are data, in English.
RAW_DATA = {"load", "qualifiers", "statuses", "conflicts", "derived"}
LESSON_FILES = notebooks.lessons()
ASSIGNMENTS = sorted(path.parent.name for path in (COURSE / "course" / "source").glob("*/*.ipynb"))


@pytest.fixture(scope="module")
def lessons(pseudo_locale):
    """All lessons in the made-up language, run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTOP_LOCALE", str(pseudo_locale))
        made = [
            translation.in_language(json.loads(path.read_text(encoding="utf-8")), f"lessons/{path.stem}.po", LANG)
            for path in LESSON_FILES
        ]
        return dict(zip([path.stem for path in LESSON_FILES], notebooks.run_together(made, LANG), strict=True))


@pytest.mark.parametrize("name", [path.stem for path in LESSON_FILES])
def test_no_text_and_no_output_of_a_lesson(lessons, name):
    found = {}
    for cell in lessons[name].cells:
        if cell.cell_type == "markdown":
            shown = re.sub(r"^```.*?^```", " ", cell.source, flags=re.DOTALL | re.MULTILINE)
            found[cell.id] = escaped(seen(shown))
        for output in cell.get("outputs", []) if cell.id not in RAW_DATA else []:
            markup = output.get("data", {}).get("text/html")
            plain = output.get("data", {}).get("text/plain", output.get("text", ""))
            found[cell.id] = escaped(seen(markup)) if markup else escaped(plain)
    assert {cell: words for cell, words in found.items() if words} == {}


def said_by(question) -> list[str]:
    """All that the checker says about a question: right, each mistake, unknown, unreadable, each hint."""
    tried = [question.right, *(mistake.value for mistake in question.mistakes), 987_654_321.12, None, "abc", "1,0", True]
    return [*(judge(question, one).sentence for one in tried), *hints_for(question.kind)]


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_answer_of_a_lesson(pseudo, lesson):
    module = importlib.import_module(LESSONS[lesson])
    left = {name: [escaped(text) for text in said_by(question()) if set(escaped(text)) - {"abc", "bool"}]
            for name, question in module.EXERCISES.items()}  # fmt: skip
    assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_text_of_a_release_and_no_answer_of_its_hidden_tests(pseudo, name):
    from otop.teach.in_process import run_cell

    source = COURSE / "course" / "source" / name / f"{name}.ipynb"
    for make in (release.released_notebook, release.self_study_notebook):
        for cell in make(source, LANG).cells:
            if cell.cell_type == "markdown":
                assert escaped(seen(cell.source)) == [], cell.id
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]}
    for one in keys.load_key(COURSE / "course", name).values():
        if one.written:
            continue
        for typed in [*one.right, *one.wrong]:
            names: dict = {}
            run_cell(cells["set-up"], names)
            run_cell(f"{cells[one.answer_cell]}\n{one.source(typed)}", names)
            ran = run_cell(cells[one.cell], names)
            texts = [str(ran.error) if isinstance(ran.error, NotYet) else "", *(getattr(shown, "text", "") for shown in ran.shown)]
            texts = [re.sub(r"\w+Error: .*?( \W|$)", " ", text) for text in texts]  # what Python itself says
            code = set(re.findall(r"\w+", "".join(cells.values()) + typed))  # her function's own names
            assert [word for text in texts for word in escaped(text) if word not in code] == [], (one.cell, typed)


def test_no_page_of_the_site(pseudo, tmp_path):
    from otop.teach.site import book, build, kit, published
    from otop.teach.site.languages import folder_of

    langs = ("en", LANG)
    whole = outline.load()
    found = published.notebooks(COURSE, whole, "public", langs)
    (tmp_path / LANG).mkdir()
    build.put_pages(tmp_path, langs)
    own = [one for one in found if one.lang == LANG]
    with speaking(LANG):
        made = book.texts(COURSE, whole, own, "public", LANG)
    assert all(escaped(one.title) == [] for one in own)
    for name in ("index.md", "assignments.md", "glossary.md", "datasets.md"):
        text = re.sub(r"```\{toctree\}.*?```|^\*\*[^\n]*licen[^\n]*$", " ", made[name], flags=re.DOTALL)
        if name == "datasets.md":  # sources and licences are quoted as they are
            text = "\n".join(line for line in text.splitlines() if not re.match(r"- (\[|[A-Z])|\*\*Ļ", line))
        left = [line for line in text.splitlines() if escaped(seen(re.sub(r"\]\([^)]*\)", "]", line)))]
        assert left == [], name
    for name in ("run.html", "mywork.html"):
        page = re.sub(r"<nav class=\"otop-languages.*?</nav>", " ", (tmp_path / folder_of(LANG, langs) / name).read_text(encoding="utf-8"))
        assert escaped(seen(page), SAME | {"goes", "inter", "FILE", "restore", "otop"}) == [], name
    (tmp_path / "site.json").write_text(json.dumps({"languages": list(langs)}))
    (first,) = [page for name, page in kit.first_pages(tmp_path).items() if name.endswith(f"-{LANG}.html")]
    page = re.sub(r"<nav class=\"otop-languages.*?</nav>", " ", first.decode())
    assert escaped(seen(page), SAME | {"Windows", "Linux", "macOS", "bat", "start", "serve"}) == []
    said = json.loads((tmp_path / "words" / f"{LANG}.json").read_text(encoding="utf-8"))
    assert len(said) > 50 and all(escaped(re.sub(r"\{\w+\}", "", text)) == [] for text in said.values())


def test_no_words_of_furo(pseudo):
    from otop.teach.site import book

    with speaking(LANG):
        said = {old: sentences("site.")[name] for old, name in book.FURO.items()}
    page = book.in_its_language("".join(f'<b title="{old}">\n {old} </b>' for old in said), LANG, said)
    assert escaped(html.unescape(seen(page))) == []


def test_no_line_of_her_file_and_no_cell_of_her_workbook(pseudo, tmp_path):
    import openpyxl
    from otop.learn.my_product import file, practice, workbook

    lines = [line.partition("#")[2] for line in file.new_file().splitlines()]
    assert any(lines) and [words for line in lines if (words := escaped(line))] == []
    mine = practice.practice_product()
    path = tmp_path / "book.xlsx"
    content = workbook.write_workbook(mine)
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
             if isinstance(cell.value, str) and not cell.value.startswith("=")]  # fmt: skip
    assert len(texts) > 40
    keys_of_her_file = re.compile(r"^ *\w+:( yes)?", re.MULTILINE)
    assert {text: words for text in [*texts, *book.sheetnames] if (words := escaped(keys_of_her_file.sub("", text), SAME | {"THB"}))} == {}


def test_no_label_of_a_form_and_of_a_widget(pseudo):
    from ipywidgets import HTML
    from ipywidgets.widgets.widget import _instances
    from otop.learn.hand_in_form import form as hand_in_form
    from otop.learn.my_product.form import ProductForm

    others = set(_instances)  # of other tests in this process
    shown = [ProductForm(None), hand_in_form("05_unit_cost", COURSE / "course" / "source" / "05_unit_cost" / "05_unit_cost.ipynb")]
    for lesson in LESSONS:
        module = importlib.import_module(LESSONS[lesson])
        shown += [made for show in module.SHOWS.values() if hasattr(made := show(), "_repr_mimebundle_")]
    bundles = [one._repr_mimebundle_() for one in shown if hasattr(one, "_repr_mimebundle_")]  # only now they are made
    said = [(one[0] if isinstance(one, tuple) else one).get("text/html", "") for one in bundles]
    for one in [widget for name, widget in _instances.items() if name not in others]:
        said += [getattr(one, name) for name in ("description", "placeholder", "tooltip") if getattr(one, name, None)]
        said += [one.value] if isinstance(one, HTML) else []
    assert len(said) > 30
    said = list(map(str, said))
    assert {text: words for text in said if (words := escaped(seen(text)))} == {}


def test_every_word_that_a_dataset_shows_is_known():
    shown = {"cost_cases": ("product", "currency"), "fairs": ("event",), "fair_categories": ("category",)}
    known = {entry.english for source in everything() if source.name == "words.po" for entry in source.entries}
    for name, columns in shown.items():
        for column in columns:
            assert set(data.load(name)[column]) - {""} <= known, (name, column)


def test_a_string_that_escapes_is_found():
    assert escaped(seen('<p>Ƥŕīçē</p><img alt="One bar">')) == ["One", "bar"]


def test_a_unit_is_put_together_in_the_language(pseudo):
    assert word("box") != "box" and word("THB per box") == f"{word('THB')} ƥēŕ {word('box')}"
    assert word("her own product") == "her own product"
