"""Changing keys while the site runs: nothing is lost, nobody disturbed, and it can be resumed."""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from wix_headless.conf import wix_settings
from wix_headless.crypto import KeyRing, generate_key
from wix_headless.models import LoginAttempt, StoredToken
from wix_headless.storages import leases
from wix_headless.storages.rotation import Rotation, count_current, count_old
from wix_headless.storages.sealing import open_attempt, open_tokens, seal_attempt, seal_tokens
from wix_headless.tokens import Role, Secret, Tokens

pytestmark = pytest.mark.django_db

OLD, NEW, LOST = generate_key(), generate_key(), generate_key()


@pytest.fixture(autouse=True)
def use_keys(settings):
    """Change the ring; it begins with the old key alone."""

    def use_keys(*keys):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": list(keys)}

    use_keys(OLD)
    return use_keys


def build_tokens(name):
    return Tokens(f"access-{name}", f"refresh-{name}", expires_at=2e9, role=Role.VISITOR)


def make_row(name, **values):
    now = timezone.now()
    row = StoredToken(role=Role.VISITOR, version=3, ends_at=now + timedelta(days=1), **values)
    row.sealed = seal_tokens(row, build_tokens(name))
    row.save()
    return row


def make_rows(count):
    return {make_row(str(number)).pk: build_tokens(str(number)) for number in range(count)}


def make_attempt(name, *, minutes=10):
    attempt = LoginAttempt(
        state_digest=name * 64,
        browser_digest="b" * 64,
        expires_at=timezone.now() + timedelta(minutes=minutes),
    )
    attempt.sealed = seal_attempt(attempt, Secret(f"verifier-{name}"))
    attempt.save()
    return attempt


def read_all():
    return {row.pk: open_tokens(row) for row in StoredToken.objects.all()}


def read_sealed():
    return {row.pk: bytes(row.sealed) for row in StoredToken.objects.all()}


class AtTheFirstUpdate:
    """Does something just before the first UPDATE that a rotation sends."""

    def __init__(self, act):
        self._act = act
        self.times = 0

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            self.times += 1
            if self.times == 1:
                self._act()
        return execute(sql, params, many, context)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 7, 500])
def test_everything_is_sealed_anew_and_opens_as_before(use_keys, batch_size):
    tokens = make_rows(7)
    before = read_sealed()
    use_keys(NEW, OLD)
    rotation = Rotation(batch_size=batch_size)

    assert sum(rotation.run()) == 7

    assert rotation.rotated == {"default": 7}
    assert (count_old(), count_current()) == (0, 7)
    use_keys(NEW)
    assert read_all() == tokens
    assert not set(before.values()) & set(read_sealed().values())


def test_nothing_else_of_a_row_is_touched(use_keys):
    row = make_row("one")
    assert leases.claim_lease(row)
    before = StoredToken.objects.values().get()
    use_keys(NEW, OLD)

    list(Rotation().run())

    after = StoredToken.objects.values().get()
    assert {name for name in after if after[name] != before[name]} == {"sealed"}


def test_what_is_under_the_first_key_is_passed_by(use_keys):
    make_rows(2)
    use_keys(NEW, OLD)
    current = make_row("new")

    rotation = Rotation()
    assert sum(rotation.run()) == 2
    assert read_sealed()[current.pk] == current.sealed
    before = read_sealed()
    assert list(Rotation().run()) == []

    assert read_sealed() == before


def test_rows_without_tokens_are_none_of_its_business(use_keys):
    leases.end_row(make_row("one"), StoredToken.EndReason.LOGOUT)
    use_keys(NEW, OLD)

    assert list(Rotation().run()) == []

    assert count_old() == 0


def test_what_no_key_opens_is_counted_and_left_alone(use_keys):
    use_keys(LOST)
    lost = make_row("lost", site="other")
    use_keys(OLD)
    fine, moved = make_row("fine"), make_row("moved")
    StoredToken.objects.filter(pk=moved.pk).update(sealed=fine.sealed)
    use_keys(NEW, OLD)
    rotation = Rotation(batch_size=1)

    list(rotation.run())

    assert rotation.rotated == {"default": 1}
    assert rotation.unreadable == {"other": 1, "default": 1}
    assert count_old() == 2
    assert read_sealed()[lost.pk] == lost.sealed
    assert read_sealed()[moved.pk] == fine.sealed
    assert StoredToken.objects.filter(ended_at=None).count() == 3


