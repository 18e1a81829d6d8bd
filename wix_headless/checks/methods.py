"""Methods in use that Wix takes away: what no line of the code shows, the counted calls do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004
from django.db import DatabaseError, router

from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import is_setting_up, read_sites
from wix_headless.client.notices import build_deprecation
from wix_headless.models import ApiUsage
from wix_headless.usage import find_deprecated_in_use


@register(Tags.database)
def check_methods_in_use(
    *, databases: Collection[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """See which methods were called lately; for ``check --database`` only, as it asks one."""
    if is_setting_up() or router.db_for_read(ApiUsage) not in (databases or ()):
        return []
    today = datetime.now(UTC).date()
    try:
        return [
            Warning(
                build_deprecation(method, today),
                hint="Call what replaces it, if anything does, before Wix answers no more.",
                obj=site,
                id=CheckId.DEPRECATED_METHOD,
            )
            for site in read_sites()
            for method in find_deprecated_in_use(site)
        ]
    except DatabaseError:
        # No table yet: migrate is what is missing then.
        return []
