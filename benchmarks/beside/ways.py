"""
How each package has a member signed in, and how a project calls an API with the member's token.

The packages differ in what they do for such a call; where one does nothing, the project reads the
token from where the package keeps it and sends it by ``requests``.
"""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any, ClassVar

import requests
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from benchmarks.calls import QUERY
from benchmarks.upstream import ACCESS_TOKEN, EXPIRED_TOKEN, MEMBERS_PATH, REFRESH_TOKEN

LIFETIME = 14_400


class Way(ABC):
    """What one package needs."""

    backend: ClassVar[str]

    def sign_in(self, *, is_expired: bool) -> Client:
        """Return the browser of a member, whose access token is fresh or a minute too old."""
        client = Client()
        users = get_user_model().objects
        user, _ = users.get_or_create(username="ada", email="ada@example.com")
        client.force_login(user, backend=self.backend)
        expires_at = time.time() + (-60 if is_expired else LIFETIME)
        self.remember(client, user, EXPIRED_TOKEN if is_expired else ACCESS_TOKEN, expires_at)
        return client

    @abstractmethod
    def remember(self, client: Client, user: Any, token: str, expires_at: float) -> None:
        """Keep *token* as the package does after a login."""

    @abstractmethod
    def call(self, request: Any) -> int:
        """Call the API, and return the status of its answer."""


class Ours(Way):
    """A row of ours; the call renews it."""

    backend = "wix_headless.backends.WixMemberBackend"

    def remember(self, client: Client, user: Any, token: str, expires_at: float) -> None:
        from wix_headless.models import WixMember  # noqa: PLC0415 - it may not be installed
        from wix_headless.storages.sessions import store_login  # noqa: PLC0415
        from wix_headless.tokens import Role, Tokens  # noqa: PLC0415

        member, _ = WixMember.objects.get_or_create(site="default", member_id="m-1", user=user)
        session = client.session
        issued_at = expires_at - LIFETIME
        store_login(
            session, member, Tokens(token, REFRESH_TOKEN, expires_at, Role.MEMBER, issued_at)
        )
        session.save()

    def call(self, request: Any) -> int:
        request.wix.members.query_members(query=QUERY)
        return 200


class Mozilla(Way):
    """The session, where ``OIDC_STORE_ACCESS_TOKEN`` puts it."""

    backend = "mozilla_django_oidc.auth.OIDCAuthenticationBackend"

    def remember(self, client: Client, user: Any, token: str, expires_at: float) -> None:
        session = client.session
        session["oidc_access_token"] = token
        session["oidc_id_token_expiration"] = expires_at
        session.save()

    def call(self, request: Any) -> int:
        return _query_members(request.session["oidc_access_token"])


class Allauth(Way):
    """A row of its own, where ``SOCIALACCOUNT_STORE_TOKENS`` puts it."""

    backend = "allauth.account.auth_backends.AuthenticationBackend"

    def remember(self, client: Client, user: Any, token: str, expires_at: float) -> None:
        from allauth.socialaccount.models import (  # noqa: PLC0415 - it may not be installed
            SocialAccount,
            SocialToken,
        )

        account, _ = SocialAccount.objects.get_or_create(
            user=user, provider="openid_connect", uid="m-1"
        )
        values = {
            "token": token,
            "token_secret": REFRESH_TOKEN,
            "expires_at": datetime.fromtimestamp(expires_at, UTC),
        }
        SocialToken.objects.update_or_create(account=account, defaults=values)

    def call(self, request: Any) -> int:
        from allauth.socialaccount.models import SocialToken  # noqa: PLC0415

        return _query_members(SocialToken.objects.get(account__user=request.user).token)


WAYS: dict[str, Way] = {
    "wix_headless": Ours(),
    "mozilla_django_oidc": Mozilla(),
    "allauth": Allauth(),
}


def chosen_way() -> Way:
    """Return that of the one package that is installed."""
    return next(way for app, way in WAYS.items() if apps.is_installed(app))


def _query_members(token: str) -> int:
    return requests.post(
        os.environ["BENCH_ORIGIN"] + MEMBERS_PATH,
        json={"query": QUERY},
        headers={"Authorization": token},
        timeout=10,
    ).status_code
