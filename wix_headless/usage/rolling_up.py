"""From the cache into the table: by ``wix_prune``, and whenever somebody looks."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.core.cache.backends.base import BaseCache
from django.db import DatabaseError, IntegrityError, router, transaction
from django.db.models import F

from wix_headless.conf import django_settings
from wix_headless.models import ApiUsage
from wix_headless.usage.counter import PREFIX, find_cache
from wix_headless.usage.counting import (
    HOUR,
    HOURS_KEPT,
    MOST_KINDS,
    kind_key,
    kinds_key,
    number_key,
    tally,
)

logger = logging.getLogger(__name__)

_LOCK: Final = f"{PREFIX}lock"

#: Seconds after which whoever holds the lock is dead.
_LOCK_SECONDS: Final = 60

#: Seconds after its end in which a call may still be counted for an hour.
_LATE: Final = 60

#: How often a row is tried that others make at the same time.
_ATTEMPTS: Final = 3

#: Calls by what kind they are of, and in which hour.
Numbers = Mapping[tuple[int, str], int]


def roll_up(now: float | None = None) -> int:
    """
    Move what was counted so far into the table, and return how many calls that were.

    A cache or a database that fails is logged, and what was counted stays in the cache.
    """
    tally.flush()
    cache = find_cache()
    if cache is None:
        return 0
    try:
        if not cache.add(_LOCK, 1, _LOCK_SECONDS):
            return 0
        try:
            return _move(cache, time.time() if now is None else now)
        finally:
            cache.delete(_LOCK)
    except Exception as error:  # noqa: BLE001 - each cache has errors of its own
        logger.warning("Counts of API calls could not be kept (%s).", type(error).__name__)
        return 0


def _move(cache: BaseCache, now: float) -> int:
    current = int(now) // HOUR
    # One more, for a server whose clock is ahead.
    hours = range(current - HOURS_KEPT, current + 2)
    kinds = _read_kinds(cache, hours)
    keys = {number_key(hour, kind): (hour, kind) for hour, names in kinds.items() for kind in names}
    found = {keys[key]: int(count) for key, count in cache.get_many(keys).items()}
    numbers = {name: count for name, count in found.items() if count > 0}
    _take(cache, numbers)
    try:
        _keep(numbers)
    except DatabaseError:
        _take(cache, {name: -count for name, count in numbers.items()})
        raise
    over = [hour for hour in kinds if (hour + 1) * HOUR + _LATE < now]
    _forget(cache, {hour: kinds[hour] for hour in over})
    return sum(numbers.values())


def _read_kinds(cache: BaseCache, hours: range) -> dict[int, set[str]]:
    """Return the kinds of calls that were counted, by hour."""
    by_key = {kinds_key(hour): hour for hour in hours}
    counts = {by_key[key]: int(count) for key, count in cache.get_many(by_key).items()}
    places = {
        kind_key(hour, place): hour
        for hour, count in counts.items()
        for place in range(1, min(count, MOST_KINDS) + 1)
    }
    kinds: dict[int, set[str]] = {hour: set() for hour in counts}
    for key, kind in cache.get_many(places).items():
        kinds[places[key]].add(kind)
    return kinds


def _take(cache: BaseCache, numbers: Numbers) -> None:
    """Subtract what is moved: meanwhile others go on counting."""
    for (hour, kind), count in numbers.items():
        try:
            if count > 0:
                cache.decr(number_key(hour, kind), count)
            else:
                cache.incr(number_key(hour, kind), -count)
        except ValueError:
            # It has just gone with its time.
            continue


def _forget(cache: BaseCache, kinds: Mapping[int, set[str]]) -> None:
    """Delete what belongs to hours that are over."""
    keys = [
        key
        for hour, names in kinds.items()
        for key in (
            kinds_key(hour),
            *(kind_key(hour, place) for place in range(1, len(names) + 1)),
            *(number_key(hour, kind) for kind in names),
        )
    ]
    if keys:
        cache.delete_many(keys)


def _keep(numbers: Numbers) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _add_rows(numbers)
        except IntegrityError:
            # Another process made one of the rows: now it is there to be added to.
            if attempt == _ATTEMPTS:
                raise
        else:
            return


def _add_rows(numbers: Numbers) -> None:
    if not numbers:
        return
    wanted = {_name_row(hour, kind): count for (hour, kind), count in numbers.items()}
    database = router.db_for_write(ApiUsage)
    rows = ApiUsage.objects.using(database)
    hours = {name[0] for name in wanted}
    with transaction.atomic(using=database):
        present = {
            (row.hour, row.site, row.role, row.method, row.status): row
            for row in rows.filter(hour__in=hours)
        }
        new = [
            ApiUsage(
                hour=name[0], site=name[1], role=name[2], method=name[3], status=name[4],
                calls=count,
            )
            for name, count in wanted.items()
            if name not in present
        ]  # fmt: skip
        for name, count in wanted.items():
            if name in present:
                present[name].calls = F("calls") + count
        rows.bulk_create(new)
        rows.bulk_update([row for name, row in present.items() if name in wanted], ["calls"])


def _name_row(hour: int, kind: str) -> tuple[datetime, str, str, str, int]:
    """Return the columns that make a row what it is."""
    # Only a site's name may hold a colon: clients that are made by hand have any.
    site, role, method, status = kind.rsplit(":", 3)
    when = datetime.fromtimestamp(hour * HOUR, UTC)
    if not django_settings.USE_TZ:
        when = when.astimezone().replace(tzinfo=None)
    return when, site, role, method, int(status)
