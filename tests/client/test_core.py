"""``WixClient``: raw calls, other ways to call, one repetition, and what is told afterwards."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clocks import StoppedClock
from tests.support.loopback import LoopbackServer, build_answer, find_dead_port, hang, reset
from wix_headless.client import FinishedCall, WixClient
from wix_headless.client.core import check_path
from wix_headless.exceptions import (
    APIError,
    ClientRefusedError,
    ConfigurationError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    RenewalError,
    ServerError,
    TransportError,
    UnauthorizedError,
)
from wix_headless.signals import call_finished
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.tokens import Role, Secret, Tokens
from wix_headless.transport import DEFAULT_API_URL, Transport

MY_MEMBER = "/members/v1/members/my"
REFUSED = build_answer({"message": "Ended."}, status=401, x_wix_request_id="r-401")
TOKEN_ANSWER = build_answer({"access_token": "new-access", "expires_in": 14_400})


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def issue(sandbox, clock):
    """Make a member's tokens, so many seconds ago."""

    def issue(age=3600.0, **values):
        made = sandbox.act_as(role="member", member="ada@example.com")
        given_values = {
            "access_token": Secret(made["access_token"]),
            "refresh_token": Secret(made["refresh_token"]),
            "expires_at": clock() + 10_000,
            "role": Role.MEMBER,
            "issued_at": clock() - age,
        }
        return Tokens(**given_values | values)

    return issue


@pytest.fixture
def member(sandbox, clock, issue):
    """Make a client that speaks for a member."""

    def member(tokens=None):
        strategy = OAuthStrategy(sandbox.client_id, tokens=tokens or issue(), clock=clock)
        return WixClient(strategy, api_url=sandbox.origin)

    return member


@pytest.fixture
def visitor(sandbox):
    return WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)


@pytest.fixture
def finished():
    """What ``call_finished`` told."""
    told = []

    def listen(**told_of):
        told.append(told_of)

    call_finished.connect(listen)
    yield told
    call_finished.disconnect(listen)


def speak_to(server, key="key"):
    return WixClient(ApiKeyStrategy(key), transport=Transport(server.origin))


def read(request):
    """Return first line, body and headers of a request as it came."""
    head, _, body = request.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return first, json.loads(body) if body else None, headers


def count(sandbox, path):
    return len([one for one in sandbox.requests_to(path) if one["path"] == path])


# Raw calls.


@pytest.mark.parametrize(
    ("verb", "options", "line", "body"),
    [
        ("get", {}, "GET /v1/x HTTP/1.1", None),
        ("get", {"params": {"a": 1, "b": True}}, "GET /v1/x?a=1&b=true HTTP/1.1", None),
        ("get", {"params": {"a": ["1", "2"]}}, "GET /v1/x?a=1&a=2 HTTP/1.1", None),
        ("get", {"params": {"a": {"b": "c d"}}}, "GET /v1/x?a.b=c+d HTTP/1.1", None),
        ("delete", {"params": {"revision": "7"}}, "DELETE /v1/x?revision=7 HTTP/1.1", None),
        ("delete", {}, "DELETE /v1/x HTTP/1.1", None),
        ("post", {"json": {"a": ["ü"]}}, "POST /v1/x HTTP/1.1", {"a": ["ü"]}),
        ("post", {"json": {}}, "POST /v1/x HTTP/1.1", {}),
        ("post", {}, "POST /v1/x HTTP/1.1", None),
        ("put", {"json": {"a": 1}}, "PUT /v1/x HTTP/1.1", {"a": 1}),
        ("patch", {"json": {"a": None}}, "PATCH /v1/x HTTP/1.1", {"a": None}),
    ],
)
def test_a_raw_call_is_sent_as_it_is_written(verb, options, line, body):
    with LoopbackServer(build_answer({"done": True})) as server:
        answer = getattr(speak_to(server), verb)("/v1/x", **options)

    first, sent, headers = read(server.requests[0])
    assert answer == {"done": True}
    assert (first, sent) == (line, body)
    assert headers["Authorization"] == "key"


