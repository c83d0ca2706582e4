"""Family F: code that wants the network, the machine, or another submission. The walls hold: nothing gets out, nothing
stays, and nothing outside the room is as it was not before."""

import os
import secrets
import socket
import subprocess
import sys
import threading
from pathlib import Path

import otop
import pytest
from otop.teach import demo
from otop.teach.grading import pool
from otop.teach.grading.provisioner import Zygote

PREFIX = Path(sys.prefix)
PACKAGE = Path(otop.__file__).parent

REACHES = {  # each says "got it" if it does
    "TCP": "import socket\nsocket.create_connection(('1.1.1.1', 53), timeout=1)",
    "TCP of version 6": "import socket\nsocket.create_connection(('2606:4700:4700::1111', 53), timeout=1)",
    "UDP": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('1.1.1.1', 53))",
    "a name": "import socket\nassert socket.getaddrinfo('example.org', 80)",
    "a page": "import urllib.request as u\nu.urlopen('http://example.org', timeout=1)",
    "packages": "import socket\nsocket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "raw": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)",
    "netlink": "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "the machine's host": "import socket\nsocket.socket(40, socket.SOCK_STREAM)",
    "a socket of the kernel's cryptography": "import socket\nsocket.socket(38, socket.SOCK_SEQPACKET)",
    "bluetooth": "import socket\nsocket.socket(31, socket.SOCK_RAW, 1)",
    "a pair with a family of its own": "import socket\nsocket.socketpair(socket.AF_INET)",
    "the container's own door": "import socket\nfor p in ('/var/run/docker.sock', '/run/dbus/system_bus_socket', '/run/systemd/notify'):\n"
    "    try: socket.socket(socket.AF_UNIX).connect(p); break\n    except OSError: pass\nelse: raise OSError",
    "the process that forks": "import os, socket\nf = os.path.dirname(get_ipython().kernel.parent.connection_file)\n"
    "socket.socket(socket.AF_UNIX).connect(os.path.dirname(f) + '/zygote')",
    "its neighbours' sockets": "import os\nf = os.path.dirname(get_ipython().kernel.parent.connection_file)\n"
    "assert os.listdir(os.path.dirname(f)) != [os.path.basename(f)]",
    "/proc": "import os\nassert os.listdir('/proc')",
    "/proc again": "import ctypes\nassert ctypes.CDLL(None).mount(b'proc', b'/otop-room', b'proc', 0, None) == 0",
    "a process of the machine": "import os\nfor pid in range(2, 40_000):\n    try: os.pidfd_open(pid); break\n    except OSError: pass\nelse: raise OSError",
    "its parent": "import os\nassert os.getppid() > 0",
    "another root": "import os\nos.chroot('/otop-room')",
    "another user": "import os\nos.setuid(65534)",
    "a name of the machine": "import socket\nsocket.sethostname('x')",
    "its limits": "import resource as r\nfor n in (r.RLIMIT_AS, r.RLIMIT_FSIZE, r.RLIMIT_CPU, r.RLIMIT_NOFILE):\n"
    "    r.setrlimit(n, (r.RLIM_INFINITY, r.RLIM_INFINITY))",
    "a device": "import os, stat\nos.mknod('x', 0o600 | stat.S_IFBLK, os.makedev(8, 0))\nopen('x')",
    "all memory": "open('/dev/mem', 'rb')",
    "a terminal": "open('/dev/tty', 'w')",
    "the clock": "import time\ntime.clock_settime(time.CLOCK_REALTIME, 0)",
    "a priority": "import os\nos.nice(-5)",
    "a program that it wrote": "import os\nopen('x', 'w').write('#!/bin/sh')\nos.chmod('x', 0o6755)\nos.execv('./x', ['x'])",
    "a spawned program": "import os\nos.posix_spawn('/bin/true', ['true'], {})",
    "a program in memory": "import os\nos.memfd_create('x')",
    "a file with rights": "import os\nopen('x', 'w')\nos.setxattr('x', 'security.capability', b'x' * 20)",
}  # fmt: skip

