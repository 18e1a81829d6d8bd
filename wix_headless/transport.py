"""
The only socket: sends a request to Wix and returns its answer, or raises our own errors.

Errors are raised ``from None`` and name only the class of their cause:
the frames of urllib3 hold the token, and Django's error pages and mails show the frames of
every chained exception.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests import Session  # noqa: TID251 - this is the one place
from requests.adapters import HTTPAdapter

from wix_headless import __version__
from wix_headless.exceptions import ConfigurationError, TransportError
from wix_headless.protocol.errors import build_error
from wix_headless.protocol.messages import NO_BODY, Answer, Request

logger = logging.getLogger(__name__)

DEFAULT_API_URL = "https://www.wixapis.com"

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": f"django-wix-headless/{__version__}",
}

#: Seconds to connect, and seconds of silence while reading.
DEFAULT_TIMEOUT = (3.0, 10.0)

#: No answer of Wix is as large; whatever is, is not kept in memory.
LARGEST_ANSWER = 32 * 1024 * 1024

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def check_api_url(url: str) -> str:
    """
    Return the origin of Wix's API without a trailing slash.

    Raises:
        ConfigurationError: If tokens would travel there in the clear.
    """
    if not is_origin(url):
        raise ConfigurationError(
            f"API_URL is an origin, such as {DEFAULT_API_URL}: a scheme and a host, nothing behind."
        )
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ConfigurationError("API_URL may use http only for a sandbox on this machine.")
    return url.rstrip("/")


def is_origin(url: str) -> bool:
    """Say whether *url* is a scheme and a host, perhaps with a port, and a slash at most."""
    try:
        parts = urlsplit(url)
        # Asking for the port is what checks it.
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    return (
        is_complete
        and parts.scheme in {"http", "https"}
        and url.rstrip("/").lower() == origin.lower()
        and not any(character.isspace() or character in "\\@" for character in origin)
    )


class Transport:
    """
    Wix's API at one address.

    It may be shared by any number of threads: it keeps connections and nothing else.
    After a fork the child opens its own.
    """

    def __init__(
        self,
        api_url: str = DEFAULT_API_URL,
        *,
        timeout: tuple[float, float] = DEFAULT_TIMEOUT,
        adapter: HTTPAdapter | None = None,
    ) -> None:
        self.api_url = check_api_url(api_url)
        self._timeout = timeout
        self._adapter = adapter
        self._session: Session | None = None
        self._process = 0
        self._environment: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Transport {self.api_url}>"

    def send(
        self,
        request: Request,
        headers: Mapping[str, str],
        *,
        timeout: float | None = None,
        deadline: float | None = None,
    ) -> Answer:
        """
        Send *request* with *headers* (which say who is speaking).

        Args:
            timeout: Seconds of silence while reading, instead of the usual ten.
            deadline: Seconds by which all is over, however slowly the answer drips.

        Raises:
            TransportError: If no usable answer came.

            ResponseError: If Wix said no.
        """
        started = time.monotonic()
        if deadline is None:
            received = self._exchange(request, headers, timeout)
        else:
            received = self._exchange_within(deadline, request, headers)
        seconds = time.monotonic() - started
        request_id = received.headers.get("x-wix-request-id", "")
        name = f"{request.verb} {request.path}"
        # The path, not the query: a filter may hold somebody's address.
        logger.debug("%s: %d in %.0f ms [%s]", name, received.status, seconds * 1000, request_id)
        if not 200 <= received.status < 300:
            raise build_error(
                received.status,
                _parse(received),
                received.headers,
                method=name,
                request_id=request_id,
            )
        answer = _build_answer(received, request_id, seconds)
        if answer is None:
            raise TransportError(
                f"{name}: Wix answered {received.status}, "
                f"but not with a JSON object [{request_id or 'no request id'}]"
            )
        return answer

    def _exchange_within(
        self, seconds: float, request: Request, headers: Mapping[str, str]
    ) -> _Received:
        """
        Do the exchange in a thread of its own, and leave it behind when the time is over.

        A server that sends a byte now and then defeats every time-out of a socket.
        """
        outcome: Future[_Received] = Future()

        def run() -> None:
            try:
                outcome.set_result(self._exchange(request, headers, seconds))
            except BaseException as error:  # noqa: BLE001 - it is raised again by the waiter
                outcome.set_exception(error)

        threading.Thread(target=run, name="wix-token-request", daemon=True).start()
        try:
            return outcome.result(seconds)
        except TimeoutError:
            pass
        raise TransportError(f"{request.verb} {request.path}: no answer within {seconds:g} s")

    def _exchange(
        self, request: Request, headers: Mapping[str, str], timeout: float | None
    ) -> _Received:
        session = self._open()
        connect, read = self._timeout
        try:
            prepared = self._prepare(session, request, headers)
            # Session.send, and not Session.request: half the cost, and it does not put the
            # password of a netrc file in the place of our Authorization.
            response = session.send(
                prepared,
                timeout=(connect, timeout or read),
                allow_redirects=False,
                stream=True,
                **self._environment,
            )
            with response:
                return _Received(response.status_code, response.headers, _read(response))
        except (requests.RequestException, UnicodeError) as error:
            # A UnicodeError is of a header that no HTTP header can hold.
            cause = type(error).__name__
        except _TooLargeError:
            cause = f"more than {LARGEST_ANSWER} bytes"
        raise TransportError(f"{request.verb} {request.path}: no answer from Wix ({cause})")

    def _prepare(
        self, session: Session, request: Request, headers: Mapping[str, str]
    ) -> requests.PreparedRequest:
        url = self.api_url + request.path
        if request.query:
            url += "?" + urlencode(request.query)
        prepared = requests.PreparedRequest()
        prepared.prepare_method(request.verb)
        prepared.prepare_url(url, None)
        prepared.prepare_headers(_HEADERS | dict(headers))
        if request.body is not NO_BODY:
            prepared.headers["Content-Type"] = "application/json"
            prepared.prepare_body(json.dumps(request.body).encode(), None)
        prepared.prepare_hooks(session.hooks)
        return prepared

    def _open(self) -> Session:
        if self._session is None or self._process != os.getpid():
            session = _Session()
            # One session serves everybody: a cookie kept for one would be sent for another.
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            adapter = self._adapter or HTTPAdapter(pool_connections=4, pool_maxsize=32)
            session.mount(self.api_url + "/", adapter)
            # What HTTPS_PROXY, REQUESTS_CA_BUNDLE and their like ask for; read once, as it costs.
            settings = session.merge_environment_settings(self.api_url, {}, None, None, None)
            self._environment = {name: settings[name] for name in ("proxies", "verify", "cert")}
            self._session, self._process = session, os.getpid()
        return self._session


@functools.cache
def shared_transport(api_url: str = DEFAULT_API_URL) -> Transport:
    """Return this process's one transport to *api_url*, so that connections are kept."""
    return Transport(api_url)


class _Session(Session):
    """A session that goes where it is sent, and nowhere else."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: Wix's API does not redirect, and what would follow holds the token."""


class _TooLargeError(Exception):
    """More came than LARGEST_ANSWER."""


@dataclass(frozen=True, slots=True)
class _Received:
    """What came back; its content may be tokens, so it stays out of every error page."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


def _read(response: requests.Response) -> bytes:
    content = bytearray()
    for chunk in response.iter_content(65_536):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise _TooLargeError
    return bytes(content)


def _parse(received: _Received) -> object:
    """Return the JSON, ``{}`` for an empty body, None for anything else."""
    if not received.content.strip():
        return {}
    try:
        return json.loads(received.content)
    except (ValueError, RecursionError):
        return None


def _build_answer(received: _Received, request_id: str, seconds: float) -> Answer | None:
    data = _parse(received)
    if not isinstance(data, dict):
        return None
    return Answer(
        status=received.status,
        data=data,
        headers=received.headers,
        request_id=request_id,
        seconds=seconds,
    )
