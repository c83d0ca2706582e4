"""In a notebook, the errors that beginners meet become one sentence each.

A name that is not known: run the cells above first. A number that Python cannot read
(``๓.๐๑``, ``3.01 baht``, ``57.15 %``): how to type it. A line that Python cannot read: which one.
An answer that could not be read is forgotten, so that its check names the same line, and no older number.

Loaded by every kernel of the course's environment (``utils/ipython_config.py``), because
a learner who reopens a notebook and runs one cell has not run any of our code yet.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from traceback import extract_tb

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


def word_sentence(name: str, line: str) -> str:
    """What to do if the answer on this line is a word; empty if it is not.

    >>> word_sentence("three", "who_counts = three  # ✎")
    '"three" is a word. Type a number in its place, for example 12.50.'
    >>> word_sentence("lesson", 'lesson.check("who_counts", who_counts)')
    ''
    """
    from otop.i18n import say

    is_answer = re.fullmatch(rf"\s*\w+\s*=\s*{re.escape(name)}\s*(#.*)?", line)
    return say("name.word", name=name) if is_answer else ""


def syntax_sentence(error: SyntaxError) -> str:
    """What to do about a line that Python cannot read.

    >>> syntax_sentence(SyntaxError("invalid syntax", ("", 1, 1, "box_margin = 57.15 %  # ✎")))
    'Type the number alone, without the % sign: 57.15'
    >>> syntax_sentence(SyntaxError("'(' was never closed", ("", 2, 1, "lesson.check(")))
    'Python cannot read line 2: lesson.check(. Is a bracket or a quotation mark missing? With Ctrl+Z you take back what you typed.'
    """
    from otop.i18n import say

    line = (error.text or "").strip()
    if isinstance(error, IndentationError):
        return say("syntax.indent", number=error.lineno, line=line)
    if not is_unreadable_number(str(error.msg), line):
        return say("syntax.other", number=error.lineno, line=line)
    percent = re.search(r"=\s*(\d+(?:\.\d+)?)\s*%\s*(?:#|$)", line)
    return say("number.without_percent", number=percent[1]) if percent else say("number.python_cannot_read")


_unread: set[str] = set()  # answers on lines that could not be read


def _say_error(shell, kind, error, traceback, tb_offset=None):
    if issubclass(kind, NameError):
        sentence = _name_sentence(shell, getattr(error, "name", None) or str(error), traceback)
    else:
        answer = re.match(r"\s*(\w+)\s*=", error.text or "")
        if answer:
            _unread.add(answer[1])
            shell.user_ns.pop(answer[1], None)
        sentence = syntax_sentence(error)
    lines = textwrap.wrap(sentence, LINE, break_long_words=False)
    shell._showtraceback(kind, error, lines)
    return lines


def _name_sentence(shell, name: str, traceback) -> str:
    from otop.i18n import say

    if name in _unread:
        return say("name.unread", name=name)
    frames = extract_tb(traceback)
    known = [one for one in shell.user_ns if not one.startswith("_")]
    return word_sentence(name, frames[-1].line if frames else "") or name_error_sentence(name, known)
