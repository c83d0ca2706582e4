"""Family A: code that wants points without an answer. Each earns nothing, and harms nobody else."""

import pytest

TRICKS = {
    "checks that raise nothing": "import otop.learn.assignment as a\na.Assignment.mark = lambda *x, **k: None",
    "a judge that finds all right": "import otop.learn.check as c, otop.learn.assignment as a\n"
    "v = c.Verdict('right', 'Right')\nc.judge = a.judge = lambda *x, **k: v",
    "an object that equals everything": "class E(float):\n    __eq__ = __le__ = __ge__ = lambda s, o: True\n    __hash__ = float.__hash__\n"
    "for n in ('drink_cash', 'drink_full', 'plate_cash'):\n    globals()[n] = E(0)",
    "a forged verdict": "from IPython.display import display\n"
    "display({'application/vnd.otop.verdict+json': {'outcome': 'right', 'mistakes': [], 'value': 4.9}}, raw=True)",
    "cells that are skipped": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_it_earns_nothing(room, trick):
    came = room.grade(room.with_code(TRICKS[trick], at=1))
    assert came.graded.ok and came.points == 0 and came.changed == []
