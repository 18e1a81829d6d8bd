"""
What Wix tells that has happened: ``@on_event`` in any app's ``wix_events.py``.

``registry`` knows who listens, ``event`` is what they are given, ``receiving`` lets in what Wix
has signed, ``running`` calls those who listen, ``own_handlers`` is what we do ourselves.
"""

from __future__ import annotations

from wix_headless.events.event import Event
from wix_headless.events.registry import on_event

__all__ = ["Event", "on_event"]
