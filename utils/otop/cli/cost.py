"""Commands for the cost of a product, from a sheet."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
