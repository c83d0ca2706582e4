"""Commands for translators: bring the PO files up to date, see what is open, check."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Translate the course: see docs/translating.md.")
LANG = typer.Argument(metavar="LANGUAGE", help="Its short name, for example th.")


def add_to(door: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
    door.add_typer(app, name="translate")


@app.command()
def update(lang: str = LANG) -> None:
    """Make or bring up to date the PO files of a language; no translation is lost."""
    from otop.i18n import say
    from otop.teach.notebooks import COURSE
    from otop.teach.translate import files

    changed = files.update(lang)
    for path in changed:
        typer.echo(say("translate.updated", path=path.relative_to(COURSE)))
    if not changed:
        typer.echo(say("translate.up_to_date", lang=lang))


@app.command()
def status(lang: str = LANG) -> None:
    """Say how far a language is: untranslated, stale, beside changed code, breaking a rule. Exit status 1 if not done."""
    from otop.i18n import say
    from otop.teach.translate.status import status as of_language

    found = of_language(lang)
    columns = ("texts", "untranslated", "stale", "code_changed", "findings")
    typer.echo("  ".join([f"{say('translate.file'):<28}", *(f"{say(f'translate.{name}'):>12}" for name in columns)]))
    rows = [[one.name, one.texts, one.untranslated, one.stale, one.code_changed, len(one.findings)] for one in found]
    rows.append([say("translate.all"), *map(sum, list(zip(*rows, strict=True))[1:])])
    for name, *numbers in rows:
        typer.echo("  ".join([f"{name:<28}", *(f"{number:>12}" for number in numbers)]))
    raise typer.Exit(0 if all(one.is_done for one in found) else 1)


@app.command()
def check(lang: str = LANG) -> None:
    """List every text that breaks a rule: numbers, code, links, glossary, English left in it. Exit status 1 if any."""
    from otop.i18n import say
    from otop.teach.translate.status import status as of_language

    found = [(one.name, finding) for one in of_language(lang) for finding in one.findings]
    for name, finding in found:
        typer.echo(f"{name}: {finding}")
    typer.echo(say("translate.checked", lang=lang, count=len(found)))
    raise typer.Exit(1 if found else 0)