def test_raw_takes_verb_query_and_body_at_once():
    with LoopbackServer(build_answer()) as server:
        speak_to(server).raw("POST", "/v1/x", params={"a": "1"}, json={"b": 2})

    assert read(server.requests[0])[:2] == ("POST /v1/x?a=1 HTTP/1.1", {"b": 2})


def test_a_raw_call_reaches_wix_as_the_speaker(member):
    answer = member().get(MY_MEMBER, params={"fieldsets": "FULL"})

    assert answer["member"]["loginEmail"] == "ada@example.com"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/", "/"),
        ("/v1/x", "/v1/x"),
        ("/v1/x/", "/v1/x/"),
        ("/v1//x", "/v1//x"),
        ("/v1/ü", "/v1/%C3%BC"),
        ("/v1/a%2Fb", "/v1/a%2Fb"),
        ("/v1/x:query", "/v1/x:query"),
        ("/@evil.example/x", "/@evil.example/x"),
        ("/v1/...", "/v1/..."),
        ("/v1/..x", "/v1/..x"),
        ('/v1/<"x">', "/v1/%3C%22x%22%3E"),
    ],
)
def test_a_path_is_encoded_where_it_has_to_be(path, sent):
    assert check_path(path) == sent


@pytest.mark.parametrize(
    "path",
    [
        "",
        "v1/x",
        "https://evil.example/x",
        "//evil.example/x",
        "///evil.example/x",
        "/\\evil.example/x",
        "\\\\evil.example",
        "/v1\\x",
        " /v1/x",
        "/v1/x y",
        "/v1/x\n",
        "/v1/x\r\nHost: evil.example",
        "\t//evil.example",
        "/v1/\x7f",
        "/v1/\x00",
        "/v1/x?a=1",
        "/v1/x#a",
        "/..",
        "/.",
        "/v1/../x",
        "/v1/./x",
        "/v1/..",
        "/v1/%2e%2e/x",
        "/v1/%2E./x",
        "/v1/.%2e/x",
        "/%2e",
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused_before_a_token_is_made(visitor, sandbox, path):
    for call in (visitor.get, visitor.post, visitor.put, visitor.patch, visitor.delete):
        with pytest.raises(ValueError, match="path"):
            call(path)

    assert sandbox.requests_to("/") == []


@given(st.text(max_size=40) | st.text(alphabet="/\\.%2eEfF@:?#; a", max_size=15))
def test_whatever_path_is_accepted_stays_at_wix(path):
    try:
        checked = check_path(f"/{path}")
    except ValueError:
        return
    sent = urlsplit(requests.Request("GET", f"https://wix.test{checked}").prepare().url)

    assert sent.netloc == "wix.test"
    assert not {".", ".."} & set(sent.path.split("/"))
    assert (sent.query, sent.fragment) == ("", "")


# The client.


def test_where_wix_is_can_be_said_or_not(sandbox):
    strategy = ApiKeyStrategy("key")

    assert WixClient(strategy).transport.api_url == DEFAULT_API_URL
    assert WixClient(strategy, api_url=sandbox.origin).transport.api_url == sandbox.origin
    assert (
        WixClient(strategy, api_url=sandbox.origin).transport
        is WixClient(strategy, api_url=sandbox.origin).transport
    )


def test_wix_in_the_clear_is_refused():
    with pytest.raises(ConfigurationError, match="only for a sandbox"):
        WixClient(ApiKeyStrategy("key"), api_url="http://www.wixapis.com")


def test_a_client_says_who_speaks(visitor, member, sandbox):
    assert (visitor.role, member().role) == (Role.VISITOR, Role.MEMBER)
    assert repr(visitor) == "<WixClient as visitor>"
    assert repr(member()) == "<WixClient as member>"
    assert sandbox.token_requests() == 0


def test_looking_at_a_client_costs_nothing(visitor, sandbox):
    dir(visitor)
    repr(visitor)
    assert not hasattr(visitor, "_repr_html_")
    assert not hasattr(visitor, "__wrapped__")

    assert {"members", "ecom", "stores", "get", "using"} <= set(dir(visitor))
    assert sandbox.requests_to("/") == []


# Other ways to call.


def test_using_makes_another_client_of_the_same_speaker(visitor):
    other = visitor.using(timeout=30, language="de")

    assert type(other) is WixClient
    assert other is not visitor
    assert other.strategy is visitor.strategy
    assert (other.options.timeout, other.options.language) == (30, "de")
    assert (visitor.options.timeout, visitor.options.language) == (None, None)


def test_using_adds_to_what_was_said_before(visitor):
    both = visitor.using(language="de").using(timeout=30)

    assert (both.options.timeout, both.options.language) == (30, "de")
    assert both.using(language="pt-BR").options.language == "pt-BR"


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("de", "de|de|false|00000000-0000-0000-0000-000000000000"),
        ("pt-BR", "pt-BR|pt-br|false|00000000-0000-0000-0000-000000000000"),
    ],
)
def test_the_language_is_said_as_wixs_sdk_says_it(language, header):
    with LoopbackServer(build_answer()) as server:
        client = speak_to(server)
        client.using(language=language).get("/v1/x")
        client.get("/v1/x")

    assert read(server.requests[0])[2]["x-wix-linguist"] == header
    assert "x-wix-linguist" not in read(server.requests[1])[2]


