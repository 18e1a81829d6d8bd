from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import requests

from tests.sandbox.support import Caller, code_of, violation_of

ITEMS = "/wix-data/v2/items"
BULK = "/wix-data/v2/bulk/items"


def query(caller: Caller, collection: str = "Makers", **rest: Any) -> dict[str, Any]:
    answer = caller.post(f"{ITEMS}/query", {"dataCollectionId": collection} | rest)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def names(caller: Caller, filter_: dict[str, Any]) -> list[str]:
    """Return whom a filter finds, by name."""
    sort = [{"fieldName": "name"}]
    found = query(caller, query={"filter": filter_, "sort": sort})["dataItems"]
    return [one["data"]["name"].split()[0] for one in found]


def item_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["dataItem"]
    return found


def sign(caller: Caller, **data: Any) -> requests.Response:
    entry = {"name": "Ada", "message": "Hello", "stars": 5} | data
    return caller.post(ITEMS, {"dataCollectionId": "Guestbook", "dataItem": {"data": entry}})


def test_an_item_has_its_data_and_what_wix_adds(visitor: Caller) -> None:
    found = query(visitor, query={"filter": {"slug": "mira-solberg"}})["dataItems"][0]

    assert found["dataCollectionId"] == "Makers"
    assert found["id"] == found["data"]["_id"]
    assert found["data"]["craft"] == "Pottery"
    assert found["data"].keys() >= {"_id", "_owner", "_createdDate", "_updatedDate"}
    assert found["data"]["_createdDate"]["$date"].endswith("Z")


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ({}, ["Ines", "Jonas", "Mira", "Peter", "Ruth", "Tomas"]),
        ({"craft": "Pottery"}, ["Mira", "Peter"]),
        ({"craft": {"$ne": "Pottery"}}, ["Ines", "Jonas", "Ruth", "Tomas"]),
        ({"since": {"$gte": 2014, "$lt": 2020}}, ["Ines", "Jonas"]),
        ({"since": {"$gt": "2014"}}, []),
        ({"active": False}, ["Peter"]),
        ({"town": {"$in": ["Bath", "Camden"]}}, ["Ines", "Tomas"]),
        ({"town": {"$nin": ["Portland", "Bath", "Camden"]}}, ["Peter", "Ruth"]),
        ({"tags": {"$hasSome": ["paper", "linen"]}}, ["Jonas", "Ruth"]),
        ({"tags": {"$hasAll": ["wheel", "stoneware"]}}, ["Mira"]),
        ({"tags": "wheel"}, ["Mira", "Peter"]),
        ({"name": {"$startsWith": "mi"}}, ["Mira"]),
        ({"name": {"$endsWith": "ABARA"}}, ["Ruth"]),
        ({"bio": {"$contains": "BEES"}}, ["Tomas"]),
        ({"mentor": {"$exists": True}}, ["Ines"]),
        ({"mentor": {"$isEmpty": True}, "since": {"$gt": 2013}}, ["Jonas", "Tomas"]),
        ({"$or": [{"craft": "Glazes"}, {"craft": "Candles"}]}, ["Ines", "Tomas"]),
        ({"$not": [{"active": True}]}, ["Peter"]),
        ({"$not": {"active": True}}, ["Peter"]),
        ({"$and": [{"active": True}, {"since": {"$lte": 2012}}]}, ["Mira", "Ruth"]),
    ],
)
def test_filters_find_what_they_say(
    visitor: Caller, filter_: dict[str, Any], expected: list[str]
) -> None:
    assert names(visitor, filter_) == expected


def test_dates_are_compared_as_dates(visitor: Caller) -> None:
    mira = query(visitor, query={"filter": {"slug": "mira-solberg"}})["dataItems"][0]["data"]
    then = mira["_createdDate"]  # the day on which the first of them was put in

    assert names(visitor, {"_createdDate": then}) == ["Mira"]
    assert names(visitor, {"_createdDate": {"$lt": then}}) == []
    assert len(names(visitor, {"_createdDate": {"$gt": then}})) == 5


