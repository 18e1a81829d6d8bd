"""The current member, and the others."""

from __future__ import annotations

from tests.conformance.ours.stage import Flow, Stage


def a_member_is_told_who_it_is(stage: Stage) -> None:
    client = stage.member()

    with stage.step("my profile"):
        client.members.get_current_member()
    with stage.step("my everything"):
        client.members.get_current_member(fieldsets=["FULL"])


def who_is_no_member_is_told_so(stage: Stage) -> None:
    visitor, app, stranger = stage.visitor(), stage.app(), stage.impostor()

    with stage.refused("a visitor asks", 404):
        visitor.members.get_current_member()
    with stage.refused("the app asks", 404):
        app.members.get_current_member()
    with stage.refused("a stranger asks", 401):
        stranger.members.get_current_member()


def the_app_reads_all_members_page_by_page(stage: Stage) -> None:
    query = {"filter": {}, "paging": {"limit": 2, "offset": 0}}
    pages = stage.app().members.query_members.pages(fieldsets=["FULL"], query=query)

    with stage.step("first page"):
        first = next(pages)
    with stage.step("second page"):
        second = next(pages)

    assert len({one["id"] for one in first["members"] + second["members"]}) == 4


def the_builders_order_is_understood(stage: Stage) -> None:
    client = stage.app()
    order = [{"fieldName": "profile.nickname", "order": "DESC"}]

    with stage.step("sorted"):
        client.members.query_members(
            query={"filter": {}, "paging": {"limit": 3, "offset": 0}, "sort": order}
        )


def a_visitor_reads_public_members_only(stage: Stage) -> None:
    client = stage.visitor()

    with stage.step("as a visitor"):
        answer = client.members.query_members(
            query={"filter": {}, "paging": {"limit": 50, "offset": 0}}
        )

    assert answer["members"]


def members_are_listed_by_a_get(stage: Stage) -> None:
    client = stage.app()

    with stage.step("list"):
        client.members.list_members(paging={"limit": 2, "offset": 1}, fieldsets=["FULL"])


def a_private_member_is_there_for_the_app(stage: Stage) -> None:
    chiara = stage.id_of("chiara@example.com")
    app, visitor, other = stage.app(), stage.visitor(), stage.member()

    with stage.step("as the app"):
        app.members.get_member(chiara)
    with stage.refused("as a visitor, one", 404):
        visitor.members.get_member(chiara)
    with stage.refused("as another member, one", 404):
        other.members.get_member(chiara)


def a_member_changes_itself_and_nobody_else_does(stage: Stage) -> None:
    ada = stage.id_of("ada@example.com")
    change = {"profile": {"nickname": "Countess"}}
    myself, other, visitor = stage.member(), stage.member("ben@example.com"), stage.visitor()

    with stage.step("change myself"):
        myself.members.update_member(ada, member=change)
    with stage.refused("change another", 403):
        other.members.update_member(ada, member=change)
    with stage.refused("a visitor changes", 403):
        visitor.members.update_member(ada, member=change)


FLOWS: list[Flow] = [
    a_member_is_told_who_it_is,
    who_is_no_member_is_told_so,
    the_app_reads_all_members_page_by_page,
    the_builders_order_is_understood,
    a_visitor_reads_public_members_only,
    members_are_listed_by_a_get,
    a_private_member_is_there_for_the_app,
    a_member_changes_itself_and_nobody_else_does,
]
