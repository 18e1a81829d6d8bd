"""Wix, as far as it sends events: so many a second, however long the answers take."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

PATH = "/wix/events/"

#: After so many seconds Wix takes an event for not delivered.
CUT_OFF = 1.25

#: How many answers may be waited for at once.
LANES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What became of one message.

    Attributes:
        status: 0 if the connection broke.
    """

    status: int
    seconds: float


def send(server: str, body: bytes) -> Answer:
    """Send one message on a connection of its own."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    status = 0
    try:
        connection.request("POST", PATH, body, {"Connection": "close"})
        answer = connection.getresponse()
        status = answer.status
        answer.read()
    except (OSError, http.client.HTTPException):
        pass  # the status says so
    finally:
        connection.close()
    return Answer(status=status, seconds=time.monotonic() - began)


@contextmanager
def sending(
    servers: Sequence[str], bodies: Sequence[bytes], *, per_second: float
) -> Iterator[list[Answer]]:
    """Send *bodies* in turn to all *servers*; the answers are there when the block is over."""
    answers: list[Answer] = []

    def send_in_time(number: int) -> Answer:
        # Each has its moment, and not the moment when the one before is through.
        time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        return send(servers[number % len(servers)], bodies[number])

    with ThreadPoolExecutor(LANES) as pool:
        began = time.monotonic() + 0.5
        futures = [pool.submit(send_in_time, number) for number in range(len(bodies))]
        yield answers
        answers += [future.result() for future in futures]


def describe_times(answers: Sequence[Answer]) -> tuple[float, float]:
    """Return the median of the answers' times and what 99 of 100 stay below, in milliseconds."""
    times = [answer.seconds * 1000 for answer in answers]
    return statistics.median(times), statistics.quantiles(times, n=100)[98]