def test_the_time_out_is_that_of_the_call():
    with LoopbackServer(hang) as server:
        client = WixClient(
            ApiKeyStrategy("key"), transport=Transport(server.origin, timeout=(3.0, 600.0))
        )
        with pytest.raises(TransportError, match="ReadTimeout"):
            client.using(timeout=0.05).get("/v1/x")


def test_the_language_stays_when_a_call_is_repeated(clock):
    tokens = Tokens(
        access_token=Secret("old"), refresh_token=Secret("r"), expires_at=9e9, role=Role.MEMBER
    )
    with LoopbackServer(REFUSED, TOKEN_ANSWER, build_answer()) as server:
        strategy = OAuthStrategy("client", tokens=tokens, clock=clock)
        WixClient(strategy, transport=Transport(server.origin)).using(language="de").get("/v1/x")

    first, _, repeated = (read(request)[2] for request in server.requests)
    assert first["x-wix-linguist"] == repeated["x-wix-linguist"]


# Errors.


def test_an_error_carries_what_a_support_ticket_needs(visitor):
    with pytest.raises(NotFoundError) as caught:
        visitor.get(MY_MEMBER)

    error = caught.value
    assert (error.status_code, error.role) == (404, "visitor")
    assert error.code.endswith("NOT_FOUND")
    assert error.request_id
    facts = f"[HTTP 404, {error.code}, GET {MY_MEMBER} as visitor, {error.request_id}]"
    assert str(error).endswith(f"{facts} {error.hint}")


def test_an_error_says_for_whom_the_call_spoke(sandbox, member):
    app = WixClient(AppStrategy(sandbox.client_id, sandbox.client_secret), api_url=sandbox.origin)
    admin = WixClient(
        ApiKeyStrategy(sandbox.api_key, site_id=sandbox.site_id), api_url=sandbox.origin
    )

    for client, role in [(member(), "member"), (app, "app"), (admin, "admin")]:
        with pytest.raises(NotFoundError) as caught:
            client.get("/members/v1/members/nobody")
        assert caught.value.role == role


# One renewal, one repetition.


def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(member, sandbox):
    client = member()
    sandbox.expire_tokens()
    sandbox.forget_requests()

    answer = client.get(MY_MEMBER)

    assert answer["member"]["id"]
    assert sandbox.token_requests() == 1
    assert count(sandbox, MY_MEMBER) == 2
    assert client.role is Role.MEMBER


