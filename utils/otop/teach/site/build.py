"""The whole site: the book, JupyterLite with the course inside, and the pages between them."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from otop.errors import OtopError
from otop.i18n import languages, say, sentences, speaking
from otop.teach import outline as outlines
from otop.teach.notebooks import COURSE
from otop.teach.site import book, dist, lite, needs, published, wheels
from otop.teach.site.languages import folder_of, switch
from otop.teach.site.pyodide_files import VERSION, PyodideFiles

ABOUT = "site.json"
OWN = ".otop-site.json"  # the files that a build put there
PAGES = Path(__file__).parent / "pages"
IN_LITE = "in_lite.js"  # runs in the page of the notebook


@dataclass(frozen=True)
class Site:
    """A built site: where, how many notebooks, how many bytes."""

    folder: Path
    notebooks: int
    size: int


def build(out: Path, files: PyodideFiles, *, kind: str = "workshop", lang: str = "en", course: Path = COURSE,
          tell: Callable[[str], None] = lambda line: None) -> Site:  # fmt: skip
    """Build the site into the folder `out`.

    Parameters
    ----------
    out : Path
        New or empty, or a site that was built before: then its own files are replaced, others stay.
    files : PyodideFiles
        Where Pyodide comes from.
    kind : str
        ``"workshop"`` (assignments that an instructor grades) or ``"public"`` (for self-study).
    lang : str
        The language of its first page; the others of the course are in a folder each.
    tell : callable
        Gets a line for what the person should know.

    Errors: `OtopError` for a folder with other things in it, and for anything that goes wrong.
    """
    out = out.absolute()
    check_place(out)
    if lang not in languages():
        raise OtopError("work.language_unknown", lang=lang, known=", ".join(languages()))
    langs = (lang, *(other for other in languages() if other != lang))
    outline = outlines.load(course)
    notebooks = published.notebooks(course, outline, kind, langs)
    node = dist.find_node()
    if node is None:
        tell(say("site.no_node"))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".otop-site-", dir=out.parent) as place:
        work, new = Path(place), Path(place, "new")
        new.mkdir()
        script = f"../../{IN_LITE}" if (PAGES / IN_LITE).is_file() else None
        with ThreadPoolExecutor(1) as pool:  # beside it, node compiles
            reading = pool.submit(book.build_all, work / "book", new, course, outline, notebooks, kind, langs)
            running = pool.submit(lite.build, work / "lite", work / "made", notebooks, script=script)
            more = more_packages(files, notebooks)
            packages = dist.make(files, work / "pyodide", wheels=wheels.everything(), more=more, node=node)
            reading.result()
            running.result()
        (work / "made").rename(new / "lite")
        (work / "pyodide").rename(new / "lite" / lite.PYODIDE)
        put_pages(new, langs)
        (new / ".nojekyll").write_bytes(b"")  # folders that begin with _ are published too
        (new / ABOUT).write_text(
            json.dumps(about(kind, notebooks, packages, langs), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        put(new, out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Site(out, len(notebooks), size)


def put_pages(new: Path, langs: tuple[str, ...]) -> None:
    """The pages that are ours alone, in each language, and the words that their scripts say."""
    (new / "words").mkdir()
    for page in PAGES.iterdir():
        if page.suffix != ".html":
            shutil.copyfile(page, new / page.name)
            continue
        for lang in langs:
            folder = folder_of(lang, langs)
            (new / folder / page.name).write_text(
                in_words(page.read_text(encoding="utf-8"), lang, up="../" if folder else "./",
                         switch=switch(page.name, lang, langs)), encoding="utf-8")  # fmt: skip
    for lang in langs:
        with speaking(lang):
            words = sentences("page.")
        (new / "words" / f"{lang}.json").write_text(json.dumps(words, ensure_ascii=False, indent=1), encoding="utf-8")


def in_words(page: str, lang: str, **more: str) -> str:
    """A page with its words filled in: ``{{page.course}}``, and what `more` gives.

    >>> in_words('<p lang="{{lang}}">{{page.course}}</p>', "en")
    '<p lang="en">The course</p>'
    >>> in_words("{{page.no_such}}", "en")
    Traceback (most recent call last):
    KeyError: 'page.no_such'
    """
    more["lang"] = lang
    with speaking(lang):
        return re.sub(
            r"\{\{([\w.]+)\}\}", lambda at: more[at[1]] if at[1] in more else html.escape(say(at[1]), quote=True), page
        )


def about(kind: str, notebooks: list[published.Published], packages: dict, langs: tuple[str, ...] = ("en",)) -> dict:
    """What ``site.json`` says: the kind of site, versions, and of each notebook its edition and what it loads first.

    >>> about("public", [], {})["kind"]
    'public'
    >>> about("public", None, {})
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    return {
        "kind": kind,
        "languages": list(langs),
        "version": version("otop"),
        "pyodide": VERSION,
        "notebooks": [one.about() | {"loads": needs.first(one.imports, packages)} for one in notebooks],
        "editions": {one.path: one.edition for one in notebooks},
    }


def more_packages(files: PyodideFiles, notebooks: list[published.Published]) -> tuple[str, ...]:
    """The packages of Pyodide that these notebooks need."""
    by_import = {top: name for name, entry in files.lock()["packages"].items() for top in entry["imports"]}
    return tuple(sorted({by_import[top] for one in notebooks for top in one.imports if top in by_import}))


def check_place(out: Path) -> None:
    """Whether a site can be built here.

    >>> check_place(Path(__file__).parent)
    Traceback (most recent call last):
    otop.errors.OtopError: The folder site has other things in it and is no site of this course. Give a new or an empty folder.
    """
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / OWN).is_file()):
        raise OtopError("site.not_empty", folder=out.name)


def put(new: Path, out: Path) -> None:
    """Move the files of `new` to `out`; what an earlier build put there and this one did not is removed."""
    names = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
    try:
        before = json.loads((out / OWN).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        before = []
    out.mkdir(parents=True, exist_ok=True)
    (out / OWN).write_text(json.dumps({"files": sorted({*before, *names})}), encoding="utf-8")
    for name in names:
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new / name, target)
    for name in set(before) - set(names):
        path = out / name
        if out in path.resolve().parents and path.is_file():
            path.unlink()
            _remove_empty(path.parent, out)
    (out / OWN).write_text(json.dumps({"files": names}), encoding="utf-8")


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
