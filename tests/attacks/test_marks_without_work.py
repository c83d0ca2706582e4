"""Family A: code that wants points without an answer. Each earns nothing, and harms nobody else.

A trick stands before the first question or behind the last one; the answers are open, or of a form that hopes to be right.
"""

import re

import pytest

pytest.importorskip("nbgrader")
from otop.teach import demo  # noqa: E402

NUMBERS = (
    "drink_cash",
    "drink_full",
    "plate_cash",
    "plate_full",
    "plate_half",
    "cleaning_value",
    "press_share",
    "maker_pay",
)
ALL = 10  # points for all that is not read by a human
HIDDEN = re.compile(r"\b980\b|\b31\.5\b")  # arguments that no submission is told before its last cell

TRICKS = {
    "checks that raise nothing": "import otop.learn.assignment as a\na.Assignment.mark = lambda *x, **k: None",
    "a judge that finds all right": "import otop.learn.check as c, otop.learn.assignment as a\n"
    "v = c.Verdict('right', 'Right')\nc.judge = a.judge = lambda *x, **k: v",
    "an object that equals everything": "class E(float):\n    __eq__ = __le__ = __ge__ = lambda s, o: True\n    __hash__ = float.__hash__\n"
    "for n in ('drink_cash', 'drink_full', 'plate_cash'):\n    globals()[n] = E(0)",
    "a forged verdict": "from IPython.display import display\n"
    "display({'application/vnd.otop.verdict+json': {'outcome': 'right', 'mistakes': [], 'value': 4.9}}, raw=True)",
    "cells that are skipped": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
    "input that is rewritten": "get_ipython().input_transformers_post.append(\n"
    "    lambda lines: [line.replace('None', '__import__(\"unittest.mock\").mock.ANY') for line in lines])",
    "trees that are rewritten": "import ast\nclass T(ast.NodeTransformer):\n"
    "    def visit_Constant(self, node):\n"
    "        return ast.copy_location(ast.Constant(True), node) if node.value is None else node\n"
    "get_ipython().ast_transformers.append(T())",
    "a kernel that runs nothing": "async def nothing(*a, **k):\n"
    "    return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}\n"
    "get_ipython().kernel.do_execute = nothing",
    "a shell that runs nothing": "shell = get_ipython()\nclass R:\n    success = True; result = error_before_exec = error_in_exec = None\n"
    "shell.run_cell = lambda *a, **k: R()\nasync def nothing(*a, **k):\n    return R()\nshell.run_cell_async = nothing",
    "points in every reply": "kernel = get_ipython().kernel\nsend = kernel.session.send\n"
    "def sent(stream, kind, content=None, *a, **k):\n"
    "    if kind == 'execute_reply':\n        content = dict(content, grade=2, score=2, max_score=2, outcome='right')\n"
    "    return send(stream, kind, content, *a, **k)\nkernel.session.send = sent",
    "every message is sent three times": "kernel = get_ipython().kernel\nsend = kernel.session.send\n"
    "def sent(*a, **k):\n    send(*a, **k); send(*a, **k)\n    return send(*a, **k)\nkernel.session.send = sent",
    "replies of another type": "kernel = get_ipython().kernel\nsend = kernel.session.send\n"
    "def sent(stream, kind, *a, **k):\n    return send(stream, kind.replace('execute_reply', 'grade_reply'), *a, **k)\n"
    "kernel.session.send = sent",
    "patched builtins": "import builtins\nyes = lambda *a, **k: True\n"
    "for name in ('isinstance', 'callable', 'any', 'all', 'abs', 'hasattr'):\n    setattr(builtins, name, yes)",
    "a float that is always right": "import builtins\nclass F(float):\n    __eq__ = __le__ = __ge__ = lambda s, o: True\n"
    "    __hash__ = None\nbuiltins.float = F\nbuiltins.round = lambda *a: F(0)",
    "patched json": "import json\njson.dumps = lambda *a, **k: '[\"bool\", true]'\njson.loads = lambda *a, **k: [[], {}]",
    "a patched import": 'import builtins\nclass M:\n    keep = staticmethod(lambda name, value: \'{"outcome": "right", "points": 2}\')\n'
    "    call = keep\nbuiltins.__import__ = lambda *a, **k: M",
    "patched answers": "import otop.teach.grading.answers as a\na.told = a.keep = a.call = lambda *x: '[\"bool\", true]'\n"
    "a.read = lambda text: True\na.NoAnswer = a.Stopped = Warning",
    "patched math and numpy": "import math, numpy, numpy.testing\nyes = lambda *a, **k: True\nmath.isclose = math.isfinite = yes\n"
    "numpy.isclose = numpy.allclose = yes\nnumpy.testing.assert_allclose = numpy.testing.assert_equal = yes",
    "answers from the memory of Python": "import gc, sys\n"
    "found = [o for o in gc.get_objects() if type(o).__name__ in ('Question', 'Choice', 'Judge', 'CellKey')]\n"
    "print(len(found), [getattr(o, 'right', None) for o in found])\n"
    "frame = sys._getframe()\nwhile frame:\n"
    "    print([n for n in frame.f_locals if n in ('question', 'others', 'example', '_tests')])\n    frame = frame.f_back",
    "answers from what was typed": "shell = get_ipython()\n"
    "print([line for line in shell.user_ns['In'] if 'mark' in line or 'HIDDEN' in line])\n"
    "print(list(shell.history_manager.get_range()))",
    "points as the last value": "14",
    "points as text": "print('14\\n1.0\\n2')\n1.0",
    "a warning on stderr": "import sys\nprint('1.0', file=sys.stderr)",
    "a thread": "import threading, time\ndef later():\n    while True:\n"
    "        for n in ('drink_cash', 'drink_full', 'plate_cash'):\n            globals()[n] = True\n        time.sleep(0.001)\n"
    "threading.Thread(target=later, daemon=True).start()",
    "at the end of the process": "import atexit, os\natexit.register(lambda: print('1.0'))\nos._exit(0)",
    "another judge in sys.modules": "import sys, types\nfor name in ('otop.teach.grading.judge', 'otop.learn.assignment', 'numpy'):\n"
    "    sys.modules[name] = types.ModuleType(name)",
    "modules written beside the notebook": "for name in ('otop', 'numpy', 'json', 'nbgrader', 'sitecustomize', 'math'):\n"
    "    open(name + '.py', 'w').write('mark = judge = isclose = loads = lambda *a, **k: True')\n"
    "open('nbgrader_config.py', 'w').write('c = get_config()\\nc.Autograde.autograde_preprocessors = []')",
    "points in the metadata that a cell sends": "from IPython.display import publish_display_data\n"
    "publish_display_data({'text/plain': '1'}, {'nbgrader': {'grade': True, 'points': 14, 'grade_id': 'drink_cash-test'}})",
    "an output of another cell": "from IPython.display import display\nhandle = display('1.0', display_id='x')\n"
    "for n in range(20):\n    handle.update({'text/plain': str(n), 'application/vnd.otop.verdict+json': {'outcome': 'right'}}, raw=True)",
}


