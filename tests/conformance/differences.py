"""The differences that are meant, each with its reason. Whatever is not here is a failure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.conformance.comparison import ABSENT, Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    A difference that is meant.

    Attributes:
        field: As :class:`Found` names it.
        sdk: What the SDK sends; a pattern matches all of its text.
        steps: Where, with ``*`` for any.
    """

    field: str
    sdk: Any
    ours: Any
    reason: str
    steps: str = "*"

    def covers(self, found: Found) -> bool:
        """Say whether *found* is this one."""
        return (
            found.field == self.field
            and fnmatchcase(found.step, self.steps)
            and _is(self.sdk, found.sdk)
            and _is(self.ours, found.ours)
        )

    @property
    def where(self) -> str:
        """Say in which steps, if not in any."""
        return "" if self.steps == "*" else f" in {self.steps}"


def _is(expected: Any, value: Any) -> bool:
    if isinstance(expected, re.Pattern):
        return isinstance(value, str) and expected.fullmatch(value) is not None
    return bool(expected == value)


def sort_out(found: Iterable[Found]) -> tuple[list[Found], list[int]]:
    """Return what nobody meant, and how often each of DIFFERENCES occurs."""
    unmeant: list[Found] = []
    counts = [0] * len(DIFFERENCES)
    for one in found:
        covering = [known.covers(one) for known in DIFFERENCES]
        if any(covering):
            counts[covering.index(True)] += 1
        else:
            unmeant.append(one)
    return unmeant, counts


DIFFERENCES: list[Difference] = [
    Difference(
        field="host",
        sdk="edge.wixapis.com",
        ours="www.wixapis.com",
        reason="The SDK's OAuth strategy calls modules through Wix's CDN. We keep to the "
        "documented host: all paths are there too, and nothing says what the CDN might keep.",
    ),
    Difference(
        field="header x-wix-bi-gateway",
        sdk=re.compile("environment=js-sdk,.*"),
        ours=ABSENT,
        reason="Telemetry of the SDK about itself. We are another client, and send none.",
    ),
    Difference(
        field="header accept",
        sdk="*/*",
        ours="application/json",
        reason="What Node's fetch says by itself. We say what we can read, so that a gateway's "
        "error comes as JSON where it can.",
    ),
    Difference(
        field="path",
        sdk="/_api/redirects-api/v1/redirect-session",
        ours="/headless/v1/redirect-session",
        steps="*log*",
        reason="For login and logout we take the path that Wix documents, rather than the one in "
        "the SDK's code. Called by name, the method has the SDK's (checkout/to the checkout).",
    ),
    Difference(
        field="body auth.authRequest.responseMode",
        sdk="fragment",
        ours="query",
        steps="login/ask for the page",
        reason="The SDK's default is for browsers. A fragment never reaches a server.",
    ),
    Difference(
        field="request",
        sdk=ABSENT,
        ours="POST /oauth2/token-info",
        steps="login/come back*",
        reason="The SDK believes that the tokens of a login are a member's. We ask Wix whom they "
        "speak for before a Django user is logged in.",
    ),
    Difference(
        field="request",
        sdk="POST /_api/redirects-api/v1/redirect-session",
        ours=ABSENT,
        steps="logout/a visitor logs out",
        reason="A visitor's logout has nothing to end at Wix: our view ends the session here, and "
        "spares the way there.",
    ),
    Difference(
        field="request",
        sdk="POST /oauth2/token",
        ours=ABSENT,
        steps="visitors/ended login",
        reason="When a member's refresh token is refused, the SDK goes on as a new visitor without "
        "a word. We raise RenewalError: nobody is logged out unawares.",
    ),
    Difference(
        field="request",
        sdk="GET /stores/v3/products/slug/harbour-bowl",
        ours=ABSENT,
        steps="visitors/ended login",
        reason="As before: the call itself is not made as somebody else.",
    ),
    Difference(
        field="request",
        sdk=ABSENT,
        ours="POST /oauth2/token",
        steps="visitors/ended token",
        reason="The SDK hands a 401 to its caller. We renew a token that is older than a minute, "
        "once, as Wix may end one early.",
    ),
    Difference(
        field="request",
        sdk=ABSENT,
        ours="GET /stores/v3/products/slug/harbour-bowl",
        steps="visitors/ended token",
        reason="As before: then the call is repeated, once.",
    ),
    Difference(
        field="path",
        sdk="/stores/v3/products/slug/%C3%A7a%20&%20l%C3%A0",
        ours="/stores/v3/products/slug/%C3%A7a%20%26%20l%C3%A0%3F",
        steps="products/odd slug",
        reason="The SDK writes a path parameter into the path as it is: a question mark in it ends "
        "the path. We percent-encode it.",
    ),
    Difference(
        field="query ?slug",
        sdk="ça & là?",
        ours=ABSENT,
        steps="products/odd slug",
        reason="As before: the SDK's query string begins a second time, and loses the name.",
    ),
    Difference(
        field="query slug",
        sdk=ABSENT,
        ours="ça & là?",
        steps="products/odd slug",
        reason="As before: ours keeps the name.",
    ),
    Difference(
        field="query .r query.fields",
        sdk=[],
        ours=ABSENT,
        steps="data/*",
        reason="The SDK's builder for Wix Data writes down what was not asked for. We send what "
        "the caller gave: an empty list and none are the same.",
    ),
    Difference(
        field="query .r query.sort",
        sdk=[],
        ours=ABSENT,
        steps="data/*",
        reason="As before.",
    ),
    Difference(
        field="query .r includeReferences",
        sdk=[],
        ours=ABSENT,
        steps="data/*",
        reason="As before.",
    ),
]
