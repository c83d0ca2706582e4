"""Family D: code that looks for what it may not see: tests, keys, marks, other people's work, the instructor's machine.

Each prints all that it finds. None of the instructor's words, and no name of the honest neighbour, comes back.
"""

import os
import re
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")
from otop.teach import demo  # noqa: E402

REPOSITORY = Path(__file__).parents[2]
VARIABLE = "a-variable-of-the-instructor"
SECRETS = (
    "the-instructors-own-words",  # private.txt
    VARIABLE,  # os.environ
    "ask.cash_cost(sheet_of(",  # hidden tests
    "work.mark(drink_cash",
    "BEGIN HIDDEN",
    "8.70 - 5.53",  # the key
    "works for half pay",  # the model answer
    "Example Honest",  # the list of people
    "P001",  # the neighbour's folder
)
HIDDEN = re.compile(r"\b980\b|\b31\.5\b")  # arguments of a hidden test

CODED = [secret.encode().hex() for secret in SECRETS if secret != "P001"]  # the package's own demo names P001
SEARCH = f"""
import os
needles = [bytes.fromhex(text) for text in {CODED!r}]
def search(top, skip=()):
    looked = 0
    for folder, folders, files in os.walk(top):
        folders[:] = [f for f in folders if os.path.join(folder, f) not in skip and f not in ("__pycache__", "site-packages")]
        for name in files:
            if not os.path.isfile(os.path.join(folder, name)):
                continue
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read(300_000)
            except OSError:
                continue
            looked += 1
            for needle in needles:
                if needle in content:
                    print("FOUND", os.path.join(folder, name), needle.decode())
    print("looked at", looked, "files")
"""

