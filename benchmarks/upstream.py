"""
A server in a process of its own that answers what Wix would, as fast as Python can.

It knows one call, a query of members, which it refuses with an expired token; it gives tokens to
everybody, tells who they are, and counts what it is asked.
``python -m benchmarks.upstream`` prints where it listens, and serves until its input ends.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections import Counter
from types import TracebackType
from typing import Any, Self

import jwt
import requests

MEMBERS_PATH = "/members/v1/members/query"
TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path
USER_PATH = "/userinfo"

#: A visitor's access token is about as long.
ACCESS_TOKEN = "OauthNG.JWS." + "a" * 900
REFRESH_TOKEN = "JWS." + "r" * 700
#: The one that is refused.
EXPIRED_TOKEN = "OauthNG.JWS." + "e" * 900


class Upstream:
    """The server, for as long as the block runs; *delay* is how many seconds it thinks."""

    def __init__(self, *, delay: float = 0.0) -> None:
        self._command = [sys.executable, "-m", "benchmarks.upstream", "--delay", str(delay)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.origin = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not self.origin:
            raise RuntimeError("The server of the benchmarks did not start.")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()  # ends its input, and so the server
        self._process.wait(10)

    def count_requests(self, path: str) -> int:
        """Return how often *path* has been asked for."""
        return fetch_counts(self.origin)[path]


def fetch_counts(origin: str) -> Counter[str]:
    """Return how often the server at *origin* has been asked for each path, but for this one."""
    counts = Counter(requests.get(f"{origin}/counts", timeout=10).json())
    del counts["/counts"]
    return counts


class _Connection(asyncio.Protocol):
    """One connection that is kept alive: requests with a length in, answers out."""

    def __init__(self, delay: float, counts: Counter[str]) -> None:
        self._delay = delay
        self._counts = counts
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[:end])
            whole = end + 4 + _length(head)
            if len(self._received) < whole:
                return
            del self._received[:whole]
            self._answer(head.split(b" ", 2)[1].decode(), is_expired=_EXPIRED in head)

    def _answer(self, path: str, *, is_expired: bool) -> None:
        self._counts[path] += 1
        answer = _UNAUTHORIZED if is_expired else _ANSWERS.get(path)
        if answer is None:
            answer = _build(self._counts) if path == "/counts" else _NOT_FOUND
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def _build(data: object, status: str = "200 OK") -> bytes:
    body = json.dumps(data).encode()
    lines = (
        f"HTTP/1.1 {status}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-cache",
        "X-Wix-Request-Id: 1700000000.12345678901234567890",
        "Connection: keep-alive",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _build_member(number: int) -> dict[str, Any]:
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "loginEmailVerified": True,
        "status": "APPROVED",
        "privacyStatus": "PUBLIC",
        "activityStatus": "ACTIVE",
        "contactId": f"00000000-0000-4000-9000-{number:012}",
        "profile": {"nickname": f"Member {number}", "slug": f"member{number}", "photo": {}},
        "createdDate": "2024-05-01T08:00:00Z",
        "updatedDate": "2024-05-02T08:00:00.250Z",
    }


_ANSWERS = {
    MEMBERS_PATH: _build(
        {
            "members": [_build_member(number) for number in range(5)],
            "metadata": {"count": 5, "offset": 0, "total": 5, "tooManyToCount": False},
        }
    ),
    TOKEN_PATH: _build(
        {
            "access_token": ACCESS_TOKEN,
            "refresh_token": REFRESH_TOKEN,
            "token_type": "Bearer",
            "expires_in": 14400,
            # For who speaks OpenID Connect; nobody is asked to believe it.
            "id_token": jwt.encode({"sub": "m-1"}, "", algorithm="none"),
        }
    ),
    "/members/v1/members/my?fieldsets=FULL": _build({"member": _build_member(1)}),
    USER_PATH: _build({"sub": "m-1", "email": "ada@example.com"}),
}
_EXPIRED = EXPIRED_TOKEN.encode()
_UNAUTHORIZED = _build({"message": "expired"}, "401 Unauthorized")
_NOT_FOUND = _build({"message": "nothing here"}, "404 Not Found")


async def _serve(delay: float) -> None:
    loop = asyncio.get_running_loop()
    counts: Counter[str] = Counter()
    server = await loop.create_server(lambda: _Connection(delay, counts), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0)
    asyncio.run(_serve(parser.parse_args().delay))
