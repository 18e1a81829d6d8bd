"""
The audit: one line for everything that changes who may speak to Wix, or lets the app speak.

They go to the logger ``wix_headless.audit`` at INFO, as ``event key=value key=value``; the same
values are on the record as ``record.event`` and ``record.facts``, for whoever logs JSON.
Ids only: no token, no address, no name. ``docs/audit.md`` lists the events and their facts.
"""

from __future__ import annotations

import logging
from typing import Literal

logger = logging.getLogger("wix_headless.audit")

Event = Literal[
    "login",
    "login_failed",
    "logout",
    "token_renewed",
    "token_rejected",
    "token_ended",
    "elevated_call",
    "keys_rotated",
    "member_signed_on",
    "member_connected",
    "member_disconnected",
    "bearer_refused",
    "app_installed",
    "app_install_failed",
    "app_removed",
    "event_refused",
    "event_parked",
    "event_replayed",
    "plugin_refused",
    "calls_exported",
    "payload_shown",
]


def audit(event: Event, *, site: str, **facts: object) -> None:
    """Write one line; *facts* that are None or empty are left out."""
    known = {"site": site} | facts
    told = {name: str(value) for name, value in known.items() if value not in (None, "")}
    line = " ".join(f"{name}={_quote(value)}" for name, value in told.items())
    logger.info("%s %s", event, line, extra={"event": event, "facts": told})


def _quote(value: str) -> str:
    """Return *value* so that it stays one word of one line, whoever chose it."""
    if value.isprintable() and not any(character in ' "=' for character in value):
        return value
    return ascii(value).replace(" ", "\\x20")
