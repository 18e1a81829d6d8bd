"""Logging in through Wix's page: the way there, the way back, and who comes in."""

from __future__ import annotations

import logging
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connections

from tests.support.browser import SITE
from wix_headless.backends import WixIdentity, WixMemberBackend
from wix_headless.models import LoginAttempt, StoredToken, WixMember
from wix_headless.signals import member_created, member_logged_in

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def test_a_visitor_becomes_a_member_and_keeps_the_cart(browser):
    browser.get("/cart/add/")

    answer = browser.log_in(ADA)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/role/").json()["role"] == "member"
    assert browser.get("/cart/").json() == {"items": 1}


def test_another_browser_has_nothing_of_it(browser, new_browser):
    browser.get("/cart/add/")
    browser.log_in(ADA)
    other = new_browser()

    assert other.get("/cart/").json() == {"items": 0}
    assert other.get("/role/").json()["role"] == "visitor"


def test_the_member_is_a_django_user_with_the_profile_of_wix(browser):
    browser.log_in(ADA)

    member = WixMember.objects.get()
    user = User.objects.get()

    assert user.wix_member == member
    assert user.email == member.login_email == ADA
    assert user.first_name == "Ada"
    assert user.username == f"wix-{member.member_id}"
    assert not user.has_usable_password()
    assert browser.get("/role/").json()["user"] == user.username


def test_a_second_login_finds_the_same_user_and_its_new_details(browser, new_browser, sandbox):
    browser.log_in(ADA)
    password = sandbox.password_of(ADA)
    sandbox.change_member(ADA, login_email="ada.l@example.com")
    other = new_browser()
    url = other.start_login()

    other.come_back(other.answer_at_wix(url, "ada.l@example.com", password))

    assert User.objects.get().email == "ada.l@example.com"


def test_the_session_key_changes_and_the_visitor_is_replaced(browser):
    browser.get("/cart/add/")
    before = browser.site.session.session_key

    browser.log_in(ADA)

    assert browser.site.session.session_key != before
    visitor = StoredToken.objects.get(role="visitor")
    assert visitor.end_reason == "replaced"
    assert visitor.sealed is None


def test_the_session_key_changes_when_the_same_member_logs_in_again(browser):
    browser.log_in(ADA)
    before = browser.site.session.session_key

    browser.log_in(ADA)

    assert browser.site.session.session_key != before
    assert not browser.site.session.exists(before)
    assert StoredToken.objects.filter(role="member", ended_at=None).count() == 1


def test_login_goes_where_the_browser_was_going(browser):
    answer = browser.get("/account/?tab=orders")
    login_url = answer["Location"]
    assert login_url == "/wix/login/?next=/account/%3Ftab%3Dorders"
    wix_url = browser.get(login_url)["Location"]

    answer = browser.come_back(browser.answer_at_wix(wix_url, ADA))

    assert answer["Location"] == "/account/?tab=orders"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "\x08//evil.example",
        "/" + "x" * 3000,
    ],
)
def test_a_target_off_the_site_is_ignored(browser, target):
    answer = browser.log_in(ADA, next=target)

    assert answer["Location"] == "/"


def test_the_request_to_wix_is_what_the_documents_ask_for(browser):
    url = browser.start_login(idp="google")
    asked = parse_qs(urlsplit(url).query)

    assert asked["redirectUri"] == [f"{SITE}/wix/callback/"]
    assert asked["responseMode"] == ["query"]
    assert asked["prompt"] == ["login"]


def test_ten_tabs_logging_in_at_once_all_finish(browser):
    urls = [browser.start_login(next=f"/private/?tab={tab}") for tab in range(10)]
    answers = [browser.answer_at_wix(url, ADA) for url in urls]

    pages = [browser.come_back(answer) for answer in reversed(answers)]

    assert [page["Location"] for page in pages] == [
        f"/private/?tab={tab}" for tab in reversed(range(10))
    ]
    assert browser.get("/account/").status_code == 200
    assert LoginAttempt.objects.count() == 0
    assert StoredToken.objects.filter(role="member", ended_at=None).count() == 1


def test_ten_tabs_of_a_browser_without_a_session_all_finish(browser, new_browser):
    # Begun before any session existed, so that each beginning had a session of its own.
    beginnings = [new_browser() for _ in range(10)]
    urls = [beginning.start_login() for beginning in beginnings]
    for beginning in beginnings:
        browser.site.cookies.update(beginning.site.cookies)

    pages = [browser.come_back(browser.answer_at_wix(url, ADA)) for url in urls]

    assert [page.status_code for page in pages] == [302] * 10
    assert User.objects.count() == 1


def test_silent_login_finds_who_is_logged_in_at_wix(browser):
    browser.log_in(ADA)
    browser.site.cookies.clear()

    url = browser.start_login(prompt="none", next="/private/")
    answer = browser.come_back(browser.follow(url))

    assert answer["Location"] == "/private/"
    assert browser.get("/role/").json()["role"] == "member"


