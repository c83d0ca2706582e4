"""What the checker says, as the cell shows it: a word, a sentence, and a frame."""

from __future__ import annotations

import html
from dataclasses import dataclass

from otop.i18n import say

# The word comes first and the line style differs: colour is never alone.
_FRAMES = {
    "right": "5px solid #00664f",
    "not_yet": "5px dashed #a34700",
    "hint": "5px dotted #005a9c",
    "note": "5px double #555555",
}


@dataclass(frozen=True)
class Said:
    """One sentence for the learner. `tone` is right, not_yet, hint or note.

    >>> Said("note", "Save your work.")
    Save your work.
    >>> Said("loud", "Save your work.")._repr_html_()
    Traceback (most recent call last):
    KeyError: 'loud'
    """

    tone: str
    text: str
    heading: str = ""

    def __repr__(self) -> str:
        return f"{self.heading} {self.text}".strip()

    def _repr_html_(self) -> str:
        heading = f"<strong>{html.escape(self.heading)}</strong> " if self.heading else ""
        return (
            f'<p role="status" style="border-left:{_FRAMES[self.tone]};padding:.5em .8em;margin:.3em 0;'
            f'max-width:46em;font-size:1.05em">{heading}{html.escape(self.text)}</p>'
        )


def verdict_box(verdict) -> Said:
    """The box for a `Verdict` of the checker."""
    return Said("right" if verdict.is_right else "not_yet", verdict.sentence)


def hint_box(kind: str, step: int, steps: int) -> Said:
    """Hint number `step` of the ladder of this kind of question."""
    return Said("hint", say(f"hint.{kind}.{step}"), say("hint.heading", step=step, steps=steps))
