"""Commands for the cost of a product, from a sheet."""

from __future__ import annotations

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Put these commands on the `otop` door."""

    @app.command("cost")
    def cost(
        sheet: Annotated[str | None, typer.Argument(metavar="SHEET", help="A cost sheet: .yml, .csv or .xlsx")] = None,
        json: Annotated[bool, typer.Option("--json", help="One JSON object instead of the table.")] = False,
        template: Annotated[
            str | None, typer.Option(metavar="FORMAT", help="An example to fill in: yaml, csv or xlsx.")
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the template to this new file.")
        ] = None,
    ) -> None:
        """What one piece of a product costs: in cash, variable, and in full."""
        from otop.sheets import command

        command.cost(sheet, as_json=json, template_format=template, output=output)