NUMBERS = {  # x86-64
    "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101, "pivot_root": 155, "mount": 165, "umount2": 166,
    "swapon": 167, "reboot": 169, "init_module": 175, "keyctl": 250, "unshare": 272, "perf_event_open": 298,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "finit_module": 313,
    "memfd_create": 319, "kexec_file_load": 320, "bpf": 321, "execveat": 322, "userfaultfd": 323, "io_uring_setup": 425,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "clone3": 435, "pidfd_getfd": 438, "mount_setattr": 442,
}  # fmt: skip

WRITES = {
    "the package": f"{PACKAGE}/x.py",
    "the environment": f"{PREFIX}/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages/x.pth",
    "/tmp": "/tmp/otop-attack-x",
    "/dev/shm": "/dev/shm/otop-attack-x",
    "/etc": "/etc/otop-attack-x",
    "/var/tmp": "/var/tmp/otop-attack-x",
    "home": str(Path.home() / "otop-attack-x"),
    "the root": "/otop-attack-x",
    "beside its sockets": None,
    "the course": None,
}


def tries(code: str) -> str:
    """The code, and whether it came to its end."""
    body = "".join(f"    {line}\n" for line in code.splitlines())
    return f"try:\n{body}    print('got', 'it')\nexcept BaseException as e:\n    print('did', 'not', repr(e)[:200])\n"


def not_reached(came) -> bool:
    assert came.graded.ok and came.points == 0 and came.changed == [] and came.seconds < 15
    assert "did not" in came.shown, came.shown[-500:]
    return "got it" not in came.shown


@pytest.mark.parametrize("what", REACHES)
def test_it_is_out_of_reach(room, what):
    assert not_reached(room.grade(room.with_code(tries(REACHES[what]), at=1)))


def test_calls_of_the_system_are_forbidden(room):
    code = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n" + f"for name, n in {NUMBERS!r}.items():\n" + (
        "    flags = 17 if name == 'clone' else 0x10000000 if name == 'unshare' else 0\n"
        "    got = libc.syscall(ctypes.c_long(n), ctypes.c_ulong(flags), 0, 0, 0, 0, 0)\n"
        "    print(name, 'got it' if got >= 0 or ctypes.get_errno() not in (1, 38) else 'no', ctypes.get_errno())\n"
    )  # fmt: skip
    came = room.grade(room.with_code(code, at=1))
    said = came.shown
    assert "clone" in said and "mount_setattr" in said
    assert "got it" not in said, [line for line in said.split("\\n") if "got it" in line]
    assert came.points == 0 and came.changed == []


def test_calls_in_the_other_table_are_forbidden(room):
    """A call with the numbers of 32 bits, and one with those of x32, go by another table."""
    code = tries(
        "import ctypes, mmap\n"
        "m = mmap.mmap(-1, 4096, prot=7)\n"
        "m.write(bytes.fromhex('b802000000cd80c3'))\n"  # mov eax, 2 (fork); int 0x80; ret
        "at = ctypes.addressof(ctypes.c_char.from_buffer(m))\n"
        "pid = ctypes.CFUNCTYPE(ctypes.c_int)(at)()\n"
        "assert pid >= 0\n"
    )
    came = room.grade(room.with_code(code, at=1))
    assert came.points == 0 and came.changed == [] and "got it" not in came.shown
    x32 = tries("import ctypes\nassert ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 57)) >= 0")
    came = room.grade(room.with_code(x32, at=1))
    assert came.points == 0 and came.changed == [] and "got it" not in came.shown


@pytest.mark.parametrize("where", WRITES)
def test_nothing_is_written_outside_the_room(room, where):
    place = WRITES[where] or (room.course / "x.py" if where == "the course" else Path(Zygote.start(rooms=True)).with_name("x"))
    code = tries(f"import os\nos.makedirs(os.path.dirname({str(place)!r}), exist_ok=True)\nopen({str(place)!r}, 'w').write('x')")
    came = room.grade(room.with_code(code, at=1))
    assert came.points == 0 and came.changed == []
    assert not os.path.lexists(place)


