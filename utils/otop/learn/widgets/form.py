"""What the editors share: fields that read what people type, and a table where no widget lives."""

from __future__ import annotations

import html

from otop.errors import InputError
from otop.i18n import say
from otop.i18n.numbers import read_number, show_number

WIDE = {"description_width": "16em"}


def read_amount(typed, label: str) -> float:
    """The number in a field; `InputError` that names the field where it cannot be used.

    >>> read_amount("17,000", "Fixed cost")
    17000.0
    >>> read_amount("-5", "Fixed cost")
    Traceback (most recent call last):
    otop.errors.InputError: Fixed cost: -5.00 is below zero. Write what it really is.
    """
    try:
        amount = read_number(typed)
        if amount < 0:
            raise InputError("editor.negative", value=show_number(amount))
    except InputError as problem:
        raise problem.at(label) from None
    return amount


def text_box(label: str, value: str):
    """A field of the form; it speaks when Enter is pressed."""
    import ipywidgets as widgets

    return widgets.Text(
        value=value, description=label, continuous_update=False, style=WIDE, layout={"width": "26em"}
    )  # fmt: skip


def slider_range(value: int) -> dict:
    """A slider that stands on `value` exactly and moves in round steps.

    >>> slider_range(14_407)
    {'value': 14407, 'min': 2407, 'max': 40407, 'step': 1000}
    """
    step = 10 ** max(0, len(str(value)) - 2)
    return {"value": value, "min": value % step + 2 * step, "max": value + 26 * step, "step": step}


def status(sentence: str) -> str:
    """The sentence of an editor, as a reader of the screen hears it when it changes."""
    return f'<p role="status" style="font-size:1.05em;font-weight:bold;margin:.4em 0">{html.escape(sentence)}</p>'


def bundle(view, table, picture, **kwargs) -> dict:
    """What an editor shows: its view, and where no widget lives its table and its picture."""
    shown = view._repr_mimebundle_(**kwargs)
    data = shown[0] if isinstance(shown, tuple) else shown
    note = f"<p>{say('editor.static')}</p>"
    return {**data, "text/html": table._repr_html_() + picture._repr_html_() + note, "text/plain": repr(table)}
