"""
How the sandbox calls a site: one POST with a total time, and with no lock held.

Of standard modules alone. A time-out of a socket begins anew with each byte that comes, so what is
left of the total is set before each.
"""

from __future__ import annotations

import contextlib
import io
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

LARGEST_ANSWER = 2**20


def is_loopback(host: str) -> bool:
    """Say whether *host* is this machine, by name or by address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_callable(url: str) -> bool:
    """Say whether the sandbox may be told to call *url*: https, or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.port != 0 and (
            (parts.scheme == "https" and bool(host))
            or (parts.scheme == "http" and is_loopback(host))
        )
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What became of a call.

    Attributes:
        status: The answer's; 0 without one.
        error: Why there is none, in words.
    """

    status: int = 0
    content: bytes = b""
    error: str = ""
    milliseconds: int


@contextlib.contextmanager
def released(lock: threading.RLock) -> Iterator[None]:
    """Let others have *lock*, which this thread holds once, for as long as the block takes."""
    lock.release()
    try:
        yield
    finally:
        lock.acquire()


def post(url: str, body: str, *, content_type: str, seconds: float) -> Outcome:
    """Post *body*; take an answer that is whole in so many *seconds*, and follow no redirect."""
    begun = time.monotonic()
    status, content, error = 0, b"", ""
    try:
        status, content = _exchange(url, body.encode(), content_type, begun + seconds)
    except TimeoutError:
        error = f"no answer within {seconds:g} s"
    except (OSError, HTTPException, ValueError) as problem:
        error = f"no answer: {type(problem).__name__}"
    milliseconds = round((time.monotonic() - begun) * 1000)
    return Outcome(status=status, content=content, error=error, milliseconds=milliseconds)


def _exchange(url: str, body: bytes, content_type: str, ends: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    host = parts.hostname or ""
    # Names below localhost are this machine (RFC 6761), and not every resolver knows it.
    host = "localhost" if host.endswith(".localhost") else host
    connection = connect(host, parts.port, timeout=_left(ends))
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "Content-Type": content_type,
        "User-Agent": "wix-sandbox",
        "Connection": "close",
    }
    with contextlib.closing(connection):
        connection.connect()
        connection.sock.settimeout(_left(ends))
        connection.request("POST", path, body, headers)
        timed: Any = _Timed(connection.sock, ends)
        answer = HTTPResponse(timed, method="POST")
        with contextlib.closing(answer):
            answer.begin()
            return answer.status, answer.read(LARGEST_ANSWER)


def _left(ends: float) -> float:
    """Return the seconds until *ends*, on the monotonic clock."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed(io.RawIOBase):
    """A socket to read an answer from, until the time is over."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock = sock
        self._ends = ends

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the reader that ``HTTPResponse`` asks a socket for."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._ends))
        return self._sock.recv_into(buffer)