def test_a_dry_run_says_so_and_changes_nothing(use_keys):
    make_rows(5)
    before = read_sealed()
    use_keys(LOST)
    lost = make_row("lost")
    use_keys(NEW, OLD)
    rotation = Rotation(batch_size=2, is_dry=True)

    assert sum(rotation.run()) == 6

    assert (rotation.rotated.total(), rotation.unreadable.total()) == (5, 1)
    old, lost_id = (KeyRing([key]).key_ids[0] for key in (OLD, LOST))
    assert rotation.found == {old: 5, lost_id: 1}
    assert read_sealed() == before | {lost.pk: lost.sealed}


def test_logins_under_way_are_taken_along(use_keys):
    begun, too_old = make_attempt("a"), make_attempt("c", minutes=-1)
    use_keys(NEW, OLD)
    rotation = Rotation()

    list(rotation.run())

    assert rotation.rotated == {"default": 1}
    assert count_old() == 0
    use_keys(NEW)
    assert open_attempt(LoginAttempt.objects.get(pk=begun.pk)) == "verifier-a"
    assert bytes(LoginAttempt.objects.get(pk=too_old.pk).sealed) == too_old.sealed


def test_a_renewal_in_between_wins(use_keys):
    row = make_row("one")
    use_keys(NEW, OLD)
    assert leases.claim_lease(row)
    renewed = build_tokens("renewed")
    wrapper = AtTheFirstUpdate(lambda: leases.store_renewed(row, renewed))
    rotation = Rotation()

    with connection.execute_wrapper(wrapper):
        list(rotation.run())

    assert wrapper.times > 1
    assert rotation.rotated == {}
    assert open_tokens(StoredToken.objects.get()) == replace(renewed, role=Role.VISITOR)
    assert StoredToken.objects.get().version == 4


def test_a_logout_in_between_wins(use_keys):
    row = make_row("one")
    use_keys(NEW, OLD)
    wrapper = AtTheFirstUpdate(lambda: leases.end_row(row, StoredToken.EndReason.LOGOUT))

    with connection.execute_wrapper(wrapper):
        list(Rotation().run())

    ended = StoredToken.objects.get()
    assert (ended.sealed, ended.end_reason) == (None, "logout")


def test_a_renewal_under_way_is_not_disturbed(use_keys):
    row = make_row("one")
    use_keys(NEW, OLD)
    assert leases.claim_lease(row)

    list(Rotation().run())

    assert leases.store_renewed(row, build_tokens("renewed"))
    assert open_tokens(StoredToken.objects.get()).access_token == "access-renewed"


def test_nor_is_one_that_holds_no_lease(use_keys):
    row = make_row("one")
    use_keys(NEW, OLD)

    list(Rotation().run())

    assert leases.store_unleased(row, build_tokens("renewed"))


def test_an_interrupted_run_is_taken_up_by_the_next(use_keys, caplog):
    caplog.set_level(logging.INFO, logger="wix_headless.audit")
    tokens = make_rows(7)
    use_keys(NEW, OLD)
    first = Rotation(batch_size=2)
    steps = first.run()
    next(steps)
    next(steps)
    steps.close()
    assert (first.rotated.total(), count_old()) == (4, 3)

    second = Rotation(batch_size=2)
    assert sum(second.run()) == 3

    assert (second.rotated.total(), count_old()) == (3, 0)
    assert read_all() == tokens
    assert [record.facts["rotated"] for record in caplog.records] == ["4", "3"]


