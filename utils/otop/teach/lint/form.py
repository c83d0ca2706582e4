"""Rules on the form of any notebook: the file, its ids, headings, pictures, outputs."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from otop.teach.lint.page import Finding, Page, headings, visible

NOTEBOOK_METADATA = {"kernelspec", "language_info"}
CELL_METADATA = {"nbgrader", "tags", "slideshow", "editable", "deletable", "jupyter"}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_RANDOM = re.compile(r"(?=.*\d)([0-9a-f]{6,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_PLACES = re.compile(
    r"(?<![\w./:<])(~/\w|/(home|Users|root|tmp|var|etc|usr|opt|mnt|srv|work|content|private|Volumes)/[\w.-]+"
    r"|[A-Za-z]:\\\\?\w|\\\\\w+\\\w)|file://|\blocalhost\b|\b127\.0\.0\.1\b"
)
_NO_NAMES = {"localhost", "localhost.localdomain", "debian", "ubuntu", "runner", "main", "otop", "work"}


def findings(page: Page) -> Iterator[Finding]:
    yield from _ids(page)
    yield from _headings(page)
    yield from _metadata(page)
    for cell in page.cells:
        yield from _pictures(page, cell)
        yield from _places(page, cell)
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                yield page.finding("stored_error", cell, error=output.get("ename", ""))
            elif output.get("name") == "stderr":
                yield page.finding("stored_stderr", cell)


def _ids(page: Page) -> Iterator[Finding]:
    seen: set[str] = set()
    for cell in page.cells:
        if cell["id"] in seen:
            yield page.finding("cell_id_twice", cell)
        elif not _ID.fullmatch(cell["id"]) or _RANDOM.fullmatch(cell["id"]):
            yield page.finding("cell_id_unreadable", cell, id=cell["id"])
        seen.add(cell["id"])


def _headings(page: Page) -> Iterator[Finding]:
    found = [(cell, level, words) for cell in page.markdown for level, words in headings(cell["source"])]
    titles = [cell for cell, level, _ in found if level == 1]
    if len(titles) != 1 or titles[0] is not page.cells[0]:
        yield page.finding("title", titles[-1] if titles else None, count=len(titles))
    for (_, above, _), (cell, level, words) in zip(found, found[1:], strict=False):
        if level > above + 1:
            yield page.finding("heading_skip", cell, heading=words)


def _metadata(page: Page) -> Iterator[Finding]:
    keys = set(page.notebook["metadata"]) - NOTEBOOK_METADATA
    keys |= {f"language_info.{key}" for key in page.notebook["metadata"].get("language_info", {}) if key != "name"}
    if keys:
        yield page.finding("session_metadata", keys=", ".join(sorted(keys)))
    for cell in page.cells:
        if more := set(cell["metadata"]) - CELL_METADATA:
            yield page.finding("session_metadata", cell, keys=", ".join(sorted(more)))


def _pictures(page: Page, cell: dict) -> Iterator[Finding]:
    if cell["cell_type"] == "markdown" and re.search(r"!\[\s*\]", cell["source"]):
        yield page.finding("alt_text", cell, what="![]")
    html = [cell["source"]] if cell["cell_type"] == "markdown" else []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        html += [data[kind] for kind in ("text/html", "text/markdown") if kind in data]
        for kind in PICTURES:
            if kind in data:
                yield page.finding("alt_text", cell, what=kind)
    for text in html:
        for element in _without_words(text):
            yield page.finding("alt_text", cell, what=f"<{element}>")


def _places(page: Page, cell: dict) -> Iterator[Finding]:
    for text in (cell["source"], *_output_texts(cell)):
        found = _PLACES.search(text)
        place = found.group(0) if found else next((name for name in _own_names() if _has_word(text, name)), None)
        if place:
            yield page.finding("place", cell, place=place)


def _output_texts(cell: dict) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        yield output.get("text", "")
        yield from (str(value) for value in output.get("data", {}).values())


def _own_names() -> set[str]:
    """This computer's name and home folder, where they are telling enough to look for."""
    names = {socket.gethostname(), str(Path.home())} - _NO_NAMES
    return {name for name in names if len(name) >= 6}


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


class _Elements(HTMLParser):
    """Collects pictures that tell nothing to those who do not see them."""

    def __init__(self):
        super().__init__()
        self.silent: list[str] = []
        self.open: list[tuple[str, bool]] = []  # element, whether it or one around it is described

    def handle_starttag(self, tag, attributes):
        told = {name: (value or "").strip() for name, value in attributes}
        inside = bool(self.open) and self.open[-1][1]
        described = inside or any(told.get(name) for name in ("aria-label", "aria-labelledby"))
        if tag == "img":
            if not described and not told.get("alt"):
                self.silent.append(tag)
            return
        if tag in ("svg", "canvas") and not described:
            self.silent.append(tag)
            described = True  # one finding for a picture, not one for each part of it
        if tag not in ("br", "hr", "input", "meta", "link", "source", "wbr", "col"):
            self.open.append((tag, described))

    def handle_startendtag(self, tag, attributes):
        depth = len(self.open)
        self.handle_starttag(tag, attributes)
        del self.open[depth:]

    def handle_endtag(self, tag):
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return


def _without_words(text: str) -> list[str]:
    reader = _Elements()
    reader.feed(text)
    reader.close()
    return reader.silent


def visible_lines(cell: dict) -> list[str]:
    """The lines of a code cell that a learner sees, empty ones left out."""
    return [line for line in visible(cell["source"]).splitlines() if line.strip()]
