"""Logging in on the site's own page: through Wix without a page, and who is not let in."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from tests.flows.test_identity import age_tokens
from tests.own_login.conftest import ADA
from wix_headless.models import LoginAttempt, StoredToken, WixMember

pytestmark = pytest.mark.django_db

BEN = "ben@example.com"
IAM = "/_api/iam/"


def test_a_visitor_becomes_a_member_and_keeps_the_cart(visitor):
    visitor.get("/cart/add/")

    answer = visitor.go_through_wix(visitor.type_in(next="/account/?tab=orders"))

    assert (answer.status_code, answer["Location"]) == (302, "/account/?tab=orders")
    assert visitor.who["role"] == "member"
    assert visitor.get("/cart/").json() == {"items": 1}
    assert WixMember.objects.get().login_email == ADA


def test_wix_knows_the_browser_afterwards(visitor, new_visitor):
    visitor.go_through_wix(visitor.type_in())
    other = new_visitor()
    other.site.wix = visitor.wix

    other.come_back(other.follow(other.start_login(prompt="none")))

    assert other.who["role"] == "member"


def test_a_member_who_logs_out_is_out_at_wix_too(visitor):
    visitor.go_through_wix(visitor.type_in())

    visitor.log_out()

    visitor.come_back(visitor.follow(visitor.start_login(prompt="none")))
    assert visitor.who["role"] == "visitor"


def test_showing_the_page_costs_nothing_at_wix(visitor, sandbox):
    page = visitor.get("/members/login/")

    assert page.status_code == 200
    assert sandbox.requests_to("/") == []
    assert StoredToken.objects.count() == 0
    assert "no-store" in page["Cache-Control"]
    assert page.has_header("Expires")


@pytest.mark.parametrize("email", [ADA, "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(visitor, sandbox, email):
    known = visitor.type_in(ADA, "wrong", next="/account/")
    sandbox.forget_requests()

    answer = visitor.type_in(email, "wrong", next="/account/")

    def plain(page):
        text = page.content.decode().replace(email, "").replace(ADA, "")
        return text.replace(str(page.context["csrf_token"]), "")

    assert answer.status_code == known.status_code == 200
    assert "do not belong together" in plain(answer)
    assert plain(answer) == plain(known)
    assert [one["path"] for one in sandbox.requests_to(IAM)] == [
        "/_api/iam/authentication/v2/login"
    ]
    assert visitor.who["role"] == "visitor"


def test_a_wrong_password_is_sent_once_and_ends_no_token(visitor, sandbox):
    visitor.get("/cart/add/")
    age_tokens()
    sandbox.forget_requests()

    visitor.type_in(ADA, "wrong")

    assert len(sandbox.requests_to(IAM)) == 1
    assert sandbox.token_requests() == 0
    assert visitor.get("/cart/").json() == {"items": 1}


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "-19973"), (403, "SOMETHING_NEW"), (400, "UNSUPPORTED_FIELD"), (404, "-19999")],
)
def test_whatever_is_refused_sounds_the_same(visitor, sandbox, status, code):
    details = {"applicationError": {"code": code, "description": "Identity 4713 is not here"}}
    sandbox.fail(IAM + "*", status=status, body={"message": "no", "details": details})

    answer = visitor.type_in()

    assert b"do not belong together" in answer.content
    assert b"4713" not in answer.content


def test_a_blocked_member_is_told_no_more_than_others(visitor, sandbox):
    sandbox.change_member(ADA, status="BLOCKED")

    assert b"do not belong together" in visitor.type_in().content


def test_a_member_who_waits_for_the_owner_is_told_so(visitor, sandbox):
    sandbox.change_member(ADA, status="PENDING")

    answer = visitor.type_in()

    assert answer.status_code == 200
    assert b"waiting for approval" in answer.content
    assert visitor.who["role"] == "visitor"


def test_what_only_wixs_page_knows_leads_there(visitor, sandbox):
    sandbox.fail(IAM + "*", status=200, body={"state": "REQUIRE_MISSING_FIELDS"})

    answer = visitor.type_in(next="/account/")

    assert b"one more step" in answer.content
    assert b'href="/wix/login/?next=%2Faccount%2F"' in answer.content


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "reset"},
        {"mode": "garbage"},
        {"status": 503},
        {"status": 428},
        {"status": 200, "body": {"state": "SUCCESS"}},
    ],
)
def test_a_wix_that_does_not_answer_is_a_page(visitor, sandbox, fault):
    sandbox.fail(IAM + "*", times=9, **fault)

    answer = visitor.type_in()

    assert answer.status_code == 503
    assert b"did not answer" in answer.content
    assert visitor.who["role"] == "visitor"


def test_a_wix_that_has_enough_is_a_page_that_says_when(visitor, sandbox):
    sandbox.fail(IAM + "*", status=429, retry_after="120", times=9)

    answer = visitor.type_in()

    assert (answer.status_code, answer["Retry-After"]) == (429, "120")
    assert b"wait 2 minutes" in answer.content


def test_a_wix_that_has_no_page_for_the_way_through_is_a_page(visitor, sandbox):
    sandbox.control("settings", site_published=False)

    assert visitor.type_in().status_code == 503


def test_a_visitor_whom_wix_has_forgotten_can_log_in(visitor, sandbox):
    visitor.get("/cart/add/")
    sandbox.expire_tokens(access=True, refresh=True)

    assert visitor.go_through_wix(visitor.type_in()).status_code == 302
    assert visitor.who["role"] == "member"


def test_a_session_token_that_came_too_late_leads_to_wixs_page(visitor, sandbox):
    answer = visitor.type_in(next="/account/")
    sandbox.control("clock", advance=301)

    back = visitor.go_through_wix(answer)

    assert back["Location"] == "/wix/login/?next=%2Faccount%2F"
    assert visitor.who["role"] == "visitor"


def test_nobody_comes_in_but_who_showed_the_password(visitor, sandbox):
    answer = visitor.type_in()
    ben = sandbox.act_as(member=BEN)["subject_id"]
    LoginAttempt.objects.update(expects=ben)

    back = visitor.go_through_wix(answer)

    assert back.status_code == 400
    assert visitor.who["role"] == "visitor"
    assert not WixMember.objects.exists()


def test_the_password_is_that_of_the_member_who_comes_back(visitor, sandbox):
    visitor.type_in()

    expected = sandbox.act_as(member=ADA)["subject_id"]
    assert LoginAttempt.objects.get().expects == expected


def test_the_way_through_wix_is_for_this_browser(visitor, new_visitor):
    url = visitor.follow(visitor.type_in()["Location"])

    assert new_visitor().come_back(url).status_code == 400


def test_a_member_is_sent_on(visitor):
    visitor.go_through_wix(visitor.type_in())

    for page in ("login", "register", "code", "password"):
        answer = visitor.get(f"/members/{page}/?next=/account/")
        assert answer["Location"] == "/account/"
    again = visitor.type_in(BEN, next="/account/")
    assert again["Location"] == "/account/"
    assert WixMember.objects.get().login_email == ADA


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
@pytest.mark.parametrize("page", ["login", "register", "password"])
def test_no_page_leads_elsewhere(visitor, page, target):
    shown = visitor.site.get(f"/members/{page}/", {"next": target}).content.decode()

    assert "evil" not in shown
    answer = visitor.go_through_wix(visitor.type_in(next=target))
    assert answer["Location"] == "/"


class TestStaff:
    @pytest.fixture
    def staff(self, visitor):
        staff = get_user_model().objects.create_user("boss", is_staff=True)
        visitor.site.force_login(staff, "django.contrib.auth.backends.ModelBackend")
        return staff

    def test_staff_is_told_what_a_login_ends(self, visitor, staff):
        page = visitor.get("/members/login/")

        assert b"signed in as boss" in page.content
        assert visitor.form("login")["replaces"] == str(staff.pk)

    @pytest.mark.parametrize("agreement", ["", "0", "boss"])
    @pytest.mark.parametrize("page", ["login", "register"])
    def test_staff_who_has_not_agreed_is_not_replaced(
        self, visitor, staff, sandbox, page, agreement
    ):
        values = {"email": ADA, "password": sandbox.password_of(ADA), "replaces": agreement}

        answer = visitor.post(page, values)

        assert b"signed in as staff" in answer.content
        assert sandbox.requests_to(IAM) == []
        assert visitor.who["user"] == "boss"

    def test_staff_who_agrees_is_replaced(self, visitor, staff):
        visitor.go_through_wix(visitor.type_in(replaces=str(staff.pk)))

        assert visitor.who["role"] == "member"

    def test_staff_who_signed_in_meanwhile_is_not_replaced(self, visitor):
        answer = visitor.type_in()
        staff = get_user_model().objects.create_user("boss", is_staff=True)
        visitor.site.force_login(staff, "django.contrib.auth.backends.ModelBackend")

        assert visitor.go_through_wix(answer).status_code == 409
        assert visitor.who["user"] == "boss"


def test_a_users_own_session_is_replaced_as_by_any_login(visitor):
    user = User.objects.create_user("plain")
    visitor.site.force_login(user, "django.contrib.auth.backends.ModelBackend")

    visitor.go_through_wix(visitor.type_in())

    assert visitor.who["role"] == "member"


@pytest.mark.parametrize("page", ["login", "register", "code", "password"])
def test_every_form_needs_a_csrf_token(new_visitor, page):
    visitor = new_visitor(enforce_csrf_checks=True)

    assert visitor.post(page, {"email": ADA, "password": "x"}).status_code == 403


@pytest.mark.parametrize("page", ["login", "register", "code", "password"])
def test_it_does_so_where_a_project_has_no_middleware_for_it(new_visitor, settings, page):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "Csrf" not in one]
    visitor = new_visitor(enforce_csrf_checks=True)

    assert visitor.post(page, {"email": ADA, "password": "x"}).status_code == 403


@pytest.mark.parametrize("page", ["/members/login/", "/wix/login/"])
def test_half_a_character_in_next_is_no_failure(visitor, page):
    """A charset of the sender's choice makes it, and no database takes it."""
    answer = visitor.site.generic(
        "GET",
        f"{page}?next=/%5Cud800",
        b"a body, or there is no charset",
        content_type="text/plain; charset=unicode_escape",
    )

    assert answer.status_code in {200, 302}
    assert not LoginAttempt.objects.exclude(next_url="/").exists()


