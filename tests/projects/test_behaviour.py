"""What a visitor, a member and staff get to see, in every kind of project alike."""

from __future__ import annotations

import pytest

from tests.projects.prepare import STAFF_NAME, STAFF_PASSWORD

ADA, BEN = "ada@example.com", "ben@example.com"


def count_token_requests(project):
    return project.sandbox.token_requests()


def log_in_long_ago(project, browser):
    """Log in, let the access token be over, and return the member's id."""
    member_id = browser.log_in(ADA, "/account/").json()["member"]
    browser.open("/age/")
    project.sandbox.forget_requests()
    return member_id


def test_a_page_that_does_not_touch_wix_costs_nothing(project, browser):
    project.sandbox.forget_requests()

    page = browser.open("/untouched/")

    assert (page.text, browser.cookies) == ("untouched", {})
    assert "no-store" not in page.headers.get("Cache-Control", "")
    assert project.sandbox.requests_to("/") == []


def test_a_visitor_keeps_the_cart_over_pages_and_shares_it_with_nobody(browser, new_browser):
    browser.open("/cart/add/")
    browser.open("/untouched/")

    assert browser.open("/cart/").json() == {"items": 1}
    assert new_browser().open("/cart/").json() == {"items": 0}


def test_a_visitor_is_one_token_request(project, browser):
    project.sandbox.forget_requests()

    for _ in range(3):
        browser.open("/cart/")

    assert count_token_requests(project) == 1


def test_first_calls_at_once_of_one_session_are_one_visitor(project, browser):
    browser.open("/remember/")
    project.sandbox.forget_requests()

    answers = browser.fetch_all_at_once("/cart/", 8)

    assert [answer.status_code for answer in answers] == [200] * 8
    assert count_token_requests(project) <= (1 if project.renews_once else 8)
    browser.open("/cart/")
    assert count_token_requests(project) <= (1 if project.renews_once else 8)


def test_first_calls_at_once_of_nobody_all_work(browser):
    assert [page.status_code for page in browser.fetch_all_at_once("/cart/", 4)] == [200] * 4


def test_a_login_leads_back_and_carries_the_cart(project, browser):
    browser.open("/cart/add/")

    page = browser.log_in(ADA, "/account/")

    assert page.url == f"{project.origin}/account/"
    assert browser.open("/cart/").json() == {"items": 1}
    assert browser.open("/me/").json()["member"]["id"] == page.json()["member"]
    assert "no-store" in page.headers["Cache-Control"]


def test_djangos_own_login_required_leads_to_wix_and_back(project, browser):
    assert browser.log_in(ADA, "/private/").url == f"{project.origin}/private/"


def test_async_views_know_the_member(browser):
    assert browser.log_in(ADA, "/account/async/").json() == {"role": "member"}


def test_the_member_is_the_right_user_each_time(project, browser, new_browser):
    browser.log_in(ADA)
    first = browser.open("/user/").json()
    ben = new_browser()
    ben.log_in(BEN)
    again = new_browser()
    again.log_in(ADA)

    assert (first["email"], first["is_authenticated"]) == (ADA, True)
    assert again.open("/user/").json() == first
    assert ben.open("/user/").json()["pk"] != first["pk"]
    model = project.kind.settings.get("AUTH_USER_MODEL", "")
    member_id = browser.open("/role/").json()["member"]
    assert first["name"] == (ADA if model == "people.EmailUser" else f"wix-{member_id}")
    assert (len(first["pk"]) == 36) == (model == "people.UuidUser")


def test_a_login_changes_the_session_and_a_second_does_so_again(browser, new_browser):
    browser.open("/cart/add/")
    before = browser.cookies
    browser.log_in(ADA)
    first = browser.cookies
    browser.log_in(ADA)
    second = browser.cookies

    assert len({cookies["sessionid"] for cookies in (before, first, second)}) == 3
    thief = new_browser()
    thief.keep_cookies(before)
    assert thief.open("/role/").json()["role"] == "visitor"


def test_a_member_stays_over_renewals(project, browser):
    ada = log_in_long_ago(project, browser)

    assert browser.open("/me/").json()["member"]["id"] == ada
    assert count_token_requests(project) == 1
    assert browser.open("/me/").json()["member"]["id"] == ada
    assert count_token_requests(project) == 1


def test_a_renewed_token_survives_the_page_that_breaks(project, browser):
    log_in_long_ago(project, browser)

    assert browser.open("/breaks/").status_code == 500
    assert browser.open("/me/").status_code == 200
    assert count_token_requests(project) == 1


