"""What Wix's own SDK was seen to send, and whether our client sends the same."""

from __future__ import annotations

import base64
import json
import warnings
from dataclasses import dataclass
from typing import Any

from wix_headless.client.calls import build_request
from wix_headless.client.catalogue import catalogue
from wix_headless.client.names import build_python_name
from wix_headless.exceptions import UnknownNameError
from wix_headless.protocol.messages import NO_BODY


@dataclass(frozen=True)
class SeenCall:
    """
    One method of the SDK, called, and the request that it sent.

    Attributes:
        fields: The REST fields that the request carries, as our client takes them.
    """

    name: str
    verb: str
    path: str
    query: list[list[str]]
    body: Any
    fields: dict[str, Any]

    @property
    def snake_case_fields(self) -> dict[str, Any]:
        return {build_python_name(name): value for name, value in self.fields.items()}

    def find_difference(self, fields: dict[str, Any]) -> str:
        """
        Return what our request for *fields* has that this one has not, or nothing.

        Raises:
            UnknownNameError: If our catalogue does not know the method, or no path of it.

            TypeError: If our client refuses what the SDK has sent.
        """
        method = catalogue.find_method(self.name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            ours = build_request(method, [], fields, strict=True)
        pairs = {
            "verb": (ours.verb, self.verb),
            "path": (ours.path, self.path),
            "query": (sorted(map(list, ours.query)), sorted(self.query)),
            "body": (ours.body, self.body),
        }
        unlike = [f"{part} {a!r} and not {b!r}" for part, (a, b) in pairs.items() if a != b]
        return f"{self.name}: {'; '.join(unlike)}" if unlike else ""


def read_seen_call(line: str) -> SeenCall | None:
    """Read a line of ``every_method.js``; None if the SDK itself could not make that call."""
    seen = json.loads(line)
    if "problem" in seen:
        return None
    body = seen.get("body", NO_BODY)
    query = seen.get("query", [])
    return SeenCall(
        name=".".join(map(build_python_name, seen["call"])),
        verb=seen["verb"],
        path=seen["path"],
        query=query,
        body=body,
        fields=_read_query(query) if body is NO_BODY else body,
    )


def is_callable(call: SeenCall) -> bool:
    """Say whether the catalogue has the method with a public path; the SDK sends it anyway."""
    try:
        return not catalogue.find_method(call.name).is_unmapped
    except UnknownNameError:
        return False


def _read_query(query: list[list[str]]) -> dict[str, Any]:
    if [name for name, _ in query] == [".r"]:
        text = query[0][1]
        fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return fields
    fields = {}
    for dotted, value in query:
        *outer, name = dotted.split(".")
        place = fields
        for key in outer:
            place = place.setdefault(key, {})
        # The same name again makes a list of it.
        place[name] = value if name not in place else _append(place[name], value)
    return fields


def _append(present: Any, value: str) -> list[str]:
    return [*present, value] if isinstance(present, list) else [present, value]
