"""A request's payload as the query string that Wix's own SDK would send."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from wix_headless.protocol.json_values import build_refusal, encode_json

Query = tuple[tuple[str, str], ...]

#: A query longer than this travels as a body where the method allows it.
LONGEST_QUERY = 4000


def build_query(payload: Mapping[str, Any], *, is_complex: bool = False) -> Query:
    """
    Flatten *payload*: ``a.b=c``, an array as one pair per value, None left out.

    If it *is_complex*, nested values travel as one base64url JSON value named ``.r`` instead.

    Raises:
        TypeError: If a query string cannot carry a value.
    """
    if is_complex and any(_is_nested(value) for value in payload.values()):
        return ((".r", _encode_json(payload)),)
    return tuple(_flatten("", payload))


def is_too_long(query: Query) -> bool:
    """Say whether Wix's SDK would no longer send this query in an address."""
    return len(urlencode(query, safe="*")) > LONGEST_QUERY


def _is_nested(value: object) -> bool:
    if isinstance(value, Mapping):
        return bool(value)
    return isinstance(value, list | tuple) and any(
        isinstance(inner, Mapping | list | tuple) for inner in value
    )


def _encode_json(payload: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(encode_json(payload)).rstrip(b"=").decode()


def _flatten(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            # The SDK drops such values without a word.
            if isinstance(inner, Mapping | list | tuple):
                raise TypeError(f"{name}: a query string can't carry an array of arrays or objects")
            yield from _flatten(name, inner)
    elif value is not None:
        yield name, build_scalar(name, value)


def build_scalar(name: str, value: object) -> str:
    """
    Return one value as JavaScript would print it.

    Raises:
        TypeError: If it is not a string, a number, a boolean or a UUID.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise TypeError(build_refusal(name, value))
        return str(int(value) if value.is_integer() else value)
    if isinstance(value, str | int | UUID):
        return str(value)
    raise TypeError(build_refusal(name, value))
