"""How old Wix's own secrets are, as far as anybody can know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from wix_headless.doctor.exams import Exam
from wix_headless.doctor.findings import Check, Finding, check, skips, warns, works
from wix_headless.storages.shared import AppTokenStorage

#: Days after which a secret should be changed.
OLD: Final = 365


@check("secret-ages", "Secrets are not old", needs=("settings", "tables"))
def examine_ages(exam: Exam) -> Iterator[Finding]:
    """Tell since when this project has used its secrets; Wix does not tell when it made them."""
    settings = exam.settings
    if settings.CLIENT_SECRET:
        yield _judge_client_secret(exam)
    if settings.API_KEY:
        yield skips(
            "How old the API key is, Wix does not tell to programs.",
            fix="Its date is in the API Keys manager of the Wix account.",
        )
    if not settings.CLIENT_SECRET and not settings.API_KEY:
        yield skips("There is no secret of Wix's in the settings.")


def _judge_client_secret(exam: Exam) -> Finding:
    settings = exam.settings
    storage = AppTokenStorage(
        settings.CLIENT_ID,
        settings.client_secrets[0],
        site=exam.site,
        instance_id=settings.CLIENT_INSTANCE_ID,
    )
    row = storage.find_row()
    if row is None:
        return skips("How old CLIENT_SECRET is, is not known: it has not been used here yet.")
    days = (timezone.now() - row.created_at).days
    since = f"CLIENT_SECRET has been used here since {row.created_at:%Y-%m-%d}, {days} days"
    if days <= OLD:
        return works(f"{since}; it may be older.")
    return warns(
        f"{since}.",
        fix="Make another in the Headless Settings of this client, and set WIX_CLIENT_SECRET.",
    )


CHECKS: Final[tuple[Check[Exam], ...]] = (examine_ages,)
