"""Commands for what a trainee does: open the course, hand in."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
