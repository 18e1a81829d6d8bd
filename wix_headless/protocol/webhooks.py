"""
What a webhook says: three levels of JSON in the claims of a body that Wix has signed.

"About Webhooks" (/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks), and the
guide to domain events there. The claims' ``data`` is a string of JSON; its own ``data`` is one,
too, which is a domain event, or just what an older event has to say.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from wix_headless.exceptions import SignatureError

#: Deeper JSON than this is no event of Wix's, and more than some databases take.
DEEPEST: Final = 100

#: The largest count of what happened to an entity that a database takes.
_LARGEST_SEQUENCE: Final = 2**63 - 1

_INSTANCE_ID: Final = re.compile(r"[\w-]{1,64}", re.ASCII)

#: Under which of its members a domain event holds the entity.
_ENTITIES: Final = (
    ("createdEvent", "entity"),
    ("createdEvent", "entityAsJson"),
    ("updatedEvent", "currentEntity"),
    ("updatedEvent", "currentEntityAsJson"),
    ("deletedEvent", "deletedEntity"),
    ("deletedEvent", "deletedEntityAsJson"),
    ("actionEvent", "body"),
    ("actionEvent", "bodyAsJson"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """
    One event; texts are empty and values None where Wix did not tell.

    Attributes:
        type: Such as ``wix.ecom.v1.order_approved``, or ``AppRemoved``.
        instance_id: For which installation of the app it is.
        id: The event's own; older kinds have none.
        data: The domain event, or what an older event has to say.
        identity: Who did it, as Wix says it.
        account: ``accountId``, ``parentAccountId`` and ``siteId`` of where.
        time: When it happened.
        sequence: Wix's count of what happened to the entity.
    """

    type: str
    instance_id: str
    id: str = ""
    entity_fqdn: str = ""
    entity_id: str = ""
    slug: str = ""
    time: datetime | None = None
    sequence: int | None = None
    is_anonymize_request: bool = False
    data: dict[str, Any] = field(repr=False)
    identity: dict[str, Any] = field(repr=False)
    account: dict[str, Any] = field(repr=False)


def unwrap(claims: Mapping[str, Any]) -> Webhook:
    """
    Return the event in the *claims* of a body whose signature has been verified.

    Strings come without what databases refuse: NUL, half characters and numbers that are none.

    Raises:
        SignatureError: If the levels are not those of a webhook; a plugin's call has others.
    """
    if not isinstance(claims.get("data"), str):
        raise SignatureError(reason="malformed")
    outer = _decode(claims["data"])
    event_type, instance_id = _text(outer, "eventType"), _text(outer, "instanceId")
    if not 1 <= len(event_type) <= 200 or not _INSTANCE_ID.fullmatch(instance_id):
        raise SignatureError(reason="malformed")
    data, account = _decode(outer.get("data") or "{}"), outer.get("accountInfo")
    webhook = Webhook(
        type=event_type,
        instance_id=instance_id,
        data=data,
        # Who did it is worth less than that it happened.
        identity=_read_object(outer.get("identity")) or {},
        account=account if isinstance(account, dict) else {},
    )
    fqdn, slug = _text(data, "entityFqdn"), _text(data, "slug")
    if not (fqdn and slug):
        return webhook
    return replace(
        webhook,
        id=_text(data, "id"),
        entity_fqdn=fqdn,
        entity_id=_text(data, "entityId"),
        slug=slug,
        time=_moment(_text(data, "eventTime")),
        sequence=_count(data.get("entityEventSequence")),
        is_anonymize_request=data.get("triggeredByAnonymizeRequest") is True,
    )


def find_entity(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """
    Return the entity of a domain event, or what an action says of it; None if it brings none.

    Wix's generated types call it a string (``entityAsJson``), its SDK uses it as an object.
    """
    for event, name in _ENTITIES:
        held = data.get(event)
        found = _read_object(held.get(name)) if isinstance(held, dict) else None
        if found is not None:
            return found
    return None


def find_modified_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the former values of what an update has changed; empty where Wix does not tell."""
    held = data.get("updatedEvent")
    found = held.get("modifiedFields") if isinstance(held, dict) else None
    return found if isinstance(found, dict) else {}


def _read_object(value: Any) -> dict[str, Any] | None:
    try:
        return _decode(value)
    except SignatureError:
        return None


def _decode(value: Any) -> dict[str, Any]:
    """Return a JSON object that Wix has written as a string, or left as it is."""
    try:
        decoded = json.loads(value) if isinstance(value, str) else value
        cleaned = _clean(decoded, DEEPEST)
    except (ValueError, RecursionError):
        raise SignatureError(reason="malformed") from None
    if not isinstance(cleaned, dict):
        raise SignatureError(reason="malformed")
    return cleaned


def _clean(value: Any, depth: int) -> Any:
    """Return *value* as every database takes it: a shop's customers choose what stands in it."""
    if not depth:
        raise ValueError
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {_clean_text(name): _clean(inner, depth - 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, depth - 1) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _clean_text(value: str) -> str:
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _count(value: Any) -> int | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text.isdecimal() or len(text) > 19:
        return None
    count = int(text)
    return count if count <= _LARGEST_SEQUENCE else None
