"""
``wix:health``: what a probe asks every few seconds, and what staff want to know when it says no.

Wix itself is not asked: a probe must not use up the site's calls, and a site whose pages Wix keeps
waiting does not get better by being started anew.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connections, transaction
from django.db.models import Count
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wix_headless.conf import wix_settings
from wix_headless.doctor.exams import Options
from wix_headless.doctor.findings import Verdict
from wix_headless.doctor.project import examine_tables
from wix_headless.doctor.rounds import examine_project, list_sites
from wix_headless.exceptions import ConfigurationError
from wix_headless.models import EventDelivery, StoredToken
from wix_headless.storages.deliveries import delivery_rows
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import token_database
from wix_headless.storages.shared import AppTokenStorage
from wix_headless.usage import count_this_minute, find_near

logger = logging.getLogger(__name__)

#: How far back renewals that failed are counted.
LATELY: Final = timedelta(days=1)


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests
def health(request: HttpRequest) -> JsonResponse:
    """
    Say whether this process can serve: 200 and ``up``, or 503 and ``down``.

    It can if ``WIX_HEADLESS`` can be read, its keys are keys, and the database answers.
    ``?live`` asks only whether the process is there. Staff are told more.
    """
    if "live" in request.GET:
        return JsonResponse({"status": "up"})
    failure = find_failure()
    if failure:
        logger.error("wix:health says down: %s", failure)
    answer = {"status": "down" if failure else "up"}
    if is_staff(request):
        answer |= describe(failure)
    return JsonResponse(answer, status=503 if failure else 200)


def find_failure() -> str:
    """Return what keeps this process from serving, in our own words; empty if nothing does."""
    try:
        wix_settings.key_ring  # noqa: B018 - reading it reads all settings, and makes the keys
    except ConfigurationError as error:
        # It names the setting, never the value.
        return str(error)
    try:
        with connections[token_database()].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return f"the database does not answer ({type(error).__name__})"
    return ""


def is_staff(request: HttpRequest) -> bool:
    """Say whether details are for whoever asks; not, if that can't be found out."""
    user = getattr(request, "user", None)
    try:
        return bool(user is not None and user.is_active and getattr(user, "is_staff", False))
    except Error:
        # Sessions and users are in the same database, as a rule.
        return False


def describe(failure: str) -> dict[str, Any]:
    """Return what staff are told: sentences, counts and times; no token, id or address."""
    told: dict[str, Any] = {
        "failure": failure,
        "project": [
            {
                "check": one.check,
                "verdict": one.finding.verdict.value,
                "says": one.finding.says,
                "fix": one.finding.fix,
            }
            for one in examine_project(Options())
        ],
    }
    broken = {one["check"] for one in told["project"] if one["verdict"] == Verdict.BROKEN}
    if not failure and examine_tables.name not in broken:
        told["sites"] = describe_sites()
    return told


def describe_sites() -> dict[str, dict[str, Any]]:
    """Return how each site fares with Wix, as far as our own rows and counts tell."""
    sites = list_sites()
    near, failing, parked = find_near(sites), count_failing(), count_parked()
    return {
        site: {
            "app_token": describe_app_token(site),
            "renewals_failing": failing.get(site, {}),
            "events_parked": parked.get(site, 0),
            "calls_this_minute": count_this_minute(site, time.time()),
            "near_limit_at": near.get(site),
        }
        for site in sites
    }


def count_failing() -> Mapping[str, Mapping[str, int]]:
    """Count, by site and error, the live tokens used lately whose last renewal has failed."""
    rows = (
        token_rows()
        .filter(ended_at=None, last_used_at__gte=timezone.now() - LATELY)
        .exclude(last_error="")
        .order_by()
        .values_list("site", "last_error")
        .annotate(count=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for site, error, count in rows:
        found.setdefault(site, {})[error] = count
    return found


def count_parked() -> dict[str, int]:
    """Count, by site, the events that were given up."""
    parked = delivery_rows().filter(state=EventDelivery.State.PARKED)
    return dict(parked.order_by().values_list("site").annotate(count=Count("pk")))


def describe_app_token(site: str) -> dict[str, Any]:
    """Return how the token of the app fares in the installation that the settings name."""
    settings = wix_settings.for_site(site)
    row = None
    if settings.CLIENT_SECRET:
        storage = AppTokenStorage(
            settings.CLIENT_ID,
            settings.client_secrets[0],
            site=site,
            instance_id=settings.CLIENT_INSTANCE_ID,
        )
        row = storage.find_row()
    if row is None:
        return {"state": "none", "expires_at": None, "last_error": ""}
    return {
        "state": _name_state(row),
        "expires_at": row.expires_at,
        "last_error": row.last_error,
    }


def _name_state(row: StoredToken) -> str:
    if row.last_error:
        return "failing"
    is_fresh = row.expires_at is not None and row.expires_at > timezone.now()
    return "active" if is_fresh else "expired"
