"""
Requests to Wix's API at one address: what goes out, what comes back, and what went wrong.

Errors are raised ``from None`` and name only the class of their cause:
the frames of urllib3 hold the token, and Django's error pages and mails show the frames of
every chained exception.
"""

from __future__ import annotations

import functools
import itertools
import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import check_header_validity

from wix_headless import __version__
from wix_headless.exceptions import TransportError
from wix_headless.protocol.errors import build_error, parse_retry_after
from wix_headless.protocol.json_values import encode_json
from wix_headless.protocol.messages import NO_BODY, Answer, Request
from wix_headless.transport.address import DEFAULT_API_URL, check_api_url
from wix_headless.transport.deadlines import OutOfTimeError, run_within
from wix_headless.transport.limiter import CallLimiter
from wix_headless.transport.origin import OriginAdapter, OriginSession
from wix_headless.transport.retries import (
    DEFAULT_POLICY,
    Loss,
    RetryPolicy,
    classify_loss,
    may_repeat_answer,
    may_repeat_loss,
)
from wix_headless.transport.round_trips import note_token_request, note_try

logger = logging.getLogger(__name__)

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": f"django-wix-headless/{__version__}",
}

#: Seconds to connect, and seconds of silence while reading.
DEFAULT_TIMEOUT = (3.0, 10.0)

#: No answer of Wix is as large; whatever is, is not kept in memory.
LARGEST_ANSWER = 32 * 1024 * 1024


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
        retry_policy: RetryPolicy = DEFAULT_POLICY,
    ) -> None:
        self.api_url = check_api_url(api_url)
        self._timeout = timeout
        self._retry_policy = retry_policy
        self._adapter = adapter
        self._session: OriginSession | None = None
        self._process = 0
        self._environment: dict[str, Any] = {}
        self._origin = ""
        self._headers: CaseInsensitiveDict[str | bytes] = CaseInsensitiveDict(_HEADERS)

    def __repr__(self) -> str:
        return f"<Transport {self.api_url}>"

    def send(
        self,
        request: Request,
        headers: Mapping[str, str],
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        limiter: CallLimiter | None = None,
    ) -> Answer:
        """
        Send *request* with *headers* (which say who is speaking).

        Args:
            timeout: Seconds of silence while reading, instead of the usual ten.
            deadline: Seconds by which all is over, however slowly the answer drips; there is
                one try only then, and no limit.
            retries: How many tries may follow the first, instead of the usual two.
            limiter: Whose calls of a minute are counted.

        Raises:
            TransportError: If no usable answer came.

            ResponseError: If Wix said no.
        """
        started = time.monotonic()
        if deadline is None:
            received = self._exchange_patiently(request, headers, timeout, retries, limiter)
        else:
            received = self._exchange_within(deadline, request, headers)
        seconds = time.monotonic() - started
        name = _name(request)
        if isinstance(received, _Lost):
            raise TransportError(f"{name}: no answer from Wix ({received.cause})")
        request_id = received.request_id
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

    def _exchange_patiently(
        self,
        request: Request,
        headers: Mapping[str, str],
        timeout: float | None,
        retries: int | None,
        limiter: CallLimiter | None,
    ) -> _Received | _Lost:
        """Do the exchange, and again where that may help, until it does or the time is over."""
        policy = self._retry_policy
        ends = time.monotonic() + policy.budget
        tries = 1 + (policy.retries if retries is None else retries)
        for tried in itertools.count(1):
            _await_place(limiter, request, ends - time.monotonic(), policy)
            note_try()
            received = self._exchange(request, headers, timeout)
            if tried >= tries or not received.may_be_repeated(request):
                break
            left = ends - time.monotonic()
            pause = policy.find_pause(tried, retry_after=received.retry_after, left=left)
            if pause is None:
                break
            logger.debug("%s: again in %.0f ms", _name(request), pause * 1000)
            policy.sleep(pause)
            timeout = min(timeout or self._timeout[1], left - pause)
        return received

    def _exchange_within(
        self, seconds: float, request: Request, headers: Mapping[str, str]
    ) -> _Received | _Lost:
        # Only what is about tokens has a deadline.
        note_token_request()
        # The deadline comes first, so that silence and a drip are told in the same words.
        silence = seconds + 1
        try:
            return run_within(seconds, lambda: self._exchange(request, headers, silence))
        except OutOfTimeError:
            pass
        raise TransportError(f"{_name(request)}: no answer within {seconds:g} s")

    def _exchange(
        self, request: Request, headers: Mapping[str, str], timeout: float | None
    ) -> _Received | _Lost:
        session = self._open()
        connect, read = self._timeout
        if timeout is not None:
            connect, read = min(connect, timeout), timeout
        started = time.monotonic()
        try:
            prepared = self._prepare(session, request, headers)
            # Session.send, and not Session.request: half the cost, and it does not put the
            # password of a netrc file in the place of our Authorization.
            response = session.send(
                prepared,
                timeout=(connect, read),
                allow_redirects=False,
                stream=True,
                **self._environment,
            )
            with response:
                received = _Received(response.status_code, response.headers, _read(response))
        except (requests.RequestException, UnicodeError) as error:
            # A UnicodeError is of a header that no HTTP header can hold.
            return _Lost(type(error).__name__, classify_loss(error))
        except _TooLargeError:
            return _Lost(f"more than {LARGEST_ANSWER} bytes", Loss.FINAL)
        # The path, not the query: a filter may hold somebody's address.
        logger.debug(
            "%s: %d in %.0f ms [%s]",
            _name(request),
            received.status,
            (time.monotonic() - started) * 1000,
            received.request_id,
        )
        return received

    def _prepare(
        self, session: OriginSession, request: Request, headers: Mapping[str, str]
    ) -> requests.PreparedRequest:
        # Not by prepare(): the origin and the headers that are always the same are ready, and
        # the rest is no URL of strangers.
        prepared = requests.PreparedRequest()
        prepared.method = request.verb
        prepared.url = self._origin + request.path
        if request.query:
            prepared.url += "?" + urlencode(request.query)
        prepared.headers = self._headers.copy()
        for header in headers.items():
            check_header_validity(header)
            prepared.headers[header[0]] = header[1]
        if request.body is not NO_BODY:
            prepared.body = encode_json(request.body)
            prepared.headers["Content-Type"] = "application/json"
            prepared.headers["Content-Length"] = str(len(prepared.body))
        prepared.hooks = session.hooks
        return prepared

    def _open(self) -> OriginSession:
        if self._session is None or self._process != os.getpid():
            session = OriginSession()
            adapter = self._adapter or OriginAdapter(pool_connections=4, pool_maxsize=32)
            session.mount(self.api_url + "/", adapter)
            self._origin = _normalize(self.api_url)
            # What HTTPS_PROXY, REQUESTS_CA_BUNDLE and their like ask for; read once, as it costs.
            settings = session.merge_environment_settings(self.api_url, {}, None, None, None)
            self._environment = {name: settings[name] for name in ("proxies", "verify", "cert")}
            self._session, self._process = session, os.getpid()
        return self._session


