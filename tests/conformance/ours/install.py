"""Installing the app on somebody's site, as the SDK does it for self-hosted apps."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import requests

from tests.app_install.owners import agree
from tests.conformance.ours.stage import OTHER, Flow, Stage
from tests.support.sandbox import CALLBACK
from wix_headless.protocol.installing import advanced_install_url
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Secret

TOKEN = Secret("a.token-of.Wixs")


def an_owner_agrees_and_the_code_becomes_a_token(stage: Stage) -> None:
    back = _install(stage)

    with stage.step("exchange"):
        token = _exchange(stage, back["code"])
    info = TokenEndpoint(stage.transport).fetch_info(token)
    assert info.instance_id == back["instanceId"]


def the_installation_gets_a_token_until_it_is_removed(stage: Stage) -> None:
    instance_id = _install(stage)["instanceId"]

    with stage.step("get token"):
        stage.new_app(instance_id=instance_id).strategy.authorize(stage.transport)
    stage.sandbox.control(f"installations/{instance_id}", "DELETE")
    with stage.refused("get token when removed", 400):
        stage.new_app(instance_id=instance_id).strategy.authorize(stage.transport)


def a_code_is_good_once_for_the_app_alone(stage: Stage) -> None:
    code = _install(stage)["code"]

    with stage.refused("made-up code", 400):
        _exchange(stage, "0123456789-0123456789")
    with stage.refused("wrong secret", 401):
        _exchange(stage, code, app_secret=OTHER)
    with stage.step("first"):
        _exchange(stage, code)
    with stage.refused("second", 400):
        _exchange(stage, code)


def _install(stage: Stage) -> dict[str, str]:
    url = advanced_install_url(
        stage.sandbox.origin,
        stage.sandbox.client_id,
        callback=CALLBACK,
        state=Secret("a-state"),
        token=TOKEN,
    )
    with requests.Session() as browser:
        return dict(parse_qsl(urlsplit(agree(browser, url)).query))


def _exchange(stage: Stage, code: str, **changes: str) -> str:
    strategy = stage.new_app(**changes).strategy
    tokens = strategy.exchange_code(TokenEndpoint(stage.transport), Secret(code))
    return tokens.access_token


FLOWS: list[Flow] = [
    an_owner_agrees_and_the_code_becomes_a_token,
    the_installation_gets_a_token_until_it_is_removed,
    a_code_is_good_once_for_the_app_alone,
]
