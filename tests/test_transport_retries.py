"""Which calls are made again after a failure, after which pause, and for how long in all."""

from __future__ import annotations

import json
import threading

import pytest
import requests
import requests_mock
import responses

from tests.support.loopback import (
    LoopbackServer,
    build_answer,
    find_dead_port,
    full_port,
    hang,
    reset,
)
from wix_headless.exceptions import RateLimitedError, ResponseError, ServerError, TransportError
from wix_headless.protocol.messages import Request
from wix_headless.transport import Transport
from wix_headless.transport.limiter import CallLimiter, shared_limiter
from wix_headless.transport.retries import RetryPolicy

READ = Request(verb="POST", path="/stores/v3/products/query", body={}, repeatable=True)
WRITE = Request(verb="POST", path="/ecom/v1/carts/current/add", body={})
DONE = build_answer({"done": True})
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"


class Pauses:
    """A policy whose pauses are written down instead of slept, and are as long as can be."""

    def __init__(self, **values):
        self.slept: list[float] = []
        self.policy = RetryPolicy(sleep=self.slept.append, draw=lambda low, high: high, **values)


@pytest.fixture
def pauses():
    return Pauses()


def ask(request, pauses, *handlers, **options):
    """Return how many requests came, and the answer's data or the error."""
    with LoopbackServer(*handlers) as server:
        transport = Transport(server.origin, timeout=(3.0, 0.2), retry_policy=pauses.policy)
        try:
            outcome = transport.send(request, {"Authorization": "token"}, **options).data
        except (TransportError, ResponseError) as error:
            outcome = error
        return len(server.requests), outcome


@pytest.mark.parametrize(
    "fault",
    [reset, hang, CUT, *(build_answer(status=status) for status in (429, 502, 503, 504))],
    ids=["reset", "hang", "cut", "429", "502", "503", "504"],
)
def test_a_read_is_made_again(pauses, fault):
    assert ask(READ, pauses, fault, fault, DONE) == (3, {"done": True})
    assert pauses.slept == [0.25, 0.5]


@pytest.mark.parametrize(
    "fault",
    [reset, hang, CUT, *(build_answer(status=status) for status in (500, 502, 503, 504))],
    ids=["reset", "hang", "cut", "500", "502", "503", "504"],
)
def test_a_write_that_wix_may_have_seen_is_not(pauses, fault):
    count, outcome = ask(WRITE, pauses, fault, DONE)

    assert count == 1
    assert isinstance(outcome, TransportError | ServerError)
    assert pauses.slept == []


def test_a_write_that_wix_did_not_look_at_is(pauses):
    assert ask(WRITE, pauses, build_answer(status=429), DONE) == (2, {"done": True})


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
def test_whatever_never_left_is_made_again(pauses, request_):
    transport = Transport(f"http://127.0.0.1:{find_dead_port()}", retry_policy=pauses.policy)

    with pytest.raises(TransportError, match="ConnectionError"):
        transport.send(request_, {})

    assert pauses.slept == [0.25, 0.5]


def test_a_write_whose_connection_never_came_about_is_made_again(pauses):
    with full_port() as port, pytest.raises(TransportError, match="ConnectTimeout"):
        origin = f"http://127.0.0.1:{port}"
        Transport(origin, timeout=(0.05, 1.0), retry_policy=pauses.policy).send(WRITE, {})

    assert len(pauses.slept) == 2


