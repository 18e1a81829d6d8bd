"""
The permissions that elevated calls have needed, beside those that the app was given.

What was used is in the rows of elevated calls, and which permission a method needs in the
catalogue. What was given Wix lists with the app's installation; its reference does not say in
which words, so how the calls ended counts, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, Q

from wix_headless.client.catalogue import catalogue
from wix_headless.doctor.exams import Exam
from wix_headless.doctor.findings import Check, Finding, breaks, check, skips, warns, works
from wix_headless.exceptions import UnknownNameError
from wix_headless.models import ElevatedCall


@check("permissions", "The app was given what it uses", needs=("tables",))
def examine_permissions(exam: Exam) -> Iterator[Finding]:
    """Judge every method that was called as the app."""
    granted = exam.granted or frozenset()
    rows = list(_count_calls(exam.site))
    if not rows:
        yield skips("No elevated call has been written down yet.")
        return
    if not granted:
        yield skips("Wix lists no permissions of this app; how the calls ended is what is known.")
    used: set[str] = set()
    for row in rows:
        needed = _find_permissions(row["method"])
        used.update(needed)
        yield _judge(row, needed, granted)
    if unused := sorted(granted - used):
        yield works(f"Given, and not used by these calls: {', '.join(unused)}.")


def _count_calls(site: str) -> Any:
    return (
        ElevatedCall.objects.filter(site=site)
        .order_by("method")
        .values("method")
        .annotate(
            count=Count("pk"),
            worked=Max("created_at", filter=Q(outcome="ok")),
            refused=Max("created_at", filter=Q(outcome="ForbiddenError")),
        )
    )


def _judge(row: dict[str, Any], needed: tuple[str, ...], granted: frozenset[str]) -> Finding:
    what = f"{row['method']} ({row['count']:,} times) needs "
    what += " or ".join(needed) if needed else "what Wix's reference says"
    worked: datetime | None = row["worked"]
    refused: datetime | None = row["refused"]
    if granted.intersection(needed):
        return works(f"{what}, which the app was given.")
    if refused is not None and (worked is None or worked < refused):
        return breaks(
            f"{what}, and was refused on {refused:%Y-%m-%d}.",
            fix="Add its scope to the app's permissions at Wix, and accept them anew on the site.",
        )
    if worked is not None:
        return works(f"{what}, and worked on {worked:%Y-%m-%d}.")
    return warns(f"{what}; it has not worked yet, for other reasons.")


def _find_permissions(name: str) -> tuple[str, ...]:
    """Return what the method needs; nothing for paths, and for what the catalogue lacks."""
    if name.startswith("/"):
        return ()
    try:
        return catalogue.find_method(name).permissions
    except UnknownNameError:
        return ()


CHECKS: Final[tuple[Check[Exam], ...]] = (examine_permissions,)
