"""Externally managed login: members whom the site itself has identified, with an API key."""

from __future__ import annotations

from tests.conformance.ours.stage import Flow, Stage
from wix_headless.exceptions import ClientRefusedError
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.strategies.external import ExternalStrategy

ADA = "ada@example.com"


def build(stage: Stage, api_key: str) -> ExternalStrategy:
    return ExternalStrategy(stage.sandbox.client_id, [api_key], find_email=lambda: ADA)


def a_member_is_signed_on_and_speaks(stage: Stage) -> None:
    endpoint = TokenEndpoint(stage.transport)

    with stage.step("sign on"):
        member_id, tokens = build(stage, stage.sandbox.api_key).sign_on(endpoint)

    client = stage.someone(tokens)
    assert client.members.get_current_member()["member"]["id"] == member_id
    assert tokens.refresh_token


def without_the_right_key_nobody_is_signed_on(stage: Stage) -> None:
    try:
        build(stage, "IST.made.up.key").sign_on(TokenEndpoint(stage.transport))
    except ClientRefusedError:
        return
    raise AssertionError("a made-up API key was accepted")


FLOWS: list[Flow] = [a_member_is_signed_on_and_speaks, without_the_right_key_nobody_is_signed_on]
