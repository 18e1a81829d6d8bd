"""Those who speak to Wix, each with tokens in the database that have to be renewed."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.views.debug import ExceptionReporter

from tests.support.browser import Browser
from wix_headless.client import WixClient
from wix_headless.exceptions import WixError
from wix_headless.models import StoredToken
from wix_headless.storages.sealing import open_tokens, seal_tokens
from wix_headless.storages.sessions import MemberTokenStorage, VisitorTokenStorage
from wix_headless.storages.shared import AppTokenStorage
from wix_headless.strategies import AppStrategy, OAuthStrategy
from wix_headless.strategies.base import TokenStrategy
from wix_headless.tokens import Role, Secret, Tokens
from wix_headless.transport import Transport

#: A page of the test site that speaks as each, and what of Wix it needs.
PAGES = {Role.VISITOR: "/", Role.MEMBER: "/me/", Role.APP: "/report/public/"}
CALLS = {
    Role.VISITOR: "/stores/v3/products/query",
    Role.MEMBER: "/members/v1/members/my",
    Role.APP: "/site-properties/v4/properties",
}


@dataclass(frozen=True)
class Before:
    """What no fault may change."""

    rows: dict[Any, tuple[bytes, int, Any]]
    session: dict[str, Any]


class Speaker:
    """A browser whose page speaks to Wix as one *role*, with a token that has just ended."""

    def __init__(self, role: Role, browser: Browser) -> None:
        self.role = role
        self.browser = browser
        self.sandbox = browser.sandbox
        if role is Role.MEMBER:
            browser.log_in()
        assert self.get_page().status_code == 200
        # The login began as a visitor; its row has ended.
        self.row_id = StoredToken.objects.get(role=role, ended_at=None).pk
        self.end_token()

    @property
    def row(self) -> StoredToken:
        return StoredToken.objects.get(pk=self.row_id)

    @property
    def tokens(self) -> Tokens:
        return open_tokens(self.row)

    def get_page(self) -> Any:
        return self.browser.get(PAGES[self.role])

    def end_token(self) -> None:
        """Let the time of the access token be over, on both sides."""
        self.sandbox.expire_tokens(role=self.role.value)
        row = self.row
        row.sealed = seal_tokens(row, replace(open_tokens(row), expires_at=1.0, issued_at=1.0))
        row.save()

    def build_strategy(self, *, deadline: float) -> TokenStrategy:
        """Return what speaks for this one, as a request of the browser would have it."""
        if self.role is Role.APP:
            keys = (self.sandbox.client_id, self.sandbox.client_secret)
            instance = self.sandbox.instance_id
            storage = AppTokenStorage(*keys, site="default", instance_id=instance)
            return AppStrategy(*keys, instance_id=instance, storage=storage, deadline=deadline)
        session = self.browser.site.session
        if self.role is Role.VISITOR:
            own = VisitorTokenStorage(session, site="default")
        else:
            user_id = self.row.member.user_id
            own = MemberTokenStorage(session, site="default", user_id=user_id)
        return OAuthStrategy(self.sandbox.client_id, storage=own, deadline=deadline)

    def call(self, transport: Transport, *, deadline: float) -> dict[str, Any]:
        """Make the page's call without the page."""
        client = WixClient(self.build_strategy(deadline=deadline), transport=transport)
        if self.role is Role.VISITOR:
            return client.post(CALLS[self.role], json={"query": {}})
        return client.get(CALLS[self.role])

    def look(self) -> Before:
        rows = {
            row.pk: (bytes(row.sealed or b""), row.version, row.ended_at)
            for row in StoredToken.objects.all()
        }
        return Before(rows=rows, session=dict(self.browser.site.session.items()))

    def find_secrets(self) -> list[str]:
        """Return all that an error must not show."""
        memory = self.sandbox._server.state
        with memory.lock:
            made = [*memory.access_tokens, *memory.refresh_tokens]
        return [Secret(text) for text in (*made, self.sandbox.client_secret, self.sandbox.api_key)]

    @contextmanager
    def unharmed_by(self, kind: type[WixError], message: str) -> Iterator[None]:
        """
        Expect this error of the block, and that it changes nothing and shows nothing.

        Then the pause after a failure is over, and the page has to be as it was.
        """
        before = self.look()
        with pytest.raises(kind, match=message) as caught:
            yield
        assert type(caught.value) is kind
        assert_shows_nothing(caught.value, self.find_secrets())
        assert self.look() == before
        self.end_pause()

    def end_pause(self) -> None:
        past = timezone.now() - timedelta(seconds=1)
        StoredToken.objects.exclude(retry_at=None).update(retry_at=past)

    def assert_speaks(self) -> None:
        """See that the same login, or visitor, is still there and speaks."""
        rows = StoredToken.objects.count()
        assert self.get_page().status_code == 200
        row = self.row
        assert (row.ended_at, row.last_error) == (None, "")
        assert StoredToken.objects.count() == rows
        expected = "member" if self.role is Role.MEMBER else "visitor"
        assert self.browser.get("/role/").json()["role"] == expected


def assert_shows_nothing(error: WixError, secrets: list[str]) -> None:
    """Look where a log and Django's error page look: at the message, and into every frame."""
    reporter = ExceptionReporter(None, type(error), error, error.__traceback__)
    shown = f"{error}\n{error!r}\n" + html.unescape(reporter.get_traceback_html())
    assert [number for number, secret in enumerate(secrets) if secret in shown] == []
