"""The one family of errors: what broke, where, and what to do."""

import unicodedata

from otop.i18n import say


class OtopError(Exception):
    """Something that the person at the screen can mend.

    Parameters
    ----------
    message_id : str
        Id of the sentence in the message catalogue (``i18n/locale``).
    where : str, optional
        File, row or cell, put in front of the sentence.
    **facts
        What the sentence names: an item, a value, the valid choices.

    Jupyter shows it as one line, without a traceback.

    >>> print(OtopError("number.empty"))
    There is no number here yet. Type your number, for example 12.50.
    >>> print(OtopError("number.empty", where="sheet.csv, row 4"))
    sheet.csv, row 4: There is no number here yet. Type your number, for example 12.50.
    """

    def __init__(self, message_id: str, *, where: str | None = None, **facts):
        super().__init__(message_id)
        self.message_id, self.where, self.facts = message_id, where, facts

    def at(self, where: str) -> "OtopError":
        """The same error, placed in a file, row or cell."""
        return type(self)(self.message_id, where=where, **self.facts)

    def __str__(self) -> str:
        sentence = say(self.message_id, **self.facts)
        return f"{self.where}: {sentence}" if self.where else sentence

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class InputError(OtopError, ValueError):
    """A number, a unit or a row that cannot be used as it is."""


def printable(text: str) -> str:
    """What somebody else wrote, without anything that a terminal would obey.

    >>> printable("P\\x1b[31m1")
    'P[31m1'
    >>> printable(1)
    Traceback (most recent call last):
    TypeError: 'int' object is not iterable
    """
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
