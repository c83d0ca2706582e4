"""Family E: code that uses up time, memory, room or patience. It is stopped, it keeps what it answered before,
nobody else notices, and nothing of it goes on."""

import os
import subprocess
import time
from pathlib import Path

import pytest
from otop.teach import demo
from otop.teach.grading import pool
from otop.teach.grading.provisioner import Zygote

MOST_S, MOST_MB = 25, 300

FORGE = (  # what the kernel's own channels carry, signed as its own messages are
    "import time\nk = get_ipython().kernel\nuntil = time.monotonic() + 40\n"
    "def forged(kind, ident, **content): return k.session.serialize(k.session.msg(kind, content), ident)\n"
    "hers, shell, out = k._parent_ident['shell'], k.shell_stream.socket, k.iopub_socket.io_thread.socket\n"
)

STOPPED = {  # the kernel does not outlive these: the answer before keeps its point, those behind earn nothing
    "an endless loop in C": "import itertools, collections\ncollections.deque(itertools.count(), maxlen=0)",
    "a loop that cannot be interrupted": "import time\nwhile True:\n    try:\n        while True: time.sleep(0.01)\n"
    "    except BaseException: pass",
    "signals are ignored": "import signal\nfor n in range(1, 32):\n"
    "    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass",
    "it ends its process": "import os\nos._exit(0)",
    "it kills all, then itself": "import os, signal\nfor pid in (-1, os.getppid(), 1, os.getpid()):\n"
    "    try: os.kill(pid, signal.SIGKILL)\n    except OSError: pass\nos._exit(1)",
    "a fault in memory": "import ctypes\nctypes.string_at(0)",
    "recursion in C": "import ctypes\n@ctypes.CFUNCTYPE(None)\ndef g():\n    g()\n"
    "import os, sys\nsys.setrecursionlimit(10**9)\ng()\nos._exit(1)",
    "replies to nothing": FORGE + "while time.monotonic() < until:\n"
    "    try: shell.send_multipart(forged('execute_reply', hers))\n    except KeyboardInterrupt: pass\n"
    "import os\nos._exit(0)",
}  # fmt: skip

