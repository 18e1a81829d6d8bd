"""
Tables for the terminal and for the documents, written by the commands that measure them.

In a document a table stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``;
nobody edits what is between.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def format_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table whose columns are wide enough to be read as plain text, too."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def write_table(document: Path, name: str, table: str) -> None:
    """Put *table* into its place in *document*, which has to have one."""
    begin, end = _marks(name)
    old = begin + read_table(document, name) + end
    document.write_text(document.read_text().replace(old, f"{begin}\n{table}\n{end}"))


def read_table(document: Path, name: str) -> str:
    """Return what stands in the place of a table in *document*, which has to have one."""
    begin, end = _marks(name)
    place = re.compile(re.escape(begin) + "(.*?)" + re.escape(end), re.DOTALL)
    places = place.findall(document.read_text())
    if len(places) != 1:
        raise LookupError(f"{document.name} has no one place for the table {name!r}")
    return str(places[0])


def read_rows(text: str) -> Iterator[dict[str, str]]:
    """Return the rows of all tables in *text*, cells by their head; of two alike the last."""
    head: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if not cells:
            head = []
        elif not head:
            head = cells
        elif not line.startswith("|-"):
            yield dict(zip(head, cells, strict=True))


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- begin {name} -->", f"<!-- end {name} -->"


def describe_machine(*distributions: str) -> str:
    """Return a line on what was measured with: the interpreter, the processor, the versions."""
    known = [f"CPython {platform.python_version()}", platform.machine()]
    return ", ".join(known + [f"{name} {version(name)}" for name in distributions])