def test_a_call_that_is_refused_again_is_not_repeated_again(member, sandbox):
    client = member()
    sandbox.fail(MY_MEMBER, times=5, status=401)

    with pytest.raises(UnauthorizedError) as caught:
        client.get(MY_MEMBER)

    assert caught.value.role == "member"
    assert sandbox.token_requests() == 1
    assert count(sandbox, MY_MEMBER) == 2


def test_after_that_the_token_is_young_and_no_storm_begins(member, sandbox):
    client = member()
    sandbox.fail(MY_MEMBER, times=50, status=401)

    for _ in range(10):
        with pytest.raises(UnauthorizedError):
            client.get(MY_MEMBER)

    assert sandbox.token_requests() == 1
    assert count(sandbox, MY_MEMBER) == 11


@pytest.mark.parametrize(("age", "calls"), [(0, 1), (59, 1), (60, 2)])
def test_a_token_younger_than_a_minute_is_not_renewed(member, issue, sandbox, age, calls):
    client = member(issue(age=age))
    sandbox.fail(MY_MEMBER, status=401)

    if calls == 1:
        with pytest.raises(UnauthorizedError):
            client.get(MY_MEMBER)
    else:
        client.get(MY_MEMBER)

    assert count(sandbox, MY_MEMBER) == calls
    assert sandbox.token_requests() == calls - 1


def test_wixs_other_spelling_of_an_ended_token_is_understood(member, sandbox):
    client = member()
    body = {"message": "", "details": {"applicationError": {"code": "WDE0117"}}}
    sandbox.fail(MY_MEMBER, status=400, body=body)

    assert client.get(MY_MEMBER)["member"]["id"]
    assert sandbox.token_requests() == 1


@pytest.mark.parametrize(
    ("status", "error"), [(400, InvalidRequestError), (403, ForbiddenError), (404, NotFoundError)]
)
def test_another_refusal_is_not_repeated(member, sandbox, status, error):
    client = member()
    sandbox.fail(MY_MEMBER, status=status)

    with pytest.raises(error):
        client.get(MY_MEMBER)

    assert count(sandbox, MY_MEMBER) == 1
    assert sandbox.token_requests() == 0


@pytest.mark.parametrize("handler", [reset, build_answer(status=503), build_answer(b"<html>")])
def test_a_call_that_wix_may_have_done_is_not_repeated(handler):
    with LoopbackServer(handler) as server:
        with pytest.raises(APIError):
            speak_to(server).post("/v1/x", json={})

        assert len(server.requests) == 1


def test_what_is_repeated_is_the_same(clock):
    tokens = Tokens(
        access_token=Secret("old"), refresh_token=Secret("r"), expires_at=9e9, role=Role.MEMBER
    )
    with LoopbackServer(REFUSED, TOKEN_ANSWER, build_answer({"done": 1})) as server:
        client = WixClient(
            OAuthStrategy("client", tokens=tokens, clock=clock), transport=Transport(server.origin)
        )
        answer = client.raw("POST", "/v1/x", params={"a": "1"}, json={"b": [2]})

    first, renewal, repeated = (read(request) for request in server.requests)
    assert answer == {"done": 1}
    assert first[:2] == repeated[:2] == ("POST /v1/x?a=1 HTTP/1.1", {"b": [2]})
    assert renewal[0] == "POST /oauth2/token HTTP/1.1"
    assert first[2]["Authorization"] == "old"
    assert repeated[2]["Authorization"] == "new-access"


def test_a_refused_key_is_not_repeated():
    with LoopbackServer(REFUSED) as server:
        with pytest.raises(UnauthorizedError):
            speak_to(server).get("/v1/x")

        assert len(server.requests) == 1


def test_an_app_renews_too(sandbox, clock):
    strategy = AppStrategy(sandbox.client_id, sandbox.client_secret, clock=clock)
    client = WixClient(strategy, api_url=sandbox.origin)
    client.get("/members/v1/members")
    clock.advance(60)
    sandbox.expire_tokens()

    assert client.get("/members/v1/members")["members"]
    assert sandbox.token_requests() == 2