def test_a_dead_proxy_has_passed_nothing_on(pauses, monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{find_dead_port()}")

    with pytest.raises(TransportError, match="ProxyError"):
        Transport("http://127.0.0.1:1", retry_policy=pauses.policy).send(WRITE, {})

    assert len(pauses.slept) == 2


@pytest.mark.parametrize(
    "answer",
    [build_answer(status=status) for status in (400, 401, 403, 404, 409, 428, 500)]
    + [build_answer("<h1>Hello</h1>"), build_answer('{"a": '), build_answer("[]")],
    ids=lambda answer: answer.split()[1].decode(),
)
def test_what_would_be_the_same_again_is_not_asked_again(pauses, answer):
    count, outcome = ask(READ, pauses, answer, DONE)

    assert (count, pauses.slept) == (1, [])
    assert isinstance(outcome, TransportError | ResponseError)


def test_a_certificate_is_not_asked_for_again(pauses):
    def no_tls(connection, is_over):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with LoopbackServer(no_tls, reads=False) as server:
        origin = server.origin.replace("http:", "https:")
        with pytest.raises(TransportError, match="SSLError"):
            Transport(origin, retry_policy=pauses.policy).send(READ, {})

    assert pauses.slept == []


def test_it_gives_up_after_two(pauses):
    count, outcome = ask(READ, pauses, build_answer(status=503))

    assert count == 3
    assert isinstance(outcome, ServerError)


@pytest.mark.parametrize(("retries", "count"), [(0, 1), (1, 2), (4, 5)])
def test_a_call_may_have_its_own_number(pauses, retries, count):
    assert ask(READ, pauses, build_answer(status=503), retries=retries)[0] == count


def test_within_a_deadline_there_is_one_try(pauses):
    assert ask(READ, pauses, build_answer(status=503), deadline=5.0)[0] == 1
    assert ask(READ, pauses, reset, deadline=5.0)[0] == 1


def test_wix_is_asked_again_when_it_said(pauses):
    busy = build_answer(status=429, Retry_After="7")

    assert ask(WRITE, pauses, busy, DONE) == (2, {"done": True})
    assert pauses.slept == [7.25]


def test_wix_may_say_it_as_a_date(pauses):
    busy = build_answer(
        status=503,
        Date="Sat, 21 Nov 2026 13:00:00 GMT",
        Retry_After="Sat, 21 Nov 2026 13:00:20 GMT",
    )

    assert ask(READ, pauses, busy, DONE) == (2, {"done": True})
    assert pauses.slept == [20.25]


def test_who_had_to_wait_too_long_is_told_at_once(pauses):
    count, outcome = ask(READ, pauses, build_answer(status=429, Retry_After="31"), DONE)

    assert (count, pauses.slept) == (1, [])
    assert isinstance(outcome, RateLimitedError)
    assert outcome.retry_after == 31


def test_a_pause_that_the_budget_does_not_hold_is_not_made():
    pauses = Pauses(budget=7.0)

    assert ask(READ, pauses, build_answer(status=503, Retry_After="7"), DONE)[0] == 1
    assert pauses.slept == []


def test_a_later_try_has_what_is_left_of_the_budget():
    pauses = Pauses(budget=0.6, first_pause=0.4)
    with LoopbackServer(build_answer(status=503), hang) as server:
        transport = Transport(server.origin, timeout=(3.0, 600.0), retry_policy=pauses.policy)
        with pytest.raises(TransportError, match="ReadTimeout"):
            transport.send(READ, {})

    assert pauses.slept == [0.4]


def test_the_pause_is_drawn_from_nothing_to_its_longest():
    drawn = []

    def draw(low, high):
        drawn.append((low, high))
        return low

    policy = RetryPolicy(draw=draw)

    assert policy.find_pause(1, retry_after=None, left=40.0) == 0.0
    assert policy.find_pause(2, retry_after=3.0, left=40.0) == 3.0
    assert drawn == [(0.0, 0.25), (0.0, 0.5)]


# The limit of calls.


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_no_minute_has_more_calls_than_the_limit():
    clock = Clock()
    limiter = CallLimiter(3, clock=clock)
    begins = []
    for step in (0, 1, 2, 3, 20, 30, 0, 90):
        clock.now += step
        begins.append(clock.now + limiter.reserve(600.0))

    assert begins[:3] == [1000.0, 1001.0, 1003.0]
    for first, fourth in zip(begins, begins[3:], strict=False):
        assert fourth - first >= 60.0


def test_who_does_not_wait_takes_no_place():
    limiter = CallLimiter(1, clock=Clock())
    assert limiter.reserve(0.0) == 0.0

    assert limiter.reserve(59.0) is None
    assert limiter.reserve(60.0) == 60.0
    assert limiter.reserve(119.0) is None


def test_threads_share_the_places():
    limiter = CallLimiter(50, clock=Clock())
    waits = []

    def take():
        waits.extend(limiter.reserve(600.0) for _ in range(25))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(waits) == [0.0] * 50 + [60.0] * 50


def test_a_limit_is_shared_by_whose_it_is():
    assert shared_limiter(200, "a") is shared_limiter(200, "a")
    assert shared_limiter(200, "a") is not shared_limiter(200, "b")
    assert shared_limiter(0, "a") is None
    with pytest.raises(ValueError, match="less than one"):
        CallLimiter(-1)


def test_a_call_waits_for_its_place(pauses):
    limiter = CallLimiter(1, clock=Clock())
    limiter.reserve(0.0)
    pauses = Pauses(budget=100.0)

    assert ask(READ, pauses, DONE, limiter=limiter) == (1, {"done": True})
    assert pauses.slept == [60.0]


def test_each_try_takes_a_place():
    pauses = Pauses(budget=200.0)
    limiter = CallLimiter(2, clock=Clock())

    assert ask(READ, pauses, build_answer(status=503), DONE, limiter=limiter)[0] == 2
    assert limiter.reserve(0.0) is None


def test_a_place_too_far_away_is_an_error_and_nothing_is_sent(pauses):
    limiter = CallLimiter(1, clock=Clock())
    limiter.reserve(0.0)

    count, outcome = ask(READ, pauses, DONE, limiter=limiter)

    assert (count, pauses.slept) == (0, [])
    assert "CALLS_PER_MINUTE" in str(outcome)


# What people test their own code with, and put between us and the wire.


def test_requests_mock_answers_for_wix():
    with requests_mock.Mocker() as mocker:
        mocker.post("https://www.wixapis.com/stores/v3/products/query", json={"products": []})
        answer = Transport().send(READ, {"Authorization": "token"})

    assert answer.data == {"products": []}
    assert mocker.last_request.headers["Authorization"] == "token"
    assert mocker.last_request.json() == {}


def test_responses_answers_for_wix():
    with responses.RequestsMock() as mocked:
        mocked.post(
            "https://www.wixapis.com/stores/v3/products/query",
            json={"products": []},
            match=[responses.matchers.json_params_matcher({})],
        )
        answer = Transport().send(READ, {"Authorization": "token"})

    assert answer.data == {"products": []}


def test_an_adapter_of_ones_own_is_used():
    class Recording(requests.adapters.HTTPAdapter):
        def send(self, request, **more):
            seen.append((request.method, request.url, request.headers["Authorization"]))
            return super().send(request, **more)

    seen = []
    with LoopbackServer(DONE) as server:
        Transport(server.origin, adapter=Recording()).send(READ, {"Authorization": "token"})

    assert seen == [("POST", f"{server.origin}{READ.path}", "token")]


def test_hooks_of_the_session_are_called():
    seen = []
    with LoopbackServer(DONE) as server:
        transport = Transport(server.origin)
        transport._open().hooks["response"].append(lambda r, **_: seen.append(r.status_code))
        transport.send(READ, {})

    assert seen == [200]


def test_ten_megabytes_are_an_answer(pauses):
    text = "x" * 10 * 1024 * 1024

    count, outcome = ask(READ, pauses, build_answer(json.dumps({"text": text})))

    assert (count, len(outcome["text"])) == (1, len(text))
