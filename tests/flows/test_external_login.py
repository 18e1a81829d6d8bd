"""Users of the site's own accounts who are members at Wix: signed on by their verified address."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import User

from tests.flows.test_identity import age_tokens
from wix_headless.client import WixClient
from wix_headless.exceptions import (
    AccountExistsError,
    APIError,
    ClientRefusedError,
    ConfigurationError,
    MemberNotAllowedError,
    NotFoundError,
    RenewalError,
    SignInRefusedError,
)
from wix_headless.external_login import disconnect_member, sign_on_user
from wix_headless.models import StoredToken, WixMember
from wix_headless.signals import member_created
from wix_headless.storages.members import end_member

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
SIGN_ON = "/_api/iam/authentication/v2/sign-on"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def verified(user):
    """What a project says of its users' addresses; here, that all but these are verified."""
    return "" if user.email.startswith("unverified") else user.email


@pytest.fixture
def site(sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SIGN_ON_EMAIL": f"{__name__}.verified"}
    return sandbox


@pytest.fixture
def speaking(site, settings):
    """``request.wix`` speaks as the users who were signed on."""
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SIGN_ON_REQUESTS": True}


@pytest.fixture
def user(db):
    return User.objects.create_user("ada", email=ADA, password="word")


@pytest.fixture
def page(client, user):
    client.force_login(user, backend=MODEL_BACKEND)
    return client


def change(settings, **more):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | more


def who(client):
    return client.members.get_current_member(fieldsets=["FULL"])["member"]["loginEmail"]


class TestSigningOn:
    def test_a_user_becomes_the_member_with_their_address(self, site, user, caplog):
        caplog.set_level(logging.INFO, "wix_headless.audit")
        heard = []

        def hear(user, member, profile, **_):
            heard.append((user, member, profile["loginEmail"]))

        member_created.connect(hear)
        member = sign_on_user(user)
        member_created.disconnect(hear)

        assert heard == [(user, member, ADA)]
        assert (member.user, member.login_email, member.status) == (user, ADA, "APPROVED")
        assert who(WixClient.for_member(user)) == ADA
        assert "member_signed_on" in {record.event for record in caplog.records}
        assert ADA not in caplog.text
        user.refresh_from_db()
        assert (user.username, user.first_name) == ("ada", "")

    def test_a_stranger_to_wix_becomes_a_member(self, site, db):
        user = User.objects.create_user("new", email="new@example.com")

        member = sign_on_user(user)

        assert who(WixClient.for_member(user)) == "new@example.com"
        assert sign_on_user(user) == member
        assert StoredToken.objects.filter(ended_at=None).count() == 1

    def test_it_says_what_the_sdk_says(self, site, user):
        site.forget_requests()
        sign_on_user(user)

        paths = [one["path"] for one in site.requests_to("/")]
        assert paths[:3] == ["/oauth2/token", SIGN_ON, "/oauth2/token"]

    def test_not_by_an_address_that_is_not_verified(self, site, user):
        user.email = "unverified@example.com"
        site.forget_requests()

        with pytest.raises(MemberNotAllowedError) as caught:
            sign_on_user(user)

        assert caught.value.reason == "unverified"
        assert site.requests_to("/") == []
        assert not WixMember.objects.exists()

    @pytest.mark.parametrize("answer", [None, True, 1, "", ["a@b.example"]])
    def test_only_an_address_is_one(self, site, settings, user, answer):
        change(settings, SIGN_ON_EMAIL=lambda _: answer)

        with pytest.raises(MemberNotAllowedError):
            sign_on_user(user)

    @pytest.mark.parametrize("kind", ["is_staff", "is_superuser"])
    def test_staff_only_where_that_is_said(self, site, settings, user, kind):
        setattr(user, kind, True)
        user.save()
        with pytest.raises(MemberNotAllowedError) as caught:
            sign_on_user(user)
        assert caught.value.reason == "staff"

        change(settings, LINK_STAFF=True)
        assert sign_on_user(user).user == user

    def test_no_inactive_user(self, site, user):
        user.is_active = False
        with pytest.raises(MemberNotAllowedError):
            sign_on_user(user)

    def test_nobody_says_so_by_default(self, sandbox, user):
        with pytest.raises(ConfigurationError, match="SIGN_ON_EMAIL"):
            sign_on_user(user)

    def test_no_api_key(self, site, settings, user):
        change(settings, API_KEY="")
        with pytest.raises(ConfigurationError, match="WIX_API_KEY"):
            sign_on_user(user)

    def test_a_wrong_api_key_is_a_matter_of_configuration(self, site, settings, user):
        change(settings, API_KEY="IST.wrong")
        with pytest.raises(ClientRefusedError, match="API_KEY") as caught:
            sign_on_user(user)
        assert "IST.wrong" not in str(caught.value)

    @pytest.mark.parametrize("path", ["/oauth2/token", SIGN_ON, "/members/v1/members/my"])
    def test_a_hiccup_changes_nothing(self, site, user, path):
        site.fail(path, times=9, status=503)
        with pytest.raises(APIError):
            sign_on_user(user)
        assert not WixMember.objects.exists()
        assert not StoredToken.objects.exists()

    @pytest.mark.parametrize(
        ("email", "reason"), [("esme@example.com", "blocked"), ("dmitri@example.com", "pending")]
    )
    def test_whom_wix_keeps_out(self, site, user, email, reason):
        user.email = email
        with pytest.raises(MemberNotAllowedError) as caught:
            sign_on_user(user)
        assert caught.value.reason == reason
        assert not WixMember.objects.exists()

    @pytest.mark.parametrize(
        "told",
        [
            {"active": False},
            {"subjectType": "VISITOR"},
            {"subjectId": "another"},
            {"subjectId": None},
        ],
        ids=str,
    )
    def test_tokens_that_are_not_that_members_change_nothing(self, site, user, told):
        member_id = sign_on_user(user).member_id
        disconnect_member(user)
        good = {"active": True, "subjectType": "MEMBER", "subjectId": member_id}
        site.fail("/oauth2/token-info", status=200, body=good | told)

        with pytest.raises(SignInRefusedError):
            sign_on_user(user)

        assert not WixMember.objects.exists()

    def test_a_member_of_another_user_stays_theirs(self, site, browser, user):
        browser.log_in(ADA)
        with pytest.raises(AccountExistsError):
            sign_on_user(user)
        assert WixMember.objects.get().user != user

    def test_a_user_has_one_member(self, site, user):
        first = sign_on_user(user)
        user.email = "ben@example.com"
        user.save()
        with pytest.raises(AccountExistsError, match="disconnect_member"):
            sign_on_user(user)
        assert WixMember.objects.get() == first


class TestTasks:
    def test_nothing_is_asked_while_the_token_lives(self, site, user):
        sign_on_user(user)
        site.forget_requests()
        assert who(WixClient.for_member(user)) == ADA
        assert site.token_requests() == 0

    def test_tokens_that_ended_are_made_anew(self, site, user):
        sign_on_user(user)
        age_tokens()
        site.expire_tokens(access=True, refresh=True)

        assert who(WixClient.for_member(user)) == ADA
        assert StoredToken.objects.filter(ended_at=None).count() == 1

    def test_who_was_switched_off_is_not_signed_on_again(self, site, user):
        sign_on_user(user)
        client = WixClient.for_member(user)
        User.objects.update(is_active=False)

        with pytest.raises(RenewalError):
            who(client)

    def test_nor_who_has_become_staff_or_lost_the_address(self, site, user):
        sign_on_user(user)
        client = WixClient.for_member(user)
        User.objects.update(is_staff=True)
        StoredToken.objects.all().delete()
        with pytest.raises(RenewalError):
            who(client)
        User.objects.update(is_staff=False, email="unverified@example.com")
        with pytest.raises(RenewalError):
            WixClient.for_member(user)

    def test_an_address_that_leads_to_another_member_is_refused(self, site, user):
        sign_on_user(user)
        User.objects.update(email="ben@example.com")
        StoredToken.objects.all().delete()

        with pytest.raises(RenewalError, match="another member"):
            who(WixClient.for_member(user))
        assert WixMember.objects.get().status == "DELETED"

    def test_who_is_kept_out_is_not_signed_on(self, site, user):
        member = sign_on_user(user)
        end_member("default", member.member_id, "blocked")
        site.forget_requests()

        with pytest.raises(RenewalError):
            WixClient.for_member(user)
        assert site.requests_to("/") == []

    def test_the_successor_of_a_deleted_member_takes_its_place(self, site, user):
        old = sign_on_user(user)
        WixMember.objects.update(member_id="gone", status="DELETED")

        assert sign_on_user(user).member_id == old.member_id
        assert WixMember.objects.count() == 1


class TestPages:
    def test_without_the_setting_they_are_visitors(self, site, user, page):
        sign_on_user(user)
        assert page.get("/role/").json() == {"role": "visitor", "member": None, "user": "ada"}

    def test_with_it_they_speak_as_the_member(self, speaking, user, page):
        member = sign_on_user(user)

        answer = page.get("/role/").json()

        assert answer == {"role": "member", "member": member.member_id, "user": "ada"}
        assert page.get("/me/").json()["member"]["id"] == member.member_id
        account = page.get("/account/")
        assert (account.status_code, account["Cache-Control"]) == (200, "private, no-store")
        assert page.get("/async/me/?ask").json()["member"] == member.member_id

    def test_only_who_was_signed_on(self, speaking, user, page, site):
        site.forget_requests()
        assert page.get("/role/").json()["role"] == "visitor"
        assert site.requests_to("/") == []

    def test_all_sessions_share_one_token(self, speaking, site, user, page, new_browser):
        sign_on_user(user)
        other = new_browser().site
        other.force_login(user, backend=MODEL_BACKEND)
        site.forget_requests()

        assert page.get("/me/").content == other.get("/me/").content
        assert site.token_requests() == 0

    def test_nobody_else_speaks_with_it(self, speaking, user, page, new_browser):
        sign_on_user(user)
        stranger = new_browser().site
        stranger.force_login(User.objects.create_user("ben"), backend=MODEL_BACKEND)

        assert stranger.get("/role/").json()["role"] == "visitor"
        with pytest.raises(NotFoundError, match="as visitor"):
            stranger.get("/me/")

    def test_whom_wix_blocks_goes_on_as_a_visitor(self, speaking, site, user, page):
        sign_on_user(user)
        site.change_member(ADA, status="BLOCKED")
        age_tokens()
        site.expire_tokens()

        answer = page.get("/me/")

        assert (answer.status_code, answer["Location"]) == (302, "/me/")
        assert page.get("/role/").json() == {"role": "visitor", "member": None, "user": "ada"}
        assert page.get("/private/").status_code == 200

    def test_a_login_leaves_their_own_account_signed_in(self, speaking, site, user, page):
        sign_on_user(user)
        site.change_member(ADA, status="BLOCKED")
        age_tokens()
        site.expire_tokens(access=True, refresh=True)

        assert page.get("/wix/login/").status_code == 302

        assert page.get("/role/").json() == {"role": "visitor", "member": None, "user": "ada"}

    def test_staff_are_asked_before_a_login_replaces_them(self, speaking, settings, user, page):
        change(settings, LINK_STAFF=True)
        user.is_staff = True
        user.save()
        sign_on_user(user)

        answer = page.get("/wix/login/")

        assert answer.status_code == 200
        assert b"signed in as ada" in answer.content

    def test_a_hiccup_is_no_end(self, speaking, site, user, page):
        sign_on_user(user)
        age_tokens()
        site.expire_tokens()
        site.fail("/oauth2/token", times=1, status=503)
        with pytest.raises(APIError):
            page.get("/me/")

        assert page.get("/role/").json()["role"] == "member"

    def test_logging_out_here_leaves_the_others_alone(self, speaking, user, page, new_browser):
        sign_on_user(user)
        other = new_browser().site
        other.force_login(user, backend=MODEL_BACKEND)
        page.post("/accounts/logout/")

        assert page.get("/role/").json()["role"] == "visitor"
        assert other.get("/me/").status_code == 200


class TestParting:
    def test_all_ends(self, speaking, user, page, caplog):
        caplog.set_level(logging.INFO, "wix_headless.audit")
        sign_on_user(user)

        assert disconnect_member(user)

        assert not WixMember.objects.exists()
        assert not StoredToken.objects.filter(role="member").exists()
        assert page.get("/role/").json() == {"role": "visitor", "member": None, "user": "ada"}
        events = [record.event for record in caplog.records]
        assert events[-2:] == ["token_ended", "member_disconnected"]
        with pytest.raises(RenewalError):
            WixClient.for_member(user)

    def test_there_may_be_nothing_to_part(self, user):
        assert not disconnect_member(user)
