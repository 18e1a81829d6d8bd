"""How near a site is to the calls that Wix allows in a minute."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.core.cache.backends.base import BaseCache

from wix_headless.conf import wix_settings
from wix_headless.exceptions import ConfigurationError
from wix_headless.transport import DEFAULT_API_URL
from wix_headless.usage.counter import PREFIX, add, find_cache

logger = logging.getLogger(__name__)

#: Calls a minute for each installation of an app.
WIX_LIMIT: Final = 200

#: From here on it is told.
NEAR: Final = 160

MINUTE: Final = 60

#: For how long the admin shows that it came near.
_DAY: Final = 24 * 3600


def watch_limit(cache: BaseCache, site: str, minute: int, requests: int) -> None:
    """
    Add to a minute's requests, and say once if they come near the limit.

    The one who takes the number over the mark says it: among all processes there is one.
    """
    if not requests or not _is_at_wix(site):
        return
    count, _ = add(cache, _minute_key(site, minute), requests, 2 * MINUTE)
    if count - requests < NEAR <= count:
        cache.set(_near_key(site), minute * MINUTE, _DAY)
        logger.warning(
            "Site %s: %d calls of Wix's API within one minute; Wix allows %d for an installation "
            "of an app.",
            site,
            count,
            WIX_LIMIT,
        )


def count_this_minute(site: str, now: float) -> int | None:
    """Return how many requests there were in the minute that *now* is in; None if unknown."""
    found = _read([_minute_key(site, int(now) // MINUTE)])
    return None if found is None else int(sum(found.values()))


def find_near(sites: Iterable[str]) -> dict[str, datetime]:
    """Return those of *sites* that came near the limit within a day, and the last time of each."""
    keys = {_near_key(site): site for site in sites}
    found = _read(keys) or {}
    return {keys[key]: datetime.fromtimestamp(int(when), UTC) for key, when in found.items()}


def _read(keys: Iterable[str]) -> dict[str, Any] | None:
    """Return what the cache has at *keys*; None if nothing is counted, or it does not answer."""
    cache = find_cache() if wix_settings.API_USAGE else None
    if cache is None:
        return None
    try:
        return cache.get_many(keys)
    except Exception as error:  # noqa: BLE001 - each cache has errors of its own
        logger.warning("The cache does not tell of API calls (%s).", type(error).__name__)
        return None


def _is_at_wix(site: str) -> bool:
    """Say whether a site's calls go to Wix itself; a sandbox has no limit."""
    try:
        return bool(wix_settings.for_site(site).API_URL == DEFAULT_API_URL)
    except ConfigurationError:
        # A client that was made by hand names its site as it likes.
        return False


def _minute_key(site: str, minute: int) -> str:
    return f"{PREFIX}minute:{site}:{minute}"


def _near_key(site: str) -> str:
    return f"{PREFIX}near:{site}"
