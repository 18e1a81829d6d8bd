"""A site that is told of events, as tests look at it."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt

from tests.sandbox.support import Caller
from tests.support.loopback import LoopbackServer
from wix_headless.client.catalogue.event_types import load_event_types


def subscribe(anybody: Caller, url: str) -> None:
    answer = anybody.post("/_sandbox/webhooks", {"url": url})
    assert answer.status_code == 200, answer.text
    assert url in answer.json()["webhooks"]


def deliveries(anybody: Caller) -> list[dict[str, Any]]:
    """Return all deliveries, when nothing is under way or due."""
    answer = anybody.get("/_sandbox/deliveries", params={"wait": 30}).json()
    assert answer["at_rest"]
    found: list[dict[str, Any]] = answer["deliveries"]
    return found


def bodies(server: LoopbackServer) -> list[str]:
    return [request.partition("\r\n\r\n")[2] for request in server.requests]


def read(keys: dict[str, Any], body: str) -> dict[str, Any]:
    """Return an event's envelope, with what is packed into it read; the signature is verified."""
    key = base64.b64decode(keys["public_key"])
    envelope: dict[str, Any] = json.loads(jwt.decode(body, key, algorithms=["RS256"])["data"])
    for name in ("data", "identity"):
        if name in envelope:
            envelope[name] = json.loads(envelope[name])
    return envelope


class Listener:
    """A site that takes every event; all it hears of has to be in the catalogue."""

    def __init__(self, anybody: Caller, keys: dict[str, Any], server: LoopbackServer) -> None:
        self._anybody = anybody
        self._keys = keys
        self._server = server
        self._heard = 0

    def hear(self) -> list[dict[str, Any]]:
        """Return the envelopes that came since the last time, in their order."""
        assert {one["standing"] for one in deliveries(self._anybody)} <= {"DELIVERED"}
        news = bodies(self._server)[self._heard :]
        self._heard += len(news)
        envelopes = [read(self._keys, body) for body in news]
        for one in envelopes:
            known = load_event_types()[one["eventType"]]
            if known.is_domain_event:
                told = (one["data"]["entityFqdn"], one["data"]["slug"])
                assert told == (known.entity, known.slug)
        return envelopes

    def hear_types(self) -> list[str]:
        return [one["eventType"] for one in self.hear()]
