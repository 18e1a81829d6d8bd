"""Which methods a site calls that Wix takes away, as far as its calls are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from wix_headless.client.catalogue import Method, catalogue
from wix_headless.exceptions import UnknownNameError
from wix_headless.models import ApiUsage

#: How far back calls are looked at.
LATELY: Final = timedelta(days=30)


def find_deprecated_in_use(site: str) -> list[Method]:
    """Return the deprecated methods that *site* has called lately, by name."""
    rows = ApiUsage.objects.filter(site=site, hour__gte=timezone.now() - LATELY)
    names = sorted(set(rows.order_by().values_list("method", flat=True).distinct()))
    return [method for method in map(_find, names) if method is not None and method.deprecation]


def _find(name: str) -> Method | None:
    """Return the method; None for paths, and for what the catalogue lacks."""
    if name.startswith("/"):
        return None
    try:
        return catalogue.find_method(name)
    except UnknownNameError:
        return None
