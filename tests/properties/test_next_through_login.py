"""``next`` on its whole way, to Wix, back from it and on: it never leaves the site."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given

from tests.properties.browsers import Place, find_place
from tests.properties.inputs import addresses, shares_fixtures, texts
from tests.properties.redirect_targets import VECTORS
from wix_headless.models import LoginAttempt

pytestmark = pytest.mark.django_db

SITE = Place("http", "testserver")


def look_for_login(browser, target):
    """Go through a login that shows no page, and return where the site sends the browser."""
    url = browser.start_login(next=target, prompt="none")
    # What every database can hold, SQLite or not.
    remembered = LoginAttempt.objects.get().next_url
    assert "\x00" not in remembered
    assert len(remembered) <= 2000
    answer = browser.come_back(browser.follow(url))
    # What ends in a browser stays in Django's test client, which would send it ever after.
    for name in [name for name in browser.site.cookies if name.startswith("wix_login_")]:
        del browser.site.cookies[name]
    assert answer.status_code == 302
    return answer["Location"]


@pytest.fixture
def member(browser):
    browser.log_in()
    return browser


def test_no_login_leads_elsewhere(member):
    for target in VECTORS:
        place = find_place(look_for_login(member, target), base=SITE)
        assert place == SITE, target


def test_a_login_leads_to_the_page_that_asked_for_it(member):
    for target in ("/account/", "/account/?tab=orders&page=2", "http://testserver/account/"):
        assert look_for_login(member, target) == target


@pytest.mark.parametrize("target", VECTORS, ids=lambda target: repr(target[:40]))
def test_no_way_out_leads_elsewhere(browser, target):
    for answer in (
        browser.site.post("/wix/logout/", {"next": target}),
        browser.site.get("/wix/logout-callback/", {"next": target}),
    ):
        assert answer.status_code == 302
        assert find_place(answer["Location"], base=SITE) == SITE


# Nobody is logged in at Wix here, which spares each example the exchange of a code.
@given(addresses | texts)
@shares_fixtures
def test_whatever_next_is_the_login_ends_on_this_site(browser, target):
    assert find_place(look_for_login(browser, target), base=SITE) == SITE


@given(addresses | texts)
@shares_fixtures
def test_whatever_next_is_the_page_about_a_failed_login_links_to_this_site(browser, target):
    page = browser.site.get("/wix/callback/", {"next": target})

    assert page.status_code == 400
    again = page.context["retry_url"]
    assert again.startswith("/wix/login/?next=")
    (following,) = parse_qs(urlsplit(again).query, keep_blank_values=True)["next"]
    assert find_place(following, base=SITE) == SITE


@pytest.mark.parametrize("target", ["/" + "é" * 1999, "/" + "a" * 1999, "/" + "?" * 1000])
def test_a_target_too_long_for_wix_does_not_keep_the_login_there(member, target):
    back = member.follow(member.site.post("/wix/logout/", {"next": target})["Location"])

    assert back.startswith("http://testserver/wix/logout-callback/?next=%2F")
    assert member.come_back(back)["Location"] == "/"
    silent = member.follow(member.start_login(prompt="none"))
    assert "error=login_required" in silent
