"""OAuth apps: which addresses a login may come back to."""

from __future__ import annotations

from tests.conformance.ours.stage import Flow, Stage

OTHER = "http://testserver/other/callback/"
MASK = ["allowedRedirectUris"]


def the_app_adds_an_address(stage: Stage) -> None:
    apps, client_id = stage.app().auth_management.o_auth_apps, stage.sandbox.client_id

    with stage.step("get"):
        before = apps.get_o_auth_app(client_id)["oAuthApp"]["allowedRedirectUris"]
    with stage.step("update"):
        change = {"allowedRedirectUris": [*before, OTHER]}
        after = apps.update_o_auth_app(client_id, o_auth_app=change, mask=MASK)["oAuthApp"]

    assert after["allowedRedirectUris"] == [*before, OTHER]


def nobody_else_reads_or_changes_it(stage: Stage) -> None:
    visitor, stranger = stage.visitor().auth_management, stage.impostor().auth_management
    client_id = stage.sandbox.client_id

    with stage.refused("a visitor reads", 403):
        visitor.o_auth_apps.get_o_auth_app(client_id)
    with stage.refused("a visitor changes", 403):
        visitor.o_auth_apps.update_o_auth_app(
            client_id, o_auth_app={"allowedRedirectUris": []}, mask=MASK
        )
    with stage.refused("a stranger reads", 401):
        stranger.o_auth_apps.get_o_auth_app(client_id)


FLOWS: list[Flow] = [the_app_adds_an_address, nobody_else_reads_or_changes_it]
