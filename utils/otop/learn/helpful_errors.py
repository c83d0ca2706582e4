"""In a notebook, a NameError becomes one sentence: run the cells above first.

Loaded by every kernel of the course's environment (``utils/ipython_config.py``), because
a learner who reopens a notebook and runs one cell has not run any of our code yet.
"""

from __future__ import annotations

import difflib


def load_ipython_extension(shell) -> None:
    """Let this shell speak in one sentence of names that it does not know."""
    shell.set_custom_exc((NameError,), _say_name_error)


def unload_ipython_extension(shell) -> None:
    """Back to Python's own NameError."""
    shell.set_custom_exc((), None)


def name_error_sentence(name: str, known: list[str]) -> str:
    """What to do about a name that Python does not know.

    >>> name_error_sentence("lesson", [])
    'Python does not know "lesson" yet. Run the cells above first: menu Run, then Run All Above Selected Cell. Then run this cell again.'
    >>> name_error_sentence("ful_cost", ["full_cost"])
    'Python does not know "ful_cost". Did you mean "full_cost"? If not, run the cells above first: menu Run, then Run All Above Selected Cell.'
    """
    from otop.i18n import say

    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if near:
        return say("name.near", name=name, near=near[0])
    return say("name.unknown", name=name)


def _say_name_error(shell, kind, error, traceback, tb_offset=None):
    known = [name for name in shell.user_ns if not name.startswith("_")]
    sentence = [name_error_sentence(getattr(error, "name", None) or str(error), known)]
    shell._showtraceback(kind, error, sentence)
    return sentence
