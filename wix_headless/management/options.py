"""Options that several commands have."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable

from django.core.management import CommandParser

from wix_headless.storages.batches import BATCH_SIZE, LARGEST_BATCH


def add_batch_size(parser: CommandParser) -> None:
    """Let *parser* know how many rows are taken at once."""
    parser.add_argument(
        "--batch-size",
        type=whole_number(1, LARGEST_BATCH),
        default=BATCH_SIZE,
        metavar="ROWS",
        help="how many rows one short transaction takes (default: %(default)s)",
    )


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return what makes a number of an option's text, or says what it may be."""

    def parse(text: str) -> int:
        number = int(text) if text.isascii() and text.isdecimal() else -1
        if not least <= number <= most:
            raise ArgumentTypeError(f"a whole number from {least} to {most:,}, not {text!r}")
        return number

    return parse
