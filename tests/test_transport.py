"""The only socket: what comes of everything that can go wrong on a wire."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import textwrap
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.loopback import (
    LoopbackServer,
    build_answer,
    drip,
    drip_again,
    drip_headers,
    drip_tls,
    find_dead_port,
    full_port,
    hang,
    read_request,
    reset,
)
from wix_headless.exceptions import (
    ConfigurationError,
    NotFoundError,
    ResponseError,
    ServerError,
    TransportError,
)
from wix_headless.protocol.messages import Request
from wix_headless.tokens import Secret
from wix_headless.transport import LARGEST_ANSWER, Transport, check_api_url, shared_transport

TOKEN = Secret("OauthNG.JWS.token-4711")
HEADERS = {"Authorization": TOKEN}
ASK = Request(verb="GET", path="/members/v1/members/my")


def send(server, request=ASK, **options):
    timeout = options.pop("timeouts", (3.0, 3.0))
    return Transport(server.origin, timeout=timeout).send(request, HEADERS, **options)


def ask(*handlers, request=ASK, **options):
    with LoopbackServer(*handlers) as server:
        return send(server, request, **options)


# The address.


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://www.wixapis.com", "https://www.wixapis.com"),
        ("https://www.wixapis.com/", "https://www.wixapis.com"),
        ("HTTPS://www.wixapis.com", "HTTPS://www.wixapis.com"),
        ("https://www.wixapis.com:8443", "https://www.wixapis.com:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://localhost:8765/", "http://localhost:8765"),
        ("http://[::1]:8765", "http://[::1]:8765"),
    ],
)
def test_an_origin_is_an_address_of_wix(url, origin):
    assert check_api_url(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "www.wixapis.com",
        "/oauth2",
        "ftp://www.wixapis.com",
        "https://",
        "https://:443",
        "https://www.wixapis.com/v1",
        "https://www.wixapis.com/?x=1",
        "https://www.wixapis.com?",
        "https://www.wixapis.com#",
        "https://www.wixapis.com#there",
        "https://user@www.wixapis.com",
        "https://user:pass@www.wixapis.com",
        "https://www.wixapis.com ",
        " https://www.wixapis.com",
        "https://www.wixapis.com\n",
        "https://www.wix\tapis.com",
        "https://www.wixapis.com\\there",
        "https://[",
        "https://www.wixapis.com:port",
        "https://www.wixapis.com:99999",
        "https://www.wixapis.com:0",
    ],
)
def test_what_is_more_or_less_than_an_origin_is_refused(url):
    with pytest.raises(ConfigurationError, match="API_URL is an origin"):
        Transport(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.wixapis.com",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://0.0.0.0",
        "http://10.0.0.1",
    ],
)
def test_tokens_do_not_travel_in_the_clear(url):
    with pytest.raises(ConfigurationError, match="only for a sandbox on this machine"):
        Transport(url)


def test_one_process_has_one_transport_to_an_address():
    origin = f"http://127.0.0.1:{find_dead_port()}"

    assert shared_transport(origin) is shared_transport(origin)
    assert shared_transport(origin) is not shared_transport()


def test_a_transport_shows_its_address():
    assert repr(Transport("http://127.0.0.1:1")) == "<Transport http://127.0.0.1:1>"


# What goes out.


def test_a_request_goes_out_as_it_was_given():
    request = Request(
        verb="POST",
        path="/stores/v3/products/a%2Fb",
        query=(("x", "1"), ("x", "2 & ü"), (".r", "e30=")),
        body={"name": "Zoë", "tags": []},
    )

    with LoopbackServer(build_answer()) as server:
        send(server, request)

    head, _, body = server.requests[0].partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    sent = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert first == "POST /stores/v3/products/a%2Fb?x=1&x=2+%26+%C3%BC&.r=e30%3D HTTP/1.1"
    assert sent["authorization"] == str(TOKEN)
    assert sent["content-type"] == "application/json"
    assert sent["accept"] == "application/json"
    assert sent["host"] == f"127.0.0.1:{server.port}"
    assert json.loads(body) == {"name": "Zoë", "tags": []}


@pytest.mark.parametrize("verb", ["GET", "DELETE", "POST"])
def test_no_body_is_no_body(verb):
    with LoopbackServer(build_answer()) as server:
        send(server, Request(verb=verb, path="/x"))

    head, _, body = server.requests[0].partition("\r\n\r\n")
    assert body == ""
    assert "content-type" not in head.lower()


@pytest.mark.parametrize(("body", "sent"), [({}, "{}"), (None, "null"), ([], "[]"), (0, "0")])
def test_an_empty_body_is_a_body(body, sent):
    with LoopbackServer(build_answer()) as server:
        send(server, Request(verb="POST", path="/x", body=body))

    assert server.requests[0].endswith(f"\r\n\r\n{sent}")


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": Secret(f"{TOKEN}\n")}, {**HEADERS, "x-wix-linguist": "日本語|日本語"}],
    ids=["line end", "not Latin"],
)
def test_a_header_that_cannot_be_sent_is_an_error_of_ours_and_shows_nothing(headers):
    with LoopbackServer(build_answer()) as server, pytest.raises(TransportError) as caught:
        Transport(server.origin).send(ASK, headers)

    assert "4711" not in str(caught.value)
    assert_no_token_in_frames(caught.value)


# What comes back.


def test_an_answer_has_its_facts():
    answer = ask(build_answer({"member": {"id": "m"}}, x_wix_request_id="1769.42"))

    assert (answer.status, answer.data) == (200, {"member": {"id": "m"}})
    assert answer.request_id == "1769.42"
    assert answer.headers["X-WIX-Request-Id"] == "1769.42"
    assert answer.seconds > 0


def test_an_answer_does_not_show_its_data():
    answer = ask(build_answer({"access_token": "token-4712"}, x_token="token-4712"))

    assert "4712" not in repr(answer)


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_empty_answer_is_an_empty_object(status):
    assert ask(build_answer(b"", status=status)).data == {}


def test_an_answer_of_blanks_is_an_empty_object():
    assert ask(build_answer(b" \r\n")).data == {}


def test_a_refusal_shows_nothing_that_came_with_it():
    came = LoopbackServer(build_answer(status=400, set_cookie="session=token-4711"))
    with came as server, pytest.raises(ResponseError) as caught:
        send(server)

    assert_no_token_in_frames(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"<html>Welcome</html>",
        b"[]",
        b'["a"]',
        b'"text"',
        b"7",
        b"null",
        b'{"a": ',
        b'{"garbage": \xff\xfe',
        b"[" * 100_000,
        b"\x00",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_success_that_is_no_json_object_is_no_answer(content):
    with pytest.raises(TransportError, match=r"answered 200, but not with a JSON object \[r-9\]"):
        ask(build_answer(content, x_wix_request_id="r-9"))


def test_an_error_page_of_a_gateway_is_a_server_error():
    page = build_answer(b"<html>Bad gateway</html>", status=502, content_type="text/html")

    with pytest.raises(ServerError) as caught:
        ask(page)

    assert str(caught.value) == "Wix answered 502 [HTTP 502, GET /members/v1/members/my]"


def test_a_refusal_has_wixs_words():
    body = {"message": "Gone", "details": {"applicationError": {"code": "MEMBER_NOT_FOUND"}}}

    with pytest.raises(NotFoundError) as caught:
        ask(build_answer(body, status=404, x_wix_request_id="r-9"))

    assert (caught.value.code, caught.value.request_id) == ("MEMBER_NOT_FOUND", "r-9")
    assert caught.value.method == "GET /members/v1/members/my"


@pytest.mark.parametrize(
    ("handler", "cause"),
    [
        (reset, "ConnectionError"),
        (lambda connection, is_over: None, "ConnectionError"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "ChunkedEncodingError"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "ChunkedEncodingError"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", "ChunkedEncodingError"),
        (build_answer(b"no gzip", content_encoding="gzip"), "ContentDecodingError"),
        (b"HTTP/1.1 OK\r\n\r\n", "ConnectionError"),
        (b"hello\r\n\r\n", "ConnectionError"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n{}", "ConnectionError"),
    ],
    ids=[
        "reset",
        "closed",
        "cut",
        "chunks of no length",
        "cut chunk",
        "no gzip",
        "no status",
        "no HTTP",
        "a header without end",
    ],
)
def test_a_broken_answer_is_no_answer(handler, cause):
    with pytest.raises(TransportError) as caught:
        ask(handler)

    assert str(caught.value) == f"GET /members/v1/members/my: no answer from Wix ({cause})"
    assert_no_token_in_frames(caught.value)


def test_a_port_where_nobody_listens_is_no_answer():
    transport = Transport(f"http://127.0.0.1:{find_dead_port()}")

    with pytest.raises(TransportError, match=r"no answer from Wix \(ConnectionError\)") as caught:
        transport.send(ASK, HEADERS)

    assert_no_token_in_frames(caught.value)


def test_silence_ends_with_the_time_out():
    with pytest.raises(TransportError, match=r"no answer from Wix \(ReadTimeout\)") as caught:
        ask(hang, timeouts=(1.0, 0.05))

    assert_no_token_in_frames(caught.value)


def test_a_call_may_have_a_time_out_of_its_own():
    with pytest.raises(TransportError, match=r"\(ReadTimeout\)"):
        ask(hang, timeouts=(1.0, 600.0), timeout=0.05)


@pytest.mark.parametrize("handler", [drip, hang])
def test_silence_and_a_slow_drip_end_with_the_deadline(handler):
    request = Request(verb="POST", path="/oauth2/token", body={})

    with pytest.raises(TransportError) as caught:
        ask(handler, request=request, deadline=0.2)

    assert str(caught.value) == "POST /oauth2/token: no answer within 0.2 s"
    assert_no_token_in_frames(caught.value)


@pytest.mark.parametrize("handler", [drip, drip_headers, hang])
def test_after_the_deadline_nothing_is_left(handler):
    with LoopbackServer(handler) as server:
        with pytest.raises(TransportError, match="no answer within"):
            send(server, deadline=0.2)

        assert_no_thread_is_left()
        assert server.was_left.wait(5)


def test_after_the_deadline_nothing_is_left_of_a_handshake():
    with LoopbackServer(drip_tls, reads=False) as server:
        address = server.origin.replace("http:", "https:")
        with pytest.raises(TransportError, match="no answer"):
            Transport(address).send(ASK, HEADERS, deadline=0.2)

        assert_no_thread_is_left()
        assert server.was_left.wait(5)


def test_after_the_deadline_nothing_is_left_of_a_connection_that_was_kept():
    with LoopbackServer(drip_again) as server:
        transport = Transport(server.origin)
        transport.send(ASK, HEADERS)
        with pytest.raises(TransportError, match=r"no answer within 0\.2 s"):
            transport.send(ASK, HEADERS, deadline=0.2)

        assert_no_thread_is_left()
        assert server.was_left.wait(5)
        assert len(server.requests) == 1


def test_connecting_ends_with_the_deadline():
    with full_port() as port:
        with pytest.raises(TransportError, match=r"no answer"):
            Transport(f"http://127.0.0.1:{port}").send(ASK, HEADERS, deadline=0.2)

        assert_no_thread_is_left()


def test_a_connection_that_answered_in_time_is_kept():
    def answer_twice(connection, is_over):
        for number in (1, 2):
            content = json.dumps({"number": number}).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n"
            connection.sendall(head.encode() + content)
            if number == 1:
                read_request(connection)

    with LoopbackServer(answer_twice) as server:
        transport = Transport(server.origin)
        answers = [transport.send(ASK, HEADERS, deadline=5.0).data for _ in (1, 2)]

    assert answers == [{"number": 1}, {"number": 2}]
    assert len(server.requests) == 1


def test_within_the_deadline_the_answer_is_the_same():
    answer = ask(build_answer({"a": 1}, x_wix_request_id="r-9"), deadline=5.0)

    assert (answer.data, answer.request_id) == ({"a": 1}, "r-9")


def test_within_the_deadline_an_error_is_the_same():
    with pytest.raises(TransportError, match=r"no answer from Wix \(ConnectionError\)") as caught:
        ask(reset, deadline=5.0)
    assert_no_token_in_frames(caught.value)

    with pytest.raises(ResponseError, match="HTTP 418"):
        ask(build_answer(status=418), deadline=5.0)


def test_an_answer_without_end_is_not_kept():
    def flood(connection, is_over):
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        block = b" " * 1024 * 1024
        for _ in range(LARGEST_ANSWER // len(block) + 2):
            connection.sendall(block)

    with pytest.raises(TransportError, match=f"more than {LARGEST_ANSWER} bytes"):
        ask(flood)


# What a token must not do.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with LoopbackServer(build_answer()) as elsewhere:
        away = build_answer(status=status, Location=f"{elsewhere.origin}/steal")
        with pytest.raises(ResponseError, match=f"HTTP {status}"):
            ask(away)

        assert elsewhere.requests == []


@pytest.mark.parametrize("location", ["http://[", "\xff\xfe", "//", "file:///x", ""])
def test_a_redirect_to_nowhere_is_an_error_of_ours(location):
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "

    with pytest.raises(ResponseError, match="HTTP 302"):
        ask(head + location.encode("latin-1") + b"\r\n\r\n")


def test_a_cookie_is_neither_kept_nor_sent_back():
    with LoopbackServer(build_answer(set_cookie="who=ada; Path=/"), build_answer()) as server:
        transport = Transport(server.origin)
        transport.send(ASK, HEADERS)
        transport.send(ASK, HEADERS)

    assert len(server.requests) == 2
    assert "cookie" not in server.requests[1].lower()
    assert list(transport._open().cookies) == []


def test_a_netrc_file_does_not_replace_the_token(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login ada password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))

    with LoopbackServer(build_answer()) as server:
        send(server)

    assert f"Authorization: {TOKEN!s}\r\n" in server.requests[0]


def test_the_log_has_path_id_and_duration_and_nothing_else_of_the_call(caplog):
    caplog.set_level(logging.DEBUG)
    request = Request(
        verb="POST",
        path="/members/v1/members/query",
        query=(("filter", "ada@example.com"),),
        body={"password": "pw-4713"},
    )

    ask(build_answer({"secret": "answer-4714"}, x_wix_request_id="r-9"), request=request)

    ours = [record for record in caplog.records if record.name == "wix_headless.transport.sender"]
    assert len(ours) == 1
    assert ours[0].getMessage().startswith("POST /members/v1/members/query: 200 in ")
    assert ours[0].getMessage().endswith(" ms [r-9]")
    for secret in ("4711", "4713", "4714", "ada@example.com", "ada%40example.com"):
        assert secret not in ours[0].getMessage()
    for secret in ("4711", "4713", "4714"):
        assert secret not in caplog.text


def test_a_proxy_of_the_environment_is_used(monkeypatch):
    for name in ("no_proxy", "NO_PROXY", "http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    dead = f"http://127.0.0.1:{find_dead_port()}"

    with LoopbackServer(build_answer({"by": "proxy"})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("http_proxy", proxy.origin)
        answer = Transport(dead).send(ASK, HEADERS)

    assert answer.data == {"by": "proxy"}
    assert proxy.requests[0].startswith(f"GET {dead}/members/v1/members/my HTTP/1.1\r\n")


def test_what_needs_no_proxy_uses_none(monkeypatch):
    with LoopbackServer(build_answer({"by": "proxy"})) as proxy:
        monkeypatch.setenv("http_proxy", proxy.origin)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        answer = ask(build_answer({"by": "server"}))

    assert answer.data == {"by": "server"}
    assert proxy.requests == []


# Threads and processes.


def test_threads_share_a_transport():
    with LoopbackServer(build_answer({"a": 1})) as server:
        transport = Transport(server.origin)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: transport.send(ASK, HEADERS).data, range(40)))

    assert answers == [{"a": 1}] * 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")
def test_a_forked_child_opens_its_own_connections(sandbox_server):
    script = f"""
        import os
        from wix_headless.protocol.grants import anonymous_request
        from wix_headless.transport import Transport

        transport = Transport({sandbox_server.origin!r})
        request = anonymous_request({sandbox_server.client_id!r})
        transport.send(request, {{}})
        before = transport._session
        child = os.fork()
        if child == 0:
            same = transport._session is before and transport._open() is before
            answers = [transport.send(request, {{}}).status for _ in range(3)]
            os._exit(0 if answers == [200] * 3 and not same else 9)
        answers = [transport.send(request, {{}}).status for _ in range(3)]
        assert transport._session is before
        _, status = os.waitpid(child, 0)
        raise SystemExit(os.waitstatus_to_exitcode(status))
    """

    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def assert_no_thread_is_left():
    """Wait for the threads of token requests: they have no reason to go on for long."""
    for thread in threading.enumerate():
        if thread.name == "wix-token-request":
            thread.join(3)
            assert not thread.is_alive()


def assert_no_token_in_frames(error):
    """Look where Django's error page looks: at each local of each frame of the whole chain."""
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    shown = {
        (frame.f_code.co_name, name): repr(value)
        for frame in frames
        for name, value in frame.f_locals.items()
    }
    assert ("send", "headers") in shown
    assert [place for place, value in shown.items() if "token-4711" in value] == []
