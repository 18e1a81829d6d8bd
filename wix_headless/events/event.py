"""What a handler is given."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from wix_headless.app_calls import AsyncInstanceClient, InstanceClient
from wix_headless.models import EventDelivery
from wix_headless.protocol.identities import Identity, parse_identity
from wix_headless.protocol.webhooks import find_entity, find_modified_fields
from wix_headless.storages.deliveries import is_superseded
from wix_headless.storages.put_off import PutOff


class Event:
    """
    Something that happened at Wix.

    Attributes:
        type: Such as ``wix.ecom.v1.order_approved``, or ``AppRemoved``.
        id: The event's own; older kinds have none.
        entity_fqdn: What kind of thing it is about, such as ``wix.ecom.v1.order``.
        entity_id: Which one.
        instance_id: For which installation of the app it is.
        site: The alias of the Wix site.
        time: When it happened; for older kinds, when Wix signed it.
        sequence: Wix's count of what happened to the entity: events may come in any order.
        tries: Which try this is, from 1.
        delivery_id: The primary key of its row.
    """

    def __init__(self, row: EventDelivery, *, handler: str, put_off: PutOff) -> None:
        self.type = row.event_type
        self.id = row.event_id
        self.entity_fqdn = row.entity_fqdn
        self.entity_id = row.entity_id
        self.instance_id = row.instance_id
        self.site = row.site
        self.time = row.event_time
        self.sequence = row.sequence
        self.tries = row.tries
        self.delivery_id = row.pk
        self._row = row
        self._handler = handler
        self._put_off = put_off

    def __repr__(self) -> str:
        return f"<Event {self.type} {self.id or self.delivery_id}>"

    @property
    def data(self) -> dict[str, Any]:
        """All that Wix told: a domain event, or what an older one has to say; plain JSON."""
        return self._said("data")

    @property
    def account(self) -> dict[str, Any]:
        """The ``accountId``, ``parentAccountId`` and ``siteId`` of where it happened, if told."""
        return self._said("account")

    @property
    def slug(self) -> str:
        """What happened to the entity, such as ``approved``."""
        return str(self.data.get("slug", ""))

    @cached_property
    def entity(self) -> dict[str, Any] | None:
        """
        What it happened to, as it was then; for an action, what Wix says of it.

        None if Wix tells no more than its id, as after a deletion.
        """
        return find_entity(self.data)

    @property
    def modified_fields(self) -> dict[str, Any]:
        """What an update has changed, with the former values; empty where Wix does not tell."""
        return find_modified_fields(self.data)

    @property
    def identity(self) -> Identity:
        """Who did it."""
        return parse_identity(self._said("identity"))

    @property
    def is_anonymize_request(self) -> bool:
        """Whether it happened because somebody wants to be forgotten: forget them, too."""
        return self.data.get("triggeredByAnonymizeRequest") is True

    def is_superseded(self) -> bool:
        """Look whether a later event of the same entity has come already; one query."""
        return is_superseded(self._row)

    @cached_property
    def wix(self) -> InstanceClient:
        """
        Wix's APIs as the app in the event's installation; each call leaves a row in the audit.

        Raises:
            ConfigurationError: If the settings have no CLIENT_SECRET.
        """
        return InstanceClient(
            self.site, self.instance_id, view=self._handler, put_off=self._put_off
        )

    @cached_property
    def awix(self) -> AsyncInstanceClient:
        """The same for ``async def`` handlers: every call is awaited."""
        return AsyncInstanceClient(
            self.site, self.instance_id, view=self._handler, put_off=self._put_off
        )

    @cached_property
    def _row_said(self) -> dict[str, Any]:
        return self._row.said

    def _said(self, name: str) -> dict[str, Any]:
        said: dict[str, Any] = self._row_said.get(name, {})
        return said
