"""The light book: every lesson with its outputs, readable without JavaScript."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from otop import data
from otop.errors import OtopError
from otop.i18n import say, speaking
from otop.teach.notebooks import run_together
from otop.teach.outline import Outline
from otop.teach.site import pages
from otop.teach.site.languages import folder_of, switch
from otop.teach.site.published import Published
from otop.teach.translate.notebook import in_language, locale_of, lookup

SOURCE = Path(__file__).parent / "book_source"
# Not asked for by any page of ours, or ours to say; book.css has what is needed of mystnb.
FURO = {  # what Furo's pages say by themselves
    "Lessons": "site.tree.lessons", "On this page": "site.on_this_page", "Search": "site.search",
    "Contents": "site.contents", "Menu": "site.menu", "Expand": "site.expand", "Next": "site.next",
    "Previous": "site.previous", "Home": "site.home", "Back to top": "site.back_to_top",
    "Skip to content": "site.skip", "Light mode": "site.light", "Dark mode": "site.dark",
    "Auto light/dark, in light mode": "site.auto_light", "Auto light/dark, in dark mode": "site.auto_dark",
    "Toggle Light / Dark / Auto color theme": "site.theme", "Toggle site navigation sidebar": "site.toggle_menu",
    "Toggle table of contents sidebar": "site.toggle_contents", "Error": "site.error",
    "Please activate JavaScript to enable the search functionality.": "site.search_script",
}  # fmt: skip
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def build_all(work: Path, out: Path, course: Path, outline: Outline, notebooks: list[Published], kind: str,
              langs: tuple[str, ...]) -> None:  # fmt: skip
    """Build the book in each language, each into its own folder below `out`.

    Errors: as `build`.
    """
    for lang in langs:
        own = [one for one in notebooks if one.lang == lang]
        build(work / lang, out / folder_of(lang, langs), course, outline, own, kind, lang, langs)


def build(work: Path, out: Path, course: Path, outline: Outline, notebooks: list[Published], kind: str,
          lang: str = "en", langs: tuple[str, ...] = ("en",)) -> None:  # fmt: skip
    """Build the book into `out`; `work` is a folder of its own.

    Errors: `OtopError` with Sphinx's first warning; a page with a warning is not published.
    """
    source = work / "source"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
    with speaking(lang):
        made = texts(course, outline, notebooks, kind, lang)
    for name, text in made.items():
        path = source / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-d", str(work / "doctrees"), str(source), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace",
                          env=os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"})  # fmt: skip
    warned = [line for line in done.stderr.splitlines() if "WARNING" in line or "ERROR" in line or "rror:" in line]
    if done.returncode or warned:
        lines = warned or done.stderr.strip().splitlines()[-1:]
        raise OtopError("site.book_failed", reason=lines[0].replace(str(source), "").strip()[:300] if lines else "-")
    finish(out, lang, langs)


def texts(course: Path, outline: Outline, notebooks: list[Published], kind: str, lang: str = "en") -> dict[str, str]:
    """The sources of all pages: file name to text, in the language that is spoken now (`lang`)."""
    words, found, locale = {}, {}, locale_of(course / "course")
    titles = lookup("outline.po", lang, locale)
    runs = {one.lesson: one.path for one in notebooks if one.kind == "lesson"}
    for lesson, notebook in zip(outline.written, lessons(course, outline, lang), strict=True):
        path = course / lesson.file
        english = json.loads(path.read_text(encoding="utf-8"))["cells"][-1]
        for word in pages.new_words("".join(english["source"]), "".join(notebook["cells"][-1]["source"])):
            words.setdefault(word, []).append((lesson.id, path.stem))
        found[f"lessons/{path.name}"] = json.dumps(with_run_link(notebook, runs[lesson.id]), ensure_ascii=False)
    manifests = {name: data.manifest(name) for name in data.names()}
    return found | {
        "index.md": pages.index(outline, notebooks, titles),
        "assignments.md": pages.assignments(outline, notebooks, kind, titles),
        "glossary.md": pages.glossary(words),
        "datasets.md": pages.datasets(manifests, lookup("datasets.po", lang, locale)),
    }


def lessons(course: Path, outline: Outline, lang: str) -> list[dict]:
    """The written lessons with their outputs: as they are stored, or run now in another language."""
    files = [course / lesson.file for lesson in outline.written]
    stored = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    if lang == "en":
        return stored
    locale = locale_of(course / "course")
    return run_together(
        [in_language(notebook, f"lessons/{file.stem}.po", lang, locale)
         for file, notebook in zip(files, stored, strict=True)], lang)  # fmt: skip


def finish(out: Path, lang: str, langs: tuple[str, ...]) -> None:
    """What Furo says in English is said in the language, and each page leads to the others of its kind."""
    lighten(out)
    with speaking(lang):
        said = {old: html.escape(say(name), quote=True) for old, name in FURO.items()}
    for page in out.rglob("*.html"):
        name = page.relative_to(out).as_posix()  # the other languages' folders come later
        text = in_its_language(page.read_text(encoding="utf-8"), lang, said)
        links = switch(name, lang, langs)
        text = re.sub(r'(<a class="skip-to-content[^>]*>[^<]*</a>)', rf"\1\n{links}", text, count=1)
        page.write_text(text, encoding="utf-8")


def in_its_language(page: str, lang: str, said: dict[str, str]) -> str:
    """A page of Furo's that says its language, and what it says by itself in this language.

    >>> in_its_language('<html class="no-js" lang="en"><a aria-label="Next"> Next </a>', "th", {"Next": "ต่อไป"})
    '<html class="no-js" lang="th"><a aria-label="ต่อไป"> ต่อไป </a>'
    >>> in_its_language(None, "th", {})
    Traceback (most recent call last):
    AttributeError: 'NoneType' object has no attribute 'replace'
    """
    page = page.replace('<html class="no-js" lang="en"', f'<html class="no-js" lang="{lang}"')
    for old, new in said.items():
        page = re.sub(rf'(>\s*|="){re.escape(old)}(\s*<|")', rf"\1{new}\2", page)
    return page


def with_run_link(notebook: dict, path: str) -> dict:
    """The lesson for the book: behind its first cell the link that runs it; no live widgets.

    >>> cells = with_run_link({"cells": [{"cell_type": "markdown", "source": "# A"}]}, "a.ipynb")["cells"]
    >>> len(cells), "run.html?nb=a.ipynb" in cells[1]["source"]
    (2, True)
    >>> with_run_link({}, "a.ipynb")
    Traceback (most recent call last):
    KeyError: 'cells'
    """
    link = pages.run_link(path, say("site.run"), up="../")
    cells = [dict(cell) for cell in notebook["cells"]]
    for cell in cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(_WIDGET_VIEW, None)
    run = {
        "cell_type": "markdown",
        "id": "run-link",
        "metadata": {},
        "source": f"{link}\n\n{say('site.run.what')}\n\n{pages.my_work_link('../')}",
    }
    return notebook | {"cells": [*cells[:1], run, *cells[1:]]}


def lighten(out: Path) -> None:
    """Take away what the pages do not need: myst-nb's style sheet (43 KB), empty headings, files for debugging."""
    for page in out.rglob("*.html"):
        text = without_empty_headings(page.read_text(encoding="utf-8"))
        lines = [line for line in text.split("\n") if not ("mystnb." in line and "stylesheet" in line)]
        page.write_text("\n".join(lines), encoding="utf-8")
    for name in ("_static/mystnb.*.css", "_static/debug.css", ".buildinfo*", "objects.inv", "genindex.html"):
        for path in out.glob(name):
            path.unlink()
    index = out / "searchindex.js"
    index.write_text(in_plain_letters(index.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(out / "_sources", ignore_errors=True)
    shutil.rmtree(out / ".doctrees", ignore_errors=True)


def in_plain_letters(script: str) -> str:
    """A script with its escaped letters written out: half the bytes for Thai, Lao and Khmer.

    >>> in_plain_letters(r'"\\u0e01\\u200b"')
    '"ก\\\\u200b"'
    >>> in_plain_letters(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    return re.sub(r"\\u(0e[0-9a-f]{2}|17[89a-f][0-9a-f])", lambda at: chr(int(at[1], 16)), script)


def without_empty_headings(page: str) -> str:
    """The page with plain cells where a table has a heading without words, as in pandas' corner.

    >>> without_empty_headings('<th class="head"><p></p></th><th>pieces</th>')
    '<td class="head"></td><th>pieces</th>'
    >>> without_empty_headings(None)
    Traceback (most recent call last):
    TypeError: expected string or bytes-like object, got 'NoneType'
    """
    return re.sub(r"<th( [^>]*)?>(?:<p></p>)?</th>", r"<td\1></td>", page)
