"""``manage.py wix_replay_events``: handles events that are due, or others once more."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    reset_queries,
)
from django.db.models import QuerySet

from wix_headless.events.running import run_delivery
from wix_headless.events.working import work_through
from wix_headless.management.options import whole_number
from wix_headless.management.site_options import WRONG_USAGE
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import delivery_rows, due_rows, replay

State = EventDelivery.State

#: Seconds between two looks.
EVERY: Final = 5

#: What the column of their ids can hold.
LARGEST_ID: Final = 2**63 - 1

#: How many events a preview shows.
SHOWN: Final = 50


class Command(BaseCommand):
    """Runs the handlers of events: of those that are due, or of those that are named."""

    help = (
        "Handle the events that are due: new ones, those to be tried again, those whose worker "
        "died. Run it by cron with --due, or for ever with --loop; several at once do no harm. "
        "Or handle events once more, by all their handlers: by id, --type or --state."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "ids",
            nargs="*",
            type=whole_number(1, LARGEST_ID),
            metavar="ID",
            help="ids of events to handle once more",
        )
        parser.add_argument(
            "--type",
            action="append",
            default=[],
            dest="types",
            metavar="TYPE",
            help="events of this type, such as wix.ecom.v1.order_approved (may be repeated)",
        )
        parser.add_argument(
            "--state",
            action="append",
            default=[],
            dest="states",
            choices=[state.value for state in State if state is not State.RUNNING],
            help="events in this state (may be repeated; default: parked)",
        )
        parser.add_argument("--due", action="store_true", help="what is due, and nothing else")
        parser.add_argument(
            "--loop",
            nargs="?",
            type=whole_number(1, 3600),
            const=EVERY,
            metavar="SECONDS",
            help="what is due, again and again, so many seconds apart (default: %(const)s); "
            "SIGTERM ends it when the event at hand is done",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; show which events these are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_named = bool(options["ids"] or options["types"] or options["states"])
        is_due = options["due"] or options["loop"] is not None
        if is_named == is_due:
            raise CommandError(
                "Say which events: --due or --loop for those that wait, or ids, --type and "
                "--state for those to be handled once more.",
                returncode=WRONG_USAGE,
            )
        rows = due_rows() if is_due else _choose(options)
        if options["dry_run"]:
            self._show(rows)
        elif options["loop"] is not None:
            with _until_told() as stop:
                self._loop(stop, options["loop"])
        elif is_due:
            self._tell(work_through())
        else:
            pks = replay(rows, by="wix_replay_events")
            self._tell(Counter(state for pk in pks if (state := run_delivery(pk))))

    def _loop(self, stop: threading.Event, seconds: int) -> None:
        while not stop.is_set():
            reset_queries()
            close_old_connections()
            try:
                counted = work_through(stop.is_set)
            except (DatabaseError, InterfaceError) as error:
                # A database that restarts is there again, some time.
                self.stderr.write(f"The database did not answer: {type(error).__name__}")
            else:
                if counted:
                    self._tell(counted)
            stop.wait(seconds)

    def _tell(self, counted: Mapping[str, int]) -> None:
        known = [f"{counted[state]:,} {state}" for state in State.values if counted.get(state)]
        # Who fails and is tried again waits.
        self.stdout.write(", ".join(known) or "Nothing to do.")
        self.stdout.flush()

    def _show(self, rows: QuerySet[EventDelivery]) -> None:
        for row in rows.order_by("pk").defer("payload")[:SHOWN]:
            facts = [str(row.pk), row.event_type, row.state, f"tried {row.tries}", row.last_error]
            self.stdout.write("  ".join(filter(None, facts)))
        self.stdout.write(f"{rows.count():,} in all; nothing was changed.")


def _choose(options: Mapping[str, Any]) -> QuerySet[EventDelivery]:
    rows = delivery_rows()
    if options["ids"]:
        rows = rows.filter(pk__in=options["ids"])
    if options["types"]:
        rows = rows.filter(event_type__in=options["types"])
    states = options["states"] or ([] if options["ids"] else [State.PARKED])
    return rows.filter(state__in=states) if states else rows.exclude(state=State.RUNNING)


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """Return what is set when somebody wants the command to end."""
    stop = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        stop.set()

    before: dict[signal.Signals, Callable[..., Any] | int | None] = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        before[number] = signal.signal(number, tell)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
