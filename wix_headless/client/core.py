"""What every client is: a strategy that says who speaks, and Wix's APIs as attributes."""

from __future__ import annotations

import copy
import itertools
import logging
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from urllib.parse import quote

from wix_headless.client.catalogue import Method, catalogue
from wix_headless.client.consistency import Consistency
from wix_headless.client.hints import build_hint
from wix_headless.client.proxies import MethodProxy, PackageProxy
from wix_headless.client.query_string import build_query
from wix_headless.client.steps import Local, Remote, Steps
from wix_headless.exceptions import ConfigurationError, ResponseError, WixError
from wix_headless.protocol.errors import is_expired_token
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.messages import NO_BODY, Answer, Request
from wix_headless.signals import call_finished
from wix_headless.strategies.api_key import ApiKeyStrategy
from wix_headless.strategies.base import AuthStrategy, TokenEndpoint
from wix_headless.tokens import Role
from wix_headless.transport import (
    DEFAULT_API_URL,
    CallLimiter,
    RoundTrips,
    Transport,
    shared_transport,
)

if TYPE_CHECKING:
    # Type checkers know every package and method by name, from stubs; at work, attributes do.
    from wix_headless.client.packages import Packages
else:
    Packages = Generic

logger = logging.getLogger(__name__)

#: What a call returns: the answer's JSON object, or a promise of it.
Result = TypeVar("Result")

_NIL = "00000000-0000-0000-0000-000000000000"

#: What a segment of a path is that is no id, slug or address; and how many Wix's paths begin with.
_PLAIN = re.compile(r"[a-z][a-z_-]{0,39}|v[0-9]{1,3}")
_PLAIN_SEGMENTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedCall:
    """
    What became of one call.

    Attributes:
        name: ``members.query_members``, or the path of a raw call.
        status_code: None when no answer came.
        error: The class of the error, or empty.
        seconds: All of it, with whatever tokens it took.
        tries: How often it was sent; 0 if not even a token could be had.
        token_requests: How often Wix was asked for a token, for the sake of this call.
    """

    name: str
    verb: str
    path: str
    role: Role
    status_code: int | None
    error: str
    request_id: str
    seconds: float
    tries: int = 1
    token_requests: int = 0

    @property
    def label(self) -> str:
        """
        The name without what may be an id: for metrics, whose labels have to be few.

        Of a raw call it is the beginning of the path: service, version and resource.
        """
        if not self.name.startswith("/"):
            return self.name
        segments = self.path.split("/")[1 : 1 + _PLAIN_SEGMENTS]
        return "/" + "/".join(itertools.takewhile(_PLAIN.fullmatch, segments))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """
    How calls are made, apart from who makes them.

    Attributes:
        timeout: Seconds of silence while reading an answer.
        language: The language of the answer's texts, such as ``de``.
        retries: How many tries may follow the first.
    """

    timeout: float | None = None
    language: str | None = None
    retries: int | None = None