LIVES = {  # the cell fails, is interrupted or is cut short; what stands behind it may go on
    "messages of widgets": "from ipykernel.comm import Comm\nc = Comm(target_name='x')\nwhile True: c.send({'x': 'x' * 5000})",
    "a long sleep": "import time\ntime.sleep(1000)",
    "a loop": "while True: pass",
    "it kills its process": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "an endless number": "x = 10\nwhile True: x = x * x",
    "a slow expression": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "many prints": "while True: print('x' * 5000)",
    "many small prints": "while True: print('x')",
    "displays in a loop": "from IPython.display import display, HTML\nwhile True: display(HTML('<p>' + 'x' * 5000))",
    "outputs that are cleared": "from IPython.display import clear_output\nwhile True: clear_output()",
    "an output that is changed": "from IPython.display import display\nh = display('x', display_id='x')\n"
    "while True: h.update('x' * 5000)",
    "outputs with names": "from IPython.display import display\nn = 0\n"
    "while True:\n    n += 1\n    display(n, display_id=str(n))",
    "outputs of no cell": FORGE + "def more():\n    while time.monotonic() < until:\n"
    "        out.send_multipart(forged('stream', b'stream', name='stdout', text='x'))\n"
    "k.iopub_thread.schedule(more)\ntime.sleep(40)",
    "a message twice": FORGE + "m = forged('execute_reply', hers)\nshell.send_multipart(m)\nshell.send_multipart(m)",
    "a message that nobody signed": FORGE + "m = forged('execute_reply', hers)\nm[2] = b'0' * 64\nshell.send_multipart(m)",
    "a message that is none": FORGE + "shell.send_multipart([hers[0] if isinstance(hers, list) else hers, b'x'])",
    "a message without content": FORGE + "k.session.send(shell, 'execute_reply', None, parent=k.get_parent(), ident=hers)",
    "an output that is none": FORGE + "k.session.send(k.iopub_socket, 'stream', {}, parent=k.get_parent())",
    "an output of numbers": FORGE + "k.session.send(k.iopub_socket, 'stream', {'name': 5, 'text': 5}, parent=k.get_parent())",
    "a state that is none": FORGE + "k.session.send(k.iopub_socket, 'status', {}, parent=k.get_parent())",
    "an unknown output": FORGE + "k.session.send(k.iopub_socket, 'x' * 1000, {}, parent=k.get_parent())",
    "a fork": "import os\nos.fork()",
    "a program": "import subprocess\nsubprocess.run(['sleep', '1000'])",
    "a shell": "import os\nassert os.system('sleep 1000 &') == 0",
    "a pool of processes": "import multiprocessing as m\nm.get_context('fork').Process(target=print).start()",
    "a line of the shell": "!sleep 1000 &",
    "threads": "import threading, time\nthreading.stack_size(32768)\n"
    "for _ in range(20_000): threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
    "threads that go on": "import threading\ndef on():\n    while True: pass\nthreading.Thread(target=on, daemon=True).start()\n"
    "threading.Thread(target=on).start()",
    "one large list": "x = [0] * 10**10",
    "many lists": "x = []\nwhile True: x.append(bytearray(10**7))",
    "memory that is mapped": "import mmap\nx = [mmap.mmap(-1, 10**8) for _ in range(100)]",
    "one large file": "with open('x', 'wb') as f:\n    for _ in range(1000): f.write(b'x' * 10**6)",
    "many large files": "for n in range(1000):\n    with open(f'x{n}', 'wb') as f: f.write(b'x' * 7 * 10**6)",
    "many files": "for n in range(10**6): open(f'x{n}', 'w').close()",
    "open files": "x = [open('/dev/null') for _ in range(10**5)]",
    "recursion": "def f(): return f()\nf()",
    "one line of 50 MB": "print('x' * 50_000_000)",
    "one line of 50 MB, twenty times": "for _ in range(20): print('x' * 50_000_000)",
    "an error of 50 MB": "raise ValueError('x' * 50_000_000)",
    "an error with 50 MB of a name": "raise type('x' * 50_000_000, (Exception,), {})",
    "a question to the one who grades": "input('?')",
    "a password": "import getpass\ngetpass.getpass()",
    "it waits for a debugger": "import pdb\npdb.set_trace()",
    "it says that it goes": "import sys\nsys.exit(0)",
    "it leaves work for its end": "import atexit, time\natexit.register(time.sleep, 1000)",
}  # fmt: skip

