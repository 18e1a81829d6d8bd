"""Where Wix has to be allowed to send people back to, and how to let it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from wix_headless.conf import DEFAULT_SITE, WixSettings, django_settings, wix_settings

URIS: Final = "allowedRedirectUris"
DOMAINS: Final = "allowedRedirectDomains"

#: Names of this machine, which say nothing without a port.
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Redirects:
    """
    Ways back from Wix.

    Attributes:
        uris: Where logins end; Wix compares all of it.
        domains: Where everything else may end, such as a logout; Wix compares the host.
    """

    uris: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()

    def __add__(self, other: Redirects) -> Redirects:
        return Redirects(self.uris + other.uris, self.domains + other.domains)

    def __bool__(self) -> bool:
        return bool(self.uris or self.domains)

    def find_missing(self, oauth_app: Mapping[str, Any]) -> Redirects:
        """Return those that the OAuth app does not allow."""
        allowed = read_allowed(oauth_app)
        hosts = {_host(domain) for domain in allowed.domains}
        return Redirects(
            tuple(uri for uri in self.uris if uri not in allowed.uris),
            tuple(domain for domain in self.domains if _host(domain) not in hosts),
        )

    def build_change(self, oauth_app: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return the fields of the OAuth app that change, with these behind what they hold."""
        all_of_it = read_allowed(oauth_app) + self
        changed = {URIS: (self.uris, all_of_it.uris), DOMAINS: (self.domains, all_of_it.domains)}
        return {name: list(full) for name, (more, full) in changed.items() if more}


def read_allowed(oauth_app: Mapping[str, Any]) -> Redirects:
    """Return the ways back that an OAuth app allows."""
    return Redirects(_strings(oauth_app, URIS), _strings(oauth_app, DOMAINS))


def find_redirects(site: str, origins: Iterable[str] = ()) -> Redirects:
    """
    Return the ways back that a site needs; none, if nothing says where it is.

    Args:
        origins: Where browsers see the site, instead of what the settings say.
    """
    path = reverse("wix:callback")
    found = tuple(dict.fromkeys(origins or _find_origins(site)))
    return Redirects(
        tuple(f"{origin}{path}" for origin in found),
        tuple(dict.fromkeys(urlsplit(origin).netloc for origin in found)),
    )


def build_manual(settings: WixSettings, missing: Redirects) -> list[str]:
    """Say in lines how to allow them by hand."""
    lines = ["In the project's dashboard, Settings, Headless Settings, this client, add"]
    lines += [f"  to the authorization redirect URIs: {uri}" for uri in missing.uris]
    lines += [f"  to the redirect domains: {domain}" for domain in missing.domains]
    if settings.SITE_ID and settings.CLIENT_ID:
        query = [("addAllowedDomain", domain) for domain in missing.domains]
        query += [("addAllowedRedirectUri", uri) for uri in missing.uris]
        place = f"{settings.SITE_ID}/oauth-apps-settings/manage/{settings.CLIENT_ID}"
        lines += [
            "or open as the site's owner (Wix's samples use this address, its reference does not):",
            f"  https://manage.wix.com/dashboard/{place}?{urlencode(query)}",
        ]
    return lines


def _find_origins(site: str) -> list[str]:
    settings = wix_settings.for_site(site)
    if settings.PUBLIC_URL:
        return [settings.PUBLIC_URL]
    hosts = settings.HOSTS
    if site == DEFAULT_SITE:
        others = {host for other in wix_settings.SITES.values() for host in other.HOSTS}
        hosts = hosts or tuple(host for host in django_settings.ALLOWED_HOSTS if host not in others)
    return [f"https://{host}" for host in hosts if _is_whole(host)]


def _is_whole(host: str) -> bool:
    """Say whether it is one host of the world's, and no pattern."""
    return not host.startswith(".") and "*" not in host and host not in _LOOPBACK


def _strings(oauth_app: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = oauth_app.get(name)
    values = found if isinstance(found, list) else []
    return tuple(value for value in values if isinstance(value, str))


def _host(domain: str) -> str:
    """Return the host of a domain, which may be written with a scheme or a port."""
    try:
        return urlsplit(domain if "://" in domain else f"//{domain}").hostname or ""
    except ValueError:
        return ""
