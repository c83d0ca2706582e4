"""Jupyter's hook for starting kernels, which asks a zygote for a fork: 20 ms in place of 2 s.

Named in the ``kernel.json`` of the kernel ``otop-warm`` (entry point ``otop-warm`` of
``jupyter_client.kernel_provisioners``), so that nbgrader, nbval and nbclient use it alike.
Where the system cannot fork (Windows), the kernel starts as always.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

KERNEL = "otop-warm"


class Zygote:
    """The process that forks kernels; one for each process that asks, started when it is first needed."""

    _here: dict[int, Zygote] = {}
    _lock = threading.Lock()

    def __init__(self):
        ours, its = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "otop.teach.grading.zygote"],
            stdin=its, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        its.close()
        self._line, self._answers = ours, ours.makefile("r", encoding="utf-8")
        if self._answers.readline() != "ready\n":
            raise RuntimeError("the process that forks kernels did not start")
        atexit.register(self.close)

    @classmethod
    def here(cls) -> Zygote:
        """The zygote of this process; a new one where it has ended."""
        with cls._lock:
            found = cls._here.get(os.getpid())
            if found is None or found._process.poll() is not None:
                found = cls._here[os.getpid()] = cls()
            return found

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> int:
        """The process id of a new kernel with these arguments, surroundings and folder."""
        with self._lock:
            self._line.sendall((json.dumps({"argv": argv, "env": env, "cwd": cwd}) + "\n").encode())
            return int(self._answers.readline())

    def close(self) -> None:
        """End it; the kernels that it forked go on."""
        self._line.close()
        self._process.terminate()
        self._process.wait()


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
        env = {name: str(value) for name, value in (kwargs.get("env") or os.environ).items()}
        self.cwd = str(kwargs.get("cwd") or os.getcwd())
        self.process = Forked(Zygote.here().fork(argv, env, self.cwd))
        self.pid = self.pgid = self.process.pid  # it begins a session of its own
        return self.connection_info
