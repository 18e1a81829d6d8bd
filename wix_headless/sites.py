"""Which of the project's Wix sites a request is for."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from wix_headless.conf import DEFAULT_SITE, load_function, wix_settings


def find_site(request: HttpRequest) -> str:
    """
    Return the alias of the site: by SITE_RESOLVER, else by the host that was asked for.

    A host that no site names is the default site's.

    Raises:
        ConfigurationError: If the resolver names a site that there is not.

        DisallowedHost: If the host is none of ALLOWED_HOSTS.
    """
    if not wix_settings.SITES:
        return DEFAULT_SITE
    if wix_settings.SITE_RESOLVER:
        alias: str = load_function(wix_settings.SITE_RESOLVER)(request)
        wix_settings.for_site(alias)
        return alias
    host, _ = split_domain_port(request.get_host())
    for alias, site in wix_settings.SITES.items():
        if validate_host(host, site.HOSTS):
            return alias
    return DEFAULT_SITE
