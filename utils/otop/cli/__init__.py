"""The door: ``otop ...``. Each command is thin; the work is done in the rooms."""

from __future__ import annotations

import sys

import typer

from otop.cli import cost, course, data, hand_in, my_product, notebooks, report, site, translate, work
from otop.errors import OtopError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for room in (cost, data, my_product, work, hand_in, course, report, notebooks, site, translate):
    room.add_to(app)


def main() -> None:
    """Run the command; what the person can mend is said in one line, with exit status 2."""
    try:
        app()
    except OtopError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
