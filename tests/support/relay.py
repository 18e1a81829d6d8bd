"""A relay before the sandbox, which breaks chosen token requests on the wire."""

from __future__ import annotations

import socket
import threading
from typing import Self
from urllib.parse import urlsplit

from tests.support.loopback import Handler, LoopbackServer


class FaultRelay:
    """
    Passes every request on to the sandbox, but the token requests that it is told to break.

    Attributes:
        token_requests: How many came, broken or not.
    """

    def __init__(self, sandbox_origin: str) -> None:
        self.token_requests = 0
        self._faults: list[Handler | bytes | None] = []
        self._address = urlsplit(sandbox_origin)
        self._server = LoopbackServer(self._relay)
        self.origin = self._server.origin

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def was_left(self) -> threading.Event:
        """Set when a client closed its connection before its answer was over."""
        return self._server.was_left

    def break_next(self, *faults: Handler | bytes | None) -> None:
        """Answer the next token requests so, one after the other; None passes one on."""
        self._faults = list(faults)

    def _relay(self, connection: socket.socket, is_over: threading.Event) -> None:
        request = self._server.requests[-1]
        fault = self._take() if request.startswith("POST /oauth2/token HTTP") else None
        if isinstance(fault, bytes):
            connection.sendall(fault)
        elif fault is not None:
            fault(connection, is_over)
        else:
            self._pass_on(request, connection)

    def _take(self) -> Handler | bytes | None:
        self.token_requests += 1
        return self._faults.pop(0) if self._faults else None

    def _pass_on(self, request: str, connection: socket.socket) -> None:
        # One request for each connection: its end is the answer's.
        first, _, rest = request.partition("\r\n")
        address = (self._address.hostname, self._address.port)
        with socket.create_connection(address, timeout=10) as sandbox:
            sandbox.sendall(f"{first}\r\nConnection: close\r\n{rest}".encode())
            while received := sandbox.recv(65_536):
                connection.sendall(received)