@pytest.mark.parametrize(
    "filter_",
    [
        {"name": {"$regex": "x"}},
        {"$nor": []},
        {"name": {"$startsWith": 3}},
        {"name": {"$in": "x"}},
        {"$and": ["x"]},
        {"_createdDate": {"$gt": {"$date": "yesterday"}}},
    ],
)
def test_a_bad_filter_is_refused_by_wixs_code(visitor: Caller, filter_: dict[str, Any]) -> None:
    asked = {"dataCollectionId": "Makers", "query": {"filter": filter_}}

    answer = visitor.post(f"{ITEMS}/query", asked)

    assert (answer.status_code, code_of(answer)) == (400, "WDE0075")


def test_items_are_sorted_by_several_fields(visitor: Caller) -> None:
    sort = [{"fieldName": "craft"}, {"fieldName": "since", "order": "DESC"}]

    found = query(visitor, query={"sort": sort})["dataItems"]

    pairs = [(one["data"]["craft"], one["data"]["since"]) for one in found]
    assert pairs == sorted(pairs, key=lambda pair: (pair[0], -pair[1]))


def test_items_are_paged_by_offset(visitor: Caller) -> None:
    paging = {"limit": 4, "offset": 4}

    answer = query(visitor, query={"paging": paging}, returnTotalCount=True)

    assert answer["pagingMetadata"] == {
        "count": 2,
        "tooManyToCount": False,
        "hasNext": False,
        "offset": 4,
        "total": 6,
    }


def test_items_are_paged_by_a_cursor_that_remembers(visitor: Caller) -> None:
    wanted = {"filter": {"active": True}, "sort": [{"fieldName": "name"}]}
    first = query(visitor, query=wanted | {"cursorPaging": {"limit": 3}})
    cursor = first["pagingMetadata"]["cursors"]["next"]

    second = query(visitor, query={"cursorPaging": {"limit": 3, "cursor": cursor}})

    found = [one["data"]["name"].split()[0] for one in first["dataItems"] + second["dataItems"]]
    assert found == ["Ines", "Jonas", "Mira", "Ruth", "Tomas"]
    assert second["pagingMetadata"]["hasNext"] is False
    assert "total" not in first["pagingMetadata"]


def test_the_sdk_asks_by_get_and_packed(visitor: Caller) -> None:
    asked = {"dataCollectionId": "Makers", "query": {"filter": {"slug": "ruth-abara"}}}
    packed = base64.urlsafe_b64encode(json.dumps(asked).encode()).decode().rstrip("=")

    answer = visitor.get(f"{ITEMS}/query", params={".r": packed}).json()

    assert [one["data"]["name"] for one in answer["dataItems"]] == ["Ruth Abara"]


def test_only_the_fields_that_were_asked_for(visitor: Caller) -> None:
    found = query(visitor, query={"fields": ["name", "since"]})["dataItems"]

    assert {frozenset(one["data"]) for one in found} == {frozenset({"_id", "name", "since"})}


def test_references_are_followed_on_request(visitor: Caller) -> None:
    wanted = {"filter": {"slug": "ines-varga"}}

    bare = query(visitor, query=wanted)["dataItems"][0]["data"]
    full = query(visitor, query=wanted, includeReferences=[{"field": "mentor", "limit": 1}])

    mentor = full["dataItems"][0]["data"]["mentor"]
    assert (mentor["name"], mentor["_id"]) == ("Mira Solberg", bare["mentor"])
    unknown = {"dataCollectionId": "Makers", "includeReferences": [{"field": "town"}]}
    assert violation_of(visitor.post(f"{ITEMS}/query", unknown))["field"] == "includeReferences"


def test_items_are_counted(visitor: Caller) -> None:
    asked = {"dataCollectionId": "Makers", "filter": {"active": True}}

    assert visitor.post(f"{ITEMS}/count", asked).json() == {"totalCount": 5}


def test_one_item_is_got_by_its_id(visitor: Caller) -> None:
    first = query(visitor)["dataItems"][0]
    params = {"dataCollectionId": "Makers", "dataItemId": first["id"]}  # as the SDK repeats it

    assert item_of(visitor.get(f"{ITEMS}/{first['id']}", params=params)) == first
    missing = visitor.get(f"{ITEMS}/unknown", params=params)
    assert (missing.status_code, code_of(missing)) == (404, "WDE0073")


