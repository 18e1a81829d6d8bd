"""Found at start-up."""

from __future__ import annotations

from tests.events.likes.counting import LIKED, count_like
from wix_headless.events import on_event

on_event(LIKED)(count_like)
