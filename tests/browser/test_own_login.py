"""The site's own login page in a real browser: what people read, and what their cookies do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import copy_demo
from tests.browser.people import Person, Wix
from tests.example.running import Demo

ADA = "ada@example.com"
NEW = "new@example.com"
PASSWORD = "clay, paper and ink"


@pytest.fixture(scope="module")
def demo(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(copy_demo(tmp_path_factory.mktemp("own_login")), OWN_LOGIN="on") as running:
        yield running


@pytest.fixture
def wix(demo: Demo) -> Wix:
    wix = Wix(demo)
    wix.control("reset")
    return wix


@pytest.fixture
def look(tmp_path: Path) -> Callable[[Person, str], None]:
    """Take a picture of what somebody sees, narrow and wide; nothing may stick out."""

    def look(person: Person, name: str) -> None:
        for width in (320, 1100):
            person.page.set_viewport_size({"width": width, "height": 800})
            person.page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
            wide = person.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, name

    return look


def fill(person: Person, button: str, **values: str) -> None:
    for label, value in values.items():
        name = label.replace("_", " ")
        person.page.get_by_label(re.compile(name, re.IGNORECASE)).fill(value)
    person.page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def open_login(person: Person, path: str) -> None:
    person.open(path)
    person.page.wait_for_url(f"{person.site}/account/login/**")


def test_a_member_logs_in_and_comes_back(person, look):
    open_login(person, "/account/profile/")
    look(person, "login")
    fill(person, "Log in", address=ADA, password="wrong")
    person.page.get_by_text("do not belong together").first.wait_for()
    look(person, "wrong")

    fill(person, "Log in", address=ADA, password=person.wix.password_of(ADA))
    person.page.wait_for_url(f"{person.site}/account/profile/")

    assert "Your profile" in person.headings()
    person.choose("Log out")
    person.page.get_by_role("link", name="Log in").wait_for()
    open_login(person, "/account/")


def test_somebody_new_registers_with_a_code(person, wix, look):
    wix.control("settings", verify_email=True)
    open_login(person, "/account/")
    person.page.get_by_role("link", name="Register").click()
    look(person, "register")
    fill(person, "Register", first_name="Nell", address=NEW, password=PASSWORD)
    person.page.get_by_role("heading", name="Look into your e-mail").wait_for()
    look(person, "code")

    (cookie,) = [one for one in person.context.cookies() if one["name"] == "wix_login_code"]
    assert (cookie["sameSite"], cookie["httpOnly"]) == ("Strict", True)
    assert cookie["path"] == "/account/code/"
    assert person.page.evaluate("document.cookie.includes('wix_login_code')") is False
    code = wix.control("mails", "GET")["mails"][-1]["code"]
    fill(person, "Go on", code=code)
    person.page.wait_for_url(f"{person.site}/account/")

    assert "wix_login_code" not in {one["name"] for one in person.context.cookies()}


def test_a_forgotten_password_is_set_anew_and_used(person, wix, look):
    open_login(person, "/account/")
    person.page.get_by_role("link", name="Forgotten your password?").click()
    look(person, "password")
    fill(person, "Send the link", address=ADA)
    person.page.get_by_text("is on its way").wait_for()
    look(person, "sent")

    person.page.goto(wix.control("mails", "GET")["mails"][-1]["url"])
    person.page.get_by_label("New password").fill(PASSWORD)
    person.page.get_by_role("button", name="Save").click()
    person.page.wait_for_url(f"{person.site}/account/login/")
    fill(person, "Log in", address=ADA, password=PASSWORD)

    person.page.wait_for_url(f"{person.site}/")
    person.page.locator("details.member").wait_for()


def test_it_is_filled_in_by_the_keyboard(person):
    open_login(person, "/account/")
    person.page.get_by_label("E-mail").focus()
    person.page.keyboard.type(ADA)
    person.page.keyboard.press("Tab")
    person.page.keyboard.type("wrong")
    person.page.keyboard.press("Enter")
    person.page.get_by_text("do not belong together").first.wait_for()

    # What is wrong has the focus, and is read out.
    assert person.page.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_wixs_page_stays_one_click_away(person):
    open_login(person, "/account/")
    person.page.get_by_role("link", name="on the page of our login service").click()
    person.page.wait_for_url(f"{person.wix.origin}/**")
    person.log_in()

    person.page.wait_for_url(f"{person.site}/account/")