def test_a_member_whose_login_wix_ended_is_told_and_never_a_visitor(member, sandbox, finished):
    client = member()
    sandbox.expire_tokens(refresh=True)

    for _ in range(2):
        with pytest.raises(RenewalError):
            client.get(MY_MEMBER)

    assert client.role is Role.MEMBER
    assert [told["call"].role for told in finished] == [Role.MEMBER] * 2
    assert [told["call"].error for told in finished] == ["RenewalError"] * 2


def test_when_wix_cannot_renew_the_call_fails_and_the_next_works(member, sandbox):
    client = member()
    sandbox.expire_tokens()
    sandbox.fail("/oauth2/token", status=503)

    with pytest.raises(ServerError):
        client.get(MY_MEMBER)

    assert client.get(MY_MEMBER)["member"]["id"]


# What is told afterwards.


def test_a_call_that_worked_is_told(visitor, finished):
    visitor.stores.products_v3.query_products(query={"cursorPaging": {"limit": 1}})

    assert len(finished) == 1
    call = finished[0]["call"]
    assert isinstance(call, FinishedCall)
    assert (finished[0]["sender"], finished[0]["site"]) == (WixClient, "default")
    assert call.name == "stores.products_v3.query_products"
    assert (call.verb, call.path) == ("GET", "/stores/v3/products/query")
    assert (call.role, call.status_code, call.error) == (Role.VISITOR, 200, "")
    assert call.request_id
    assert call.seconds > 0


def test_a_call_that_was_refused_is_told(visitor, finished):
    with pytest.raises(NotFoundError) as caught:
        visitor.get(MY_MEMBER)

    call = finished[0]["call"]
    assert (call.name, call.path) == (MY_MEMBER, MY_MEMBER)
    assert (call.status_code, call.error) == (404, "NotFoundError")
    assert call.request_id == caught.value.request_id


def test_a_call_without_an_answer_is_told(finished):
    client = WixClient(ApiKeyStrategy("key"), api_url=f"http://127.0.0.1:{find_dead_port()}")

    with pytest.raises(TransportError):
        client.get("/v1/x")

    call = finished[0]["call"]
    assert (call.status_code, call.error, call.request_id) == (None, "TransportError", "")
    assert call.role is Role.ADMIN


def test_a_call_that_never_began_is_told(sandbox, finished):
    client = WixClient(OAuthStrategy("no GUID"), api_url=sandbox.origin)

    with pytest.raises(ClientRefusedError):
        client.get("/v1/x")

    assert [told["call"].error for told in finished] == ["ClientRefusedError"]


def test_a_repeated_call_is_told_once(member, sandbox, finished):
    client = member()
    sandbox.expire_tokens()

    client.get(MY_MEMBER)

    assert [(told["call"].status_code, told["call"].error) for told in finished] == [(200, "")]


def test_what_is_told_holds_no_secret(member, finished):
    client = member()
    token = client.strategy.storage.load().access_token

    client.get(MY_MEMBER, params={"fieldsets": "FULL"})

    told = repr(finished) + str(finished[0]["call"])
    assert token not in told
    assert "fieldsets" not in told


def test_a_kind_of_client_hears_of_its_own_calls(sandbox):
    heard = []

    class Listening(WixClient):
        def on_finished(self, call):
            heard.append(call.name)

    client = Listening(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)
    client.using(language="de").get("/members/v1/members")

    assert heard == ["/members/v1/members"]


def test_a_call_may_have_its_own_number_of_tries():
    with LoopbackServer(build_answer(status=429), build_answer({"done": True})) as server:
        client = speak_to(server)
        with pytest.raises(RateLimitedError):
            client.using(retries=0).get("/v1/x")

        assert client.using(retries=0).using(language="de").options.retries == 0
        assert client.using(retries=1).get("/v1/x") == {"done": True}
