"""Logout: with the view of the Django app."""

from __future__ import annotations

from tests.conformance.ours.login import is_member
from tests.conformance.ours.stage import Flow, Stage
from tests.support.sandbox import CALLBACK
from wix_headless.protocol.authorization import logout_request

AFTERWARDS = "http://testserver/wix/logout-callback/?next=%2F"


def a_member_leaves_here_and_at_wix(stage: Stage) -> None:
    browser = stage.browser()
    browser.log_in()

    with stage.step("log out"):
        answer = browser.site.post("/wix/logout/")
    back = browser.follow(answer["Location"])

    assert back.startswith(CALLBACK.replace("callback", "logout-callback"))
    assert not is_member(browser)


def a_visitor_has_nothing_to_leave(stage: Stage) -> None:
    browser = stage.browser()
    browser.get("/cart/add/")

    with stage.step("a visitor logs out"):
        answer = browser.site.post("/wix/logout/")

    assert answer["Location"] == "/"


def foreign_domains_and_strangers_are_refused(stage: Stage) -> None:
    client_id = stage.sandbox.client_id

    with stage.refused("foreign domain", 400):
        stage.visitor().send(logout_request(client_id, "http://evil.example/"))
    with stage.refused("as a stranger", 401):
        stage.impostor().send(logout_request(client_id, AFTERWARDS))
    elevated = stage.app()
    with stage.refused("as the app", 403):
        elevated.redirects.create_redirect_session(
            logout={"clientId": "any"}, callbacks={"postFlowUrl": AFTERWARDS}
        )


FLOWS: list[Flow] = [
    a_member_leaves_here_and_at_wix,
    a_visitor_has_nothing_to_leave,
    foreign_domains_and_strangers_are_refused,
]
