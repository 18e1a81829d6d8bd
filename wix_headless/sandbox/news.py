"""What the sandbox tells of by itself: at the end of each request, what happened in it."""

from __future__ import annotations

from wix_headless.sandbox import entities
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.events.webhooks import Event, News
from wix_headless.sandbox.models import new_id
from wix_headless.sandbox.state import State


def tell(memory: State) -> None:
    """Send what was announced; entities as they are now, and of those that are gone the id."""
    news, memory.news = memory.news, []
    for one in news:
        webhooks.send(memory, _event(memory, one))


def _event(memory: State, one: News) -> Event:
    entity = None
    if one.slug != "deleted":
        # Of a redirect session the id alone: the rest is a ticket that opens it.
        entity = entities.find(memory, one.fqdn, one.entity_id) or {"id": one.entity_id}
    return Event(
        type=f"{one.fqdn}_{one.slug}",
        fqdn=one.fqdn,
        slug=one.slug,
        entity=entity,
        entity_id=one.entity_id,
        body={webhooks.short_name(one.fqdn): entity, **one.more},
        identity=one.identity,
        id=new_id(),
    )
