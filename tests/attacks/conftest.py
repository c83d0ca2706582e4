"""A course with one honest neighbour, and hostile submissions beside her: what each may not reach is watched.

Every test writes a submission of the invented person X1, grades it as `otop grade` does, behind the walls, and looks
at the marks, at what came back, at the time, and at everything that is not X1's.
"""

import copy
import hashlib
import json
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")
from otop.teach import demo  # noqa: E402
from otop.teach import marks as grading  # noqa: E402
from otop.teach.grading import pool  # noqa: E402
from otop.teach.grading.provisioner import Zygote  # noqa: E402
from otop.teach.keys import load_key  # noqa: E402
from otop.teach.release import release  # noqa: E402
from otop.teach.roster import load_roster, read_roster  # noqa: E402

A = demo.ASSIGNMENT
HOSTILE, HONEST = "X1", "P001"
PEOPLE = f"id,name,group\n{HOSTILE},Example Hostile,\n{HONEST},Example Honest,\n"
SECRET = "the-instructors-own-words"  # stands in files and variables that no submission may see


@dataclass
class Came:
    """What came of one hostile submission."""

    graded: pool.Graded
    marks: dict  # question -> Mark
    seconds: float
    shown: str  # all outputs in the graded notebook, as text
    changed: list[str] = field(default_factory=list)  # what is not hers and is not as it was

    @property
    def points(self) -> float:
        return sum(mark.points or 0 for mark in self.marks.values())


class Room:
    """The course; `grade` hands a submission in for X1 and grades it."""

    def __init__(self, folder: Path):
        self.course = demo.fresh_course(folder)
        load_roster(self.course, read_roster(PEOPLE))
        self.edition = json.loads((release(self.course, A) / f"{A}.ipynb").read_text(encoding="utf-8"))
        self.key = load_key(self.course, A)
        (self.course / "private.txt").write_text(SECRET, encoding="utf-8")
        self.hand_in(HONEST, self.filled(demo.right_answers(self.key, 0)))
        assert pool.grade_one(self.course, A, HONEST).ok

    def filled(self, answers: dict) -> dict:
        """The edition with these answers: grade id of the answer cell -> its text."""
        return demo.filled(copy.deepcopy(self.edition), answers)

    def with_code(self, code: str, *, at: int = 0, answers: dict | None = None) -> dict:
        """The edition with a cell of the trainee's own; `at` counts code cells."""
        notebook = self.filled(answers or {})
        places = [number for number, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
        own = {"cell_type": "code", "metadata": {}, "source": code, "outputs": [], "execution_count": None, "id": "own-cell"}
        notebook["cells"].insert(places[at], own)
        return notebook

    def hand_in(self, student: str, notebook: dict | bytes) -> Path:
        """Put it where `otop collect` would; returns the folder."""
        folder = self.course / "submitted" / student / A
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        (folder / f"{A}.ipynb").write_bytes(content)
        (folder / "timestamp.txt").write_text("2026-11-25 12:00:00 UTC\n", encoding="utf-8")
        return folder

    def grade(self, notebook: dict | bytes | None = None) -> Came:
        """Hand in for X1 (unless it lies there already) and grade; looks whether anything else changed."""
        if notebook is not None:
            self.hand_in(HOSTILE, notebook)
        shutil.rmtree(self.course / "autograded" / HOSTILE, ignore_errors=True)
        before, began = self.not_hers(), time.monotonic()
        graded = pool.grade_one(self.course, A, HOSTILE)
        seconds = time.monotonic() - began
        after = self.not_hers()
        result = self.course / "autograded" / HOSTILE / A / f"{A}.ipynb"
        cells = json.loads(result.read_text(encoding="utf-8"))["cells"] if result.is_file() else []
        shown = json.dumps([cell.get("outputs", []) for cell in cells], ensure_ascii=False)
        marks = {mark.question: mark for mark in grading.marks(self.course, A) if mark.student == HOSTILE}
        changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
        return Came(graded, marks if graded.ok else {}, seconds, shown, changed)

    def feedback(self) -> str:
        """X1's feedback page, made now."""
        assert grading.feedback(self.course, A).ok
        return (self.course / "feedback" / HOSTILE / A / f"{A}.html").read_text(encoding="utf-8")

    def not_hers(self) -> dict[str, str]:
        """A fingerprint of every file that is not X1's, and of the honest neighbour's marks."""
        found = {}
        for path in sorted(self.course.rglob("*")):
            name = path.relative_to(self.course).as_posix()
            if path.is_file() and f"/{HOSTILE}/" not in f"/{name}" and not name.startswith((".grading", "gradebook.db")):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        found["marks"] = repr([mark for mark in grading.marks(self.course, A) if mark.student == HONEST])
        return found


@pytest.fixture(scope="session")
def _walls(sandbox):
    if sandbox == "off":
        pytest.skip("this system has no walls for submissions")
    if sandbox == "warm":
        Zygote.start(rooms=True)
    yield
    Zygote.stop()


@pytest.fixture(scope="module")
def room(_walls, tmp_path_factory):
    return Room(tmp_path_factory.mktemp("attacks"))

