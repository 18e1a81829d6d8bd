"""The app itself: one token for four hours, and errors that say what is configured wrongly."""

from __future__ import annotations

import logging

import pytest

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.exceptions import (
    APIError,
    ClientRefusedError,
    ConfigurationError,
    RateLimitedError,
    ServerError,
    TransportError,
)
from wix_headless.protocol.grants import token_info_request
from wix_headless.strategies import AppStrategy
from wix_headless.tokens import Role
from wix_headless.transport import Transport


@pytest.fixture
def build(sandbox, clock):
    def build(**values):
        given = {
            "app_id": sandbox.client_id,
            "app_secret": sandbox.client_secret,
            "instance_id": sandbox.instance_id,
        } | values
        return AppStrategy(
            given["app_id"], given["app_secret"], instance_id=given["instance_id"], clock=clock
        )

    return build


@pytest.mark.parametrize("instance_id", ["right", None, ""])
def test_it_speaks_as_the_app(build, sandbox, transport, instance_id):
    values = {} if instance_id == "right" else {"instance_id": instance_id}
    strategy = build(**values)

    headers = strategy.authorize(transport)

    info = transport.send(token_info_request(headers["Authorization"]), {}).data
    assert info["subjectType"] == "APP"
    assert strategy.role is Role.APP


def test_one_token_is_used_until_it_ends(build, sandbox, transport, clock):
    strategy = build()

    first = strategy.authorize(transport)
    clock.advance(14_400 - 60)
    assert strategy.authorize(transport) == first
    assert sandbox.token_requests() == 1

    clock.advance(1)
    assert strategy.authorize(transport) != first
    assert sandbox.token_requests() == 2


def test_a_token_wix_ended_early_is_made_anew_when_it_is_refused(build, sandbox, transport, clock):
    strategy = build()
    refused = strategy.authorize(transport)
    assert strategy.reauthorize(transport, refused) is None
    clock.advance(60)

    assert strategy.reauthorize(transport, refused) not in (None, refused)


def test_the_instance_is_sent_when_there_is_one(clock):
    answer = build_answer({"access_token": "a", "expires_in": 14_400})

    with LoopbackServer(answer) as wix:
        for instance_id in ("instance", None):
            strategy = AppStrategy("app", "secret", instance_id=instance_id, clock=clock)
            strategy.authorize(Transport(wix.origin))

    assert [body.get("instance_id") for body in wix.bodies()] == ["instance", None]
    assert "instance_id" not in wix.bodies()[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"app_secret": "wrong-4711"},
        {"app_id": "0b1a8a3c-0000-4000-8000-00000000dead"},
        {"app_id": "no GUID"},
        {"instance_id": "0b1a8a3c-0000-4000-8000-00000000dead"},
    ],
    ids=["secret", "id", "no GUID", "instance"],
)
def test_what_wix_refuses_is_configured_wrongly(build, sandbox, transport, wrong):
    strategy = build(**wrong)

    with pytest.raises(ClientRefusedError, match="CLIENT_SECRET and CLIENT_INSTANCE_ID") as caught:
        strategy.authorize(transport)

    assert "4711" not in str(caught.value)
    assert strategy.storage.load() is None


@pytest.mark.parametrize(
    "fault", [{"status": 400, "body": {}}, {"status": 403, "mode": "html"}, {"status": 401}]
)
def test_an_unclear_refusal_is_of_the_app_too(build, sandbox, transport, fault):
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(ClientRefusedError):
        build().authorize(transport)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 500}, ServerError),
        ({"status": 502, "mode": "html"}, ServerError),
        ({"status": 429, "retry_after": "30"}, RateLimitedError),
        ({"mode": "reset"}, TransportError),
        ({"mode": "garbage"}, TransportError),
        ({"status": 200, "body": {}}, TransportError),
    ],
)
def test_when_wix_is_not_well_the_old_token_stays_and_the_next_call_works(
    build, sandbox, transport, clock, fault, error
):
    strategy = build()
    strategy.authorize(transport)
    old = strategy.storage.load()
    clock.advance(14_400)
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(error) as caught:
        strategy.authorize(transport)

    assert isinstance(caught.value, APIError)
    assert getattr(caught.value, "retry_after", None) in (None, 30.0)
    assert strategy.storage.load() == old
    assert strategy.authorize(transport)


