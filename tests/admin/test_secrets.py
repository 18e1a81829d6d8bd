"""No page ever shows what a token is, in whatever spelling."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from tests.admin.conftest import NewMember, NewToken
from tests.admin.pages import CALLS, MEMBERS, TOKENS, act, page_of
from wix_headless.models import StoredToken
from wix_headless.tokens import Role

ACCESS, REFRESH = "OauthNG.JWS.known-access+token/1", "JWS.known-refresh+token/2"
CLAIM = "c1a1" * 16


@pytest.fixture
def row(new_token: NewToken, new_member: NewMember) -> StoredToken:
    answer = {"access_token": ACCESS, "refresh_token": REFRESH}
    return new_token(
        Role.MEMBER, answer, member=new_member(), claim=CLAIM, lease=uuid.uuid4(),
        leased_until=timezone.now(),
    )  # fmt: skip


def spellings(row: StoredToken) -> Iterator[str]:
    """Return every way in which one of the row's secrets could be written."""
    sealed = bytes(row.sealed or b"")
    assert len(sealed) > 100
    texts = [ACCESS.encode(), REFRESH.encode()]
    yield from (CLAIM, str(row.lease), str(row.lease).replace("-", ""))
    for secret in (*texts, sealed):
        yield from (secret.hex(), secret.decode("latin-1"), quote(secret), repr(secret)[2:-1])
        # In base64 the beginning is the same whatever follows; the last signs are not.
        yield from (
            base64.b64encode(secret).decode()[:24],
            base64.urlsafe_b64encode(secret).decode()[:24],
        )


def test_no_page_holds_a_secret(admin: Client, row: StoredToken) -> None:
    member = row.member
    pages = [
        admin.get(url)
        for url in (
            "/admin/", "/admin/wix_headless/", TOKENS, MEMBERS, CALLS,
            f"{TOKENS}?q=ada", f"{TOKENS}?state=active", f"{TOKENS}?member={member.pk}",
            page_of(row), page_of(member), f"{page_of(row)[:-7]}history/",
            f"{page_of(row)[:-7]}delete/", f"{page_of(member)[:-7]}delete/",
            f"/admin/auth/user/{member.user_id}/delete/",
        )
    ]  # fmt: skip
    pages += [act(admin, action, row) for action in ("revoke", "delete_selected")]

    forbidden = list(spellings(row))
    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        text = page.content.decode()
        assert not [secret for secret in forbidden if secret in text], page.request["PATH_INFO"]


def test_what_the_history_keeps_holds_none(admin: Client, row: StoredToken) -> None:
    forbidden = list(spellings(row))
    act(admin, "revoke", row, post="yes")
    act(admin, "delete_selected", row, post="yes")

    kept = repr(list(LogEntry.objects.values_list()))

    assert LogEntry.objects.count() == 2
    assert not [secret for secret in forbidden if secret in kept]


@pytest.mark.parametrize("field", ["sealed", "claim", "lease"])
def test_secrets_cannot_be_guessed_through_the_lists_parameters(
    field: str, admin: Client, row: StoredToken
) -> None:
    for lookup in ("", "__startswith", "__gt", "__isnull"):
        answer = admin.get(TOKENS, {f"{field}{lookup}": "c1a1"})

        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("url", "lookup"),
    [
        (TOKENS, "member__user__password__startswith"),
        (TOKENS, "member__login_email__startswith"),
        (MEMBERS, "user__password__startswith"),
        (CALLS, "user__password__startswith"),
        (CALLS, "user__wix_member__login_email__startswith"),
    ],
)
def test_other_tables_cannot_be_asked_through_the_lists_parameters(
    url: str, lookup: str, admin: Client
) -> None:
    assert admin.get(url, {lookup: "p"}).status_code == 400


def test_searching_for_a_secret_finds_nothing(admin: Client, row: StoredToken) -> None:
    for words in (CLAIM, CLAIM[:8], ACCESS, str(row.lease)):
        assert list(admin.get(TOKENS, {"q": words}).context["cl"].result_list) == []
