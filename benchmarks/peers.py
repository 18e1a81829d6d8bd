"""Our middleware and renewals beside those of mozilla-django-oidc and django-allauth."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from benchmarks.processes import measure_apart
from benchmarks.rounds import Effort
from benchmarks.tables import describe_machine, format_table
from benchmarks.upstream import Upstream

OURS = "django-wix-headless"

#: Each package: what it is imported as, and the settings of a project that has it.
PACKAGES: Mapping[str, tuple[str, str]] = {
    OURS: ("wix_headless", "benchmarks.beside.ours"),
    "mozilla-django-oidc": ("mozilla_django_oidc", "benchmarks.beside.mozilla"),
    "django-allauth": ("allauth", "benchmarks.beside.allauth"),
}


def measure(effort: Effort) -> str:
    """Return the tables of what each middleware adds, and of who renews a token and how."""
    found = {}
    with Upstream() as upstream:
        for package, (module, settings) in PACKAGES.items():
            if importlib.util.find_spec(module) is None:
                print(f"Without {package}: it is not installed (make bench does it).")
                continue
            found[package] = measure_apart(
                "benchmarks.beside.run",
                effort,
                DJANGO_SETTINGS_MODULE=settings,
                BENCH_ORIGIN=upstream.origin,
            )
    others = ", ".join(f"{name} {version(name)}" for name in found if name != OURS)
    added = format_table(
        ("signed in", "middleware of", "adds, wall", "adds, CPU", "to a page of", "queries"),
        list(_build_added(found)),
    )
    calls = format_table(
        (
            *("token", "page", "with", "API answers", "asked by the browser", "queries"),
            *("requests sent", "of them for tokens"),
        ),
        list(_build_calls(found)),
    )
    machine = ", ".join(filter(None, (describe_machine("django"), others)))
    return f"{machine}, sqlite\n\n{added}\n\n{calls}"


def _build_added(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for who in ("nobody", "a member"):
        for package, measured in found.items():
            cost = measured["middleware"][who]
            yield (
                who,
                package,
                _format_added(cost["wall"]),
                _format_added(cost["cpu"]),
                f"{cost['page'] * 1e6:.0f} us",
                cost["queries"],
            )


def _build_calls(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """Put the packages below each other for each kind of page."""
    for rows in zip(*(measured["calls"] for measured in found.values()), strict=True):
        for package, row in zip(found, rows, strict=True):
            yield (
                *(row["token"], row["method"], package, row["answer"], row["hops"]),
                *(row["queries"], row["sent"], row["token_requests"]),
            )


def _format_added(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} us"
