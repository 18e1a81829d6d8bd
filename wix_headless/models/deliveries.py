"""The events that Wix has sent: what they say, and how far their handlers have come."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wix_headless.models.columns import site_field


class EventDelivery(models.Model):
    """
    One event, however often Wix sends it.

    It is written before Wix is told that it arrived, and only if Wix has signed it.
    """

    class State(models.TextChoices):
        """How far an event has come."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        COMPLETED = "completed", _("completed")
        UNHANDLED = "unhandled", _("nobody listens")
        PARKED = "parked", _("parked")

    site = site_field()
    #: Digest of the event's id; of the whole message where it has none.
    key = models.CharField(max_length=64, editable=False)
    event_id = models.CharField(_("event id"), max_length=64, blank=True, editable=False)
    event_type = models.CharField(_("type"), max_length=200, editable=False)
    entity_fqdn = models.CharField(_("kind of entity"), max_length=200, blank=True, editable=False)
    entity_id = models.CharField(_("entity"), max_length=100, blank=True, editable=False)
    instance_id = models.CharField(_("app instance"), max_length=64, blank=True, editable=False)
    #: Wix's count of what happened to the entity: order is not promised otherwise.
    sequence = models.BigIntegerField(_("sequence"), null=True, editable=False)
    event_time = models.DateTimeField(_("happened"), null=True, editable=False)
    received_at = models.DateTimeField(_("received"), db_index=True, editable=False)
    #: JSON, ``{"data": …, "identity": …, "account": …}``, as Wix signed it and with what personal
    #: data is in it; empty when that had to go. Text: MariaDB's JSON is 32 levels deep at most.
    payload = models.TextField(_("what it says"), editable=False)

    state = models.CharField(
        _("state"), max_length=16, choices=State.choices, default=State.WAITING, editable=False
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    #: Names of the handlers that are done with it and are not run again, one a line.
    done = models.TextField(_("handlers that are done"), blank=True, editable=False)
    #: From when on a worker may take it; while it runs: when its worker is taken for dead.
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    #: What the worker has that runs it; whose is another, writes nothing any more.
    lease = models.UUIDField(null=True, editable=False)
    #: The handler, the error's class and the line; never its message, which may hold data.
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    duration_ms = models.PositiveIntegerField(_("milliseconds"), null=True, editable=False)
    completed_at = models.DateTimeField(_("completed"), null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-received_at", "-pk"]
        permissions = [("view_event_payload", "Can see personal data in events")]
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="wix_event_once_per_site")
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="wix_event_due"),
            models.Index(fields=["event_type", "state"], name="wix_event_counts"),
            models.Index(fields=["entity_id"], name="wix_event_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} ({self.pk})"

    @property
    def said(self) -> dict[str, Any]:
        """What Wix said: ``data``, ``identity`` and ``account``; nothing when that had to go."""
        return json.loads(self.payload) if self.payload else {}
