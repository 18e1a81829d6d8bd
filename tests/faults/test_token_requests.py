"""Transient is not terminal: no fault of a token request costs anybody a token or a login."""

from __future__ import annotations

import json
import time

import pytest

from tests.support.loopback import (
    build_answer,
    drip,
    drip_headers,
    find_dead_port,
    full_port,
    hang,
    reset,
)
from wix_headless.exceptions import RateLimitedError, ServerError, TransportError
from wix_headless.models import StoredToken
from wix_headless.transport import LARGEST_ANSWER, Transport

pytestmark = pytest.mark.django_db

NO_ANSWER = "POST /oauth2/token: no answer from Wix"
NO_JSON = "POST /oauth2/token: Wix answered 200, but not with a JSON object"


def flood(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    block = b" " * 1024 * 1024
    for _ in range(LARGEST_ANSWER // len(block) + 2):
        connection.sendall(block)


@pytest.mark.parametrize(
    ("origin", "cause"),
    [
        (f"http://127.0.0.1:{find_dead_port()}", "ConnectionError"),
        ("https://nowhere.invalid", "ConnectionError"),
    ],
    ids=["refused", "no such name"],
)
def test_where_nobody_answers(speaker, sandbox, point_to, origin, cause):
    point_to(origin)
    with speaker.unharmed_by(TransportError, f"{NO_ANSWER} .{cause}."):
        speaker.get_page()

    point_to(sandbox.origin)
    speaker.assert_speaks()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (reset, f"{NO_ANSWER} .ConnectionError."),
        (lambda connection, is_over: None, f"{NO_ANSWER} .ConnectionError."),
        (
            b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"access_token": "half-of-',
            f"{NO_ANSWER} .ChunkedEncodingError.",
        ),
        (build_answer('{"access_token": "half-of-'), NO_JSON),
        (build_answer("<h1>Hello</h1>", content_type="text/html"), NO_JSON),
        (build_answer("access_token=x", content_type="application/x-www-form-urlencoded"), NO_JSON),
        (build_answer({"hello": "world"}), "answered without an access token"),
        (build_answer(""), "answered without an access token"),
        (build_answer({"access_token": ["x"]}), "answered without an access token"),
        (flood, f"{NO_ANSWER} .more than {LARGEST_ANSWER} bytes."),
    ],
    ids=[
        "reset",
        "closed",
        "cut",
        "truncated JSON",
        "HTML",
        "a form",
        "another JSON",
        "empty",
        "no string",
        "huge",
    ],
)
def test_what_breaks_on_the_wire(speaker, relay, point_to, fault, message):
    point_to(relay.origin)
    relay.break_next(fault)

    with speaker.unharmed_by(TransportError, message):
        speaker.get_page()

    # A token request is never repeated by itself.
    assert relay.token_requests == 1
    speaker.assert_speaks()
    assert relay.token_requests == 2


@pytest.mark.parametrize(
    ("fault", "kind", "message"),
    [
        ({"status": 429}, RateLimitedError, "HTTP 429"),
        ({"status": 429, "retry_after": "7"}, RateLimitedError, "HTTP 429"),
        ({"status": 500}, ServerError, "HTTP 500"),
        ({"status": 502, "mode": "html"}, ServerError, "Wix answered 502"),
        ({"status": 503}, ServerError, "HTTP 503"),
        ({"status": 503, "retry_after": "7"}, ServerError, "HTTP 503"),
        ({"mode": "garbage"}, TransportError, NO_JSON),
        ({"mode": "truncate"}, TransportError, NO_ANSWER),
        ({"mode": "reset"}, TransportError, NO_ANSWER),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_what_wix_answers_in_trouble(speaker, sandbox, fault, kind, message):
    sandbox.forget_requests()
    sandbox.fail("/oauth2/token", **fault)

    with speaker.unharmed_by(kind, message):
        speaker.get_page()

    assert sandbox.token_requests() == 1
    speaker.assert_speaks()


@pytest.mark.parametrize("fault", [hang, drip, drip_headers], ids=lambda fault: fault.__name__)
def test_what_takes_too_long(speaker, relay, fault):
    relay.break_next(fault)

    with speaker.unharmed_by(TransportError, "POST /oauth2/token: no answer"):
        speaker.call(Transport(relay.origin), deadline=0.3)

    assert relay.was_left.wait(5)
    speaker.assert_speaks()


def test_a_connection_that_never_comes_about(speaker):
    with full_port() as port, speaker.unharmed_by(TransportError, NO_ANSWER):
        transport = Transport(f"http://127.0.0.1:{port}", timeout=(0.2, 5.0))
        speaker.call(transport, deadline=2.0)

    speaker.assert_speaks()


def test_the_next_one_shares_the_failure_and_asks_again_after_the_pause(speaker, sandbox):
    sandbox.forget_requests()
    sandbox.fail("/oauth2/token", status=500)
    with speaker.unharmed_by(ServerError, "HTTP 500"):
        speaker.get_page()
    StoredToken.objects.update(retry_at=None)
    sandbox.fail("/oauth2/token", status=500)
    with pytest.raises(ServerError):
        speaker.get_page()

    with pytest.raises(TransportError, match=r"failed a moment ago \(ServerError\)"):
        speaker.get_page()

    assert sandbox.token_requests() == 2
    speaker.end_pause()
    speaker.assert_speaks()


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"mode": "html", "status": 502}, {"mode": "reset"}]
)
def test_a_newcomer_is_made_when_wix_can(browser, sandbox, fault):
    sandbox.fail("/oauth2/token", **fault)
    browser.site.raise_request_exception = False
    assert browser.get("/").status_code == 500
    StoredToken.objects.update(retry_at=None)

    assert browser.get("/").json()["role"] == "visitor"


@pytest.mark.parametrize(
    "expires_in",
    [
        None,
        "null",
        "-5",
        "0",
        "0.5e-300",
        "59",
        "1e300",
        "1e999",
        "NaN",
        "1" + "0" * 400,
        '"14400"',
        '"soon"',
        '""',
        "true",
        "[]",
        '{"seconds": 14400}',
    ],
)
def test_whatever_the_answer_says_about_its_life(speaker, sandbox, relay, point_to, expires_in):
    member = {"member": "ada@example.com"} if speaker.role == "member" else {}
    made = sandbox.act_as(role=speaker.role.value, **member)
    answer = {name: made[name] for name in ("access_token", "refresh_token") if made.get(name)}
    text = json.dumps(answer)
    if expires_in is not None:
        text = f'{text[:-1]}, "expires_in": {expires_in}}}'
    point_to(relay.origin)
    relay.break_next(build_answer(text))

    assert speaker.get_page().status_code == 200

    assert speaker.tokens.access_token == made["access_token"]
    assert 0 < speaker.tokens.expires_at - time.time() <= 86_400
    # It is renewed neither at once, nor at every call from now on.
    speaker.assert_speaks()
    assert relay.token_requests == 1