CODES = {
    "files beside the notebook and above it": "import os\nfor up in ('.', '..', '../..', '../../..', '../../../..'):\n"
    "    for folder, _, files in os.walk(up):\n        if folder.count('/') < 5 and not folder.startswith(('../usr', '../proc')):\n"
    "            print(folder, files[:50])\nprint(os.getcwd())",
    "every name on the disk": "import os\nfor folder, folders, files in os.walk('/'):\n"
    "    folders[:] = [f for f in folders if f not in ('site-packages', 'usr', 'proc')]\n"
    "    for name in files:\n"
    "        if name.endswith(('.ipynb', '.db', '.csv', '.txt', '.env', '.sock')) or 'private' in name or 'key' in name:\n"
    "            print(os.path.join(folder, name))",
    "the content of every file": SEARCH
    + "import sys\nsearch('/', skip=('/proc', '/sys', '/usr', '/lib', '/bin', '/sbin', sys.prefix, sys.base_prefix))",
    "the course by its place": "import os\nfor part in ('private.txt', 'gradebook.db', 'roster.csv', 'keys/05_unit_cost.py',\n"
    "             'source/05_unit_cost/05_unit_cost.ipynb', 'submitted', 'autograded', 'nbgrader_config.py', '.nbgrader.log'):\n"
    "    path = os.path.join(COURSE, part)\n"
    "    try:\n        print(os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read())\n"
    "    except OSError as problem:\n        print(part, problem.strerror)",
    "the repository": SEARCH + "for part in ('course', 'tests', 'notebooks', 'docs', '.git', 'build'):\n"
    "    path = REPOSITORY + '/' + part\n"
    "    print(part, os.listdir(path) if os.path.isdir(path) else 'not there')\n    search(path)",
    "home folders": "import os, pathlib\nfor place in ('~', '~root', '/root', '/home', HOME, HOME + '/.ssh', HOME + '/.config', '/work', '/etc/passwd', '/etc/shadow'):\n"
    "    path = os.path.expanduser(place)\n"
    "    try:\n        print(place, os.listdir(path) if os.path.isdir(path) else open(path).read()[:9000])\n"
    "    except OSError as problem:\n        print(place, problem.strerror)",
    "the temporary folder": SEARCH + "for place in ('/tmp', '/var/tmp', '/dev/shm', '/run', TMP):\n"
    "    print(place, os.listdir(place) if os.path.isdir(place) else 'not there')\n    search(place)",
    "the environment": "import os, ctypes\nprint(dict(os.environ))\nfor name in ('SECRET', 'OTOP_ZYGOTE_ROOMS', 'HOME', 'USER', 'JUPYTER_PATH'):\n"
    "    getenv = ctypes.CDLL(None).getenv\n    getenv.restype = ctypes.c_char_p\n    print(name, getenv(name.encode()))",
    "/proc": "import os\nfor pid in ('self', 'thread-self', *range(1, 60)):\n"
    "    for part in ('environ', 'cmdline', 'maps', 'mountinfo', 'status', 'cwd', 'root', 'fd'):\n"
    "        path = f'/proc/{pid}/{part}'\n"
    "        try:\n            print(path, os.readlink(path) if os.path.islink(path) else os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read()[:20000])\n"
    "        except OSError:\n            pass\nprint(os.listdir('/proc'))",
    "open handles": "import os\nfor number in range(256):\n    try:\n        about = os.fstat(number)\n"
    "        print(number, oct(about.st_mode), os.pread(number, 5000, 0) if about.st_mode & 0o100000 else '')\n"
    "    except OSError:\n        pass",
    "its own memory": "import gc\nneedles = [bytes.fromhex(text).decode() for text in CODED]\n"
    "for o in gc.get_objects():\n"
    "    if isinstance(o, dict):\n        for k, v in list(o.items()):\n"
    "            if isinstance(v, str) and v is not needles and any(n in v for n in needles) and k not in ('In', 'n'):\n"
    "                if not v.startswith(('import gc', 'COURSE')):\n                    print('IN MEMORY', type(o), str(k)[:50], v[:500])",
    "modules and objects of the grader": "import gc, sys\nprint([name for name in sys.modules if 'grad' in name or 'otop.teach' in name])\n"
    "for o in gc.get_objects():\n    name = type(o).__name__\n"
    "    if name in ('Judge', 'CellKey', 'RunAndJudge', 'Gradebook', 'Question', 'Mark', 'NbGraderAPI'):\n        print(name, vars(o))",
    "modules that can be imported": "import importlib\nfor name in ('keys.05_unit_cost', 'conftest', 'tests', 'course', 'otop.teach.keys', 'otop.teach.marks', 'otop.teach.demo'):\n"
    "    try:\n        m = importlib.import_module(name)\n        print(name, getattr(m, '__file__', ''))\n"
    "    except BaseException as problem:\n        print(name, type(problem).__name__)\n"
    "try:\n    from otop.teach.keys import load_key\n    from pathlib import Path\n    print(load_key(Path(COURSE), '05_unit_cost'))\n"
    "except BaseException as problem:\n    print(type(problem).__name__)",
    "the kernel's own connection": "import json, os\nshell = get_ipython()\napp = shell.kernel.parent\nprint(app.connection_file, open(app.connection_file).read())\n"
    "own = os.path.dirname(app.connection_file)\nup = os.path.dirname(own)\nprint(os.listdir(own), os.listdir(up))",
    "sockets of the zygote and of other kernels": "import os, socket\nown = os.path.dirname(get_ipython().kernel.parent.connection_file)\n"
    "up = os.path.dirname(own)\n"
    "for path in [os.path.join(up, 'zygote'), ZYGOTE, *[os.path.join(f, n) for f, _, files in os.walk(up) for n in files if f != own]]:\n"
    "    with socket.socket(socket.AF_UNIX) as line:\n        line.settimeout(1)\n"
    "        try:\n            line.connect(path)\n            print('CONNECTED', path)\n        except OSError as problem:\n            print(problem.strerror)",
    "links to what is outside": "import os\nfor n, target in enumerate((COURSE, COURSE + '/private.txt', '/proc/1/root', '/proc/self/cwd')):\n"
    "    try:\n        os.symlink(target, f'link{n}')\n        print(os.listdir(f'link{n}') if os.path.isdir(f'link{n}') else open(f'link{n}').read())\n"
    "    except OSError as problem:\n        print(problem.strerror)",
    "other programs": "import os, subprocess\nfor command in ('ps aux', f'cat {COURSE}/private.txt', 'env', 'mount'):\n"
    "    try:\n        print(subprocess.run(command, shell=True, capture_output=True, timeout=5))\n"
    "    except BaseException as problem:\n        print(type(problem).__name__)",
    "what was typed before": "shell = get_ipython()\nprint(shell.history_manager.hist_file, list(shell.history_manager.search('*')))\n"
    "import glob, os\nprint(glob.glob(os.path.expanduser('~/.ipython/**'), recursive=True))",
    "another submission's folder": "import os\nfor folder in (COURSE + '/submitted/P0' + '01', COURSE + '/autograded/P0' + '01', '/otop-room', '/.otop-own'):\n"
    "    print(os.path.exists(folder) and [f for f in os.walk(folder)])",
}


def cell(code: str, name: str) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": code, "outputs": [], "execution_count": None, "id": name}


