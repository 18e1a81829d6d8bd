"""``manage.py wix_rotate_keys``: everything sealed is sealed under the first key."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from wix_headless.conf import wix_settings
from wix_headless.exceptions import ConfigurationError
from wix_headless.management.options import add_batch_size
from wix_headless.management.progress import show_progress
from wix_headless.storages.rotation import Rotation, count_current, count_old


class Command(BaseCommand):
    """Seals everything anew, while the site runs; what is done stays done if it is interrupted."""

    help = (
        "Seal all stored tokens, and logins under way, under the first of WIX_ENCRYPTION_KEYS. "
        "To change keys: add the new one behind the old ones and restart the site; put it first "
        "and restart again; run this; take the old ones out. May be interrupted and run again. "
        "Fails if anything is left that is not under the first key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="change nothing; say how many values lie under which key, and which no key opens",
        )
        add_batch_size(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry = options["dry_run"]
        rotation = Rotation(batch_size=options["batch_size"], is_dry=is_dry)
        try:
            names = wix_settings.key_ring.key_ids
        except ConfigurationError as error:
            raise CommandError(str(error)) from None
        self._run(rotation)
        if is_dry:
            self._list_keys(rotation, names)
        self._report(rotation, is_dry=is_dry)

    def _run(self, rotation: Rotation) -> None:
        with closing(rotation.run()) as steps:
            try:
                show_progress(steps, self.stdout, label="Sealing anew", total=count_old())
            except KeyboardInterrupt:
                raise CommandError(
                    f"Interrupted. {rotation.rotated.total():,} are sealed anew; the next run goes "
                    "on from here.",
                    returncode=130,
                ) from None

    def _list_keys(self, rotation: Rotation, names: list[str]) -> None:
        found = {names[0]: count_current()} | dict.fromkeys(names[1:], 0) | rotation.found
        for name, count in found.items():
            place = f"no. {names.index(name) + 1}" if name in names else "not in the ring"
            title = f"key {name}, {place}" if name else "no sealed value at all"
            self.stdout.write(f"{title}: {count:,}")

    def _report(self, rotation: Rotation, *, is_dry: bool) -> None:
        did = "would be sealed" if is_dry else "sealed"
        self.stdout.write(f"{rotation.rotated.total():,} {did} anew under the first key.")
        if unreadable := rotation.unreadable.total():
            self.stdout.write(
                f"{unreadable:,} opened with no key, and were left alone: whoever uses one next "
                "has to log in again. A lost key put back behind the others opens them."
            )
        if not is_dry and (remaining := count_old()):
            raise CommandError(
                f"{remaining:,} are not under the first key. Take no other key out of "
                "WIX_ENCRYPTION_KEYS that you still have."
            )
