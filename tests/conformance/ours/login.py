"""Login through Wix's page: with the views of the Django app where they have one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.conformance.ours.stage import Flow, Stage
from tests.support.browser import Browser
from tests.support.sandbox import CALLBACK
from wix_headless.protocol.authorization import (
    AuthorizationRequest,
    build_authorization,
    login_request,
)
from wix_headless.strategies import OAuthStrategy
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Secret

ADA = "ada@example.com"


@dataclass(frozen=True, slots=True)
class Answered:
    """A login up to the code."""

    authorization: AuthorizationRequest
    code: Secret


def log_in_at_wix(stage: Stage) -> Answered:
    """Do what the login view does, and stop at the code."""
    authorization = build_authorization(stage.sandbox.client_id, CALLBACK)
    answer = stage.visitor().send(login_request(authorization))
    url = stage.browser().answer_at_wix(answer["redirectSession"]["fullUrl"], ADA)
    return Answered(authorization, Secret(parse_qs(urlsplit(url).query)["code"][0]))


def exchange(stage: Stage, answered: Answered, **changes: str) -> None:
    """Do what the callback view does with the code; *changes* spoil it."""
    begun = answered.authorization
    verifier = changes.get("code_verifier", begun.code_verifier)
    OAuthStrategy(stage.sandbox.client_id).exchange_code(
        TokenEndpoint(stage.transport),
        code=Secret(changes.get("code", answered.code)),
        code_verifier=Secret(verifier),
        redirect_uri=changes.get("redirect_uri", begun.redirect_uri),
    )


def a_visitor_becomes_a_member(stage: Stage) -> None:
    browser = stage.browser()

    with stage.step("ask for the page"):
        url = browser.start_login()
    back = browser.answer_at_wix(url, ADA)
    with stage.step("come back"):
        browser.come_back(back)

    assert is_member(browser)


def a_member_is_renewed_and_stays_one(stage: Stage) -> None:
    client = stage.someone(stage.act_as(member=ADA, expires_at=1))

    with stage.step("renew"):
        client.members.get_current_member()


def googles_page_is_asked_for_by_its_connection_id(stage: Stage) -> None:
    browser = stage.browser()

    with stage.step("ask for Google"):
        browser.start_login(idp="google")


def a_wrong_verifier_uses_up_the_code(stage: Stage) -> None:
    answered = log_in_at_wix(stage)
    other = build_authorization(stage.sandbox.client_id, CALLBACK).code_verifier

    with stage.refused("wrong verifier", 400):
        exchange(stage, answered, code_verifier=other)
    with stage.refused("right verifier", 400):
        exchange(stage, answered)


def a_code_works_once(stage: Stage) -> None:
    answered = log_in_at_wix(stage)

    with stage.step("code"):
        exchange(stage, answered)
    with stage.refused("same code", 400):
        exchange(stage, answered)


def made_up_codes_and_other_addresses_are_refused(stage: Stage) -> None:
    answered = log_in_at_wix(stage)

    with stage.refused("made-up code", 400):
        exchange(stage, answered, code="made-up")
    with stage.refused("other address", 400):
        exchange(stage, answered, redirect_uri="http://testserver/elsewhere/")


def the_state_of_another_login_is_refused_before_anything_is_sent(stage: Stage) -> None:
    mine, other = stage.browser(), stage.browser()
    mine.start_login()
    back = other.answer_at_wix(other.start_login(), ADA)

    with stage.step("foreign state"):
        mine.come_back(back)

    assert not is_member(mine)


def a_silent_login_without_a_session_comes_back_as_it_went(stage: Stage) -> None:
    browser = stage.browser()

    with stage.step("ask silently"):
        url = browser.start_login(prompt="none")
    browser.come_back(browser.follow(url))

    assert not is_member(browser)


def a_silent_login_with_a_session_needs_no_page(stage: Stage) -> None:
    browser = stage.browser()
    browser.log_in()
    other = stage.browser()
    other.site.wix = browser.site.wix

    back = other.follow(other.start_login(prompt="none"))
    with stage.step("come back silently"):
        other.come_back(back)

    assert is_member(other)


def there_is_no_page_while_the_site_is_not_published(stage: Stage) -> None:
    stage.sandbox.control("settings", site_published=False)
    browser = stage.browser()

    with stage.step("unpublished"):
        answer = browser.get("/wix/login/")

    assert answer.status_code != 302


def is_member(browser: Browser) -> bool:
    return bool(browser.get("/role/").json()["role"] == "member")


FLOWS: list[Flow] = [
    a_visitor_becomes_a_member,
    a_member_is_renewed_and_stays_one,
    googles_page_is_asked_for_by_its_connection_id,
    a_wrong_verifier_uses_up_the_code,
    a_code_works_once,
    made_up_codes_and_other_addresses_are_refused,
    the_state_of_another_login_is_refused_before_anything_is_sent,
    a_silent_login_without_a_session_comes_back_as_it_went,
    a_silent_login_with_a_session_needs_no_page,
    there_is_no_page_while_the_site_is_not_published,
]
