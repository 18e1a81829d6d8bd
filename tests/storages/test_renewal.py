"""One renewal for everybody who holds the same token, whatever stands in the way of it."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wix_headless.exceptions import (
    ClientRefusedError,
    RenewalError,
    TransportError,
)
from wix_headless.models import StoredToken, WixMember
from wix_headless.signals import token_rejected, token_renewed
from wix_headless.storages import leases, rows
from wix_headless.storages.sealing import open_tokens
from wix_headless.storages.sessions import (
    MemberTokenStorage,
    VisitorTokenStorage,
    end_session_row,
    store_login,
    stored_row,
)
from wix_headless.storages.shared import AppTokenStorage
from wix_headless.tokens import Role, Secret, Tokens

pytestmark = pytest.mark.django_db(transaction=True)


def build_tokens(name="one", *, role=Role.MEMBER, expires_in=0.0, issued_at=0.0):
    return Tokens(
        access_token=Secret(f"access-{name}"),
        refresh_token=Secret(f"refresh-{name}"),
        expires_at=time.time() + expires_in,
        role=role,
        issued_at=issued_at,
    )


class Wix:
    """Stands for the token endpoint: counts, takes its time, and says what it is told to."""

    def __init__(self, *, takes=0.0, raises=None):
        self.asked = 0
        self._takes = takes
        self._raises = raises
        self._lock = threading.Lock()

    def __call__(self, old):
        with self._lock:
            self.asked += 1
            number = self.asked
        threading.Event().wait(self._takes)
        if self._raises is not None:
            raise self._raises
        return build_tokens(f"new-{number}", expires_in=3600)


@pytest.fixture
def session():
    session = SessionStore()
    session.create()
    return session


@pytest.fixture
def member():
    user = User.objects.create_user("ada")
    return WixMember.objects.create(user=user, member_id="m-1")


@pytest.fixture
def login(session, member):
    """Return a maker of storages, one for each request of one login with an ended token."""
    store_login(session, member, build_tokens())
    session.save()
    return lambda: MemberTokenStorage(
        SessionStore(session.session_key), site="default", user_id=member.user_id
    )


def use(storage, wix):
    """Do as a strategy does: renew what is not fresh, and use it."""
    tokens = storage.load()
    if tokens is None or not tokens.is_fresh(time.time()):
        tokens = storage.renew(tokens, wix)
    return tokens.access_token


def run_together(count, work):
    """Run *work* in so many threads at once, each with a connection of its own."""
    together = threading.Barrier(count)

    def run(number):
        together.wait()
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - it is what is asked for
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_twenty_requests_with_one_ended_token_ask_wix_once(login):
    wix = Wix(takes=0.2)

    def request(_):
        return use(login(), wix)

    assert set(run_together(20, request)) == {"access-new-1"}
    assert wix.asked == 1


def test_the_first_visitor_of_a_session_is_made_once(session):
    wix = Wix(takes=0.2)

    def request(_):
        own = SessionStore(session.session_key)
        return use(VisitorTokenStorage(own, site="default"), wix)

    assert set(run_together(10, request)) == {"access-new-1"}
    assert wix.asked == 1
    assert StoredToken.objects.count() == 1


def test_two_sessions_do_not_wait_for_each_other():
    wix = Wix(takes=0.1)

    def request(_):
        session = SessionStore()
        session.create()
        return VisitorTokenStorage(session, site="default").renew(None, wix).access_token

    assert len(set(run_together(4, request))) == wix.asked == 4


def test_the_app_token_is_made_once():
    wix = Wix(takes=0.2)

    def request(_):
        return use(AppTokenStorage("app", "secret", site="default", instance_id="i"), wix)

    assert set(run_together(10, request)) == {"access-new-1"}
    assert wix.asked == 1


def test_another_secret_or_instance_is_another_row():
    for secret, instance in (("a", "i"), ("b", "i"), ("a", "j")):
        AppTokenStorage("app", secret, site="default", instance_id=instance).renew(None, Wix())

    assert StoredToken.objects.count() == 3


def test_a_failure_is_shared_and_asked_about_once(login):
    wix = Wix(takes=0.2, raises=TransportError("no answer"))

    def request(_):
        return use(login(), wix)

    failures = run_together(10, request)

    assert {type(failure) for failure in failures} == {TransportError}
    assert wix.asked == 1


def test_a_failure_leaves_the_token_as_it_was_and_ends_after_a_pause(login):
    before = bytes(StoredToken.objects.get().sealed)
    storage = login()
    with pytest.raises(TransportError):
        storage.renew(storage.load(), Wix(raises=TransportError("no answer")))
    row = StoredToken.objects.get()
    assert (bytes(row.sealed), row.last_error, row.lease) == (before, "TransportError", None)
    StoredToken.objects.update(retry_at=timezone.now() - timedelta(seconds=1))

    assert login().renew(login().load(), Wix()).access_token == "access-new-1"
    assert StoredToken.objects.get().last_error == ""


def test_a_refused_client_is_shared_as_such(login):
    with pytest.raises(ClientRefusedError):
        login().renew(login().load(), Wix(raises=ClientRefusedError("no")))

    with pytest.raises(ClientRefusedError):
        login().renew(login().load(), Wix())
    assert StoredToken.objects.get().ended_at is None


def test_a_holder_that_died_is_replaced_when_its_lease_is_over(login):
    row = StoredToken.objects.get()
    assert leases.claim_lease(row)
    wix = Wix()
    leases.token_rows().update(leased_until=leases.DatabaseNow() + timedelta(milliseconds=500))

    storage = login()

    assert storage.renew(storage.load(), wix).access_token == "access-new-1"
    assert wix.asked == 1


def test_a_holder_that_comes_back_too_late_does_not_overwrite(login):
    late = StoredToken.objects.get()
    assert leases.claim_lease(late)
    leases.token_rows().update(leased_until=leases.DatabaseNow() - timedelta(seconds=1))
    storage = login()
    storage.renew(storage.load(), Wix())

    assert not leases.store_renewed(late, build_tokens("late"))
    assert open_tokens(StoredToken.objects.get()).access_token == "access-new-1"


def test_a_refusal_that_comes_too_late_does_not_end_what_others_have_renewed(login):
    def wix(old):
        leases.token_rows().update(leased_until=leases.DatabaseNow() - timedelta(seconds=1))
        storage = login()
        storage.renew(storage.load(), Wix())
        raise RenewalError

    storage = login()

    assert storage.renew(storage.load(), wix).access_token == "access-new-1"
    assert StoredToken.objects.get().ended_at is None


def test_a_lease_is_held_by_one():
    VisitorTokenStorage(SessionStore(), site="default").renew(None, Wix())
    row = StoredToken.objects.get()

    assert leases.claim_lease(row)
    assert not leases.claim_lease(StoredToken.objects.get())


def test_who_waits_for_a_lease_writes_nothing(login):
    assert leases.claim_lease(StoredToken.objects.get())
    leases.token_rows().update(leased_until=leases.DatabaseNow() + timedelta(milliseconds=500))
    storage = login()
    stale = storage.load()

    with CaptureQueriesContext(connection) as queries:
        storage.renew(stale, Wix())

    # The claim, once the lease was over, and the new tokens.
    assert len([one for one in queries if one["sql"].startswith("UPDATE")]) == 2


def test_a_use_that_others_have_written_down_is_not_written_again(login):
    long_ago = timezone.now() - timedelta(hours=2)
    StoredToken.objects.update(last_used_at=long_ago)
    first, second = login(), login()
    writes = []
    for storage in (first, second):
        storage._defer = writes.append
        storage.load()

    with CaptureQueriesContext(connection) as queries:
        for write in writes:
            write()

    assert len(writes) == 2
    assert len([one for one in queries if one["sql"].startswith("UPDATE")]) == 1


def test_logout_wins_over_a_renewal_under_way(login, session):
    asked, may_answer = threading.Event(), threading.Event()

    def wix(old):
        asked.set()
        may_answer.wait(10)
        return build_tokens("late", expires_in=3600)

    def renew():
        storage = login()
        try:
            outcome.append(storage.renew(storage.load(), wix))
        except RenewalError as error:
            outcome.append(error)
        finally:
            connections.close_all()

    outcome = []
    thread = threading.Thread(target=renew)
    thread.start()
    assert asked.wait(10)
    end_session_row(session, "default", StoredToken.EndReason.LOGOUT)
    may_answer.set()
    thread.join()

    assert isinstance(outcome[0], RenewalError)
    row = StoredToken.objects.get()
    assert (row.sealed, row.end_reason) == (None, "logout")


def test_wixs_refusal_ends_the_row_and_is_told(login):
    heard = []

    def listen(**told):
        heard.append((told["role"], told["site"]))

    token_rejected.connect(listen)
    with pytest.raises(RenewalError):
        login().renew(login().load(), Wix(raises=RenewalError()))
    token_rejected.disconnect(listen)

    assert heard == [("member", "default")]
    assert StoredToken.objects.get().end_reason == "rejected"
    assert login().load() is None


def test_a_renewal_is_told(login):
    heard = []

    def listen(**told):
        heard.append(told["role"])

    token_renewed.connect(listen)
    login().renew(login().load(), Wix())
    token_renewed.disconnect(listen)

    assert heard == ["member"]


def test_a_member_is_never_made_anew(login):
    StoredToken.objects.all().delete()
    wix = Wix()

    with pytest.raises(RenewalError):
        login().renew(None, wix)

    assert wix.asked == 0


def test_a_sealed_row_moved_to_another_opens_nowhere(login):
    login().renew(login().load(), Wix())
    stolen = StoredToken.objects.get()
    stolen.pk, stolen.claim = uuid.uuid4(), None
    stolen.save(force_insert=True)

    assert rows._open(stolen) is None


class TestTransactions:
    @pytest.fixture(autouse=True)
    def _wal(self):
        """Let SQLite's readers and its one writer not wait for each other."""
        if connection.vendor != "sqlite":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = wal")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = delete")

    @pytest.fixture
    def writes(self):
        """What the middleware would do when the view is over."""
        return []

    @pytest.fixture
    def storage(self, login, writes):
        storage = login()
        storage._defer = writes.append
        return storage

    @pytest.fixture
    def finish(self, writes):
        def finish():
            # SQLite has one writer, and the view is it: the token is kept until it is over.
            assert len(writes) == (1 if connection.vendor == "sqlite" else 0)
            for write in writes:
                write()

        return finish

    def test_a_renewed_token_survives_the_views_rollback(self, storage, finish):
        with pytest.raises(RuntimeError), transaction.atomic():
            storage.renew(storage.load(), Wix())
            raise RuntimeError
        finish()

        assert open_tokens(StoredToken.objects.get()).access_token == "access-new-1"

    def test_a_first_visitor_survives_the_views_rollback(self, session, writes, finish):
        storage = VisitorTokenStorage(session, site="default", defer=writes.append)
        with pytest.raises(RuntimeError), transaction.atomic():
            storage.renew(None, Wix())
            raise RuntimeError
        finish()

        row = StoredToken.objects.get()
        assert stored_row(session, "default") == (Role.VISITOR, str(row.pk))
        assert open_tokens(row).access_token == "access-new-1"

    def test_what_the_view_writes_before_goes_with_it(self, storage, finish):
        with pytest.raises(RuntimeError), transaction.atomic():
            User.objects.create_user("written-by-the-view")
            tokens = storage.renew(storage.load(), Wix())
            raise RuntimeError
        finish()

        assert tokens.access_token == "access-new-1"
        assert open_tokens(StoredToken.objects.get()).access_token == "access-new-1"
        assert not User.objects.filter(username="written-by-the-view").exists()

    def test_the_view_can_write_afterwards(self, storage, finish):
        with transaction.atomic():
            storage.renew(storage.load(), Wix())
            User.objects.create_user("written-by-the-view")
        finish()

        assert open_tokens(StoredToken.objects.get()).access_token == "access-new-1"
        assert User.objects.filter(username="written-by-the-view").exists()

    def test_a_refusal_ends_the_login_when_the_view_is_over(self, storage, finish):
        with pytest.raises(RenewalError), transaction.atomic():
            storage.renew(storage.load(), Wix(raises=RenewalError()))
        finish()

        assert StoredToken.objects.get().end_reason == "rejected"

    def test_no_refusal_is_believed_while_somebody_else_renews(self, storage):
        if connection.vendor != "sqlite":
            pytest.skip("only SQLite renews without a lease")
        row = StoredToken.objects.get()
        assert leases.claim_lease(row)

        with pytest.raises(TransportError), transaction.atomic():
            storage.renew(storage.load(), Wix(raises=RenewalError()))

        assert StoredToken.objects.get().ended_at is None

    def test_what_somebody_else_has_renewed_meanwhile_is_used(self, storage, login):
        wix, stale = Wix(), storage.load()
        login().renew(stale, lambda old: build_tokens("theirs", issued_at=1.0))

        with transaction.atomic():
            assert storage.renew(stale, wix).access_token == "access-theirs"

        assert wix.asked == 0

    def test_the_next_renewal_begins_with_what_is_not_stored_yet(self, storage, writes):
        given = []

        def wix(old):
            given.append(old.refresh_token)
            return build_tokens(f"new-{len(given)}", issued_at=float(len(given)))

        with transaction.atomic():
            storage.renew(storage.load(), wix)
            storage.renew(storage.load(), wix)
        for write in writes:
            write()

        assert given == ["refresh-one", "refresh-new-1"]
        assert open_tokens(StoredToken.objects.get()).access_token == "access-new-2"

    def test_what_was_ended_before_it_was_stored_is_not(self, session, writes):
        storage = VisitorTokenStorage(session, site="default", defer=writes.append)
        with transaction.atomic():
            storage.renew(None, Wix())
            storage.clear()
        for write in writes:
            write()

        assert not StoredToken.objects.filter(ended_at=None).exists()

    def test_a_failure_is_shared_within_a_transaction_too(self, storage, login):
        wix = Wix()
        with pytest.raises(TransportError):
            login().renew(storage.load(), Wix(raises=TransportError("no answer")))

        with pytest.raises(TransportError, match="a moment ago"), transaction.atomic():
            storage.renew(storage.load(), wix)

        assert wix.asked == 0

    def test_no_lock_is_held_while_wix_is_asked(self, storage):
        written = []

        def wix(old):
            def write():
                WixMember.objects.update(nickname="written meanwhile")
                written.append(True)
                connections.close_all()

            thread = threading.Thread(target=write)
            thread.start()
            thread.join(5)
            assert written == [True]
            return build_tokens("new", expires_in=3600)

        with transaction.atomic():
            storage.renew(storage.load(), wix)

        assert written == [True]


@pytest.mark.django_db(transaction=False)
def test_it_works_in_a_test_case(session, member):
    store_login(session, member, build_tokens())
    storage = MemberTokenStorage(session, site="default", user_id=member.user_id)

    assert storage.renew(storage.load(), Wix()).access_token == "access-new-1"

    with transaction.atomic():
        again = MemberTokenStorage(session, site="default", user_id=member.user_id)
        assert again.renew(again.load(), Wix()).access_token == "access-new-1"


def test_use_is_written_down_once_an_hour(login, session):
    storage = login()
    storage.load()
    fresh = StoredToken.objects.get().last_used_at
    StoredToken.objects.update(last_used_at=fresh - timedelta(hours=2), ends_at=None)

    login().load()

    row = StoredToken.objects.get()
    assert timezone.now() - row.last_used_at < timedelta(minutes=1)
    assert row.ends_at is not None