@pytest.mark.parametrize("page", ["login", "register", "code", "password"])
def test_other_methods_are_refused(visitor, page):
    assert visitor.site.put(f"/members/{page}/").status_code == 405


def test_the_pages_are_open_where_everything_else_needs_a_login(visitor, settings):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]

    assert visitor.get("/members/login/").status_code == 200
    assert visitor.go_through_wix(visitor.type_in()).status_code == 302


def test_a_link_from_elsewhere_brings_a_strict_session_along(visitor, settings):
    visitor.go_through_wix(visitor.type_in())
    settings.SESSION_COOKIE_SAMESITE = "Strict"
    session = visitor.site.cookies.pop("sessionid")
    address = "/members/login/?next=/role/"

    page = visitor.get(address, headers={"Sec-Fetch-Site": "cross-site"})
    visitor.site.cookies["sessionid"] = session.value
    answer = visitor.get(f"{address}&bounced=1", headers={"Sec-Fetch-Site": "same-origin"})

    assert b'http-equiv="refresh"' in page.content
    assert b"bounced=1" in page.content
    assert (answer.status_code, answer["Location"]) == (302, "/role/")


class TestScripts:
    def test_a_script_is_told_where_to_log_in(self, visitor):
        answer = visitor.get(
            "/members/login/", headers={"Sec-Fetch-Mode": "cors", "Referer": "/account/"}
        )

        assert answer.status_code == 401
        assert answer.json()["login_url"] == "/members/login/?next=%2Faccount%2F"

    def test_htmx_lets_the_page_go_there(self, visitor):
        answer = visitor.get(
            "/members/login/", headers={"HX-Request": "true", "HX-Current-URL": "/account/"}
        )

        assert answer["HX-Redirect"] == "/members/login/?next=%2Faccount%2F"

    def test_a_boosted_form_leaves_with_the_whole_page(self, visitor):
        answer = visitor.type_in()
        boosted = visitor.post(
            "login",
            {"email": ADA, "password": visitor.sandbox.password_of(ADA)},
            headers={"HX-Request": "true", "HX-Boosted": "true"},
        )

        assert answer.status_code == 302
        assert boosted.status_code == 200
        assert boosted["HX-Redirect"].startswith(visitor.sandbox.origin)
        assert "Location" not in boosted
        answer = visitor.come_back(visitor.follow(boosted["HX-Redirect"]))
        assert visitor.who["role"] == "member"


