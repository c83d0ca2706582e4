"""Commands for the datasets and their manifests."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""
