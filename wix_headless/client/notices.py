"""What a call says to its developer: unknown fields, and methods that Wix takes away."""

from __future__ import annotations

import functools
import sys
import warnings
from datetime import UTC, date, datetime

from wix_headless.client.catalogue import Method
from wix_headless.client.names import build_suggestion

_OURS = "wix_headless."


class UnknownFieldWarning(UserWarning):
    """A call has a field that the catalogue does not know; it was sent all the same."""


def warn_unknown_field(method: Method, given: str, sent: str) -> None:
    """Say that the catalogue does not know the field *given*, and under which name it was sent."""
    message = f"{build_unknown_field(method, given)} It was sent as {sent!r}."
    warnings.warn(message, UnknownFieldWarning, stacklevel=_find_level())


def build_unknown_field(method: Method, given: str) -> str:
    """Return the sentence that says which field is unknown, and which one may be meant."""
    known = [name for name in method.wire_names if name == name.lower()]
    suggestion = build_suggestion(given, known)
    return f"{method.dotted_name}() has no field {given!r} that we know of: {suggestion}"


@functools.cache
def warn_deprecated(method: Method) -> None:
    """Warn of a deprecated method, the first time it is called."""
    message = build_deprecation(method, datetime.now(UTC).date())
    warnings.warn(message, DeprecationWarning, stacklevel=_find_level())


def build_deprecation(method: Method, today: date) -> str:
    """Return the sentence that says since when, or until when, and what comes instead."""
    deprecation = method.deprecation
    removal = deprecation.removal if deprecation else ""
    replaced_by = deprecation.replaced_by if deprecation else ""
    if not removal:
        fate = "is deprecated"
    elif date.fromisoformat(removal) <= today:
        fate = f"is removed: Wix announced its end for {removal}"
    else:
        fate = f"is deprecated: Wix removes it on {removal}"
    successor = f"; use {replaced_by} instead" if replaced_by else ""
    return f"{method.dotted_name} {fate}{successor}."


def _find_level() -> int:
    # The line to show is the caller's own, however many of our frames lie between.
    level = 1
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_OURS):
        frame = frame.f_back
        level += 1
    return level
