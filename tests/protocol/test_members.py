"""A member as Wix tells it, with anything missing or wrong."""

from __future__ import annotations

import copy
from dataclasses import asdict

import pytest

from wix_headless.protocol.members import MemberProfile, current_member_request, parse_member

ADA = {
    "id": "m-1",
    "loginEmail": "ada@example.com",
    "loginEmailVerified": True,
    "status": "APPROVED",
    "contactId": "c-1",
    "contact": {"firstName": "Ada", "lastName": "Lovelace", "phones": ["1"]},
    "profile": {
        "nickname": "ada",
        "slug": "ada",
        "photo": {"id": "p", "url": "https://static.wixstatic.com/media/p", "height": 1},
    },
    "privacyStatus": "PUBLIC",
}

#: Each field that is read, where it stands, and what it is when Wix did not tell it.
FIELDS = {
    "contact_id": (("contactId",), ""),
    "status": (("status",), "UNKNOWN"),
    "login_email": (("loginEmail",), ""),
    "login_email_verified": (("loginEmailVerified",), False),
    "first_name": (("contact", "firstName"), ""),
    "last_name": (("contact", "lastName"), ""),
    "nickname": (("profile", "nickname"), ""),
    "photo_url": (("profile", "photo", "url"), ""),
}


def put(member, path, value):
    changed = copy.deepcopy(member)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


def test_the_whole_of_a_member_is_asked_for():
    asked = current_member_request()

    assert (asked.verb, asked.path) == ("GET", "/members/v1/members/my")
    assert asked.query == (("fieldsets", "FULL"),)


def test_a_member_is_read():
    assert parse_member({"member": ADA}) == MemberProfile(
        member_id="m-1",
        contact_id="c-1",
        status="APPROVED",
        login_email="ada@example.com",
        login_email_verified=True,
        first_name="Ada",
        last_name="Lovelace",
        nickname="ada",
        photo_url="https://static.wixstatic.com/media/p",
        raw=ADA,
    )


def test_of_a_member_the_id_alone_may_be_known():
    profile = parse_member({"member": {"id": "m-1"}})

    assert profile == MemberProfile(member_id="m-1", raw={"id": "m-1"})
    assert profile.status == "UNKNOWN"


@pytest.mark.parametrize("wrong", [None, 7, "", [], {}, ["x"], "missing"])
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_missing_or_of_a_wrong_type_is_empty_and_the_others_stay(name, wrong):
    path, empty = FIELDS[name]
    if wrong == "missing":
        member = put(ADA, path, None)
        holder = member
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
    else:
        member = put(ADA, path, wrong)

    profile = parse_member({"member": member})

    expected = asdict(parse_member({"member": ADA})) | {name: empty, "raw": member}
    assert asdict(profile) == expected


@pytest.mark.parametrize("verified", [None, "true", 1, [True], {}])
def test_only_true_is_verified(verified):
    member = ADA | {"loginEmailVerified": verified}

    assert parse_member({"member": member}).login_email_verified is False


@pytest.mark.parametrize("wrong", [None, 7, "text", [], ["x"], True])
@pytest.mark.parametrize("name", ["contact", "profile"])
def test_a_part_of_a_wrong_type_is_empty(name, wrong):
    profile = parse_member({"member": ADA | {name: wrong}})

    assert profile.member_id == "m-1"
    assert profile.login_email == "ada@example.com"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"member": None},
        {"member": {}},
        {"member": []},
        {"member": "m-1"},
        {"member": {"id": ""}},
        {"member": {"id": None}},
        {"member": {"id": 7}},
        {"member": ADA | {"id": ["m-1"]}},
        {"members": [ADA]},
    ],
)
def test_without_an_id_there_is_no_member(answer):
    assert parse_member(answer) is None


def test_a_profile_does_not_show_what_else_wix_told():
    profile = parse_member({"member": ADA | {"contact": {"phones": ["+44 4711"]}}})

    assert "4711" not in repr(profile)
    assert profile.raw["contact"]["phones"] == ["+44 4711"]
