"""
Which installations of the app are ours: the one that the settings name, and those of rows.

A row comes from the install flow or from Wix's signed event, and never from what a browser says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import router
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from wix_headless.audit import audit
from wix_headless.conf import wix_settings
from wix_headless.models import AppInstance, StoredToken
from wix_headless.protocol.instances import is_instance_id
from wix_headless.storages.leases import end_all, token_rows
from wix_headless.tokens import Role

#: What is kept of the site of an installation that is gone.
_NOTHING_KNOWN: Final[Mapping[str, Any]] = {
    "wix_site_id": "",
    "site_name": "",
    "site_url": "",
    "plan": "",
    "installed_by": None,
}


def is_our_instance(site: str, instance_id: str) -> bool:
    """
    Say whether the app of *site* is installed as *instance_id*, by the settings or by a row.

    The settings' own costs no query, another one.
    """
    ours = wix_settings.for_site(site).CLIENT_INSTANCE_ID
    if ours and constant_time_compare(ours, instance_id):
        return True
    return is_installed(site, instance_id)


def is_installed(site: str, instance_id: str) -> bool:
    """Say whether there is a row of this installation, and no word of its removal."""
    row = find_instance(site, instance_id)
    return row is not None and not row.is_removed


def find_instance(site: str, instance_id: str) -> AppInstance | None:
    """Return the row of an installation, whether it is still there or not."""
    if not is_instance_id(instance_id):
        return None
    found = instance_rows().filter(site=site, instance_id=instance_id).first()
    # MariaDB's usual collation ignores case.
    return found if found is not None and found.instance_id == instance_id else None


def has_instances(site: str) -> bool:
    """Say whether the app of *site* was ever installed, so that a row says what is ours."""
    return instance_rows().filter(site=site).exists()


def note_installed(site: str, instance_id: str, *, at: datetime | None = None) -> bool:
    """
    Write down that the app was installed; as often as one likes.

    Args:
        at: When that was, where an event says it, as events come late and in any order: one from
            before the removal changes nothing. Without it, Wix has confirmed it just now.

    Returns:
        Whether that was news.

    Raises:
        ValueError: If that can be no installation's id.
    """
    since = at or timezone.now()
    row, is_news = _get_or_create(site, instance_id, {"installed_at": since})
    if not is_news:
        rows = instance_rows().filter(pk=row.pk)
        gone = rows.filter(removed_at__lt=at) if at else rows.exclude(removed_at=None)
        is_news = bool(gone.update(installed_at=since, removed_at=None))
        if at:
            rows.filter(removed_at=None, installed_at__lt=at).update(installed_at=at)
    if is_news:
        audit("app_installed", site=site, instance=instance_id)
    return is_news


def forget_instance(
    site: str, instance_id: str, *, at: datetime | None = None, by: object = None
) -> bool:
    """
    Write down that the app was removed, and end its tokens there; as often as one likes.

    Where there was no row there is one now: word of the installation may still be under way.

    Args:
        at: When that was, where an event says it: an installation that began later stays.
        by: The id of the user who wants it forgotten, if it was not Wix.

    Returns:
        Whether that was news.

    Raises:
        ValueError: If that can be no installation's id.
    """
    since = at or timezone.now()
    times = {"installed_at": since, "removed_at": since}
    row, is_news = _get_or_create(site, instance_id, times)
    if not is_news:
        rows = instance_rows().filter(pk=row.pk)
        live = rows.filter(removed_at=None)
        if at:
            live = live.filter(installed_at__lte=at)
        is_news = bool(live.update(removed_at=since, **_NOTHING_KNOWN))
        if at:
            rows.filter(removed_at__lt=at).update(removed_at=at)
    if is_news:
        audit("app_removed", site=site, instance=instance_id, by=by)
    if not is_installed(site, instance_id):
        # Whoever is renewing one just now does not get to store it.
        tokens = token_rows().filter(site=site, role=Role.APP, instance_id=instance_id)
        end_all(tokens, StoredToken.EndReason.REMOVED)
    return is_news


def describe_instance(row: AppInstance, *, told: Mapping[str, str], user: Any = None) -> None:
    """
    Keep what Wix told about the site, and who has brought its owner here, if nobody has before.

    Args:
        told: Some of ``wix_site_id``, ``site_name``, ``site_url`` and ``plan``.
    """
    rows = instance_rows().filter(pk=row.pk, removed_at=None)
    if told:
        rows.update(**told)
    if user is not None:
        rows.filter(installed_by=None).update(installed_by=user)


def instance_rows() -> QuerySet[AppInstance]:
    """Return all rows, of the database that is written to: a replica may be behind."""
    return AppInstance.objects.using(router.db_for_write(AppInstance))


def _get_or_create(
    site: str, instance_id: str, values: Mapping[str, datetime]
) -> tuple[AppInstance, bool]:
    if not is_instance_id(instance_id):
        raise ValueError("This can be no id of an installation.")
    return instance_rows().get_or_create(site=site, instance_id=instance_id, defaults=values)
