"""The own login page: whether its tries are counted, and for all processes."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004
from django.urls import NoReverseMatch, reverse

from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import has_urls, read_sites, register_look
from wix_headless.conf import wix_settings
from wix_headless.doctor.project import count_workers
from wix_headless.login.guards import OWN_LOGIN
from wix_headless.own_login.limiter import IN_MEMORY, find_faults, is_installed


@register_look()
def look_at_own_login() -> Iterator[CheckMessage]:
    """See whether the own login page can count tries at all."""
    if not _is_included():
        return
    if not is_installed():
        yield Error(
            "wix_headless.own_login.urls is included, and limits is not installed: nobody can "
            "log in there.",
            hint="pip install 'django-wix-headless[login]'",
            id=CheckId.LOGIN_LIMITS_MISSING,
        )
        return
    for name, fault in find_faults():
        yield Error(
            f'WIX_HEADLESS["{name}"] can\'t be used: {fault}',
            hint="Write limits as '30/10 minutes', and the storage as 'redis://127.0.0.1:6379/1'.",
            id=CheckId.LOGIN_LIMITS,
        )


@register_look(deploy=True)
def look_at_own_login_of_many() -> Iterator[CheckMessage]:
    """See whether several processes count together."""
    is_private = _is_included() and wix_settings.LOGIN_LIMITS_STORAGE == IN_MEMORY
    if is_private and count_workers() != 1:
        yield Warning(
            "Each process counts by itself how often somebody tries to log in on the own page: "
            "with four of them, everybody has four times as many tries.",
            hint='Set WIX_HEADLESS["LOGIN_LIMITS_STORAGE"] to a storage that they share, such as '
            "'redis://127.0.0.1:6379/1'. With one process only, say WEB_CONCURRENCY=1.",
            id=CheckId.LOGIN_LIMITS_PRIVATE,
        )


def _is_included() -> bool:
    try:
        return bool(has_urls() and read_sites() and reverse(OWN_LOGIN))
    except NoReverseMatch:
        return False