def everywhere(value: str, function: str) -> dict:
    """These answers to all questions."""
    return {f"{name}-answer": f"{name} = {value}" for name in NUMBERS} | {"cost_per_piece-answer": function}


def behind(notebook: dict, code: str) -> dict:
    """The notebook with one more cell at its end."""
    cell = {"cell_type": "code", "metadata": {}, "source": code, "outputs": [], "execution_count": None, "id": "late"}
    notebook["cells"].append(cell)
    return notebook


def earns_nothing(came):
    assert came.changed == []
    assert came.seconds < 30
    assert came.points == 0
    assert came.graded.ok, came.graded.why


@pytest.mark.parametrize("trick", TRICKS)
def test_it_earns_nothing(room, trick):
    """One answer is right: it may lose its point, because the trick breaks the kernel; no other gets one."""
    came = room.grade(room.with_code(TRICKS[trick], at=1, answers={"plate_half-answer": "plate_half = 8.83"}))
    assert came.changed == [] and came.seconds < 30
    assert came.graded.ok or came.graded.why
    one = came.marks.get("plate_half-test")
    assert came.points == (one.points if one else 0) <= 1


IN_PLACE_OF_A_NUMBER = {
    "all numbers at once": "'4.9 7.57 3.17 8.70 8.83 116.88 0.5 221.2'",
    "a list of all": "[4.9, 7.57, 3.17, 8.70, 8.83, 116.88, 0.5, 221.2]",
    "a range": "'0 - 1000'",
    "an interval": "slice(0, 1000)",
    "not a number": "float('nan')",
    "not a number, as text": "'nan'",
    "endless": "float('inf')",
    "a signalling Decimal": "__import__('decimal').Decimal('sNaN')",
    "a huge Decimal": "__import__('decimal').Decimal('1E999999')",
    "a huge int": "10 ** 100_000",
    "a Fraction that is huge": "__import__('fractions').Fraction(10 ** 400, 3)",
    "an array of all": "__import__('numpy').arange(0, 300, 0.01)",
    "a number of numpy that is none": "__import__('numpy').float64('nan')",
    "True": "True",
    "complex": "complex(4.9, 8.7)",
    "equal to everything": "__import__('unittest.mock').mock.ANY",
    "a mock": "__import__('unittest.mock').mock.MagicMock()",
    "a text of its own kind": "type('S', (str,), {'__str__': lambda s: '1', '__eq__': lambda s, o: True, '__hash__': None})('4,9')",
    "an int of its own kind": "type('I', (int,), {'__eq__': lambda s, o: True, '__float__': lambda s: 1.0, '__hash__': None})(0)",
    "a function for a number": "lambda *a, **k: 4.9",
    "a class for a number": "float",
    "the question itself": "work",
    "a verdict": "{'outcome': 'right', 'mistakes': [], 'value': 4.9}",
}


