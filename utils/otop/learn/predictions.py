"""Predict, commit, see: what a learner expects is kept, and shown again beside what is known.

Her first answer stays the first one, whatever she types later. It is kept in her workspace
(``.otop/predictions.json``), in the browser on its drive (``my-predictions.json``), and where
nothing can be written in the memory of this kernel. It is never collected, handed in or
reported, and never called wrong.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field
from pathlib import Path

from otop.errors import InputError, OtopError
from otop.i18n import say
from otop.i18n.numbers import read_number, show_number
from otop.learn.browser import in_browser
from otop.learn.hand_in import STATE, find_workspace
from otop.learn.say_it import Said
from otop.learn.workspace import write_whole

DRIVE = Path("/drive")  # where the browser keeps the learner's files, if the page has any place for them
Kept = list[float]  # the first answer and, where she changed it, the latest
_memory: dict[str, Kept] = {}


@dataclass(frozen=True)
class Decision:
    """A number to predict, or numbered answers to decide between, and what is known.

    Parameters
    ----------
    name : str
        Of its sentences: ``known.NAME`` says what happened, ``option.NAME.1`` is its first answer.
    facts : dict
        The numbers in ``known.NAME``.
    source : object, optional
        Shown below: where these numbers come from.
    unit : str
        What a predicted number is counted in.
    digits : int
        Decimals that are shown of it.
    options : int
        How many numbered answers there are; 0 where a number is predicted.

    >>> Decision("cloth_day", unit="Nu a day").read("1,200")
    1200.0
    >>> Decision("cloth_way", options=3).read(4)
    Traceback (most recent call last):
    otop.errors.InputError: There is no answer 4. Type one of the numbers 1 to 3.
    """

    name: str
    facts: dict = field(default_factory=dict)
    source: object = None
    unit: str = ""
    digits: int = 0
    options: int = 0

    def read(self, typed) -> float:
        """The answer that was typed. Errors: `InputError` with the sentence to show."""
        value = read_number(typed)
        if self.options and value not in range(1, self.options + 1):
            raise InputError("check.no_such_choice", typed=f"{value:g}", last=self.options)
        return value

    def shown(self, value: float) -> str:
        """An answer in words: the number with its unit, or the answer that has this number."""
        if self.options:
            return say("predict.option", number=f"{value:g}", option=say(f"option.{self.name}.{value:g}"))
        return f"{show_number(value, self.digits)} {self.unit}".strip()


def predict(lesson: str, decision: Decision, typed) -> Said:
    """Keep what was typed; None keeps nothing, and shows what is kept already.

    >>> predict("18", Decision("cloth_day", unit="Nu a day"), None)
    Nothing is kept yet. Type your number in the place of None and run this cell again. A guess is enough.
    >>> predict("18", Decision("cloth_day", unit="Nu a day"), "many")  # doctest: +ELLIPSIS
    There is no number in "many". ...
    """
    key = _key(lesson, decision)
    kept, unread = _read()
    before = kept.get(key)
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return _note([_told(decision, before) if before else say("predict.empty")], unread)
    try:
        value = decision.read(typed)
    except InputError as problem:
        return Said("not_yet", str(problem))
    now = [value] if before is None or value == before[0] else [before[0], value]
    if now == before:
        return _note([_told(decision, now)], unread)
    is_safe, unread = _keep(kept | {key: now}, unread)
    words = _told(decision, now) if before else say("predict.kept", first=decision.shown(value))
    return _note([words, *([] if is_safe else [say("predict.memory")])], unread)


def see(lesson: str, decision: Decision):
    """Her prediction beside what is known; before she predicted, one sentence.

    >>> see("18", Decision("no_such_guess"))
    First say what you think: type a number in the cell above and run it. A guess is enough. Then run this cell again.
    """
    kept, unread = _read()
    answers = kept.get(_key(lesson, decision))
    if answers is None:
        return _note([say("see.predict_first")], unread)
    import pandas as pd  # only here: an assignment, too, imports this module, and shows no table

    from otop.plots import Table

    known = say(f"known.{decision.name}", **decision.facts)
    rows = dict(zip([say("see.first"), say("see.later")], map(decision.shown, answers), strict=False))
    if len(answers) == 1:
        rows = {say("see.you"): decision.shown(answers[0])}
    frame = pd.DataFrame({say("see.answer"): rows | {say("see.known"): known}}).rename_axis(say("see.from"))
    return Table(frame, say("see.caption"), decision.source)


def put_back(place: Path, text: str) -> bool:
    """Add the answers in `text`, the file of another computer, to the file `place`; whether any was new.

    An answer that is there stays; a file that cannot be read is set aside.

    Errors: ``ValueError`` if `text` holds no answers.

    >>> put_back(Path("predictions.json"), "[]")
    Traceback (most recent call last):
    ValueError: no answers
    """
    sent, there, unread = _answers_in(json.loads(text)), {}, None
    if not sent:
        raise ValueError("no answers")
    if os.path.lexists(place):
        there, unread = _read_file(place)
    if unread is not None:
        _set_aside(unread)
    if sent.keys() <= there.keys():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    _write(place, json.dumps(sent | there, indent=1).encode())
    return True


def _told(decision: Decision, answers: Kept) -> str:
    first, *later = map(decision.shown, answers)
    return say("predict.changed", first=first, later=later[0]) if later else say("predict.still", first=first)


def _note(sentences: list[str], unread: Path | None) -> Said:
    if unread is not None:
        sentences = [*sentences, say("predict.file_unreadable", file=unread.name)]
    return Said("note", " ".join(sentences))


def _key(lesson: str, decision: Decision) -> str:
    return f"{lesson}.{decision.name}"


def _place() -> Path | None:
    """The file of the predictions; None where there is no place of the learner's own."""
    if in_browser():
        return DRIVE / "my-predictions.json" if DRIVE.is_dir() else None
    try:
        workspace = find_workspace(Path.cwd())
    except OSError:
        return None
    return workspace and workspace / STATE / "predictions.json"


def _read() -> tuple[dict[str, Kept], Path | None]:
    """What is kept, and the file if it is there and cannot be read."""
    place = _place()
    if place is None or not os.path.lexists(place):
        return dict(_memory), None
    kept, unread = _read_file(place)
    return kept | _memory, unread


def _read_file(place: Path) -> tuple[dict[str, Kept], Path | None]:
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}, place
    kept = _answers_in(told)
    return kept, None if kept == told else place


def _answers_in(told) -> dict[str, Kept]:
    entries = told.items() if isinstance(told, dict) else ()
    return {key: answers for key, answers in entries if _are_answers(answers)}


def _are_answers(answers) -> bool:
    if not isinstance(answers, list) or len(answers) not in (1, 2):
        return False
    return all(type(one) in (int, float) and math.isfinite(one) for one in answers)


def _keep(kept: dict[str, Kept], unread: Path | None) -> tuple[bool, Path | None]:
    """Write all of it; whether that was done, and where a file that could not be read is now."""
    place = _place()
    try:
        if place is not None:
            if unread is not None:
                unread = _set_aside(unread)
            _write(place, json.dumps(kept, indent=1).encode())
            _memory.clear()
            return True, unread
    except (OSError, OtopError):
        pass
    _memory.update(kept)
    return False, unread


def _set_aside(file: Path) -> Path:
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}-unreadable-{number}{file.suffix}")):
        number += 1
    os.rename(file, aside)
    return aside


def _write(place: Path, content: bytes) -> None:
    if in_browser():  # its drive is no disk: no second file, no modes
        place.write_bytes(content)
    else:
        write_whole(place, content)