class BaseClient(ABC, Packages[Result]):
    """
    Wix's APIs, for one speaker.

    Every package of Wix's SDK is an attribute, in snake_case.
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
        known_url = api_url or strategy.api_url or DEFAULT_API_URL
        self._transport = transport or shared_transport(known_url)
        self.options = CallOptions()
        self._consistency = Consistency()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> PackageProxy:
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
        return self.strategy.site

    @property
    def limiter(self) -> CallLimiter | None:
        """What keeps the calls of a minute below a limit, where there is one."""
        return None

    @property
    def strict_fields(self) -> bool:
        """Whether a field that the catalogue does not know is an error."""
        return False

    @property
    def language(self) -> str:
        """The language that answers are asked for in; empty for the site's own."""
        return self.options.language or ""

    @property
    def consistency(self) -> Consistency:
        """What Wix asked to be shown again, so that reads see what was written."""
        return self._consistency

    def using(
        self,
        *,
        timeout: float | None = None,
        language: str | None = None,
        retries: int | None = None,
        site: str | None = None,
    ) -> Self:
        """
        Return a client of the same speaker that calls in another way.

        Args:
            timeout: Seconds of silence while reading an answer.
            language: The language of the answer's texts, such as ``de``.
            retries: How many tries may follow the first, where it is safe to repeat a call.
            site: The alias of another site in SITES; with an API key also the id of one.

        Raises:
            ConfigurationError: If there is no such site, or this speaker is nobody there.
        """
        other = copy.copy(self)
        if site is not None:
            other.move_to(site)
        other.options = CallOptions(
            timeout=timeout or self.options.timeout,
            language=language or self.options.language,
            retries=self.options.retries if retries is None else retries,
        )
        return other

    def move_to(self, site: str) -> None:
        """Speak at another site from now on; :meth:`using` does so with a copy."""
        self._strategy = self._strategy.for_site(site)
        if self._strategy.api_url is not None:
            self._transport = shared_transport(self._strategy.api_url)
        self._consistency = Consistency()

    def get(self, path: str, *, params: Mapping[str, Any] | None = None) -> Result:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("GET", path, params=params)

    def post(self, path: str, *, json: Any = None) -> Result:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("POST", path, json=json)

    def put(self, path: str, *, json: Any = None) -> Result:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("PUT", path, json=json)

    def patch(self, path: str, *, json: Any = None) -> Result:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("PATCH", path, json=json)

    def delete(self, path: str, *, params: Mapping[str, Any] | None = None) -> Result:
        """Call a path that no method is for; see :meth:`raw`."""
        return self.raw("DELETE", path, params=params)

    def raw(
        self,
        verb: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> Result:
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

    @abstractmethod
    def send(self, request: Request, method: Method | None = None) -> Result:
        """Send a request as this speaker, and return the answer's JSON object."""

    @abstractmethod
    def bind(self, method: Method) -> MethodProxy:
        """Return *method*, for this client to call."""

    def call(self, request: Request, method: Method | None = None) -> Steps[dict[str, Any]]:
        """
        Say step by step what a call does; it returns the answer's JSON object.

        Raises:
            APIError: If the call does not succeed.

            RenewalError: If it speaks for a member whose login Wix has ended.
        """
        started, trips = time.monotonic(), RoundTrips()
        try:
            answer = yield from self._exchange(request, method, trips)
        except WixError as error:
            failure, seconds = error, time.monotonic() - started
            if isinstance(error, ResponseError):
                error.role = self.role.value
                error.hint = build_hint(error, role=self.role, method=method)
            yield Local(lambda: self._finish(request, seconds, trips, error=failure))
            raise
        seconds = time.monotonic() - started
        wrote = method is None or not method.is_read
        yield Local(lambda: self._finish(request, seconds, trips, answer=answer, wrote=wrote))
        return answer.data

    def describe_token(self) -> Steps[TokenInfo]:
        """
        Say step by step how to find out whom the present token speaks for.

        Raises:
            ConfigurationError: If this client speaks with an API key, which is no token.

            APIError: If Wix could not answer.
        """
        if isinstance(self.strategy, ApiKeyStrategy):
            raise ConfigurationError("An API key is no token, so there is no token info of it.")
        headers = yield Local(lambda: self.strategy.authorize(self.transport))
        endpoint = TokenEndpoint(self.transport)
        info: TokenInfo = yield Remote(lambda: endpoint.fetch_info(headers["Authorization"]))
        return info

    def strategy_for(self, method: Method | None) -> AuthStrategy:
        """Return how a call of *method* proves who it is; None is a path that is no method's."""
        return self.strategy

    def _exchange(
        self, request: Request, method: Method | None, trips: RoundTrips
    ) -> Steps[Answer]:
        strategy, headers = yield Local(
            lambda: trips.count(lambda: self._authorize(request, method))
        )
        try:
            answer: Answer = yield self._send_step(request, headers, trips)
        except ResponseError as error:
            if not is_expired_token(error):
                raise
            better = yield Local(
                lambda: trips.count(lambda: strategy.reauthorize(self.transport, headers))
            )
            if better is None:
                raise
            # Wix did not look at a request whose token it refused: it may be sent again.
            answer = yield self._send_step(request, {**headers, **better}, trips)
        return answer

    def _authorize(
        self, request: Request, method: Method | None
    ) -> tuple[AuthStrategy, dict[str, str]]:
        strategy = self.strategy_for(method)
        if isinstance(strategy, ApiKeyStrategy):
            strategy = strategy.for_path(request.path)
        proof = strategy.authorize(self.transport)
        return strategy, {
            **build_language_header(self.language),
            **self.consistency.headers(),
            **proof,
        }

    def _send_step(self, request: Request, headers: Mapping[str, str], trips: RoundTrips) -> Remote:
        send = partial(self.transport.send, request, headers, limiter=self.limiter)
        timeout, retries = self.options.timeout, self.options.retries
        return Remote(lambda: trips.count(partial(send, timeout=timeout, retries=retries)))

    def _finish(
        self,
        request: Request,
        seconds: float,
        trips: RoundTrips,
        *,
        answer: Answer | None = None,
        error: WixError | None = None,
        wrote: bool = False,
    ) -> None:
        if answer is not None:
            self.consistency.remember(answer, wrote=wrote)
        call = FinishedCall(
            name=request.name,
            verb=request.verb,
            path=request.path,
            role=self.role,
            status_code=answer.status if answer else getattr(error, "status_code", None),
            error=type(error).__name__ if error else "",
            request_id=answer.request_id if answer else getattr(error, "request_id", ""),
            seconds=seconds,
            tries=trips.tries,
            token_requests=trips.token_requests,
        )
        self.on_finished(call)
        # Whoever listens must not turn a call that Wix has done into one that failed.
        for receiver, failure in call_finished.send_robust(type(self), call=call, site=self.site):
            if isinstance(failure, Exception):
                logger.error("%r failed at call_finished: %r", receiver, failure)

    def on_finished(self, call: FinishedCall) -> None:
        """Do what this kind of client does after each call."""


def build_language_header(language: str) -> dict[str, str]:
    """Return the header that says in which language to answer, as Wix's own SDK sends it."""
    if not language:
        return {}
    return {"x-wix-linguist": f"{language}|{language.lower()}|false|{_NIL}"}


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
