"""A request to Wix and its answer, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

#: "There is no body", which is something else than a body of ``null``.
NO_BODY: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What is asked of Wix, without who asks.

    Attributes:
        verb: The HTTP method, in capitals.
        path: Starts with one slash; its segments are percent-encoded already.
        query: Names and values of the query string, not yet encoded.
        body: Anything JSON can hold; it may contain secrets, so it is never shown.
        repeatable: It surely changes nothing, so that it may be sent again if it got lost.
        name: What people call it, such as ``members.query_members``; the path for raw calls.
    """

    verb: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = field(default=NO_BODY, repr=False)
    name: str = ""
    repeatable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What Wix answered to a request that succeeded.

    Attributes:
        data: The JSON object; ``{}`` for an empty body.
        headers: The answer's headers, looked up without regard to case.
        request_id: Wix's id of the call.
        seconds: How long it took, from the first byte sent.
    """

    status: int
    data: dict[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    request_id: str
    seconds: float
