"""The administrator's key: raw, with the site or the account it is about."""

from __future__ import annotations

import pytest

from wix_headless.exceptions import ConfigurationError, ForbiddenError, UnauthorizedError
from wix_headless.protocol.messages import Request
from wix_headless.strategies import ApiKeyStrategy
from wix_headless.tokens import Role

LIST_MEMBERS = Request(verb="GET", path="/members/v1/members")


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ({}, {"Authorization": "key"}),
        ({"site_id": "s"}, {"Authorization": "key", "wix-site-id": "s"}),
        ({"account_id": "a"}, {"Authorization": "key", "wix-account-id": "a"}),
        (
            {"site_id": "s", "account_id": "a"},
            {"Authorization": "key", "wix-site-id": "s", "wix-account-id": "a"},
        ),
        ({"site_id": "", "account_id": None}, {"Authorization": "key"}),
    ],
)
def test_headers_name_what_the_key_is_about_and_nothing_else(transport, options, headers):
    assert ApiKeyStrategy("key", **options).authorize(transport) == headers


def test_wix_takes_the_key(sandbox, transport):
    strategy = ApiKeyStrategy(sandbox.api_key, site_id=sandbox.site_id)

    answer = transport.send(LIST_MEMBERS, strategy.authorize(transport))

    assert len(answer.data["members"]) == len(sandbox.members)
    assert strategy.role is Role.ADMIN
    assert sandbox.token_requests() == 0


def test_wix_refuses_another_key_or_site(sandbox, transport):
    for strategy, error in [
        (ApiKeyStrategy("IST.other", site_id=sandbox.site_id), UnauthorizedError),
        (ApiKeyStrategy(sandbox.api_key, site_id="other"), ForbiddenError),
    ]:
        with pytest.raises(error):
            transport.send(LIST_MEMBERS, strategy.authorize(transport))


def test_a_key_does_not_renew(transport):
    strategy = ApiKeyStrategy("key")

    assert strategy.reauthorize(transport, strategy.authorize(transport)) is None


def test_without_a_key_it_says_what_to_set():
    with pytest.raises(ConfigurationError, match="WIX_API_KEY"):
        ApiKeyStrategy("")


def test_the_key_does_not_show(transport):
    strategy = ApiKeyStrategy("key-4711", site_id="s")

    assert "4711" not in repr(vars(strategy)) + repr(strategy.authorize(transport))