ANSWERS = {  # of one question; the others are answered rightly, before and behind it
    "a huge integer": "drink_full = 1 << 33_219_280",
    "a huge negative fraction": "from fractions import Fraction\ndrink_full = Fraction(-(10**400_000), 7)",
    "a huge Decimal": "from decimal import Decimal\ndrink_full = Decimal('1e999999999')",
    "a huge text": "drink_full = '1' * 100_000_000",
    "a long number as text": "drink_full = '9' * 10_000",
    "a text of digits that a pattern reads slowly": "drink_full = '1,' * 5_000 + 'x'",
    "a text of spaces": "drink_full = ' ' * 9_999 + 'x'",
    "a list in itself": "drink_full = []\ndrink_full.append(drink_full)",
    "a wide tree": "drink_full = [0] * 1000\nfor _ in range(3): drink_full = [drink_full] * 1000",
    "a slow sight": "import time\nclass S(float):\n"
    "    def __repr__(self): time.sleep(1000)\n    __str__ = __float__ = __format__ = __repr__\ndrink_full = S(7.57)",
    "a slow look": "import time\nclass M(type):\n    def __getattribute__(c, n):\n        while True:\n"
    "            try: time.sleep(1000)\n            except BaseException: pass\nclass S(metaclass=M): pass\ndrink_full = S()",
    "slow to be asked": "import time, otop.teach.grading.answers as a\na.keep = a.told = lambda *x: time.sleep(1000)",
    "never to be asked": "import otop.teach.grading.answers as a\n"
    "def keep(*x):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\na.keep = keep",
    "asked, it floods": FORGE + "import otop.teach.grading.answers as a\n"
    "def keep(*x):\n    while time.monotonic() < until:\n        try: shell.send_multipart(forged('execute_reply', hers))\n"
    "        except KeyboardInterrupt: pass\na.keep = keep",
    "asked, it sends 80 MB": "import otop.teach.grading.answers as a\na.keep = lambda *x: 'x' * 80_000_000",
    "asked, it sends deep brackets": "import otop.teach.grading.answers as a\na.keep = lambda *x: '[' * 5_000_000",
    "asked, it shows deep brackets": "import otop.teach.grading.answers as a\n"
    "class S:\n    def __repr__(self): return '[' * 100_000\na.keep = lambda *x: S()",
    "asked, it ends": "import otop.teach.grading.answers as a, os\na.keep = lambda *x: os._exit(0)",
}  # fmt: skip

FUNCTIONS = {
    "it never returns": "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "it sleeps": "import time; time.sleep(1000)",
    "it ends its process": "import os; os._exit(0)",
    "it gives a huge number": "return 10 ** 10_000_000",
    "it gives a huge text": "return 'x' * 200_000_000",
    "it calls itself": "return cost_per_piece(material, own_labour, overhead, pieces)",
    "it raises a long error": "raise ValueError('x' * 100_000_000)",
    "it gives itself": "return cost_per_piece",
}

MEMORY = {  # of the one who grades
    "questions that nobody reads": FORGE
    + "for _ in range(60): k.stdin_socket.send_multipart(forged('input_request', hers, prompt='x' * 10**7))\ntime.sleep(1)",
    "replies that nobody asked for": FORGE
    + "for _ in range(60): shell.send_multipart(forged('execute_reply', hers, x='x' * 10**7))\ntime.sleep(1)",
    "outputs of no cell": FORGE + "def more():\n"
    "    for _ in range(60): out.send_multipart(forged('stream', b'stream', name='stdout', text='x' * 10**7))\n"
    "k.iopub_thread.schedule(more)\ntime.sleep(1.8)",
    "parts beside an output": FORGE + "b = b'x' * 10**8\n"
    "for _ in range(4): k.session.send(k.iopub_socket, 'display_data', {'data': {}, 'metadata': {}}, parent=k.get_parent(), buffers=[b] * 2)\n"
    "time.sleep(1)",
    "one print of 200 MB": "print('x' * 200_000_000)",
    "a deep message": FORGE + "import json\nm = k.session.msg('stream', {'name': 'stdout', 'text': 'x'})\n"
    "k.session.pack = lambda o: b'[' * 3_000_000 if 'name' in o else json.dumps(o, default=str).encode()\n"
    "out.send_multipart(k.session.serialize(m, b'stream'))",
}  # fmt: skip


@pytest.fixture(scope="module")
def quick(room):
    """The room, with less patience."""
    settings = pool._nbgrader(str(room.course)).config
    settings.Execute.timeout, settings.RunAndJudge.budget = 2, 6
    return room


def graded(quick, notebook):
    """Grade it, and look whether it kept to its limits."""
    before, memory = running(), most_memory(anew=True)
    came = quick.grade(notebook)
    assert came.graded.ok, (came.graded.why, came.graded.log[-500:])
    assert came.seconds < MOST_S and came.changed == []
    assert most_memory() - memory < MOST_MB
    until = time.monotonic() + 3
    while (left := running() - before) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left, "something of the submission goes on"
    return came


