"""What is left of an event."""

from __future__ import annotations

from django.db import models


class Effect(models.Model):
    """One run of the handler that was not rolled back; nothing keeps an event from having two."""

    event_id = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.event_id
