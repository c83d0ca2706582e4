"""What nbgrader does again for each submission, done once in a process that grades many.

It opens its gradebook nine times a submission, looks for each of its tables and for the course each time, asks the
gradebook for each cell of the assignment, and checks its own JSON schema at each cell: together a quarter of a
submission's time. Nothing of this changes while a process grades one assignment.
"""

from __future__ import annotations

import functools
import json
from types import SimpleNamespace


@functools.cache
def once() -> None:
    """Let nbgrader do these things once, in this process from here on."""
    from nbgrader import api
    from nbgrader.nbgraderformat import common

    api.create_engine, api.inspect = functools.cache(api.create_engine), _inspected(api.inspect)
    api.Base.metadata.create_all = functools.cache(api.Base.metadata.create_all)
    common.jsonschema = SimpleNamespace(validate=validate)
    book = api.Gradebook
    book.check_course = _remembered(book.check_course)
    book.find_source_cell = _remembered(book.find_source_cell)
    book.find_graded_cell = _remembered(book.find_graded_cell)


def _inspected(inspect):
    """What looks at a database: once, when its tables are there."""
    kept: dict = {}

    def inspected(engine):
        if engine in kept:
            return kept[engine]
        found = inspect(engine)
        if found.get_table_names():
            kept[engine] = found
        return found

    return inspected


def _remembered(find):
    """A method of the gradebook that keeps what it found: the columns only, which outlive the session."""
    kept: dict = {}

    @functools.wraps(find)
    def remembered(book, *what, **named):
        key = (book.engine.url, what, tuple(sorted(named.items())))
        if key not in kept:
            found = find(book, *what, **named)
            if found is None:  # a course that was not there yet
                return None
            kept[key] = SimpleNamespace(
                **{column.key: getattr(found, column.key) for column in found.__mapper__.column_attrs}
            )
        return kept[key]

    return remembered


def validate(instance, schema: dict) -> None:
    """`jsonschema.validate`, for a schema that is itself checked the first time only.

    >>> validate({"points": 1}, {"required": ["points"]})
    >>> validate({}, {"required": ["points"]})
    Traceback (most recent call last):
    jsonschema.exceptions.ValidationError: 'points' is a required property
    ...
    """
    from jsonschema.exceptions import best_match

    if problem := best_match(_validator(json.dumps(schema)).iter_errors(instance)):
        raise problem


@functools.cache
def _validator(schema: str):
    from jsonschema.validators import validator_for

    found = json.loads(schema)
    kind = validator_for(found)
    kind.check_schema(found)
    return kind(found)
