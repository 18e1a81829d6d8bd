"""Wix's JavaScript names in Python's spelling, and the nearest right name to a wrong one."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Iterable

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BEFORE_LETTER = re.compile(r"_+([a-z0-9])")


def build_python_name(name: str) -> str:
    """
    Spell a JavaScript name, or a package of ``@wix``, as Python does.

    A word that Python reserves gets a trailing underscore: ``from`` becomes ``from_``.
    """
    words = _HUMP.sub("_", name.removeprefix("@wix/").replace("-", "_")).lower()
    return f"{words}_" if keyword.iskeyword(words) else words


def build_wire_name(name: str) -> str:
    """
    Spell a field that the catalogue does not know as Wix would: ``new_field`` is ``newField``.

    A known field is looked up instead, because not every name comes back from snake_case.
    """
    if "_" not in name.strip("_"):
        return name.rstrip("_") if keyword.iskeyword(name.rstrip("_")) else name
    return _BEFORE_LETTER.sub(lambda match: match[1].upper(), name.rstrip("_"))


def find_nearest(name: str, known: Iterable[str], *, count: int = 3) -> list[str]:
    """Return the known names that somebody who typed *name* may have meant, the likeliest first."""
    candidates = list(known)
    spelled = build_python_name(name)
    if spelled in candidates:
        return [spelled]
    near = difflib.get_close_matches(spelled, candidates, n=count, cutoff=0.6)
    longer = sorted(other for other in candidates if spelled and spelled in other)
    return list(dict.fromkeys([*near, *longer]))[:count]


def build_suggestion(name: str, known: Iterable[str]) -> str:
    """Return the second half of an error: what was meant, or else what there is."""
    candidates = sorted(known)
    nearest = find_nearest(name, candidates)
    if nearest:
        return f"did you mean {', '.join(repr(other) for other in nearest)}?"
    if not candidates:
        return "there is nothing to choose from."
    shown = ", ".join(candidates[:12])
    return f"there is {shown}{', …' if len(candidates) > 12 else ''}."