@pytest.mark.parametrize("act", ["os.chmod(p, 0o777)", "os.unlink(p)", "os.rename(p, p + 'x')", "os.utime(p)",
                                 "os.symlink(p, '/tmp/x')", "os.link(p, p + 'x')", "os.truncate(p, 0)"])  # fmt: skip
def test_the_package_is_to_be_read_only(room, act):
    before = {path: path.stat() for path in PACKAGE.glob("*.py")}
    assert not_reached(room.grade(room.with_code(tries(f"import os\np = {str(PACKAGE / 'errors.py')!r}\n{act}"), at=1)))
    assert {path: path.stat().st_mtime_ns for path in before} == {path: was.st_mtime_ns for path, was in before.items()}


def test_a_library_of_its_own_gets_no_further(room, tmp_path):
    """It may be loaded; the calls of the system are forbidden to it too."""
    source = tmp_path / "x.c"
    source.write_text("#include <unistd.h>\n#include <sys/syscall.h>\nlong out(void) { return syscall(SYS_fork); }\n")
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "x.so", source], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no compiler here")
    library = (tmp_path / "x.so").read_bytes()
    code = tries(
        f"import ctypes, zlib, base64\nopen('x.so', 'wb').write({library!r})\n"
        "out = ctypes.CDLL('/otop-room/x.so').out\nout.restype = ctypes.c_long\nassert out() >= 0"
    )
    assert not_reached(room.grade(room.with_code(code, at=1)))


@pytest.fixture
def visited():
    """Services on this machine, and who came: a port, a port of datagrams, an abstract socket."""
    doors, came = [], []
    for family, kind, place in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        (socket.AF_UNIX, socket.SOCK_STREAM, f"\0otop-attack-{secrets.token_hex(8)}"),
    ):
        door = socket.socket(family, kind)
        door.bind(place)
        if kind == socket.SOCK_STREAM:
            door.listen()
        doors.append(door)

    def wait(door):
        try:
            came.append(door.accept() if door.type == socket.SOCK_STREAM else door.recv(10))
        except OSError:
            pass

    for door in doors:
        threading.Thread(target=wait, args=(door,), daemon=True).start()
    yield [door.getsockname() for door in doors], came
    for door in doors:
        door.close()


def test_a_service_of_the_machine_gets_no_visit(room, visited):
    (tcp, udp, abstract), came_in = visited
    for code in (
        f"import socket\nsocket.create_connection({tcp!r}, timeout=1)",
        f"import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', {udp!r})",
        f"import socket\nsocket.socket(socket.AF_UNIX).connect({abstract!r})",
    ):
        assert not_reached(room.grade(room.with_code(tries(code), at=1)))
    assert came_in == []


def test_the_service_would_have_noticed(visited):
    (tcp, *_), came_in = visited
    with socket.create_connection(tcp):
        pass
    for _ in range(100):
        if came_in:
            break
        threading.Event().wait(0.02)
    assert came_in


LEFT = {
    "a file": ("open('/otop-room/left', 'w').write('x')", "open('/otop-room/left')"),
    "a file in /tmp": ("open('/tmp/left', 'w').write('x')", "open('/tmp/left')"),
    "shared memory": ("open('/dev/shm/left', 'w').write('x')", "open('/dev/shm/left')"),
    "an abstract socket": ("import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0left')\ns.listen()",
                           "import socket\nsocket.socket(socket.AF_UNIX).connect('\\0left')"),
    "a module": ("import sys, types\nsys.modules['left'] = types.ModuleType('left')\nopen('left.py', 'w')", "import left"),
    "a patch": ("import math\nmath.left = 1", "import math\nmath.left"),
    "a variable": ("import os\nos.environ['LEFT'] = 'x'", "import os\nos.environ['LEFT']"),
    "System V memory": ("import ctypes\nassert ctypes.CDLL(None).shmget(77, 4096, 0o1666) >= 0",
                        "import ctypes\nassert ctypes.CDLL(None).shmget(77, 4096, 0o666) >= 0"),
    "a setting of matplotlib": ("import matplotlib\nopen(matplotlib.get_configdir() + '/matplotlibrc', 'w')",
                                "import os, matplotlib\nassert os.path.exists(matplotlib.get_configdir() + '/matplotlibrc')"),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT)
