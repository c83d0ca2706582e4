"""Commands for what a trainee does: open the course, hand in."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from otop.errors import OtopError
from otop.i18n import say, use_language

COURSE = Path(__file__).resolve().parents[3]
WELCOME = "welcome.md"


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    app.command()(learn)
    app.command()(teach)
    app.command()(restore)


def learn(
    language: str = typer.Option(None, "--in", help="The language of the course, for example en."),
    browser: bool = typer.Option(True, help="Open the browser too."),
) -> None:
    """Open the course in your own workspace."""
    from otop.learn import jupyter, workspace

    if not (COURSE / "notebooks" / WELCOME).is_file():
        raise OtopError("work.no_course", course=COURSE)
    folder = workspace.choose_folder(os.environ.get("OTOP_WORKSPACE"), course=COURSE)
    if language:
        workspace.choose_language(folder, language)
    use_language(os.environ.get("OTOP_LANG") or workspace.chosen_language(folder))
    home = folder / workspace.STATE
    lang = workspace.chosen_language(folder) or "en"
    if not jupyter.find_running(home):
        for delivery in workspace.prepare(folder, editions(COURSE, home / "releases", lang=lang)):
            if delivery.beside:
                print(say("work.kept", path=delivery.path, beside=delivery.beside))
    os.environ["OTOP_WORKSPACE"] = str(folder)
    jupyter.open_lab(folder, home=home, page=WELCOME, browser=browser)


def restore(
    file: Path = typer.Argument(..., help='The file from "What I have done" in the browser: my-work....json.'),
) -> None:
    """Put work that you did in the browser into your workspace; nothing there is overwritten."""
    from otop.learn import restore as restoring
    from otop.learn import workspace
    from otop.learn.hand_in import find_workspace

    folder = find_workspace(Path.cwd()) or workspace.choose_folder(os.environ.get("OTOP_WORKSPACE"), course=COURSE)
    done = restoring.restore(file, folder)
    for delivery in done:
        print(restoring.told(delivery))
    if not done:
        print(say("browser.restored_none"))


def teach(browser: bool = typer.Option(True, help="Open the browser too.")) -> None:
    """Open the instructor's side: the course folder, with nbgrader."""
    from otop.learn import jupyter

    if not (COURSE / "course").is_dir():
        raise OtopError("work.no_course", course=COURSE)
    jupyter.open_lab(COURSE / "course", home=COURSE / "build" / "teach", role="instructor", browser=browser)


def editions(
    course: Path, cache: Path, release: Callable[..., dict] | None = None, lang: str = "en"
) -> Iterator[tuple[str, bytes]]:
    """Every file of a workspace as it is today: the welcome page, the lessons, the assignments without solutions.

    Parameters
    ----------
    course : Path
        The folder of the course.
    cache : Path
        Where released assignments are kept, so that an unchanged one is not released again.
    release : callable, optional
        Turns the path of a source notebook into its release; nbgrader's own steps unless given.
    lang : str
        The language of all of them.
    """
    from otop.teach.translate import notebook as translation

    notebooks, locale = course / "notebooks", translation.locale_of(course / "course")
    welcome = (notebooks / WELCOME).read_text(encoding="utf-8")
    yield WELCOME, translation.page(welcome, "welcome.po", lang, locale).encode()
    for lesson in sorted(notebooks.glob("*.ipynb")):
        content = lesson.read_bytes()
        if lang != "en":
            content = _content(translation.in_language(json.loads(content), f"lessons/{lesson.stem}.po", lang, locale))
        yield f"lessons/{lesson.name}", content
    for source in sorted((course / "course" / "source").glob("*/*.ipynb")):
        yield f"assignments/{source.parent.name}/{source.name}", _released(source, cache, release, lang)


def _content(notebook: dict) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _released(source: Path, cache: Path, release: Callable[..., dict] | None, lang: str) -> bytes:
    made_with = [source, *sorted((COURSE / "utils" / "otop" / "teach").glob("*.py")), *source.parents[2].glob("*.py"),
                 *source.parents[2].glob(f"locale/{lang}/assignments/{source.stem}.po")]  # fmt: skip
    seed = b"".join(file.read_bytes() for file in made_with)
    kept = cache / f"{source.stem}-{lang}-{hashlib.sha256(seed).hexdigest()[:16]}.ipynb"
    if kept.is_file():
        return kept.read_bytes()
    if release is None:
        from otop.teach.release import released_notebook as release  # slow: loads nbgrader
    content = _content(release(source, lang))
    from otop.learn.workspace import write_whole

    write_whole(kept, content)
    return content
