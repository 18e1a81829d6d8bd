"""What is one for the whole project: settings, wiring, tables, keys of the tokens, cache."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.core.cache import DEFAULT_CACHE_ALIAS, cache
from django.core.checks import ERROR, Tags, run_checks
from django.db import DatabaseError, InterfaceError, router, transaction

from wix_headless.conf import django_settings, wix_settings
from wix_headless.doctor.exams import Options
from wix_headless.doctor.findings import Check, Finding, breaks, check, warns, works
from wix_headless.exceptions import ConfigurationError, DecryptionError
from wix_headless.storages.leases import token_rows
from wix_headless.storages.rotation import count_old
from wix_headless.storages.sealing import open_tokens

#: As many tokens are tried with the keys of today.
MOST_OPENED: Final = 100

#: Caches that other processes do not see, by the last part of their back end's name.
PRIVATE_CACHES: Final = {
    "LocMemCache": "each process has a cache of its own",
    "DummyCache": "nothing is kept in the cache",
}


@check("settings", "WIX_HEADLESS can be read")
def examine_settings(options: Options) -> Iterator[Finding]:
    """Read the settings."""
    try:
        count = 1 + len(wix_settings.SITES)
    except ConfigurationError as error:
        # Its message names the key, and never the value.
        yield breaks(str(error), fix="Correct WIX_HEADLESS: the README lists its keys.")
    else:
        yield works(
            f"WIX_HEADLESS can be read; it has {count} {'site' if count == 1 else 'sites'}."
        )


@check("wiring", "Middleware, back end and URLs are in place", needs=("settings",))
def examine_wiring(options: Options) -> Iterator[Finding]:
    """Ask Django's system checks, as far as they are ours."""
    messages = [
        message
        for message in run_checks(tags=[Tags.security])
        if str(message.id).startswith("wix_headless.")
    ]
    for message in messages:
        tell = breaks if message.level >= ERROR else warns
        yield tell(f"{message.msg} ({message.id})", fix=str(message.hint or ""))
    if not messages:
        yield works("Middleware, authentication back end and URLs are in place.")


@check("tables", "The database has the tables")
def examine_tables(options: Options) -> Iterator[Finding]:
    """Read a row of each table, which finds missing columns, too."""
    for model in apps.get_app_config("wix_headless").get_models():
        alias = router.db_for_read(model)
        try:
            with transaction.atomic(using=alias):
                model._base_manager.using(alias).first()
        except (DatabaseError, InterfaceError) as error:
            yield breaks(
                f"The table of {model.__name__} can't be read ({type(error).__name__}).",
                fix="See that the database answers, and run manage.py migrate.",
                detail=error,
            )
            return
    yield works("The database answers, and has all tables.")


@check("keys", "Today's keys open the stored tokens", needs=("settings", "tables"))
def examine_keys(options: Options) -> Iterator[Finding]:
    """Open the latest tokens, and count what lies under former keys."""
    ring = wix_settings.key_ring
    live = token_rows().filter(ended_at=None, sealed__isnull=False)
    rows = list(live.order_by("-created_at")[:MOST_OPENED])
    shut = 0
    for row in rows:
        try:
            open_tokens(row)
        except DecryptionError:
            shut += 1
    if shut:
        tell = breaks if shut == len(rows) else warns
        yield tell(
            f"No key opens {shut} of the {len(rows)} latest tokens: their owners log in anew.",
            fix="Put the former key behind the first one in WIX_ENCRYPTION_KEYS.",
        )
    else:
        yield works(f"Today's keys open the stored tokens ({len(rows)} of the latest were tried).")
    if old := count_old():
        yield warns(
            f"{old} rows lie under another key than the first of {len(ring.key_ids)}.",
            fix="Run manage.py wix_rotate_keys, and take the former key away afterwards.",
        )


@check("cache", "The cache is one for all processes")
def examine_cache(options: Options) -> Iterator[Finding]:
    """Write to the cache and read it, and see whether other processes would."""
    backend = str(django_settings.CACHES[DEFAULT_CACHE_ALIAS]["BACKEND"]).rpartition(".")[2]
    workers = options.workers or count_workers()
    if backend in PRIVATE_CACHES:
        yield _judge_alone(backend, workers)
        return
    name, value = f"wix_headless.doctor.{secrets.token_hex(8)}", secrets.token_hex(8)
    try:
        cache.set(name, value, timeout=30)
        kept = cache.get(name) == value
        cache.delete(name)
    except Exception as error:  # noqa: BLE001 - each back end has errors of its own
        yield breaks(
            f"The cache ({backend}) does not answer ({type(error).__name__}).",
            fix='See CACHES["default"], and whether its server runs.',
            detail=error,
        )
        return
    if kept:
        yield works(f"The cache ({backend}) keeps what is written.")
    else:
        yield breaks(
            f"The cache ({backend}) does not keep what is written.",
            fix='See CACHES["default"]: its size, its table or folder.',
        )


def _judge_alone(backend: str, workers: int | None) -> Finding:
    what = PRIVATE_CACHES[backend]
    if workers == 1 or (workers is None and django_settings.DEBUG):
        return works(f"The cache is {backend}, which will do for one process: {what}.")
    many = f"{workers} processes serve the site" if workers else "several may serve the site"
    return warns(
        f"The cache is {backend}, and {many}: {what}, so each asks Wix for itself.",
        fix='Set CACHES["default"] to one that all share, such as '
        "django.core.cache.backends.redis.RedisCache; with one process only, say --workers 1.",
    )


def count_workers() -> int | None:
    """Return how many processes serve, where servers are told by the environment."""
    said = os.environ.get("WEB_CONCURRENCY", "")
    return int(said) if said.isascii() and said.isdecimal() and int(said) else None


CHECKS: Final[tuple[Check[Options], ...]] = (
    examine_settings,
    examine_wiring,
    examine_tables,
    examine_keys,
    examine_cache,
)
