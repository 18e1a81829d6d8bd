"""
Answers that go wrong on purpose: the next N calls of a path fail in one of six ways.

A WSGI layer outside the application, so that a delay holds no lock and a broken answer is broken
on the wire, not in an exception.
"""

from __future__ import annotations

import fnmatch
import json
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from waitress.channel import ClientDisconnected  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

MODES = ("status", "delay", "reset", "garbage", "truncate", "html")
EXEMPT = ("/_sandbox/", "/media/", "/static/")


@dataclass(slots=True, kw_only=True)
class Fault:
    """An order to spoil the next ``times`` calls whose path matches."""

    times: int
    path: str = "*"
    mode: str = "status"
    status: int = 500
    delay: float = 0.0
    retry_after: str = ""
    body: Any = field(default=None, repr=False)

    def answer(self) -> tuple[int, str, bytes]:
        """Return the status, content type and bytes to answer instead."""
        if self.mode == "html":
            page = f"<html><body><h1>{self.status} from a gateway</h1></body></html>"
            return self.status, "text/html", page.encode()
        if self.mode == "garbage":
            return 200, "application/json", b'{"garbage": \xff\xfe'
        if self.body is not None:
            return self.status, "application/json", json.dumps(self.body).encode()
        error = {"code": "INJECTED", "description": "The control plane asked for this.", "data": {}}
        answer = {"message": error["description"], "details": {"applicationError": error}}
        return self.status, "application/json", json.dumps(answer).encode()


class FaultInjector:
    """Stand before *app*, and spoil what the control plane said to spoil."""

    def __init__(self, app: Callable[[Environ, StartResponse], Iterable[bytes]], state: State):
        self.app = app
        self.state = state

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        fault = self._take(environ["PATH_INFO"])
        if fault is None:
            return self.app(environ, start_response)
        time.sleep(fault.delay)  # noqa: TID251 - to be late is the order; no lock is held
        if fault.mode == "delay":
            return self.app(environ, start_response)
        if fault.mode == "truncate":
            return self._truncate(environ, start_response)
        self._record(environ, 0 if fault.mode == "reset" else fault.answer()[0])
        if fault.mode == "reset":
            raise ClientDisconnected
        return self._spoil(fault, start_response)

    def _take(self, path: str) -> Fault | None:
        if path.startswith(EXEMPT):
            return None
        with self.state.lock:
            for fault in self.state.faults:
                if fault.times > 0 and fnmatch.fnmatchcase(path, fault.path):
                    fault.times -= 1
                    return fault
        return None

    def _record(self, environ: Environ, status: int) -> None:
        with self.state.lock:
            self.state.record(environ["REQUEST_METHOD"], environ["PATH_INFO"], "", status)

    def _spoil(self, fault: Fault, start_response: StartResponse) -> Iterable[bytes]:
        status, content_type, content = fault.answer()
        headers = [
            ("Content-Type", content_type),
            ("Content-Length", str(len(content))),
            ("x-wix-request-id", str(uuid.uuid4())),
        ]
        if fault.retry_after:
            headers.append(("Retry-After", fault.retry_after))
        start_response(f"{status} {_phrase(status)}", headers)
        return [content]

    def _truncate(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Do the call, announce all of its answer, and send half."""
        answer = self.app(environ, start_response)
        content = b"".join(answer)
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        return [content[: len(content) // 2]]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
