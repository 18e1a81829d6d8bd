"""What a connection of ours sends, piece by piece."""

from __future__ import annotations

import pytest
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.protocol.messages import Request
from wix_headless.transport import Transport
from wix_headless.transport.origin import LARGEST_PIECE, OriginAdapter

HEADERS = {"Authorization": "OauthNG.JWS.token-4711"}


class RecordingConnection(HTTPConnection):
    """Notes what goes to the socket at once."""

    pieces: list[bytes]

    def send(self, data):
        self.pieces.append(data)
        super().send(data)


@pytest.fixture
def send(monkeypatch):
    """Send a request, and return the pieces in which it left."""
    monkeypatch.setattr(RecordingConnection, "pieces", [], raising=False)

    class RecordingPool(HTTPConnectionPool):
        ConnectionCls = RecordingConnection

    def send(*requests: Request) -> list[bytes]:
        adapter = OriginAdapter()
        adapter.poolmanager.pool_classes_by_scheme = {"http": RecordingPool}
        with LoopbackServer(*[build_answer()] * len(requests)) as server:
            transport = Transport(server.origin, adapter=adapter)
            for request in requests:
                assert transport.send(request, HEADERS).data == {}
        return RecordingConnection.pieces

    return send


def query(text: str) -> Request:
    return Request(verb="POST", path="/members/v1/members/query", body={"search": text})


def test_head_and_body_leave_together(send):
    (piece,) = send(query("ada"))

    head, _, body = piece.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /members/v1/members/query HTTP/1.1\r\n")
    assert b"Authorization: OauthNG.JWS.token-4711\r\n" in head + b"\r\n"
    assert body == b'{"search":"ada"}'


def test_each_request_is_a_piece_of_its_own(send):
    pieces = send(query("ada"), Request(verb="GET", path="/members/v1/members/my"), query("bob"))

    assert [piece.split()[0] for piece in pieces] == [b"POST", b"GET", b"POST"]
    assert pieces[1].endswith(b"\r\n\r\n")


def test_a_large_body_is_not_copied_to_go_with_the_head(send):
    head, body = send(query("a" * LARGEST_PIECE))

    assert head.endswith(b"\r\n\r\n")
    assert len(body) == LARGEST_PIECE + len('{"search":""}')
