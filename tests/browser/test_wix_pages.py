"""Two origins in a real browser: a page of Wix's that calls the site, and the site in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import copy_demo
from tests.example.running import Demo
from tests.support.loopback import LoopbackServer, build_answer

#: A page of Wix's that shows nothing: scripts of any page there have the same origin.
EMPTY_PAGE = "/dashboard/9"

ASK = """
async ([url, headers]) => {
    try {
        const answer = await fetch(url, {headers});
        return [answer.status, await answer.json()];
    } catch (error) {
        return [0, error.name];
    }
}
"""


@pytest.fixture(scope="module")
def demo(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of its own: the token of another one's app would end when its sandbox is reset."""
    with Demo(copy_demo(tmp_path_factory.mktemp("wix-pages"))) as running:
        yield running


@pytest.fixture
def token(wix):
    return wix.control("act-as", role="member", member="ada@example.com")["access_token"]


@pytest.fixture
def stranger() -> Iterator[str]:
    """A page on an origin that nobody allowed."""
    with LoopbackServer(build_answer("<!doctype html><p>hello", content_type="text/html")) as one:
        yield f"{one.origin}/"


def ask(person, token):
    headers = {"Authorization": token} if token else {}
    return person.page.evaluate(ASK, [f"{person.site}/recommendations/", headers])


def test_a_page_of_wixs_calls_the_endpoint_with_its_callers_token(person, token, wix):
    person.open("/members-only/")
    person.log_in("ben@example.com")
    person.page.goto(f"{wix.origin}{EMPTY_PAGE}")

    status, told = ask(person, token)

    # Not as Ben, whose cookie the browser has.
    assert (status, told["for"], len(told["products"])) == (200, "member", 3)


def test_a_cookie_is_no_token(person):
    person.open("/members-only/")
    person.log_in("ben@example.com")

    # On the site's own page, so that the cookie comes along.
    assert ask(person, "") == [401, {"error": "missing_token"}]


def test_a_page_of_anybody_elses_is_told_nothing(person, token, stranger):
    person.page.goto(stranger)

    assert ask(person, token) == [0, "TypeError"]

    # The browser says why, which is what is wanted here.
    assert person.troubles
    assert all("CORS policy" in one or "ERR_FAILED" in one for one in person.troubles)
    person.troubles.clear()


def test_the_owner_changes_the_settings_in_wixs_dashboard(person, token, wix):
    page = person.page
    page.goto(f"{wix.origin}/dashboard")
    frame = page.frame_locator("iframe.app")
    frame.get_by_role("heading", name="Recommendations").wait_for()
    assert frame.get_by_label("How many").input_value() == "3"

    frame.get_by_label("How many").fill("5")
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        frame.get_by_role("button", name="Save").click()
    assert saved.value.status == 302
    assert page.context.cookies(person.site) == []

    page.goto(f"{wix.origin}/dashboard")
    shown = page.frame_locator("iframe.app").get_by_label("How many")
    shown.wait_for()
    assert shown.input_value() == "5"
    page.goto(f"{wix.origin}{EMPTY_PAGE}")
    assert len(ask(person, token)[1]["products"]) == 5


def test_nobody_else_frames_it(person):
    frame = f'<!doctype html><iframe src="{person.site}/dashboard/settings/"></iframe>'
    with LoopbackServer(build_answer(frame, content_type="text/html")) as stranger:
        with person.page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            person.page.goto(f"{stranger.origin}/")
        person.page.frame_locator("iframe").get_by_text("missing_token").wait_for(state="detached")

    person.troubles.clear()
