"""Whether the project calls what Wix takes away, as far as its calls are counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from wix_headless.client.notices import build_deprecation
from wix_headless.doctor.exams import Exam
from wix_headless.doctor.findings import Check, Finding, check, skips, warns, works
from wix_headless.usage import find_deprecated_in_use


@check("methods", "No method in use is taken away", needs=("settings", "tables"))
def examine_methods(exam: Exam) -> Iterator[Finding]:
    """Look up in the catalogue what the site has called."""
    if not exam.settings.API_USAGE:
        yield skips("Which methods are in use is not known: API_USAGE is off.")
        return
    today = datetime.now(UTC).date()
    found = find_deprecated_in_use(exam.site)
    for method in found:
        yield warns(
            build_deprecation(method, today),
            fix="Call what replaces it, if anything does, before Wix answers no more.",
        )
    if not found:
        yield works("No call of a method that Wix takes away was counted in the last 30 days.")


CHECKS: Final[tuple[Check[Exam], ...]] = (examine_methods,)
