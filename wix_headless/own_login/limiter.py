"""
How often somebody may try: by client, by address, and for the whole site.

Wix sees one client behind all logins of a site, this server: it can neither slow down one of them
nor go on answering the others when it has had enough. Counted by ``limits``, which is kept well,
counts in Redis and others at once for all processes, and knows no Django that it could lag behind.
"""

from __future__ import annotations

import ipaddress
import logging
import math
import threading
import time
import unicodedata
from collections.abc import Iterator

from django.http import HttpRequest

from wix_headless.conf import load_function, wix_settings
from wix_headless.context import find_context
from wix_headless.exceptions import ConfigurationError
from wix_headless.storages.sealing import digest

try:
    import limits
    from limits.errors import StorageError
    from limits.storage import storage_from_string
    from limits.strategies import FixedWindowRateLimiter
except ImportError:  # pragma: no cover - the system check and the first try say so
    limits = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

#: Each process for itself.
IN_MEMORY = "memory://"

#: So much of an IPv6 address one household has, and can choose from.
_IPV6_PREFIX = 64


def count_try(request: HttpRequest, *, email: str = "") -> int:
    """
    Count a try, and return the seconds to wait before the next; 0 if this one may go on.

    One that is turned away for its client does not count for its address: nobody is to be locked
    out by whoever has been turned away already.

    Raises:
        ConfigurationError: If ``limits`` is not installed.
    """
    if limits is None:
        raise ConfigurationError(
            "The own login page needs the extra [login]: pip install 'django-wix-headless[login]'."
        )
    return next((wait for wait in _hit_all(request, email) if wait), 0)


def _hit_all(request: HttpRequest, email: str) -> Iterator[int]:
    site = find_context(request).site
    yield _hit(wix_settings.LOGINS_PER_CLIENT, "client", find_client(request))
    if email:
        address = unicodedata.normalize("NFKC", email).casefold()
        yield _hit(wix_settings.LOGINS_PER_ADDRESS, "address", site, address)
    yield _hit(wix_settings.LOGINS_PER_SITE, "site", site)


def find_client(request: HttpRequest) -> str:
    """Return whom a request comes from: an IPv4 address, or the network of an IPv6 address."""
    if wix_settings.LOGIN_CLIENT:
        found = str(load_function(wix_settings.LOGIN_CLIENT)(request))
    else:
        # X-Forwarded-For says what anybody wants it to; a project knows if its proxy writes it.
        found = request.META.get("REMOTE_ADDR") or ""
    try:
        address = ipaddress.ip_address(found.partition("%")[0])
    except ValueError:
        return found
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))


def _hit(limit: str, kind: str, *who: str) -> int:
    # Neither addresses of people nor of machines lie in the storage.
    key = digest(f"login_{kind}", *who)
    try:
        return _count(wix_settings.LOGIN_LIMITS_STORAGE, limit, key)
    except StorageError as error:
        # Neither lock everybody out nor open the door: count here, as well as one can.
        cause = type(error.__cause__).__name__
        logger.warning("Each process counts logins by itself: their storage fails (%s).", cause)
    return _count(IN_MEMORY, limit, key)


def _count(storage: str, limit: str, key: str) -> int:
    limiter, item = _limiter(storage), limits.parse(limit)
    if limiter.hit(item, "wix_login", key):
        return 0
    ends = limiter.get_window_stats(item, "wix_login", key).reset_time
    return max(1, math.ceil(ends - time.time()))


def _limiter(storage: str) -> FixedWindowRateLimiter:
    # Two threads that come first at once must not count apart.
    with _making:
        if storage not in _limiters:
            made = storage_from_string(storage, wrap_exceptions=True)
            _limiters[storage] = FixedWindowRateLimiter(made)
        return _limiters[storage]


_limiters: dict[str, FixedWindowRateLimiter] = {}
_making = threading.Lock()


def is_installed() -> bool:
    """Say whether there is anything to count with."""
    return limits is not None


def find_faults() -> Iterator[tuple[str, str]]:
    """Yield each setting that nothing can be counted by, and why."""
    for name in ("LOGINS_PER_CLIENT", "LOGINS_PER_ADDRESS", "LOGINS_PER_SITE"):
        try:
            limits.parse(getattr(wix_settings, name))
        except ValueError as error:
            yield name, str(error)
    try:
        _limiter(wix_settings.LOGIN_LIMITS_STORAGE)
    except (limits.errors.ConfigurationError, ValueError) as error:
        # Not what they say: the address may hold a password.
        yield "LOGIN_LIMITS_STORAGE", f"limits says {type(error).__name__}"


def forget_counts() -> None:
    """Begin to count anew what this process counts by itself; for tests."""
    _limiters.clear()
