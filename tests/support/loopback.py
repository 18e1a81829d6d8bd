"""Small servers on loopback that answer what the sandbox never would."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any, Self

#: Answers on a connection as it likes, and ends when the event is set.
Handler = Callable[[socket.socket, threading.Event], object]


class LoopbackServer:
    """
    Hands each connection, once its request has come, to the next of its handlers.

    Attributes:
        was_left: Set when a client closed its connection before a handler was done with it.
    """

    def __init__(self, *handlers: Handler | bytes, reads: bool = True) -> None:
        self.requests: list[str] = []
        self.was_left = threading.Event()
        self._reads = reads
        self._is_over = threading.Event()
        self._handlers = list(handlers)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        # A blocked accept() does not notice a close; it notices a caller.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join(10)
        self._listener.close()

    def bodies(self) -> list[Any]:
        """Return the JSON of each request so far."""
        return [json.loads(request.partition("\r\n\r\n")[2]) for request in self.requests]

    def _run(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._is_over.is_set():
                    return
                try:
                    self._answer(connection)
                except OSError:
                    self.was_left.set()

    def _answer(self, connection: socket.socket) -> None:
        if self._reads:
            self.requests.append(read_request(connection))
        handler = self._handlers[0]
        if len(self._handlers) > 1:
            self._handlers.pop(0)
        if isinstance(handler, bytes):
            connection.sendall(handler)
        else:
            handler(connection, self._is_over)


def parse_request(request: str) -> tuple[str, Any, dict[str, str]]:
    """Return a request's first line, the JSON of its body (None without one), and its headers."""
    head, _, body = request.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return first, json.loads(body) if body else None, headers


def hang(connection: socket.socket, is_over: threading.Event) -> None:
    """Answer nothing, until the client has had enough."""
    for _ in range(1500):
        readable, _, _ = select.select([connection], [], [], 0.02)
        if readable and not connection.recv(65_536):
            raise ConnectionAbortedError
        if is_over.is_set():
            return


def drip(
    connection: socket.socket,
    is_over: threading.Event,
    begin: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
) -> None:
    """Begin an answer, and go on with it a byte at a time, for longer than anybody waits."""
    connection.sendall(begin)
    for _ in range(500):
        if is_over.wait(0.02):
            return
        connection.sendall(b" ")


def drip_headers(connection: socket.socket, is_over: threading.Event) -> None:
    """Drip a header that does not end."""
    drip(connection, is_over, b"HTTP/1.1 200 OK\r\nX-Long: ")


def drip_tls(connection: socket.socket, is_over: threading.Event) -> None:
    """Drip the first record of a TLS handshake: 16 KB are announced."""
    drip(connection, is_over, b"\x16\x03\x03\x40\x00")


def drip_again(connection: socket.socket, is_over: threading.Event) -> None:
    """Answer well, keep the connection, and drip on what is asked next."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    read_request(connection)
    drip(connection, is_over)


def reset(connection: socket.socket, is_over: threading.Event) -> None:
    """End the connection the rude way."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def build_answer(
    content: bytes | str | dict[str, Any] = b"{}", *, status: int = 200, **headers: str
) -> bytes:
    """Return the bytes of an answer; the underscores of *headers* are hyphens."""
    if isinstance(content, dict):
        content = json.dumps(content)
    body = content.encode() if isinstance(content, str) else content
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def find_dead_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def full_port() -> Iterator[int]:
    """Give a port whose listener takes no more callers: connecting to it never ends."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(8):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(address)
        yield address[1]


def read_request(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65_536)
        if not more:
            return received.decode()
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += connection.recv(65_536)
    return (head + b"\r\n\r\n" + body).decode()
