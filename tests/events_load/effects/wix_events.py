"""Found at start-up."""

from __future__ import annotations

import hashlib
import time

from tests.events_load.effects.models import Effect
from wix_headless.events import Event, on_event

#: Of a hundred tries.
FAILING = 10

#: Seconds, as if a little had to be worked out.
WORK = 0.002


@on_event("wix.ecom.v1.order_approved")
def write_effect(event: Event) -> None:
    """Write a row, and fail after it as often as it is told."""
    Effect.objects.create(event_id=event.id)
    time.sleep(WORK)
    if _draw(event) < FAILING:
        raise RuntimeError("one of those that fail")


def _draw(event: Event) -> int:
    """Return a number below a hundred that is the same for the same try of the same event."""
    return int(hashlib.sha256(f"{event.id} {event.tries}".encode()).hexdigest(), 16) % 100
