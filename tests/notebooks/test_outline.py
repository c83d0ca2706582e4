"""The outline says what is there, and nothing else."""

import shutil

import pytest
from otop.errors import OtopError
from otop.learn.lesson import LESSONS
from otop.teach import outline
from otop.teach.notebooks import COURSE


@pytest.fixture
def course(tmp_path):
    for pattern in ("course/outline.yml", "notebooks/*.ipynb", "datasets/*.csv", "course/source/*/*.ipynb"):
        for file in COURSE.glob(pattern):
            copy = tmp_path / file.relative_to(COURSE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    return tmp_path


def change(course, name, old, new):
    """In the outline the entry of lesson 05 is changed, where it has such a text."""
    path = course / name
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    start = max(0, text.find('- id: "05"'))
    start = start if old in text[start:] else 0
    path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")


YML, NOTEBOOK = "course/outline.yml", "notebooks/05_unit_cost.ipynb"


def test_the_outline_is_true(course):
    assert outline.findings(course) == outline.findings() == []


def test_the_course_in_numbers():
    course = outline.load()
    assert [lesson.id for lesson in course.lessons] == [f"{number:02d}" for number in range(23)]
    assert [len(part.lessons) for part in course.parts] == [1, 4, 6, 6, 5, 1]
    assert {lesson.id for lesson in course.lessons if lesson.assignment} == {
        f"{number:02d}" for number in [*range(1, 17), 21, 22]
    }
    assert {lesson.id for lesson in course.written} == set(LESSONS)
    assert course.lesson("05").minutes == {"teach": 25, "do": 35, "extension": 20}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: OTOP", "titel: OTOP", "has a key that is not known: titel"),
        ("    title: The OTOP story\n", "", "01 has no title"),
        ("    datasets: [cost_cases]\n", "", "05 has no datasets"),
        ("minutes: {teach: 25,", "minutes: {tech: 25,", "05 has a key that is not known: tech"),
        ("    part: upstream", "    part: uphill", "Lesson 01 is in the part uphill"),
        ('id: "03"', 'id: "02"', "the id 02 is out of order"),
        ('id: "03"', "id: 3", "the id 3 is out of order"),
        ("id: downstream", "id: upstream", "the id upstream is out of order"),
        ("prerequisites: []", 'prerequisites: ["06"]', "comes after lesson 06"),
        ("prerequisites: []", 'prerequisites: ["x"]', "comes after lesson x"),
        ("title: OTOP goes inter", "title: [", "cannot be read as YAML"),
        ('  - id: "00"', '  - "welcome"\n  - id: "00"', "not a record"),
    ],
)
def test_a_broken_outline_is_refused(course, old, new, message):
    change(course, YML, old, new)
    with pytest.raises(OtopError) as refused:
        outline.load(course)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (YML, "give your own working time a value", "time a value", "the outline's \"time a value\""),
        (YML, "can: give your own working time a value", 'can: "-"', "objective is \"give your own working time a value\""),
        (YML, "[loom]", "[loom, lathe]", "names the exercise lathe"),
        (YML, "bought, buyer", "bought", "no objective names the exercise buyer"),
        (YML, "[nipa_half]", "[]", "no objective names the exercise nipa_half"),
        (YML, "[nipa_half]", "[]", '"say what happens to the cost when you make more, or less" has no exercise'),
        (YML, "[press_share-test]", "[]", "no objective names the graded question press_share-test"),
        (YML, "[press_share-test]", "[press_share-test, lathe-test]", "names the graded question lathe-test"),
        (YML, "What does one piece really cost?", "Cost", 'the outline\'s "# Lesson 05: Cost"'),
        (YML, "do: 35", "do: 40", "the outline [25, 40, 20]"),
        (YML, "[cost_cases]", "[cost_cases, lathes]", "datasets/lathes.csv is not there"),
        (YML, "[cost_cases]", "[cost_cases, lathes]", "does not name the dataset lathes"),
        (YML, 'assignment: "05_unit_cost"', 'assignment: "05_cost"', "course/source/05_cost/05_cost.ipynb is not there"),
        (YML, "file: notebooks/05_unit_cost.ipynb", "file: notebooks/05.ipynb", "notebooks/05.ipynb is not there"),
        (YML, "    written: true", "    written: false", '05_unit_cost.ipynb is not in course/outline.yml'),
        (NOTEBOOK, "go from a batch or a box", "go from a box", 'the notebook\'s objective is "go from a box'),
        (NOTEBOOK, "35 minutes to do", "30 minutes to do", "the notebook says [25, 30, 20] minutes"),
    ],
)  # fmt: skip
def test_a_difference_is_found(course, file, old, new, message):
    change(course, file, old, new)
    assert any(message in finding for finding in outline.findings(course)), outline.findings(course)
