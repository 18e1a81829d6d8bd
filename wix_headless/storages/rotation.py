"""
Changing keys while the site runs: what is sealed is sealed anew, under the first key.

What is under the first key already is passed by, so a run that was interrupted is taken up by the
next one. A row is replaced only if it holds the very bytes that were read: whoever renewed it or
ended it meanwhile has the last word. Its version and its lease are left alone, so that no renewal
under way is disturbed; and as every key of the ring opens, nobody who reads notices anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from wix_headless.audit import audit
from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.crypto import key_id
from wix_headless.exceptions import DecryptionError
from wix_headless.models import CodeAttempt, LoginAttempt
from wix_headless.storages.batches import BATCH_SIZE, in_batches, patiently
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import token_database
from wix_headless.storages.sealing import reseal

#: The second pass finds what was written behind the first one by processes with older settings.
MOST_PASSES = 3


class Rotation:
    """
    One run; afterwards it says what it did.

    Attributes:
        rotated: How many were sealed anew, by site; in a dry run, how many would be.
        unreadable: How many no key opens, by site. They are left alone: their next use ends them.
        found: How many lay under each key but the first, by the key's name.
    """

    def __init__(self, *, batch_size: int = BATCH_SIZE, is_dry: bool = False) -> None:
        self.rotated: Counter[str] = Counter()
        self.unreadable: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self._batch_size = batch_size
        self._is_dry = is_dry

    def run(self) -> Generator[int, None, None]:
        """Do it; each step says how many rows it has looked at."""
        try:
            for number in range(1 if self._is_dry else MOST_PASSES):
                before = self.rotated.total()
                self.unreadable.clear()
                for rows in old_rows():
                    for batch in in_batches(rows, self._batch_size):
                        self._take(batch, is_first=number == 0)
                        yield len(batch)
                if self.rotated.total() == before:
                    break
        finally:
            # Also if it was interrupted: so much has been done.
            if not self._is_dry:
                self._write_audit()

    def _take(self, batch: list[Any], *, is_first: bool) -> None:
        resealed = []
        for row in batch:
            if is_first:
                self.found[key_id(bytes(row.sealed))] += 1
            try:
                resealed.append((row, reseal(row)))
            except DecryptionError:
                self.unreadable[row.site] += 1
        replaced = resealed
        if not self._is_dry:
            replaced = patiently(partial(_replace, resealed), database=token_database())
        self.rotated.update(row.site for row, _ in replaced)

    def _write_audit(self) -> None:
        for site in sorted({*self.rotated, *self.unreadable} or {DEFAULT_SITE}):
            audit(
                "keys_rotated",
                site=site,
                key=wix_settings.key_ring.key_ids[0],
                rotated=self.rotated[site],
                unreadable=self.unreadable[site],
            )


def old_rows() -> tuple[QuerySet[Any], ...]:
    """Return the rows that hold something under another key than the first."""
    low, high = wix_settings.key_ring.current_range
    is_old = Q(sealed__lt=low) | Q(sealed__gte=high)
    return (
        token_rows()
        .filter(is_old)
        .only("id", "site", "role", "member_id", "instance_id", "sealed"),
        # Those whose time is over will not be finished, with whatever key.
        *(rows.filter(is_old, expires_at__gt=timezone.now()) for rows in _attempts()),
    )


def count_current() -> int:
    """Return how many are under the first key."""
    low, high = wix_settings.key_ring.current_range
    is_current = Q(sealed__gte=low, sealed__lt=high)
    return sum(rows.filter(is_current).count() for rows in (token_rows(), *_attempts()))


def count_old() -> int:
    """Return how many are not."""
    return sum(rows.count() for rows in old_rows())


def _attempts() -> tuple[QuerySet[Any], ...]:
    alias = token_database()
    return LoginAttempt.objects.using(alias), CodeAttempt.objects.using(alias)


def _replace(resealed: list[tuple[Any, bytes]]) -> list[tuple[Any, bytes]]:
    """Write them, and return those that nobody had changed; no two sealings are ever alike."""
    replaced = []
    alias = token_database()
    with transaction.atomic(using=alias):
        for row, sealed in resealed:
            unchanged = type(row).objects.using(alias).filter(pk=row.pk, sealed=row.sealed)
            if unchanged.update(sealed=sealed):
                replaced.append((row, sealed))
    return replaced
