"""Sessions in the database, with tokens that the sandbox gave: fresh, or ended some time ago."""

from __future__ import annotations

import time
from dataclasses import replace

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.support.sandbox import Sandbox
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.leases import token_rows
from wix_headless.storages.sealing import open_tokens, seal_tokens
from wix_headless.storages.sessions import SESSION_KEY, store_login
from wix_headless.tokens import Role, Tokens

ADA = "ada@example.com"

#: As long as Wix's access tokens live.
LIFE_SECONDS = 14_400


def new_session() -> str:
    """Return the key of a session that Wix has not heard of."""
    session = SessionStore()
    session["came_from"] = "somewhere"
    session.create()
    return session.session_key


def log_in_member(sandbox: Sandbox) -> str:
    """Return the key of a session that a member has just logged in to."""
    answer = sandbox.act_as(role="member", member=ADA)
    user, _ = get_user_model().objects.get_or_create(username="ada")
    member, _ = WixMember.objects.get_or_create(user=user, member_id=answer["subject_id"])
    client = Client()
    client.force_login(user, backend="wix_headless.backends.WixMemberBackend")
    session = client.session
    store_login(session, member, _read_tokens(answer, Role.MEMBER))
    session.save()
    return session.session_key


def row_of(session_key: str) -> StoredToken:
    """Return the row that a session has."""
    _, row_id = SessionStore(session_key)[SESSION_KEY]["default"]
    return token_rows().get(pk=row_id)


def end_access(row: StoredToken, *, left: float = -1.0) -> None:
    """Let a row's access token be four hours old, with so many seconds *left*, or none."""
    now = time.time()
    aged = replace(open_tokens(row), issued_at=now - LIFE_SECONDS, expires_at=now + left)
    token_rows().filter(pk=row.pk).update(sealed=seal_tokens(row, aged))


def _read_tokens(answer: dict[str, str], role: Role) -> Tokens:
    now = time.time()
    return Tokens(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_at=now + LIFE_SECONDS,
        role=role,
        issued_at=now,
    )