def nothing_of_it(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text, secret
    assert not HIDDEN.search(text)


@pytest.fixture
def facts(room, monkeypatch) -> str:
    """Lines of code that tell an attacker where everything is: she may know it, and still sees nothing."""
    monkeypatch.setenv("SECRET", VARIABLE)
    told = {"COURSE": str(room.course), "REPOSITORY": str(REPOSITORY), "HOME": str(Path.home()), "TMP": str(room.course.parents[2]),
            "ZYGOTE": os.environ.get("OTOP_ZYGOTE_ROOMS", "/tmp/zygote"), "CODED": CODED}  # fmt: skip
    return "".join(f"{name} = {value!r}\n" for name, value in told.items())


@pytest.mark.parametrize("code", CODES)
def test_it_sees_nothing(room, facts, code):
    came = room.grade(room.with_code(facts + CODES[code], at=0))
    assert came.graded.ok, came.graded.why
    assert came.changed == [] and came.seconds < 60 and came.points == 0
    nothing_of_it(came.shown)
    assert "FOUND" not in came.shown and "CONNECTED" not in came.shown and "NameError" not in came.shown


def test_the_page_shows_nothing_of_it(room, facts):
    """All of them in one submission."""
    notebook = room.filled(demo.wrong_answers(room.key, 0))
    for number, code in enumerate(CODES.values()):
        notebook["cells"].append(cell(f"{facts}{code}", f"own-{number}"))
    came = room.grade(notebook)
    assert came.graded.ok and came.points == 0 and came.changed == []
    nothing_of_it(came.shown)
    nothing_of_it(room.feedback())


@pytest.mark.parametrize(
    "code", ["the content of every file", "the environment", "its own memory", "modules and objects of the grader"]
)
def test_it_sees_nothing_after_the_last_question(room, facts, code):
    """The same at the end, when all answers were asked for."""
    notebook = room.filled(demo.right_answers(room.key, 0))
    notebook["cells"].append(cell(facts + CODES[code], "late"))
    came = room.grade(notebook)
    assert came.graded.ok and came.points == 10 and came.changed == []
    nothing_of_it(came.shown)
    assert "FOUND" not in came.shown


def test_what_a_question_runs_in_the_kernel_holds_nothing_of_its_test(room, facts):
    """All that the kernel is asked, and all that stands in the frames above it meanwhile, printed at the end."""
    code = (
        "import sys\nimport otop.teach.grading.answers as a\nheard, kept, shell = [], a.keep, get_ipython()\n"
        "asked = shell.user_expressions\n"
        "def expressions(told):\n    heard.append(repr(told))\n    return asked(told)\n"
        "def keep(name, value):\n    frame = sys._getframe()\n    while frame:\n"
        "        heard.append(repr([(k, str(v)[:2000]) for k, v in frame.f_locals.items() if k in ('content', 'parent', 'code', 'expr')]))\n"
        "        frame = frame.f_back\n    return kept(name, value)\n"
        "a.keep, shell.user_expressions = keep, expressions"
    )
    notebook = room.with_code(code, at=0)
    notebook["cells"].append(cell("print(len(heard), heard)", "late"))
    came = room.grade(notebook)
    assert came.graded.ok and came.points == 0 and came.changed == []
    assert "plate_half" in came.shown  # it did hear the questions
    nothing_of_it(came.shown)


def test_an_answer_that_stops_shows_no_line_of_its_test(room):
    """Neither the graded notebook nor the page shows source of a test in an error's lines."""
    answers = {
        "cost_per_piece-answer": "def cost_per_piece(**given):\n    raise RuntimeError('x' * 300)",
        "drink_cash-answer": "1 / 0",
    }
    came = room.grade(room.filled(answers))
    assert came.graded.ok and came.points == 0 and came.changed == []
    nothing_of_it(came.shown)
    nothing_of_it(room.feedback())


def test_a_link_in_the_submission_is_refused(room):
    """A link to the instructor's file is refused by name, and nothing of it is copied."""
    for target in (room.course / "private.txt", room.course / "source", room.course / "submitted" / "P001"):
        folder = room.hand_in("X1", room.filled({}))
        (folder / "mine").symlink_to(target)
        came = room.grade()
        assert not came.graded.ok and came.graded.why and came.changed == []
        copied = room.course / "autograded" / "X1"
        assert not any(copied.rglob("mine")) if copied.exists() else True


def test_pictures_and_pages_are_not_fetched_from_the_instructors_disk(room):
    """Written answers and outputs that name a file of hers do not bring its content into the page."""
    path = room.course / "private.txt"
    written = f"![x]({path}) <img src='file://{path}'> <iframe src='../../../private.txt'></iframe>\n\n{{% include '{path}' %}}"
    code = (
        "from IPython.display import Image, HTML, display\n"
        f"display(HTML(\"<iframe src='{path}'></iframe>\"))\n"
        f"try:\n    display(Image(filename={str(path)!r}))\nexcept Exception as problem:\n    print(type(problem).__name__)"
    )
    came = room.grade(room.with_code(code, at=1, answers={"buyer_offer-answer": written}))
    assert came.graded.ok and came.changed == []
    assert "the-instructors-own-words" not in came.shown
    assert "the-instructors-own-words" not in room.feedback()
