"""Jupyter's hook for starting kernels, which asks a zygote for a fork: 20 ms in place of 2 s.

Named in the ``kernel.json`` of the kernel ``otop-warm`` (entry point ``otop-warm`` of
``jupyter_client.kernel_provisioners``), so that nbgrader, nbval and nbclient can use it alike. The kernel
is found only where `show_kernel` was called: no trainee sees a second Python in her list of kernels.
Where the system cannot fork (Windows), the kernel starts as always.
"""

from __future__ import annotations

import atexit
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

from jupyter_client.provisioning import LocalProvisioner

KERNEL = "otop-warm"


JUPYTER = Path(__file__).parent / "jupyter"
PLACE = "OTOP_ZYGOTE"  # the socket of the zygote that is shared with the processes below this one
PATIENCE_S = 60.0
REFUSED = 50


def show_kernel() -> None:
    """Let Jupyter find the kernel, in this process and those that it starts.

    >>> show_kernel()
    >>> from jupyter_client.kernelspec import KernelSpecManager
    >>> KernelSpecManager().get_kernel_spec(KERNEL).display_name
    'OTOP, warm'
    """
    before = os.environ.get("JUPYTER_PATH", "")
    if str(JUPYTER) not in before.split(os.pathsep):
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(JUPYTER), before)))


class Zygote:
    """The process that forks kernels: started when it is first needed, one for a process and those that it starts."""

    _here: Zygote | None = None
    _lock = threading.Lock()

    def __init__(self):
        self._folder = tempfile.mkdtemp(prefix="otop-")
        self.place = os.path.join(self._folder, "zygote")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "otop.teach.grading.zygote", self.place],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._owner = os.getpid()
        atexit.register(self.close)

    @classmethod
    def start(cls) -> str:
        """The socket of the zygote for this process; a new one where there is none that runs."""
        shared = os.environ.get(PLACE)
        with cls._lock:
            if shared and (cls._here is None or cls._here.place != shared):
                return shared  # a process above this one has started it
            if cls._here is None or cls._here.process.poll() is not None:
                cls._here = cls()
                os.environ[PLACE] = cls._here.place
            return cls._here.place

    @classmethod
    def stop(cls) -> None:
        """End the one that this process has started, if any."""
        with cls._lock:
            if cls._here is not None:
                cls._here.close()
                cls._here = None

    def close(self) -> None:
        """End it, and its kernels with it."""
        if self._owner != os.getpid():
            return
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        if os.environ.get(PLACE) == self.place:
            del os.environ[PLACE]


def fork(argv: list[str], env: dict[str, str], cwd: str) -> int:
    """The process id of a new kernel with these arguments, surroundings and folder.

    Errors: `RuntimeError` if no zygote answers.
    """
    until, refused = time.monotonic() + PATIENCE_S, 0
    while time.monotonic() < until and refused < REFUSED:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(Zygote.start())
            except OSError as problem:  # without its socket it still imports; it refuses when it has ended
                refused += isinstance(problem, ConnectionRefusedError)
                time.sleep(0.02)
                continue
            line.sendall((json.dumps({"argv": argv, "env": env, "cwd": cwd}) + "\n").encode())
            with line.makefile("r", encoding="utf-8") as answer:
                return int(answer.readline())
    raise RuntimeError("the process that forks kernels has ended, or did not start")


class Forked:
    """A process that is not our child, with what a `subprocess.Popen` is asked for. How it ended is not known: 0.

    >>> Forked(os.getpid()).poll() is None
    True
    >>> Forked(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object cannot be interpreted as an integer
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid = pid
        try:
            self._end = os.pidfd_open(pid)
        except ProcessLookupError:
            self._end = None
        self.returncode: int | None = None if self._end is not None else 0

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
                raise subprocess.TimeoutExpired(KERNEL, timeout)
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

    async def launch_kernel(self, cmd: list[str], **kwargs: Any):
        if not hasattr(os, "pidfd_open"):
            return await super().launch_kernel(cmd, **kwargs)
        argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
        env = {name: str(value) for name, value in (kwargs.get("env") or os.environ).items() if name != PLACE}
        self.cwd = str(kwargs.get("cwd") or os.getcwd())
        self.process = Forked(fork(argv, env, self.cwd))
        self.pid = self.pgid = self.process.pid  # it begins a session of its own
        return self.connection_info
