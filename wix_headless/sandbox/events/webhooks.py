"""
Events: what happened, in the form in which Wix tells an app of it.

Follows "Webhook Structure" ``/docs/rest/articles/get-started/webhook-structure``: an envelope with
the event as a string in it, and the identity of whoever caused it as another. A domain event is
about an entity and has an id; the older ones have their payload alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, has_request_context

from wix_headless.sandbox.events import signing
from wix_headless.sandbox.events.signing import PLAIN, Stamp
from wix_headless.sandbox.models import Json, Role

if TYPE_CHECKING:
    from wix_headless.sandbox.events.deliveries import Delivery
    from wix_headless.sandbox.state import State

#: What an identity is called on the wire, and the field that its id is in.
IDENTITIES = {
    Role.VISITOR: ("ANONYMOUS_VISITOR", "anonymousVisitorId"),
    Role.MEMBER: ("MEMBER", "memberId"),
    Role.APP: ("APP", "appId"),
    Role.USER: ("WIX_USER", "wixUserId"),
    Role.ADMIN: ("WIX_USER", "wixUserId"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    Something that happened.

    Attributes:
        entity: Of a domain event, what it is about, as the APIs answer it.
        body: Of a domain event, the body of an action, if it is more than the entity.
        data: Of a legacy event, its payload.
        identity: Who caused it, as ``identify`` writes it; empty leaves it out.
        id: Of a domain event, its own.
    """

    type: str
    fqdn: str = ""
    slug: str = ""
    entity: Json | None = None
    entity_id: str = ""
    body: Json | None = None
    data: Json | None = None
    modified_fields: Json | None = None
    identity: Json | None = None
    instance_id: str = ""
    id: str = ""
    is_anonymizing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened to an entity of the sandbox's in the request at hand; see ``announce``."""

    fqdn: str
    slug: str
    entity_id: str
    identity: Json
    more: Json


def announce(
    memory: State,
    fqdn: str,
    slug: str,
    entity_id: str,
    *,
    by: tuple[Role, str] | None = None,
    more: Json | None = None,
) -> None:
    """
    Note that *slug* happened to an entity, to be told at the end of the request as it is then.

    Once is enough: what was created or updated in this request is not told of as updated again.

    Args:
        by: Who caused it, where no API was called; the site's owner unless given.
        more: What the body of an action says beside the entity.
    """
    if not memory.outbox.subscribers:
        return
    known = {one.slug for one in memory.news if (one.fqdn, one.entity_id) == (fqdn, entity_id)}
    if slug == "updated" and known & {"created", "updated"}:
        return
    identity = identify(*_caller(by or (Role.USER, memory.owner_id)))
    memory.news.append(
        News(fqdn=fqdn, slug=slug, entity_id=entity_id, identity=identity, more=more or {})
    )


def tell_of_app(memory: State, event_type: str, instance_id: str) -> None:
    """Tell the app what its owner did with it on the site where it is *instance_id*."""
    data = {"appId": memory.credentials.client_id}
    identity = identify(Role.USER, memory.owner_id)
    send(memory, Event(type=event_type, data=data, identity=identity, instance_id=instance_id))


def send(memory: State, event: Event, stamp: Stamp = PLAIN) -> list[Delivery]:
    """Put *event* into the outbox, for everybody who is told of events."""
    if not memory.outbox.subscribers:
        return []
    signed = sign(memory, event, stamp)
    return memory.outbox.add(event.type, signed, event_id=event.id, entity_id=event.entity_id)


def _caller(default: tuple[Role, str]) -> tuple[Role, str]:
    if has_request_context() and "caller" in g:
        return g.caller.role, g.caller.subject_id
    return default


def identify(role: Role, subject_id: str) -> Json:
    """Return *role* and id as an event's ``identity`` has them."""
    kind, field = IDENTITIES[role]
    return {"identityType": kind, field: subject_id}


def sign(memory: State, event: Event, stamp: Stamp = PLAIN) -> str:
    """Return the signed body of the webhook that tells of *event*."""
    keys = memory.credentials
    envelope: Json = {
        "eventType": event.type,
        "instanceId": event.instance_id or keys.instance_id,
        "data": signing.to_text(_domain_event(memory, event) if event.fqdn else event.data or {}),
        "accountInfo": {"accountId": keys.account_id, "siteId": keys.site_id},
    }
    if event.identity:
        envelope["identity"] = signing.to_text(event.identity)
    return signing.sign_event(memory, envelope, stamp)


def _domain_event(memory: State, event: Event) -> Json:
    sequence = memory.sequences[event.entity_id] = memory.sequences.get(event.entity_id, 0) + 1
    return {
        "id": event.id,
        "entityFqdn": event.fqdn,
        "slug": event.slug,
        "entityId": event.entity_id,
        **_content(event),
        "eventTime": memory.now_iso(),
        "triggeredByAnonymizeRequest": event.is_anonymizing,
        "originatedFrom": "",
        "entityEventSequence": str(sequence),
    }


def _content(event: Event) -> Json:
    """Return the one of four members that a domain event's slug asks for."""
    entity = event.entity or {}
    match event.slug:
        case "created":
            return {"createdEvent": {"entity": entity}}
        case "updated":
            changed = {"modifiedFields": event.modified_fields} if event.modified_fields else {}
            return {"updatedEvent": {"currentEntity": entity, **changed}}
        case "deleted":
            return {"deletedEvent": {"deletedEntity": entity} if entity else {}}
    body = {short_name(event.fqdn): entity} if event.body is None else event.body
    return {"actionEvent": {"body": body}}


def short_name(fqdn: str) -> str:
    """Return how the body of an action calls its entity: ``wix.ecom.v1.order`` is ``order``."""
    name = fqdn.rpartition(".")[2]
    return re.sub(r"[_-](\w)", lambda found: found[1].upper(), name)
