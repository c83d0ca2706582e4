"""One course, one gradebook, two languages: the same marks, each her feedback in her own language."""

import re

import pytest
from otop.i18n import sentences, speaking
from otop.teach import demo
from otop.teach import marks as grading
from pseudo import seen

THAI = re.compile(r"[\u0e00-\u0e7f]")


@pytest.fixture(scope="module")
def table(mixed_room):
    found = {}
    for mark in grading.marks(mixed_room, demo.ASSIGNMENT):
        found[mark.student, mark.question] = mark
    return found


def page(course, student: str) -> str:
    (path,) = (course / "feedback" / student).rglob("*.html")
    return path.read_text(encoding="utf-8")


def test_both_languages_have_the_same_marks_and_the_same_mistakes(table):
    english = {(student[2:], cell): mark for (student, cell), mark in table.items() if student.startswith("EN")}
    thai = {(student[2:], cell): mark for (student, cell), mark in table.items() if student.startswith("TH")}
    assert len(english) == len(thai) == 6 * 10
    for place, mark in english.items():
        other = thai[place]
        assert (mark.points, mark.outcome, mark.mistakes) == (other.points, other.outcome, other.mistakes), place
    assert len({name for mark in thai.values() for name in mark.mistakes}) > 15


def test_an_untouched_notebook_has_no_points_in_both(table):
    for student in ("EN1", "TH1"):
        assert {mark.points for (who, _), mark in table.items() if who == student} == {0}


@pytest.mark.parametrize("number", range(1, 7))
def test_each_reads_her_own_language(mixed_room, number):
    english, thai = page(mixed_room, f"EN{number}"), page(mixed_room, f"TH{number}")
    assert '<html lang="en">' in english and '<html lang="th">' in thai
    assert not THAI.search(seen(english)) and THAI.search(seen(thai))
    her_code = re.compile(r'<pre class="answer.*?</pre>|<code>.*?</code>', re.DOTALL)
    words = re.findall(r"(?<![\w/.-])[A-Za-z]{3,}(?![\w.-])", seen(her_code.sub(" ", thai.split("<body>")[1])))
    assert set(words) <= {"OTOP", "Example", "material", "overhead", "pieces"}, words  # the last: her function's own


def longest_words(mistake: str) -> str:
    """The longest piece of a mistake's sentence between the facts in it, in the language spoken now."""
    return max(re.split(r"\{\w+\}", sentences("mistake.")[f"mistake.{mistake}"]), key=len).strip()


@pytest.mark.parametrize("lang", ["en", "th"])
def test_every_named_mistake_is_said_in_the_language_of_the_notebook(mixed_room, table, lang):
    named = {(who, name) for (who, _), mark in table.items() for name in mark.mistakes if who.startswith(lang.upper())}
    assert len({name for _, name in named}) > 15
    with speaking(lang):
        for who, name in named:
            assert longest_words(name) in seen(page(mixed_room, who)), (who, name)
