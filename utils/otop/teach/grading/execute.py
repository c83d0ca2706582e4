"""nbgrader's step "execute", for what others wrote: in a walled kernel, on a budget, judged from outside."""

from __future__ import annotations

import json
import time
from ast import literal_eval
from queue import Empty

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError
from nbformat import from_dict
from nbgrader.preprocessors import Execute
from traitlets import Integer, default

from otop.learn.assignment import VERDICT_MIMETYPE
from otop.teach.grading.answers import NoAnswer, Told, read
from otop.teach.grading.client import Lost, WaryClient
from otop.teach.grading.judge import SILENT, STOPPED, Judge, output
from otop.teach.grading.provisioner import WALLED, our_kernels
from otop.teach.grading.walls import how

_KEEP = "__import__('otop.teach.grading.answers', fromlist=['x'])"
_ASK_S = 5.0  # for one answer; a function may be slow
_LONG = 80  # characters of the name of a kind of data


class RunAndJudge(Execute):
    """Runs a submission and writes into each graded cell what the judge found.

    Cells that nbgrader tests are not run beside the trainee's code: their answers are asked for, and the tests run
    in this process. A submission that ends its kernel, or uses up its budget, keeps what it has answered before.
    """

    budget = Integer(60, help="Seconds for a whole notebook, whatever its cells do.").tag(config=True)
    cell_bytes = Integer(1_000_000, help="Outputs of one cell; what is more is left out.").tag(config=True)
    notebook_bytes = Integer(20_000_000, help="All outputs; a submission that sends more is stopped.").tag(config=True)

    @default("store_widget_state")
    def _no_widgets(self) -> bool:
        return False

    def create_kernel_manager(self):
        shut_in = how()
        (self.log.warning if shut_in.kind == "off" else self.log.info)(
            "The submission runs behind walls: %s", shut_in.kind
        )
        self.km = self.kernel_manager_class(kernel_name=WALLED, kernel_spec_manager=our_kernels(), config=self.config)
        self.km.client_factory = WaryClient
        return self.km

    def preprocess(self, nb, resources, km=None):
        self._until = time.monotonic() + self.budget
        self._sent = self._sent_by_cell = 0
        self._lost = ""
        self._judge = Judge(self._call)
        self.timeout_func = lambda cell: max(1, min(self.timeout, int(self._until - time.monotonic())))
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and not about.get("solution"):
                self._judge.test(cell, self._answers(self._judge.asks(cell.source)))
            else:
                self._run(cell, index)
                if about.get("locked"):
                    self._judge.locked(cell.source)
        if index == len(self.nb.cells) - 1:
            self._judge.judge()
        return cell, resources

    def _run(self, cell, index: int) -> None:
        """Run a cell in the kernel, as long as there is one."""
        cell.outputs, self._sent_by_cell = [], 0
        if self._is_lost():
            return
        began = time.monotonic()
        try:
            self.execute_cell(cell, index, store_history=True)
            if time.monotonic() - began >= self.timeout:
                self._ask({"it": "1"})  # interrupted; does it still answer?
        except Exception as problem:  # also what nbclient stumbles over in a message that no kernel would send
            self._lose(problem)
            ended = "DeadKernelError" if isinstance(problem, DeadKernelError) else "CellTimeoutError"
            cell.outputs.append(output("error", ename=ended, evalue=self._lost, traceback=[self._lost]))
        cell.outputs = plain_outputs(cell.outputs)

    def _is_lost(self) -> bool:
        if not self._lost and time.monotonic() > self._until:
            self._lose(Lost("its time is used up"))
        return bool(self._lost)

    def _lose(self, problem: Exception) -> None:
        known = isinstance(problem, Lost | DeadKernelError | CellTimeoutError)
        self._lost = str(problem).splitlines()[0] if known else "it sends what no kernel sends"
        self.log.warning("The submission was stopped: %s", self._lost)
        run_sync(self.km.shutdown_kernel)(now=True)

    # ---------------------------------------------------------------- answers

    def _answers(self, names: list[str]) -> dict[str, object] | str:
        """What the kernel tells of these names; a name that it does not know is left out. Or the outcome without answer."""
        if self._is_lost():
            return STOPPED
        try:
            told = self._ask({name: f"{_KEEP}.keep({name!r}, {name})" for name in names})
            answers = {name: self._read(reply) for name, reply in told.items() if not _is_unknown(reply)}
        except NoAnswer:
            return SILENT
        except Exception as problem:
            self._lose(problem)
            return STOPPED
        asked_for = all(not isinstance(value, Told) or value.name == name for name, value in answers.items())
        return answers if asked_for else SILENT

    def _call(self, name: str, args: tuple, given: dict) -> object:
        """What a function of the submission gives. Errors: `NoAnswer` with the outcome; `Stopped` if it raises."""
        if self._is_lost():
            raise NoAnswer(STOPPED)
        arguments = json.dumps([args, given])
        try:
            told = self._ask({"it": f"{_KEEP}.call({name!r}, {arguments!r})"})
        except NoAnswer:
            raise
        except Exception as problem:
            self._lose(problem)
            raise NoAnswer(STOPPED) from None
        value = self._read(told["it"])
        if isinstance(value, Told):
            raise NoAnswer(SILENT)
        return value

    @staticmethod
    def _read(reply) -> object:
        try:
            return read(literal_eval(reply["data"]["text/plain"]))
        except (KeyError, TypeError, ValueError, SyntaxError, MemoryError, RecursionError):
            raise NoAnswer(SILENT) from None

    def _ask(self, expressions: dict[str, str]) -> dict:
        """The kernel's replies to these expressions. Errors: `Lost`, `NoAnswer`, `DeadKernelError`."""
        if not expressions:
            return {}
        content = run_sync(self._reply)(expressions)
        replies = content.get("user_expressions") if isinstance(content, dict) else None
        if not isinstance(replies, dict) or replies.keys() != expressions.keys():
            raise NoAnswer(SILENT)
        return replies

    async def _reply(self, expressions: dict[str, str]):
        asked = self.kc.execute("", silent=True, store_history=False, user_expressions=expressions, allow_stdin=False)
        until, interrupted = min(time.monotonic() + _ASK_S, self._until), False
        while True:
            if time.monotonic() > until + _ASK_S:
                raise Lost("it does not answer any more")
            try:
                message = await self.kc.shell_channel.get_msg(timeout=min(1.0, max(0.05, until - time.monotonic())))
            except Empty:
                await self._async_check_alive()
                if time.monotonic() < until:
                    continue
                if interrupted:
                    raise Lost("it does not answer any more") from None
                await self.km.interrupt_kernel()
                until, interrupted = time.monotonic() + 1.0, True
            else:
                if message["parent_header"].get("msg_id") == asked:
                    return message["content"]

    # ---------------------------------------------------------------- what the kernel sends

    def process_message(self, msg, cell, cell_index):
        """As nbclient does it, up to so many bytes."""
        content = msg.get("content")
        if not isinstance(content, dict) or not isinstance(msg.get("msg_type"), str):
            return None
        if msg["msg_type"] not in ("status", "execute_input"):
            size = len(content["text"]) if isinstance(content.get("text"), str) else len(json.dumps(content))
            self._sent += size
            self._sent_by_cell += size
            if self._sent > self.notebook_bytes:
                raise Lost("it sends too much output")
            if self._sent_by_cell > self.cell_bytes:
                return None
        try:
            return super().process_message(msg, cell, cell_index)
        except (CellControlSignal, Lost):
            raise
        except Exception:  # not in the form of any message: left out
            return None

    def handle_comm_msg(self, outs, msg, cell_index) -> None:
        """Widgets have nobody to talk to here."""


