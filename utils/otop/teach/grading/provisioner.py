"""Jupyter's hook for starting kernels, which asks a zygote for a fork: 20 ms in place of 2 s.

Named in the ``kernel.json`` of two kernels (entry point ``otop-warm`` of ``jupyter_client.kernel_provisioners``),
so that nbgrader, nbval and nbclient can use it alike: ``otop-warm`` for our own notebooks, ``otop-walled`` for
submissions, behind the walls of `otop.teach.grading.walls`. The kernels are found only where `show_kernel` was
called: no trainee sees a second Python in her list of kernels. Where the system cannot fork (Windows), the kernel
``otop-warm`` starts as always.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool

from otop.teach.grading import walls

WARM, WALLED = "otop-warm", "otop-walled"
JUPYTER = Path(__file__).parent / "jupyter"
PLACES = {
    False: "OTOP_ZYGOTE",
    True: "OTOP_ZYGOTE_ROOMS",
}  # the socket that is shared with the processes below this one
PATIENCE_S = 60.0
SEEN = ("NBGRADER_EXECUTION", "OTOP_LANG")  # what a walled kernel gets of the environment


def show_kernel() -> None:
    """Let Jupyter find the kernel, in this process and those that it starts.

    >>> show_kernel()
    >>> from jupyter_client.kernelspec import KernelSpecManager
    >>> KernelSpecManager().get_kernel_spec(WARM).display_name
    'OTOP, warm'
    """
    before = os.environ.get("JUPYTER_PATH", "")
    if str(JUPYTER) not in before.split(os.pathsep):
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(JUPYTER), before)))


def our_kernels() -> KernelSpecManager:
    """The list of our kernels only, whatever this process shows to Jupyter.

    >>> sorted(our_kernels().find_kernel_specs())
    ['otop-walled', 'otop-warm']
    """
    return KernelSpecManager(kernel_dirs=[str(JUPYTER / "kernels")], ensure_native_kernel=False)


class Zygote:
    """The process that forks kernels: started when it is first needed, one for a process and those that it starts.

    There are two: one whose kernels see what we see, and one in a house with a room for each (`rooms`).
    """

    _here: dict[bool, Zygote] = {}
    _lock = threading.Lock()

    def __init__(self, rooms: bool):
        _sweep()
        self._folder = tempfile.mkdtemp(prefix="otop-")
        self._name = PLACES[rooms]
        self.place = os.path.join(self._folder, "zygote")
        self.process = subprocess.Popen(
            [*(walls.house(self._folder) if rooms else ()), sys.executable, "-m", "otop.teach.grading.zygote", self.place,
             *(["--rooms"] if rooms else [])],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        Path(self._folder, "pid").write_text(str(self.process.pid))
        self._owner = os.getpid()
        atexit.register(self.close)

    @classmethod
    def start(cls, *, rooms: bool = False) -> str:
        """The socket of the zygote for this process; a new one where there is none that runs."""
        shared = os.environ.get(PLACES[rooms])
        with cls._lock:
            here = cls._here.get(rooms)
            if shared and (here is None or here.place != shared):
                return shared  # a process above this one has started it
            if here is None or here.process.poll() is not None:
                here = cls._here[rooms] = cls(rooms)
                os.environ[PLACES[rooms]] = here.place
            return here.place

    @classmethod
    def forget(cls, rooms: bool) -> None:
        """The one that is shared has ended: the next `start` makes one of its own."""
        with cls._lock:
            os.environ.pop(PLACES[rooms], None)
            if here := cls._here.pop(rooms, None):
                here.close()

    @classmethod
    def stop(cls) -> None:
        """End those that this process has started, if any."""
        with cls._lock:
            while cls._here:
                cls._here.popitem()[1].close()

    def close(self) -> None:
        """End it, and its kernels with it."""
        if self._owner != os.getpid():
            return
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()
        _remove(self._folder)
        if os.environ.get(self._name) == self.place:
            del os.environ[self._name]


def get_ready() -> None:
    """Start what forks kernels for submissions, where it is not there yet: it imports while others do something else."""
    kind = walls.how().kind
    if kind != "cold":
        Zygote.start(rooms=kind == "warm")


def fork(request: dict, *, rooms: bool = False) -> int:
    """A handle (pidfd) of a new kernel; `request` as `otop.teach.grading.zygote` reads it.

    Where the zygote has ended, a new one is started, once. Errors: `RuntimeError` if there is no kernel all the same.
    """
    try:
        return _asked(request, rooms)
    except ConnectionError:
        Zygote.forget(rooms)
    try:
        return _asked(request, rooms)
    except ConnectionError:
        raise RuntimeError("the process that forks kernels has ended, or did not start") from None


def _asked(request: dict, rooms: bool) -> int:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        place = Zygote.start(rooms=rooms)
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(place)
            except OSError:  # it still imports
                if _has_ended(place):
                    break
                time.sleep(0.02)
                continue
            line.sendall((json.dumps(request) + "\n").encode())
            said, handles, _, _ = socket.recv_fds(line, 1000, 1)
            if handles:
                return handles[0]
            if said:
                raise RuntimeError(said.decode().strip())
            break
    raise ConnectionError


def _sweep() -> None:
    """Take away the folders of zygotes whose grader was killed."""
    for left in Path(tempfile.gettempdir()).glob("otop-*/pid"):
        if _has_ended(str(left)):
            _remove(str(left.parent))


def _remove(folder: str) -> None:
    """Take away a folder of sockets, and those in it whose door is closed."""
    if not os.path.isdir(folder):
        return
    for one in (folder, *(entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))):
        with contextlib.suppress(OSError):
            os.chmod(one, 0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _has_ended(place: str) -> bool:
    """Whether the zygote with this socket has ended; one that nobody has waited for yet has ended too."""
    try:
        handle = os.pidfd_open(int(Path(place).with_name("pid").read_text()))
    except (OSError, ValueError):
        return True
    try:
        return bool(select.select([handle], [], [], 0)[0])
    finally:
        os.close(handle)


class Forked:
    """A process that is not our child, by its handle, with what a `subprocess.Popen` is asked for.

    How it ended is not known: 0.

    >>> Forked(os.pidfd_open(os.getpid())).poll() is None
    True
    >>> Forked()
    Traceback (most recent call last):
    TypeError: Forked.__init__() missing 1 required positional argument: 'handle'
    """

    stdin = stdout = stderr = None

    def __init__(self, handle: int):
        self._end: int | None = handle
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while it runs."""
        if self.returncode is None and select.select([self._end], [], [], 0)[0]:
            os.close(self._end)
            self._end, self.returncode = None, 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Errors: `subprocess.TimeoutExpired`."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            left = None if until is None else max(0.0, until - time.monotonic())
            if left == 0.0:
                raise subprocess.TimeoutExpired("kernel", timeout)
            select.select([self._end], [], [], left)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._end, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by a fork; all else is as `LocalProvisioner` does it."""

    walls = Bool(False, help="Shut the kernel in: for what others wrote.").tag(config=True)
    _own: str | None = None  # the folder of a walled kernel's sockets

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        self._kind = walls.how().kind if self.walls else "off"
        if self._kind != "off":
            beside = os.path.dirname(Zygote.start(rooms=True)) if self._kind == "warm" else None
            self._own = tempfile.mkdtemp(prefix="otop-", dir=beside)
            manager = self.parent
            manager.transport, manager.ip = "ipc", os.path.join(self._own, "k")
            manager.connection_file = os.path.join(self._own, "kernel.json")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any):
        if self._kind == "off" and not hasattr(os, "pidfd_open"):
            return await super().launch_kernel(cmd, **kwargs)
        env = {name: str(value) for name, value in (kwargs.get("env") or os.environ).items()}
        self.cwd = str(kwargs.get("cwd") or os.getcwd())
        request = {"argv": cmd[cmd.index("ipykernel_launcher") + 1 :]}
        if self._kind == "off":
            env = {name: value for name, value in env.items() if name not in PLACES.values()}
            handle = fork(request | {"env": env, "cwd": self.cwd})
        else:
            env = walls.surroundings() | {name: env[name] for name in SEEN if name in env}
            request |= {"env": env, "cwd": walls.ROOM, "own": self._own}
            handle = fork(request, rooms=True) if self._kind == "warm" else self._a_house(request)
        self.process = Forked(handle)
        self.pid = self.pgid = None  # a signal goes by the handle
        return self.connection_info

    def _a_house(self, request: dict) -> int:
        """A handle of a kernel that starts anew, in a house of its own."""
        reader, writer = os.pipe()
        house = walls.house(self._own)
        house[1:1] = ["--die-with-parent", "--cap-add", "CAP_SYS_ADMIN", "--info-fd", str(writer)]
        self._bwrap = subprocess.Popen(
            [*house, sys.executable, "-m", "otop.teach.grading.zygote", "--one"], pass_fds=[writer],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(writer)
        with os.fdopen(reader) as told:
            handle = os.pidfd_open(json.load(told)["child-pid"])
        self._bwrap.stdin.write((json.dumps(request) + "\n").encode())
        self._bwrap.stdin.close()
        return handle

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self._own and not restart:
            _remove(self._own)
