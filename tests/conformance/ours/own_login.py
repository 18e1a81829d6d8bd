"""A site's own login page: with the views of the Django app."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import override_settings

from tests.conformance.ours.stage import Flow, Stage
from tests.support.browser import Browser
from wix_headless.own_login import limiter

ADA = "ada@example.com"
NEW = "new@example.com"
PASSWORD = "clay, paper and ink"


with_own_page = override_settings(ROOT_URLCONF="tests.own_login.urls")


def open_site(stage: Stage) -> Browser:
    """Return a visitor whom Wix knows already."""
    limiter.forget_counts()
    browser = stage.browser()
    browser.get("/cart/add/")
    return browser


def type_in(browser: Browser, page: str, **values: str) -> Any:
    return browser.site.post(f"/members/{page}/", values)


def is_member(browser: Browser) -> bool:
    return bool(browser.get("/role/").json()["role"] == "member")


@with_own_page
def a_password_becomes_a_member(stage: Stage) -> None:
    browser = open_site(stage)
    password = stage.sandbox.password_of(ADA)

    with stage.step("log in"):
        answer = type_in(browser, "login", email=ADA, password=password)
    browser.come_back(browser.follow(answer["Location"]))

    assert is_member(browser)


@with_own_page
def a_wrong_password_is_sent_once(stage: Stage) -> None:
    browser = open_site(stage)

    with stage.step("wrong password"):
        type_in(browser, "login", email=ADA, password="wrong")

    assert not is_member(browser)


@with_own_page
def somebody_registers_once(stage: Stage) -> None:
    values = {"email": NEW, "password": PASSWORD, "first_name": "Nell"}
    first, again = open_site(stage), open_site(stage)

    with stage.step("register"):
        answer = type_in(first, "register", **values)
    with stage.step("register again"):
        type_in(again, "register", **values)

    first.come_back(first.follow(answer["Location"]))
    assert is_member(first)
    assert not is_member(again)


@with_own_page
def a_code_out_of_the_mail_goes_on(stage: Stage) -> None:
    stage.sandbox.control("settings", verify_email=True)
    browser = open_site(stage)
    type_in(browser, "register", email=NEW, password=PASSWORD)
    code = stage.sandbox.control("mails", "GET")["mails"][-1]["code"]

    with stage.step("show the code"):
        answer = type_in(browser, "code", code=code)

    browser.come_back(browser.follow(answer["Location"]))
    assert is_member(browser)


@with_own_page
def a_forgotten_password_is_a_mail(stage: Stage) -> None:
    browser = open_site(stage)

    with stage.step("forget"):
        type_in(browser, "password", email=ADA)

    assert len(stage.sandbox.control("mails", "GET")["mails"]) == 1


@with_own_page
def a_captcha_is_looked_at(stage: Stage) -> None:
    stage.sandbox.control("settings", require_captcha=True)
    browser = open_site(stage)
    values = {
        "email": ADA,
        "password": stage.sandbox.password_of(ADA),
        "g-recaptcha-response": "captcha-passed",
    }

    captcha = "wix_headless.own_login.captcha.RecaptchaField"
    asking = override_settings(WIX_HEADLESS=settings.WIX_HEADLESS | {"LOGIN_CAPTCHA": captcha})
    with asking, stage.step("show a captcha"):
        answer = type_in(browser, "login", **values)

    browser.come_back(browser.follow(answer["Location"]))
    assert is_member(browser)


FLOWS: list[Flow] = [
    a_password_becomes_a_member,
    a_wrong_password_is_sent_once,
    somebody_registers_once,
    a_code_out_of_the_mail_goes_on,
    a_captcha_is_looked_at,
    a_forgotten_password_is_a_mail,
]
