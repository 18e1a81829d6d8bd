"""
The pages of docs/ and the README as the tests see them: blocks of code, and what runs them.

A block of Python that cannot run says why, in a comment above it that readers do not see::

    <!-- not run: the real Wix is needed -->
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+) -->\n+)?```(?P<language>[\w-]+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """One block of code; *line* is where it stands in its page."""

    page: Path
    line: int
    language: str
    text: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    def compile(self, flags: int = 0) -> Any:
        """Return its code, whose tracebacks name the page and the line."""
        moved = "\n" * self.line + self.text
        return compile(moved, str(self.page), "exec", flags, dont_inherit=True)

    def parse(self) -> ast.Module:
        return ast.parse(self.text, str(self))


def read_blocks(page: Path | str, language: str = "python") -> list[Block]:
    """Return the blocks of one language, in order; *page* may be a name below docs/."""
    page = DOCS / page
    return [block for block in _walk(page) if block.language == language]


def find_block(page: Path | str, words: str) -> Block:
    """Return the one block of Python that holds *words*."""
    (block,) = [block for block in read_blocks(page) if words in block.text]
    return block


def run(*blocks: Block, **names: Any) -> dict[str, Any]:
    """Run blocks one after the other as one module, and return its names."""
    names.setdefault("__name__", "docs")
    for block in blocks:
        exec(block.compile(), names)  # noqa: S102 - ours
    return names


def all_pages() -> list[Path]:
    """Return every page that people read here."""
    folders = ROOT, ROOT / "example_project"
    return [*chain(*(sorted(one.glob("*.md")) for one in folders)), *sorted(DOCS.rglob("*.md"))]


def _walk(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("text"))
        yield Block(page, line, found["language"], found["text"], found["reason"] or "")
