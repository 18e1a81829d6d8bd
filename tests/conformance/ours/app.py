"""The app's own token, and what it may do; the API key beside it."""

from __future__ import annotations

from tests.conformance.ours.stage import OTHER, Flow, Stage


def the_app_gets_its_token_with_its_secret_and_the_instance(stage: Stage) -> None:
    client = stage.new_app()

    with stage.step("get token"):
        client.strategy.authorize(stage.transport)


def one_token_serves_many_calls(stage: Stage) -> None:
    client = stage.new_app()

    with stage.step("first call"):
        client.business_tools.site_properties.get_site_properties()
    with stage.step("second call"):
        client.business_tools.site_properties.get_site_properties()


def a_wrong_proof_is_refused(stage: Stage) -> None:
    with stage.refused("wrong secret", 401):
        stage.new_app(app_secret=OTHER).strategy.authorize(stage.transport)
    with stage.refused("wrong app", 401):
        stage.new_app(app_id=OTHER).strategy.authorize(stage.transport)
    with stage.refused("wrong instance", 400):
        stage.new_app(instance_id=OTHER).strategy.authorize(stage.transport)


def site_properties_are_for_the_app(stage: Stage) -> None:
    app, visitor, member, stranger = stage.app(), stage.visitor(), stage.member(), stage.impostor()

    with stage.step("properties"):
        app.business_tools.site_properties.get_site_properties()
    with stage.refused("a visitor's", 403):
        visitor.business_tools.site_properties.get_site_properties()
    with stage.refused("a member's", 403):
        member.business_tools.site_properties.get_site_properties()
    with stage.refused("a stranger's", 401):
        stranger.business_tools.site_properties.get_site_properties()


def an_api_key_speaks_as_the_sites_administrator(stage: Stage) -> None:
    with stage.step("with a key"):
        stage.admin().business_tools.site_properties.get_site_properties()
    with stage.refused("wrong key", 401):
        stage.admin(api_key="IST.made.up").business_tools.site_properties.get_site_properties()
    with stage.refused("wrong site", 403):
        stage.admin(site_id=OTHER).business_tools.site_properties.get_site_properties()
    with stage.refused("no site", 400):
        stage.admin(site_id=None).business_tools.site_properties.get_site_properties()


def an_api_key_with_an_account_lists_its_sites(stage: Stage) -> None:
    client = stage.admin(account_id=stage.sandbox.account_id)

    with stage.step("sites"):
        client.post("/site-list/v2/sites/query", json={"query": {}})


FLOWS: list[Flow] = [
    the_app_gets_its_token_with_its_secret_and_the_instance,
    one_token_serves_many_calls,
    a_wrong_proof_is_refused,
    site_properties_are_for_the_app,
    an_api_key_speaks_as_the_sites_administrator,
    an_api_key_with_an_account_lists_its_sites,
]
