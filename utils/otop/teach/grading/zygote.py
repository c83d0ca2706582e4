"""A process with the imports of a kernel done. Told to, it forks: the child is a kernel, ready at once.

Started by `otop.teach.grading.provisioner`, as ``python -m otop.teach.grading.zygote PATH``: it listens on
the socket PATH. Who connects sends one request, a line of JSON, ``{"argv": [...], "env": {...}, "cwd": "..."}``,
and gets a line "ok" with a handle of the kernel's process, or what went wrong. It ends when its standard input
is closed: then who started it has ended, however that was.

With ``--rooms`` it is in a house of `otop.teach.grading.walls`, and each kernel gets a room; the request names
the folder of the kernel's sockets, "own". With ``--one`` it becomes the one kernel that its standard input asks for.

Nothing here starts a thread or opens a socket of ZeroMQ before the fork: neither survives one.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys

from otop.teach.grading import walls

# As the kernel sets it, before matplotlib is imported: or figures vanish. (The backend itself is not preloaded: it looks
# for the shell when it is imported.)
BACKEND = "module://matplotlib_inline.backend_inline"
# Each forked kernel would begin a pool of threads of its own; before the imports.
LONGEST = 1_000_000  # signs of a request
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
PRELOAD = (
    "numpy", "pandas", "matplotlib", "matplotlib.figure", "matplotlib.backends.backend_svg", "matplotlib.font_manager",
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger",
    "ipykernel.zmqshell", "IPython.core.completer", "IPython.core.completerlib", "IPython.core.debugger",
    "IPython.core.history", "IPython.core.logger", "IPython.core.oinspect", "IPython.extensions.storemagic",
    "IPython.utils.wildcard", "faulthandler", "jedi", "sqlite3", "tornado.platform.asyncio", "ipywidgets", "polib",
    "otop.teach.grading.answers",
    "otop.learn", "otop.learn.assignment", "otop.learn.hand_in_form", "otop.learn.helpful_errors",
    "otop.learn.browser_packages", "otop.learn.questions.unit_cost", "otop.costing", "otop.pricing", "otop.planning",
    "otop.market", "otop.plots",
)  # fmt: skip


def preload(names: tuple[str, ...] = PRELOAD) -> list[str]:
    """Import what kernels need; returns what is not installed here.

    >>> preload(("json", "no_such_package"))
    ['no_such_package']
    >>> preload(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            missing.append(name)
    return missing


def read_catalogues() -> None:
    """Read the sentences of every language once: each kernel would take a tenth of a second for it."""
    from otop.i18n import languages, say, speaking, word

    for lang in languages():
        with speaking(lang):
            word(say("lesson.ready"))


def serve(door: socket.socket, *, rooms: bool) -> None:
    """Answer requests until standard input is closed; in a child, become the kernel and never return."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that end leave nothing behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who grades
    while True:
        ready, _, _ = select.select([door, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        line, _ = door.accept()
        with line, contextlib.suppress(ValueError, OSError):  # what is no request is not answered
            with line.makefile("r", encoding="utf-8") as request:
                told = json.loads(request.readline(LONGEST))
            if rooms:
                _in_a_room(told, door, line)
            else:
                child = os.fork()
                if child == 0:
                    door.close()
                    become_kernel(told)
                _answer(line, child)


def _in_a_room(told: dict, door: socket.socket, line: socket.socket) -> None:
    """Namespaces hold for children only: a child begins them, and its child is the kernel.

    The child stays until the kernel has its sockets, and closes the door behind them: it can, the kernel cannot.
    """
    if os.fork():
        return
    try:
        door.close()
        walls.leave()
        knock, opened = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            shut_in = (lambda: walls.move_in(told["own"]), lambda: walls.lock(hide_proc=True))
            become_kernel(told, shut_in, knock=knock[1], opened=opened[0])
        _answer(line, child)
        line.close()
        _close_door(told["own"], knock, opened)
    except OSError as problem:
        with contextlib.suppress(OSError):
            line.sendall(f"{problem}\n".encode())
    finally:
        os._exit(0)


def _close_door(own: str, knock: tuple[int, int], opened: tuple[int, int]) -> None:
    os.close(knock[1])
    if os.read(knock[0], 1):  # nothing comes from a kernel that ended
        walls.close_door(own)
        os.write(opened[1], b"1")


def _answer(line: socket.socket, child: int) -> None:
    handle = os.pidfd_open(child)
    socket.send_fds(line, [b"ok\n"], [handle])
    os.close(handle)


def become_kernel(told: dict, shut_in=(), knock: int = -1, opened: int = -1) -> None:
    """In the child: its own session, surroundings and chance; then the kernel's own main program.

    Parameters
    ----------
    shut_in : callables
        What shuts it in, in this order; nothing for a kernel that sees what we see.
    knock, opened : int
        Where it says that it has its sockets, and waits until their folder is closed.
    """
    status = 1
    try:
        if os.getpid() != os.getsid(0):
            os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        for number in range(3, 256):
            if number not in (knock, opened):
                with contextlib.suppress(OSError):
                    os.close(number)
        os.environ.clear()
        os.environ.update(told["env"] | {"MPLBACKEND": BACKEND})
        os.chdir(told["cwd"])
        from ipykernel.iostream import IOPubThread
        from ipykernel.kernelapp import IPKernelApp

        for step in shut_in:
            step()
        _own_chance()
        if shut_in:
            IOPubThread._setup_pipe_in = lambda self: None  # it hears what child processes print: here are none
            parent = []
        else:  # it looks for its parent, and ends when that is gone: nothing is left of a grader that was killed
            parent = [f"--IPKernelApp.parent_handle={os.getppid()}"]
        kernel = IPKernelApp.instance()
        kernel.initialize([*told["argv"], *parent])
        if knock >= 0:
            os.write(knock, b"1")
            if not os.read(opened, 1):
                raise OSError("the door was not closed")
            walls.rules_then().load()
        kernel.start()
        status = 0
    finally:
        os._exit(status)


def _own_chance() -> None:
    """A forked process would throw the same dice as its twin."""
    import random

    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def one_kernel(told: dict) -> None:
    """Become the only kernel of a house; a child closes the door, as `_in_a_room` does."""
    knock, opened = os.pipe(), os.pipe()
    if os.fork() == 0:
        _close_door(told["own"], knock, opened)
        os._exit(0)
    become_kernel(told, [lambda: walls.lock(hide_proc=False)], knock=knock[1], opened=opened[0])


def main() -> None:
    """Import, then listen; or become one kernel."""
    os.environ.update(ONE_THREAD | {"MPLBACKEND": BACKEND})
    if sys.argv[1] == "--one":
        one_kernel(json.loads(sys.stdin.readline(LONGEST)))
    preload()
    if "pandas" in sys.modules:  # on import it asks whether it is in a kernel, and shows so many columns if it is
        sys.modules["pandas"].set_option("display.max_columns", 20)
    read_catalogues()
    rooms = sys.argv[2:] == ["--rooms"]
    if rooms:
        walls.rules(), walls.rules_then()
    gc.collect()
    gc.freeze()  # what is here stays: no kernel looks through it again, and copies its memory by that
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen(64)
        serve(listener, rooms=rooms)


if __name__ == "__main__":
    main()
