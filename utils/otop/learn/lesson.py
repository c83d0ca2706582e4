"""A lesson, as its notebook sees it: cells name an exercise by its id, and the lesson speaks."""

from __future__ import annotations

import importlib

from otop.errors import InputError
from otop.i18n import say, use_language
from otop.learn import predictions
from otop.learn.check import judge
from otop.learn.my_product.shows import SHOWS as MINE
from otop.learn.say_it import Said, hints_for

# lesson id -> module that holds its EXERCISES (id -> function giving the Question), what it
# SHOWS (id -> function giving a table, a figure or a widget) and, in a case, its DECISIONS
# (id -> function giving the Decision: what is predicted, and what is known)
LESSONS = {
    "00": "otop.learn.lessons.welcome",
    "03": "otop.learn.lessons.choosing",
    "05": "otop.learn.lessons.unit_cost",
    "06": "otop.learn.lessons.price",
    "12": "otop.learn.lessons.fairs",
    "18": "otop.learn.lessons.ogop",
}


class Lesson:
    """One lesson by its number, for example ``Lesson("05")``.

    Parameters
    ----------
    lesson_id : str
        Number of the lesson.
    lang : str, optional
        Language of this notebook; without it the workspace's language.

    >>> lesson = Lesson("05")
    >>> lesson
    Ready. Go on with the next cell.
    >>> lesson.check("nipa_full", 11.69)
    Right: 11.69 THB per box.
    >>> lesson.check("nipa_fool", 11.69)
    Traceback (most recent call last):
    otop.errors.InputError: There is no "nipa_fool" in this lesson. Choose one of: nipa_cash, nipa_full, babin_piece, babin_surplus, weaving_time, babin_day, loom, nipa_half, shared_kiln, bran_and_rice.
    """

    def __init__(self, lesson_id: str, lang: str | None = None):
        use_language(lang)
        module = importlib.import_module(_one_of(LESSONS, lesson_id))
        self._id = lesson_id
        self._exercises, self._shows = module.EXERCISES, MINE | module.SHOWS
        self._decisions = getattr(module, "DECISIONS", {})

    def __repr__(self) -> str:
        return repr(_ready())

    def _repr_html_(self) -> str:
        return _ready()._repr_html_()

    def check(self, exercise: str, answer) -> Said:
        """Say whether the answer is right, and if not, which mistake gives it."""
        question = _one_of(self._exercises, exercise)()
        verdict = judge(question, answer)
        if verdict.is_right:
            return Said("right", verdict.sentence)
        return Said("not_yet", verdict.sentence, hints_for(question.kind))

    def show(self, name: str, **values):
        """A table, a figure or a widget of this lesson, or your own product; some can be given your own numbers."""
        return _one_of(self._shows, name)(**values)

    def predict(self, name: str, value) -> Said:
        """Keep what the learner expects or decides; her first answer stays."""
        return predictions.predict(self._id, _one_of(self._decisions, name)(), value)

    def see(self, name: str):
        """What she predicted, beside what is known."""
        return predictions.see(self._id, _one_of(self._decisions, name)())


def _ready() -> Said:
    return Said("note", say("lesson.ready"))


def _one_of(known: dict, asked: str):
    if asked not in known:
        raise InputError("lesson.unknown_id", asked=asked, known=", ".join(known))
    return known[asked]