def running() -> set[int]:
    """The processes that the zygote and its kernels are."""
    place, found = Zygote.start(rooms=True).encode(), set()
    for about in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if place in about.read_bytes():
                found.add(int(about.parent.name))
        except OSError:
            continue
    return found


def most_memory(*, anew: bool = False) -> float:
    """The most that this process has taken, in MB; `anew`: from here on."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def first_right(quick) -> dict:
    return {"drink_cash-answer": demo.right_answers(quick.key, 0)["drink_cash-answer"]}


def behind_the_first(quick, code: str) -> dict:
    """All answers are right; the code stands behind the first test."""
    return quick.with_code(code, at=3, answers=demo.right_answers(quick.key, 0))


@pytest.mark.parametrize("bomb", STOPPED)
def test_it_is_stopped_and_keeps_what_it_answered_before(quick, bomb):
    came = graded(quick, behind_the_first(quick, STOPPED[bomb]))
    assert came.points == came.marks["drink_cash-test"].points == 1


@pytest.mark.parametrize("bomb", LIVES)
def test_it_gets_no_more_than_its_share(quick, bomb):
    came = graded(quick, quick.with_code(LIVES[bomb], at=3, answers=first_right(quick)))
    assert came.points == came.marks["drink_cash-test"].points == 1


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_no_answer_earns_nothing(quick, answer):
    came = graded(quick, quick.with_code(ANSWERS[answer], at=4, answers=first_right(quick)))
    assert came.points == came.marks["drink_cash-test"].points == 1


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_gives_no_answer_earns_nothing(quick, function):
    code = f"def cost_per_piece(material, own_labour, overhead, pieces):\n    {FUNCTIONS[function]}\n"
    came = graded(quick, quick.filled(first_right(quick) | {"cost_per_piece-answer": code}))
    assert came.points == came.marks["drink_cash-test"].points == 1


@pytest.mark.parametrize("flood", MEMORY)
def test_what_nobody_reads_fills_nobodys_memory(quick, flood):
    graded(quick, quick.with_code(MEMORY[flood], at=3))


def test_sleep_in_every_cell_ends_with_the_budget(quick):
    notebook = quick.filled(first_right(quick))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] += "\nimport time\ntime.sleep(1.5)"
    assert graded(quick, notebook).points <= 1


def test_a_thousand_cells_of_its_own_end_with_the_budget(quick):
    notebook = quick.filled(first_right(quick))
    own = {"cell_type": "code", "metadata": {}, "source": "import time\ntime.sleep(0.1)", "outputs": [], "execution_count": None}
    notebook["cells"] += [own] * 1000
    assert graded(quick, notebook).points == 1


def test_its_sockets_folder_is_no_place_for_files(quick, tmp_path):
    """That folder is on the machine's own disk: the limit of the room's folder must hold there too."""
    code = (
        "import os\nf = os.path.dirname(get_ipython().kernel.parent.connection_file)\nn = 0\n"
        "for i in range(20):\n    try: n += open(f'{f}/{i}', 'wb').write(b'x' * 8_000_000)\n    except OSError: break\n"
        "print('wrote', n)\nos.statvfs(f)"
    )
    came = graded(quick, quick.with_code(code, at=1))
    wrote = int(came.shown.split("wrote ")[1].split("\\")[0])
    assert wrote < 32_000_000


def test_deep_folders_beside_its_sockets_are_taken_away(quick):
    code = (
        "import os\nf = os.path.dirname(get_ipython().kernel.parent.connection_file)\nos.chdir(f)\n"
        "for _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')"
    )
    beside = Path(Zygote.start(rooms=True)).parent
    before = set(os.listdir(beside))
    try:
        graded(quick, quick.with_code(code, at=1))
        assert set(os.listdir(beside)) == before
    finally:
        for left in set(os.listdir(beside)) - before:
            subprocess.run(["rm", "-rf", str(beside / left)], check=True)
