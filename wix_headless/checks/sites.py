"""Where the sites are: their hosts, their addresses, and which request is for which of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004
from django.http.request import validate_host

from wix_headless.checks.credentials import name_place
from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import read_sites, register_look
from wix_headless.conf import DEFAULT_SITE, django_settings, wix_settings
from wix_headless.transport import DEFAULT_API_URL

#: What a request's host can be equal to, or end with; ``*`` is every host, as in ALLOWED_HOSTS.
_HOST: Final = re.compile(r"\*|\.?[^\s/:*]+|\[[0-9a-fA-F:.]+\]")


@register_look()
def look_at_addresses() -> Iterator[CheckMessage]:
    """See that a site which people visit speaks with Wix, and is reached by https."""
    if django_settings.DEBUG:
        return
    for alias, settings in read_sites().items():
        if settings.API_URL != DEFAULT_API_URL:
            yield Warning(
                f"{_prefix(alias)}API_URL is {settings.API_URL}, and DEBUG is off: this site "
                "speaks with a sandbox instead of Wix.",
                hint="Unset WIX_API_URL.",
                id=CheckId.SANDBOX,
            )
        if urlsplit(settings.PUBLIC_URL).scheme == "http":
            yield Warning(
                f"{_prefix(alias)}PUBLIC_URL is an http address: the codes of logins come back "
                "unencrypted.",
                hint="Set WIX_PUBLIC_URL to the site's https address.",
                id=CheckId.INSECURE_PUBLIC_URL,
            )


@register_look()
def look_at_hosts() -> Iterator[CheckMessage]:
    """See whether every site is found by the hosts that it names."""
    sites = read_sites()
    hosts = [(alias, host) for alias, settings in sites.items() for host in settings.HOSTS]
    for alias, host in hosts:
        if not _HOST.fullmatch(host):
            yield Error(
                f'{name_place(alias)}: no request has the host "{host}".',
                hint="HOSTS are names without scheme, port and path; .example.com is all below it.",
                id=CheckId.HOSTS,
            )
        elif not django_settings.DEBUG and not _is_allowed(host):
            yield Warning(
                f'{name_place(alias)}: "{host}" is none of ALLOWED_HOSTS, so Django answers 400.',
                hint=f'Add "{host}" to ALLOWED_HOSTS.',
                id=CheckId.HOST_NOT_ALLOWED,
            )
    # The default site has what no other site names, whatever it names itself.
    counts = Counter(host.lower() for alias, host in hosts if alias != DEFAULT_SITE)
    for host, count in counts.items():
        if count > 1:
            yield Warning(
                f'"{host}" is a host of {count} of SITES; the first of them gets all requests.',
                hint="Leave it with the site that it belongs to.",
                id=CheckId.HOST_TWICE,
            )


@register_look()
def look_at_sites() -> Iterator[CheckMessage]:
    """See whether each of SITES is one of its own, and reached by requests."""
    sites = read_sites()
    for alias, settings in sites.items():
        is_reached = alias == DEFAULT_SITE or settings.HOSTS or wix_settings.SITE_RESOLVER
        # With an API key alone nobody visits it: it is spoken with by using(site=…) and commands.
        if settings.CLIENT_ID and not is_reached:
            yield Warning(
                f"{name_place(alias)} has no HOSTS, so no request is ever for this site.",
                hint="Set its HOSTS, or SITE_RESOLVER.",
                id=CheckId.UNREACHED_SITE,
            )
    counts = Counter(settings.CLIENT_ID for settings in sites.values() if settings.CLIENT_ID)
    for client_id, count in counts.items():
        if count > 1:
            ours = [
                f'"{name}"' for name, settings in sites.items() if client_id == settings.CLIENT_ID
            ]
            yield Warning(
                f"{count} sites have one CLIENT_ID: {', '.join(ours)}.",
                hint="Each Wix site has a client of its own: npx wix env pull in its project.",
                id=CheckId.CLIENT_TWICE,
            )


def _is_allowed(host: str) -> bool:
    allowed = django_settings.ALLOWED_HOSTS
    if host.startswith("."):
        # A pattern is served as far as anything that it matches is.
        return validate_host(f"www{host}", allowed) or any(
            one.lower().endswith(host.lower()) for one in allowed
        )
    return host == "*" or validate_host(host.lower(), allowed)


def _prefix(alias: str) -> str:
    return "" if alias == DEFAULT_SITE else f"{name_place(alias)}: "