@functools.cache
def shared_transport(api_url: str = DEFAULT_API_URL) -> Transport:
    """Return this process's one transport to *api_url*, so that connections are kept."""
    return Transport(api_url)


class _TooLargeError(Exception):
    """More came than LARGEST_ANSWER."""


@dataclass(frozen=True, slots=True)
class _Received:
    """What came back; it may hold tokens and cookies, so it stays out of every error page."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def request_id(self) -> str:
        return self.headers.get("x-wix-request-id", "")

    @property
    def retry_after(self) -> float | None:
        return parse_retry_after(self.headers)

    def may_be_repeated(self, request: Request) -> bool:
        return may_repeat_answer(self.status, repeatable=request.repeatable)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Nothing came back that is an answer."""

    cause: str
    loss: Loss
    retry_after: None = None

    def may_be_repeated(self, request: Request) -> bool:
        return may_repeat_loss(self.loss, repeatable=request.repeatable)


def _name(request: Request) -> str:
    return f"{request.verb} {request.path}"


def _normalize(api_url: str) -> str:
    """Return the origin as it stands in a request, in ASCII."""
    prepared = requests.PreparedRequest()
    prepared.prepare_url(api_url, None)
    return (prepared.url or "").rstrip("/")


def _await_place(
    limiter: CallLimiter | None, request: Request, patience: float, policy: RetryPolicy
) -> None:
    if limiter is None:
        return
    wait = limiter.reserve(patience)
    if wait is None:
        raise TransportError(
            f"{_name(request)}: not sent, as the {limiter.calls_per_minute} calls of this minute "
            "are used up, and those of the next are waited for (CALLS_PER_MINUTE)."
        )
    if wait:
        policy.sleep(wait)


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
