"""The events that Wix sends, by their types: a dated snapshot, read when asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

EVENTS_NAME = "_events.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """
    One type of event, such as ``wix.ecom.v1.order_approved``.

    Attributes:
        name: As the wire has it in ``eventType``.
        entity: What a domain event is about (``wix.ecom.v1.order``); empty for all others.
        slug: What happened (``approved``); empty if the facts don't say.
        package: Where Wix's SDK listens to it, in Python's spelling, with ``namespace``.
        permissions: What an app needs to receive it; empty if unsaid.
    """

    name: str
    entity: str = ""
    slug: str = ""
    package: str
    namespace: str
    permissions: tuple[str, ...] = ()
    is_deprecated: bool = False

    @property
    def is_domain_event(self) -> bool:
        """Whether it comes with an id, an entity and a sequence; the older kinds have none."""
        return bool(self.entity)


@cache
def load_event_types() -> Mapping[str, EventType]:
    """Return every event type by its name; read once."""
    entries = json.loads((Path(__file__).parent / EVENTS_NAME).read_bytes())
    return MappingProxyType({name: _parse(name, entry) for name, entry in entries.items()})


def _parse(name: str, entry: Mapping[str, Any]) -> EventType:
    package, _, namespace = entry["in"].partition(".")
    return EventType(
        name=name,
        entity=entry.get("entity", ""),
        slug=entry.get("slug", ""),
        package=package,
        namespace=namespace,
        permissions=tuple(entry.get("permissions", ())),
        is_deprecated=entry.get("deprecated", False),
    )
