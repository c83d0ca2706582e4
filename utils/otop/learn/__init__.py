"""What a trainee touches: lessons, assignments, checks, hints, widgets, handing in."""

from otop.learn.assignment import Assignment

__all__ = ["Assignment"]
