"""The lists of members and of elevated calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from tests.admin.conftest import NewMember, NewToken
from tests.admin.pages import CALLS, EVENTS, MEMBERS, TOKENS, listed, page_of, text_of
from tests.support.browser import Browser
from wix_headless import exceptions
from wix_headless.models import ElevatedCall
from wix_headless.tokens import Role


def new_call(**values: Any) -> ElevatedCall:
    values = {
        "view": "shop.views.report",
        "method": "members.query_members",
        "outcome": "ok",
        "status_code": 200,
        "request_id": "1700000000.1234",
        "created_at": timezone.now(),
    } | values
    return ElevatedCall.objects.create(**values)


def test_a_member_leads_to_its_user_and_to_its_tokens(
    admin: Client, new_member: NewMember, new_token: NewToken
) -> None:
    member = new_member()
    live = [new_token(Role.MEMBER, member=member) for _ in range(2)]
    ended = new_token(Role.MEMBER, member=member, ended_at=timezone.now(), end_reason="logout")
    new_token(Role.MEMBER, member=new_member("Ben"))

    for url in (MEMBERS, page_of(member)):
        page = admin.get(url).content.decode()
        assert f'href="/admin/auth/user/{member.user_id}/change/"' in page
        assert f'<a href="{TOKENS}?member={member.pk}">2 tokens</a>' in page
    assert set(listed(admin, TOKENS, member=str(member.pk))) == {*live, ended}


def test_a_member_leads_to_its_events_and_to_the_calls_of_its_user(
    admin: Client, new_member: NewMember
) -> None:
    member = new_member()
    mine = new_call(user=member.user)
    new_call(user=User.objects.create_user("grace"))

    page = admin.get(page_of(member)).content.decode()

    events, calls = f"{EVENTS}?q={member.member_id}", f"{CALLS}?user={member.user_id}"
    assert f'href="{events}"' in page
    assert admin.get(events).status_code == 200
    assert f'href="{calls}"' in page
    assert listed(admin, calls) == [mine]


def test_a_call_and_a_token_lead_to_the_member(
    admin: Client, new_member: NewMember, new_token: NewToken
) -> None:
    member = new_member()
    for row in (new_call(user=member.user), new_token(Role.MEMBER, member=member)):
        assert f'href="{page_of(member)}"' in admin.get(page_of(row)).content.decode()
    for row in (new_call(user=User.objects.create_user("grace")), new_call(), new_token()):
        assert MEMBERS not in admin.get(page_of(row)).content.decode().split("content-main")[1]


@pytest.mark.parametrize("value", ["0", "-1", "x", "", "9" * 40, "1.5", "\u0663", "1\x00"])
@pytest.mark.parametrize(("url", "name"), [(TOKENS, "member"), (CALLS, "user")])
def test_nobody_is_found_by_what_is_nobodys_key(
    url: str, name: str, value: str, admin: Client
) -> None:
    assert admin.get(url, {name: value})["Location"] == f"{url}?e=1"


@pytest.mark.parametrize("words", ["ada@exam", "ADA", "member-ada", "user-ada"])
def test_members_are_found_by(words: str, admin: Client, new_member: NewMember) -> None:
    member = new_member()
    new_member("Ben")

    assert listed(admin, MEMBERS, q=words) == [member]


@pytest.mark.parametrize(
    "query",
    [{"status__exact": "BLOCKED"}, {"site": "second"}, {"synced_at__isnull": "False"}],
)
def test_members_can_be_filtered(
    query: dict[str, str], admin: Client, new_member: NewMember
) -> None:
    new_member()
    ben = new_member("Ben", status="BLOCKED", site="second", synced_at=timezone.now())

    assert listed(admin, MEMBERS, **query) == [ben]


def test_a_member_without_a_profile_is_known_by_its_id(
    admin: Client, new_member: NewMember
) -> None:
    member = new_member(nickname="", login_email="")

    for url in (MEMBERS, page_of(member)):
        assert "member-ada" in text_of(admin.get(url))


def test_a_status_that_is_new_at_wix_is_shown_as_it_is(
    admin: Client, new_member: NewMember
) -> None:
    new_member(status="BRAND_NEW")

    assert "BRAND_NEW" in text_of(admin.get(MEMBERS))


@pytest.mark.parametrize(
    ("address", "is_link"),
    [("https://static.example/ada.png", True), ("javascript:alert(1)", False), ("", False)],
)
def test_only_a_web_address_becomes_a_link(
    address: str, is_link: bool, admin: Client, new_member: NewMember
) -> None:
    member = new_member(photo_url=address)

    page = admin.get(page_of(member)).content.decode()

    assert (f'href="{address}"' in page) is is_link
    assert "javascript:alert" not in page


def test_an_address_cannot_leave_its_link(admin: Client, new_member: NewMember) -> None:
    member = new_member(photo_url='https://static.example/"><script>alert(1)</script>')

    assert "<script>alert(1)" not in admin.get(page_of(member)).content.decode()


def test_an_elevated_call_tells_who_did_what(admin: Client) -> None:
    user = User.objects.create_user("grace")
    call = new_call(user=user)
    new_call(outcome="ForbiddenError", status_code=403)

    page = admin.get(CALLS).content.decode()

    assert f'href="/admin/auth/user/{user.pk}/change/"' in page
    words = strip_tags(page.replace("<wbr>", ""))
    for word in ("grace", "shop.views.report", "members.query_members", "succeeded"):
        assert word in words
    assert "ForbiddenError" in words
    assert "1700000000.1234" in text_of(admin.get(page_of(call)))


@pytest.mark.parametrize("words", ["views.rep", "query_mem", "0000.12", "Forbidd", "grace"])
def test_elevated_calls_are_found_by(words: str, admin: Client) -> None:
    call = new_call(outcome="ForbiddenError", user=User.objects.create_user("grace"))
    new_call(view="other", method="other", request_id="other")

    assert listed(admin, CALLS, q=words) == [call]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"outcome": "ok"}, ["ok"]),
        ({"outcome": "failed"}, ["NotFoundError", "TransportError"]),
        ({"outcome": "TransportError"}, ["TransportError"]),
        ({"site": "second"}, ["NotFoundError"]),
        ({"created_at__gte": str(timezone.now() - timedelta(days=2))}, ["ok"]),
    ],
)
def test_elevated_calls_can_be_filtered(
    query: dict[str, str], expected: list[str], admin: Client
) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    new_call()
    new_call(outcome="NotFoundError", site="second", created_at=long_ago)
    new_call(outcome="TransportError", created_at=long_ago - timedelta(days=1))

    assert [call.outcome for call in listed(admin, CALLS, **query)] == expected


def test_every_error_that_a_call_can_end_with_is_a_choice(admin: Client) -> None:
    new_call()

    page = text_of(admin.get(CALLS))

    concrete = set(exceptions.ResponseError.__subclasses__()) | {exceptions.TransportError}
    assert all(error.__name__ in page for error in concrete)
    assert " APIError" not in page


def test_what_a_view_did_as_the_app_is_listed(admin: Client, browser: Browser) -> None:
    User.objects.create_user("grace", is_staff=True, password="pass")
    browser.site.login(username="grace", password="pass")

    browser.get("/report/")

    page = text_of(admin.get(CALLS, {"q": "grace"}))
    assert "members.query_members" in page
