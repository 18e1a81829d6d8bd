"""``manage.py wix_prune``: away with what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from wix_headless.management.options import add_batch_size, whole_number
from wix_headless.management.progress import show_progress
from wix_headless.storages.pruning import Retention, find_chores
from wix_headless.usage import roll_up

#: A century: days that every database can count back.
MOST_DAYS = 36_525

#: Wix sends an event again for two days: so long its row has to be there.
LEAST_EVENT_DAYS = 3


class Command(BaseCommand):
    """Deletes old rows in batches, while the site runs."""

    help = (
        "Delete what nobody needs any more, while the site runs: logins that were not finished, "
        "tokens whose session is over or that ended a while ago, tokens of visitors who never came "
        "back, old elevated calls and counts of API calls. Tokens of users who were switched off "
        "are ended. "
        "Run it daily; it may be interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; say how many rows would go"
        )
        keep = Retention()
        parser.add_argument(
            "--ended-days",
            type=whole_number(0, MOST_DAYS),
            default=keep.ended.days,
            metavar="DAYS",
            help="keep ended tokens so long: the admin shows why they ended (default: %(default)s)",
        )
        parser.add_argument(
            "--single-visit-hours",
            type=whole_number(1, 24 * MOST_DAYS),
            default=int(keep.single_visit / timedelta(hours=1)),
            metavar="HOURS",
            help="keep the token of a visitor so long who asked for one page and never came back "
            "with its cookie, as bots do (default: %(default)s)",
        )
        parser.add_argument(
            "--audit-days",
            type=whole_number(1, MOST_DAYS),
            default=keep.audit.days,
            metavar="DAYS",
            help="keep the rows of elevated calls so long (default: %(default)s)",
        )
        parser.add_argument(
            "--usage-days",
            type=whole_number(1, MOST_DAYS),
            default=keep.usage.days,
            metavar="DAYS",
            help="keep the counts of API calls so long (default: %(default)s)",
        )
        parser.add_argument(
            "--event-days",
            type=whole_number(LEAST_EVENT_DAYS, MOST_DAYS),
            default=keep.events.days,
            metavar="DAYS",
            help="keep events so long that were handled (default: %(default)s)",
        )
        parser.add_argument(
            "--parked-days",
            type=whole_number(LEAST_EVENT_DAYS, MOST_DAYS),
            default=keep.parked.days,
            metavar="DAYS",
            help="keep events so long that failed at every try (default: %(default)s)",
        )
        add_batch_size(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        keep = Retention(
            ended=timedelta(days=options["ended_days"]),
            single_visit=timedelta(hours=options["single_visit_hours"]),
            audit=timedelta(days=options["audit_days"]),
            usage=timedelta(days=options["usage_days"]),
            events=timedelta(days=options["event_days"]),
            parked=timedelta(days=options["parked_days"]),
        )
        try:
            self._prune(keep, options["batch_size"], is_dry=options["dry_run"])
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted; the next run goes on from here.", returncode=130
            ) from None

    def _prune(self, keep: Retention, batch_size: int, *, is_dry: bool) -> None:
        if not is_dry:
            roll_up()
        for chore in find_chores(keep):
            count = chore.rows.count()
            did = f"would be {chore.verb}" if is_dry else chore.verb
            if not is_dry:
                steps = chore.run(batch_size)
                count = show_progress(steps, self.stdout, label=chore.title, total=count)
            self.stdout.write(f"{chore.title}: {count:,} {did}")
