"""
The signed ``instance``: what Wix adds to the address of a page that it shows in a frame.

"Parse the App Instance Query Parameter" and "iframe Query Parameters for Dashboard Extensions"
(/docs/build-apps/developer-tools/extensions/dashboard-extensions). It is
``<signature>.<data>``: base64url of an HMAC-SHA256 under the app's secret, and of a JSON object.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from wix_headless.exceptions import BearerError

#: How long one is good for, in seconds; as long as an access token. Wix documents no limit.
LONGEST_LIFE: Final = 14_400

#: By how much Wix's clock may be ahead of ours, in seconds.
CLOCK_LEEWAY: Final = 300.0

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """
    One installation of the app, and who looks at it; texts are empty where Wix did not tell.

    Attributes:
        id: The installation.
        app_id: The app, which is the client.
        user_id: Wix's id of the user who opened the page.
        member_id: The same, if that is a member of the site and no user of Wix's dashboard.
        is_owner: Whether that user has the owner's permissions.
        plan: What the site's owner has bought of the app (``vendorProductId``).
        origin_id: The installation that this one was copied from, with its site.
    """

    id: str
    app_id: str = ""
    user_id: str = ""
    member_id: str = ""
    is_owner: bool = False
    plan: str = ""
    origin_id: str = ""

    def __str__(self) -> str:
        return self.id


def is_instance_id(value: str) -> bool:
    """Say whether *value* can be the id of an installation: Wix's are GUIDs."""
    return _ID.fullmatch(value) is not None


def looks_signed(value: str) -> bool:
    """Say whether *value* has the form of a signed instance, and so is no access token."""
    _, dot, data = value.partition(".")
    if not dot or "." in data:
        return False
    return _decode(data) is not None


def open_instance(value: str, *, secrets: Iterable[str], now: float) -> Instance:
    """
    Return what *value* says, if Wix signed it with one of our *secrets*, and lately.

    Args:
        now: Seconds since the epoch.

    Raises:
        BearerError: If it is forged, malformed or too old.
    """
    signature, _, data = value.partition(".")
    # All are tried, so that the time says nothing about which of them fits.
    matches = [_is_signed(data, signature, secret) for secret in secrets]
    if not any(matches):
        raise BearerError(reason="signature")
    said = _decode(data)
    if said is None or not _text(said, "instanceId"):
        raise BearerError(reason="malformed")
    _check_time(said, now)
    return Instance(
        id=_text(said, "instanceId"),
        app_id=_text(said, "appDefId"),
        user_id=_text(said, "uid"),
        member_id=_text(said, "siteMemberId"),
        is_owner=said.get("permissions") == "OWNER",
        plan=_text(said, "vendorProductId"),
        origin_id=_text(said, "originInstanceId"),
    )


def _is_signed(data: str, signature: str, secret: str) -> bool:
    mac = hmac.digest(secret.encode(), data.encode(), hashlib.sha256)
    expected = base64.urlsafe_b64encode(mac).rstrip(b"=")
    return hmac.compare_digest(expected, signature.encode())


def _check_time(said: Mapping[str, Any], now: float) -> None:
    signed_at = _moment(said, "signDate")
    if signed_at is None or not -CLOCK_LEEWAY <= now - signed_at <= LONGEST_LIFE:
        raise BearerError(reason="stale")
    if said.get("expirationDate"):
        ends_at = _moment(said, "expirationDate")
        if ends_at is None or now >= ends_at:
            raise BearerError(reason="stale")


def _decode(data: str) -> dict[str, Any] | None:
    try:
        raw = base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)
        said = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _moment(said: Mapping[str, Any], name: str) -> float | None:
    try:
        moment = datetime.fromisoformat(_text(said, name))
        # Wix writes UTC, with a Z.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""
