"""
``python -m tests.events_load.run NAME``: one database, in a process of its own.

Says what happens on the error output, and writes it as JSON on the other.
"""

from __future__ import annotations

import argparse
import base64
import json
import logging
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TextIO

from tests.events.signing import APP_ID, INSTANCE_ID, public_pem, sign_event
from tests.events_load.outcome import Outcome
from tests.events_load.sending import Answer, describe_times, send, sending
from tests.races.databases import NAMES, MissingDatabaseError, use_fresh_database
from tests.races.servers import ROOT, end, start_server
from wix_headless.crypto import generate_key

#: Who runs the handlers: the process that took the event in, once it has answered; or only the
#: worker, which in both cases does what failed.
WAYS = {"by the server": "default", "by the worker": ""}

PROCESSES, THREADS = 2, 8

#: Of a hundred events, how many Wix sends a second time.
SENT_AGAIN = 5

#: Seconds after which a run whose events do not come to an end is over.
PATIENCE = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """
    How much is sent.

    Attributes:
        copies: How often one event is sent at once, after the others.
    """

    per_second: float = 50.0
    seconds: float = 60.0
    copies: int = 200


FULL = Scale()
QUICK = Scale(seconds=4.0, copies=40)


def main() -> None:
    """Run, and write the result."""
    parser = argparse.ArgumentParser(description="A minute of events on one database.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.events_load.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "WIX_CLIENT_ID": APP_ID,
        "WIX_CLIENT_INSTANCE_ID": INSTANCE_ID,
        "WIX_CLIENT_PUBLIC_KEY": base64.b64encode(public_pem().encode()).decode(),
        "WIX_ENCRYPTION_KEYS": generate_key(),
    }
    result: dict[str, Any] = {"outcomes": []}
    try:
        with use_fresh_database(options.name) as result["version"]:
            for way in WAYS:
                with tempfile.TemporaryFile("w+") as log:
                    outcome = Run(QUICK if options.quick else FULL, way, log).play()
                    tell(outcome, log)
                result["outcomes"].append(outcome.as_dict())
    except MissingDatabaseError as error:
        result["missing"] = str(error)
    sys.stdout.write(json.dumps(result))


class Run:
    """One minute, and what is left of it."""

    def __init__(self, scale: Scale, way: str, log: TextIO) -> None:
        self.scale = scale
        self.way = way
        self._log = log
        self._environ = {"EVENT_TASKS": WAYS[way]}
        self._kills = 0

    def play(self) -> Outcome:
        """Send everything, wait for its end, and count."""
        from tests.events_load.effects.models import Effect
        from wix_headless.models import EventDelivery

        for model in (Effect, EventDelivery):
            model.objects.all().delete()
        events = [str(uuid.uuid4()) for _ in range(int(self.scale.per_second * self.scale.seconds))]
        bodies = {event: sign_event(id=event).encode() for event in events}
        again = random.sample(events, len(events) * SENT_AGAIN // 100)
        sent = sorted([*events, *again], key=lambda _: random.random())  # noqa: S311 - a shuffle
        with ExitStack() as running:
            servers = [
                running.enter_context(start_server(THREADS, self._environ, self._log))
                for _ in range(PROCESSES)
            ]
            for server in servers:
                # So that nobody's first answer is also the server's start.
                send(server, b"")
            worker = running.enter_context(self._working())
            answers = self._send(servers, [bodies[event] for event in sent], worker)
            crowd = self._send_copies(servers)
            self._await_end()
        return self._count(sent, answers, crowd)

    def _send(self, servers: Sequence[str], bodies: list[bytes], worker: _Worker) -> list[Answer]:
        with sending(servers, bodies, per_second=self.scale.per_second) as answers:
            for _ in range(2):
                time.sleep(self.scale.seconds / 3)
                worker.kill()
                self._kills += 1
        return answers

    def _send_copies(self, servers: Sequence[str]) -> list[Answer]:
        body = sign_event(id=str(uuid.uuid4())).encode()
        with sending(servers, [body] * self.scale.copies, per_second=1e6) as answers:
            pass
        return answers

    @contextmanager
    def _working(self) -> Iterator[_Worker]:
        worker = _Worker(self._environ, self._log)
        try:
            yield worker
        finally:
            worker.end()

    def _await_end(self) -> None:
        """Wait until nothing is left to do; what waits for its next try waits no longer."""
        from django.utils import timezone

        from wix_headless.models import EventDelivery

        State = EventDelivery.State  # noqa: N806 - a class
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            unfinished = EventDelivery.objects.filter(state__in=[State.WAITING, State.RUNNING])
            if not unfinished.exists():
                return
            unfinished.filter(state=State.WAITING).update(due_at=timezone.now())
            time.sleep(1)

    def _count(self, sent: list[str], answers: list[Answer], crowd: list[Answer]) -> Outcome:
        from tests.events_load.effects.models import Effect
        from wix_headless.models import EventDelivery

        taken_in = {
            event for event, answer in zip(sent, answers, strict=True) if answer.status == 200
        }
        effects = Counter(Effect.objects.values_list("event_id", flat=True))
        parked = EventDelivery.objects.filter(state=EventDelivery.State.PARKED)
        parked_events = set(parked.values_list("event_id", flat=True))
        tries = EventDelivery.objects.values_list("tries", flat=True)
        p50, p99 = describe_times(answers)
        # The copies are one event more, whose id nobody needs to know: it has an effect, or not.
        crowd_lost = int(not set(effects) - set(sent))
        return Outcome(
            way=self.way,
            sent=len(sent) + len(crowd),
            acknowledged=sum(answer.status == 200 for answer in [*answers, *crowd]),
            p50=p50,
            p99=p99,
            failed_tries=sum(tries) - len(effects),
            kills=self._kills,
            once=sum(count == 1 for count in effects.values()),
            twice=sum(count > 1 for count in effects.values()),
            parked=len(parked_events),
            lost=len(taken_in - set(effects) - parked_events) + crowd_lost,
        )


class _Worker:
    """``wix_replay_events --loop``, which is started again when it dies."""

    def __init__(self, environ: dict[str, str], log: TextIO) -> None:
        self._environ = environ
        self._log = log
        self._process = self._start()

    def kill(self) -> None:
        """Kill it, and start another."""
        self._process.kill()
        self._process.wait()
        self._process = self._start()

    def end(self) -> None:
        """End it politely."""
        end(self._process)

    def _start(self) -> subprocess.Popen[Any]:
        command = [sys.executable, "-m", "django", "wix_replay_events", "--loop", "1"]
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=ROOT,
            env=os.environ | self._environ,
            stdout=self._log,
            stderr=self._log,
        )


def tell(outcome: Outcome, log: TextIO) -> None:
    """Write what came of a run."""
    sys.stderr.write(f"{'FAIL' if outcome.problems else 'ok  '} {outcome.way}\n")
    for problem in outcome.problems:
        sys.stderr.write(f"     {problem}\n")
    if outcome.problems:
        log.seek(0)
        sys.stderr.write("What the processes said last:\n" + log.read()[-6000:])


if __name__ == "__main__":
    main()
