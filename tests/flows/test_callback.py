"""Whatever comes to the callback ends in a page with plain words and a way on, never in a 500."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from wix_headless.models import LoginAttempt, StoredToken, WixMember

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


@pytest.fixture
def answer(browser):
    """Wix's answer to a login that this browser began, as the browser would bring it."""
    return browser.answer_at_wix(browser.start_login(next="/private/"), ADA)


def is_a_page_with_a_way_on(page, status=400):
    return (
        page.status_code == status
        and b"<h1>" in page.content
        and b'href="/wix/login/?next=' in page.content
        and "no-store" in page["Cache-Control"]
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "state=",
        "state=unknown&code=x",
        "state=unknown&error=access_denied",
        "state=a&state=b&code=x",
        "state=a&code=x&code=y",
        "error=server_error",
        "%ff%fe=1",
        "state=%00&code=%00",
        "state=" + "x" * 5000,
        "&".join(f"a{number}=1" for number in range(100)),
    ],
)
def test_a_callback_of_no_login_is_refused(browser, query):
    assert is_a_page_with_a_way_on(browser.get(f"/wix/callback/?{query}"))


def test_a_callback_used_twice_is_refused_and_the_login_stays(browser, answer):
    assert browser.come_back(answer).status_code == 302

    assert is_a_page_with_a_way_on(browser.come_back(answer))
    assert browser.get("/account/").status_code == 200


def test_a_callback_in_another_browser_is_refused(browser, new_browser, answer):
    thief = new_browser()

    assert is_a_page_with_a_way_on(thief.come_back(answer))
    assert thief.get("/role/").json()["role"] == "visitor"
    assert browser.come_back(answer).status_code == 302


def test_a_callback_that_comes_too_late_is_refused(browser, answer):
    LoginAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert is_a_page_with_a_way_on(browser.come_back(answer))


def test_the_state_is_compared_before_an_error_is_believed(browser, answer):
    url = urlsplit(answer)

    page = browser.come_back(f"{url.scheme}://{url.netloc}{url.path}?error=access_denied&state=x")

    assert is_a_page_with_a_way_on(page)
    assert b"cancelled" not in page.content
    assert browser.come_back(answer).status_code == 302


def test_a_login_cancelled_at_wix_is_told_so(browser):
    state = parse_qs(urlsplit(browser.start_login(next="/private/")).query)["state"][0]

    page = browser.get(f"/wix/callback/?error=access_denied&state={state}")

    assert is_a_page_with_a_way_on(page)
    assert b"cancelled" in page.content
    assert b"next=%2Fprivate%2F" in page.content


def test_an_answer_without_a_code_is_refused(browser):
    state = parse_qs(urlsplit(browser.start_login()).query)["state"][0]

    assert is_a_page_with_a_way_on(browser.get(f"/wix/callback/?state={state}"))


def test_a_code_that_wix_does_not_know_is_refused(browser):
    state = parse_qs(urlsplit(browser.start_login()).query)["state"][0]

    assert is_a_page_with_a_way_on(browser.get(f"/wix/callback/?state={state}&code=made-up"))
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "fault",
    [{"status": 503}, {"status": 429}, {"mode": "html", "status": 502}, {"mode": "garbage"}],
    ids=lambda fault: fault.get("mode", str(fault.get("status"))),
)
@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/token-info", "/members/v1/members/my"])
def test_wix_down_during_the_way_back_offers_another_try(browser, sandbox, answer, path, fault):
    browser.get("/cart/add/")
    before = dict(browser.site.session)
    # More often than a call is made again.
    sandbox.fail(path, times=3, **fault)

    page = browser.come_back(answer)
    sandbox.heal()

    assert is_a_page_with_a_way_on(page, 503)
    assert dict(browser.site.session) == before
    assert browser.get("/cart/").json() == {"items": 1}
    assert browser.log_in(ADA).status_code == 302


@pytest.mark.parametrize(
    "info",
    [
        {"active": False},
        {"active": True, "subjectType": "VISITOR", "subjectId": "v-1"},
        {"active": True, "subjectType": "MEMBER"},
        {"active": True, "subjectType": "MEMBER", "subjectId": "m-1", "clientId": "another"},
        {},
    ],
)
def test_tokens_that_are_not_a_members_of_this_client_log_nobody_in(browser, sandbox, answer, info):
    sandbox.fail("/oauth2/token-info", status=200, body=info)

    assert is_a_page_with_a_way_on(browser.come_back(answer))
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "told", [{"active": False}, {"subjectType": "VISITOR"}, {"clientId": "another"}], ids=str
)
def test_each_part_of_what_wix_says_has_to_be_right(browser, new_browser, sandbox, answer, told):
    """Also where the profile is that of the member whom the rest names."""
    new_browser().log_in(ADA)
    good = {"active": True, "subjectType": "MEMBER", "clientId": sandbox.client_id}
    good["subjectId"] = WixMember.objects.get().member_id
    sandbox.fail("/oauth2/token-info", status=200, body=good | told)

    assert is_a_page_with_a_way_on(browser.come_back(answer))
    assert browser.get("/role/").json()["role"] == "visitor"


def test_a_profile_of_somebody_else_logs_nobody_in(browser, sandbox, answer):
    sandbox.fail("/members/v1/members/my", status=200, body={"member": {"id": "another"}})

    assert is_a_page_with_a_way_on(browser.come_back(answer))
    assert User.objects.count() == 0


def test_of_two_callbacks_at_once_one_finds_the_login_gone(browser, answer):
    def come_second(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            execute(sql, params, many, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(come_second):
        page = browser.come_back(answer)

    assert is_a_page_with_a_way_on(page)
    assert User.objects.count() == 0


def test_wix_down_on_the_way_there_offers_another_try(browser, sandbox):
    sandbox.fail("/headless/v1/redirect-session", status=500)

    page = browser.get("/wix/login/?next=/private/")

    assert is_a_page_with_a_way_on(page, 503)
    assert b"next=%2Fprivate%2F" in page.content


def test_a_lost_key_ends_a_login_under_way_in_a_page(browser, answer, settings):
    from wix_headless.crypto import generate_key

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": [generate_key()]}

    assert is_a_page_with_a_way_on(browser.come_back(answer))


def test_a_strict_session_cookie_is_fetched_by_a_page_of_ours(browser, answer, settings):
    settings.SESSION_COOKIE_SAMESITE = "Strict"
    session = browser.site.cookies.pop("sessionid")

    page = browser.come_back(answer)
    browser.site.cookies["sessionid"] = session.value

    assert page.status_code == 200
    assert b'http-equiv="refresh"' in page.content
    assert LoginAttempt.objects.count() == 1
    assert browser.come_back(f"{answer}&bounced=1").status_code == 302
    assert browser.get("/account/").status_code == 200


def test_the_cookie_of_a_login_is_for_the_callback_alone_and_goes_with_it(browser):
    page = browser.get("/wix/login/")
    (name,) = [name for name in page.cookies if name.startswith("wix_login_")]
    cookie = page.cookies[name]

    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/wix/callback/")
    assert cookie["max-age"] == 600

    back = browser.come_back(browser.answer_at_wix(page["Location"], ADA))

    assert back.cookies[name].value == ""


def test_a_refused_login_stores_nothing(browser):
    browser.get("/wix/callback/?state=x&code=y")

    assert StoredToken.objects.count() == 0
