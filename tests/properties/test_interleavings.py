"""
Requests of one login that meet in any order: what has ended stays ended, and only newer replaces.

No threads are needed: whatever else happens while Wix is being asked, happens inside the answer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.properties.inputs import shares_fixtures
from wix_headless.exceptions import (
    ClientRefusedError,
    RenewalError,
    TransportError,
    WixError,
)
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.sealing import open_tokens
from wix_headless.storages.sessions import MemberTokenStorage, end_session_row, store_login
from wix_headless.tokens import Role, Tokens


class KilledError(BaseException):
    """The process dies while it waits for Wix."""


@dataclass(frozen=True)
class Renewal:
    """
    One request that renews, and what happens while it waits for Wix.

    Attributes:
        is_made_first: Wix makes its answer before all that, and not after.
        is_slow: So slow that the lease ends before all that.
    """

    who: int
    outcome: str
    is_made_first: bool
    is_slow: bool
    meanwhile: list[Renewal | str] = field(default_factory=list)


REQUESTS = 3
LOGOUT = StoredToken.EndReason.LOGOUT
outcomes = st.sampled_from(
    ["renewed", "renewed", "refused", "refused", "no answer", "client refused", "killed"]
)


def renewals(events):
    return st.builds(
        Renewal,
        who=st.integers(0, REQUESTS - 1),
        outcome=outcomes,
        is_made_first=st.booleans(),
        is_slow=st.booleans(),
        meanwhile=st.lists(events, max_size=3),
    )


happenings = st.sampled_from(["log out", "lease ends", "pause ends"])
# Three deep: a renewal that others overtake while they are overtaken themselves.
inner = renewals(happenings | renewals(happenings))
events = renewals(inner | happenings) | renewals(inner) | happenings


class OneLogin(RuleBasedStateMachine):
    """A member's row, and requests that each remember what they have read of it."""

    @initialize()
    def log_in(self):
        user = User.objects.create_user("ada")
        member = WixMember.objects.create(user=user, member_id="m-1")
        self.session = SessionStore()
        self.session.create()
        self.made = 0
        self.row = store_login(self.session, member, self.make_tokens())
        self.session.save()
        self.newest, self.ended = 1, None
        self.may_end = False
        self.requests = [self.new_request() for _ in range(REQUESTS)]

    def new_request(self):
        session = SessionStore(self.session.session_key)
        return MemberTokenStorage(
            session, site="default", user_id=self.row.member.user_id, defer=lambda write: write()
        )

    def make_tokens(self):
        self.made += 1
        name = str(self.made)
        return Tokens(name, f"refresh-{name}", time.time() - 1, Role.MEMBER, time.time() - 100)

    def read(self):
        return StoredToken.objects.get(pk=self.row.pk)

    @rule(event=events)
    def happen(self, event):
        match event:
            case "log out":
                end_session_row(SessionStore(self.session.session_key), "default", LOGOUT)
                self.may_end = True
            case "lease ends":
                past = timezone.now() - timedelta(hours=1)
                StoredToken.objects.exclude(leased_until=None).update(leased_until=past)
            case "pause ends":
                StoredToken.objects.update(retry_at=None)
            case Renewal():
                self.renew(event)
        self.look()

    @rule(who=st.integers(0, REQUESTS - 1))
    def begin_request(self, who):
        self.requests[who] = self.new_request()

    @rule(who=st.integers(0, REQUESTS - 1))
    def load(self, who):
        tokens = self.requests[who].load()
        assert tokens is None or tokens.role is Role.MEMBER

    def renew(self, event):
        row = self.read()
        if row.leased_until is not None and row.leased_until > timezone.now():
            return  # It would wait, in real seconds.
        storage = self.requests[event.who]
        stale = storage.load()
        # Whoever has lost its lease meanwhile asks once more, and then nothing is in its way.
        asks = iter([event])
        undisturbed = replace(event, is_slow=False, meanwhile=[])
        try:
            tokens = storage.renew(stale, lambda old: self.ask_wix(next(asks, undisturbed), old))
        except (WixError, KilledError):
            return
        assert tokens.role is Role.MEMBER
        assert tokens != stale

    def ask_wix(self, event, old):
        assert old is not None, "a member's tokens are never made from nothing"
        before = self.read()
        tokens = self.make_tokens() if event.is_made_first else None
        for other in (["lease ends"] if event.is_slow else []) + event.meanwhile:
            self.happen(other)
        after = self.read()
        if after.lease != before.lease:
            # Whoever has it now may have died with it: this one would wait, in real seconds.
            self.happen("lease ends")
        outcome = event.outcome
        is_late = (after.version, after.lease) != (before.version, before.lease)
        match outcome:
            case "no answer":
                raise TransportError("no answer")
            case "client refused":
                raise ClientRefusedError("wrong secret")
            case "refused":
                # A refusal that comes after the lease is of a token that others have renewed.
                self.may_end |= not is_late
                raise RenewalError
            case "killed":
                raise KilledError
        return tokens or self.make_tokens()

    @invariant()
    def look(self):
        row = self.read()
        assert row.role == Role.MEMBER
        assert StoredToken.objects.count() == 1
        if row.is_ended:
            assert self.may_end
            assert row.sealed is None
            assert row.lease is None
            self.ended = self.ended or (row.ended_at, row.end_reason)
            assert (row.ended_at, row.end_reason) == self.ended
        else:
            assert self.ended is None
            number = int(open_tokens(row).access_token)
            assert number >= self.newest
            self.newest = number

    def teardown(self):
        StoredToken.objects.all().delete()
        User.objects.all().delete()


@pytest.mark.django_db
def test_any_order_of_renewals_ends_failures_and_deaths():
    # Few steps, as each is a tree of events by itself.
    run_state_machine_as_test(OneLogin, settings=settings(shares_fixtures, stateful_step_count=6))
