"""A member whom Wix has blocked or deleted is out at the next renewal, and nobody else is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.flows.test_identity import age_tokens
from wix_headless.client import WixClient
from wix_headless.exceptions import RenewalError
from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.members import MemberProfile
from wix_headless.signals import token_rejected
from wix_headless.storages.members import end_member, note_profile

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
MY = "/members/v1/members/my"


def logins():
    return StoredToken.objects.filter(role="member")


def ends():
    return sorted(row.end_reason for row in logins())


@pytest.fixture
def ada(browser):
    browser.log_in(ADA)
    return browser


@pytest.fixture
def renew(sandbox):
    """Let the access tokens end, so that the next call renews them."""

    def renew():
        age_tokens()
        sandbox.expire_tokens()
        sandbox.forget_requests()

    return renew


def test_a_blocked_member_is_out_at_the_next_renewal(ada, new_browser, sandbox, renew):
    other, ben = new_browser(), new_browser()
    other.log_in(ADA)
    ben.log_in("ben@example.com")
    sandbox.change_member(ADA, status="BLOCKED")
    assert ada.get("/role/").json()["role"] == "member"
    renew()
    heard = []

    def hear(token, **_):
        heard.append(token.end_reason or "ended")

    token_rejected.connect(hear)
    answer = ada.get("/me/")
    token_rejected.disconnect(hear)

    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert len(heard) == 1
    assert ends() == ["", "blocked", "blocked"]
    # In each browser, on pages too that have nothing to do with Wix.
    for browser in (ada, other):
        assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}
        assert browser.get("/private/").status_code == 302
    assert ben.get("/private/").status_code == 200
    assert ben.get("/me/").status_code == 200


def test_a_status_that_nobody_knows_keeps_nobody_out(ada):
    WixMember.objects.update(status="BLOCKED")

    profile = MemberProfile(member_id=WixMember.objects.get().member_id, status="NEW_WORD")
    note_profile(WixMember.objects.get(), profile)

    assert WixMember.objects.get().status == "UNKNOWN"
    assert ada.get("/role/").json()["role"] == "member"


def test_it_is_one_question_for_each_renewal(ada, sandbox, renew):
    renew()

    for _ in range(3):
        assert ada.get("/").status_code == 200

    assert sandbox.token_requests() == 1
    assert len(sandbox.requests_to(MY)) == 1


def test_visitors_and_the_app_are_asked_nothing(browser, sandbox, renew):
    browser.get("/")
    browser.get("/report/public/")
    renew()
    browser.get("/")
    browser.get("/report/public/")

    assert sandbox.token_requests() == 2
    assert sandbox.requests_to(MY) == []


def test_a_deleted_member_is_out(ada, sandbox, renew):
    member = WixMember.objects.get()
    app = {"Authorization": sandbox.api_key, "wix-site-id": sandbox.site_id}
    path = f"{sandbox.origin}/members/v1/members/{member.member_id}"
    assert sandbox._http.delete(path, headers=app, timeout=10).status_code == 200
    age_tokens()

    assert ada.get("/me/").status_code == 302
    assert ends() == ["rejected"]
    assert ada.get("/private/").status_code == 302


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 429},
        {"status": 403},
        {"status": 404},
        {"status": 401},
        {"mode": "reset"},
        {"mode": "garbage"},
    ],
    ids=str,
)
def test_a_hiccup_changes_nothing(ada, sandbox, renew, fault):
    renew()
    sandbox.fail(MY, times=1, **fault)

    assert ada.get("/").status_code == 200

    assert ends() == [""]
    assert ada.get("/role/").json()["role"] == "member"


def test_no_such_member_and_no_such_token_is_the_end(ada, sandbox, renew):
    renew()
    sandbox.fail(MY, times=1, status=404)
    sandbox.fail("/oauth2/token-info", times=1, status=404)

    assert ada.get("/").status_code == 302
    assert ends() == ["deleted"]
    assert WixMember.objects.get().status == "DELETED"


def test_who_was_unblocked_logs_in_again(ada, sandbox):
    member = WixMember.objects.get()
    end_member("default", member.member_id, "blocked")
    assert ada.get("/private/").status_code == 302

    ada.log_in(ADA)

    assert ada.get("/private/").status_code == 200
    assert WixMember.objects.get().status == "APPROVED"


def test_a_site_that_tells_nothing_of_members_lets_them_in_again(ada, sandbox):
    end_member("default", WixMember.objects.get().member_id, "blocked")
    sandbox.fail(MY, times=1, status=404)

    ada.log_in(ADA)

    assert ada.get("/private/").status_code == 200
    assert WixMember.objects.get().status == "UNKNOWN"


def test_a_task_is_told_why(ada, sandbox, renew):
    client = WixClient.for_member(User.objects.get())
    sandbox.change_member(ADA, status="BLOCKED")
    renew()

    with pytest.raises(RenewalError, match="blocked") as caught:
        client.members.get_current_member()

    assert caught.value.reason == "blocked"
    assert ends() == ["blocked"]


class TestEndMember:
    """What an event of Wix's will call."""

    def test_all_logins_of_one_member_end(self, ada, new_browser):
        new_browser().log_in(ADA)
        member = WixMember.objects.get()

        assert end_member("default", member.member_id, "deleted") == 2
        assert end_member("default", member.member_id, "deleted") == 0
        assert ends() == ["deleted", "deleted"]

    def test_nobody_elses(self, ada):
        member = WixMember.objects.get()

        assert end_member("outlet", member.member_id, "blocked") == 0
        assert end_member("default", member.member_id.upper(), "blocked") == 0
        assert end_member("default", "nobody", "blocked") == 0
        assert ends() == [""]

    def test_for_no_other_reason(self, ada):
        with pytest.raises((KeyError, ValueError)):
            end_member("default", WixMember.objects.get().member_id, "logout")
        assert ends() == [""]


def test_staff_that_came_in_by_password_is_none_of_wixs_business(ada, client):
    user = User.objects.get()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    end_member("default", user.wix_member.member_id, "blocked")

    assert client.get("/private/").status_code == 200
