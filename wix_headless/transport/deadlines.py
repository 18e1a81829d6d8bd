"""
A total time for an exchange, enforced from outside its socket.

A server that sends a byte now and then defeats every time-out of a socket. So the exchange runs
in a thread of its own, and when the time is over its connection is cut, which ends the thread.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from urllib3.connection import HTTPConnection

T = TypeVar("T")


class OutOfTimeError(Exception):
    """The exchange was not over in time."""


def run_within(seconds: float, exchange: Callable[[], T]) -> T:
    """
    Return what *exchange* returns, or raise what it raises, if it ends in time.

    Otherwise its connection is cut, wherever it is: in TLS, in sending, in the answer. Two things
    can't be cut, and end by themselves: the look-up of a name, and connecting, which has a
    time-out that nothing defeats.

    Raises:
        OutOfTimeError: After so many *seconds*.
    """
    outcome: Future[T] = Future()
    wire = _Wire()

    def run() -> None:
        _current.wire = wire
        try:
            outcome.set_result(exchange())
        except BaseException as error:  # noqa: BLE001 - it is raised again by the waiter
            outcome.set_exception(error)
        finally:
            wire.release()

    threading.Thread(target=run, name="wix-token-request", daemon=True).start()
    try:
        return outcome.result(seconds)
    except TimeoutError:
        wire.cut()
    raise OutOfTimeError


class _Wire:
    """
    The sockets of one exchange, for another thread to cut.

    They are duplicates: shutting one down ends the connection for all, and unlike the original it
    is nobody else's to close, or to wrap in TLS.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def watch(self, sock: socket.socket) -> None:
        with self._lock:
            if self._is_cut:
                raise ConnectionAbortedError
            # Of what family it is does not matter to a shutdown.
            self._sockets.append(socket.fromfd(sock.fileno(), socket.AF_INET, socket.SOCK_STREAM))

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        with self._lock:
            while self._sockets:
                self._sockets.pop().close()


class _Current(threading.local):
    """The wire of the exchange that this thread is for; None in every other thread."""

    wire: _Wire | None = None


_current = _Current()


class Interruptible(HTTPConnection):
    """A connection that shows its socket to the wire of its thread, as soon as it has one."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        if _current.wire is not None:
            try:
                _current.wire.watch(sock)
            except ConnectionAbortedError:
                sock.close()
                raise
        return sock

    def request(self, *args: Any, **more: Any) -> None:
        if _current.wire is not None and self.sock is not None:
            _current.wire.watch(self.sock)
        super().request(*args, **more)
