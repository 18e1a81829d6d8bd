"""One row for each event."""

from __future__ import annotations

from django.db import models


class Received(models.Model):
    """An event, and what it says."""

    event_id = models.CharField(max_length=64, unique=True)
    event_type = models.CharField(max_length=200)
    payload = models.JSONField()

    def __str__(self) -> str:
        return self.event_id
