"""A speaker of each kind, and the relay."""

from __future__ import annotations

import pytest

from tests.faults.speakers import Speaker
from tests.support.relay import FaultRelay
from wix_headless.tokens import Role


@pytest.fixture(params=[Role.VISITOR, Role.MEMBER, Role.APP], ids=str)
def speaker(request, browser):
    return Speaker(request.param, browser)


@pytest.fixture
def member(browser):
    return Speaker(Role.MEMBER, browser)


@pytest.fixture
def relay(sandbox):
    with FaultRelay(sandbox.origin) as relay:
        yield relay


@pytest.fixture
def point_to(settings):
    """Let the settings name another address of Wix, and have the sandbox's back afterwards."""

    def point_to(origin):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": origin}

    return point_to
