"""Taking one of Wix's events in: ours beside a view that only verifies it and inserts a row."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import override_settings, setup_databases, teardown_databases

from benchmarks.rounds import (
    WARM_UP,
    Cost,
    Effort,
    cpu_ratio,
    format_micro,
    median_cpu,
    median_wall,
    spent_since,
    take_turns,
    wall_ratio,
)
from benchmarks.tables import describe_machine, format_table
from wix_headless.conf import django_settings
from wix_headless.events import on_event

EVENTS = 100

INSTANCE_ID = "7a1f0a0e-51f4-4b69-a5a6-6a2a4c1f8e02"
ORDER = "wix.ecom.v1.order"

BY_HAND = "a bare view: PyJWT and one row"

#: Each way: where the events are sent to, and what happens to an order in them.
WAYS = {
    "wix:events, nobody listens": ("/wix/events/", "updated"),
    "wix:events, handled later": ("/wix/events/", "approved"),
    BY_HAND: ("/events-by-hand/", "approved"),
}


def measure(effort: Effort) -> str:
    """Return the table of what an event costs until it is acknowledged."""
    on_event(f"{ORDER}_approved")(handle_order)
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    ours = django_settings.WIX_HEADLESS | {
        "CLIENT_PUBLIC_KEY": public.decode(),
        "CLIENT_INSTANCE_ID": INSTANCE_ID,
        # What handlers do is not what is measured.
        "EVENT_TASKS": "",
    }
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(WIX_HEADLESS=ours):
            contenders = {
                name: _Sender(path, slug, private, effort) for name, (path, slug) in WAYS.items()
            }
            costs = take_turns(contenders, effort, EVENTS)
    finally:
        teardown_databases(databases, verbosity=0)
    head = ("an event by", "wall", "ratio", "CPU", "ratio")
    rows = list(_build_rows(costs))
    machine = f"{describe_machine('django', 'pyjwt')}, {connection.vendor}"
    return f"{machine}\n\n{format_table(head, rows)}"


def handle_order(event: Any) -> None:
    """Never run: the worker is not measured."""


class _Sender:
    """Sends events that were signed before the clock starts, each once."""

    def __init__(self, path: str, slug: str, key: rsa.RSAPrivateKey, effort: Effort) -> None:
        count = effort.count(EVENTS)
        needed = count * (WARM_UP + effort.rounds)
        self._bodies = iter([_sign(slug, key) for _ in range(needed)])
        self._serve = _build_server(path)

    def __call__(self, count: int) -> Cost:
        bodies = [next(self._bodies) for _ in range(count)]
        wall, cpu = time.perf_counter(), time.process_time()
        for body in bodies:
            self._serve(body)
        return spent_since(wall, cpu, count)


def _sign(slug: str, key: rsa.RSAPrivateKey) -> bytes:
    """Return a message as Wix sends it: an order of five lines, three levels of JSON."""
    line = {"id": str(uuid.uuid4()), "productName": {"original": "Mug"}, "quantity": 2}
    order = {"id": str(uuid.uuid4()), "number": "10001", "lineItems": [line] * 5}
    event = {
        "id": str(uuid.uuid4()),
        "entityFqdn": ORDER,
        "slug": slug,
        "entityId": order["id"],
        "eventTime": "2026-11-20T10:11:12.345Z",
        "entityEventSequence": "7",
        "actionEvent": {"body": {"order": order}},
    }
    envelope = {
        "eventType": f"{ORDER}_{slug}",
        "instanceId": INSTANCE_ID,
        "data": json.dumps(event),
        "identity": json.dumps({"identityType": "MEMBER", "memberId": "m-1"}),
    }
    now = int(time.time())
    claims = {"data": json.dumps(envelope), "iat": now, "exp": now + 86_400}
    return jwt.encode(claims, key, algorithm="RS256").encode()


def _build_server(path: str) -> Callable[[bytes], None]:
    """Return what serves one message, from the WSGI server's call to the last byte."""
    application = WSGIHandler()
    factory = RequestFactory()

    def serve(body: bytes) -> None:
        environ = factory.post(path, body, content_type="text/plain").environ
        statuses: list[str] = []

        def start(status: str, *_: object) -> Callable[[bytes], object]:
            statuses.append(status)
            return bytes

        response = application(environ, start)
        response.close()
        if statuses != ["200 OK"]:
            raise RuntimeError(f"{path} answered {statuses}")

    return serve


def _build_rows(costs: dict[str, list[Cost]]) -> Iterator[Sequence[object]]:
    beside = costs[BY_HAND]
    for name, own in costs.items():
        yield (
            name,
            format_micro(median_wall(own)),
            f"{wall_ratio(own, beside):.2f}x",
            format_micro(median_cpu(own)),
            f"{cpu_ratio(own, beside):.2f}x",
        )
