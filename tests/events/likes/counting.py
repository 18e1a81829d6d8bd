"""A row for each like."""

from __future__ import annotations

import os
import signal
import uuid

from django.contrib.auth.models import Group

from wix_headless.events import Event

LIKED = "wix.blog.v3.post_liked"


def count_like(event: Event) -> None:
    Group.objects.create(name=f"{event.entity_id} {uuid.uuid4()}")
    if os.environ.get("DIE_HANDLING_EVENTS"):
        os.kill(os.getpid(), signal.SIGKILL)
