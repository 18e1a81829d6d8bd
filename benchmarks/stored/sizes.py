"""The sizes of the table, and which of them is spoken with now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

SMALL, LARGE, LARGEST = "default", "large", "largest"
ALIASES = (SMALL, LARGE, LARGEST)

#: Rows.
FULL_SIZES: Mapping[str, int] = {SMALL: 1_000, LARGE: 100_000, LARGEST: 1_000_000}
QUICK_SIZES: Mapping[str, int] = {SMALL: 100, LARGE: 2_000, LARGEST: 5_000}


class SizeRouter:
    """Sends everything to one database, until another is chosen."""

    chosen: ClassVar[str] = SMALL

    @classmethod
    def choose(cls, alias: str) -> None:
        """Let the database of one size be the project's."""
        cls.chosen = alias

    def db_for_read(self, *_: object, **__: object) -> str:
        return self.chosen

    db_for_write = db_for_read
