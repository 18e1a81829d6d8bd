"""Renewing tokens from the admin, with a Wix that answers, refuses, or fails."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from tests.admin.conftest import NewToken
from tests.admin.pages import TOKENS, act, page_of, said
from tests.support.sandbox import Sandbox
from wix_headless.admin.renewals import renew_rows
from wix_headless.models import StoredToken
from wix_headless.signals import token_rejected, token_renewed
from wix_headless.storages.sealing import open_tokens
from wix_headless.tokens import Role


@pytest.fixture
def sent() -> Any:
    """The signals that were sent, as (which, role)."""
    seen: list[tuple[str, str]] = []

    def hear_renewed(**given: Any) -> None:
        seen.append(("renewed", given["role"]))

    def hear_rejected(**given: Any) -> None:
        seen.append(("rejected", given["role"]))

    token_renewed.connect(hear_renewed)
    token_rejected.connect(hear_rejected)
    yield seen
    token_renewed.disconnect(hear_renewed)
    token_rejected.disconnect(hear_rejected)


def again(row: StoredToken) -> StoredToken:
    return StoredToken.objects.get(pk=row.pk)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.MEMBER, Role.APP])
def test_a_token_that_still_works_is_renewed_all_the_same(
    role: Role, admin: Client, new_live_token: NewToken, sandbox: Sandbox, sent: Any
) -> None:
    row = new_live_token(role)
    before = open_tokens(row)

    answer = act(admin, "renew_now", row)

    after = open_tokens(again(row))
    assert after.access_token != before.access_token
    assert after.role is role
    assert again(row).version == 2
    assert again(row).renewed_at is not None
    assert sandbox.token_requests() == 1
    assert sent == [("renewed", role)]
    assert said(admin, answer) == ["success: 1 token was renewed."]


def test_an_expired_token_is_renewed(admin: Client, new_live_token: NewToken) -> None:
    row = new_live_token(Role.MEMBER, expires_at=timezone.now() - timedelta(hours=1))

    act(admin, "renew_now", row)

    assert again(row).expires_at > timezone.now()


def test_renewing_is_not_using(admin: Client, new_live_token: NewToken) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    row = new_live_token(Role.MEMBER, last_used_at=long_ago)

    act(admin, "renew_now", row)

    assert again(row).last_used_at == long_ago


def test_a_member_whom_wix_refuses_is_logged_out(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox, sent: Any
) -> None:
    row = new_live_token(Role.MEMBER)
    sandbox.expire_tokens(access=True, refresh=True)

    answer = act(admin, "renew_now", row)

    assert again(row).end_reason == StoredToken.EndReason.REJECTED
    assert again(row).sealed is None
    assert sent == [("rejected", Role.MEMBER)]
    assert said(admin, answer) == [
        "warning: 1 token has ended: refused by Wix. A member has to log in again."
    ]


def test_a_visitor_whom_wix_refuses_begins_anew(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox
) -> None:
    row = new_live_token(Role.VISITOR)
    sandbox.expire_tokens(access=True, refresh=True)

    answer = act(admin, "renew_now", row)

    assert not again(row).is_ended
    assert said(admin, answer) == ["success: 1 token was renewed."]


@pytest.mark.parametrize("mode", ["status", "reset", "garbage"])
def test_what_wix_cannot_renew_now_stays_as_it_was(
    mode: str, admin: Client, new_live_token: NewToken, sandbox: Sandbox, sent: Any
) -> None:
    row = new_live_token(Role.MEMBER)
    before = open_tokens(row)
    sandbox.fail("/oauth2/token", mode=mode)

    answer = act(admin, "renew_now", row)

    after = again(row)
    assert open_tokens(after) == before
    assert (after.version, after.ended_at, after.lease) == (1, None, None)
    assert after.last_error in {"ServerError", "TransportError"}
    assert sent == []
    (text,) = said(admin, answer)
    assert text.startswith("error: 1 token could not be renewed, and is as it was. ")


def test_a_failure_is_shared_for_a_moment_instead_of_asking_again(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox
) -> None:
    row = new_live_token(Role.MEMBER)
    sandbox.fail("/oauth2/token")
    act(admin, "renew_now", row)

    answer = act(admin, "renew_now", row)

    assert sandbox.token_requests() == 1
    assert "failed a moment ago (ServerError)" in said(admin, answer)[-1]


def test_a_refused_client_ends_nothing_and_is_not_asked_about_for_every_token(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox, settings: Any
) -> None:
    member = new_live_token(Role.MEMBER).member
    rows = [new_live_token(Role.MEMBER, member=member) for _ in range(2)]
    settings.WIX_HEADLESS = sandbox.settings(
        ENCRYPTION_KEYS=settings.WIX_HEADLESS["ENCRYPTION_KEYS"], CLIENT_ID=str(uuid.uuid4())
    )

    answer = act(admin, "renew_now", *rows)

    assert not any(again(row).is_ended for row in rows)
    assert sandbox.token_requests() == 1
    failed, untried = said(admin, answer)
    assert "Wix refused this site's client" in failed
    assert untried == "warning: 1 token was not tried."


def test_what_has_ended_is_skipped(
    admin: Client, new_live_token: NewToken, new_token: NewToken, sandbox: Sandbox
) -> None:
    over = {"ended_at": timezone.now(), "end_reason": "logout"}
    ended = [new_token(**over), new_token(**over)]

    answer = act(admin, "renew_now", new_live_token(Role.VISITOR), *ended)

    assert said(admin, answer) == [
        "success: 1 token was renewed.",
        "info: 2 tokens had ended before, and were skipped.",
    ]
    assert all(again(row).end_reason == "logout" for row in ended)


def test_each_outcome_is_counted(
    admin: Client, new_live_token: NewToken, new_token: NewToken, sandbox: Sandbox
) -> None:
    refused = new_live_token(Role.MEMBER)
    sandbox.expire_tokens(access=True, refresh=True)
    rows = [refused, *(new_live_token(Role.VISITOR) for _ in range(3))]

    texts = said(admin, act(admin, "renew_now", *rows))

    assert texts == [
        "success: 3 tokens were renewed.",
        "warning: 1 token has ended: refused by Wix. A member has to log in again.",
    ]


def test_a_token_that_no_key_opens_ends(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox
) -> None:
    row = new_live_token(Role.MEMBER)
    StoredToken.objects.filter(pk=row.pk).update(sealed=b"another's")

    answer = act(admin, "renew_now", row)

    assert again(row).end_reason == StoredToken.EndReason.UNREADABLE
    assert sandbox.token_requests() == 0
    assert "1 token has ended: no key opens it." in said(admin, answer)[0]


def test_an_app_token_of_a_former_secret_is_left_alone(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox
) -> None:
    row = new_live_token(Role.APP, secret="the former one")

    answer = act(admin, "renew_now", row)

    assert again(row).version == 1
    assert sandbox.token_requests() == 0
    assert said(admin, answer)[0].startswith("info: 1 token of the app was left alone")


def test_a_token_of_an_unknown_site_is_an_error_in_words(
    admin: Client, new_live_token: NewToken, sandbox: Sandbox
) -> None:
    row = new_live_token(Role.VISITOR, site="elsewhere")

    answer = act(admin, "renew_now", row)

    assert "There is no Wix site 'elsewhere'" in said(admin, answer)[0]
    assert sandbox.token_requests() == 0


def test_renewing_gives_up_in_time(new_live_token: NewToken) -> None:
    rows = [new_live_token(Role.VISITOR) for _ in range(3)]

    outcome = renew_rows([row.pk for row in rows], patience=0.0)

    assert (len(outcome.renewed), outcome.untried) == (1, 2)


def test_a_token_that_is_deleted_meanwhile_is_passed_over(new_live_token: NewToken) -> None:
    row = new_live_token(Role.VISITOR)

    outcome = renew_rows([uuid.uuid4(), row.pk])

    assert [renewed.pk for renewed in outcome.renewed] == [row.pk]


def test_the_button_on_a_tokens_page_leads_back_to_it(
    admin: Client, new_live_token: NewToken
) -> None:
    row = new_live_token(Role.MEMBER)

    answer = act(admin, "renew_now", row, _from_page="1")

    assert answer["Location"] == page_of(row)


def test_the_history_says_who_renewed(admin: Client, new_live_token: NewToken) -> None:
    row = new_live_token(Role.MEMBER)

    act(admin, "renew_now", row)

    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.object_id) == ("root", str(row.pk))
    assert entry.change_message == "Renewed."
    assert "Renewed." in admin.get(f"{TOKENS}{row.pk}/history/").content.decode()
