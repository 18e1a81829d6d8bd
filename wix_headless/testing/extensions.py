"""Calling the site under test as Wix does: with events, and for service plugins."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client, TestCase
from django.urls import reverse

from wix_headless.client.catalogue.event_types import load_event_types
from wix_headless.client.catalogue.plugin_types import load_plugin_types
from wix_headless.client.names import build_suggestion
from wix_headless.conf import django_settings
from wix_headless.events.running import run_delivery
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import build_key, delivery_database, delivery_rows
from wix_headless.testing.control import SandboxControl

State = EventDelivery.State


def send_event(
    sandbox: SandboxControl, event_type: str, *, check: bool = True, **fields: Any
) -> EventDelivery:
    """
    Send an event to ``wix:events``, let its handlers run, and return its row.

    They run here and now, whatever TASKS says, with what they leave for the commit.

    Raises:
        AssertionError: If the site refuses it; or if a handler fails or nobody listens, and
            *check* is true.
    """
    event_id = fields.setdefault("event_id", str(uuid.uuid4()))
    body = sandbox.sign_event(event_type, **fields)
    with TestCase.captureOnCommitCallbacks(using=delivery_database(), execute=True):
        answer = call_site(reverse("wix:events"), body)
        if answer.status_code != 200:
            raise AssertionError(f"wix:events answers {answer.status_code}; the log says why")
        keys = {build_key(event_id, body.encode()), build_key("", body.encode())}
        row = delivery_rows().get(key__in=keys)
        if row.state == State.WAITING and not row.tries:
            run_delivery(row.pk)
            row.refresh_from_db()
    if check and row.last_error:
        raise AssertionError(f"A handler of {event_type} failed: {row.last_error}; see the log")
    if check and row.state == State.UNHANDLED:
        raise AssertionError(f"Nobody listens to {event_type}: {_guess(event_type)}")
    return row


def _guess(event_type: str) -> str:
    """Return why nobody may listen to an event."""
    known = load_event_types()
    if event_type in known:
        return "is its handler in a wix_events.py of an installed app? check=False sends it anyway."
    return f"Wix knows no such event; {build_suggestion(event_type, known)}"


def call_plugin(
    sandbox: SandboxControl, plugin_type: str, method: str, request: dict[str, Any], **more: Any
) -> Any:
    """
    Call a method of a service plugin, by its name in Python, and return the site's answer.

    Raises:
        LookupError: If Wix knows no such type or method.
    """
    known = load_plugin_types()
    if plugin_type not in known:
        raise LookupError(f"Wix knows no {plugin_type}; there are {', '.join(known)}")
    methods = known[plugin_type].methods
    if method not in methods:
        raise LookupError(f"{plugin_type} has {', '.join(methods)}, and no {method}")
    url = reverse("wix:service_plugin", args=[plugin_type, methods[method].lstrip("/")])
    return call_site(url, sandbox.sign_plugin_request(plugin_type, request, **more))


def call_site(url: str, body: str) -> Any:
    """Post what Wix has signed, as it comes over the network: believed in by nothing else."""
    client = Client(enforce_csrf_checks=True)
    secure = bool(django_settings.SECURE_SSL_REDIRECT)
    return client.post(url, body, content_type="text/plain", secure=secure)