def test_an_unknown_collection_has_its_own_code(app: Caller) -> None:
    for answer in (
        app.post(f"{ITEMS}/query", {"dataCollectionId": "Nothing"}),
        app.get(f"{ITEMS}/x", params={"dataCollectionId": "Nothing"}),
        app.post(ITEMS, {"dataCollectionId": "Nothing", "dataItem": {"data": {}}}),
        app.post(f"{BULK}/insert", {"dataCollectionId": "Nothing", "dataItems": []}),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "WDE0025")


@pytest.mark.parametrize(
    ("who", "read", "insert", "change_own", "change_other"),
    [
        ("visitor", 200, 403, 403, 403),
        ("member", 200, 200, 200, 403),
        ("app", 200, 200, 200, 200),
        ("admin", 200, 200, 200, 200),
    ],
)
def test_the_guestbook_is_its_authors(
    request: pytest.FixtureRequest,
    other_member: Caller,
    who: str,
    read: int,
    insert: int,
    change_own: int,
    change_other: int,
) -> None:
    caller: Caller = request.getfixturevalue(who)
    theirs = item_of(sign(other_member))
    asked = {"dataCollectionId": "Guestbook"}

    assert caller.post(f"{ITEMS}/query", asked).status_code == read
    signed = sign(caller)
    assert signed.status_code == insert
    own = signed.json()["dataItem"]["id"] if insert == 200 else theirs["id"]
    for item_id, expected in ((own, change_own), (theirs["id"], change_other)):
        changed = asked | {"dataItem": {"data": {"_id": item_id, "message": "changed"}}}
        answers = (
            caller.post(f"{ITEMS}/update", changed),
            caller.call("PUT", f"{ITEMS}/{item_id}", changed),
            caller.post(f"{ITEMS}/remove", asked | {"dataItemId": item_id}),
        )
        assert [one.status_code for one in answers] == [expected] * 3
        assert {code_of(one) for one in answers if expected == 403} <= {"WDE0027"}


@pytest.mark.parametrize(("who", "status"), [("visitor", 403), ("member", 403), ("app", 200)])
def test_suppliers_are_nobodys_business(
    request: pytest.FixtureRequest, who: str, status: int
) -> None:
    caller: Caller = request.getfixturevalue(who)
    asked = {"dataCollectionId": "Suppliers"}

    answer = caller.post(f"{ITEMS}/query", asked)

    assert answer.status_code == status
    assert caller.post(f"{ITEMS}/count", asked).status_code == status
    if status == 403:
        assert code_of(answer) == "WDE0027"
        assert "to read on the Suppliers collection" in answer.json()["message"]


def test_the_shop_window_is_read_only(member: Caller) -> None:
    answer = member.post(ITEMS, {"dataCollectionId": "Makers", "dataItem": {"data": {}}})

    assert (answer.status_code, code_of(answer)) == (403, "WDE0027")


def test_an_insert_sets_what_is_wixs_to_set(member: Caller) -> None:
    data = {"_owner": "somebody", "_createdDate": {"$date": "1999-01-01T00:00:00Z"}, "_id": "mine"}

    made = item_of(sign(member, **data))["data"]
    again = sign(member, _id="mine")

    assert made["_id"] == "mine"
    assert made["_owner"] != "somebody"
    assert made["_createdDate"]["$date"] > "2020"
    assert (again.status_code, code_of(again)) == (409, "WDE0074")


def test_an_update_replaces_the_whole_item(member: Caller) -> None:
    made = item_of(sign(member))
    body = {"dataCollectionId": "Guestbook", "dataItem": {"id": made["id"], "data": {"stars": 3}}}

    changed = item_of(member.call("PUT", f"{ITEMS}/{made['id']}", body))["data"]

    assert changed["stars"] == 3
    assert "message" not in changed
    assert changed["_createdDate"] == made["data"]["_createdDate"]
    missing = body | {"dataItem": {"id": "unknown", "data": {}}}
    answer = member.post(f"{ITEMS}/update", missing)
    assert (answer.status_code, code_of(answer)) == (404, "WDE0073")
    nameless = body | {"dataItem": {"data": {}}}
    assert violation_of(member.post(f"{ITEMS}/update", nameless))["field"] == "dataItem.id"


