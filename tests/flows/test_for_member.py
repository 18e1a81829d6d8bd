"""``WixClient.for_member``: tasks and commands that speak as a member."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from tests.flows.test_identity import age_tokens
from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.exceptions import ConfigurationError, RenewalError
from wix_headless.models import StoredToken, WixMember
from wix_headless.strategies.base import FromSettings
from wix_headless.tokens import Role

pytestmark = pytest.mark.django_db(transaction=True)

ADA = "ada@example.com"


@pytest.fixture
def ada(browser):
    browser.log_in(ADA)
    return User.objects.get(wix_member__isnull=False)


def logins():
    return StoredToken.objects.filter(role="member")


def who(client):
    return client.members.get_current_member(fieldsets=["FULL"])["member"]["loginEmail"]


def test_it_speaks_as_the_member_with_the_token_that_is_there(ada, sandbox):
    sandbox.forget_requests()

    client = WixClient.for_member(ada)

    assert (client.role, who(client)) == (Role.MEMBER, ADA)
    assert sandbox.token_requests() == 0


def test_a_token_that_has_ended_is_renewed_for_everybody(ada, browser, sandbox, caplog):
    age_tokens()
    sandbox.expire_tokens()
    caplog.set_level("INFO", "wix_headless.audit")
    row = logins().get()
    browser_side = row.version

    assert who(WixClient.for_member(ada)) == ADA

    row.refresh_from_db()
    assert row.version == browser_side + 1
    assert [record.event for record in caplog.records] == ["token_renewed"]
    sandbox.forget_requests()
    assert browser.get("/me/").status_code == 200
    assert sandbox.token_requests() == 0


def test_the_latest_login_is_taken(ada, browser, new_browser):
    other = new_browser()
    other.log_in(ADA)
    first, second = logins().order_by("created_at")
    client = WixClient.for_member(ada)
    assert who(client) == ADA
    assert client.strategy.storage.find_row() == second

    other.log_out()

    assert client.strategy.storage.find_row() == first
    assert who(client) == ADA


def test_who_has_logged_out_speaks_no_more(ada, browser):
    client = WixClient.for_member(ada)
    browser.log_out()

    with pytest.raises(RenewalError, match=f"User {ada.pk} has no Wix login"):
        who(client)
    with pytest.raises(RenewalError, match=f"User {ada.pk} has no Wix login"):
        WixClient.for_member(ada)


def test_a_login_whose_session_is_over_is_not_live(ada):
    StoredToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(RenewalError, match="no Wix login"):
        WixClient.for_member(ada)


def test_who_was_switched_off_is_never_spoken_for(ada):
    client = WixClient.for_member(ada)
    User.objects.update(is_active=False)

    with pytest.raises(RenewalError):
        WixClient.for_member(ada)
    with pytest.raises(RenewalError):
        who(client)


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_nobody_is_no_member(sandbox, user):
    with pytest.raises(RenewalError, match="no Wix member"):
        WixClient.for_member(user)


def test_a_user_without_a_member_is_none(sandbox):
    with pytest.raises(RenewalError, match="no Wix member"):
        WixClient.for_member(User.objects.create_user("plain"))


def test_a_login_that_wix_ended_is_told(ada, sandbox):
    sandbox.expire_tokens(access=True, refresh=True)
    client = WixClient.for_member(ada)

    with pytest.raises(RenewalError):
        client.strategy.renew(client.transport)
    assert logins().get().end_reason == "rejected"


def test_each_member_speaks_at_its_own_site(ada, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "SITES": {"outlet": {"CLIENT_ID": "another", "API_URL": "http://127.0.0.1:9"}}
    }
    WixMember.objects.update(site="outlet")

    with pytest.raises(RenewalError, match="no Wix login"):
        WixClient.for_member(ada)


def test_async_code_awaits_it(ada):
    @async_to_sync
    async def ask():
        client = await AsyncWixClient.for_member(ada)
        answer = await client.members.get_current_member(fieldsets=["FULL"])
        await sync_to_async(User.objects.update)(is_active=False)
        with pytest.raises(RenewalError):
            await client.members.get_current_member()
        return client.role, answer["member"]["loginEmail"]

    assert ask() == (Role.MEMBER, ADA)


def test_the_requests_own_client_is_left_alone(ada, browser):
    """``request.wix`` has the method, too; it makes a client of its own."""
    answer = browser.get("/for-member/", data={"user": ada.pk})

    assert answer.json() == {"email": ADA, "kind": "WixClient"}


def test_without_django_it_says_what_to_do(ada):
    kept, FromSettings.provider = FromSettings.provider, None
    try:
        with pytest.raises(ConfigurationError, match=r"django\.setup"):
            WixClient.for_member(ada)
    finally:
        FromSettings.provider = kept
