"""
Reading what one has written: Wix's ``X-Wix-Consistent``.

An answer may carry it; Wix's own SDK sends its value back on all later calls of the same client.
It is one caller's own: shared, it would mix what different people have done.
"""

from __future__ import annotations

from typing import Final

from wix_headless.protocol.messages import Answer

NAME: Final = "X-Wix-Consistent"

#: What is longer, or can't stand in a header, is none of Wix's.
LONGEST: Final = 2_000


class Consistency:
    """The last such value that a caller was told."""

    def __init__(self) -> None:
        self.value = ""

    def headers(self) -> dict[str, str]:
        """Return the header for the next call, if there is anything to say."""
        return {NAME: self.value} if self.value else {}

    def remember(self, answer: Answer, *, wrote: bool) -> None:
        """Keep what *answer* says; *wrote* tells whether its call may have changed something."""
        value = answer.headers.get(NAME, "")
        if is_usable(value):
            self.value = value


def is_usable(value: object) -> bool:
    """Say whether *value* can be such a header's."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST
        and value.isascii()
        and value.isprintable()
    )
