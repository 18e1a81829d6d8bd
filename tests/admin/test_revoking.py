"""Revoking tokens from the admin."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from tests.admin.conftest import NewMember, NewToken
from tests.admin.pages import TOKENS, act, page_of, said, text_of
from tests.support.browser import Browser
from wix_headless.models import StoredToken
from wix_headless.tokens import Role


def test_revoking_asks_first_and_says_what_it_means(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    rows = [new_token(Role.MEMBER, member=new_member()), new_token()]

    page = text_of(act(admin, "revoke", *rows))

    assert "Are you sure that 2 tokens are to be revoked?" in page
    assert "A member is logged out, and has to log in again." in page
    assert "A visitor begins anew" in page
    assert "elevated call" not in page.split("Are you sure")[1]
    assert "Member Ada" in page
    assert not StoredToken.objects.exclude(ended_at=None).exists()


def test_the_confirmation_revokes_what_was_chosen(admin: Client, new_token: NewToken) -> None:
    chosen, other = new_token(), new_token()

    page = act(admin, "revoke", chosen).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    del fields["csrfmiddlewaretoken"]
    answer = admin.post(TOKENS, fields)

    assert said(admin, answer) == ["success: 1 token was revoked."]
    found = StoredToken.objects.get(pk=chosen.pk)
    assert found.end_reason == StoredToken.EndReason.REVOKED
    assert (found.sealed, found.claim) == (None, None)
    assert not StoredToken.objects.get(pk=other.pk).is_ended


def test_all_that_a_filter_finds_can_be_revoked(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    member = new_member()
    for _ in range(3):
        new_token(Role.MEMBER, member=member)
    visitor = new_token()
    chosen = {"action": "revoke", "select_across": "1", "_selected_action": "1" * 32}

    asked = admin.post(f"{TOKENS}?role__exact=member", chosen)
    admin.post(f"{TOKENS}?role__exact=member", chosen | {"post": "yes"})

    assert "that 3 tokens are to be revoked" in text_of(asked)
    assert 'name="select_across" value="1"' in asked.content.decode()
    assert [row.pk for row in StoredToken.objects.filter(ended_at=None)] == [visitor.pk]


def test_what_has_ended_is_skipped(admin: Client, new_token: NewToken) -> None:
    ended = new_token(ended_at=timezone.now(), end_reason="logout")
    live = new_token()

    assert "1 token had ended before" in text_of(act(admin, "revoke", live, ended))
    answer = act(admin, "revoke", live, ended, post="yes")

    assert said(admin, answer) == [
        "success: 1 token was revoked.",
        "info: 1 token had ended before, and was skipped.",
    ]
    assert StoredToken.objects.get(pk=ended.pk).end_reason == "logout"


def test_where_all_have_ended_nothing_is_asked(admin: Client, new_token: NewToken) -> None:
    ended = new_token(ended_at=timezone.now(), end_reason="logout")

    answer = act(admin, "revoke", ended)

    assert said(admin, answer) == ["info: 1 token had ended before, and was skipped."]


def test_only_the_first_are_named(admin: Client, new_token: NewToken) -> None:
    rows = [new_token() for _ in range(23)]

    page = text_of(act(admin, "revoke", *rows))

    assert "and 3 others" in page


def test_from_a_tokens_page_one_comes_back_to_it(admin: Client, new_token: NewToken) -> None:
    row = new_token()

    asked = act(admin, "revoke", row, _from_page="1").content.decode()
    answer = act(admin, "revoke", row, _from_page="1", post="yes")

    assert 'name="_from_page"' in asked
    assert f'href="{page_of(row)}" class="button cancel-link"' in asked
    assert answer["Location"] == page_of(row)
    assert 'value="revoke"' not in admin.get(page_of(row)).content.decode()


def test_the_history_says_who_revoked(admin: Client, new_token: NewToken) -> None:
    rows = [new_token(), new_token()]

    act(admin, "revoke", *rows, post="yes")

    assert {entry.change_message for entry in LogEntry.objects.all()} == {"Revoked."}
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(row.pk) for row in rows}


def test_a_revoked_member_is_asked_to_log_in_again(
    admin: Client, new_browser: Callable[..., Browser]
) -> None:
    browser = new_browser()
    browser.log_in()
    assert browser.get("/account/").status_code == 200

    act(admin, "revoke", StoredToken.objects.get(role=Role.MEMBER, ended_at=None), post="yes")

    answer = browser.get("/account/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/wix/login/")