def test_silent_login_of_nobody_returns_without_a_word(browser):
    url = browser.start_login(prompt="none", next="/untouched/")

    answer = browser.come_back(browser.follow(url))

    assert answer["Location"] == "/untouched/"
    assert browser.get("/role/").json()["role"] == "visitor"


class TestALookShowsNoPage:
    @pytest.fixture
    def known_at_wix(self, browser):
        browser.log_in(ADA)
        browser.site.cookies.clear()
        return browser

    def look(self, browser):
        return browser.follow(browser.start_login(prompt="none", next="/untouched/"))

    def failures(self, caplog):
        return [
            one.facts["error"]
            for one in caplog.records
            if getattr(one, "event", "") == "login_failed"
        ]

    def test_not_when_wix_does_not_answer(self, known_at_wix, sandbox, caplog):
        caplog.set_level(logging.INFO, "wix_headless.audit")
        sandbox.fail("/headless/v1/redirect-session", times=9, status=503)

        answer = known_at_wix.get("/wix/login/?prompt=none&next=/untouched/")

        assert (answer.status_code, answer["Location"]) == (302, "/untouched/")
        assert self.failures(caplog) == ["ServerError"]

    def test_nor_on_the_way_back(self, known_at_wix, sandbox):
        url = self.look(known_at_wix)
        sandbox.fail("/oauth2/token", times=9, status=503)

        answer = known_at_wix.come_back(url)

        assert (answer.status_code, answer["Location"]) == (302, "/untouched/")
        assert known_at_wix.get("/role/").json()["role"] == "visitor"

    def test_nor_to_whom_wix_keeps_out(self, known_at_wix, sandbox, caplog):
        caplog.set_level(logging.INFO, "wix_headless.audit")
        sandbox.change_member(ADA, status="BLOCKED")

        answer = known_at_wix.come_back(self.look(known_at_wix))

        assert (answer.status_code, answer["Location"]) == (302, "/untouched/")
        assert known_at_wix.get("/role/").json()["role"] == "visitor"
        assert self.failures(caplog) == ["MemberNotAllowedError"]

    def test_nor_to_staff_who_stay_signed_in(self, known_at_wix):
        staff = get_user_model().objects.create_user("boss", is_staff=True)
        known_at_wix.site.force_login(staff, "django.contrib.auth.backends.ModelBackend")

        answer = known_at_wix.get("/wix/login/?prompt=none&next=/untouched/")

        assert (answer.status_code, answer["Location"]) == (302, "/untouched/")
        assert known_at_wix.get("/role/").json()["user"] == "boss"


def test_an_unknown_prompt_is_refused(browser):
    assert browser.get("/wix/login/?prompt=consent").status_code == 400


def test_a_site_without_members_area_has_logins_without_a_profile(browser, sandbox):
    sandbox.fail("/members/v1/members/my", status=404)

    browser.log_in(ADA)

    user = User.objects.get()
    assert (user.first_name, user.email) == ("", "")
    assert browser.get("/account/").status_code == 200


def test_an_empty_answer_of_the_members_api_is_no_profile(browser, sandbox):
    sandbox.fail("/members/v1/members/my", status=200, body={})

    browser.log_in(ADA)

    assert WixMember.objects.get().login_email == ""


@pytest.mark.parametrize(
    ("status", "words"), [("BLOCKED", b"blocked"), ("PENDING", b"waiting for approval")]
)
def test_a_member_who_may_not_enter_is_told_so(browser, sandbox, status, words):
    sandbox.change_member(ADA, status=status)

    answer = browser.log_in(ADA)

    assert answer.status_code == 403
    assert words in answer.content
    assert User.objects.count() == 0
    assert browser.get("/role/").json()["role"] == "visitor"


def test_a_deactivated_user_is_told_so(browser, new_browser):
    browser.log_in(ADA)
    User.objects.update(is_active=False)

    answer = new_browser().log_in(ADA)

    assert answer.status_code == 403
    assert b"switched off" in answer.content


def test_signals_name_who_came(browser):
    seen = []

    def listen(**told):
        seen.append((told["signal"], told["user"].pk, told["member"].pk, told["site"]))

    member_created.connect(listen)
    member_logged_in.connect(listen)
    try:
        browser.log_in(ADA)
    finally:
        member_created.disconnect(listen)
        member_logged_in.disconnect(listen)

    user, member = User.objects.get(), WixMember.objects.get()
    assert seen == [
        (member_created, user.pk, member.pk, "default"),
        (member_logged_in, user.pk, member.pk, "default"),
    ]


def test_an_address_never_leads_into_somebody_elses_account(browser):
    owner = User.objects.create_user("owner", email=ADA)

    browser.log_in(ADA)

    assert browser.get("/role/").json()["user"] != "owner"
    assert not WixMember.objects.filter(user=owner).exists()


