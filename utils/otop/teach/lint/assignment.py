"""Rules on an assignment: points shown = points in metadata = rubric, and nothing leaks."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from otop.teach.in_process import run_notebook
from otop.teach.lint.page import Finding, Page, about, region, visible

_POINTS = re.compile(r"\((\d+(?:\.\d+)?) points?\)")
_TOTAL = re.compile(r"\*\*Points:\*\*\s*(\d+(?:\.\d+)?)")
_OPTIONS = re.compile(r", options=\d+\b")  # how many answers there are is no answer
_TELLS = re.compile(r"\bmark(_function)?\(|otop\.learn\.questions|\bassert\b")


@dataclass(frozen=True)
class Graded:
    """A graded cell, the cell with its answer, and the points that the text above it shows."""

    cell: dict
    answer: dict | None
    points_shown: float | None

    @property
    def points(self) -> float:
        return float(about(self.cell).get("points", 0))

    @property
    def is_written(self) -> bool:
        return bool(about(self.cell).get("solution"))

    @property
    def is_one_line(self) -> bool:
        return not self.is_written and bool(self.answer) and len(region(self.answer["source"], "SOLUTION")) <= 1


def findings(page: Page) -> Iterator[Finding]:
    graded = graded_cells(page)
    ids = list(_ids_and_locks(page))
    yield from ids
    yield from _points(page, graded)
    yield from _rubric(page, graded)
    yield from _hidden(page, graded)
    if not any(finding.rule == "grade_id_twice" for finding in ids):  # nbgrader refuses such a notebook
        yield from _release(page)


def graded_cells(page: Page) -> list[Graded]:
    found, answer, shown = [], None, None
    for cell in page.cells:
        told = about(cell)
        if cell["cell_type"] == "markdown" and not told.get("solution"):
            shown = next((float(points) for points in reversed(_POINTS.findall(cell["source"]))), shown)
        if told.get("solution"):
            answer = cell
        if told.get("grade"):
            found.append(Graded(cell, answer, shown))
            answer = shown = None
    return found


def _ids_and_locks(page: Page) -> Iterator[Finding]:
    seen: set[str] = set()
    for cell in page.cells:
        told = about(cell)
        if not told:
            continue
        name = told.get("grade_id", "")
        if name in seen:
            yield page.finding("grade_id_twice", cell, grade_id=name)
        elif name != cell["id"]:
            yield page.finding("grade_id", cell, grade_id=name)
        seen.add(name)
        if told.get("solution") and told.get("locked"):
            yield page.finding("answer_locked", cell)
        if told.get("grade") and not told.get("solution") and not told.get("locked"):
            yield page.finding("test_unlocked", cell)


def _points(page: Page, graded: list[Graded]) -> Iterator[Finding]:
    for one in graded:
        if one.points_shown != one.points:
            yield page.finding("points_shown", one.cell, shown=_number(one.points_shown), points=_number(one.points))
    total = sum(one.points for one in graded)
    shown = _TOTAL.search(page.cells[0]["source"])
    if not shown or float(shown.group(1)) != total:
        yield page.finding("points_total", page.cells[0], shown=shown.group(1) if shown else "-", total=_number(total))
    easy = sum(one.points for one in graded if one.is_one_line)
    if easy < total / 2:
        yield page.finding("points_hard", easy=_number(easy), total=_number(total))


def _rubric(page: Page, graded: list[Graded]) -> Iterator[Finding]:
    path = rubric_path(page)
    if not path.is_file():
        yield page.finding("rubric_missing", path=path.name)
        return
    table = rubric_points(path.read_text(encoding="utf-8"))
    points = {one.cell["id"]: one.points for one in graded}
    for name in dict.fromkeys([*points, *table]):
        if table.get(name) != points.get(name):
            cell = next((cell for cell in page.cells if cell["id"] == name), None)
            said, right = _number(table.get(name)), _number(points.get(name))
            yield page.finding("rubric_points", cell, name=name, rubric=said, points=right)


def rubric_path(page: Page) -> Path:
    return page.course / "course" / "instructors" / "rubrics" / f"{page.name}.md"


def rubric_points(text: str) -> dict[str, float]:
    """The points of each graded cell in the tables of a rubric that have the columns Cell (or Graded cell) and Points.

    >>> rubric_points("| Question | Cell | Points |\\n|---|---|---|\\n| 1 | `drink-test` | 1 |\\n| | Total | 1 |")
    {'drink-test': 1.0}
    >>> rubric_points("| Question | Points |\\n|---|---|\\n| 1 | 1 |")
    {}
    """
    found: dict[str, float] = {}
    head: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip(" `*") for cell in line.strip().strip("|").split("|")] if "|" in line else []
        if not cells:
            head = []
        elif not head:
            head = ["cell" if cell.lower() == "graded cell" else cell.lower() for cell in cells]
        elif {"cell", "points"} <= set(head) and len(cells) == len(head):
            row = dict(zip(head, cells, strict=True))
            if re.fullmatch(r"[\w-]+", row["cell"]) and re.fullmatch(r"\d+(\.\d+)?", row["points"]):
                found[row["cell"]] = float(row["points"])
    return {name: points for name, points in found.items() if name.lower() not in ("total", "sum")}


def _hidden(page: Page, graded: list[Graded]) -> Iterator[Finding]:
    _, names = run_notebook([cell["source"] for cell in page.code])
    for one in graded:
        if one.is_written:
            continue
        if not region(one.cell["source"], "HIDDEN TESTS"):
            yield page.finding("no_hidden_tests", one.cell)
        line = _telling_line(one, names)
        if line:
            yield page.finding("answer_visible", one.cell, line=line)


def _telling_line(one: Graded, names: dict) -> str:
    """A line of the test that the trainee sees and that tells the answer; empty if there is none."""
    solution = region(one.answer["source"], "SOLUTION") if one.answer else []
    formulas = [_squeezed(re.sub(r"^\s*(return\b|\w+\s*=)", "", line)) for line in solution]
    answers = {round(value, 2) for value in map(names.get, _assigned(solution)) if isinstance(value, (int, float))}
    for line in visible(one.cell["source"]).splitlines():
        line = _OPTIONS.sub("", line)
        told = any(len(formula) > 3 and formula in _squeezed(line) for formula in formulas)
        if told or _TELLS.search(line) or answers & {round(number, 2) for number in _numbers(line)}:
            return line.strip()
    return ""


def _assigned(lines: list[str]) -> list[str]:
    return [match.group(1) for line in lines if (match := re.match(r"\s*(\w+)\s*=[^=]", line))]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _numbers(line: str) -> list[float]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(line).readline))
        numbers = [token.string for token in tokens if token.type == tokenize.NUMBER]
        return [float(ast.literal_eval(number)) for number in numbers]
    except (tokenize.TokenError, SyntaxError, TypeError):
        return []


def _release(page: Page) -> Iterator[Finding]:
    from otop.teach.leaks import leaks, secrets
    from otop.teach.release import released_notebook

    try:
        released = released_notebook(page.path)
    except Exception as error:  # whatever a step of nbgrader raises about a broken source
        yield page.finding("release_fails", problem=(str(error).splitlines() or [type(error).__name__])[0])
        return
    text = "\n".join(cell["source"] for cell in released["cells"])
    for leak in leaks(text, secrets(page.path.resolve().parents[2])):
        yield page.finding("release_leaks", kind=leak.kind, found=leak.found[:60])
    code = [cell for cell in released["cells"] if cell["cell_type"] == "code"]
    ran, _ = run_notebook([cell["source"] for cell in code])
    for cell, done in zip(code, ran, strict=True):
        if done.error or done.stderr:
            problem = f"{type(done.error).__name__}: {done.error}" if done.error else done.stderr.strip()
            yield page.finding("release_stops", cell, problem=problem.splitlines()[0][:120])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
