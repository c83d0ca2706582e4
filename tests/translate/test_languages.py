"""Every language of the course, whole: each text translated, each rule kept, each notebook the same but for its words."""

import importlib
import json
import warnings

import nbformat
import polib
import pytest
from otop.cli.work import editions
from otop.errors import OtopError
from otop.i18n import languages, speaking
from otop.learn.lesson import LESSONS
from otop.learn.notebook_file import language_of
from otop.learn.workspace import prepare
from otop.plots import Picture, Table
from otop.teach import notebooks, release
from otop.teach.notebooks import COURSE
from otop.teach.translate import checks, files, glossary, sources
from otop.teach.translate import notebook as translation
from otop.teach.translate.status import status, wrong

OTHERS = [lang for lang in languages() if lang != "en"]
SOURCES = sorted((COURSE / "course" / "source").glob("*/*.ipynb"))
each_language = pytest.mark.parametrize("lang", OTHERS)


def test_there_is_another_language():
    assert "th" in OTHERS


@each_language
def test_every_text_is_translated_and_keeps_every_rule(lang):
    found = status(lang)
    assert sum(one.texts for one in found) > 3_000
    left = {one.name: (one.untranslated, one.stale, one.code_changed, one.findings) for one in found if not one.is_done}
    assert left == {}


@each_language
def test_the_po_files_are_as_the_texts_of_today_make_them(lang):
    for source in sources.everything():
        path = source.path(lang)
        stored = {(one.msgctxt, one.msgid): one.msgstr for one in files.read(path) if not one.obsolete}
        assert stored == {(one.context, one.english): stored.get((one.context, one.english)) for one in source.entries}


def same_but_for_its_words(english: dict, other: dict, lang: str) -> None:
    assert len(english["cells"]) == len(other["cells"])
    assert sum(f', "{lang}"' in "".join(cell["source"]) for cell in other["cells"] if cell["cell_type"] == "code") == 1
    for one, same in zip(english["cells"], other["cells"], strict=True):
        assert (one["id"], one["cell_type"], one["metadata"]) == (same["id"], same["cell_type"], same["metadata"])
        text, translated = "".join(one["source"]), "".join(same["source"])
        if one["cell_type"] == "code":
            assert translated.replace(f', "{lang}"', "", 1) == text, one["id"]
        elif one["metadata"].get("nbgrader", {}).get("solution"):
            assert translated == text, "what she writes is not translated"
        else:
            assert translated != text, one["id"]
            assert [p for p in checks.problems(text, translated, lang) if p.startswith(("numbers", "code", "lines"))] == []


@each_language
@pytest.mark.parametrize("path", notebooks.lessons(), ids=lambda path: path.stem)
def test_a_lesson_has_the_same_code_ids_and_numbers(path, lang):
    english = json.loads(path.read_text(encoding="utf-8"))
    other = translation.in_language(english, f"lessons/{path.stem}.po", lang)
    same_but_for_its_words(english, other, lang)
    assert language_of(other) == lang and not any(cell.get("outputs") for cell in other["cells"])


@each_language
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_release_has_the_same_code_ids_points_and_numbers(source, lang):
    english, other = release.released_notebook(source), release.released_notebook(source, lang)
    same_but_for_its_words(english, other, lang)
    points = [cell.metadata.nbgrader.get("points") for cell in other.cells]
    assert sum(filter(None, points)) == 14


@each_language
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_self_study_release_names_no_points(source, lang):
    english, other = release.self_study_notebook(source), release.self_study_notebook(source, lang)
    assert len(english.cells) == len(other.cells)
    for one, same in zip(english.cells, other.cells, strict=True):
        assert one.source.count("\n") == same.source.count("\n"), one.id
    graded = release.released_notebook(source, lang)
    with_points = [cell.source for cell in graded.cells if cell.cell_type == "markdown" and "point" in _english_of(cell, source)]
    assert with_points and not any(text in {cell.source for cell in other.cells} for text in with_points)


def _english_of(cell, source) -> str:
    english = json.loads(source.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(one["source"]) for one in english if one["id"] == cell.id]
    found = release._POINTS.search(texts[0]) or any(release._POINTS_BEHIND.search(line) for line in texts[0].split("\n"))
    return "point" if found else ""


@each_language
def test_every_lesson_runs_and_says_nothing_on_stderr(lang):
    made = [
        translation.in_language(json.loads(path.read_text(encoding="utf-8")), f"lessons/{path.stem}.po", lang)
        for path in notebooks.lessons()
    ]
    ran = notebooks.run_together(made, lang)  # raises for an error and for stderr
    assert [language_of(copy_of) for copy_of in made] == [lang] * len(ran)


@each_language
@pytest.mark.parametrize("lesson", LESSONS)
def test_figures_and_tables_are_drawn_without_a_warning(lesson, lang):
    module, shown = importlib.import_module(LESSONS[lesson]), 0
    with speaking(lang), warnings.catch_warnings():
        warnings.simplefilter("error")
        for show in module.SHOWS.values():
            made = show()
            if isinstance(made, Picture):
                shown += 1
                assert made.alt and made.caption and any("\u0e00" <= letter <= "\u0e7f" for letter in made.svg)
            elif isinstance(made, Table):
                assert any("\u0e00" <= letter <= "\u0e7f" for letter in made._repr_html_())


