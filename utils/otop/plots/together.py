"""Several tables, figures or sentences in one cell."""

from __future__ import annotations


class Together:
    """These things below one another.

    >>> Together("first", 2)
    'first'
    2
    >>> Together(2)._repr_html_()
    Traceback (most recent call last):
    AttributeError: 'int' object has no attribute '_repr_html_'
    """

    def __init__(self, *things):
        self.things = things

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.things))

    def _repr_html_(self) -> str:
        return "".join(thing._repr_html_() for thing in self.things)
