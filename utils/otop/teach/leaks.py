"""Does anything that reaches a trainee tell the solution, the hidden tests or the key?"""

from __future__ import annotations

import html
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from otop.teach.course_folder import find_course

_MARKERS = [f"### {word} {what}" for word in ("BEGIN", "END") for what in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")]
_REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)\n(.*?)### END \1", flags=re.DOTALL)
_MEMBERS = re.compile(r"(^|/)(course/(keys|source|instructors)|instructors|gradebook\.db)(/|$)")


@dataclass(frozen=True)
class Leak:
    """What was found, in which file, and of which assignment."""

    kind: str
    found: str
    assignment: str = ""
    where: str = ""


def secrets(course: Path | None = None) -> list[Leak]:
    """Everything that must not reach a trainee: lines of solutions, of hidden tests, of keys.

    A line that the assignment itself shows to the trainee in the same form is no secret;
    a solution's formula is one even then.
    """
    course = course or find_course()
    return [
        secret for source in sorted((course / "source").glob("*/*.ipynb")) for secret in _secrets_of(course, source)
    ]


def leaks(text: str, known: list[Leak] | None = None, *, hers: str = "", shown: tuple[str, ...] = ()) -> list[Leak]:
    """The secrets that stand in this text.

    Parameters
    ----------
    text : str
        Any text that reaches a trainee.
    known : list of Leak, optional
        What to look for; `secrets` of the course unless given.
    hers : str
        What the trainee wrote herself; a solution that she found is no leak.
    shown : tuple of str
        Kinds that this text may tell: a self-study release shows its tests, and nothing else.

    >>> leaks("a line", [Leak("solution", "x = 84 / 12")]), leaks("x =  84 / 12", [Leak("solution", "x = 84 / 12")])
    ([], [Leak(kind='solution', found='x = 84 / 12', assignment='', where='')])
    >>> leaks(None, [])
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    text, hers = _plain(text), _plain(hers)
    known = secrets() if known is None else known
    found = [leak for leak in known if leak.kind not in shown and leak.found in text and leak.found not in hers]
    return found + [Leak("marker", marker) for marker in _MARKERS if marker in text]


def leaks_in(
    place: Path, known: list[Leak] | None = None, *, hers: str = "", shown: tuple[str, ...] = ()
) -> list[Leak]:
    """The secrets in a file, in a folder, or in a zip (a wheel is one)."""
    known = secrets() if known is None else known
    found = []
    for name, content in _files(place):
        if _MEMBERS.search(name):
            found.append(Leak("file", name, where=name))
        told = leaks(_text(name, content), known, hers=hers, shown=shown)
        found += [Leak(k.kind, k.found, k.assignment, name) for k in told
                  if k.kind != "marker" or name.endswith((".ipynb", ".html", ".md"))]  # fmt: skip
    return found


def _files(place: Path):
    if place.is_file() and zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist() if not name.endswith("/"))
    elif place.is_file():
        yield place.name, place.read_bytes()
    else:
        for path in sorted(place.rglob("*")):
            if path.is_file():
                yield path.relative_to(place).as_posix(), path.read_bytes()


def _text(name: str, content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    if name.endswith(".ipynb"):
        try:
            return "\n".join(_strings(json.loads(text)))
        except ValueError:
            return text
    if not name.endswith((".html", ".htm")):
        return text
    words_only = re.sub(r"<[^>]*>", "", text)  # coloured code is cut into many tags
    return "\n".join((html.unescape(text), html.unescape(words_only)))


def _strings(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        if node and all(isinstance(part, str) for part in node):
            yield "".join(node)
        else:
            for part in node:
                yield from _strings(part)
    elif isinstance(node, dict):
        for part in node.values():
            yield from _strings(part)


def _secrets_of(course: Path, source: Path) -> list[Leak]:
    assignment, found, tests = source.parent.name, {}, {}
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    shown = _plain("\n".join(_REGION.sub("", "".join(cell["source"])) for cell in cells if not _is_written(cell)))
    for cell in cells:
        text = "".join(cell["source"])
        for kind, region in _REGION.findall(text):
            for line in region.splitlines():
                line = _plain(line)
                if kind == "SOLUTION":
                    found |= {piece: "solution" for piece in (line, _formula(line)) if len(piece) >= 9}
                elif len(line) >= 20 and not line.startswith(("from ", "import ")) and line not in shown:
                    tests[line] = kind.lower().removesuffix("s")
        if _is_written(cell):
            found |= {piece: "written solution" for piece in _sentences(text)}
    found |= {piece: "key" for piece in _key_texts(course, assignment) if piece not in shown and piece not in found}
    found = tests | found  # what is a solution too, is a solution
    return [Leak(kind, piece, assignment) for piece, kind in found.items()]


def _is_written(cell: dict) -> bool:
    return cell["cell_type"] == "markdown" and bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _formula(line: str) -> str:
    formula = re.sub(r"^(return|\w+ ?=)", "", line).strip()
    return formula if re.search(r"[-+*/]", formula) else ""


def _sentences(text: str) -> list[str]:
    return [piece for piece in re.split(r"(?<=[.!?:]) ", _plain(text)) if len(piece) >= 30]


def _key_texts(course: Path, assignment: str) -> list[str]:
    from otop.teach.keys import load_key

    if not (course / "keys" / f"{assignment}.py").is_file():
        return []
    rights = [text for cell in load_key(course, assignment).values() for text in cell.right]
    formulas = [
        _plain(text) for text in rights if len(text) < 80 and _formula(_plain(text)) and len(_plain(text)) >= 12
    ]
    return formulas + [piece for text in rights if len(text) >= 80 for piece in _sentences(text)]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
