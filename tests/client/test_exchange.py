"""How a call goes: errors, one repetition with a better token, and what is told afterwards."""

from __future__ import annotations

import pytest

from tests.support.loopback import (
    LoopbackServer,
    build_answer,
    find_dead_port,
    parse_request,
    reset,
)
from wix_headless.client import FinishedCall, WixClient
from wix_headless.exceptions import (
    APIError,
    ClientRefusedError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    RenewalError,
    ServerError,
    TransportError,
    UnauthorizedError,
)
from wix_headless.signals import call_finished
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.tokens import Role, Secret, Tokens
from wix_headless.transport import Transport

MY_MEMBER = "/members/v1/members/my"
REFUSED = build_answer({"message": "Ended."}, status=401, x_wix_request_id="r-401")
TOKEN_ANSWER = build_answer({"access_token": "new-access", "expires_in": 14_400})


@pytest.fixture
def finished():
    """What ``call_finished`` told."""
    told = []

    def listen(**told_of):
        told.append(told_of)

    call_finished.connect(listen)
    yield told
    call_finished.disconnect(listen)


@pytest.fixture
def _failing_listener():
    def listen(**told):
        raise RuntimeError("in the listener")

    call_finished.connect(listen)
    yield
    call_finished.disconnect(listen)


def speak_to(server):
    return WixClient(ApiKeyStrategy("key"), transport=Transport(server.origin))


def count(sandbox, path):
    return len([one for one in sandbox.requests_to(path) if one["path"] == path])


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

    first, renewal, repeated = (parse_request(request) for request in server.requests)
    assert answer == {"done": 1}
    assert first[:2] == repeated[:2] == ("POST /v1/x?a=1 HTTP/1.1", {"b": [2]})
    assert renewal[0] == "POST /oauth2/token HTTP/1.1"
    assert first[2]["Authorization"] == "old"
    assert repeated[2]["Authorization"] == "new-access"


def test_the_language_stays_when_a_call_is_repeated(clock):
    tokens = Tokens(
        access_token=Secret("old"), refresh_token=Secret("r"), expires_at=9e9, role=Role.MEMBER
    )
    with LoopbackServer(REFUSED, TOKEN_ANSWER, build_answer()) as server:
        strategy = OAuthStrategy("client", tokens=tokens, clock=clock)
        WixClient(strategy, transport=Transport(server.origin)).using(language="de").get("/v1/x")

    first, _, repeated = (parse_request(request)[2] for request in server.requests)
    assert first["x-wix-linguist"] == repeated["x-wix-linguist"]


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


@pytest.mark.usefixtures("_failing_listener")
def test_a_listener_that_fails_spoils_neither_a_result_nor_an_error(visitor, caplog):
    assert visitor.stores.products_v3.query_products(query={})["products"]
    with pytest.raises(ForbiddenError):
        visitor.business_tools.site_properties.get_site_properties()

    assert "in the listener" in caplog.text


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
