"""What every client is: a strategy that says who speaks, and Wix's APIs as attributes."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from wix_headless.client.calls import build_raw_request
from wix_headless.client.catalogue import Method, catalogue
from wix_headless.client.consistency import Consistency
from wix_headless.client.exchange import Exchange, FinishedCall
from wix_headless.client.proxies import MethodProxy, PackageProxy
from wix_headless.client.steps import Local, Remote, Steps
from wix_headless.exceptions import ConfigurationError
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.messages import Request
from wix_headless.strategies.api_key import ApiKeyStrategy
from wix_headless.strategies.base import AuthStrategy, TokenEndpoint
from wix_headless.tokens import Role
from wix_headless.transport import DEFAULT_API_URL, CallLimiter, Transport, shared_transport

if TYPE_CHECKING:
    # Type checkers know every package and method by name, from stubs; at work, attributes do.
    from wix_headless.client.packages import Packages
else:
    Packages = Generic

#: What a call returns: the answer's JSON object, or a promise of it.
Result = TypeVar("Result")


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
        #: Whether somebody has said where Wix is, for whichever site.
        self._is_fixed = bool(api_url or transport)
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
        if self._strategy.api_url is not None and not self._is_fixed:
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
        return self.send(build_raw_request(verb, path, params=params, json=json))

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
        return Exchange(self, request, method).steps()

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

    def on_finished(self, call: FinishedCall) -> None:
        """Do what this kind of client does after each call."""
