"""What Wix asks a session to show on its later calls, kept from page to page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase

from wix_headless.client.consistency import Consistency, is_usable
from wix_headless.protocol.messages import Answer

#: Where the session keeps it, by site.
SESSION_KEY: Final = "wix_headless_consistent"


class SessionConsistency(Consistency):
    """
    One session's value.

    It goes into the session after a write only: for whoever only reads there is nothing to be
    consistent with, and a session that changes with each page is a race.
    """

    def __init__(self, session: SessionBase, site: str) -> None:
        super().__init__()
        self._session = session
        self._site = site
        stored = self._stored().get(site)
        if is_usable(stored):
            self.value = str(stored)

    def remember(self, answer: Answer, *, wrote: bool) -> None:
        super().remember(answer, wrote=wrote)
        if wrote and self.value and self.value != self._stored().get(self._site):
            self._session[SESSION_KEY] = {**self._stored(), self._site: self.value}

    def _stored(self) -> dict[str, Any]:
        stored = self._session.get(SESSION_KEY)
        return stored if isinstance(stored, dict) else {}