def test_saving_inserts_first_and_updates_then(member: Caller) -> None:
    body = {"dataCollectionId": "Guestbook", "dataItem": {"data": {"message": "one"}}}

    first = member.post(f"{ITEMS}/save", body).json()
    body["dataItem"] = {"data": first["dataItem"]["data"] | {"message": "two"}}
    second = member.post(f"{ITEMS}/save", body).json()

    assert (first["action"], second["action"]) == ("INSERTED", "UPDATED")
    assert second["dataItem"]["id"] == first["dataItem"]["id"]
    assert second["dataItem"]["data"]["message"] == "two"


def test_an_item_is_removed_by_either_verb(member: Caller) -> None:
    params = {"dataCollectionId": "Guestbook"}
    first, second = (item_of(sign(member))["id"] for _ in range(2))

    removed = item_of(member.call("DELETE", f"{ITEMS}/{first}", params=params))
    item_of(member.post(f"{ITEMS}/remove", params | {"dataItemId": second}))

    assert removed["id"] == first
    for gone in (first, second):
        assert member.get(f"{ITEMS}/{gone}", params=params).status_code == 404


def test_several_items_at_once(app: Caller) -> None:
    asked = {"dataCollectionId": "Suppliers"}
    items = [{"data": {"_id": "one", "name": "One"}}, {"data": {"_id": "two", "name": "Two"}}]

    inserted = app.post(f"{BULK}/insert", asked | {"dataItems": items}).json()
    again = app.post(f"{BULK}/insert", asked | {"dataItems": items, "returnEntity": False}).json()
    saved = app.post(f"{BULK}/save", asked | {"dataItems": [*items, {"data": {}}]}).json()
    updated = app.post(f"{BULK}/update", asked | {"dataItems": items}).json()
    removed = app.post(f"{BULK}/remove", asked | {"dataItemIds": ["one", "nothing"]}).json()

    assert [one["action"] for one in inserted["results"]] == ["INSERT", "INSERT"]
    assert inserted["results"][1]["dataItem"]["data"]["name"] == "Two"
    errors = [one["itemMetadata"]["error"]["code"] for one in again["results"]]
    assert errors == ["WDE0074", "WDE0074"]
    assert again["bulkActionMetadata"]["totalFailures"] == 2
    assert [one["action"] for one in saved["results"]] == ["UPDATE", "UPDATE", "INSERT"]
    assert updated["bulkActionMetadata"]["totalSuccesses"] == 2
    assert [one["itemMetadata"]["success"] for one in removed["results"]] == [True, False]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/query", {}, "dataCollectionId"),
        ("/query", {"dataCollectionId": "Makers", "query": []}, "query"),
        (
            "/query",
            {"dataCollectionId": "Makers", "query": {"paging": {"limit": 1001}}},
            "query.paging.limit",
        ),
        (
            "/query",
            {"dataCollectionId": "Makers", "query": {"paging": {}, "cursorPaging": {}}},
            "query.paging",
        ),
        ("", {"dataCollectionId": "Guestbook"}, "dataItem"),
        ("", {"dataCollectionId": "Guestbook", "dataItem": {}}, "dataItem.data"),
        ("/remove", {"dataCollectionId": "Guestbook"}, "dataItemId"),
    ],
)
def test_a_bad_request_names_its_field(
    member: Caller, path: str, body: dict[str, Any], field: str
) -> None:
    assert violation_of(member.post(f"{ITEMS}{path}", body))["field"] == field


def test_a_date_that_is_none_is_never_kept(member: Caller) -> None:
    assert sign(member, visited={"$date": "soon"}).status_code == 400
    assert item_of(sign(member, visited={"$date": "2026-11-20T10:00:00.000Z"}))


def test_what_the_sandbox_does_not_do_with_data_says_so(app: Caller) -> None:
    for path in ("/aggregate", "/truncate", "/search"):
        assert app.post(f"{ITEMS}{path}", {}).status_code == 501
