"""Many at once: copies of one event, workers, and workers that are killed."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.events.likes.counting import LIKED, count_like
from tests.events.signing import claims, domain_event, envelope, sign, sign_event
from tests.support.databases import start_python
from wix_headless.events import on_event
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import claim_delivery

pytestmark = pytest.mark.django_db(transaction=True)

COPIES = 200
COMMAND = ("-m", "django", "wix_replay_events", "--skip-checks", "--settings=tests.events.settings")
DUE = (*COMMAND, "--due")
LOOP = (*COMMAND, "--loop", "1")


@pytest.fixture(autouse=True)
def _likes():
    on_event(LIKED)(count_like)


@pytest.fixture
def no_queue(settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}


def post_once(body):
    try:
        return Client().post("/wix/events/", body, content_type="text/plain").status_code
    finally:
        connections.close_all()


def build_body(event_id):
    data = domain_event(id=event_id, entityFqdn="wix.blog.v3.post", slug="liked", entityId=event_id)
    return sign(claims(envelope(data, eventType=LIKED)))


def count_effects():
    return Group.objects.count()


def finish(process):
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return said


def let_leases_end():
    EventDelivery.objects.filter(state="running").update(
        due_at=timezone.now() - timedelta(seconds=1)
    )


def test_two_hundred_copies_at_once_have_one_effect():
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post_once, [build_body("e-1") for _ in range(COPIES)]))

    assert answers == [200] * COPIES
    row = EventDelivery.objects.get()
    assert (row.state, row.tries, count_effects()) == ("completed", 1, 1)


def test_of_many_who_want_one_event_one_gets_it(no_queue):
    post_once(build_body("e-1"))
    pk = EventDelivery.objects.get().pk

    def claim(_):
        try:
            return claim_delivery(pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        claimed = [row for row in pool.map(claim, range(COPIES)) if row is not None]

    assert [row.tries for row in claimed] == [1]


def test_four_workers_at_once_handle_each_event_once(no_queue):
    for number in range(60):
        post_once(build_body(f"e-{number}"))

    workers = [start_python(*DUE) for _ in range(4)]
    said = [finish(worker) for worker in workers]

    assert count_effects() == 60
    assert set(EventDelivery.objects.values_list("state", "tries")) == {("completed", 1)}
    done = [int(line.split()[0]) for line in said if "completed" in line]
    assert sum(done) == 60


def test_who_is_killed_while_handling_leaves_nothing_and_it_is_handled_again(no_queue):
    post_once(build_body("e-1"))

    with start_python(*DUE, DIE_HANDLING_EVENTS="1") as worker:
        worker.communicate(timeout=60)
    assert worker.returncode == -signal.SIGKILL
    row = EventDelivery.objects.get()
    assert (row.state, row.tries, count_effects()) == ("running", 1, 0)

    # Before its lease has ended nobody takes it.
    with start_python(*DUE) as other:
        assert finish(other) == "Nothing to do.\n"
    let_leases_end()
    with start_python(*DUE) as other:
        assert finish(other) == "1 completed\n"

    row.refresh_from_db()
    assert (row.state, row.tries, count_effects()) == ("completed", 2, 1)


def test_the_loop_handles_what_comes_and_ends_when_it_is_told(no_queue):
    with start_python(*LOOP) as worker:
        for number in range(2):
            post_once(build_body(f"e-{number}"))
            assert worker.stdout.readline() == "1 completed\n"
        os.kill(worker.pid, signal.SIGTERM)
        assert finish(worker) == ""

    assert count_effects() == 2


def test_events_of_one_entity_are_told_apart_by_their_sequence(listen):
    heard = listen(LIKED)
    for sequence in (2, 1, 3):
        post_once(sign_event(LIKED, entityId="p-1", entityEventSequence=str(sequence)))

    assert [event.sequence for event in heard] == [2, 1, 3]
    assert [event.is_superseded() for event in heard] == [True, True, False]
