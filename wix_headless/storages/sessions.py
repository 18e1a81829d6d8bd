"""
The rows of one browser session: its visitor, and the member it logged in.

The session holds the row's role and id, and nothing else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q, QuerySet
from django.utils import timezone

from wix_headless.conf import django_settings
from wix_headless.exceptions import RenewalError
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.leases import end_row, token_rows
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import USE_IS_RECORDED_EVERY, Defer, RowTokenStorage
from wix_headless.storages.sealing import digest, seal_tokens
from wix_headless.tokens import Role, Tokens

#: Where the session keeps the ids of its rows, by site.
SESSION_KEY = "wix_headless"


class SessionTokenStorage(RowTokenStorage):
    """A row that belongs to a session."""

    def __init__(
        self, session: SessionBase, *, site: str, defer: Defer = after_transaction
    ) -> None:
        super().__init__(site=site, defer=defer)
        self.session = session

    def end(self, reason: StoredToken.EndReason) -> None:
        super().end(reason)
        forget_row(self.session, self.site)

    def life(self, now: datetime) -> dict[str, datetime]:
        return {"ends_at": session_end(self.session, now)}

    @property
    def has_noted(self) -> bool:
        """Whether the session has been changed, and for the sake of this row alone."""
        return False

    def _row_id(self) -> str:
        role, row_id = stored_row(self.session, self.site)
        return row_id if role is self.role else ""

    def _rows(self) -> QuerySet[StoredToken]:
        return token_rows().filter(site=self.site, role=self.role, ended_at=None)


class VisitorTokenStorage(SessionTokenStorage):
    """
    The visitor of a session, made when it first speaks.

    Requests that share a session and come at once find each other by the digest of its key,
    which one row only may have: the session's own data is written too late for that.
    """

    role: ClassVar[Role] = Role.VISITOR

    #: What others had in the session, if there was nothing to save until we wrote to it.
    _noted: dict[str, Any] | None = None

    def find_row(self) -> StoredToken | None:
        row_id = self._row_id()
        known = Q(pk=row_id) if row_id else Q()
        if claim := self._claim():
            known |= Q(claim=claim)
        if not known:
            return None
        rows = list(self._rows().filter(known))
        # The id the session knows goes before the one found by its key.
        row = min(rows, key=lambda row: str(row.pk) != row_id, default=None)
        if row is not None and str(row.pk) != row_id:
            self._note(row)
        return row

    def make_row(self) -> StoredToken:
        now = timezone.now()
        row = StoredToken(
            site=self.site,
            role=self.role,
            claim=self._claim(),
            created_at=now,
            last_used_at=now,
            **self.life(now),
        )
        self._note(row)
        return row

    @property
    def has_noted(self) -> bool:
        return self._noted is not None and _others(self.session) == self._noted

    def _note(self, row: StoredToken) -> None:
        was_modified = self.session.modified
        remember_row(self.session, row)
        self._noted = None if was_modified else _others(self.session)

    def _claim(self) -> str | None:
        key = self.session.session_key
        return digest("session", key) if key else None


class MemberTokenStorage(SessionTokenStorage):
    """
    The member whom a session has logged in.

    The tokens are the member's only while its user is the one who is signed in here.
    They are never made anew: when they are gone, the member has to log in.
    """

    role: ClassVar[Role] = Role.MEMBER

    def __init__(
        self,
        session: SessionBase,
        *,
        site: str,
        user_id: Any,
        defer: Defer = after_transaction,
    ) -> None:
        super().__init__(session, site=site, defer=defer)
        self._user_id = user_id

    @property
    def row(self) -> StoredToken | None:
        """The row, with its member."""
        self.load()
        return self._row

    def find_row(self) -> StoredToken | None:
        row_id = self._row_id()
        if not row_id:
            return None
        # A row without tokens would be filled with a visitor's.
        rows = self._rows().select_related("member")
        row = rows.filter(pk=row_id, sealed__isnull=False).first()
        if row is None or row.member is None or row.member.user_id != self._user_id:
            return None
        return row

    def make_row(self) -> StoredToken:
        raise RenewalError("This login has ended: the member has to log in again.")


def end_session_row(
    session: SessionBase, site: str, reason: StoredToken.EndReason, *, user: Any = None
) -> StoredToken | None:
    """
    End the row that the session has for *site*, and return it if there was one.

    Args:
        user: Leave the row alone if it is the login of somebody else.
    """
    _, row_id = stored_row(session, site)
    row = token_rows().select_related("member").filter(pk=row_id).first() if row_id else None
    forget_row(session, site)
    if row is None or (user and row.member and row.member.user_id != user.pk):
        return None
    end_row(row, reason)
    return row


def store_login(session: SessionBase, member: WixMember, tokens: Tokens) -> StoredToken:
    """Keep the tokens of a member who has just logged in to this session."""
    now = timezone.now()
    row = StoredToken(
        site=member.site,
        role=Role.MEMBER,
        member=member,
        expires_at=datetime.fromtimestamp(tokens.expires_at, tz=now.tzinfo),
        renewed_at=now,
        version=1,
        ends_at=session_end(session, now),
    )
    row.sealed = seal_tokens(row, tokens)
    row.save(using=token_rows().db, force_insert=True)
    remember_row(session, row)
    return row


def let_go(storage: SessionTokenStorage) -> None:
    """
    Leave the session unsaved, if it is gone and would be saved for our sake alone.

    Somebody who logs in while another tab waits for its first answer has a new session by then;
    Django refuses to save the old one, and that tab would show an error.
    """
    if storage.has_noted and is_gone(storage.session):
        storage.end(StoredToken.EndReason.REPLACED)
        storage.session.modified = False


def is_gone(session: SessionBase) -> bool:
    """
    Say whether this session has been ended by another request since this one began.

    One whose data is in its cookie can't tell.
    """
    key = session.session_key
    is_in_cookie = django_settings.SESSION_ENGINE.endswith("signed_cookies")
    return bool(key and not is_in_cookie and not session.exists(key))


def session_end(session: SessionBase, now: datetime) -> datetime:
    """Return when a session's row may go: not before the session, whose use is noted hourly."""
    return now + timedelta(seconds=session.get_expiry_age()) + USE_IS_RECORDED_EVERY


def session_sites(session: SessionBase) -> list[str]:
    """Return the sites that the session has a row for."""
    known = session.get(SESSION_KEY)
    return [site for site in known if stored_row(session, site)[1]] if known else []


def stored_row(session: SessionBase, site: str) -> tuple[Role | None, str]:
    """Return the role and the id of the session's row; None and empty if it has none."""
    known = session.get(SESSION_KEY)
    entry = known.get(site) if isinstance(known, dict) else None
    match entry:
        case [Role.MEMBER.value | Role.VISITOR.value as role, str(row_id)]:
            return Role(role), row_id
    return None, ""


def remember_row(session: SessionBase, row: StoredToken) -> None:
    """Make *row* the session's row for its site."""
    known = session.get(SESSION_KEY)
    entry = {row.site: [str(row.role), str(row.pk)]}
    session[SESSION_KEY] = {**(known if isinstance(known, dict) else {}), **entry}


def forget_row(session: SessionBase, site: str) -> None:
    """Let the session have no row for *site*."""
    if stored_row(session, site)[1]:
        known = session[SESSION_KEY]
        session[SESSION_KEY] = {alias: known[alias] for alias in known if alias != site}


def _others(session: SessionBase) -> dict[str, Any]:
    return {key: value for key, value in session.items() if not key.startswith(SESSION_KEY)}
