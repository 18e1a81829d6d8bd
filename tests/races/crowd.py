"""Sending many requests at the same moment, each on a connection of its own."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

#: Longer than the longest wait for somebody else's renewal.
TIMEOUT_SECONDS = 60

SESSION_COOKIE = "sessionid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request to be sent: to which server, for what, with which session."""

    server: str
    path: str
    session: str = ""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    What came back.

    Attributes:
        status: 0 if the connection broke.
        session: The value of the session cookie it sets; None if it sets none.
        ended: When it was there, on the monotonic clock.
    """

    visit: Visit
    status: int
    content: bytes = b""
    session: str | None = None
    seconds: float
    ended: float

    @property
    def data(self) -> Any:
        return json.loads(self.content)


def open_page(visit: Visit) -> Page:
    """Send one request and read its answer."""
    started = time.monotonic()
    status, content, session = 0, b"", None
    connection = http.client.HTTPConnection(urlsplit(visit.server).netloc, timeout=TIMEOUT_SECONDS)
    headers = {"Connection": "close", **visit.headers}
    if visit.session:
        own = f"{SESSION_COOKIE}={visit.session}"
        headers["Cookie"] = "; ".join(filter(None, [headers.get("Cookie"), own]))
    try:
        connection.request(visit.method, visit.path, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        status, session = answer.status, _read_session(answer)
    except (OSError, http.client.HTTPException):
        pass  # the status says so
    finally:
        connection.close()
    ended = time.monotonic()
    return Page(
        visit=visit,
        status=status,
        content=content,
        session=session,
        seconds=ended - started,
        ended=ended,
    )


def _read_session(answer: http.client.HTTPResponse) -> str | None:
    for header in answer.headers.get_all("Set-Cookie", []):
        cookie = SimpleCookie(header)
        if SESSION_COOKIE in cookie:
            return cookie[SESSION_COOKIE].value
    return None


@contextmanager
def sending(visits: Sequence[Visit]) -> Iterator[list[Future[Page]]]:
    """Send all *visits* at once, and go on meanwhile."""
    together = threading.Barrier(len(visits))

    def send(visit: Visit) -> Page:
        together.wait(TIMEOUT_SECONDS)
        return open_page(visit)

    with ThreadPoolExecutor(len(visits)) as pool:
        yield [pool.submit(send, visit) for visit in visits]


def send_all(visits: Sequence[Visit]) -> list[Page]:
    """Send all *visits* at once, and wait for their answers."""
    with sending(visits) as pages:
        return [page.result() for page in pages]


def count_statuses(pages: Sequence[Page]) -> str:
    """Return how many pages had which status, in words."""
    counts = Counter(page.status or "broken" for page in pages)
    return ", ".join(f"{count} x {status}" for status, count in counts.items())