def test_the_next_one_finds_nothing(room, what):
    leave, find = LEFT[what]
    came = room.grade(room.with_code(tries(leave), at=1))
    assert came.points == 0 and came.changed == []
    assert not_reached(room.grade(room.with_code(tries(find), at=1)))


def test_two_at_once_do_not_meet(room):
    meet = tries(
        "import socket, time\nfound, until = False, time.monotonic() + 4\n"
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "try: s.bind('\\0meet')\nexcept OSError: found = True\n"
        "time.sleep(2)\nassert found"
    )
    try:
        for student in ("X1", "P001"):
            room.hand_in(student, room.with_code(meet, at=1))
        ended = list(pool.grade_many(room.course, demo.ASSIGNMENT, ["X1", "P001"], jobs=2))
        assert all(one.ok for one in ended)
        for student in ("X1", "P001"):
            result = (room.course / "autograded" / student / demo.ASSIGNMENT / f"{demo.ASSIGNMENT}.ipynb").read_text()
            assert "did not" in result and "got it" not in result
    finally:
        honest_again(room)


def honest_again(room) -> None:
    room.hand_in("P001", room.filled(demo.right_answers(room.key, 0)))
    assert pool.grade_one(room.course, demo.ASSIGNMENT, "P001").ok


@pytest.fixture(scope="module", autouse=True)
def less_patience(room):
    settings = pool._nbgrader(str(room.course)).config
    settings.Execute.timeout = 4


REPLACED = {  # its sockets lie on the machine's disk, and the one who grades opens them again when they close
    "the process that forks": "os.path.dirname(f) + '/zygote'",
    "a pipe": None,
    "nothing": "'/nowhere'",
}


@pytest.mark.parametrize("by", REPLACED)
def test_its_sockets_lead_the_grader_nowhere_else(room, by):
    put = f"os.symlink({REPLACED[by]}, p)" if REPLACED[by] else "os.mkfifo(p)"
    code = (
        "import os\nf = os.path.dirname(get_ipython().kernel.parent.connection_file)\n"
        f"for p in [f + '/' + n for n in os.listdir(f) if n.startswith('k-')]:\n    os.unlink(p)\n    {put}\nos._exit(0)"
    )
    before = Zygote.start(rooms=True)
    came = room.grade(room.with_code(code, at=1))
    assert came.points == 0 and came.changed == [] and came.seconds < 25
    assert all(one.process.poll() is None for one in Zygote._here.values()), "the process that forks kernels has ended"
    assert Zygote.start(rooms=True) == before


def test_the_others_are_graded_while_its_sockets_lead_elsewhere(room):
    code = (
        "import os\nf = os.path.dirname(get_ipython().kernel.parent.connection_file)\n"
        "for p in [f + '/' + n for n in os.listdir(f) if n.startswith('k-')]:\n"
        "    os.unlink(p)\n    os.symlink(os.path.dirname(f) + '/zygote', p)\nos._exit(0)"
    )
    room.hand_in("X1", room.with_code(code, at=1))
    try:
        ended = {one.student: one for one in pool.grade_many(room.course, demo.ASSIGNMENT, ["X1", "P001"], jobs=1)}
        assert ended["P001"].ok, (ended["P001"].why, ended["P001"].log[-300:])
    finally:
        honest_again(room)


def test_a_visitor_who_says_nothing_does_not_stop_the_process_that_forks(room):
    """Whoever can open its socket: it answers the next one all the same."""
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(Zygote.start(rooms=True))
        silent.sendall(b"\xff\x00 no request")
        ended = []
        worker = threading.Thread(target=lambda: ended.append(one_kernel()), daemon=True)
        worker.start()
        worker.join(8)
    assert ended == ["a kernel"]


def one_kernel() -> str:
    from jupyter_client.manager import start_new_kernel
    from otop.teach.grading.provisioner import WALLED, show_kernel

    show_kernel()
    manager, client = start_new_kernel(kernel_name=WALLED, startup_timeout=7)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return "a kernel"
