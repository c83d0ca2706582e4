"""The judge: runs the tests of an assignment outside the kernel of the submission, on the answers that it told.

The tests, the points and the key never reach the trainee's process, and what it shows is never a verdict. A cell
gets its points only by a test that ran here to its end; an answer that did not come as it should earns nothing and
is shown to the instructor.
"""

from __future__ import annotations

import builtins
import functools
import symtable
from collections.abc import Callable, Mapping

from nbformat import NotebookNode, from_dict

from otop.i18n import say
from otop.learn.assignment import VERDICT_MIMETYPE
from otop.teach.grading.answers import NoAnswer, Stopped, Told
from otop.teach.in_process import Ran, run_cell

SILENT = "no_answer"  # outcomes that ask for a human: the answer did not come in its form,
STOPPED = "stopped"  # or the submission had ended before it, or had used up its time


class Judge:
    """Judges one submission, cell by cell in the notebook's order.

    Parameters
    ----------
    call : callable
        Runs a function of the submission: gets its name, its positional and its named arguments.
    """

    def __init__(self, call: Callable[[str, tuple, dict], object]):
        self._call = call
        self._known: dict[str, object] = {}  # what the instructor's own cells have defined so far
        self._tests: list[tuple[object, dict, dict | str]] = []
        self._written: set[str] = set()

    def locked(self, source: str) -> None:
        """A cell of the instructor's: run it here too."""
        run_cell(source, self._known, execution="autograde")

    def asks(self, source: str) -> list[str]:
        """The names that this test takes from the submission."""
        read, written = _names(source)
        asked = sorted(read - self._known.keys() - self._written)
        self._written |= written
        return asked

    def test(self, cell, answers: Mapping[str, object] | str) -> None:
        """Remember a test with its answers, or with the outcome that stands in their place."""
        self._tests.append((cell, dict(self._known), answers if isinstance(answers, str) else dict(answers)))

    def judge(self) -> None:
        """Run all tests and give each of their cells what it shows. After it nothing of the submission runs."""
        defined: dict[str, object] = {}
        for cell, known, answers in self._tests:
            if isinstance(answers, str):
                cell.outputs = without_answer(answers)
                continue
            silent: list[str] = []
            told = {name: self._bound(value, silent) for name, value in answers.items()}
            namespace = known | defined | told
            ran = run_cell(cell.source, namespace, execution="autograde")
            cell.outputs = without_answer(silent[0]) if silent else _shown(ran)
            defined |= {name: value for name, value in namespace.items() if name not in told and name not in known}

    def _bound(self, value: object, silent: list[str]) -> object:
        if not isinstance(value, Told):
            return value

        def function(*args, **given):
            try:
                return self._call(value.name, args, given)
            except Stopped as problem:
                name, sentence = problem.args
                raise type(name, (Exception,), {})(sentence) from None
            except NoAnswer as problem:
                silent.append(str(problem) or SILENT)
                raise

        return function


def output(kind: str, **content) -> NotebookNode:
    """An output of a cell in nbformat's form.

    >>> output("stream", name="stdout", text="5")
    {'output_type': 'stream', 'name': 'stdout', 'text': '5'}
    """
    more = {"metadata": {}} if "data" in content else {}
    return from_dict({"output_type": kind} | more | content)


def without_answer(outcome: str) -> list:
    """What a test cell shows that earns nothing because no answer came: the record, and a sentence.

    >>> [shown.output_type for shown in without_answer("stopped")]
    ['display_data', 'error']
    """
    sentence = say(f"grading.{outcome}")
    record = {"outcome": outcome, "mistakes": [], "value": None}
    return [
        output("display_data", data={VERDICT_MIMETYPE: record}),
        output("error", ename="NoAnswer", evalue=sentence, traceback=[sentence]),
    ]


@functools.lru_cache(maxsize=512)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a cell reads and does not define itself, and those that it defines.

    >>> [sorted(names) for names in _names("def question(pieces): return pieces\\nwork.mark(cost, question)")]
    [['cost', 'work'], ['question']]
    """
    top = symtable.symtable(source, "cell", "exec")
    written = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    read, tables = set(), [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        read |= {
            one.get_name() for one in table.get_symbols() if one.is_referenced() and (table is top or one.is_global())
        }
    return frozenset(read - written - set(dir(builtins))), frozenset(written)


def _shown(ran: Ran) -> list:
    """The outputs of a cell that ran here, as a kernel would give them."""
    outputs = [output("display_data", data=_data(shown)) for shown in ran.shown]
    for name in ("stdout", "stderr"):
        if text := getattr(ran, name):
            outputs.append(output("stream", name=name, text=text))
    if ran.error is not None:
        kind, sentence = type(ran.error).__name__, str(ran.error)
        lines = getattr(ran.error, "_render_traceback_", lambda: [f"{kind}: {sentence}"])()
        outputs.append(output("error", ename=kind, evalue=sentence, traceback=list(lines)))
    elif ran.value is not None:
        outputs.append(output("execute_result", data={"text/plain": repr(ran.value)}, execution_count=None))
    return outputs


def _data(shown) -> dict:
    if isinstance(shown, dict):
        return shown
    html = getattr(shown, "_repr_html_", None)
    return {"text/plain": repr(shown)} | ({"text/html": html()} if html else {})