def test_renewals_at_once_are_one_token_request(project, browser):
    ada = log_in_long_ago(project, browser)

    answers = browser.fetch_all_at_once("/me/", 8)

    assert {answer.json()["member"]["id"] for answer in answers} == {ada}
    assert count_token_requests(project) <= (1 if project.renews_once else 8)
    assert browser.open("/me/").json()["member"]["id"] == ada
    assert count_token_requests(project) <= (1 if project.renews_once else 8)


def test_a_login_that_wix_ended_is_told_and_the_page_is_a_visitors(project, browser):
    log_in_long_ago(project, browser)
    project.sandbox.expire_tokens(role="member", access=True, refresh=True)

    browser.open("/cart/")

    assert browser.page.json() == {"items": 0}
    assert "You have been logged out." in browser.open("/").text
    assert browser.open("/user/").json()["is_authenticated"] is False


def test_logging_out_ends_the_login_here_and_at_wix(project, browser, new_browser):
    browser.log_in(ADA)
    cookies = browser.cookies

    assert browser.log_out().url == f"{project.origin}/"

    assert browser.open("/role/").json()["role"] == "visitor"
    assert browser.open("/account/").url.startswith(project.sandbox.origin)
    thief = new_browser()
    thief.keep_cookies(cookies)
    assert thief.open("/account/").url.startswith(project.sandbox.origin)
    thief.keep_cookies(cookies)
    assert thief.open("/role/").json()["member"] is None


def test_cookies_from_before_the_logout_speak_with_wix_no_more(project, browser, new_browser):
    """As an answer in flight at the logout may bring them back, where they are the session."""
    browser.log_in(ADA)
    browser.open("/cart/add/")
    cookies = browser.cookies
    browser.log_out()

    thief = new_browser()
    thief.keep_cookies(cookies)

    # Django's own back end for signed cookies can't know that a session has ended; the row can.
    is_user = thief.open("/user/").json()["is_authenticated"]
    assert is_user is not project.kind.has_server_sessions
    assert thief.open("/role/").json()["member"] is None
    assert thief.open("/cart/").json() == {"items": 0}
    assert thief.open("/user/").json()["is_authenticated"] is False


def test_djangos_own_logout_ends_the_login_too(project, browser, new_browser):
    browser.log_in(ADA)
    cookies = browser.cookies
    browser.open("/")

    browser.submit("/accounts/logout/")

    thief = new_browser()
    thief.keep_cookies(cookies)
    assert thief.open("/account/").url.startswith(project.sandbox.origin)


def test_staff_speak_as_the_app_and_others_may_not(project, browser, new_browser):
    ada = new_browser()
    ada.log_in(ADA)

    assert browser.open("/report/").url.startswith(f"{project.origin}/admin/login/")
    assert browser.log_in_as_staff(STAFF_NAME, STAFF_PASSWORD).json()["name"] == STAFF_NAME
    report = browser.open("/report/").json()
    assert report["members"] == report["again"] > 0
    assert ada.open("/report/").status_code == 403


def test_scripts_get_401_with_the_way_to_the_login(browser):
    answer = browser.fetch("/account/")

    assert answer.status_code == 401
    assert answer.json()["login_url"].startswith("/wix/login/")


def test_the_callback_of_nobody_is_a_plain_page(browser):
    page = browser.open("/wix/callback/?state=unknown&code=x")

    assert page.status_code == 400
    assert "<h1>" in page.text
    assert "/wix/login/?next=" in page.text


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/wix/callback/", {400}),
        ("/wix/callback/?state=%00&code=%00", {400}),
        ("/wix/callback/?state=a&state=b", {400}),
        ("/wix/callback/?" + "x" * 4000, {400}),
        ("/wix/login/?prompt=please", {400}),
        ("/wix/login/?next=//evil.example/", {200}),
        ("/wix/login/?next=%00", {200}),
        ("/wix/logout/", {405}),
        ("/wix/logout-callback/?next=https://evil.example/", {200}),
        ("/wix/nowhere/", {404}),
    ],
)
def test_wrong_addresses_are_told_so(browser, path, statuses):
    assert browser.open(path).status_code in statuses
    assert "evil.example" not in browser.page.url


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "%ff", "ÿ", "x" * 3000, '"\\"'])
def test_a_session_cookie_that_is_none_of_ours_is_a_newcomers(browser, value):
    page = browser.open("/cart/", Cookie=f"sessionid={value}".encode().decode("latin-1"))

    assert page.json() == {"items": 0}


def test_forms_without_their_token_are_refused(browser):
    browser.open("/")
    assert browser.submit("/wix/logout/", csrfmiddlewaretoken="x").status_code == 403


def test_no_cookie_is_readable_by_scripts_or_goes_along_in_the_clear(project, browser):
    browser.log_in(ADA)

    (session,) = [one for one in browser.cookies_of("localhost") if one.name == "sessionid"]
    assert session.has_nonstandard_attr("HttpOnly")
    assert session.secure == project.kind.proxy