def _is_unknown(reply) -> bool:
    return isinstance(reply, dict) and reply.get("status") == "error" and reply.get("ename") == "NameError"


def plain_outputs(outputs: list) -> list:
    """The outputs of a cell in nbformat's own form; what a kernel cannot send, and what looks like a verdict, is left out.

    >>> plain_outputs([{"output_type": "stream", "name": "stdout", "text": "5"}, {"output_type": "display_data", "data": 5}])
    [{'output_type': 'stream', 'name': 'stdout', 'text': '5'}]
    """
    found = []
    for sent in outputs:
        kind = sent.get("output_type")
        if kind == "stream" and sent.get("name") in ("stdout", "stderr") and isinstance(sent.get("text"), str):
            found.append(output("stream", name=sent["name"], text=sent["text"]))
        elif kind in ("display_data", "execute_result") and isinstance(sent.get("data"), dict):
            data = {mime: value for mime, value in sent["data"].items() if _is_shown(mime, value)}
            count = {"execution_count": None} if kind == "execute_result" else {}
            found.append(output(kind, data=data, **count))
        elif kind == "error":
            trace = sent.get("traceback")
            lines = [str(line) for line in trace] if isinstance(trace, list) else []
            found.append(
                output("error", ename=str(sent.get("ename"))[:200], evalue=str(sent.get("evalue")), traceback=lines)
            )
    text = json.dumps(found, ensure_ascii=False)
    if text.isascii():
        return found
    return [from_dict(one) for one in json.loads(text.encode("utf-8", "replace"))]  # half signs cannot be written down


def _is_shown(mime: str, value) -> bool:
    if mime == VERDICT_MIMETYPE or len(mime) > _LONG:
        return False
    return isinstance(value, str) or (mime.endswith("json") and isinstance(value, dict | list))
