"""A wire to nowhere: answers whatever a test makes up, without a socket."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

#: Status, body and headers.
Said = tuple[int, bytes, Mapping[str, str]]


class MadeUpWire(HTTPAdapter):
    """
    Gives one answer after the other, and the last one for ever.

    Args:
        at: The answers of paths that have one of their own.
    """

    def __init__(self, *answers: Said, at: Mapping[str, Said] | None = None) -> None:
        super().__init__()
        self._answers = list(answers)
        self._at = at or {}
        self.requests: list[PreparedRequest] = []

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        self.requests.append(request)
        status, body, headers = self._choose(request)
        if status in {204, 304}:
            body = b""
        return self.build_response(
            request,
            HTTPResponse(io.BytesIO(body), dict(headers), status, preload_content=False),
        )

    def _choose(self, request: PreparedRequest) -> Said:
        if request.path_url in self._at:
            return self._at[request.path_url]
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
