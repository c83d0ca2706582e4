"""Commands for the site: build it, look at it, pack it for a stick."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from otop.errors import OtopError
from otop.i18n import say

DEFAULT = Path("build/site")
PYODIDE = Annotated[Path | None, typer.Option("--pyodide", help="A folder with the Pyodide release.")]
PUBLIC = Annotated[
    bool, typer.Option("--public/--workshop", help="Assignments for self-study, or as an instructor grades them.")
]
LANG = Annotated[str, typer.Option("--lang", help="The language of the first page; the others are one click away.")]
FOLDER = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the site.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    room = typer.Typer(no_args_is_help=True, help="The course as a site: build it, serve it, pack it.")
    for command in (build, serve, kit):
        room.command()(command)
    app.add_typer(room, name="site")


def build(folder: FOLDER = DEFAULT, pyodide: PYODIDE = None, public: PUBLIC = False, lang: LANG = "en") -> None:
    """Build the site: the book, and each lesson ready to run in the browser."""
    _build(folder, pyodide, public, lang)


def serve(
    folder: FOLDER = DEFAULT,
    port: Annotated[int, typer.Option(help="The number behind the address.")] = 8123,
    lan: Annotated[bool, typer.Option("--lan", help="For the room's network too.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Serve a built site on this computer; Ctrl-C ends it."""
    from otop.teach.site import serve as server

    _check_site(folder)
    raise typer.Exit(server.run(str(folder), port=port, lan=lan, browser=browser))


def kit(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The zip to write.")],
    site: Annotated[Path | None, typer.Option("--site", help="A site that is built; else one is built now.")] = None,
    pyodide: PYODIDE = None,
    public: PUBLIC = False,
    lang: LANG = "en",
) -> None:
    """Pack the site with its own small server, for a stick or a room without internet."""
    import tempfile

    from otop.teach.site import kit as room

    with tempfile.TemporaryDirectory(prefix="otop-kit-") as place:
        folder = site or Path(place, "site")
        if site is None:
            _build(folder, pyodide, public, lang)
        _check_site(folder)
        size = room.make(folder, file)
    print(say("site.kit_made", file=_near(file), size=round(size / 1e6, 1)))


def _build(folder: Path, pyodide: Path | None, public: bool, lang: str) -> None:
    from otop.teach.site import build as room
    from otop.teach.site import pyodide_files

    began = time.monotonic()
    files = pyodide_files.find(pyodide, tell=print)
    done = room.build(folder, files, kind="public" if public else "workshop", lang=lang, tell=print)
    seconds, size = round(time.monotonic() - began), round(done.size / 1e6)
    print(say("site.built", folder=_near(folder), count=done.notebooks, size=size, seconds=seconds))


def _check_site(folder: Path) -> None:
    if not (folder / "site.json").is_file():
        raise OtopError("site.not_a_site", folder=_near(folder))


def _near(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()