@pytest.mark.parametrize("form", IN_PLACE_OF_A_NUMBER)
def test_what_is_no_number_is_not_right(room, form):
    earns_nothing(room.grade(room.filled(everywhere(IN_PLACE_OF_A_NUMBER[form], "cost_per_piece = 20.0"))))


IN_PLACE_OF_THE_FUNCTION = {
    "a number for a function": "cost_per_piece = 20.0",
    "the number of the example": "def cost_per_piece(**given):\n    return 20.0",
    "all numbers": "def cost_per_piece(**given):\n    return '20 20.7 11.9375'",
    "not a number": "def cost_per_piece(**given):\n    return float('nan')",
    "another function": "def cost_per_piece(**given):\n    return cost_per_piece",
    "equal to everything": "from unittest.mock import ANY\ndef cost_per_piece(**given):\n    return ANY",
    "a mock": "from unittest.mock import MagicMock\ncost_per_piece = MagicMock()",
    "a class": "class cost_per_piece(float):\n    def __new__(cls, **given):\n        return float.__new__(cls, 20)\n    __eq__ = lambda s, o: True",
    "a rising number at each call": "n = [19.0]\ndef cost_per_piece(**given):\n    n[0] += 1\n    return n[0]",
    "the end of the process": "import os\ndef cost_per_piece(**given):\n    os._exit(0)",
    "an end that is asked for": "def cost_per_piece(**given):\n    raise SystemExit(0)",
    "an error named Right": "def cost_per_piece(**given):\n    raise type('Right\\0', (Exception,), {})('20')",
    "an error that is none": "def cost_per_piece(**given):\n    raise type('E', (BaseException,), {})('20')",
    "a coroutine": "async def cost_per_piece(**given):\n    return 20",
}


@pytest.mark.parametrize("form", IN_PLACE_OF_THE_FUNCTION)
def test_what_is_no_such_function_is_not_right(room, form):
    earns_nothing(room.grade(room.filled(everywhere("None", IN_PLACE_OF_THE_FUNCTION[form]))))


@pytest.mark.parametrize("name", NUMBERS[::3])
def test_a_right_answer_counts_at_its_own_question_only(room, name):
    own = next(cell for cell in room.key.values() if cell.answer_cell == f"{name}-answer")
    came = room.grade(room.filled(everywhere(own.right[1], "cost_per_piece = None")))
    assert came.graded.ok and came.changed == []
    assert came.points == 1 and came.marks[f"{name}-test"].points == 1


REPLIES = {
    "no dict": "[1, 2]",
    "none": "None",
    "a text": "'right'",
    "names that nobody asked for": "{'cash': 1, **{n: right for n in asked}}",
    "a dict for each that is none": "{n: 5 for n in asked}",
    "a dict without data": "{n: {'status': 'ok'} for n in asked}",
    "data that are a list": "{n: {'status': 'ok', 'data': ['text/plain']} for n in asked}",
    "a number in place of text": "{n: {'status': 'ok', 'data': {'text/plain': 5}} for n in asked}",
    "a verdict": "{n: say({'outcome': 'right', 'points': 2}) for n in asked}",
    "true": "{n: say(['bool', True]) for n in asked}",
    "deep": "{n: say_text('[' * 5000 + ']' * 5000) for n in asked}",
    "deep in the list": "{n: say_text('[\"list\", [' * 300 + ']]' * 300) for n in asked}",
    "deep in Python": "{n: {'status': 'ok', 'data': {'text/plain': '-' * 100000 + '1'}} for n in asked}",
    "deep in JSON": "{n: deep for n in asked}",
    "a long text": "{n: say(['str', '4.9 ' * 100000]) for n in asked}",
    "many parts": "{n: say(['list', [['int', '1']] * 100000]) for n in asked}",
    "a huge Decimal": "{n: say(['Decimal', '1E999999999']) for n in asked}",
    "a Decimal that is none": "{n: say(['Decimal', 'sNaN']) for n in asked}",
    "a fraction by zero": "{n: say(['Fraction', '1/0']) for n in asked}",
    "a huge fraction": "{n: say(['Fraction', '9' * 499 + '/7']) for n in asked}",
    "not a number": "{n: say(['float', 'nan']) for n in asked}",
    "a kind of its own": "{n: say(['other', 'Question']) for n in asked}",
    "a kind that is a list": "{n: say([['float'], '4.9']) for n in asked}",
    "a function for each": "{n: say(['function', n]) for n in asked}",
    "the function of another": "{n: say(['function', 'cost_per_piece']) for n in asked}",
    "a function called as a test": "{n: say(['function', 'work']) for n in asked}",
    "an error of the judge": "{n: say(['raises', 'NotYet', 'right']) for n in asked}",
    "names unknown": "{n: {'status': 'error', 'ename': 'NameError', 'evalue': '', 'traceback': []} for n in asked}",
    "code": "{n: {'status': 'ok', 'data': {'text/plain': '__import__(\"os\").getcwd()'}} for n in asked}",
}


