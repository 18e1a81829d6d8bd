"""
A token storage on one database row: the gate through which its tokens are renewed, once.

However many threads and processes find the same token ended, one of them asks Wix;
the others wait for its result, or share its failure.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from django.db import DatabaseError
from django.utils import timezone

from wix_headless.audit import audit
from wix_headless.exceptions import (
    ClientRefusedError,
    DecryptionError,
    RenewalError,
    TransportError,
    WixError,
)
from wix_headless.models import StoredToken
from wix_headless.signals import token_rejected, token_renewed
from wix_headless.storages import leases
from wix_headless.storages.members import KEPT_OUT, end_member
from wix_headless.storages.outside import BusyError, after_transaction, run_outside
from wix_headless.storages.sealing import open_tokens
from wix_headless.tokens import Renew, Role, Tokens

logger = logging.getLogger(__name__)

#: Longer than a dead holder's lease and one renewal after it.
LONGEST_WAIT = 22.0

#: Seconds between two looks at somebody else's renewal; it begins quick and grows slower.
FIRST_POLL, LONGEST_POLL = 0.02, 0.25

#: A row is not written at every use, but once in so long.
USE_IS_RECORDED_EVERY = timedelta(hours=1)

#: Runs a write once no transaction of the view's is open.
Defer = Callable[[Callable[[], None]], None]


class RowTokenStorage(ABC):
    """
    The part that all rows have in common; a subclass knows how its row is found and made.

    One object serves one request: what it has read it remembers.
    """

    role: ClassVar[Role]

    def __init__(self, *, site: str, defer: Defer = after_transaction) -> None:
        self.site = site
        self._defer = defer
        self._row: StoredToken | None = None
        self._tokens: Tokens | None = None
        self._unstored: Callable[[], None] | None = None

    @abstractmethod
    def find_row(self) -> StoredToken | None:
        """Look the row up, in one query at most."""

    @abstractmethod
    def make_row(self) -> StoredToken:
        """Build the row that does not exist yet; it is saved by whoever called."""

    def load(self) -> Tokens | None:
        if self._tokens is None:
            row = self.find_row()
            tokens = _open(row) if row is not None else None
            if row is not None and row.sealed is not None and tokens is None:
                self._defer(partial(_end_unreadable, row))
                row = None
            self._row, self._tokens = row, tokens
            if row is not None:
                self.record_use(row)
        return self._tokens

    def renew(self, stale: Tokens | None, renew: Renew) -> Tokens:
        try:
            self._tokens = run_outside(lambda: self._renew_once(stale, renew))
        except BusyError:
            self._tokens = self._renew_unleased(stale, renew)
        if self._unstored is not None:
            self._defer(self._store_late)
        return self._tokens

    def clear(self) -> None:
        self.end(StoredToken.EndReason.LOGOUT)

    def end(self, reason: StoredToken.EndReason) -> None:
        """Forget the tokens for good."""
        row = self._row or self.find_row()
        if row is not None:
            leases.end_row(row, reason)
        self._row = self._tokens = self._unstored = None

    def reject(self, reason: str) -> None:
        """Forget the tokens because Wix keeps their member out, and so do we."""
        row = self._row or self.find_row()
        self._row = self._tokens = self._unstored = None
        if row is None:
            return

        def write() -> None:
            _reject(row, RenewalError(reason=reason), leases.end_row)

        try:
            run_outside(write)
        except BusyError:
            self._defer(write)

    def _renew_once(self, stale: Tokens | None, renew: Renew) -> Tokens:
        give_up = time.monotonic() + LONGEST_WAIT
        poll = FIRST_POLL
        while time.monotonic() < give_up:
            row, now = self._read_row(_at_once)
            if row is None:
                row = self.make_row()
                renewed = leases.insert_with_lease(row) and self._renew_leased(row, None, renew)
            else:
                current = _open(row)
                if current is not None and current != stale:
                    self._row = row
                    return current
                _share_failure(row, now)
                # Who waits writes nothing: on SQLite even an UPDATE of no row is in the way of
                # the one writer there may be, who is the holder.
                renewed = (
                    not _is_held(row, now)
                    and leases.claim_lease(row)
                    and self._renew_leased(row, current, renew)
                )
            if renewed:
                return renewed
            time.sleep(poll)  # noqa: TID251 - bounded, and for somebody else's answer
            poll = min(poll * 2, LONGEST_POLL)
        raise TransportError("Another process is renewing this token, and does not end.")

    def _read_row(self, run: Defer) -> tuple[StoredToken | None, datetime | None]:
        """
        Return the row as it is in the database, if it can still hold tokens, and the time.

        Args:
            run: Runs the write that ends a row which no key opens.
        """
        row = self._row or self.find_row()
        self._row = None
        if row is None:
            return None, None
        found, now = leases.read_again(row)
        if found is None or found.is_ended:
            return None, now
        if found.sealed is not None and _open(found) is None:
            run(partial(_end_unreadable, found))
            return None, now
        return found, now

    def _renew_leased(self, row: StoredToken, old: Tokens | None, renew: Renew) -> Tokens | None:
        """Ask Wix, with the lease in hand; None if somebody else has the row by now."""
        try:
            tokens = renew(old)
        except RenewalError as error:
            if not _reject(row, error, leases.end_unchanged):
                return None
            raise
        except WixError as error:
            leases.record_failure(row, error)
            raise
        self._row = row
        try:
            if not leases.store_renewed(row, tokens):
                self._row = None
                return None
        except DatabaseError as error:
            # Wix has replaced the old token, so the new one must not be lost with this write.
            logger.warning("Token %s not stored yet: %s.", row.pk, type(error).__name__)
            self._unstored = lambda: _store(row, tokens)
        else:
            _announce(row)
        return tokens

    def _renew_unleased(self, stale: Tokens | None, renew: Renew) -> Tokens:
        """
        Renew although nothing can be written now, and write it when the view is over.

        SQLite only: the view's own transaction holds the one lock there is.
        """
        row, now = self._read_row(self._defer)
        if row is None:
            new = self._row = self.make_row()
            tokens = renew(None)
            self._unstored = lambda: _insert(new, tokens)
            return tokens
        self._row = known = row
        current = _open(row)
        # What is in the row may also be older: ours of a moment ago are not stored yet.
        if current is not None and (stale is None or current.issued_at > stale.issued_at):
            return current
        _share_failure(row, now)
        try:
            tokens = renew(None if current is None else stale)
        except RenewalError as error:
            refusal = error
            if row.leased_until and now and row.leased_until > now:
                # Perhaps only because somebody else has just used the same refresh token.
                raise TransportError("Another process is renewing this token.") from None

            def end() -> None:
                _reject(known, refusal, leases.end_unchanged)

            self._defer(end)
            raise
        self._unstored = lambda: _store(known, tokens)
        return tokens

    def _store_late(self) -> None:
        """Write what could not be written at once: the latest of it, if there was more."""
        write, self._unstored = self._unstored, None
        if write is not None:
            write()

    def record_use(self, row: StoredToken) -> None:
        """Write down that the tokens were used: the first time they are used again, then hourly."""
        now = timezone.now()
        if row.is_used_once or now - row.last_used_at > USE_IS_RECORDED_EVERY:
            used = {"last_used_at": now, **self.life(now)}
            self._defer(lambda: _update(row, used))

    def life(self, now: datetime) -> dict[str, datetime]:
        """Return until when the row is kept, where that moves with its use."""
        return {}


def _is_held(row: StoredToken, now: datetime | None) -> bool:
    return row.leased_until is not None and now is not None and row.leased_until >= now


def _share_failure(row: StoredToken, now: datetime | None) -> None:
    if row.retry_at is None or now is None or row.retry_at <= now:
        return
    if row.last_error == ClientRefusedError.__name__:
        raise ClientRefusedError("Wix refused this site's client a moment ago.")
    raise TransportError(f"Renewing this token failed a moment ago ({row.last_error}).")


def _open(row: StoredToken) -> Tokens | None:
    if row.sealed is None:
        return None
    try:
        return open_tokens(row)
    except DecryptionError:
        return None


def _end_unreadable(row: StoredToken) -> None:
    """End a row that no key opens: a lost key is no reason for a page that fails for ever."""
    if leases.end_row(row, StoredToken.EndReason.UNREADABLE):
        logger.warning("Token %s (%s) opens with no key; ended.", row.pk, row.role)


def _at_once(write: Callable[[], None]) -> None:
    write()


def _store(row: StoredToken, tokens: Tokens) -> None:
    if leases.store_unleased(row, tokens):
        _announce(row)


def _insert(row: StoredToken, tokens: Tokens) -> None:
    if leases.insert_with_lease(row) and leases.store_renewed(row, tokens):
        _announce(row)


def _announce(row: StoredToken) -> None:
    audit("token_renewed", **row.audit_facts)
    token_renewed.send(StoredToken, token=row, role=row.role, site=row.site)


def _reject(
    row: StoredToken,
    error: RenewalError,
    end: Callable[[StoredToken, StoredToken.EndReason], bool],
) -> bool:
    """
    End a row whose tokens Wix has refused; False if they are not the row's any more.

    A refusal that comes late is of a token that somebody else has renewed by then.
    """
    reason = StoredToken.EndReason(error.reason)
    has_ended = end(row, reason)
    if has_ended:
        token_rejected.send(StoredToken, token=row, role=row.role, site=row.site)
    if row.member is not None and reason in KEPT_OUT:
        # Its other logins are no better.
        end_member(row.site, row.member.member_id, reason)
    return has_ended


def _update(row: StoredToken, values: dict[str, datetime]) -> None:
    unchanged = leases.token_rows().filter(pk=row.pk, last_used_at=row.last_used_at)
    # A crowd of pages comes here with the same news; it is written down once.
    if unchanged.exists():
        unchanged.update(**values)
