"""Handlers and their transactions: what is written, what is rolled back, what is tried again."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, OperationalError, connections
from django.utils import timezone

from tests.events.signing import APPROVED, ORDER, sign, sign_event
from wix_headless.events import on_event
from wix_headless.events.running import run_delivery
from wix_headless.models import ElevatedCall, EventDelivery, StoredToken
from wix_headless.storages.deliveries import (
    FIRST_PAUSE,
    JITTER,
    MOST_TRIES,
    PAUSES_GROW,
    build_pause,
    claim_delivery,
    find_due,
    park_dead,
)

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def write(name):
    Group.objects.create(name=name)


def names():
    return sorted(Group.objects.values_list("name", flat=True))


def make_due(**changes):
    """Let the time pass until the events are due."""
    EventDelivery.objects.exclude(due_at=None).update(
        due_at=timezone.now() - timedelta(seconds=1), **changes
    )


def run_due():
    make_due()
    return [run_delivery(pk) for pk in find_due()]


@pytest.fixture
def failing():
    """A handler that writes and fails, as long as ``failing.error`` is set."""

    @on_event(APPROVED)
    def failing(event):
        write(f"failing {failing.calls}")
        failing.calls += 1
        if failing.error:
            raise failing.error

    failing.calls, failing.error = 0, KeyError("ada@example.com")
    return failing


def test_what_a_handler_writes_is_there_with_its_mark(post, the_row):
    on_event(APPROVED)(handler := lambda event: write(event.entity_id))

    post(sign_event(entityId="o-1"))

    assert names() == ["o-1"]
    assert the_row().done == f"{__name__}.{handler.__qualname__}"
    assert the_row().duration_ms >= 0


def test_what_a_failing_handler_wrote_is_rolled_back(post, the_row, failing):
    post(sign())

    row = the_row()
    assert names() == []
    assert (row.state, row.tries, row.done, row.lease) == ("waiting", 1, "", None)
    assert row.due_at > timezone.now()
    assert row.completed_at is None


def test_an_error_is_told_by_handler_class_and_line_and_not_by_its_words(
    post, the_row, failing, caplog
):
    with caplog.at_level(logging.INFO, "wix_headless"):
        post(sign())

    assert the_row().last_error.startswith(f"{__name__}.failing.<locals>.failing: KeyError, line ")
    assert ADA not in the_row().last_error
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    # The trace is for whoever keeps the project's errors.
    assert record.exc_info is not None
    assert ADA not in record.getMessage()


def test_it_is_tried_again_when_it_is_due_and_not_before(post, the_row, failing):
    post(sign())

    assert (find_due(), run_delivery(the_row().pk), failing.calls) == ([], None, 1)
    failing.error = None
    assert run_due() == ["completed"]
    assert (names(), failing.calls) == (["failing 1"], 2)
    assert (the_row().tries, the_row().last_error) == (2, "")


def test_after_eight_tries_it_is_parked(post, the_row, failing, caplog):
    caplog.set_level(logging.INFO, "wix_headless.audit")
    post(sign())

    for _ in range(20):
        run_due()

    row = the_row()
    assert failing.calls == row.tries == MOST_TRIES == 8
    assert (row.state, row.due_at, row.lease) == ("parked", None, None)
    assert "KeyError" in row.last_error
    lines = [r.getMessage() for r in caplog.records if r.name == "wix_headless.audit"]
    assert lines == [f"event_parked site=default delivery={row.pk} type={APPROVED} tries=8"]


def test_pauses_grow_and_differ():
    for tries in range(1, MOST_TRIES):
        pauses = {build_pause(tries) for _ in range(50)}
        middle = FIRST_PAUSE * PAUSES_GROW ** (tries - 1)
        assert len(pauses) > 1
        assert all(middle * (1 - JITTER) <= one <= middle * (1 + JITTER) for one in pauses)


def test_one_that_fails_does_not_repeat_what_others_did(post, the_row, failing, listen):
    before, after = listen(APPROVED), listen(entity=ORDER)
    post(sign())
    failing.error = None

    run_due()

    assert (len(before), failing.calls, len(after)) == (1, 2, 1)
    assert the_row().state == "completed"
    assert len(the_row().done.splitlines()) == 3


def test_they_are_called_in_the_order_in_which_they_were_marked(post):
    called = []

    @on_event(entity=ORDER)
    def first(event):
        called.append("first")

    @on_event(APPROVED)
    def second(event):
        called.append("second")

    post(sign())

    assert called == ["first", "second"]


def test_async_handlers_are_in_the_transaction_too(post, the_row):
    @on_event(APPROVED)
    async def handler(event):
        await Group.objects.acreate(name=event.entity_id)
        if event.tries == 1:
            raise ValueError

    post(sign_event(entityId="o-1"))
    assert names() == []

    assert run_due() == ["completed"]
    assert names() == ["o-1"]


def test_a_lock_that_somebody_else_has_costs_no_try(post, the_row):
    calls = []

    @on_event(APPROVED)
    def handler(event):
        write(f"call {len(calls)}")
        calls.append(event)
        if len(calls) < 3:
            raise OperationalError("database is locked")

    post(sign())

    assert names() == ["call 2"]
    assert (the_row().state, the_row().tries) == ("completed", 1)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_taken_for_dead_writes_nothing_any_more(post, the_row, caplog):
    """Its event is another worker's: what it did is rolled back, and the other's counts."""

    @on_event(APPROVED)
    def slow(event):
        if event.tries == 1:
            with ThreadPoolExecutor(1) as other:
                other.submit(take_over, event.delivery_id).result()
        write(f"try {event.tries}")

    post(sign())

    row = the_row()
    assert "longer than EVENT_SECONDS" in caplog.text
    assert (names(), row.state, row.tries, row.done) == ([], "running", 2, "")
    assert run_due() == ["completed"]
    assert names() == ["try 3"]


def take_over(pk):
    try:
        make_due()
        assert claim_delivery(pk) is not None
    finally:
        connections.close_all()


def test_whose_worker_died_is_run_again_and_parked_in_the_end(post, the_row, settings, caplog):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}
    on_event(APPROVED)(die)
    post(sign())
    caplog.set_level(logging.INFO, "wix_headless.audit")

    for tries in range(1, 9):
        make_due()
        with pytest.raises(SystemExit):
            run_delivery(the_row().pk)
        assert (the_row().state, the_row().tries) == ("running", tries)
        assert (park_dead(), find_due()) == (0, [])

    make_due()
    assert (find_due(), run_delivery(the_row().pk)) == ([], None)
    assert park_dead() == 1
    assert (the_row().state, the_row().last_error) == ("parked", "its worker died")
    assert "event_parked" in caplog.text
    assert names() == []


def die(event):
    write("a dead man")
    raise SystemExit


def test_who_listened_when_it_came_may_be_gone(post, the_row, settings, monkeypatch):
    from wix_headless.events.registry import registry

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}
    on_event(APPROVED)(die)
    post(sign())
    registry._handlers.pop()

    assert run_due() == ["completed"]


def test_it_waits_for_the_command_if_there_is_no_queue(post, the_row, listen, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}
    heard = listen(APPROVED)

    post(sign())

    assert (the_row().state, heard) == ("waiting", [])
    assert find_due() == [the_row().pk]


@pytest.mark.parametrize("alias", ["nowhere", "broken"])
def test_a_queue_that_does_not_answer_costs_nothing_but_time(
    post, the_row, listen, settings, caplog, alias
):
    settings.TASKS = {
        "default": {"BACKEND": settings_backend()},
        "broken": {"BACKEND": f"{__name__}.no_such_backend"},
    }
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": alias}
    listen(APPROVED)

    assert post(sign()).status_code == 200

    assert the_row().state == "waiting"
    assert "wix_replay_events --due" in caplog.text


def settings_backend():
    from wix_headless.tasks import task

    framework = task.__module__.partition(".base")[0]
    return f"{framework}.backends.immediate.ImmediateBackend"


class TestWix:
    """``event.wix``."""

    @pytest.fixture(autouse=True)
    def _speaks(self, sandbox, settings):
        # The tests' own key goes on signing, of the installation that the sandbox has.
        from tests.events.signing import public_pem

        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_PUBLIC_KEY": [public_pem()]}
        self.instance = sandbox.instance_id
        self.sandbox = sandbox

    def send(self, post):
        assert post(sign_event(instance=self.instance)).status_code == 200

    def test_it_speaks_as_the_app_and_leaves_a_row(self, post, the_row, caplog):
        caplog.set_level(logging.INFO, "wix_headless.audit")

        @on_event(APPROVED)
        def handler(event):
            write(str(len(event.wix.members.query_members(query={})["members"])))

        self.send(post)

        assert names() == [str(len(self.sandbox.members))]
        call = ElevatedCall.objects.get()
        assert (call.method, call.outcome, call.user) == ("members.query_members", "ok", None)
        assert call.view == f"{handler.__module__}.{handler.__qualname__}"
        assert "elevated_call site=default" in caplog.text
        assert [c["role"] for c in self.sandbox.requests_to("/members/")] == ["app"]

    def test_async_handlers_await_it(self, post):
        @on_event(APPROVED)
        async def handler(event):
            answer = await event.awix.members.query_members(query={})
            await Group.objects.acreate(name=str(len(answer["members"])))

        self.send(post)

        assert names() == [str(len(self.sandbox.members))]
        assert ElevatedCall.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_calls_and_tokens_of_a_handler_that_fails_are_kept(self, post, the_row):
        @on_event(APPROVED)
        def handler(event):
            write("nothing")
            event.wix.members.query_members(query={})
            raise DatabaseError

        self.send(post)

        assert names() == []
        assert ElevatedCall.objects.get().outcome == "ok"
        assert StoredToken.objects.get().instance_id == self.instance
        run_due()
        assert self.sandbox.token_requests() == 1

    def test_it_refuses_what_is_about_a_member(self, post, the_row):
        @on_event(APPROVED)
        def handler(event):
            event.wix.members.get_current_member()

        self.send(post)

        assert "ElevationError" in the_row().last_error