def test_thai_is_measured_with_a_thai_font():
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from otop.plots.fonts import families

    def width(text: str) -> float:
        return RendererAgg(1, 1, 72).get_text_width_height_descent(text, FontProperties(size=11), False)[0]

    with mpl.rc_context({"font.family": list(families("th"))}), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert width("กี่") < width("กกก") / 2, "a vowel and a tone mark above a letter take no room beside it"


def test_a_workspace_in_another_language_loses_nothing(tmp_path):
    def release_of(path, lang):
        return {"cells": [], "metadata": {}, "in": lang}

    english = list(editions(COURSE, tmp_path / "cache", release_of))
    prepare(tmp_path / "work", english)
    mine = tmp_path / "work" / "lessons" / "05_unit_cost.ipynb"
    hers = nbformat.read(mine, 4)
    hers.cells[-1].source += "\nmy own words"
    nbformat.write(hers, mine)
    done = {one.path: one for one in prepare(tmp_path / "work", editions(COURSE, tmp_path / "cache", release_of, "th"))}
    assert done["lessons/05_unit_cost.ipynb"].how == "kept" and "my own words" in mine.read_text(encoding="utf-8")
    beside = tmp_path / "work" / done["lessons/05_unit_cost.ipynb"].beside
    assert "ต้นทุน" in beside.read_text(encoding="utf-8")
    assert "ยินดีต้อนรับ" in (tmp_path / "work" / "welcome.md").read_text(encoding="utf-8")
    again = {one.path: one.how for one in prepare(tmp_path / "work", editions(COURSE, tmp_path / "cache", release_of))}
    assert again["lessons/06_price.ipynb"] == "newer" and again["lessons/05_unit_cost.ipynb"] == "kept"


def test_a_language_that_is_not_there_is_said():
    with pytest.raises(OtopError, match='"xx"|xx'):
        release.released_notebook(SOURCES[0], "xx")


# ------------------------------------------------------------------------------ the translator's path


def test_changed_english_is_stale_and_said_in_english(tmp_path, monkeypatch):
    """A text that changed keeps its translation for the translator; the trainee reads the new English."""
    lang = tmp_path / "th" / "course"
    lang.mkdir(parents=True)
    old = polib.POFile()
    old.append(polib.POEntry(msgctxt="a", msgid="It costs 3 THB.", msgstr="ราคา 3 บาท"))
    source = sources.Source("x.po", (sources.Entry("a", "It costs 4 THB."),), False)
    new = files.merged(old, source, "th")
    (entry,) = [one for one in new if not one.obsolete]
    assert entry.fuzzy and entry.msgstr == "ราคา 3 บาท" and entry.previous_msgid == "It costs 3 THB."
    (lang / "x.po").write_text(str(new), encoding="utf-8")
    monkeypatch.setenv("OTOP_LOCALE", str(tmp_path))
    assert translation.lookup("x.po", "th")("a", "It costs 4 THB.") == "It costs 4 THB."


def test_changed_code_below_a_text_is_marked():
    old = files.merged(polib.POFile(), sources.Source("x.po", (sources.Entry("a", "Type it.", "111"),), False), "th")
    old[0].msgstr = "พิมพ์"
    new = files.merged(old, sources.Source("x.po", (sources.Entry("a", "Type it.", "222"),), False), "th")
    assert files.CODE_CHANGED in new[0].flags and new[0].msgstr == "พิมพ์"
    again = files.merged(new, sources.Source("x.po", (sources.Entry("a", "Type it.", "222"),), False), "th")
    assert files.CODE_CHANGED in again[0].flags, "until somebody has looked"


@pytest.mark.parametrize(
    ("english", "thai", "said"),
    [
        ("It costs 11.69 THB.", "ราคา 11.96 บาท", "numbers"),
        ("It costs 11.69 THB.", "ราคา ๑๑.๖๙ บาท", "digits"),
        ("Type `x`.", "พิมพ์ `y`", "code"),
        ("{count} files", "ไฟล์", "places to fill in"),
        ("**Full** cost", "ต้นทุนรวม", "bold"),
        ("- a\n- b", "- ก", "lines"),
        ("|a|b|\n|---|---|", "|ก|\n|---|", "lines"),
        ("In 2020", "ในปี 2020", "era"),
        ("A profit of 30%", "กำไร 30%", "not allowed"),
        ("The full cost.", "ต้นทุนทั้งหมด", "full cost"),
        ("Sales grew.", "รายได้เพิ่มขึ้น", "sales"),
        ("One box.", "หนึ่ง box", "left in English"),
    ],
)
def test_what_breaks_a_rule_is_found(english, thai, said):
    assert any(said in problem for problem in wrong(english, thai, "th", glossary.load("th")))


def test_a_good_translation_breaks_none():
    terms = glossary.load("th")
    english = "In 2020 the **full cost** of `x` was 11.69 THB, for {count} boxes."
    assert list(wrong(english, "ในปี ค.ศ. 2020 (พ.ศ. 2563) **ต้นทุนรวม**ของ `x` คือ 11.69 บาท สำหรับ {count} กล่อง", "th", terms)) == []
