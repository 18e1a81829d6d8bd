"""How one call goes: with which proof it is sent, when it is sent anew, and what is told of it."""

from __future__ import annotations

import itertools
import logging
import re
import time
from asyncio import CancelledError
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from wix_headless.client.catalogue import Method
from wix_headless.client.hints import build_hint
from wix_headless.client.steps import Local, Remote, Steps
from wix_headless.exceptions import ResponseError, WixError
from wix_headless.protocol.errors import is_expired_token
from wix_headless.protocol.messages import Answer, Request
from wix_headless.signals import call_finished
from wix_headless.strategies.api_key import ApiKeyStrategy
from wix_headless.strategies.base import AuthStrategy
from wix_headless.tokens import Role
from wix_headless.transport import RoundTrips

if TYPE_CHECKING:
    from wix_headless.client.base import BaseClient

logger = logging.getLogger(__name__)

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
        error: The class of the error, or empty; ``CancelledError`` if nobody waited for the end.
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


class Exchange:
    """
    One call, from the proof of who makes it until everybody has heard what became of it.

    Args:
        client: Who makes it, and in which way.
        method: What is called; None is a path that is no method's.
    """

    def __init__(self, client: BaseClient[Any], request: Request, method: Method | None) -> None:
        self._client = client
        self._request = request
        self._method = method
        self._trips = RoundTrips()

    def steps(self) -> Steps[dict[str, Any]]:
        """
        Say step by step what is done; it returns the answer's JSON object.

        Raises:
            APIError: If the call does not succeed.

            RenewalError: If it speaks for a member whose login Wix has ended.
        """
        started = time.monotonic()
        try:
            answer = yield from self._send()
        except (WixError, CancelledError) as error:
            # Whoever no longer waits for an answer may well have changed something at Wix.
            failure, seconds = error, time.monotonic() - started
            yield Local(lambda: self._finish_failed(failure, seconds))
            raise
        seconds = time.monotonic() - started
        yield Local(lambda: self._finish_answered(answer, seconds))
        return answer.data

    def _send(self) -> Steps[Answer]:
        strategy, headers = yield Local(lambda: self._trips.count(self._authorize))
        try:
            answer: Answer = yield self._try(headers)
        except ResponseError as error:
            if not is_expired_token(error):
                raise
            reauthorize = partial(strategy.reauthorize, self._client.transport, headers)
            better = yield Local(lambda: self._trips.count(reauthorize))
            if better is None:
                raise
            # Wix did not look at a request whose token it refused: it may be sent again.
            answer = yield self._try({**headers, **better})
        return answer

    def _authorize(self) -> tuple[AuthStrategy, dict[str, str]]:
        client = self._client
        strategy = client.strategy_for(self._method)
        if isinstance(strategy, ApiKeyStrategy):
            strategy = strategy.for_path(self._request.path)
        proof = strategy.authorize(client.transport)
        return strategy, {
            **build_language_header(client.language),
            **client.consistency.headers(),
            **proof,
        }

    def _try(self, headers: Mapping[str, str]) -> Remote:
        client = self._client
        send = partial(
            client.transport.send,
            self._request,
            headers,
            limiter=client.limiter,
            timeout=client.options.timeout,
            retries=client.options.retries,
        )
        return Remote(lambda: self._trips.count(send))

    def _finish_answered(self, answer: Answer, seconds: float) -> None:
        wrote = self._method is None or not self._method.is_read
        self._client.consistency.remember(answer, wrote=wrote)
        self._tell(seconds, status_code=answer.status, request_id=answer.request_id)

    def _finish_failed(self, error: WixError | CancelledError, seconds: float) -> None:
        if isinstance(error, ResponseError):
            role = self._client.role
            error.role = role.value
            error.hint = build_hint(error, role=role, method=self._method)
        self._tell(
            seconds,
            status_code=getattr(error, "status_code", None),
            request_id=getattr(error, "request_id", ""),
            error=type(error).__name__,
        )

    def _tell(
        self, seconds: float, *, status_code: int | None, request_id: str, error: str = ""
    ) -> None:
        client = self._client
        call = FinishedCall(
            name=self._request.name,
            verb=self._request.verb,
            path=self._request.path,
            role=client.role,
            status_code=status_code,
            error=error,
            request_id=request_id,
            seconds=seconds,
            tries=self._trips.tries,
            token_requests=self._trips.token_requests,
        )
        client.on_finished(call)
        # Whoever listens must not turn a call that Wix has done into one that failed.
        told = call_finished.send_robust(type(client), call=call, site=client.site)
        for receiver, failure in told:
            if isinstance(failure, Exception):
                logger.error("%r failed at call_finished: %r", receiver, failure)


def build_language_header(language: str) -> dict[str, str]:
    """Return the header that says in which language to answer, as Wix's own SDK sends it."""
    if not language:
        return {}
    return {"x-wix-linguist": f"{language}|{language.lower()}|false|{_NIL}"}
