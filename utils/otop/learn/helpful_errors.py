"""In a notebook, two errors that beginners meet become one sentence each.

A name that is not known: run the cells above first. A number that Python cannot read
(``๓.๐๑``, ``3.01 baht``, ``3,01``): put it between quotation marks.

Loaded by every kernel of the course's environment (``utils/ipython_config.py``), because
a learner who reopens a notebook and runs one cell has not run any of our code yet.
"""

from __future__ import annotations

import difflib
import re
import textwrap

LINE = 76  # JupyterLab cuts longer lines of an error in the middle of a word

# what Python says of ๓.๐๑, of 3,01 and of 3.01baht
_UNREADABLE_NUMBER = re.compile(r"invalid character|leading zeros|invalid decimal literal|invalid syntax")


def load_ipython_extension(shell) -> None:
    """Let this shell speak in one sentence of the two errors."""
    shell.set_custom_exc((NameError, SyntaxError), _say_error)
    if not _has_jedi():
        shell.Completer.use_jedi = False  # in the browser: Tab then finds names by IPython's own means


def unload_ipython_extension(shell) -> None:
    """Back to Python's own errors."""
    shell.set_custom_exc((), None)


def name_error_sentence(name: str, known: list[str]) -> str:
    """What to do about a name that Python does not know.

    >>> name_error_sentence("lesson", [])
    'Python does not know "lesson" yet. Click the first grey cell at the top and press Shift and Enter; do the same with the cells down to this one.'
    >>> name_error_sentence("ful_cost", ["full_cost"])
    'Python does not know "ful_cost". Did you mean "full_cost"? If not, run the cells above first: menu Run, then Run All Above Selected Cell.'
    """
    from otop.i18n import say

    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if near:
        return say("name.near", name=name, near=near[0])
    return say("name.unknown", name=name)


def is_unreadable_number(problem: str, line: str) -> bool:
    """Whether Python stumbled over a number that a person would read.

    >>> is_unreadable_number("invalid character '๓' (U+0E53)", "nipa_full = ๑๑.๖๙")
    True
    >>> is_unreadable_number("invalid syntax", "nipa_full = = 3")
    False
    """
    answer = line.partition("=")[2].partition("#")[0].strip()
    return bool(_UNREADABLE_NUMBER.match(problem) and answer[:1].isdigit())


def _has_jedi() -> bool:
    try:
        from jedi import Interpreter  # noqa: F401  IPython has loaded it already
    except ImportError:
        return False
    return True


def _say_error(shell, kind, error, traceback, tb_offset=None):
    if issubclass(kind, NameError):
        known = [name for name in shell.user_ns if not name.startswith("_")]
        sentence = name_error_sentence(getattr(error, "name", None) or str(error), known)
    elif is_unreadable_number(str(error.msg), error.text or ""):
        from otop.i18n import say

        sentence = say("number.python_cannot_read")
    else:
        shell.showsyntaxerror()
        return []
    lines = textwrap.wrap(sentence, LINE, break_long_words=False)
    shell._showtraceback(kind, error, lines)
    return lines
