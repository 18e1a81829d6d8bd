"""What the checks of one round share: what was asked for, one site, and the line to Wix."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

from wix_headless.conf import WixSettings, wix_settings
from wix_headless.exceptions import TransportError
from wix_headless.protocol.messages import NO_BODY, Answer, Request
from wix_headless.tokens import Role
from wix_headless.transport import Transport

#: A question is answered by then, in seconds, or it is not.
DEADLINE: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Options:
    """
    What the doctor was asked for.

    Attributes:
        sites: Aliases; all sites, if there are none.
        origins: Where the site is seen by browsers, instead of what the settings say.
        workers: How many processes serve it, where that is known.
        permissions: Whether to set the permissions that are used beside those that were given.
    """

    sites: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    workers: int | None = None
    permissions: bool = False


class Line:
    """
    The line to Wix at one address; sites that are at the same share it.

    Attributes:
        transport: The connections to there.
        failure: Why nobody answers there, once that is known: it is not tried again.
        clock_gap: By how many seconds our clock is before the last answer's.
    """

    def __init__(self, api_url: str, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self.transport = Transport(api_url)
        self.failure: TransportError | None = None
        self.clock_gap: float | None = None

    def ask(self, request: Request, headers: Mapping[str, str]) -> Answer:
        """
        Send *request*, once and with little patience.

        Raises:
            APIError: If it does not succeed.
        """
        answer = self.transport.send(request, headers, deadline=self._deadline)
        self._compare_clocks(answer)
        return answer

    def _compare_clocks(self, answer: Answer) -> None:
        try:
            said = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
        except (ValueError, OverflowError):
            return
        # The header's seconds are whole: on average it was half a second later.
        self.clock_gap = time.time() - said - 0.5


@dataclass(kw_only=True)
class Exam:
    """
    One site under examination.

    Attributes:
        proofs: The headers of those identities that have been found to work.
        granted: The permissions that Wix lists for the app; None before it was asked.
    """

    site: str
    line: Line
    options: Options = field(default_factory=Options)
    proofs: dict[Role, Mapping[str, str]] = field(default_factory=dict, repr=False)
    granted: frozenset[str] | None = None

    @property
    def settings(self) -> WixSettings:
        """What the project says about this site."""
        return wix_settings.for_site(self.site)

    def ask(
        self, role: Role, verb: str, path: str, *, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """
        Ask Wix as one of the identities that work.

        Raises:
            APIError: If the call does not succeed.
        """
        sent = NO_BODY if body is None else dict(body)
        return self.send(role, Request(verb=verb, path=path, body=sent, name=path))

    def send(self, role: Role, request: Request) -> Answer:
        """Send a request that is made already, in the same way."""
        return self.line.ask(request, self.proofs[role])
