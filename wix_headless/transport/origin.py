"""
The session and the adapter of requests for one origin, without what an API has no use for.

Half of what a call cost was finding out what is known here: that no redirect is followed, that
no cookie is kept, which pool leads there. Hooks, proxies, certificates and adapters of the
project's own work as ever.
"""

from __future__ import annotations

import functools
from collections.abc import Generator
from http.cookiejar import CookieJar
from typing import Any, Final

from requests import PreparedRequest, Response, Session  # noqa: TID251 - for the one place
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import BaseHTTPResponse

from wix_headless.transport.deadlines import Interruptible

#: In bytes; what is larger is not copied once more to go together with the head.
LARGEST_PIECE: Final = 65_536


class OriginSession(Session):
    """A session that goes where it is sent and nowhere else, and keeps no cookie."""

    def __init__(self) -> None:
        super().__init__()
        # One session serves everybody: a cookie kept for one would be sent for another.
        self.cookies = _NoCookies()

    def resolve_redirects(self, *args: Any, **more: Any) -> Generator[Response, None, None]:
        """Follow none: Wix's API does not redirect, and what would follow holds the token."""
        yield from ()


class OriginAdapter(HTTPAdapter):
    """
    The adapter of requests for one origin.

    Its connections can be cut by :func:`wix_headless.transport.deadlines.run_within`.
    """

    _known: tuple[Any, Any, Any, HTTPConnectionPool] | None = None

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        """Return the pool that leads there, which is found out once."""
        known = self._known
        if known and known[0] is verify and known[1] is proxies and known[2] is cert:
            return known[3]
        pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool.ConnectionCls = _specialise(pool.ConnectionCls)
        self._known = (verify, proxies, cert, pool)
        return pool

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """Return what stands in the request's first line."""
        return super().request_url(request, proxies) if proxies else request.path_url

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """Return the response that requests would make, but for its cookies."""
        response = Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = resp
        response.reason = resp.reason or ""
        response.url = req.url or ""
        response.request = req
        response.connection = self
        return response


class _NoCookies(RequestsCookieJar):
    """A jar that nothing is put into."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Leave them."""

    def set_cookie(self, cookie: Any, *args: Any, **more: Any) -> None:
        """Leave it."""

    def update(self, other: CookieJar | Any) -> None:  # type: ignore[override]
        """Leave them."""


class _InOnePiece(Interruptible, HTTPConnection):
    """
    Sends the head and the body of a request together.

    One system call fewer, one packet or TLS record fewer, and the server wakes up once.
    """

    _held: list[bytes] | None = None

    def request(self, *args: Any, **more: Any) -> None:
        self._held = []
        try:
            super().request(*args, **more)
            self._let_go()
        finally:
            self._held = None

    def send(self, data: Any) -> None:
        if self._held is None or len(data) > LARGEST_PIECE:
            self._let_go()
            super().send(data)
        else:
            self._held.append(data)

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held:
            super().send(b"".join(held))


@functools.cache
def _specialise(kind: type[Any]) -> type[Any]:
    """Return *kind* (plain, TLS, or through a SOCKS proxy) with what a connection of ours does."""
    if issubclass(kind, _InOnePiece):
        return kind
    return type(f"Origin{kind.__name__}", (_InOnePiece, kind), {})