def test_a_run_that_dies_within_a_batch_has_not_done_it(use_keys):
    tokens = make_rows(4)
    use_keys(NEW, OLD)

    def die(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("UPDATE"):
            raise KeyboardInterrupt
        return done

    with connection.execute_wrapper(die), pytest.raises(KeyboardInterrupt):
        list(Rotation().run())

    assert count_old() == 4
    list(Rotation().run())
    assert count_old() == 0
    assert read_all() == tokens


def test_what_old_settings_write_behind_it_is_found_by_the_second_pass(use_keys):
    make_rows(4)
    use_keys(NEW, OLD)
    rotation = Rotation(batch_size=2)
    steps = rotation.run()
    next(steps)
    next(steps)

    use_keys(OLD)
    behind = make_row("behind", id=uuid.UUID(int=1))
    use_keys(NEW, OLD)
    list(steps)

    assert rotation.rotated.total() == 5
    assert count_old() == 0
    use_keys(NEW)
    assert open_tokens(StoredToken.objects.get(pk=behind.pk)) == build_tokens("behind")


class Locked:
    """Refuses so many UPDATEs as if somebody else held the lock."""

    def __init__(self, times):
        self.left = times

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("UPDATE") and self.left:
            self.left -= 1
            raise OperationalError("deadlock detected")
        return execute(sql, params, many, context)


def test_a_lost_lock_is_tried_again(use_keys):
    make_rows(3)
    use_keys(NEW, OLD)

    with connection.execute_wrapper(Locked(2)):
        list(Rotation().run())

    assert count_old() == 0


def test_but_not_for_ever(use_keys):
    make_rows(3)
    use_keys(NEW, OLD)
    locked = Locked(100)

    with connection.execute_wrapper(locked), pytest.raises(OperationalError, match="deadlock"):
        list(Rotation().run())

    assert locked.left == 97
    assert count_old() == 3


def test_the_audit_tells_of_each_site_and_names_keys_but_shows_none(use_keys, caplog):
    caplog.set_level(logging.INFO, logger="wix_headless.audit")
    make_row("one", site="first")
    make_rows(2)
    use_keys(LOST)
    make_row("lost", site="second")
    use_keys(NEW, OLD)

    list(Rotation().run())

    name = wix_settings.key_ring.key_ids[0]
    assert caplog.messages == [
        f"keys_rotated site=default key={name} rotated=2 unreadable=0",
        f"keys_rotated site=first key={name} rotated=1 unreadable=0",
        f"keys_rotated site=second key={name} rotated=0 unreadable=1",
    ]
    assert not any(str(key) in caplog.text for key in (OLD, NEW, LOST))


def test_a_dry_run_is_nothing_for_the_audit(use_keys, caplog):
    caplog.set_level(logging.INFO, logger="wix_headless.audit")
    make_rows(1)
    use_keys(NEW, OLD)

    list(Rotation(is_dry=True).run())

    assert caplog.messages == []


class Traffic:
    """Threads that read and renew for as long as the block lasts."""

    def __init__(self, *works):
        self.troubles = []
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._keep_on, args=(work,)) for work in works]

    def _keep_on(self, work):
        try:
            while not self._is_over.is_set():
                work()
        except Exception as error:  # noqa: BLE001 - it is what is asked for
            self.troubles.append(error)
        finally:
            connections.close_all()

    def wait_for(self, is_so):
        while not is_so() and not self.troubles:
            self._is_over.wait(0.005)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        for thread in self._threads:
            thread.join(60)


@pytest.mark.django_db(transaction=True)
def test_readers_and_renewals_go_on_and_none_of_them_fails(use_keys):
    tokens = make_rows(120)
    read_only, renewed = list(tokens)[:60], list(tokens)[60:]
    reads, renewals = [], []
    use_keys(NEW, OLD)

    def read():
        for row in StoredToken.objects.filter(pk__in=read_only):
            assert open_tokens(row) == tokens[row.pk]
            reads.append(row.pk)

    def renew():
        row = StoredToken.objects.get(pk=renewed[len(renewals) % 60])
        better = build_tokens(f"renewed-{len(renewals)}")
        assert leases.claim_lease(row)
        assert leases.store_renewed(row, better)
        tokens[row.pk] = better
        renewals.append(row.pk)

    with Traffic(read, read, renew) as traffic:
        for _ in Rotation(batch_size=10).run():
            seen, done = len(reads), len(renewals)
            traffic.wait_for(lambda: len(reads) > seen and len(renewals) > done)  # noqa: B023

    assert traffic.troubles == []
    assert count_old() == 0
    assert read_all() == tokens
