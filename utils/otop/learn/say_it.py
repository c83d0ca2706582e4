"""What the checker says, as the cell shows it: a word, a sentence, and a frame."""

from __future__ import annotations

import html
from dataclasses import dataclass

from otop.i18n import has_message, say

HINTS = 3  # a nudge, the formula, a worked twin with other numbers

# The words differ and so does the line style: colour is never alone.
_FRAMES = {
    "right": "5px solid #00664f",
    "not_yet": "5px dashed #a34700",
    "hint": "5px dotted #005a9c",
    "note": "5px double #555555",
}


@dataclass(frozen=True)
class Said:
    """One sentence for the learner. `tone` is right, not_yet, hint or note.

    `hints` are folded below it, each inside the one before.

    >>> Said("note", "Save your work.")
    Save your work.
    >>> Said("loud", "Save your work.")._repr_html_()
    Traceback (most recent call last):
    KeyError: 'loud'
    """

    tone: str
    text: str
    hints: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return (
            f'<div role="status" data-tone="{self.tone}" style="border-left:{_FRAMES[self.tone]};padding:.5em .8em;margin:.3em 0;'
            f'max-width:46em;font-size:1.05em">{html.escape(self.text)}{_ladder(self.hints)}</div>'
        )


def hints_for(kind: str) -> tuple[str, ...]:
    """The hint ladder of this kind of question; empty where there is none.

    >>> len(hints_for("full_cost")), hints_for("no_such_kind")
    (3, ())
    """
    steps = [f"hint.{kind}.{step}" for step in range(1, HINTS + 1)]
    return tuple(say(step) for step in steps if has_message(step))


def _ladder(hints: tuple[str, ...]) -> str:
    folded = ""
    for step in range(len(hints), 0, -1):
        name = html.escape(say("hint.heading", step=step, steps=len(hints)))
        folded = (
            f'<details style="margin:.4em 0 0 .8em"><summary style="cursor:pointer">{name}</summary>'
            f"<div>{html.escape(hints[step - 1])}</div>{folded}</details>"
        )
    return folded
