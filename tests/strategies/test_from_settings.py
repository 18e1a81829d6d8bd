"""Strategies made from ``WIX_HEADLESS``, and all of it without Django."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from wix_headless.exceptions import ConfigurationError
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.strategies.base import FromSettings
from wix_headless.tokens import Role, Secret, Tokens

KINDS = [OAuthStrategy, AppStrategy, ApiKeyStrategy]


@pytest.fixture
def no_provider():
    kept, FromSettings.provider = FromSettings.provider, None
    yield
    FromSettings.provider = kept


@pytest.mark.parametrize(
    ("kind", "role"),
    [(OAuthStrategy, Role.VISITOR), (ApiKeyStrategy, Role.ADMIN)],
)
def test_a_strategy_is_made_from_the_settings(sandbox, transport, kind, role):
    strategy = kind.from_settings()

    assert type(strategy) is kind
    assert strategy.role is role
    assert strategy.authorize(transport)["Authorization"]


def test_a_key_brings_site_and_account(sandbox, transport):
    strategy = ApiKeyStrategy.from_settings()

    assert strategy.authorize(transport) == {
        "Authorization": sandbox.api_key,
        "wix-site-id": sandbox.site_id,
    }
    assert strategy.for_path("/site-list/v2/sites/query").authorize(transport) == {
        "Authorization": sandbox.api_key,
        "wix-account-id": sandbox.account_id,
    }


@pytest.mark.django_db
def test_the_app_is_made_from_the_settings_and_shares_its_token(sandbox, transport):
    first, second = AppStrategy.from_settings(), AppStrategy.from_settings("default")

    assert (first.role, first.app_id, first.instance_id) == (
        Role.APP,
        sandbox.client_id,
        sandbox.instance_id,
    )
    assert first.authorize(transport) == second.authorize(transport)
    assert sandbox.token_requests() == 1


def test_another_instance_may_be_named(sandbox):
    assert AppStrategy.from_settings(instance_id="another").instance_id == "another"


def test_a_members_tokens_may_be_handed_in(sandbox):
    tokens = Tokens(access_token=Secret("a"), expires_at=1.0, role=Role.MEMBER)

    assert OAuthStrategy.from_settings(tokens=tokens).role is Role.MEMBER


def test_a_subclass_is_made_as_itself(sandbox):
    class Mine(OAuthStrategy):
        pass

    assert type(Mine.from_settings()) is Mine


@pytest.mark.parametrize(
    ("kind", "missing", "advice"),
    [
        (OAuthStrategy, "CLIENT_ID", "WIX_CLIENT_ID"),
        (AppStrategy, "CLIENT_ID", "WIX_CLIENT_ID"),
        (AppStrategy, "CLIENT_SECRET", "WIX_CLIENT_SECRET"),
        (ApiKeyStrategy, "API_KEY", "WIX_API_KEY"),
    ],
)
def test_a_setting_that_is_missing_is_named(sandbox, settings, kind, missing, advice):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {missing: ""}

    with pytest.raises(ConfigurationError, match=advice):
        kind.from_settings()


@pytest.mark.parametrize("kind", KINDS)
def test_a_site_that_does_not_exist_is_named(sandbox, kind):
    with pytest.raises(ConfigurationError, match="no Wix site 'other'"):
        kind.from_settings("other")


@pytest.mark.parametrize("kind", KINDS)
def test_without_django_it_says_what_to_do(no_provider, kind):
    with pytest.raises(ConfigurationError, match=rf"{kind.__name__}\.from_settings.*django\.setup"):
        kind.from_settings()


def run(script):
    """Run a script in a process that knows no settings."""
    known = {
        name: value
        for name, value in os.environ.items()
        if name != "DJANGO_SETTINGS_MODULE" and not name.startswith("WIX_")
    }
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        env=known,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_script_without_django_calls_wix(sandbox):
    done = run(
        f"""
        from django.conf import settings
        from wix_headless.client import WixClient
        from wix_headless.exceptions import ConfigurationError, NotFoundError
        from wix_headless.signals import call_finished
        from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
        from wix_headless.tokens import Role, Secret, Tokens

        calls = []
        call_finished.connect(lambda call, **_: calls.append(call), weak=False)

        def build(strategy):
            return WixClient(strategy, api_url={sandbox.origin!r})

        visitor = build(OAuthStrategy({sandbox.client_id!r}))
        found = visitor.stores.products_v3.query_products(query={{"cursorPaging": {{"limit": 3}}}})
        assert len(found["products"]) == 3
        try:
            visitor.members.get_current_member()
        except NotFoundError as error:
            assert "as visitor" in str(error), error
        else:
            raise AssertionError("a visitor is no member")

        secret, instance = {str(sandbox.client_secret)!r}, {sandbox.instance_id!r}
        app = build(AppStrategy({sandbox.client_id!r}, secret, instance_id=instance))
        assert len(app.members.query_members(query={{}})["members"]) == {len(sandbox.members)}

        admin = build(ApiKeyStrategy({sandbox.api_key!r}, site_id={sandbox.site_id!r}))
        assert len(admin.get("/members/v1/members")["members"]) == {len(sandbox.members)}

        for kind in (OAuthStrategy, AppStrategy, ApiKeyStrategy):
            try:
                kind.from_settings()
            except ConfigurationError:
                continue
            raise AssertionError(kind)

        assert [call.role for call in calls] == ["visitor", "visitor", "app", "admin"]
        assert not settings.configured
        """
    )

    assert (done.returncode, done.stderr) == (0, "")
