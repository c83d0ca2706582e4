"""What a trainee touches: lessons, assignments, checks, hints, widgets, handing in."""

from otop.learn.assignment import Assignment
from otop.learn.lesson import Lesson

__all__ = ["Assignment", "Lesson"]
