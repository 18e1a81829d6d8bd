"""The SDK's requests beside ours, field by field."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from tests.conformance.relay import Recorded


class _Absent:
    """Stands for a field that one side does not send."""

    def __repr__(self) -> str:
        return "-"


ABSENT = _Absent()

#: Values that differ in every run, by the name of their field, with the form each must have.
MADE_UP = {
    "bookingId": r"[0-9a-f-]{36}",
    "cartId": r"[0-9a-f-]{36}",
    "checkoutId": r"[0-9a-f-]{36}",
    "client_secret": r"[0-9a-f-]{36}",
    "code": r"[\w-]{20,}|[0-9]{6}",
    "codeChallenge": r"[\w-]{43}",
    "codeVerifier": r"[\w.~-]{43,128}",
    "cursor": r"[\w-]+",
    "lineItemId": r"[0-9a-f-]{36}",
    "lineItemIds": r"[0-9a-f-]{36}",
    "refreshToken": r"JWS\.[\w-]{20,}",
    "sessionToken": r"[\w-]{43}",
    "session_token": r"[\w-]{43}",
    "state": r"[\w-]{43}",
    "stateToken": r"[\w-]{43}",
    "token": r"(OauthNG\.)?JWS\.[\w-]{20,}",
}

#: Ids in paths that differ in every run, by the segment before them.
_PATH_IDS = re.compile(r"(?<=/)(carts|bookings)/[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    One field in which the two differ.

    Attributes:
        request: Verb and path, as the SDK sends it, or as we do where it does not.
        field: ``host``, ``path``, ``header accept``, ``query slug``, ``body query.sort``;
            ``request`` if only one side sends it at all.
    """

    step: str
    request: str
    field: str
    sdk: Any
    ours: Any

    def __str__(self) -> str:
        return f"{self.step}: {self.request}: {self.field}: SDK {self.sdk!r}, ours {self.ours!r}"


def compare(sdk: Iterable[Recorded], ours: Iterable[Recorded]) -> list[Found]:
    """Return every field that differs, step by step."""
    theirs, mine = _by_step(sdk), _by_step(ours)
    steps = dict.fromkeys([*theirs, *mine])
    return [
        found
        for step in steps
        for one, other in _pair(theirs.get(step, []), mine.get(step, []))
        for found in _compare_pair(step, one, other)
    ]


def _by_step(recorded: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    steps: dict[str, list[Recorded]] = {}
    for one in recorded:
        steps.setdefault(one.step, []).append(one)
    return steps


def _pair(
    sdk: list[Recorded], ours: list[Recorded]
) -> Iterator[tuple[Recorded | None, Recorded | None]]:
    """Lay the requests of a step side by side, in their order."""
    matcher = SequenceMatcher(None, [_key(one) for one in sdk], [_key(one) for one in ours], False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        left, right = sdk[start:end], ours[other_start:other_end]
        for index in range(max(len(left), len(right))):
            one = left[index] if index < len(left) else None
            yield one, right[index] if index < len(right) else None


def _key(one: Recorded) -> tuple[str, ...]:
    """Say what makes two requests the same one; of a grant, its type."""
    grant = ""
    if isinstance(one.body, dict):
        grant = str(one.body.get("grantType") or one.body.get("grant_type") or "")
    return one.verb, one.path.rpartition("/")[2], grant


def _compare_pair(step: str, one: Recorded | None, other: Recorded | None) -> Iterator[Found]:
    some = one or other
    assert some is not None
    request = f"{some.verb} {_hide_ids(some.path)}"
    if one is None or other is None:
        sides = {"sdk": request if one else ABSENT, "ours": request if other else ABSENT}
        yield Found(step=step, request=request, field="request", **sides)
        return
    left, right = dict(_fields(one)), dict(_fields(other))
    for field in dict.fromkeys([*left, *right]):
        sdk, ours = left.get(field, ABSENT), right.get(field, ABSENT)
        # In Python 1, 1.0 and True are equal; in JSON they are not.
        if sdk != ours or type(sdk) is not type(ours):
            yield Found(step=step, request=request, field=field, sdk=sdk, ours=ours)


def _fields(one: Recorded) -> Iterator[tuple[str, Any]]:
    """Take a request apart."""
    yield "host", one.host
    yield "verb", one.verb
    yield "path", _hide_ids(one.path)
    yield "status", one.status
    yield "header authorization", one.speaker
    for name, value in one.headers.items():
        yield f"header {name}", value.partition(";")[0] if name == "content-type" else value
    for name, values in _read_query(one.query).items():
        if name == ".r" and "=" not in values[0]:
            yield from _flatten("query .r", _unpack(values[0]))
        else:
            hidden = tuple(_hide(name, value) for value in values)
            yield f"query {name}", hidden[0] if len(hidden) == 1 else hidden
    if one.body is not None:
        yield "body", type(one.body).__name__
        yield from _flatten("body", one.body)


def _read_query(query: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, value in query:
        names.setdefault(name, []).append(value)
    return names


def _unpack(packed: str) -> Any:
    return json.loads(base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_"))


def _flatten(prefix: str, value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value in a structure under its own name; empty structures too."""
    separator = " " if prefix in {"body", "query .r"} else "."
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flatten(f"{prefix}{separator}{key}", inner, key)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _flatten(f"{prefix}{separator}{index}", inner, name)
    else:
        yield prefix, _hide(name, value)


def _hide_ids(path: str) -> str:
    return _PATH_IDS.sub(r"\1/<id>", path)


def _hide(name: str, value: Any) -> Any:
    """Return a made-up value by its name, if it has the form that it must have."""
    form = MADE_UP.get(name)
    if form and isinstance(value, str) and re.fullmatch(form, value):
        return f"<{name}>"
    return value