class TestAsTheLoginPage:
    @pytest.fixture(autouse=True)
    def _own_page(self, settings):
        settings.LOGIN_URL = "wix_login:login"

    def test_guards_lead_to_it_and_back(self, visitor):
        answer = visitor.get("/account/")
        assert answer["Location"] == "/members/login/?next=/account/"

        visitor.go_through_wix(visitor.type_in(next="/account/"))

        assert visitor.get("/account/").status_code == 200

    def test_a_login_that_failed_begins_there_again(self, visitor):
        page = visitor.get("/wix/callback/?next=/account/")

        assert b'href="/members/login/?next=%2Faccount%2F"' in page.content


def test_the_page_is_labelled_and_says_what_is_wrong(visitor):
    page = visitor.post("login", {"email": "nobody", "password": ""}).content.decode()

    assert "<title>Error: Log in</title>" in page
    assert '<label for="id_email">' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_email_error"' in page
    assert 'id="id_email_error"' in page
    assert '<a href="#id_email">' in page
    assert 'role="alert"' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "<script" not in page


def test_the_password_is_not_sent_back(visitor):
    for answer in (visitor.type_in("nobody", "a password"), visitor.type_in(ADA, "a password")):
        assert b"a password" not in answer.content


def test_other_ways_in_are_beside_it(visitor):
    page = visitor.get("/members/login/?next=/account/").content.decode()

    for provider in ("&amp;idp=google", "&amp;idp=facebook", ""):
        assert f'href="/wix/login/?next=%2Faccount%2F{provider}"' in page
