"""Tokens of visitors: got, renewed, refused."""

from __future__ import annotations

import dataclasses

from tests.conformance.ours.stage import OTHER, Flow, Stage
from wix_headless.exceptions import RenewalError
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Role, Secret


def a_newcomer_gets_tokens(stage: Stage) -> None:
    newcomer = stage.someone()

    with stage.step("get tokens"):
        newcomer.strategy.authorize(stage.transport)


def the_first_call_gets_tokens_by_itself(stage: Stage) -> None:
    newcomer = stage.someone()

    with stage.step("first call"):
        newcomer.stores.products_v3.get_product_by_slug("harbour-bowl")
    with stage.step("second call"):
        newcomer.stores.products_v3.get_product_by_slug("harbour-bowl")

    assert newcomer.role is Role.VISITOR


def token_info_tells_whose_a_token_is(stage: Stage) -> None:
    tokens = stage.act_as(role="visitor")
    endpoint = TokenEndpoint(stage.transport)

    with stage.step("token info"):
        of_access = endpoint.fetch_info(tokens.access_token)
    with stage.step("token info of a refresh token"):
        of_refresh = endpoint.fetch_info(tokens.refresh_token)
    with stage.step("token info of nothing"):
        of_nothing = endpoint.fetch_info(Secret("JWS.made.up.token"))

    assert of_access.subject_type == of_refresh.subject_type == "VISITOR"
    assert not of_nothing.active


def an_ended_access_token_is_renewed_first(stage: Stage) -> None:
    client = stage.someone(stage.act_as(role="visitor", expires_at=1))

    with stage.step("renew"):
        client.stores.products_v3.get_product_by_slug("harbour-bowl")


def with_an_ended_refresh_token_a_visitor_begins_anew(stage: Stage) -> None:
    client = stage.someone(stage.act_as(role="visitor", expires_at=1))
    stage.sandbox.expire_tokens(access=True, refresh=True)

    with stage.step("ended refresh token"):
        client.stores.products_v3.get_product_by_slug("harbour-bowl")


def a_member_is_never_turned_into_a_visitor(stage: Stage) -> None:
    client = stage.someone(stage.act_as(member="ada@example.com", expires_at=1))
    stage.sandbox.expire_tokens(access=True, refresh=True)

    with stage.step("ended login"):
        try:
            client.stores.products_v3.get_product_by_slug("harbour-bowl")
        except RenewalError:
            return
    raise AssertionError("The member became a visitor.")


def a_made_up_token_is_refused(stage: Stage) -> None:
    client = stage.impostor()

    with stage.refused("made-up token", 401):
        client.stores.products_v3.get_product_by_slug("harbour-bowl")


def a_token_that_wix_has_ended_is_renewed_and_the_call_repeated(stage: Stage) -> None:
    tokens = stage.act_as(role="visitor")
    an_hour_old = dataclasses.replace(tokens, issued_at=tokens.issued_at - 3600)
    client = stage.someone(an_hour_old)
    stage.sandbox.expire_tokens()

    with stage.step("ended token"):
        client.stores.products_v3.get_product_by_slug("harbour-bowl")


def a_token_of_this_minute_is_not_renewed(stage: Stage) -> None:
    client = stage.visitor()
    stage.sandbox.control("clock", advance=14401)

    with stage.refused("old token", 401):
        client.stores.products_v3.get_product_by_slug("harbour-bowl")


def unknown_clients_get_no_tokens(stage: Stage) -> None:
    with stage.refused("unknown client", 400):
        stage.someone(client_id=OTHER).strategy.authorize(stage.transport)
    with stage.refused("malformed client", 400):
        stage.someone(client_id="my-client").strategy.authorize(stage.transport)


def an_unknown_client_renews_nothing(stage: Stage) -> None:
    stranger = stage.someone(stage.act_as(role="visitor", expires_at=1), client_id=OTHER)

    with stage.refused("stranger renews", 400):
        stranger.strategy.authorize(stage.transport)


FLOWS: list[Flow] = [
    a_newcomer_gets_tokens,
    the_first_call_gets_tokens_by_itself,
    token_info_tells_whose_a_token_is,
    an_ended_access_token_is_renewed_first,
    with_an_ended_refresh_token_a_visitor_begins_anew,
    a_member_is_never_turned_into_a_visitor,
    a_made_up_token_is_refused,
    a_token_that_wix_has_ended_is_renewed_and_the_call_repeated,
    a_token_of_this_minute_is_not_renewed,
    unknown_clients_get_no_tokens,
    an_unknown_client_renews_nothing,
]
