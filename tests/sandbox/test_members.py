from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.support import Caller, code_of, violation_of


def member_id(anybody: Caller, email: str) -> str:
    return str(anybody.post("/_sandbox/act-as", {"member": email}).json()["subject_id"])


def nicknames(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["profile"]["nickname"] for one in answer.json()["members"]]


@pytest.mark.parametrize(
    ("fieldset", "status", "has_email", "has_contact"),
    [
        ("PUBLIC", "UNKNOWN", False, False),
        ("EXTENDED", "APPROVED", True, False),
        ("FULL", "APPROVED", True, True),
    ],
)
def test_fieldsets_show_more_and_more(
    member: Caller, fieldset: str, status: str, has_email: bool, has_contact: bool
) -> None:
    answer = member.get("/members/v1/members/my", params={"fieldsets": fieldset})

    me = answer.json()["member"]
    assert me["profile"]["nickname"] == "Ada Lindqvist"
    assert me["status"] == status
    assert ("loginEmail" in me) is has_email
    assert ("contact" in me) is has_contact


def test_without_a_fieldset_only_the_public_part_is_shown(member: Caller) -> None:
    me = member.get("/members/v1/members/my").json()["member"]

    assert "loginEmail" not in me
    assert me["privacyStatus"] == me["activityStatus"] == "UNKNOWN"


def test_the_widest_fieldset_wins(member: Caller) -> None:
    answer = member.get("/members/v1/members/my", params={"fieldsets": ["PUBLIC", "FULL"]})

    assert "contact" in answer.json()["member"]


def test_an_unknown_fieldset_is_refused(member: Caller) -> None:
    answer = member.get("/members/v1/members/my", params={"fieldsets": "EVERYTHING"})

    assert violation_of(answer)["field"] == "fieldsets"


def test_a_member_may_have_no_photo(anybody: Caller, admin: Caller) -> None:
    chiara = admin.get(f"/members/v1/members/{member_id(anybody, 'chiara@example.com')}")
    ada = admin.get(f"/members/v1/members/{member_id(anybody, 'ada@example.com')}")

    assert "photo" not in chiara.json()["member"]["profile"]
    photo = ada.json()["member"]["profile"]["photo"]
    assert (
        anybody.session.get(photo["url"], timeout=10)
        .headers["Content-Type"]
        .startswith("image/svg+xml")
    )


def test_visitors_and_apps_have_no_current_member(visitor: Caller, app: Caller) -> None:
    for caller in (visitor, app):
        answer = caller.get("/members/v1/members/my")
        assert (answer.status_code, code_of(answer)) == (404, "NOT_FOUND")


def test_private_members_are_hidden_from_visitors(
    anybody: Caller, visitor: Caller, app: Caller
) -> None:
    chiara = member_id(anybody, "chiara@example.com")

    assert "Chiara Moretti" not in nicknames(visitor.get("/members/v1/members"))
    assert "Ada Lindqvist" in nicknames(visitor.get("/members/v1/members"))
    assert visitor.get(f"/members/v1/members/{chiara}").status_code == 404
    assert "Chiara Moretti" in nicknames(app.get("/members/v1/members"))
    assert app.get(f"/members/v1/members/{chiara}").status_code == 200


def test_a_list_says_how_many_there_are(app: Caller) -> None:
    params = {"paging.limit": "2", "paging.offset": "1", "sorting.fieldName": "profile.nickname"}

    answer = app.get("/members/v1/members", params=params)

    assert nicknames(answer) == ["Ben Okafor", "Chiara Moretti"]
    metadata = {"count": 2, "offset": 1, "total": 6, "tooManyToCount": False}
    assert answer.json()["metadata"] == metadata


def test_a_query_filters_and_sorts(app: Caller) -> None:
    query = {
        "filter": {"status": {"$in": ["PENDING", "BLOCKED"]}},
        "sorting": [{"fieldName": "profile.nickname", "order": "DESC"}],
    }

    answer = app.post("/members/v1/members/query", {"query": query, "fieldsets": ["EXTENDED"]})

    assert nicknames(answer) == ["Esme Tran", "Dmitri Hale"]
    assert [one["status"] for one in answer.json()["members"]] == ["BLOCKED", "PENDING"]


def test_a_query_is_sorted_by_either_word_but_not_by_both(app: Caller) -> None:
    order = [{"fieldName": "profile.nickname", "order": "DESC"}]
    ask = {word: {"query": {word: order}} for word in ("sort", "sorting")}
    both = {"query": {"sort": order, "sorting": order}}

    found = [app.post("/members/v1/members/query", asked).json() for asked in ask.values()]

    assert found[0] == found[1]
    assert found[0]["members"][0]["profile"]["nickname"] == "Farid Nasser"
    violation = violation_of(app.post("/members/v1/members/query", both))
    assert violation["field"] == "query.sort"


@pytest.mark.parametrize(
    ("paging", "rule"),
    [
        ({"limit": 101}, "MAX_VALUE"),
        ({"limit": 0}, "MIN_VALUE"),
        ({"offset": -1}, "MIN_VALUE"),
        ({"limit": "10"}, "FORMAT"),
        ({"limit": True}, "FORMAT"),
        ({"limit": 1.5}, "FORMAT"),
    ],
)
def test_paging_has_its_limits(app: Caller, paging: dict[str, Any], rule: str) -> None:
    answer = app.post("/members/v1/members/query", {"query": {"paging": paging}})

    assert violation_of(answer)["violatedRule"] == rule


