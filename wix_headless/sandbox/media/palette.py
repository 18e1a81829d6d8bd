"""The colours of the drawings, and the chance that makes each one its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

#: Light, middle and dark of each glaze, dye or ink.
TINTS = {
    "sea": ("#8fbcbc", "#5a9497", "#32676b"),
    "clay": ("#dfa37f", "#c4764f", "#8f4c30"),
    "oat": ("#f2e7d3", "#dccaa9", "#ad9770"),
    "ink": ("#64769a", "#3d4f70", "#242f49"),
    "moss": ("#acba92", "#7f9263", "#55633f"),
    "plum": ("#ad839a", "#835a75", "#59394f"),
    "sun": ("#f0cb74", "#dcaa40", "#a67a22"),
    "chalk": ("#faf7f1", "#e8e1d5", "#bdb3a2"),
    "rose": ("#ebc1b4", "#d49a8b", "#a16a5c"),
}
WALLS = ("#f4ede3", "#e8eeea", "#f3e7e0", "#e9eaf0", "#f0ebdc", "#ece6ea")
TABLES = ("#dcc9ae", "#cfd6cd", "#d9c0b0", "#c9ccd6", "#d6cba9", "#cfc2c9")
LEAF = "#6f8460"
#: Skin and hair that can be told apart.
LOOKS = (
    ("#f0cdb0", "#9a6a3c"),
    ("#f0cdb0", "#2b2523"),
    ("#d9a97f", "#4a3527"),
    ("#a8734e", "#2b2523"),
    ("#7c5138", "#1f1a18"),
    ("#f3d6bd", "#c9a66b"),
)


class Chance:
    """Numbers between 0 and 1 that belong to a name, always the same ones."""

    def __init__(self, name: str) -> None:
        self._numbers = self._stream(name)

    @staticmethod
    def _stream(name: str) -> Iterator[float]:
        counter = 0
        while True:
            for byte in hashlib.sha256(f"{name}{counter}".encode()).digest():
                yield byte / 255
            counter += 1

    def between(self, low: float, high: float) -> float:
        return round(low + (high - low) * next(self._numbers), 1)

    def index(self, count: int) -> int:
        return min(int(next(self._numbers) * count), count - 1)
