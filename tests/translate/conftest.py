"""The made-up language, and a room in which two languages are spoken."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import pseudo as made_up  # noqa: E402


@pytest.fixture(scope="session")
def pseudo_locale(once) -> Path:
    """The PO files of the made-up language."""
    return once("pseudo", made_up.make)


@pytest.fixture
def pseudo(pseudo_locale, monkeypatch) -> str:
    """The made-up language is spoken."""
    monkeypatch.setenv("OTOP_LOCALE", str(pseudo_locale))
    monkeypatch.setenv("OTOP_LANG", made_up.LANG)
    return made_up.LANG


@pytest.fixture(scope="session")
def mixed_room(once):
    """Twelve people, six answers: each handed in once in English and once in Thai, graded in one course."""
    pytest.importorskip("nbgrader")
    from otop.teach import demo
    from otop.teach import marks as grading
    from otop.teach.collect import collect
    from otop.teach.keys import load_key
    from otop.teach.release import release
    from otop.teach.roster import load_roster, read_roster

    def make(folder: Path):
        course = demo.fresh_course(folder)
        people = "\n".join(f"{lang}{number},Example {lang}{number}," for lang in ("EN", "TH") for number in range(1, 7))
        load_roster(course, read_roster(f"id,name,group\n{people}\n"))
        key = load_key(course, demo.ASSIGNMENT)
        answers = [{}, demo.right_answers(key, 0), *(demo.wrong_answers(key, which) for which in range(4))]
        (folder / "notebooks").mkdir()
        for lang in ("en", "th"):
            released = release(course, demo.ASSIGNMENT, lang) / f"{demo.ASSIGNMENT}.ipynb"
            pristine = json.loads(released.read_text(encoding="utf-8"))
            for number, texts in enumerate(answers, start=1):
                notebook = folder / "notebooks" / f"{lang}{number}.ipynb"
                notebook.write_text(json.dumps(demo.filled(pristine, texts)), encoding="utf-8")
                demo.make_file(notebook, f"{lang}{number}", assignment=demo.ASSIGNMENT, edition_path=released,
                               out=folder / "dropped")  # fmt: skip
        outcome = collect(course, demo.ASSIGNMENT, [folder / "dropped"])
        assert len(outcome.collected) == 12, outcome
        assert grading.grade(course, demo.ASSIGNMENT).ok
        assert grading.feedback(course, demo.ASSIGNMENT).ok

    return once("mixed", make) / "course"
