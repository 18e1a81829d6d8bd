"""``WixClient``: a strategy that says who speaks, and Wix's APIs as attributes."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

from wix_headless.client.catalogue import Method, catalogue
from wix_headless.client.proxies import PackageProxy
from wix_headless.client.query_string import build_query
from wix_headless.exceptions import ResponseError, WixError
from wix_headless.protocol.errors import is_expired_token
from wix_headless.protocol.messages import NO_BODY, Answer, Request
from wix_headless.signals import call_finished
from wix_headless.strategies.base import AuthStrategy
from wix_headless.tokens import Role
from wix_headless.transport import DEFAULT_API_URL, Transport, shared_transport

logger = logging.getLogger(__name__)

_NIL = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedCall:
    """
    What became of one call.

    Attributes:
        name: ``members.query_members``, or the path of a raw call.
        status_code: None when no answer came.
        error: The class of the error, or empty.
        seconds: All of it, with whatever tokens it took.
    """

    name: str
    verb: str
    path: str
    role: Role
    status_code: int | None
    error: str
    request_id: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """
    How calls are made, apart from who makes them.

    Attributes:
        timeout: Seconds of silence while reading an answer.
        language: The language of the answer's texts, such as ``de``.
    """

    timeout: float | None = None
    language: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that say so; ``x-wix-linguist`` is what Wix's own SDK sends."""
        if not self.language:
            return {}
        return {"x-wix-linguist": f"{self.language}|{self.language.lower()}|false|{_NIL}"}


class WixClient:
    """
    Wix's APIs, for one speaker.

    Every package of Wix's SDK is an attribute, in snake_case:
    ``client.ecom.orders.get_order("5f…")`` returns the answer's JSON as a dict.
    ``get``, ``post``, ``put``, ``patch`` and ``delete`` take a path, where no method exists.

    Args:
        strategy: Who speaks.
        api_url: Where Wix is; ``http`` only on this machine. A strategy that was made
            ``from_settings`` knows it.
    """

    def __init__(
        self,
        strategy: AuthStrategy,
        *,
        api_url: str | None = None,
        transport: Transport | None = None,
    ) -> None:
        self._strategy = strategy
        known_url = api_url or getattr(strategy, "api_url", None) or DEFAULT_API_URL
        self._transport = transport or shared_transport(known_url)
        self.options = CallOptions()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return PackageProxy(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *catalogue.package_names})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} as {self.role}>"

    @property
    def strategy(self) -> AuthStrategy:
        """How this client proves who it is."""
        return self._strategy

    @property
    def transport(self) -> Transport:
        """The connections it uses."""
        return self._transport

    @property
    def role(self) -> Role:
        """Whom calls speak for."""
        return self.strategy.role

    @property
    def site(self) -> str:
        """The alias of the Wix site, where a project has several."""
        return "default"

    @property
    def strict_fields(self) -> bool:
        """Whether a field that the catalogue does not know is an error."""
        return False

    def using(self, *, timeout: float | None = None, language: str | None = None) -> Self:
        """
        Return a client of the same speaker that calls in another way.

        Args:
            timeout: Seconds of silence while reading an answer.
            language: The language of the answer's texts, such as ``de``.
        """
        other = copy.copy(self)
        other.options = CallOptions(
            timeout=timeout or self.options.timeout, language=language or self.options.language
        )
        return other

    def get(self, path: str, *, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("GET", path, params=params)

    def post(self, path: str, *, json: Any = None) -> dict[str, Any]:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("POST", path, json=json)

    def put(self, path: str, *, json: Any = None) -> dict[str, Any]:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("PUT", path, json=json)

    def patch(self, path: str, *, json: Any = None) -> dict[str, Any]:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("PATCH", path, json=json)

    def delete(self, path: str, *, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("DELETE", path, params=params)

    def raw(
        self,
        verb: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> dict[str, Any]:
        """
        Call a path of Wix's API as this speaker.

        Args:
            path: Such as ``/members/v1/members/my``; whatever is not plain in it is encoded.
            params: The query string; nested values are flattened as Wix wants them.
            json: The body.

        Raises:
            ValueError: If *path* could lead the token to another host.

            APIError: If the call does not succeed.
        """
        path = check_path(path)
        query = build_query(dict(params), is_complex=False) if params else ()
        body = NO_BODY if json is None else json
        return self.send(Request(verb=verb, path=path, query=query, body=body, name=path))

    def send(self, request: Request, method: Method | None = None) -> dict[str, Any]:
        """
        Send a request as this speaker, and return the answer's JSON object.

        Raises:
            APIError: If the call does not succeed.

            RenewalError: If it speaks for a member whose login Wix has ended.
        """
        started = time.monotonic()
        try:
            answer = self._send_authorized(request)
        except WixError as error:
            if isinstance(error, ResponseError):
                error.role = self.role.value
            self._finish(request, time.monotonic() - started, error=error)
            raise
        self._finish(request, time.monotonic() - started, answer=answer)
        return answer.data

    def _send_authorized(self, request: Request) -> Answer:
        headers = {**self.options.headers(), **self.strategy.authorize(self.transport)}
        try:
            return self.transport.send(request, headers, timeout=self.options.timeout)
        except ResponseError as error:
            if not is_expired_token(error):
                raise
            better = self.strategy.reauthorize(self.transport, headers)
            if better is None:
                raise
        # Wix did not look at a request whose token it refused: it may be sent again.
        return self.transport.send(request, {**headers, **better}, timeout=self.options.timeout)

    def _finish(
        self,
        request: Request,
        seconds: float,
        *,
        answer: Answer | None = None,
        error: WixError | None = None,
    ) -> None:
        call = FinishedCall(
            name=request.name,
            verb=request.verb,
            path=request.path,
            role=self.role,
            status_code=answer.status if answer else getattr(error, "status_code", None),
            error=type(error).__name__ if error else "",
            request_id=answer.request_id if answer else getattr(error, "request_id", ""),
            seconds=seconds,
        )
        self.on_finished(call)
        # Whoever listens must not turn a call that Wix has done into one that failed.
        for receiver, failure in call_finished.send_robust(type(self), call=call, site=self.site):
            if isinstance(failure, Exception):
                logger.error("%r failed at call_finished: %r", receiver, failure)

    def on_finished(self, call: FinishedCall) -> None:
        """Do what this kind of client does after each call."""


def check_path(path: str) -> str:
    """
    Return *path* with its unsafe characters percent-encoded.

    Raises:
        ValueError: If it is not plainly a path of Wix's API: the token must not follow an
            absolute URL, ``//host``, a backslash or a step upwards to somewhere else.
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        raise ValueError("A raw call takes a path that starts with one slash, not an address.")
    if any(ord(character) <= 32 or ord(character) == 127 for character in path):
        raise ValueError("A path has no spaces or control characters.")
    if "?" in path or "#" in path:
        raise ValueError("A raw call takes its query string as params=, not in the path.")
    if any(segment in {".", ".."} for segment in path.lower().replace("%2e", ".").split("/")):
        raise ValueError("A path has no '.' or '..' in it.")
    return quote(path, safe="/:@!$&'()*+,;=~-._%")
