"""People who look at the admin, and rows for them to look at."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from tests.support.sandbox import Sandbox
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.sealing import digest, seal_tokens
from wix_headless.tokens import Role, Secret, Tokens

NewMember = Callable[..., WixMember]
NewToken = Callable[..., StoredToken]
LogInAs = Callable[..., Client]
Told = Callable[[], list[str]]


@pytest.fixture
def log_in_as(db: None) -> LogInAs:
    """Return the browser of a member of staff who has these permissions of ours."""

    def log_in(*codenames: str) -> Client:
        name = f"staff-{User.objects.count()}"
        user = User.objects.create_user(name, is_staff=True)
        found = Permission.objects.filter(content_type__app_label="wix_headless")
        user.user_permissions.set(found.filter(codename__in=codenames))
        assert user.user_permissions.count() == len(codenames)
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def admin(db: None) -> Client:
    """The browser of a superuser."""
    client = Client()
    user = User.objects.create_superuser("root", password="")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Told:
    """Return the lines of the audit so far."""
    caplog.set_level(logging.INFO, "wix_headless.audit")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "wix_headless.audit"]


@pytest.fixture
def new_member(db: None) -> NewMember:
    def make(name: str = "Ada", **values: Any) -> WixMember:
        values = {"login_email": f"{name.lower()}@example.com", "nickname": name} | values
        values.setdefault("member_id", f"member-{name.lower()}")
        user = values.pop("user", None) or User.objects.create_user(f"user-{name.lower()}")
        return WixMember.objects.create(user=user, **values)

    return make


@pytest.fixture
def new_token(db: None) -> NewToken:
    """Make a row; its tokens are the given ones (an answer of Wix's), or invented."""

    def make(
        role: Role = Role.VISITOR, answer: dict[str, Any] | None = None, **values: Any
    ) -> StoredToken:
        answer = answer or {"access_token": "an-access-token", "refresh_token": "a-refresh-token"}
        expires_at = values.setdefault("expires_at", timezone.now() + timedelta(hours=4))
        row = StoredToken(role=role, version=1, **values)
        if not row.is_ended:
            row.sealed = seal_tokens(row, _tokens(answer, role, expires_at))
        row.save(force_insert=True)
        return row

    return make


@pytest.fixture
def new_live_token(sandbox: Sandbox, new_token: NewToken, new_member: NewMember) -> NewToken:
    """Make a row whose tokens the sandbox has issued."""

    def make(role: Role, **values: Any) -> StoredToken:
        who = {}
        if role is Role.MEMBER:
            who = {"member": "ada@example.com"}
            values.setdefault("member", None)
            values["member"] = values["member"] or new_member()
        if role is Role.APP:
            values.setdefault("instance_id", sandbox.instance_id)
            secret = values.pop("secret", sandbox.client_secret)
            claim = digest("app", sandbox.client_id, values["instance_id"], secret)
            values.setdefault("claim", claim)
        return new_token(role, sandbox.act_as(role=role.value, **who), **values)

    return make


def _tokens(answer: dict[str, Any], role: Role, expires_at: datetime) -> Tokens:
    return Tokens(
        access_token=Secret(answer["access_token"]),
        refresh_token=Secret(answer.get("refresh_token") or ""),
        expires_at=expires_at.timestamp(),
        role=role,
        issued_at=timezone.now().timestamp(),
    )
