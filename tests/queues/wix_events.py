"""Found at start-up."""

from __future__ import annotations

import os
import signal

from django.contrib.auth.models import Group

from wix_headless.events import Event, on_event

LIKED = "wix.blog.v3.post_liked"

#: What befalls the handler, by the entity of an event.
DONE, FAILED, KILLED = "done", "failed", "killed"


@on_event(LIKED)
def count_like(event: Event) -> None:
    """Write a row; and at the first try fail, or die, after it."""
    Group.objects.create(name=f"{event.entity_id} at try {event.tries}")
    if event.tries > 1:
        return
    if event.entity_id == FAILED:
        raise RuntimeError("as it was told")
    if event.entity_id == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