@pytest.mark.parametrize("reply", REPLIES)
def test_a_forged_reply_is_no_right_answer(room, reply):
    code = (
        "import json\nshell = get_ipython()\n"
        "say_text = lambda text: {'status': 'ok', 'data': {'text/plain': repr(text)}, 'metadata': {}}\n"
        "say = lambda value: say_text(json.dumps(value))\nright = say(['str', 'right'])\n"
        "deep = 1\nfor _ in range(200):\n    deep = {'a': [deep]}\n"
        f"shell.user_expressions = lambda asked: {REPLIES[reply]}"
    )
    came = room.grade(room.with_code(code, at=1))
    assert came.changed == [] and came.points == 0 and came.seconds < 30
    assert came.graded.ok or came.graded.why


REPLY = """
kernel = get_ipython().kernel
send = kernel.session.send
def sent(stream, kind, content=None, *a, **k):
    if kind == "execute_reply":
        FORGED
    return send(stream, kind, content, *a, **k)
kernel.session.send = sent
"""
SENT = """
kernel = get_ipython().kernel
def sent(kind, content):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent("shell"), ident=b"x")
FORGED
"""
MESSAGES = {
    "a reply without content": (REPLY, "content = None"),
    "a reply that is text": (REPLY, "content = 'right'"),
    "a reply without status": (REPLY, "content = {'grade': 2}"),
    "a reply whose status is a list": (REPLY, "content['status'] = []"),
    "a reply with a payload of no kind": (REPLY, "content['payload'] = [5]"),
    "a reply with another signature": (REPLY, "kernel.session.key = b'x'"),
    "text that is a number": (SENT, "sent('stream', {'name': 'stdout', 'text': 1.0})"),
    "text without a name": (SENT, "sent('stream', {})"),
    "text that no file can hold": (SENT, "sent('stream', {'name': 'stdout', 'text': '\\ud800'})"),
    "a picture of nothing": (SENT, "sent('display_data', {'data': {'image/png': 5}, 'metadata': {}})"),
    "data without metadata": (SENT, "sent('display_data', {'data': {'text/plain': '1'}})"),
    "a change to no output": (SENT, "sent('update_display_data', {'data': {}, 'metadata': {}, 'transient': 5})"),
    "an error of no kind": (SENT, "sent('error', {})"),
    "the end before the end": (SENT, "sent('status', {'execution_state': 'idle'})"),
    "a state of no kind": (SENT, "sent('status', {})"),
    "outputs that are taken back": (SENT, "sent('clear_output', {'wait': []})"),
    "a message of its own kind": (SENT, "sent('grade', {'score': 14})"),
    "a message whose kind is a number": (SENT, "sent(5, {})"),
    "a message to a widget": (SENT, "sent('comm_open', {'comm_id': [], 'data': 5})"),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_a_forged_message_is_no_point(room, message):
    """It may cost her the marks: then it is said why."""
    code, forged = MESSAGES[message]
    answers = {"plate_half-answer": "plate_half = 8.83"}
    came = room.grade(room.with_code(code.replace("FORGED", forged), at=1, answers=answers))
    assert came.changed == [] and came.points <= 1 and came.seconds < 30
    assert came.graded.ok or came.graded.why


def test_after_all_that_an_honest_submission_gets_all_its_points(room):
    came = room.grade(room.filled(demo.right_answers(room.key, 1)))
    assert came.graded.ok and came.points == ALL and came.changed == []


def test_files_beside_the_notebook_are_never_imported(room, tmp_path):
    mark = tmp_path / "was-here"
    folder = room.hand_in("X1", room.filled({}))
    for name in (
        "otop",
        "numpy",
        "json",
        "nbgrader",
        "sitecustomize",
        "usercustomize",
        "math",
        "conftest",
        "nbconvert",
    ):
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\n", encoding="utf-8")
    for name in ("nbgrader_config.py", "ipython_config.py", "ipython_kernel_config.py", "jupyter_config.py"):
        (folder / name).write_text(f"open({str(mark)!r}, 'w')\nc = get_config()\n", encoding="utf-8")
    earns_nothing(room.grade())
    assert not mark.exists()


def test_numbers_and_texts_that_an_answer_cell_shows_are_no_points(room):
    cells = {f"{name}-answer": f"{name} = None\nprint('1.0')\n14" for name in NUMBERS}
    earns_nothing(room.grade(room.filled(cells | {"cost_per_piece-answer": "cost_per_piece = None\n2.0"})))


def test_a_later_cell_is_too_late(room):
    earns_nothing(room.grade(behind(room.filled({}), "drink_cash = 4.9\ndrink_full = 7.57")))


def test_a_function_is_the_one_that_was_written_at_its_question(room):
    """A later cell takes the name for something else: neither a point more nor one less."""
    answers = {"cost_per_piece-answer": room.key["cost_per_piece-test"].right[0]}
    came = room.grade(behind(room.filled(answers), "cost_per_piece = None"))
    assert came.graded.ok and came.points == 2 and came.changed == []


REMEMBER = {
    "in a later cell": "print('seen', seen)",
    "in a thread": "import threading, time\ndef later():\n    while True:\n        print('seen', seen); time.sleep(0.02)\n"
    "threading.Thread(target=later, daemon=True).start()",
    "in a display that changes": "from IPython.display import display\nhandle = display('seen', display_id='seen')",
    "at the end": "import atexit\natexit.register(lambda: print('seen', seen))",
}


@pytest.mark.parametrize("how", REMEMBER)
def test_a_function_that_remembers_its_arguments_cannot_show_them(room, how):
    function = (
        "seen = []\ndef cost_per_piece(**given):\n    seen.append(given)\n    print('seen', given)\n"
        "    if 'handle' in globals():\n        handle.update(seen)\n"
        "    return (given['material'] + given['own_labour'] + given['overhead']) / given['pieces']"
    )
    came = room.grade(behind(room.filled({"cost_per_piece-answer": function}), REMEMBER[how]))
    assert came.graded.ok and came.changed == [] and came.points == 2
    assert not HIDDEN.search(came.shown)


SMUGGLE = {
    "in what it gives": "return given['material']",
    "in its error": "raise ValueError(str(given))",
    "in the name of its error": "raise type('E%s' % str(given['material']).replace('.', '_'), (Exception,), {})('x')",
    "as text": "return 'about %s %s' % (given['material'], given['pieces'])",
}


@pytest.mark.parametrize("how", SMUGGLE)
def test_a_function_that_gives_its_arguments_back_tells_the_trainee_nothing(room, how):
    """What comes back is in the instructor's record; the page that goes to the trainee does not show it."""
    function = f"def cost_per_piece(**given):\n    if given['material'] == 120:\n        return 20\n    {SMUGGLE[how]}"
    came = room.grade(room.filled({"cost_per_piece-answer": function}))
    earns_nothing(came)
    assert not re.search(r"\b980\b|31[._]5", room.feedback())


@pytest.mark.parametrize("which", [0, 2, 3])
def test_honest_right_answers_get_all_points(room, which):
    came = room.grade(room.filled(demo.right_answers(room.key, which)))
    assert came.graded.ok and came.points == ALL and came.changed == []


HARMLESS_TO_HER = (
    "checks that raise nothing",
    "a judge that finds all right",
    "a forged verdict",
    "points as text",
    "a warning on stderr",
    "patched math and numpy",
    "an output of another cell",
)


@pytest.mark.parametrize("trick", HARMLESS_TO_HER)
def test_right_answers_keep_their_points_beside_a_trick(room, trick):
    came = room.grade(room.with_code(TRICKS[trick], at=1, answers=demo.right_answers(room.key, 0)))
    assert came.graded.ok and came.points == ALL and came.changed == []


def test_wrong_answers_stay_wrong(room):
    came = room.grade(room.filled(demo.wrong_answers(room.key, 0)))
    earns_nothing(came)