@pytest.mark.parametrize("what", ["phones", "emails", "addresses"])
def test_members_clear_what_an_update_cannot(
    member: Caller, other_member: Caller, anybody: Caller, what: str
) -> None:
    me = member_id(anybody, "ada@example.com")
    path = f"/members/v1/members/{me}/{what}"

    assert other_member.call("DELETE", path).status_code == 403
    answer = member.call("DELETE", path)

    assert answer.json()["member"]["contact"][what] == []
    full = member.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    assert full["contact"][what] == []
    assert full["contact"]["lastName"] == "Lindqvist"


def test_members_change_themselves(member: Caller, anybody: Caller) -> None:
    me = member_id(anybody, "ada@example.com")
    change = {"profile": {"nickname": "Ada L."}, "contact": {"phones": ["+1 1"], "emails": []}}

    answer = member.patch(f"/members/v1/members/{me}", {"member": change})

    assert answer.json()["member"]["profile"]["nickname"] == "Ada L."
    full = member.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    assert full["contact"]["phones"] == ["+1 1"]
    assert full["contact"]["emails"] == ["ada@example.com"]  # an empty array clears nothing
    assert full["contact"]["lastName"] == "Lindqvist"


def test_members_do_not_change_each_other(
    other_member: Caller, app: Caller, anybody: Caller
) -> None:
    ada = member_id(anybody, "ada@example.com")
    change = {"member": {"profile": {"nickname": "Changed"}}}

    refusal = other_member.patch(f"/members/v1/members/{ada}", change)
    assert (refusal.status_code, code_of(refusal)) == (403, "PERMISSION_DENIED")

    allowed = app.patch(f"/members/v1/members/{ada}", change)
    assert allowed.json()["member"]["profile"]["nickname"] == "Changed"


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        ("approve", "status", "APPROVED"),
        ("block", "status", "BLOCKED"),
        ("mute", "activityStatus", "MUTED"),
        ("unmute", "activityStatus", "ACTIVE"),
    ],
)
def test_the_app_approves_blocks_and_mutes(
    anybody: Caller, app: Caller, action: str, field: str, value: str
) -> None:
    dmitri = member_id(anybody, "dmitri@example.com")

    answer = app.post(f"/members/v1/members/{dmitri}/{action}")

    assert answer.json()["member"][field] == value
    full = app.get(f"/members/v1/members/{dmitri}", params={"fieldsets": "FULL"})
    assert full.json()["member"][field] == value


def test_the_app_makes_and_deletes_members(app: Caller, anybody: Caller) -> None:
    made = app.post("/members/v1/members", {"member": {"loginEmail": "new@example.com"}})
    again = app.post("/members/v1/members", {"member": {"loginEmail": "NEW@example.com"}})
    tokens = anybody.post("/_sandbox/act-as", {"member": "new@example.com"}).json()
    me = Caller(anybody.origin, tokens["access_token"])
    assert me.get("/members/v1/members/my").status_code == 200

    gone = app.delete(f"/members/v1/members/{made.json()['member']['id']}")

    assert (made.status_code, again.status_code, gone.status_code) == (200, 409, 200)
    assert me.get("/members/v1/members/my").status_code == 401


def test_without_a_members_area_there_are_no_members(
    anybody: Caller, visitor: Caller, member: Caller, app: Caller
) -> None:
    anybody.post("/_sandbox/settings", {"members_area": False})

    for caller in (visitor, member):
        answer = caller.get("/members/v1/members/my")
        assert (answer.status_code, answer.json()) == (200, {})
    answer = app.post("/members/v1/members/query", {"query": {}})
    assert (answer.status_code, code_of(answer)) == (428, "APP_NOT_INSTALLED")


def test_members_may_delete_themselves(member: Caller, visitor: Caller, app: Caller) -> None:
    assert code_of(visitor.delete("/members/v1/members/my")) == "PERMISSION_DENIED"

    assert member.delete("/members/v1/members/my").json() == {}

    assert member.get("/members/v1/members/my").status_code == 401
    assert len(app.get("/members/v1/members").json()["members"]) == 5


def test_a_member_is_made_with_all_that_is_said_or_not_at_all(app: Caller) -> None:
    asked = {
        "loginEmail": "zoe@example.com",
        "privacyStatus": "PUBLIC",
        "profile": {"nickname": "Zo", "title": "Potter"},
        "contact": {"firstName": "Zoë", "phones": ["+1 555 0100"]},
    }
    wrong = asked | {"privacyStatus": "OPEN"}
    assert app.post("/members/v1/members", {"member": wrong}).status_code == 400

    member = app.post("/members/v1/members", {"member": asked}).json()["member"]

    assert (member["privacyStatus"], member["profile"]["nickname"]) == ("PUBLIC", "Zo")
    assert member["profile"]["title"] == "Potter"
    assert member["contact"]["phones"] == ["+1 555 0100"]
    change = {"profile": {"nickname": "Zozo"}, "privacyStatus": "OPEN"}
    path = f"/members/v1/members/{member['id']}"
    assert app.patch(path, {"member": change}).status_code == 400
    kept = app.get(path, params={"fieldsets": "FULL"}).json()["member"]
    assert kept["profile"]["nickname"] == "Zo"
