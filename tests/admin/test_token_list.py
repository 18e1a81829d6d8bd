"""What the list of tokens shows, finds and leaves out."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.html import strip_tags

from tests.admin.conftest import LogInAs, NewMember, NewToken
from tests.admin.pages import MEMBERS, TOKENS, listed, page_of, text_of
from wix_headless.admin import StoredTokenAdmin
from wix_headless.admin.display import address_of
from wix_headless.admin.states import State
from wix_headless.models import StoredToken
from wix_headless.tokens import Role

HOUR = timedelta(hours=1)


def in_state(state: State, new_token: NewToken) -> StoredToken:
    now = timezone.now()
    values: dict[State, dict[str, Any]] = {
        State.ACTIVE: {"ends_at": now + HOUR},
        State.DUE: {"expires_at": now - HOUR},
        State.RENEWING: {"lease": uuid.uuid4(), "leased_until": now + HOUR},
        State.FAILED: {"expires_at": now - HOUR, "last_error": "TransportError"},
        State.OVER: {"ends_at": now - HOUR, "last_error": "TransportError"},
        State.ENDED: {"ended_at": now, "end_reason": "replaced", "ends_at": now - HOUR},
    }
    return new_token(**values[state])


SAID = {
    State.ACTIVE: "active",
    State.DUE: "expired renewed at next use",
    State.RENEWING: "being renewed",
    State.FAILED: "failed TransportError",
    State.OVER: "session over",
    State.ENDED: "ended replaced by another login",
}


@pytest.mark.parametrize("state", list(State))
def test_each_state_is_said_in_words_and_can_be_filtered_by(
    state: State, admin: Client, new_token: NewToken
) -> None:
    rows = {each: in_state(each, new_token) for each in State}

    found = admin.get(TOKENS, {"state": state.value})

    assert [row.pk for row in found.context["cl"].result_list] == [rows[state].pk]
    cell = found.content.decode().split('field-shown_state">')[1].split("</td>")[0]
    assert strip_tags(cell) == SAID[state]


def test_a_lease_that_its_holder_left_behind_is_no_renewal(
    admin: Client, new_token: NewToken
) -> None:
    past = timezone.now() - HOUR
    row = new_token(lease=uuid.uuid4(), leased_until=past, expires_at=past)

    assert listed(admin, TOKENS, state="due") == [row]


def test_a_row_that_waits_for_its_first_token_is_shown(admin: Client, new_token: NewToken) -> None:
    row = new_token()
    StoredToken.objects.filter(pk=row.pk).update(sealed=None, expires_at=None)

    assert listed(admin, TOKENS, state="due") == [row]
    assert admin.get(page_of(row)).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"role__exact": "member"}, {"member"}),
        ({"role__exact": "app"}, {"app"}),
        ({"end_reason__exact": "revoked"}, {"revoked"}),
        ({"site": "second"}, {"second"}),
        ({"site": "nowhere"}, set()),
        ({"state": "nonsense"}, set()),
    ],
)
def test_the_list_can_be_filtered(
    query: dict[str, str],
    expected: set[str],
    admin: Client,
    new_token: NewToken,
    new_member: NewMember,
) -> None:
    rows = {
        "visitor": new_token(),
        "member": new_token(Role.MEMBER, member=new_member()),
        "app": new_token(Role.APP, instance_id="an-instance"),
        "revoked": new_token(ended_at=timezone.now(), end_reason="revoked"),
        "second": new_token(site="second"),
    }

    assert {row.pk for row in listed(admin, TOKENS, **query)} == {rows[one].pk for one in expected}


def test_sites_are_offered_where_there_are_several(
    admin: Client, new_token: NewToken, settings: Any
) -> None:
    new_token(site="former")
    assert "By site" not in text_of(admin.get(TOKENS))
    # Of a site that the settings have no more, for whoever asks for it.
    assert "By site" in text_of(admin.get(TOKENS, {"site": "former"}))

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"second": {"CLIENT_ID": "x"}}}
    page = admin.get(TOKENS).content.decode()
    assert "By site" in page
    assert 'href="?site=second"' in page


def test_one_members_tokens_can_be_listed_and_the_page_says_whose(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    ada, ben = new_member("Ada"), new_member("Ben")
    row = new_token(Role.MEMBER, member=ada)
    new_token(Role.MEMBER, member=ben)

    assert listed(admin, TOKENS, member=str(ada.pk)) == [row]
    page = text_of(admin.get(TOKENS, {"member": ada.pk}))
    assert "By member" in page
    assert "Ben" not in page
    assert "By member" not in text_of(admin.get(TOKENS))


@pytest.mark.parametrize("value", ["", "abc", "0", "-1", "²", "9" * 30])
def test_a_member_who_does_not_exist_is_no_error(value: str, admin: Client) -> None:
    answer = admin.get(TOKENS, {"member": value})

    assert (answer.status_code, answer["Location"]) == (302, f"{TOKENS}?e=1")


@pytest.mark.parametrize(
    "words",
    [
        "ada@exam",
        "ADA",
        "member-ada",
        "user-ada",
        "inst-12",
        "12345678",
        "12345678-1234",
        "ada user",
        "12345678-1234-4234-8234-123456789abc",
        "12345678123442348234123456789ABC",
    ],
)
def test_the_search_finds_by(
    words: str, admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    new_token(Role.MEMBER, member=new_member("Ben"))
    new_token()
    pk = uuid.UUID("12345678-1234-4234-8234-123456789abc")
    row = new_token(Role.MEMBER, pk=pk, member=new_member(), instance_id="inst-12")

    assert listed(admin, TOKENS, q=words) == [row]


def test_whoever_is_called_like_an_id_is_found_by_it(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    row = new_token(Role.MEMBER, member=new_member("12345678"))
    other = new_token(pk=uuid.UUID("12345678-1234-4234-8234-123456789abc"))

    assert listed(admin, TOKENS, q="12345678") == [row]
    assert listed(admin, TOKENS, q=str(other.pk)) == [other]


@pytest.mark.parametrize("words", ["nobody", "' OR 1=1 --", "%", "\\", "12345678-zzzz"])
def test_the_search_finds_nothing_by_nonsense(
    words: str, admin: Client, new_token: NewToken
) -> None:
    new_token()

    assert listed(admin, TOKENS, q=words) == []


def test_a_member_leads_to_its_user(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    member = new_member(nickname="<script>alert(1)</script>")
    row = new_token(Role.MEMBER, member=member)

    for url in (TOKENS, page_of(row)):
        page = admin.get(url).content.decode()
        assert f'href="/admin/auth/user/{member.user_id}/change/"' in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page


def test_the_address_of_a_page_is_quoted_as_the_admin_quotes_it() -> None:
    # The admin reads _3A as a colon.
    user = User(pk="user_3A", username="odd")

    assert address_of(user, site) == "/admin/auth/user/user_5F3A/change/"


def test_visitors_and_the_app_are_named_too(admin: Client, new_token: NewToken) -> None:
    new_token()
    new_token(Role.APP, instance_id="7d8f0000-aaaa")
    new_token(Role.APP)

    page = text_of(admin.get(TOKENS))

    assert "a visitor" in page
    assert "the app, in 7d8f0000" in page


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(hours=3, minutes=1), "in 3\xa0hours"),
        (timedelta(seconds=30), "in a moment"),
        (timedelta(seconds=-30), "just now"),
        (timedelta(days=-2, hours=-1), "2\xa0days ago"),
    ],
)
def test_times_are_words_with_the_time_itself_behind(
    distance: timedelta, words: str, admin: Client, new_token: NewToken
) -> None:
    row = new_token(expires_at=timezone.now() + distance)

    page = admin.get(TOKENS).content.decode()

    assert f'<time datetime="{row.expires_at.isoformat(timespec="seconds")}" title="' in page
    assert f">{words}</time>" in page


def test_an_ended_token_has_no_expiry(admin: Client, new_token: NewToken) -> None:
    new_token(ended_at=timezone.now(), end_reason="logout")

    assert 'field-shown_expiry">-<' in admin.get(TOKENS).content.decode()


def test_the_newest_come_first(admin: Client, new_token: NewToken) -> None:
    rows = [new_token(created_at=timezone.now() - HOUR * age) for age in (2, 0, 1)]

    assert listed(admin, TOKENS) == [rows[1], rows[2], rows[0]]


@pytest.mark.parametrize("column", range(1, 9))
def test_every_column_that_says_so_sorts(column: int, admin: Client, new_token: NewToken) -> None:
    new_token()

    assert len(listed(admin, TOKENS, o=str(column))) == 1


def test_the_page_of_a_token_tells_its_life(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    now = timezone.now()
    row = new_token(
        Role.MEMBER,
        member=new_member(),
        ended_at=now,
        end_reason="foreign",
        last_error="ServerError",
        renewed_at=now,
    )

    page = text_of(admin.get(page_of(row)))

    for words in ("its user was no longer there", "ServerError", "member-ada", str(row.pk)):
        assert words in page


def test_what_there_is_not_is_a_dash(admin: Client, new_token: NewToken) -> None:
    row = new_token()

    page = admin.get(page_of(row)).content.decode()

    assert ">None<" not in page
    assert page.count('<div class="readonly">-</div>') >= 6


@pytest.mark.parametrize("what", ["nonsense", str(uuid.UUID(int=0))])
def test_a_token_that_does_not_exist_leads_home(what: str, admin: Client) -> None:
    answer = admin.get(f"{TOKENS}{what}/change/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_the_words_can_be_translated(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    new_token(Role.MEMBER, member=new_member(), expires_at=timezone.now() + HOUR * 3.1)

    with translation.override("de"):
        assert "3\xa0Stunden" in admin.get(TOKENS).content.decode()

    for name in StoredTokenAdmin.list_display:
        method = getattr(StoredTokenAdmin, name, None)
        assert method is None or isinstance(method.short_description, Promise)
    for action in StoredTokenAdmin.actions:
        assert isinstance(action.short_description, Promise)


def test_a_user_without_a_page_is_only_named(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    from django.contrib.admin import AdminSite

    from wix_headless.admin.display import link_to_user

    user = User.objects.create_user("<b>lone</b>")

    shown = link_to_user(user, AdminSite())

    assert "<a" not in shown
    assert ">&lt;b&gt;lone&lt;/b&gt;<" in shown


def test_times_are_told_where_the_project_has_no_time_zones(
    settings: Any, log_in_as: LogInAs, new_token: NewToken, new_member: NewMember
) -> None:
    settings.USE_TZ = False
    client = log_in_as("view_storedtoken", "view_wixmember")
    row = new_token(Role.MEMBER, member=new_member(synced_at=timezone.now()))

    assert "in 3 hours" in text_of(client.get(TOKENS))
    assert "just now" in text_of(client.get(MEMBERS))
    assert f"{row.created_at:%Y}" in text_of(client.get(page_of(row)))
