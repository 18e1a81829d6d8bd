"""``wix_replay_events``: what is due, what is chosen, what it shows."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.events.signing import APPROVED, sign, sign_event
from wix_headless.events import on_event
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import delivery_rows, replay

pytestmark = pytest.mark.django_db

CREATED = "wix.blog.v3.post_created"


def run(*arguments):
    out = io.StringIO()
    call_command("wix_replay_events", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def no_queue(settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}


@pytest.fixture
def handler():
    """A handler that fails as long as ``handler.fails``."""

    @on_event(APPROVED)
    def handler(event):
        handler.calls.append(event.tries)
        if handler.fails:
            raise ValueError

    handler.calls, handler.fails = [], False
    return handler


def park_all():
    EventDelivery.objects.update(state="parked", tries=8, due_at=None, last_error="ValueError")


def states():
    return list(EventDelivery.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_due_is_handled(post, handler, no_queue):
    for _ in range(45):
        post(sign())

    assert run("--due") == "45 completed\n"
    assert run("--due") == "Nothing to do.\n"
    assert len(handler.calls) == 45


def test_what_fails_waits_and_is_not_tried_at_once(post, handler, no_queue):
    handler.fails = True
    post(sign())

    assert (run("--due"), run("--due")) == ("1 waiting\n", "Nothing to do.\n")
    EventDelivery.objects.update(due_at=timezone.now() - timedelta(seconds=1), tries=7)
    assert run("--due") == "1 parked\n"


def test_parked_events_of_a_type_are_handled_once_more(post, handler, listen):
    others = listen(CREATED)
    post(sign())
    post(sign_event(CREATED))
    park_all()

    assert run("--type", APPROVED) == "1 completed\n"

    assert states() == ["completed", "parked"]
    assert (handler.calls, len(others)) == ([1, 1], 1)


def test_events_may_be_chosen_by_state(post, handler, caplog):
    caplog.set_level(logging.INFO, "wix_headless.audit")
    post(sign())
    pk = EventDelivery.objects.get().pk

    assert run("--state", "parked") == "Nothing to do.\n"
    assert run("--state", "parked", "--state", "completed") == "1 completed\n"

    assert handler.calls == [1, 1]
    line = f"event_replayed site=default delivery={pk} type={APPROVED} by=wix_replay_events"
    assert line in caplog.messages


def test_events_may_be_chosen_by_id_in_any_state(post, handler):
    for _ in range(3):
        post(sign())
    first, second, _ = EventDelivery.objects.order_by("pk").values_list("pk", flat=True)

    assert run(first, second, 999_999) == "2 completed\n"
    assert len(handler.calls) == 5


def test_what_nobody_listened_to_can_be_handled_when_somebody_does(post, listen):
    post(sign_event(CREATED))
    heard = listen(CREATED)

    assert run("--type", CREATED) == "Nothing to do.\n"
    assert run("--type", CREATED, "--state", "unhandled") == "1 completed\n"
    assert len(heard) == 1


def test_what_runs_is_left_alone(post, handler):
    post(sign())
    EventDelivery.objects.update(state="running", due_at=timezone.now() + timedelta(minutes=5))

    assert run(EventDelivery.objects.get().pk) == "Nothing to do.\n"
    assert replay(delivery_rows()) == []
    assert states() == ["running"]


def test_what_was_wiped_says_nothing_any_more(post, handler):
    post(sign())
    EventDelivery.objects.update(payload="")

    assert run(EventDelivery.objects.get().pk) == "Nothing to do.\n"
    assert states() == ["completed"]


def test_a_replay_begins_anew(post, handler):
    handler.fails = True
    post(sign())
    park_all()

    assert replay(delivery_rows(), by="17") == [EventDelivery.objects.get().pk]

    row = EventDelivery.objects.get()
    assert (row.state, row.tries, row.done, row.last_error) == ("waiting", 0, "", "")
    assert row.due_at is not None


@pytest.mark.parametrize(
    "options", [["--due"], ["--loop"], ["--state=waiting"], ["--type", APPROVED]]
)
def test_a_preview_changes_nothing(post, handler, no_queue, options):
    post(sign())
    post(sign())
    EventDelivery.objects.filter(pk=EventDelivery.objects.latest("pk").pk).update(
        state="parked", tries=8, last_error="shop.handler: ValueError"
    )
    before = list(EventDelivery.objects.order_by("pk").values())

    said = run(*options, "--dry-run")

    assert said.endswith("1 in all; nothing was changed.\n")
    assert APPROVED in said
    assert ("ValueError" in said) == ("--type" in options)
    assert list(EventDelivery.objects.order_by("pk").values()) == before
    assert handler.calls == []


def test_a_preview_of_many_shows_some(post, handler, no_queue):
    for _ in range(55):
        post(sign())

    said = run("--due", "--dry-run").splitlines()

    assert len(said) == 51
    assert said[-1] == "55 in all; nothing was changed."


@pytest.mark.parametrize("arguments", [[], ["--due", "7"], ["--loop", "3", "7"], ["--dry-run"]])
def test_it_has_to_be_said_which_events(arguments):
    with pytest.raises(CommandError, match="Say which events"):
        run(*arguments)


@pytest.mark.parametrize("arguments", [["--loop", "0"], ["--state=running"], ["seven"], ["9" * 20]])
def test_what_makes_no_sense_is_refused(arguments):
    with pytest.raises(CommandError):
        run(*arguments)
