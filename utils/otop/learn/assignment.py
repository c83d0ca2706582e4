"""An assignment, as its notebook sees it: form is checked at once, value after handing in.

In the released notebook a check says only whether the answer can be read. The value and
the named mistakes are judged by hidden lines that come back when the instructor grades.
In the self-study release nothing is hidden: nobody grades it, and a check answers at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from IPython.display import display

from otop.errors import InputError, OtopError
from otop.i18n import has_message, say, use_language, word
from otop.i18n.numbers import read_number, show_number
from otop.learn.check import Question, Verdict, is_percent, judge
from otop.learn.say_it import Said, hints_for

VERDICT_MIMETYPE = "application/vnd.otop.verdict+json"


class NotYet(OtopError):
    """An answer that earns no marks, with the sentence that says why."""


class Assignment:
    """One assignment by its id, for example ``Assignment("05_unit_cost")``.

    Parameters
    ----------
    assignment_id : str
        Name of the assignment, as in the file name.
    lang : str, optional
        Language of this notebook; without it the workspace's language.
    self_study : bool
        Nobody grades this notebook: `mark` shows its sentence and stops nothing. It has
        no effect where the notebook is graded.
    """

    def __init__(self, assignment_id: str, lang: str | None = None, *, self_study: bool = False):
        self.id = assignment_id
        self._self_study = self_study
        use_language(lang)

    def __repr__(self) -> str:
        return say("lesson.ready")

    def _repr_html_(self) -> str:
        return Said("note", repr(self))._repr_html_()

    @property
    def is_self_study(self) -> bool:
        return self._self_study and not _is_being_graded()

    def form(self, answer, unit: str = "", digits: int = 2, *, options: int = 0) -> None:
        """Say whether the answer can be read as a number, and is one of so many `options`; its value is judged later.

        >>> Assignment("03_choosing").form(7, digits=0, options=4)
        There is no answer 7. Type one of the numbers 1 to 4.
        """
        if _is_being_graded() or self._self_study:
            return
        try:
            value = read_number(answer, percent=is_percent(unit))
            if options and value not in range(1, options + 1):
                raise InputError("check.no_such_choice", typed=f"{value:g}", last=options)
            shown = f"{show_number(value, digits)} {word(unit)}".strip()
        except InputError as problem:
            _show(Said("not_yet", str(problem)))
        else:
            _show(Said("note", say("form.read_as", shown=shown)))

    def form_function(self, function, **example) -> None:
        """Say whether the function runs on an example and gives a number."""
        if _is_being_graded() or self._self_study:
            return
        try:
            shown = show_number(read_number(_call(function, example)))
        except InputError as problem:
            _show(Said("not_yet", str(problem)))
        else:
            _show(Said("note", say("form.function_gives", shown=shown)))

    def mark(self, answer, question: Question) -> None:
        """Full marks for a right answer; else `NotYet` with the name of the mistake.

        >>> work = Assignment("05_unit_cost", self_study=True)
        >>> work.mark("11.69", Question("full_cost", 11.69))
        Right: 11.69.
        >>> work.mark("11.69", "full_cost")
        Traceback (most recent call last):
        AttributeError: 'str' object has no attribute 'asks_percent'
        """
        verdict = judge(question, answer)
        if self.is_self_study:
            _answer_at_once(verdict, question, "mark.not_yet")
            return
        _record(verdict)
        if not verdict.is_right:
            raise NotYet("mark.not_yet", sentence=verdict.sentence, read_on=_read_on(question))
        _show(Said("right", verdict.sentence))

    def mark_function(
        self, function, question_of: Callable[..., Question], *, example: dict, others: list[dict]
    ) -> None:
        """Full marks if the function is right for every product; else `NotYet`.

        Parameters
        ----------
        question_of : callable
            Makes the `Question` for one set of arguments.
        example : dict
            Arguments that the learner knows from the text: here a mistake is named.
        others : list of dict
            Arguments that she does not see, and that no sentence tells her.
        """
        verdict = _judge_call(function, example, question_of)
        shown = ", ".join(f"{name}={value:g}" for name, value in example.items())
        if not verdict.is_right:
            question = question_of(**example)
            if self.is_self_study:
                _answer_at_once(verdict, question, "mark.function_not_yet", given=shown)
                return
            _record(verdict)
            raise NotYet("mark.function_not_yet", given=shown, sentence=verdict.sentence, read_on=_read_on(question))
        verdicts = [_judge_call(function, given, question_of) for given in others]
        wrong = next((verdict for verdict in verdicts if not verdict.is_right), None)
        if self.is_self_study:
            _show(Said("not_yet", say("mark.function_not_everywhere"), hints_for(question_of(**example).kind))
                  if wrong else Said("right", say("mark.function_right")))  # fmt: skip
            return
        _record(replace(wrong, value=None) if wrong else verdict)  # her function may give the hidden arguments back
        if wrong:
            raise NotYet("mark.function_not_everywhere")
        _show(Said("right", say("mark.function_right")))

    def hand_in(self) -> None:
        """Show the form that makes the one file to hand in; silent while nbgrader runs the notebook."""
        if os.environ.get("NBGRADER_EXECUTION"):
            return
        from otop.learn.hand_in_form import show_form

        show_form(self.id)


def _answer_at_once(verdict: Verdict, question: Question, sentence_id: str, **facts) -> None:
    """What `mark` says in a self-study release: nothing is raised, so that all cells run."""
    hints = hints_for(question.kind)
    if verdict.is_right:
        _show(Said("right", verdict.sentence))
    elif verdict.outcome == "unreadable":  # still open, or asked about: no word on right or wrong
        _show(Said("note", verdict.sentence, hints))
    else:
        told = say(sentence_id, sentence=verdict.sentence, read_on=_read_on(question), **facts)
        _show(Said("not_yet", told.strip(), hints))


def _read_on(question: Question) -> str:
    name = f"read_on.{question.kind}"
    return say(name) if has_message(name) else ""


def _call(function, given: dict):
    """What the learner's function gives; `InputError` if it stops or gives nothing back."""
    try:
        result = function(**given)
    except Exception as problem:  # whatever the learner's own code may raise
        line = f"{type(problem).__name__}: {problem}".splitlines()[0][:120]
        raise InputError("function.fails", problem=line) from None
    if result is None:
        raise InputError("function.gives_nothing")
    return result


def _judge_call(function, given: dict, question_of: Callable[..., Question]) -> Verdict:
    try:
        return judge(question_of(**given), _call(function, given))
    except InputError as problem:
        return Verdict("unreadable", str(problem))


def _record(verdict: Verdict) -> None:
    """Leave the outcome in the graded notebook, for reports; no page shows this output."""
    found = {"outcome": verdict.outcome, "mistakes": list(verdict.mistakes), "value": verdict.value}
    display({VERDICT_MIMETYPE: found}, raw=True)


def _show(said: Said) -> None:
    display(said)


def _is_being_graded() -> bool:
    """Whether nbgrader runs this notebook to grade it: then only `mark` speaks."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"
