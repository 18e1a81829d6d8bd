"""
What a request's values may be, and how they become JSON.

Strings, finite numbers, booleans, None, lists, tuples and dicts with string keys are what they
are, and a UUID is a string. Nothing else is guessed: Wix spells moments and amounts of money in
several ways, so a datetime or a Decimal has to be made a string by whoever knows which is meant.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID


def encode_json(value: Any) -> bytes:
    """
    Return *value* as compact JSON.

    Raises:
        TypeError: If JSON can't carry something in it; the message names its place.
    """
    try:
        return _encoder.encode(value).encode()
    except (TypeError, ValueError, RecursionError):
        problem = next(_find_problems("", value, ()), "The request can't be sent as JSON.")
        raise TypeError(problem) from None


def build_refusal(place: str, value: object) -> str:
    """Return the sentence about a value that can't be sent; the value itself is not in it."""
    kind = "a number that is not finite" if isinstance(value, float) else type(value).__name__
    return f"{place or 'the request'}: {kind} can't be sent; make it a string first"


def _encode_other(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    raise TypeError


def _find_problems(place: str, value: object, outer: tuple[int, ...]) -> Iterator[str]:
    if not isinstance(value, dict | list | tuple):
        if problem := _find_problem(place, value):
            yield problem
    elif id(value) in outer:
        yield f"{place}: it holds itself, so it can't be sent"
    else:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            here = f"{place}.{key}" if place else str(key)
            if not isinstance(key, str | int | float | None):
                yield build_refusal(f"{here}, as a key", key)
            yield from _find_problems(here, inner, (*outer, id(value)))


def _find_problem(place: str, value: object) -> str:
    if isinstance(value, str):
        return "" if _is_text(value) else f"{place}: half a character can't be sent"
    if isinstance(value, float):
        return "" if math.isfinite(value) else build_refusal(place, value)
    return "" if isinstance(value, int | UUID | None) else build_refusal(place, value)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_encoder: Final = json.JSONEncoder(
    default=_encode_other, ensure_ascii=False, allow_nan=False, separators=(",", ":")
)