def test_a_name_that_is_taken_is_a_page_and_no_takeover(browser, new_browser):
    browser.log_in(ADA)
    WixMember.objects.all().delete()
    User.objects.update(email="")

    answer = new_browser().log_in(ADA)

    assert answer.status_code == 409
    assert b"an account with this address already" in answer.content
    assert WixMember.objects.count() == 0


def test_an_id_in_other_letters_is_another_member(browser):
    browser.log_in(ADA)
    member = WixMember.objects.get()
    WixMember.objects.update(member_id=member.member_id.upper())

    # MariaDB's collation finds the row all the same.
    identity = WixIdentity(site="default", member_id=member.member_id)
    assert WixMemberBackend().find_member(identity) is None


class TestLinkingByAddress:
    @pytest.fixture(autouse=True)
    def _linking(self, settings, sandbox):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"LINK_VERIFIED_EMAIL": True}
        sandbox.change_member(ADA, login_email_verified=True)

    def test_a_verified_address_finds_its_user(self, browser):
        owner = User.objects.create_user("owner", email=ADA.upper())

        browser.log_in(ADA)

        assert WixMember.objects.get().user == owner

    def test_an_unverified_address_does_not(self, browser, sandbox):
        sandbox.change_member(ADA, login_email_verified=False)
        User.objects.create_user("owner", email=ADA)

        browser.log_in(ADA)

        assert WixMember.objects.get().user.username != "owner"

    @pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
    def test_staff_is_never_taken_over(self, browser, field):
        User.objects.create_user("owner", email=ADA, **{field: True})

        browser.log_in(ADA)

        assert WixMember.objects.get().user.username != "owner"

    def test_two_users_with_the_address_are_nobodys(self, browser):
        for name in ("one", "two"):
            User.objects.create_user(name, email=ADA)

        browser.log_in(ADA)

        assert WixMember.objects.get().user.username not in {"one", "two"}

    def test_one_who_was_switched_off_stays_so(self, browser):
        owner = User.objects.create_user("owner", email=ADA, is_active=False)

        assert browser.log_in(ADA).status_code == 302

        assert WixMember.objects.get().user != owner

    def test_who_is_another_member_stays_that(self, browser):
        owner = User.objects.create_user("owner", email=ADA)
        WixMember.objects.create(member_id="another", user=owner, site="default")

        assert browser.log_in(ADA).status_code == 302

        assert WixMember.objects.get(user=owner).member_id == "another"
        assert WixMember.objects.count() == 2


def test_a_visitor_whose_token_wix_has_forgotten_can_log_in(browser, sandbox):
    browser.get("/cart/add/")
    sandbox.expire_tokens(access=True, refresh=True)

    assert browser.log_in(ADA).status_code == 302


def test_a_member_whose_token_wix_has_forgotten_can_log_in_again(browser, sandbox):
    browser.log_in(ADA)
    sandbox.expire_tokens(access=True, refresh=True)

    assert browser.log_in("ben@example.com").status_code == 302
    assert WixMember.objects.get(login_email="ben@example.com").user == User.objects.last()


class TestStaff:
    @pytest.fixture
    def staff(self, browser):
        staff = get_user_model().objects.create_user("boss", is_staff=True)
        browser.site.force_login(staff, "django.contrib.auth.backends.ModelBackend")
        return staff

    def test_staff_is_asked_before_a_login_replaces_them(self, browser, staff):
        page = browser.get("/wix/login/?next=/private/")

        assert page.status_code == 200
        assert b"signed in as boss" in page.content
        assert browser.get("/role/").json()["user"] == "boss"

    def test_staff_that_agrees_is_replaced(self, browser, staff):
        page = browser.site.post("/wix/login/", {"next": "/private/"})

        answer = browser.come_back(browser.answer_at_wix(page["Location"], ADA))

        assert answer["Location"] == "/private/"
        assert browser.get("/role/").json()["role"] == "member"

    def test_staff_that_signed_in_meanwhile_is_not_replaced(self, browser):
        url = browser.start_login()
        staff = get_user_model().objects.create_user("boss", is_staff=True)
        browser.site.force_login(staff, "django.contrib.auth.backends.ModelBackend")

        answer = browser.come_back(browser.answer_at_wix(url, ADA))

        assert answer.status_code == 409
        assert browser.get("/role/").json()["user"] == "boss"

    def test_the_agreement_needs_a_csrf_token(self, new_browser):
        browser = new_browser(enforce_csrf_checks=True)

        assert browser.site.post("/wix/login/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_first_logins_of_one_member_at_once_make_one_user(new_browser):
    browsers = [new_browser() for _ in range(4)]
    answers = [browser.answer_at_wix(browser.start_login(), ADA) for browser in browsers]
    together = threading.Barrier(len(browsers))
    pages = []

    def come_back(browser, answer):
        together.wait()
        try:
            pages.append(browser.come_back(answer).status_code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=come_back, args=pair)
        for pair in zip(browsers, answers, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pages == [302] * 4
    assert User.objects.count() == WixMember.objects.count() == 1
