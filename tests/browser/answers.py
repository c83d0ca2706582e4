"""What a trainee types into a notebook, wrongly and then rightly, and what Python here says to it.

A round is one pass through the notebook: what stands in each answer cell, and below which cell
the checker says what. All is taken from the notebooks, the exercises and the keys, so that a
new lesson is tried without a word about it here. (That *every* named mistake is named is tested
without a browser: ``tests/notebooks``, ``tests/assignments``, ``tests/teach``.)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from otop.learn import Lesson
from otop.learn.say_it import Said
from otop.teach.in_process import run_cell
from otop.teach.keys import load_key
from otop.teach.lint.lesson import checks_in, exercises_of
from otop.teach.notebooks import COURSE


@dataclass
class Round:
    """`typed`: cell to its text; `said`: cell to what the checker says below it; `run`: the cells, in order."""

    typed: dict[str, str] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    run: list[str] = field(default_factory=list)

    @property
    def tones(self) -> set[str]:
        return {said.tone for said in self.said.values()}


def rounds_of_lesson(notebook: dict, lesson: str, name: str) -> list[Round]:
    """The first named mistake of every exercise; then the right answers."""
    exercises = exercises_of(name)
    wrong, right = Round(), Round()
    for cell, source in _code(notebook).items():
        for exercise in checks_in(source):
            question = exercises[exercise]()
            for number, one in ((question.mistakes[0].value, wrong), (question.right, right)):
                shown = f"{number:.{question.digits}f}"
                one.typed[cell] = source.replace("None", shown, 1)
                one.said[cell] = Lesson(lesson).check(exercise, float(shown))
                one.run.append(cell)
    return [wrong, right]


def rounds_of_assignment(notebook: dict, name: str) -> list[Round]:
    """The first wrong answer with a name to every question in the key; then the first right one."""
    sources, names = _code(notebook), {}
    run_cell(next(iter(sources.values())), names)
    wrong, right = Round(), Round()
    for key in load_key(COURSE / "course", name).values():
        if not key.written:
            named = next(typed for typed, mistakes in key.wrong.items() if mistakes)
            for typed, one in ((named, wrong), (key.right[0], right)):
                one.typed[key.answer_cell] = key.source(typed)
                run_cell(key.source(typed), names)
                *_, one.said[key.cell] = run_cell(sources[key.cell], names).shown
                one.run += [key.answer_cell, key.cell]
    return [wrong, right]


def _code(notebook: dict) -> dict[str, str]:
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}
