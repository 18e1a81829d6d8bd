"""
Diagnoses as text, as JSON, and as a report that may be shown to anybody.

No secret leaves here, whoever wrote it into a message: what is known to be one is blotted out of
everything. A report has nothing of what others said, and neither addresses nor ids.
"""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import django
from django.db import connections

from wix_headless import __version__
from wix_headless.conf import WixSettings, django_settings, wix_settings
from wix_headless.doctor.findings import Diagnosis, Verdict
from wix_headless.doctor.project import examine_wiring
from wix_headless.transport import DEFAULT_API_URL

BLOT: Final = "<secret>"

#: Shorter ones are words that stand in our own sentences.
_SHORTEST: Final = 4

_WORDS: Final = {
    Verdict.OK: "well",
    Verdict.WARNING: "to look at",
    Verdict.BROKEN: "broken",
    Verdict.SKIPPED: "not looked at",
}

_QUOTED: Final = re.compile(r'"[^"]*"')

#: What tokens and API keys look like, which no setting knows.
_TOKEN: Final = re.compile(r"\b(?:OauthNG\.)?(?:JWS|IST)\.[\w.\-]+")

_ADDRESSES: Final = (
    (re.compile(r"https?://[^\s,]+"), "<address>"),
    (re.compile(r"[^\s@]+@[^\s@]+"), "<e-mail>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?"), "<address>"),
)


def write_text(diagnosis: Diagnosis, paint: Callable[[Verdict, str], str]) -> Iterator[str]:
    """
    Yield the lines of one diagnosis.

    Args:
        paint: Gives a verdict its colour.
    """
    finding = diagnosis.finding
    verdict = paint(finding.verdict, f"{finding.verdict:<8}")
    yield blot(f"{verdict} {diagnosis.check}: {finding.says}")
    if finding.fix:
        yield blot(f"         {finding.fix}")
    if finding.detail:
        yield blot(f"         ({' '.join(finding.detail.split())})")


def write_summary(diagnoses: Iterable[Diagnosis]) -> str:
    """Return how many there are of each verdict, in a line."""
    counts = Counter(one.finding.verdict for one in diagnoses)
    return ", ".join(f"{counts[verdict]} {word}" for verdict, word in _WORDS.items())


def build_json(diagnoses: Iterable[Diagnosis]) -> dict[str, Any]:
    """Return what programs read."""
    findings = [
        {
            "site": one.site,
            "check": one.check,
            "title": one.title,
            "verdict": one.finding.verdict.value,
            "says": blot(one.finding.says),
            "fix": blot(one.finding.fix),
            "detail": blot(one.finding.detail),
        }
        for one in diagnoses
    ]
    broken = any(one["verdict"] == Verdict.BROKEN for one in findings)
    return {"version": __version__, "ok": not broken, "findings": findings}


def write_report(diagnoses: Iterable[Diagnosis], origins: Iterable[str] = ()) -> Iterator[str]:
    """
    Yield the lines of a report: our own sentences, versions, and kinds of things.

    Args:
        origins: Where the doctor was told that browsers see the site; no settings have them.
    """
    names = _private_words(origins)
    sites: dict[str, str] = {"": "project"}
    for name, value in _describe_surroundings():
        yield f"{name}: {value}"
    for one in diagnoses:
        site = sites.setdefault(one.site, f"site {len(sites)}")
        says = one.finding.says
        if one.check == examine_wiring.name:
            # Django's checks name what they found: hosts, aliases, views.
            says = _QUOTED.sub('"…"', says)
        yield f"{site}: {one.finding.verdict} {one.check}: {_scrub(says, names)}"


def blot(text: str) -> str:
    """Return *text* without any secret that is known."""
    for secret in sorted(_find_secrets(), key=len, reverse=True):
        text = text.replace(secret, BLOT)
    return _TOKEN.sub(BLOT, text)


def _scrub(text: str, names: Iterable[str]) -> str:
    text = blot(text)
    for pattern, word in _ADDRESSES:
        text = pattern.sub(word, text)
    for name in names:
        text = text.replace(name, "<name>")
    return text


def _find_secrets() -> set[str]:
    found = {str(django_settings.SECRET_KEY), *map(str, django_settings.SECRET_KEY_FALLBACKS)}
    found |= {str(one.get("PASSWORD") or "") for one in connections.settings.values()}
    for settings in _all_settings():
        found |= {*settings.client_secrets, *settings.api_keys, *settings.ENCRYPTION_KEYS}
    return {secret for secret in found if len(secret) >= _SHORTEST}


def _private_words(origins: Iterable[str]) -> list[str]:
    """Return names of hosts and ids that tell whose site this is, the longest first."""
    words = {str(host).strip(".") for host in django_settings.ALLOWED_HOSTS}
    words |= {urlsplit(origin).hostname or "" for origin in origins}
    for settings in _all_settings():
        words |= {settings.CLIENT_ID, settings.CLIENT_INSTANCE_ID}
        words |= {settings.SITE_ID, settings.ACCOUNT_ID}
        words |= {host.strip(".") for host in settings.HOSTS}
        words |= {urlsplit(settings.PUBLIC_URL).hostname or ""}
    return sorted((word for word in words if len(word) >= _SHORTEST), key=len, reverse=True)


def _all_settings() -> list[WixSettings]:
    try:
        return [wix_settings.for_site("default"), *wix_settings.SITES.values()]
    except Exception:  # noqa: BLE001 - a secret may be a callable of the project's
        return []


def _describe_surroundings() -> Iterator[tuple[str, str]]:
    yield "django-wix-headless", __version__
    yield "Django", django.get_version()
    yield "Python", f"{platform.python_version()} on {platform.system()}"
    yield "database", connections["default"].vendor
    yield "cache", str(django_settings.CACHES["default"]["BACKEND"])
    yield "sessions", str(django_settings.SESSION_ENGINE)
    known = _all_settings()
    if known:
        yield "sites", str(len(known))
        yield "Wix", "real" if known[0].API_URL == DEFAULT_API_URL else "another address"
