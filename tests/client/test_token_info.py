"""Whom a client's token speaks for, as Wix says it."""

from __future__ import annotations

import asyncio

import pytest

from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.exceptions import ConfigurationError, ServerError
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy

KINDS = [WixClient, AsyncWixClient]


@pytest.fixture
def ask(sandbox):
    """Ask a client of either kind, plain or async."""

    def ask(kind, strategy):
        info = kind(strategy, api_url=sandbox.origin).fetch_token_info()
        return asyncio.run(info) if kind is AsyncWixClient else info

    return ask


@pytest.fixture
def app(sandbox):
    return AppStrategy(sandbox.client_id, sandbox.client_secret, instance_id=sandbox.instance_id)


@pytest.mark.parametrize("kind", KINDS)
def test_the_app_learns_where_it_is_installed(sandbox, ask, app, kind):
    info = ask(kind, app)

    assert info.active
    assert (info.subject_type, info.client_id) == ("APP", sandbox.client_id)
    assert (info.site_id, info.instance_id) == (sandbox.site_id, sandbox.instance_id)
    assert info.expires_at > 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_visitor_is_one(sandbox, ask, kind):
    assert ask(kind, OAuthStrategy(sandbox.client_id)).subject_type == "VISITOR"


@pytest.mark.parametrize("kind", KINDS)
def test_the_token_is_the_one_that_calls_use(sandbox, ask, app, kind):
    for _ in range(2):
        ask(kind, app)

    assert sandbox.token_requests() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_wix_has_ended_is_not_active(sandbox, ask, app, kind):
    ask(kind, app)
    sandbox.expire_tokens(access=True)

    assert not ask(kind, app).active


@pytest.mark.parametrize("kind", KINDS)
def test_when_wix_can_not_answer_that_is_an_error(sandbox, ask, app, kind):
    sandbox.fail("/oauth2/token-info", times=9, status=500)

    with pytest.raises(ServerError):
        ask(kind, app)


@pytest.mark.parametrize("kind", KINDS)
def test_an_api_key_is_no_token_and_is_not_sent(sandbox, ask, kind):
    with pytest.raises(ConfigurationError, match="no token"):
        ask(kind, ApiKeyStrategy(sandbox.api_key))

    assert sandbox.requests_to("/oauth2/token-info") == []
