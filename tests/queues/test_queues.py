"""
Events in real queues: set up as ``docs/events.md`` says, with the workers that it names.

Of a queue no more is wanted than that it calls the handlers: tries and pauses are ours, and what
went wrong there is done by ``wix_replay_events --due``.
"""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import secrets
import signal
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from tests.docs.pages import DOCS
from tests.events.signing import APP_ID, INSTANCE_ID, public_pem, sign_event
from tests.support.databases import start_python
from wix_headless.crypto import generate_key
from wix_headless.models import EventDelivery

LIKED = "wix.blog.v3.post_liked"

#: Where this is set, what is missing is an error.
REQUIRED = "REQUIRE_QUEUES" in os.environ

PAGE = (DOCS / "events.md").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Queue:
    """
    A package that queues tasks.

    Attributes:
        worker: Its command; the page says what else is typed.
        once: What lets it end when nothing is left to do.
        outcome: What it returns after a handler was killed.
    """

    package: str
    worker: str
    once: tuple[str, ...]
    outcome: int
    needs_redis: bool = False

    def __str__(self) -> str:
        return self.package.replace("_", "-")

    def find_missing(self) -> str:
        """Return why it can't be tried here."""
        if importlib.util.find_spec(self.package) is None:
            return f"{self} is not installed (pip install --group queues)"
        if self.needs_redis and "REDIS_URL" not in os.environ:
            return f"{self} needs a Redis, and REDIS_URL names none"
        return ""

    def find_command(self) -> list[str]:
        (typed,) = re.findall(rf"^python manage\.py ({self.worker}\b[^#\n]*)", PAGE, re.MULTILINE)
        return [*typed.split(), *self.once]


DATABASE = Queue(
    package="django_tasks_db",
    worker="db_worker",
    once=("--batch", "--no-startup-delay"),
    # It calls the handlers itself.
    outcome=-signal.SIGKILL,
)
REDIS = Queue(
    package="django_tasks_rq",
    worker="rqworker",
    once=("--burst",),
    # It has a child for each task, and outlives it.
    outcome=0,
    needs_redis=True,
)


class Site:
    """The processes of a project that has one of them."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._environ = {
            "DJANGO_SETTINGS_MODULE": "tests.queues.settings",
            "QUEUE": queue.package,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "WIX_CLIENT_ID": APP_ID,
            "WIX_CLIENT_INSTANCE_ID": INSTANCE_ID,
            "WIX_CLIENT_PUBLIC_KEY": base64.b64encode(public_pem().encode()).decode(),
            "WIX_ENCRYPTION_KEYS": generate_key(),
        }

    def post(self, *bodies: str) -> list[str]:
        """Return what the view answers to each."""
        return self._run("tests.queues.posting", read="\n".join(bodies)).split()

    def manage(self, *words: str, outcome: int = 0) -> str:
        """Return what a command says; *outcome* is what it has to return."""
        return self._run("django", *words, "--skip-checks", outcome=outcome)

    def _run(self, module: str, *words: str, read: str = "", outcome: int = 0) -> str:
        with start_python("-m", module, *words, **self._environ) as process:
            said, errors = process.communicate(read, timeout=60)
        assert process.returncode == outcome, (said, errors)
        return said


@pytest.fixture(params=[DATABASE, REDIS], ids=str)
def site(request, transactional_db):
    missing = request.param.find_missing()
    assert not (missing and REQUIRED), missing
    if missing:
        pytest.skip(missing)
    site = Site(request.param)
    site.manage("migrate")
    return site


def read_rows():
    rows = EventDelivery.objects.all()
    return {row.entity_id: (row.state, row.tries, row.last_error) for row in rows}


def read_effects():
    return sorted(Group.objects.values_list("name", flat=True))


def test_its_worker_runs_the_handlers_and_what_went_wrong_there_is_done_later(site):
    # Who is killed comes last: it may be the worker.
    bodies = [sign_event(LIKED, entityId=name) for name in ("done", "failed", "killed")]

    assert site.post(*bodies) == ["200"] * 3
    assert set(read_rows().values()) == {("waiting", 0, "")}

    site.manage(*site.queue.find_command(), outcome=site.queue.outcome)
    rows = read_rows()
    assert rows["done"] == ("completed", 1, "")
    assert rows["failed"][:2] == ("waiting", 1)
    assert "count_like: RuntimeError" in rows["failed"][2]
    assert rows["killed"] == ("running", 1, "")
    assert read_effects() == ["done at try 1"]

    due = EventDelivery.objects.exclude(state="completed")
    assert min(row.due_at - row.received_at for row in due) > timedelta(seconds=10)
    due.update(due_at=timezone.now() - timedelta(seconds=1))
    assert site.manage("wix_replay_events", "--due") == "2 completed\n"
    assert read_effects() == ["done at try 1", "failed at try 2", "killed at try 2"]