@pytest.mark.parametrize(("app_id", "app_secret"), [("", "s"), ("a", ""), ("", "")])
def test_without_id_or_secret_it_says_what_to_set(app_id, app_secret):
    with pytest.raises(ConfigurationError, match="WIX_CLIENT_ID and WIX_CLIENT_SECRET"):
        AppStrategy(app_id, app_secret)


def test_the_secret_does_not_show(build):
    assert "4711" not in repr(vars(build(app_secret="s-4711")))


def test_when_wix_refuses_the_first_secret_the_second_is_used_from_then_on(
    build, sandbox, transport, clock, caplog
):
    strategy = build(app_secret=["gone-4711", sandbox.client_secret])

    with caplog.at_level(logging.WARNING):
        assert strategy.authorize(transport)
        clock.advance(14_400)
        assert strategy.authorize(transport)

    statuses = [one["status"] for one in sandbox.requests_to("/oauth2/token")]
    assert statuses == [401, 200, 200]
    (line,) = [one.getMessage() for one in caplog.records if "CLIENT_SECRET" in one.getMessage()]
    assert "first of the two values" in line
    assert "4711" not in caplog.text


def test_when_wix_refuses_both_secrets_it_is_configured_wrongly_and_nothing_is_gone_over_to(
    build, sandbox, transport, caplog
):
    strategy = build(app_secret=["one", "two"])

    for _ in range(2):
        with pytest.raises(ClientRefusedError, match="CLIENT_SECRET"):
            strategy.authorize(transport)

    assert sandbox.token_requests() == 4
    assert "values of CLIENT_SECRET" not in caplog.text


def test_an_instance_that_is_none_is_no_reason_for_the_other_secret(build, sandbox, transport):
    strategy = build(app_secret=[sandbox.client_secret, "two"], instance_id="none")

    with pytest.raises(ClientRefusedError):
        strategy.authorize(transport)

    assert sandbox.token_requests() == 1


@pytest.mark.parametrize("fault", [{"status": 503}, {"mode": "garbage"}])
def test_when_wix_is_not_well_the_other_secret_is_not_tried(build, sandbox, transport, fault):
    sandbox.fail("/oauth2/token", **fault)

    with pytest.raises(APIError):
        build(app_secret=[sandbox.client_secret, "two"]).authorize(transport)

    assert sandbox.token_requests() == 1


def test_when_wix_is_not_well_at_the_second_secret_the_first_stays(build, sandbox, transport):
    sandbox.fail("/oauth2/token", status=401, body={"error": "invalid_client"})
    sandbox.fail("/oauth2/token", status=503)
    strategy = build(app_secret=[sandbox.client_secret, "two"])

    with pytest.raises(ServerError):
        strategy.authorize(transport)

    assert strategy.authorize(transport)
    assert sandbox.token_requests() == 3


def test_three_secrets_are_one_too_many(build):
    with pytest.raises(ConfigurationError, match="CLIENT_SECRET is one secret, or two"):
        build(app_secret=["a", "b", "c"])


@pytest.mark.django_db
def test_another_secret_has_another_token(sandbox, settings, transport):
    def ask(secret):
        settings.WIX_HEADLESS |= {"CLIENT_SECRET": secret}
        return AppStrategy.from_settings().authorize(transport)

    with_old = ask(sandbox.client_secret)
    while_changing = ask(["not-yet-known", sandbox.client_secret])

    assert while_changing != with_old
    assert ask(["not-yet-known", sandbox.client_secret]) == while_changing
    assert ask(sandbox.client_secret) == with_old
    assert sandbox.token_requests() == 3
