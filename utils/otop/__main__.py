"""``python -m otop`` is the same as ``otop``."""

from otop.cli import main

main()
