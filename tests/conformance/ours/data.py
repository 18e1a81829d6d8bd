"""Wix Data: items of collections, each with permissions of its own."""

from __future__ import annotations

from typing import Any

from tests.conformance.ours.stage import Flow, Stage

ENTRY_ID = "0b0c1a9e-7a39-4a8c-9b53-3f1d3a6a4f10"
ENTRY = {"message": "Lovely.", "stars": 5}
EVERYTHING: dict[str, Any] = {"filter": {}}


def build_item(**changes: Any) -> dict[str, Any]:
    """Return the entry as it travels; *changes* are other values in it."""
    return {"id": ENTRY_ID, "data": {"_id": ENTRY_ID, **ENTRY, **changes}}


def items_are_walked_through_page_by_page(stage: Stage) -> None:
    items = stage.visitor().data.items
    query = {
        "filter": {"active": True},
        "sort": [{"fieldName": "name", "order": "ASC"}],
        "paging": {"limit": 3, "offset": 0},
    }
    next_page = query | {"paging": {"limit": 3, "offset": 3}}

    with stage.step("query"):
        first = items.query(data_collection_id="Makers", query=query, return_total_count=True)
    with stage.step("query on"):
        second = items.query(data_collection_id="Makers", query=next_page)

    assert first["pagingMetadata"]["total"] == len(first["dataItems"] + second["dataItems"])


def items_are_counted_and_read_one_by_one(stage: Stage) -> None:
    items = stage.visitor().data.items
    pottery = {"craft": "Pottery"}

    with stage.step("count"):
        items.count(data_collection_id="Makers", filter=pottery)
    with stage.step("find"):
        answer = items.query(data_collection_id="Makers", query={"filter": pottery})
    with stage.step("get"):
        items.get(answer["dataItems"][0]["id"], data_collection_id="Makers")


def a_member_writes_changes_and_takes_back(stage: Stage) -> None:
    items = stage.member().data.items

    with stage.step("insert"):
        items.insert(data_collection_id="Guestbook", data_item=build_item())
    with stage.step("update"):
        changed = build_item(message="Lovelier.")
        items.update(data_collection_id="Guestbook", data_item=changed)
    with stage.step("save"):
        items.save(data_collection_id="Guestbook", data_item=build_item(stars=4))
    with stage.step("remove"):
        items.remove(data_collection_id="Guestbook", data_item_id=ENTRY_ID)
    with stage.refused("get what is gone", 404):
        items.get(ENTRY_ID, data_collection_id="Guestbook")


def what_one_member_wrote_another_does_not_change(stage: Stage) -> None:
    ada, ben, app = stage.member(), stage.member("ben@example.com"), stage.app()
    ada.data.items.insert(data_collection_id="Guestbook", data_item=build_item())
    ugly = build_item(message="Ugly.")

    with stage.refused("another's update", 403):
        ben.data.items.update(data_collection_id="Guestbook", data_item=ugly)
    with stage.refused("another's remove", 403):
        ben.data.items.remove(data_collection_id="Guestbook", data_item_id=ENTRY_ID)
    with stage.step("the app's update"):
        app.data.items.update(data_collection_id="Guestbook", data_item=ugly)
    with stage.step("the app's remove"):
        app.data.items.remove(data_collection_id="Guestbook", data_item_id=ENTRY_ID)


def a_visitor_reads_what_is_public_and_writes_nothing(stage: Stage) -> None:
    items = stage.visitor().data.items

    with stage.refused("a visitor's insert", 403):
        items.insert(data_collection_id="Guestbook", data_item=build_item())
    with stage.refused("a visitor's query", 403):
        items.query(data_collection_id="Suppliers", query=EVERYTHING)


def a_member_does_not_do_the_apps_work(stage: Stage) -> None:
    person, app = stage.member().data.items, stage.app().data.items
    maker = build_item(name="Zoe")

    with stage.refused("a member's insert", 403):
        person.insert(data_collection_id="Makers", data_item=maker)
    with stage.refused("a member's query", 403):
        person.query(data_collection_id="Suppliers", query=EVERYTHING)
    with stage.step("the app's query"):
        app.query(data_collection_id="Suppliers", query=EVERYTHING)
    with stage.step("bulk"):
        app.bulk_insert(data_collection_id="Makers", data_items=[maker])


def there_is_no_unknown_collection_and_nothing_for_a_stranger(stage: Stage) -> None:
    visitor, stranger = stage.visitor(), stage.impostor()

    with stage.refused("no collection", 404):
        visitor.data.items.query(data_collection_id="NoSuchThing", query=EVERYTHING)
    with stage.refused("a stranger's query", 401):
        stranger.data.items.query(data_collection_id="Makers", query=EVERYTHING)


FLOWS: list[Flow] = [
    items_are_walked_through_page_by_page,
    items_are_counted_and_read_one_by_one,
    a_member_writes_changes_and_takes_back,
    what_one_member_wrote_another_does_not_change,
    a_visitor_reads_what_is_public_and_writes_nothing,
    a_member_does_not_do_the_apps_work,
    there_is_no_unknown_collection_and_nothing_for_a_stranger,
]
