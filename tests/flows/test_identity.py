"""Whom ``request.wix`` speaks for, what it costs, and what happens when Wix ends a login."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import AsyncClient, RequestFactory

from wix_headless.context import current_context
from wix_headless.exceptions import ConfigurationError, RenewalError
from wix_headless.login.guards import refuse_fetch
from wix_headless.middleware import WixMiddleware
from wix_headless.models import StoredToken
from wix_headless.sdk import members
from wix_headless.signals import token_rejected

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def test_a_page_that_does_not_use_it_costs_nothing(browser, sandbox, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = browser.get("/untouched/")

    assert sandbox.requests_to("/") == []
    assert not page.cookies
    assert "Cache-Control" not in page


def test_a_visitor_is_made_at_the_first_call_and_kept(browser, sandbox):
    assert browser.get("/").json() == {"count": 3, "role": "visitor"}
    assert browser.get("/").json() == {"count": 3, "role": "visitor"}

    assert sandbox.token_requests() == 1
    assert StoredToken.objects.count() == 1


def test_a_warm_page_costs_one_query_of_ours(browser, django_assert_num_queries):
    browser.get("/")
    # That somebody came back is written down once.
    browser.get("/")

    # One reads the session, one our row.
    with django_assert_num_queries(2):
        browser.get("/")


def test_answers_that_depend_on_who_asked_are_for_nobody_else(browser):
    for path in ("/", "/role/", "/cart/", "/account/"):
        page = browser.get(path)
        assert {"private", "no-store"} <= set(page["Cache-Control"].split(", ")), path
        assert "Cookie" in page["Vary"]


def test_asking_for_the_role_makes_no_token(browser, sandbox):
    assert browser.get("/role/").json()["role"] == "visitor"

    assert sandbox.token_requests() == 0
    assert StoredToken.objects.count() == 0


def test_a_member_who_is_not_there_is_a_404_of_wix(browser):
    browser.site.raise_request_exception = False

    assert browser.get("/me/").status_code == 500


def test_the_sdk_speaks_for_the_current_request(browser, new_browser):
    browser.log_in(ADA)
    other = new_browser()
    other.log_in("ben@example.com")

    addresses = [b.get("/me/by-import/").json()["member"]["id"] for b in (browser, other)]

    assert addresses == [b.get("/role/").json()["member"] for b in (browser, other)]


def test_the_sdk_outside_a_request_says_so():
    with pytest.raises(ConfigurationError, match="current request"):
        members.query_members(query={})

    assert current_context.get(None) is None


def test_without_the_middleware_guards_name_the_line_to_write():
    from tests.site.views import account

    with pytest.raises(ConfigurationError, match=r"wix_headless\.middleware\.WixMiddleware"):
        account(RequestFactory().get("/"))


def test_without_sessions_it_names_the_order(settings, client):
    settings.MIDDLEWARE = ["wix_headless.middleware.WixMiddleware"]

    with pytest.raises(ConfigurationError, match="SessionMiddleware"):
        client.get("/role/")


def test_without_a_client_id_it_says_how_to_come_by_one(settings, client):
    settings.WIX_HEADLESS = {}

    with pytest.raises(ConfigurationError, match="WIX_CLIENT_ID"):
        client.get("/")


def test_without_a_key_it_says_how_to_make_one(sandbox, settings, client):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": []}

    with pytest.raises(ConfigurationError, match="wix_generate_key"):
        client.get("/")


class TestEndedLogins:
    @pytest.fixture(autouse=True)
    def _member(self, browser, sandbox):
        browser.log_in(ADA)
        # The access token is old enough for a renewal, and Wix takes neither any more.
        sandbox.expire_tokens(role="member", access=True, refresh=True)
        age_tokens()

    def test_a_member_whose_login_wix_ended_is_logged_out_and_told(self, browser):
        heard = []

        def listen(**told):
            heard.append(told["role"])

        token_rejected.connect(listen)
        page = browser.get("/me/")
        token_rejected.disconnect(listen)

        assert (page.status_code, page["Location"]) == (302, "/me/")
        assert heard == ["member"]
        assert StoredToken.objects.get(role="member").end_reason == "rejected"
        assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}

    def test_the_same_page_is_shown_to_the_visitor(self, browser):
        page = browser.get("/cart/", follow=True)

        assert page.status_code == 200
        assert page.json() == {"items": 0}

    def test_a_script_gets_401_and_the_address_of_the_login(self, browser):
        page = browser.get("/me/", headers={"sec-fetch-mode": "cors"})

        assert page.status_code == 401
        assert page.json()["login_url"] == "/wix/login/"

    def test_a_form_goes_to_the_login(self, browser):
        page = browser.site.post("/me/")

        assert (page.status_code, page["Location"]) == (302, "/wix/login/")

    def test_a_new_login_works_at_once(self, browser):
        browser.get("/me/")

        browser.log_in(ADA)

        assert browser.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "fault",
    [{"status": 500}, {"status": 429}, {"mode": "html", "status": 502}, {"mode": "garbage"}],
    ids=lambda fault: fault.get("mode", str(fault.get("status"))),
)
def test_a_hiccup_of_wix_ends_no_login(browser, sandbox, fault):
    browser.log_in(ADA)
    sandbox.expire_tokens(role="member", access=True)
    age_tokens()
    sandbox.fail("/oauth2/token", **fault)
    browser.site.raise_request_exception = False

    assert browser.get("/me/").status_code == 500
    StoredToken.objects.update(retry_at=None)

    assert browser.get("/me/").status_code == 200
    assert browser.get("/role/").json()["role"] == "member"


def test_a_wrong_client_id_logs_nobody_out(browser, sandbox, settings):
    browser.log_in(ADA)
    sandbox.expire_tokens(role="member", access=True)
    age_tokens()
    right = settings.WIX_HEADLESS
    settings.WIX_HEADLESS = right | {"CLIENT_ID": "11111111-2222-4333-8444-555555555555"}

    with pytest.raises(ConfigurationError, match="CLIENT_ID"):
        browser.get("/me/")

    settings.WIX_HEADLESS = right
    StoredToken.objects.update(retry_at=None)
    assert browser.get("/me/").status_code == 200


def test_an_expired_token_is_renewed_within_the_page(browser, sandbox):
    browser.log_in(ADA)
    sandbox.expire_tokens(role="member", access=True)
    age_tokens()
    sandbox.forget_requests()

    assert browser.get("/me/").status_code == 200
    assert browser.get("/me/").status_code == 200

    assert sandbox.token_requests() == 1


def test_a_fresh_token_that_wix_refuses_makes_no_token_storm(browser, sandbox):
    browser.log_in(ADA)
    sandbox.fail("/members/v1/members/my", times=3, status=401)
    sandbox.forget_requests()
    browser.site.raise_request_exception = False

    assert browser.get("/me/").status_code == 500

    assert sandbox.token_requests() == 0
    assert len(sandbox.requests_to("/members/v1/members/my")) == 1


def test_a_revoked_login_asks_for_another(browser):
    browser.log_in(ADA)
    from wix_headless.storages.leases import end_rows

    end_rows(StoredToken.objects.filter(role="member"), StoredToken.EndReason.REVOKED)

    assert browser.get("/account/")["Location"].startswith("/wix/login/")
    assert browser.get("/me/").status_code == 302
    assert browser.get("/role/").json()["role"] == "visitor"


def test_a_deleted_row_asks_for_another_login(browser):
    browser.log_in(ADA)
    StoredToken.objects.all().delete()

    assert browser.get("/account/").status_code == 302
    assert browser.get("/me/").status_code == 302


@pytest.mark.parametrize("is_member", [True, False])
def test_somebody_elses_ended_login_is_not_this_ones(browser, is_member):
    if is_member:
        browser.log_in(ADA)
    browser.site.raise_request_exception = False

    page = browser.get("/another/")

    # Not logged out, and not sent to the same page for ever: it is the view's own mistake.
    assert page.status_code == 500
    assert browser.get("/role/").json()["role"] == ("member" if is_member else "visitor")


def test_a_late_answer_does_not_touch_a_newer_login(browser):
    browser.log_in(ADA)
    late = RequestFactory().get("/me/")
    late.session = SessionStore(browser.site.session.session_key)
    late.user = User.objects.get()
    assert late.session.keys()
    browser.log_in(ADA)
    middleware = WixMiddleware(lambda request: HttpResponse())
    middleware(late)

    page = middleware.process_exception(late, RenewalError())

    assert (page.status_code, page["Location"]) == (302, "/me/")
    # Nothing tells SessionMiddleware to delete the cookie, which by now is the newer login's.
    assert not late.session.is_empty()
    assert not late.session.modified
    assert browser.get("/account/").status_code == 200


def test_a_member_is_never_another_user(browser, new_browser):
    browser.log_in(ADA)
    ben = new_browser()
    ben.log_in("ben@example.com")
    session = ben.site.session
    session["wix_headless"] = browser.site.session["wix_headless"]
    session.save()

    page = ben.get("/me/")

    assert page.status_code == 302
    assert StoredToken.objects.filter(role="member", ended_at=None).count() >= 1
    assert browser.get("/me/").status_code == 200


class TestGuards:
    def test_a_visitor_goes_to_the_login_and_back(self, browser):
        assert browser.get("/account/?a=1")["Location"] == "/wix/login/?next=/account/%3Fa%3D1"
        assert browser.get("/account/class/")["Location"] == "/wix/login/?next=/account/class/"

    def test_a_user_who_is_no_member_does_too(self, browser):
        browser.site.force_login(User.objects.create_user("someone"))

        assert browser.get("/account/").status_code == 302
        assert browser.get("/private/").status_code == 200

    def test_a_member_passes_each_kind(self, browser):
        browser.log_in(ADA)

        for path in ("/account/", "/account/class/", "/private/"):
            assert browser.get(path).status_code == 200, path

    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-mode": "cors"},
            {"x-requested-with": "XMLHttpRequest"},
            {"accept": "application/json"},
            {"hx-request": "true"},
        ],
    )
    def test_a_script_gets_401_instead_of_a_page(self, browser, headers):
        page = browser.get("/account/", headers=headers)

        assert page.status_code == 401
        assert page.json()["login_url"] == "/wix/login/"
        assert page.get("HX-Redirect") == ("/wix/login/" if "hx-request" in headers else None)

    def test_where_the_site_has_another_login_members_still_use_wixs(self, browser, settings):
        settings.LOGIN_URL = "/admin/login/"
        browser.log_in(ADA)
        browser.sandbox.expire_tokens(access=True, refresh=True)
        age_tokens()

        ended = browser.site.post("/me/")
        window = browser.get("/account/")
        script = browser.get("/account/", headers={"sec-fetch-mode": "cors"})

        assert (ended.status_code, ended["Location"]) == (302, "/wix/login/")
        assert window["Location"].startswith("/wix/login/?")
        assert script.json()["login_url"] == "/wix/login/"

    def test_a_login_with_a_query_keeps_it(self):
        request = RequestFactory().get("/", headers={"referer": "/shop/"})

        answer = refuse_fetch(request, "/wix/login/?idp=google")

        told = json.loads(answer.content)["login_url"]
        assert told == "/wix/login/?idp=google&next=%2Fshop%2F"

    @pytest.mark.parametrize(
        "headers", [{"sec-fetch-mode": "navigate"}, {"accept": "text/html,*/*"}, {}]
    )
    def test_a_window_gets_the_login(self, browser, headers):
        assert browser.get("/account/", headers=headers).status_code == 302

    def test_the_way_back_of_a_script_is_the_page_it_runs_on(self, browser):
        headers = {"sec-fetch-mode": "cors", "referer": "http://testserver/shop/"}

        page = browser.get("/account/", headers=headers)

        assert page.json()["login_url"] == "/wix/login/?next=http%3A%2F%2Ftestserver%2Fshop%2F"


@pytest.mark.django_db(transaction=True)
def test_async_views_are_guarded_too(browser):
    browser.log_in(ADA)
    client = AsyncClient()
    get = async_to_sync(client.get)
    anonymous = get("/account/async/")
    client.cookies["sessionid"] = browser.site.cookies["sessionid"].value

    page = get("/account/async/")

    assert anonymous.status_code == 302
    assert page.json() == {"role": "member"}
    assert "no-store" in page["Cache-Control"]


def age_tokens():
    """Make the stored tokens older than a minute, as only such are renewed after a refusal."""
    from dataclasses import replace

    from wix_headless.storages.sealing import open_tokens, seal_tokens

    for row in StoredToken.objects.filter(ended_at=None):
        tokens = open_tokens(row)
        row.sealed = seal_tokens(row, replace(tokens, issued_at=tokens.issued_at - 120))
        row.save()
