"""A visitor or a member: made, renewed, kept through trouble, and never mistaken for the other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.support.loopback import LoopbackServer, build_answer, find_dead_port
from wix_headless.exceptions import (
    APIError,
    ClientRefusedError,
    ConfigurationError,
    RateLimitedError,
    RenewalError,
    ResponseError,
    ServerError,
    SignInRefusedError,
    TransportError,
)
from wix_headless.protocol.grants import token_info_request
from wix_headless.strategies import OAuthStrategy
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import MemoryTokenStorage, Role, Secret, Tokens
from wix_headless.transport import Transport

OTHER_CLIENT = "0b1a8a3c-0000-4000-8000-00000000dead"

NEW = {"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 14_400}


def find_subject(transport, headers):
    info = transport.send(token_info_request(headers["Authorization"]), {}).data
    return info["subjectType"], info["subjectId"]


def count(sandbox, path):
    return len([one for one in sandbox.requests_to(path) if one["path"] == path])


@pytest.fixture
def build(sandbox, clock):
    """Make a strategy, with these tokens or with none."""

    def build(tokens=None, client_id=None):
        return OAuthStrategy(client_id or sandbox.client_id, tokens=tokens, clock=clock)

    return build


# Beginning.


def test_nothing_is_asked_before_the_first_call(build, sandbox):
    strategy = build()

    assert strategy.role is Role.VISITOR
    assert strategy.storage.load() is None
    assert sandbox.token_requests() == 0


def test_it_takes_tokens_or_a_storage_that_holds_them():
    with pytest.raises(TypeError, match="not both"):
        OAuthStrategy("id", tokens=Tokens("access"), storage=MemoryTokenStorage())


def test_it_becomes_a_visitor_at_its_first_call_and_stays_the_same_one(build, sandbox, transport):
    strategy = build()

    first, second = strategy.authorize(transport), strategy.authorize(transport)

    assert first == second
    assert find_subject(transport, first)[0] == "VISITOR"
    assert sandbox.token_requests() == 1
    assert strategy.storage.load().role is Role.VISITOR


def test_two_strategies_are_two_visitors(build, transport):
    one, other = (find_subject(transport, build().authorize(transport)) for _ in range(2))

    assert one != other


def test_twenty_threads_become_one_visitor(build, sandbox, transport):
    strategy, together = build(), threading.Barrier(20)

    def work(_):
        together.wait()
        return strategy.authorize(transport)["Authorization"]

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(work, range(20)))) == 1
    assert sandbox.token_requests() == 1


def test_tokens_that_were_given_are_used(build, issue, transport, sandbox, find_member):
    strategy = build(issue())

    assert strategy.role is Role.MEMBER
    assert find_member(strategy.authorize(transport)) == "ada@example.com"
    assert sandbox.token_requests() == 0


def test_without_a_client_id_it_says_how_to_come_by_one():
    with pytest.raises(ConfigurationError, match="WIX_CLIENT_ID"):
        OAuthStrategy("")


def test_the_token_is_sent_as_it_is(build, issue, transport):
    tokens = issue()

    assert build(tokens).authorize(transport) == {"Authorization": tokens.access_token}


# Renewing.


@pytest.mark.parametrize(("left", "renewed"), [(61, 0), (60, 0), (59, 1), (0, 1), (-9999, 1)])
@pytest.mark.parametrize("role", [Role.VISITOR, Role.MEMBER])
def test_a_token_with_less_than_a_minute_left_is_renewed_first(
    build, issue, sandbox, transport, clock, role, left, renewed
):
    strategy = build(issue(role, expires_at=clock() + left))

    strategy.authorize(transport)

    assert sandbox.token_requests() == renewed
    assert strategy.storage.load().is_fresh(clock())
    assert strategy.role is role


def test_a_renewed_member_is_the_same_member(build, issue, sandbox, transport, clock, find_member):
    old = issue()
    strategy = build(old)
    clock.advance(14_400)

    headers = strategy.authorize(transport)

    new = strategy.storage.load()
    assert find_member(headers) == "ada@example.com"
    assert new.access_token != old.access_token
    assert (new.role, new.issued_at) == (Role.MEMBER, clock())
    assert new.expires_at == clock() + 14_400


def test_a_refresh_token_that_was_replaced_is_used_the_next_time(
    build, issue, sandbox, transport, clock, find_member
):
    old = issue()
    strategy = build(old)

    for _ in range(3):
        clock.advance(14_400)
        strategy.authorize(transport)

    assert strategy.storage.load().refresh_token != old.refresh_token
    assert find_member(strategy.authorize(transport)) == "ada@example.com"


def test_where_wix_keeps_the_refresh_token_it_is_kept(build, issue, sandbox, transport, clock):
    sandbox.control("settings", rotate_refresh_tokens=False)
    old = issue()
    strategy = build(old)

    for _ in range(3):
        clock.advance(14_400)
        strategy.authorize(transport)

    assert strategy.storage.load().refresh_token == old.refresh_token
    assert sandbox.token_requests() == 3


def test_where_no_refresh_token_comes_back_the_old_one_is_kept(issue, clock):
    old = issue(expires_at=0.0)

    with LoopbackServer(build_answer({"access_token": "new-access"})) as wix:
        strategy = OAuthStrategy("client", tokens=old, clock=clock)
        strategy.authorize(Transport(wix.origin))

    assert strategy.storage.load() == replace(
        old,
        access_token=Secret("new-access"),
        expires_at=clock() + 14_400,
        issued_at=clock(),
    )


def test_a_token_wix_ended_early_is_renewed_when_it_is_refused(
    build, issue, sandbox, transport, clock, find_member
):
    strategy = build(issue())
    refused = strategy.authorize(transport)
    clock.advance(60)
    sandbox.expire_tokens()

    better = strategy.reauthorize(transport, refused)

    assert better != refused
    assert find_member(better) == "ada@example.com"


@pytest.mark.parametrize(("age", "renewed"), [(0, 0), (59, 0), (60, 1), (3600, 1)])
def test_a_new_token_that_is_refused_is_not_renewed(
    build, issue, sandbox, transport, clock, age, renewed
):
    strategy = build(issue())
    refused = strategy.authorize(transport)
    clock.advance(age)

    better = strategy.reauthorize(transport, refused)

    assert (better is not None) == bool(renewed)
    assert sandbox.token_requests() == renewed


def test_when_somebody_else_has_renewed_it_that_is_used(build, issue, sandbox, transport):
    strategy = build(issue())

    better = strategy.reauthorize(transport, {"Authorization": Secret("the one before")})

    assert better == strategy.authorize(transport)
    assert sandbox.token_requests() == 0


def test_without_tokens_there_is_nothing_better(build, transport):
    assert build().reauthorize(transport, {"Authorization": Secret("x")}) is None


# Refusals.


def test_a_visitor_whom_wix_refuses_begins_anew(build, issue, sandbox, transport, clock):
    old = issue(Role.VISITOR, expires_at=0.0)
    strategy = build(old)
    sandbox.expire_tokens(refresh=True)

    headers = strategy.authorize(transport)

    assert find_subject(transport, headers)[0] == "VISITOR"
    assert strategy.storage.load().refresh_token != old.refresh_token
    assert sandbox.token_requests() == 2


def test_a_member_whom_wix_refuses_is_told_and_never_becomes_a_visitor(
    build, issue, sandbox, transport
):
    strategy = build(issue(expires_at=0.0))
    sandbox.expire_tokens(refresh=True)

    for _ in range(2):
        with pytest.raises(RenewalError):
            strategy.authorize(transport)

    assert strategy.role is Role.MEMBER
    assert sandbox.token_requests() == 2


def test_a_visitor_without_a_refresh_token_begins_anew(build, issue, sandbox, transport):
    strategy = build(issue(Role.VISITOR, refresh_token=Secret(), expires_at=0.0))

    assert find_subject(transport, strategy.authorize(transport))[0] == "VISITOR"
    assert sandbox.token_requests() == 1


def test_a_member_without_a_refresh_token_is_told_and_wix_is_not_asked(
    build, issue, sandbox, transport
):
    strategy = build(issue(refresh_token=Secret(), expires_at=0.0))

    with pytest.raises(RenewalError):
        strategy.authorize(transport)

    assert sandbox.token_requests() == 0


@pytest.mark.parametrize("client_id", [OTHER_CLIENT, "no GUID"])
@pytest.mark.parametrize("role", [Role.VISITOR, Role.MEMBER])
def test_a_wrong_client_id_is_a_configuration_error_and_the_tokens_stay(
    build, issue, sandbox, transport, find_member, role, client_id
):
    old = issue(role, expires_at=0.0)
    strategy = build(old, client_id)

    with pytest.raises(ClientRefusedError, match="CLIENT_ID"):
        strategy.authorize(transport)

    assert strategy.storage.load() == old
    assert build(old).authorize(transport)


@pytest.mark.parametrize("client_id", [OTHER_CLIENT, "no GUID"])
def test_a_wrong_client_id_makes_no_visitor(build, transport, client_id):
    strategy = build(client_id=client_id)

    with pytest.raises(ClientRefusedError):
        strategy.authorize(transport)

    assert strategy.storage.load() is None


# Trouble.


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 500}, ServerError),
        ({"status": 502, "mode": "html"}, ServerError),
        ({"status": 503}, ServerError),
        ({"status": 500, "body": {"error": "invalid_grant"}}, ServerError),
        ({"status": 429}, RateLimitedError),
        ({"status": 429, "body": {"error": "invalid_grant"}}, RateLimitedError),
        ({"status": 408}, APIError),
        ({"status": 404}, APIError),
        ({"mode": "reset"}, TransportError),
        ({"mode": "garbage"}, TransportError),
        ({"mode": "html", "status": 200}, TransportError),
        ({"status": 200, "body": {}}, TransportError),
        ({"status": 200, "body": []}, TransportError),
        ({"status": 200, "body": {"access_token": 7}}, TransportError),
    ],
)
@pytest.mark.parametrize("role", [Role.VISITOR, Role.MEMBER])
def test_when_wix_is_not_well_the_tokens_stay_and_the_next_call_works(
    build, issue, sandbox, transport, role, fault, error
):
    old = issue(role, expires_at=0.0)
    strategy = build(old)
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(error) as caught:
        strategy.authorize(transport)

    assert isinstance(caught.value, APIError)
    assert strategy.storage.load() == old
    assert strategy.authorize(transport)
    assert strategy.role is role


def test_when_wix_cannot_be_reached_the_tokens_stay(build, issue):
    old = issue(expires_at=0.0)
    strategy = build(old)

    with pytest.raises(TransportError):
        strategy.authorize(Transport(f"http://127.0.0.1:{find_dead_port()}"))

    assert strategy.storage.load() == old


def test_when_wix_is_not_well_there_is_no_visitor_yet(build, sandbox, transport):
    strategy = build()
    sandbox.fail("/oauth2/token", status=503)

    with pytest.raises(ServerError):
        strategy.authorize(transport)

    assert strategy.storage.load() is None
    assert strategy.authorize(transport)


# Refusals of which it is not clear whom they are about.

UNCLEAR = [
    {"status": 400, "body": {}},
    {"status": 400, "body": {"message": "No.", "details": {}}},
    {"status": 401, "body": {}},
    {"status": 403, "mode": "html"},
    {"status": 400, "body": {"error": "invalid_request"}},
]


@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_unclear_refusal_of_a_token_that_lives_is_of_the_client(
    build, issue, sandbox, transport, fault
):
    old = issue(expires_at=0.0)
    strategy = build(old)
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(ClientRefusedError):
        strategy.authorize(transport)

    assert count(sandbox, "/oauth2/token-info") == 1
    assert strategy.storage.load() == old
    assert strategy.authorize(transport)


@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_unclear_refusal_of_a_token_that_has_ended_ends_the_login(
    build, issue, sandbox, transport, fault
):
    strategy = build(issue(expires_at=0.0))
    sandbox.expire_tokens(refresh=True)
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(RenewalError):
        strategy.authorize(transport)

    assert count(sandbox, "/oauth2/token-info") == 1


def test_an_unclear_refusal_of_a_visitor_that_has_ended_makes_another(
    build, issue, sandbox, transport
):
    strategy = build(issue(Role.VISITOR, expires_at=0.0))
    sandbox.expire_tokens(refresh=True)
    sandbox.fail("/oauth2/token", status=400, body={})

    assert find_subject(transport, strategy.authorize(transport))[0] == "VISITOR"


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"status": 429}, {"mode": "reset"}, {"mode": "garbage"}]
)
def test_an_unclear_refusal_that_nobody_can_settle_ends_nothing(
    build, issue, sandbox, transport, fault
):
    old = issue(expires_at=0.0)
    strategy = build(old)
    sandbox.fail("/oauth2/token", status=400, body={})
    sandbox.fail("/oauth2/token-info", **fault)

    with pytest.raises(APIError):
        strategy.authorize(transport)

    assert strategy.storage.load() == old
    assert strategy.authorize(transport)


@pytest.mark.parametrize("status", [400, 401, 404])
def test_token_info_may_also_answer_an_ended_token_with_an_error(issue, clock, status):
    no = build_answer({}, status=400)

    with LoopbackServer(no, build_answer({}, status=status, x_wix_request_id="r-1")) as wix:
        strategy = OAuthStrategy("client", tokens=issue(expires_at=0.0), clock=clock)
        with pytest.raises(RenewalError):
            strategy.authorize(Transport(wix.origin))


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_proxy_that_refuses_everything_ends_no_login(issue, clock, status):
    old = issue(expires_at=0.0)

    with LoopbackServer(build_answer("<h1>Who are you?</h1>", status=status)) as proxy:
        strategy = OAuthStrategy("client", tokens=old, clock=clock)
        with pytest.raises(ResponseError):
            strategy.authorize(Transport(proxy.origin))

    assert strategy.storage.load() == old


def test_it_is_the_refresh_token_that_is_asked_about(issue, clock):
    old = issue(expires_at=0.0)

    with LoopbackServer(build_answer({}, status=400), build_answer({"active": True})) as wix:
        strategy = OAuthStrategy("client", tokens=old, clock=clock)
        with pytest.raises(ClientRefusedError):
            strategy.authorize(Transport(wix.origin))

    refresh, info = wix.bodies()
    assert refresh == {
        "clientId": "client",
        "refreshToken": old.refresh_token,
        "grantType": "refresh_token",
    }
    assert info == {"token": old.refresh_token}
    assert "authorization:" not in "".join(wix.requests).lower()


# A login's code.


@pytest.fixture
def exchange(sandbox, transport):
    def exchange(client_id=None, to=transport):
        strategy = OAuthStrategy(client_id or sandbox.client_id)
        endpoint = TokenEndpoint(to)
        try:
            return strategy.exchange_code(
                endpoint,
                code=Secret("code-4711"),
                code_verifier=Secret("v" * 43),
                redirect_uri="http://testserver/wix/callback/",
            )
        finally:
            assert strategy.storage.load() is None

    return exchange


def test_a_code_becomes_a_members_tokens_and_they_are_not_stored(exchange):
    with LoopbackServer(build_answer(NEW)) as wix:
        tokens = exchange(to=Transport(wix.origin))

    assert isinstance(tokens, Tokens)
    assert (tokens.role, tokens.access_token) == (Role.MEMBER, "new-access")
    assert wix.bodies()[0]["grantType"] == "authorization_code"


def test_a_code_that_wix_does_not_know_is_refused(exchange):
    with pytest.raises(SignInRefusedError) as caught:
        exchange()

    assert caught.value.reason == "invalid_grant"
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_unclear_refusal_of_a_code_is_a_refusal(exchange, sandbox, fault):
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(SignInRefusedError):
        exchange()


def test_a_wrong_client_id_at_the_exchange_is_a_configuration_error(exchange):
    with pytest.raises(ClientRefusedError):
        exchange(client_id=OTHER_CLIENT)


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"status": 503}, ServerError), ({"status": 429}, RateLimitedError)],
)
def test_when_wix_is_not_well_the_code_is_not_called_wrong(exchange, sandbox, fault, error):
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(error):
        exchange()


# A storage of somebody else's.


def test_a_storage_that_is_given_keeps_the_tokens(sandbox, transport, clock):
    storage = MemoryTokenStorage()

    first = OAuthStrategy(sandbox.client_id, storage=storage, clock=clock).authorize(transport)
    second = OAuthStrategy(sandbox.client_id, storage=storage, clock=clock).authorize(transport)

    assert first == second
    assert sandbox.token_requests() == 1
