"""Commands for what an instructor does: release, collect, grade, lint."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
