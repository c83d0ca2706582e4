"""A notebook as the rules see it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from otop.i18n import say

# what a release takes away: solutions and hidden tests
_REGION = re.compile(
    r"^[ \t]*### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)\n.*?^[ \t]*### END \1[^\n]*\n?", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Finding:
    """One thing that breaks a rule: where, which rule, and the facts of its sentence (``lint.RULE``).

    >>> Finding("05.ipynb", "title", "heading_skip", {"heading": "Part 1"}).rule
    'heading_skip'
    >>> str(Finding("05.ipynb", "title", "no_such_rule"))
    Traceback (most recent call last):
    KeyError: 'lint.no_such_rule'
    """

    file: str
    cell: str
    rule: str
    facts: dict = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        where = say("lint.where", file=self.file, cell=self.cell) if self.cell else self.file
        return say("lint.line", where=where, rule=self.rule, sentence=say(f"lint.{self.rule}", **self.facts))


@dataclass(frozen=True)
class Page:
    """A notebook with its file. `course` is the folder that holds notebooks/ and course/."""

    path: Path
    notebook: dict
    course: Path

    @property
    def name(self) -> str:
        """The name of the file without its ending: ``05_unit_cost``."""
        return self.path.stem

    @property
    def file(self) -> str:
        try:
            return self.path.resolve().relative_to(self.course.resolve()).as_posix()
        except ValueError:
            return str(self.path)

    @cached_property
    def is_assignment(self) -> bool:
        return any("nbgrader" in cell["metadata"] for cell in self.cells)

    @property
    def cells(self) -> list[dict]:
        return self.notebook["cells"]

    @property
    def markdown(self) -> list[dict]:
        return [cell for cell in self.cells if cell["cell_type"] == "markdown"]

    @property
    def code(self) -> list[dict]:
        return [cell for cell in self.cells if cell["cell_type"] == "code"]

    @property
    def read_by_learners(self) -> list[dict]:
        """The cells of text, without the solution of a written answer."""
        return [cell for cell in self.markdown if not about(cell).get("solution")]

    def finding(self, rule: str, cell: dict | None = None, **facts) -> Finding:
        return Finding(self.file, cell["id"] if cell else "", rule, facts)


def about(cell: dict) -> dict:
    """nbgrader's metadata of a cell; empty where there is none."""
    return cell["metadata"].get("nbgrader", {})


def visible(source: str) -> str:
    """What is left of a cell when solutions and hidden tests are taken away.

    >>> visible("x = None\\n### BEGIN SOLUTION\\nx = 3\\n### END SOLUTION\\n")
    'x = None\\n'
    >>> visible(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    return _REGION.sub("", source)


def region(source: str, kind: str) -> list[str]:
    """The lines of a region of a cell, for example ``SOLUTION``.

    >>> region("### BEGIN SOLUTION\\nx = 3\\n### END SOLUTION", "SOLUTION")
    ['x = 3']
    >>> region("x = 3", "SOLUTION")
    []
    """
    found = re.search(rf"### BEGIN {kind}\n(.*?)### END {kind}", source, flags=re.DOTALL)
    return [line for line in found.group(1).splitlines() if line.strip()] if found else []


def headings(source: str) -> list[tuple[int, str]]:
    """Level and text of each heading, code blocks left out.

    >>> headings("# Title\\n\\ntext\\n\\n### Exercise 1")
    [(1, 'Title'), (3, 'Exercise 1')]
    >>> headings("```\\n# no heading\\n```")
    []
    """
    text = re.sub(r"^(```|~~~).*?^\1", "", source, flags=re.DOTALL | re.MULTILINE)
    return [(len(marks), words) for marks, words in re.findall(r"^(#{1,6})\s+(.+?)\s*$", text, flags=re.MULTILINE)]
