"""A visitor's and a member's client, the latter with tokens of any age."""

from __future__ import annotations

import pytest

from tests.support.clocks import StoppedClock
from wix_headless.client import WixClient
from wix_headless.strategies import OAuthStrategy
from wix_headless.tokens import Role, Secret, Tokens


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
