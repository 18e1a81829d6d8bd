"""What may go and what has to stay, and that it goes in batches while others use it."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone

from wix_headless.models import ElevatedCall, EventDelivery, LoginAttempt, StoredToken, WixMember
from wix_headless.storages.batches import BATCH_SIZE
from wix_headless.storages.leases import end_row
from wix_headless.storages.pruning import Retention, find_chores
from wix_headless.tokens import Role

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_row(*, age=2 * DAY, used_again=True, lasts=DAY, **values):
    """Make a row of that age, whose session lasts so much longer; by default, one that stays."""
    now = timezone.now()
    times = {
        "created_at": now - age,
        "last_used_at": now - age + (HOUR / 4 if used_again else HOUR * 0),
        "ends_at": None if lasts is None else now + lasts,
    }
    return StoredToken.objects.create(**{"role": Role.VISITOR, "sealed": b"x"} | times | values)


def make_member(name="ada", *, is_active=True):
    user = User.objects.create_user(name, is_active=is_active)
    return WixMember.objects.create(member_id=name, user=user)


def make_ended(*, ago):
    row = make_row()
    end_row(row, StoredToken.EndReason.LOGOUT)
    StoredToken.objects.filter(pk=row.pk).update(ended_at=timezone.now() - ago)
    return row


def prune(batch_size=500, **keep):
    """Do everything, and return how many rows of each kind went."""
    done = {chore.title: sum(chore.run(batch_size)) for chore in find_chores(Retention(**keep))}
    return {title: count for title, count in done.items() if count}


def is_kept(row):
    return type(row).objects.filter(pk=row.pk).exists()


def test_logins_past_their_time_go():
    now = timezone.now()
    old, new = (
        LoginAttempt.objects.create(
            state_digest=name, browser_digest="b", sealed=b"x", expires_at=now + minutes
        )
        for name, minutes in (("old", -timedelta(seconds=5)), ("new", timedelta(minutes=5)))
    )

    assert prune() == {"Logins that were not finished": 1}

    assert (is_kept(old), is_kept(new)) == (False, True)


def test_tokens_go_with_their_session():
    over = [make_row(lasts=-HOUR), make_row(lasts=-HOUR, role=Role.MEMBER, member=make_member())]
    going_on = make_row(lasts=HOUR)

    assert prune() == {"Tokens whose session is over": 2}

    assert [is_kept(row) for row in (*over, going_on)] == [False, False, True]


def test_a_visitor_who_never_came_back_goes_after_a_day():
    bot = make_row(age=DAY + HOUR, used_again=False)
    newcomer = make_row(age=DAY - HOUR, used_again=False)
    returned = make_row(age=30 * DAY, used_again=True)

    assert prune() == {"Tokens of visitors who never came back": 1}

    assert [is_kept(row) for row in (bot, newcomer, returned)] == [False, True, True]


def test_how_long_that_takes_can_be_said():
    make_row(age=3 * HOUR, used_again=False)

    assert prune(single_visit=4 * HOUR) == {}
    assert prune(single_visit=2 * HOUR) == {"Tokens of visitors who never came back": 1}


def test_a_members_login_stays_however_seldom_it_is_used():
    make_row(age=20 * DAY, used_again=False, role=Role.MEMBER, member=make_member())

    assert prune() == {}


def test_a_row_of_before_visits_were_noted_stays_until_its_session_is_over():
    row = make_row(age=5 * DAY, used_again=False)
    StoredToken.objects.update(last_used_at=row.created_at + timedelta(microseconds=20))

    assert prune() == {}


def test_ended_tokens_are_kept_for_a_week():
    old, new = make_ended(ago=8 * DAY), make_ended(ago=6 * DAY)

    assert prune() == {"Tokens that ended long ago": 1}

    assert (is_kept(old), is_kept(new)) == (False, True)
    assert prune(ended=timedelta(0)) == {"Tokens that ended long ago": 1}


def test_ended_tokens_are_kept_for_the_admin_though_their_session_is_over():
    row = make_ended(ago=DAY)
    StoredToken.objects.update(ends_at=timezone.now() - HOUR)

    assert prune() == {}
    assert is_kept(row)


def test_tokens_of_users_who_were_switched_off_end(caplog):
    caplog.set_level(logging.INFO, logger="wix_headless.audit")
    ada, ben = make_member("ada"), make_member("ben")
    rows = [make_row(role=Role.MEMBER, member=member) for member in (ada, ben)]
    User.objects.filter(username="ben").update(is_active=False)

    assert prune() == {"Tokens of users who are switched off": 1}

    first, second = (StoredToken.objects.get(pk=row.pk) for row in rows)
    assert (bytes(first.sealed), first.end_reason) == (b"x", "")
    assert (second.sealed, second.end_reason) == (None, "inactive")
    assert [line.split()[0] for line in caplog.messages] == ["token_ended"]
    assert f"token={second.pk}" in caplog.messages[0]
    assert prune() == {}


def test_shared_tokens_stay_while_somebody_uses_them():
    long_ago = timezone.now() - 31 * DAY
    unused = [
        make_row(lasts=None, role=role, last_used_at=long_ago, created_at=long_ago)
        for role in (Role.APP, Role.VISITOR)
    ]
    used = [
        make_row(lasts=None, role=role, age=90 * DAY, last_used_at=timezone.now() - DAY)
        for role in (Role.APP, Role.VISITOR)
    ]

    assert prune() == {"Tokens of no session that nobody uses": 2}

    assert [is_kept(row) for row in unused + used] == [False, False, True, True]


def test_elevated_calls_are_kept_for_a_year():
    now = timezone.now()
    old, new = (
        ElevatedCall.objects.create(view="v", method="m", outcome="ok", created_at=now - age)
        for age in (366 * DAY, 364 * DAY)
    )

    assert prune() == {"Elevated calls of long ago": 1}

    assert (is_kept(old), is_kept(new)) == (False, True)
    assert prune(audit=30 * DAY) == {"Elevated calls of long ago": 1}


def make_event(state, age):
    received = timezone.now() - age
    return EventDelivery.objects.create(key=f"{state}{age}", state=state, received_at=received)


def test_events_are_kept_for_a_month_and_parked_ones_for_three():
    handled, unheard, parked = (
        [make_event(state, days * DAY - HOUR), make_event(state, days * DAY + HOUR)]
        for state, days in (("completed", 30), ("unhandled", 30), ("parked", 90))
    )
    unfinished = [make_event("waiting", 400 * DAY), make_event("running", 400 * DAY)]

    assert prune() == {
        "Events that were handled long ago": 2,
        "Events that were parked long ago": 1,
    }

    for young, old in (handled, unheard, parked):
        assert (is_kept(young), is_kept(old)) == (True, False)
    assert all(map(is_kept, unfinished))
    assert prune(events=3 * DAY, parked=3 * DAY) == {
        "Events that were handled long ago": 2,
        "Events that were parked long ago": 1,
    }


@pytest.mark.parametrize("batch_size", [1, 2, 3, 7, 500])
def test_batches_leave_nothing_out(batch_size):
    for _ in range(7):
        make_row(lasts=-HOUR)
    for name in ("ada", "ben", "cleo"):
        make_row(role=Role.MEMBER, member=make_member(name, is_active=False))
    kept = make_row()

    done = prune(batch_size)

    assert done == {
        "Tokens whose session is over": 7,
        "Tokens of users who are switched off": 3,
    }
    assert [row.pk for row in StoredToken.objects.filter(ended_at=None)] == [kept.pk]


def test_each_batch_is_a_short_statement():
    for _ in range(6):
        make_row(lasts=-HOUR)
    sizes = []

    def watch(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            # Besides the ids there are the time, and that it has not ended.
            sizes.append(len(params) - 2)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        prune(batch_size=2)

    assert sizes == [2, 2, 2]


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the others know how many rows an index finds"
)
def test_each_batch_is_found_by_its_ids():
    ids = [uuid.uuid4() for _ in range(BATCH_SIZE)]
    chores = [chore for chore in find_chores(Retention()) if chore.rows.model is StoredToken]

    plans = {chore.title: chore.rows.filter(pk__in=ids).explain() for chore in chores}

    # The app's tokens, which are few, are found by having no end.
    del plans["Tokens of no session that nobody uses"]
    assert len(plans) == 4
    assert [title for title, plan in plans.items() if "(id=?)" not in plan] == []


def test_whoever_comes_back_in_between_keeps_the_token():
    rows = [make_row(age=2 * DAY, used_again=False) for _ in range(3)]
    back = rows[1]

    def come_back(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            StoredToken.objects.filter(pk=back.pk).update(last_used_at=timezone.now())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(come_back):
        assert prune() == {"Tokens of visitors who never came back": 2}

    assert [row.pk for row in StoredToken.objects.all()] == [back.pk]


@pytest.mark.django_db(transaction=True)
def test_a_lost_lock_is_tried_again():
    make_row(lasts=-HOUR)
    refusals = [OperationalError("deadlock detected")] * 2

    def refuse(execute, sql, params, many, context):
        if sql.startswith("DELETE") and refusals:
            raise refusals.pop()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert prune() == {"Tokens whose session is over": 1}


def test_looking_changes_nothing():
    make_row(lasts=-HOUR)
    make_row(role=Role.MEMBER, member=make_member(is_active=False))
    make_row(age=2 * DAY, used_again=False)
    before = list(StoredToken.objects.order_by("pk").values())

    counts = [chore.rows.count() for chore in find_chores(Retention())]

    assert sum(counts) == 3
    assert max(counts) == 1
    assert list(StoredToken.objects.order_by("pk").values()) == before
