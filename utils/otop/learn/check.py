"""The checker: is this number right, and if not, which mistake gives it?

A wrong number is rarely random. A `Question` carries the right answer and the number
that each known mistake would give, each computed from the question's own inputs.
`judge` compares, under four rules:

1. A right answer is never blamed. What rounds to the right answer is right, and the
   tolerance around it ends before half the way to the nearest named number.
2. A number that only one mistake gives is named.
3. A number that two mistakes give is asked about, not guessed.
4. A true answer to another question (the cash cost, where the full cost is asked) is
   called that, not wrong.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

from otop.errors import InputError
from otop.i18n import has_message, say, word
from otop.i18n.numbers import read_number, round_money, show_number

HALF_A_DIGIT = 0.51  # of the last digit shown: 11.695 is written 11.69 or 11.70
TWO_SATANG = 0.02  # rounded on the way; of small money at most 1%
RELATIVE_TOLERANCE = 0.001
HALF_WAY = 0.49
HIDES = 0.05  # shown this much off, a number is not the one that was typed


@dataclass(frozen=True)
class Mistake:
    """One named mistake and the number it gives.

    `name` is the id of its sentence (``mistake.NAME``); `facts` are the numbers that the
    sentence names. `other_question`: the number is a true answer, to another question.
    """

    name: str
    value: float
    facts: dict = field(default_factory=dict)
    other_question: bool = False

    def sentence(self) -> str:
        return say(f"mistake.{self.name}", **self.facts)


@dataclass(frozen=True)
class Question:
    """What is asked, its right answer, and the numbers that known mistakes give.

    Parameters
    ----------
    kind : str
        Which sort of question (``full_cost``): chooses the hints and the words.
    right : float
        The right answer, not rounded.
    mistakes : tuple of Mistake
        Those that rounding cannot tell from a right answer are left out.
    also_right : tuple of float
        Other right answers: a second solution, or the sum of parts that were rounded one by one.
    unit : str
        What the number is counted in: ``"THB per box"``.
    digits : int
        Decimals that are shown and compared.
    """

    kind: str
    right: float
    mistakes: tuple[Mistake, ...] = ()
    also_right: tuple[float, ...] = ()
    unit: str = ""
    digits: int = 2

    def __post_init__(self):
        told_apart = tuple(m for m in self.mistakes if not any(self._same(m.value, right) for right in self.rights))
        object.__setattr__(self, "mistakes", told_apart)

    @property
    def rights(self) -> tuple[float, ...]:
        return (self.right, *self.also_right)

    def tolerance(self, value: float) -> float:
        """How far from `value` an answer still counts as it.

        >>> q = Question("full_cost", 10.0, (Mistake("own_labour_out", 10.03),))
        >>> round(q.tolerance(10.0), 4)
        0.0147
        """
        wide = max(self._half_a_digit, min(TWO_SATANG, abs(value) / 100), RELATIVE_TOLERANCE * abs(value))
        rounded = round_money(value, self.digits)
        others = self._named if value in self.rights else [*self._right, *self._named]
        gaps = [abs(value - other) for other, shown in others if shown != rounded]
        return min([wide, *(HALF_WAY * gap for gap in gaps)])

    @functools.cached_property
    def _right(self) -> list[tuple[float, float]]:
        return [(value, round_money(value, self.digits)) for value in self.rights]

    @functools.cached_property
    def _named(self) -> list[tuple[float, float]]:
        return [(mistake.value, round_money(mistake.value, self.digits)) for mistake in self.mistakes]

    @property
    def asks_percent(self) -> bool:
        return is_percent(self.unit)

    @property
    def _half_a_digit(self) -> float:
        return HALF_A_DIGIT * 10.0**-self.digits

    def _same(self, one: float, other: float) -> bool:
        rounded = round_money(one, self.digits) == round_money(other, self.digits)
        return rounded or abs(one - other) <= self._half_a_digit

    def is_near(self, answer: float, value: float) -> bool:
        same = round_money(answer, self.digits) == round_money(value, self.digits)
        return same or abs(answer - value) <= self.tolerance(value)


@dataclass(frozen=True)
class Choice(Question):
    """Several answers, numbered from 1; the number of the right one is typed.

    Parameters
    ----------
    options : int
        How many answers there are. Each wrong one is a `Mistake` with its number as the value.
    because : str
        Name of the sentence that says why (``because.NAME``), with `facts` in it.
    """

    digits: int = 0
    options: int = 2
    because: str = ""
    facts: dict = field(default_factory=dict)


def choice(kind: str, *, right: int, wrong: dict[int, str], because: str, facts: dict | None = None,
           also_right: tuple[int, ...] = ()) -> Choice:  # fmt: skip
    """A question with numbered answers; every wrong answer has the name of its mistake.

    Parameters
    ----------
    right, also_right : int, tuple of int
        The number of the right answer, and of other answers that are right too.
    wrong : dict
        Number of each wrong answer to the name of its mistake.
    because : str
        Name of the sentence that says why (``because.NAME``); it gets `facts` too.

    Errors: ``ValueError`` if the numbers are not 1, 2, 3 ... without a gap.

    >>> q = choice("gate", right=2, wrong={1: "gate_as_weight", 3: "gate_as_weight"}, because="gate")
    >>> q.options, [(m.name, m.value) for m in q.mistakes]
    (3, [('gate_as_weight', 1), ('gate_as_weight', 3)])
    >>> choice("gate", right=2, wrong={3: "gate_as_weight"}, because="gate")
    Traceback (most recent call last):
    ValueError: the answers are not numbered from 1 on: [2, 3]
    """
    numbers = sorted([right, *also_right, *wrong])
    if numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"the answers are not numbered from 1 on: {numbers}")
    mistakes = tuple(Mistake(name, number, facts or {}) for number, name in wrong.items())
    return Choice(kind, right, mistakes, also_right, options=len(numbers), because=because, facts=facts or {})


@dataclass(frozen=True)
class Verdict:
    """What the checker found, and the sentence for the learner.

    `outcome` is one of right, named, ask_which, too_rounded, decimal_point, unknown, unreadable.
    `value` is the number that was read; None where there is none.
    """

    outcome: str
    sentence: str
    mistakes: tuple[str, ...] = ()
    value: float | None = None

    @property
    def is_right(self) -> bool:
        return self.outcome == "right"


def judge(question: Question, typed) -> Verdict:
    """Compare what was typed with the right answer and with every named mistake.

    >>> q = Question("full_cost", 11.69, (Mistake("overhead_twice", 13.40, {"overhead": "1.71", "unit": "box"}),))
    >>> judge(q, "11.69").outcome, judge(q, 13.4).mistakes
    ('right', ('overhead_twice',))
    >>> judge(q, None).sentence
    'There is no number here yet. Type your number, for example 12.50.'
    """
    try:
        answer = read_number(typed, percent=question.asks_percent)
    except InputError as problem:
        return Verdict("unreadable", str(problem))
    compare = _judge_choice if isinstance(question, Choice) else _judge_number
    return replace(compare(question, answer), value=answer)


def _judge_number(question: Question, answer: float) -> Verdict:
    if any(question.is_near(answer, value) for value in question.rights):
        return Verdict("right", say("check.right", shown=_shown(question.right, question)))
    hits = [mistake for mistake in question.mistakes if question.is_near(answer, mistake.value)]
    shown = _as_typed(answer, question)
    if len(hits) == 1:
        start = "check.other_question" if hits[0].other_question else "check.named"
        return Verdict("named", say(start, shown=shown, mistake=hits[0].sentence()), (hits[0].name,))
    if hits:
        choices = " / ".join(mistake.sentence() for mistake in hits)
        return Verdict("ask_which", say("check.ask_which", shown=shown, choices=choices), tuple(m.name for m in hits))
    if any(answer == round_money(question.right, digits) for digits in range(question.digits)):
        words = "check.too_rounded_one" if question.digits == 1 else "check.too_rounded"
        return Verdict("too_rounded", say(words, shown=shown, digits=question.digits))
    if any(question.is_near(answer, question.right * 10.0**power) for power in (-3, -2, -1, 1, 2, 3)):
        return Verdict("decimal_point", say("check.decimal_point", shown=shown))
    return Verdict("unknown", say("check.unknown", shown=shown, asked=asked(question)))


def _judge_choice(question: Choice, answer: float) -> Verdict:
    if answer in question.rights:
        because = say(f"because.{question.because}", **question.facts)
        return Verdict("right", say("check.right_choice", number=f"{answer:g}", because=because))
    for mistake in question.mistakes:
        if answer == mistake.value:
            return Verdict(
                "named", say("check.named_choice", number=f"{answer:g}", mistake=mistake.sentence()), (mistake.name,)
            )
    return Verdict("unreadable", say("check.no_such_choice", typed=f"{answer:g}", last=question.options))


def asked(question: Question) -> str:
    """What is asked, in words: ``the full cost``.

    >>> asked(Question("full_cost", 11.69))
    'the full cost'
    """
    name = f"asked.{question.kind}"
    return say(name) if has_message(name) else say("asked.number")


def _shown(value: float, question: Question) -> str:
    return f"{show_number(value, question.digits)} {word(question.unit)}".strip()


def _as_typed(answer: float, question: Question) -> str:
    """The learner's number; where rounding would hide what she typed, with its own decimals.

    >>> _as_typed(0.2466, Question("active_part", 24.66, unit="%", digits=1))
    '0.2466. Read as percent, that is 0.2466 of 100. Read as a part of 1, it is 24.66 of 100'
    >>> _as_typed(0.004, Question("full_cost", 11.69, unit="THB per box"))
    '0.004 THB per box'
    """
    typed = f"{answer:.6g}"
    if question.asks_percent and 0 < abs(answer) < 1 <= abs(question.right):
        return say("check.two_readings", typed=typed, percent=f"{100 * answer:.6g}")
    is_hidden = abs(round_money(answer, question.digits) - answer) > HIDES * abs(answer)
    return f"{typed} {word(question.unit)}".strip() if is_hidden else _shown(answer, question)


def is_percent(unit: str) -> bool:
    """Whether this unit is a percentage.

    >>> is_percent("%"), is_percent("THB per box")
    (True, False)
    """
    return unit in ("%", "percent", say("unit.percent"))
