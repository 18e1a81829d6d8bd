"""
Letting in what Wix has signed for us, and nothing else.

"About Webhooks" and "Webhook Resend Policy"
(/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks).
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wix_headless.conf import WixSettings, wix_settings
from wix_headless.events.own_handlers import INSTALLED, REMOVED
from wix_headless.events.registry import registry
from wix_headless.exceptions import SignatureError
from wix_headless.protocol.signed_bodies import open_signed
from wix_headless.protocol.webhooks import Webhook, unwrap
from wix_headless.signed_requests import find_owner
from wix_headless.storages.deliveries import build_key, store_delivery


def receive(site: str, body: bytes) -> int | None:
    """
    Write down the event that a webhook's *body* is, if Wix signed it for our app.

    Returns:
        The primary key of its row, if there is something to do for it: it is new, and somebody
        listens.

    Raises:
        SignatureError: If it is not for us; nothing of it is stored then.

        ConfigurationError: If that can't be told for want of a setting: Wix is to send it again.
    """
    settings = wix_settings.for_site(site)
    webhook = _open(settings, body)
    # An app's first and last word come from installations that we don't know yet, or any more.
    is_first_or_last = webhook.type in {INSTALLED, REMOVED}
    owner = find_owner(site, webhook.instance_id, even_unknown=is_first_or_last)
    is_handled = bool(registry.find(webhook))
    pk = store_delivery(owner, build_key(webhook.id, body), webhook, is_handled=is_handled)
    return pk if is_handled else None


def _open(settings: WixSettings, body: bytes) -> Webhook:
    now = time.time()
    claims = open_signed(
        body,
        settings.CLIENT_PUBLIC_KEY,
        now=now,
        grace=wix_settings.EVENT_GRACE,
        audience=settings.CLIENT_ID,
    )
    webhook = unwrap(claims)
    if not webhook.id:
        # Nothing but its time tells a copy of it from another event of the same kind.
        open_signed(body, settings.CLIENT_PUBLIC_KEY, now=now)
        webhook = replace(webhook, time=_moment(claims["iat"]))
    _check_app(settings, webhook)
    return webhook


def _check_app(settings: WixSettings, webhook: Webhook) -> None:
    """See that an event about an app is about ours, where it says so."""
    app_id = webhook.data.get("appId") if webhook.type in {INSTALLED, REMOVED} else None
    if app_id and settings.CLIENT_ID and app_id != settings.CLIENT_ID:
        raise SignatureError(reason="audience")


def _moment(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
