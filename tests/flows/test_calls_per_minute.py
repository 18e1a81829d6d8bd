"""A limit to the calls of a minute, where the settings ask for one."""

from __future__ import annotations

import pytest

from wix_headless.exceptions import ConfigurationError, TransportError

pytestmark = pytest.mark.django_db


def test_a_call_too_many_is_not_sent(browser, sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CALLS_PER_MINUTE": 2}
    for _ in (1, 2):
        assert browser.get("/").status_code == 200
    sandbox.forget_requests()

    with pytest.raises(TransportError, match="CALLS_PER_MINUTE"):
        browser.get("/")

    assert sandbox.requests_to("/") == []
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CALLS_PER_MINUTE": 0}
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("value", [-1, True, 1.5, "200", None])
def test_a_limit_that_is_none_is_named(browser, settings, value):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CALLS_PER_MINUTE": value}

    with pytest.raises(ConfigurationError, match=r'\["CALLS_PER_MINUTE"\] has to be a whole'):
        browser.get("/")
