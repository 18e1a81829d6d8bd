"""SameSite as a real browser knows it: a project whose session cookie is strict, and Wix."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.people import PATIENCE_MILLISECONDS
from tests.projects.kinds import STRICT, Kind
from tests.projects.running import Project

ADA = "ada@example.com"


@pytest.fixture(scope="module")
def project(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    kind = Kind(name="strict-cookies", settings=STRICT)
    with Project(kind, tmp_path_factory.mktemp("strict")) as running:
        yield running


@pytest.fixture
def page(chromium: Any, project: Project) -> Iterator[Any]:
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context.new_page()
    context.close()


def read(page: Any) -> Any:
    return json.loads(page.locator("pre").inner_text())


def go_elsewhere(page: Any, project: Project) -> None:
    """Open a page of another site: cookies know hosts, and the sandbox's is another."""
    page.goto(f"{project.sandbox.origin}/media/")


def follow_link(page: Any, project: Project, path: str) -> None:
    go_elsewhere(page, project)
    page.evaluate("url => { location.href = url }", project.origin + path)
    page.wait_for_url(f"{project.origin}/**")


def log_in(page: Any, project: Project, path: str) -> None:
    page.goto(project.origin + path)
    page.get_by_label("E-mail").fill(ADA)
    page.get_by_label("Password").fill(project.sandbox.password_of(ADA))
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(project.origin + path)


def test_the_session_cookie_is_strict_and_stays_at_home(page, project):
    page.goto(f"{project.origin}/remember/")
    (session,) = [c for c in page.context.cookies() if c["name"] == "sessionid"]
    assert session["sameSite"] == "Strict"

    with page.expect_request(f"{project.origin}/role/") as sent:
        follow_link(page, project, "/role/")

    assert "sessionid" not in sent.value.all_headers().get("cookie", "")


def test_a_login_leads_back_with_its_cart(page, project):
    page.goto(f"{project.origin}/cart/add/")

    log_in(page, project, "/account/")

    member = read(page)["member"]
    page.goto(f"{project.origin}/role/")
    assert (read(page)["role"], read(page)["member"]) == ("member", member)
    page.goto(f"{project.origin}/cart/")
    assert read(page) == {"items": 1}


def test_links_on_other_sites_lead_members_to_their_pages_and_log_nobody_out(page, project):
    log_in(page, project, "/account/")

    follow_link(page, project, "/cart/")
    follow_link(page, project, "/account/")
    page.wait_for_url(f"{project.origin}/account/")

    assert read(page)["member"]


def test_a_member_comes_back_from_the_checkout_as_one(page, project):
    log_in(page, project, "/account/")
    page.goto(f"{project.origin}/cart/add/")
    page.goto(f"{project.origin}/check-out/")

    page.get_by_role("button", name="order").click()
    page.wait_for_url(f"{project.origin}/thanks/**")

    assert read(page)["role"] == "member"


def test_logging_out_leads_home(page, project):
    log_in(page, project, "/account/")
    page.goto(f"{project.origin}/")
    page.evaluate("document.forms[0].action = '/wix/logout/?next=/role/'")

    page.get_by_role("button", name="Go").click()
    page.wait_for_url(f"{project.origin}/role/")

    assert read(page)["role"] == "visitor"
