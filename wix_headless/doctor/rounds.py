"""The rounds: every check in its order, first of the project, then of each site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.doctor import (
    ages,
    clocks,
    identities,
    methods,
    permissions,
    project,
    site_state,
)
from wix_headless.doctor.exams import Exam, Line, Options
from wix_headless.doctor.findings import Check, Diagnosis, Finding, Subject, Verdict, breaks, skips
from wix_headless.exceptions import WixError

PROJECT_CHECKS: Final[tuple[Check[Options], ...]] = project.CHECKS

SITE_CHECKS: Final[tuple[Check[Exam], ...]] = (
    *identities.CHECKS,
    *site_state.CHECKS,
    *ages.CHECKS,
    *clocks.CHECKS,
    *methods.CHECKS,
)

_UNHEALTHY = frozenset({Verdict.BROKEN, Verdict.SKIPPED})


def do_rounds(options: Options) -> Iterator[Diagnosis]:
    """Do every check, and yield what each finds; whatever is wrong, this does not raise."""
    healthy: set[str] = set()
    yield from _examine_all(PROJECT_CHECKS, options, healthy)
    if project.examine_settings.name not in healthy:
        return
    lines: dict[str, Line] = {}
    for site in options.sites or list_sites():
        api_url = wix_settings.for_site(site).API_URL
        line = lines.setdefault(api_url, Line(api_url))
        exam = Exam(site=site, line=line, options=options)
        more = permissions.CHECKS if options.permissions else ()
        yield from _examine_all((*SITE_CHECKS, *more), exam, set(healthy), site=site)


def examine_project(options: Options) -> Iterator[Diagnosis]:
    """Do the checks of the whole project only; none of them asks Wix."""
    yield from _examine_all(PROJECT_CHECKS, options, set())


def list_sites() -> tuple[str, ...]:
    """Return the aliases of all sites."""
    return (DEFAULT_SITE, *wix_settings.SITES)


def _examine_all(
    checks: Iterable[Check[Subject]], subject: Subject, healthy: set[str], *, site: str = ""
) -> Iterator[Diagnosis]:
    for check in checks:
        yield from _examine(check, subject, site, healthy)


def _examine(
    check: Check[Subject], subject: Subject, site: str, healthy: set[str]
) -> Iterator[Diagnosis]:
    findings = []
    for finding in _find(check, subject, healthy):
        findings.append(finding)
        yield Diagnosis(site=site, check=check.name, title=check.title, finding=finding)
    if not any(finding.verdict in _UNHEALTHY for finding in findings):
        healthy.add(check.name)


def _find(check: Check[Subject], subject: Subject, healthy: set[str]) -> Iterator[Finding]:
    missing = [name for name in check.needs if name not in healthy]
    if missing:
        yield skips(f"Not looked at, as it needs what is not well: {', '.join(missing)}.")
        return
    try:
        yield from check.examine(subject)
    except WixError as error:
        yield breaks(
            f"Wix could not be asked ({type(error).__name__}).",
            fix="See what it said; if it is Wix's own trouble, try again later.",
            detail=error,
        )
    except Exception as error:  # noqa: BLE001 - a doctor who falls ill helps nobody
        # Only the class: what the message holds, nobody knows.
        yield breaks(f"This could not be looked at: {type(error).__name__}.")
