"""A million stored tokens: looking one up, the admin's list, and ``wix_prune``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.limits import LIST_SIZE, MOST_LIST, MOST_LOOK_UP
from benchmarks.processes import measure_apart
from benchmarks.rounds import QUICK, Effort, format_micro
from benchmarks.stored.sizes import FULL_SIZES, QUICK_SIZES
from benchmarks.tables import describe_machine, format_table

#: Where the databases are; SQLite's is a file that is made and goes again.
DATABASES: Mapping[str, Mapping[str, str]] = {
    "SQLite": {},
    "PostgreSQL": {
        "DATABASE_URL": os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/test")
    },
}


def measure(effort: Effort) -> str:
    """Return the tables of the look-ups, of the lists and of the purges."""
    found = {}
    for name, url in DATABASES.items():
        environment = {"DJANGO_SETTINGS_MODULE": "benchmarks.stored.settings", **url}
        measured = measure_apart("benchmarks.stored.run", effort, **environment)
        if "missing" in measured:
            print(f"Without {name}: {measured['missing']}")
        else:
            found[name] = measured
    return _format(found, effort)


def _format(found: Mapping[str, Any], effort: Effort) -> str:
    sizes = [f"among {count:,}" for count in _sizes(effort).values()]
    head = ("database", "token of a", *sizes, f"last / first (<= {MOST_LOOK_UP:.2f})")
    look_ups = format_table(head, list(_build_look_ups(found)))
    head = ("database", "tokens", "list", f"wall (<= {MOST_LIST} ms at {LIST_SIZE:,})", "queries")
    lists = format_table(head, list(_build_lists(found)))
    head = ("database", "tokens", "purged", "wall", "for one")
    purges = format_table(head, list(_build_purges(found)))
    versions = "".join(f", {name} {one['version']}" for name, one in found.items())
    return f"{describe_machine('django')}{versions}\n\n{look_ups}\n\n{lists}\n\n{purges}"


def _sizes(effort: Effort) -> Mapping[str, int]:
    return QUICK_SIZES if effort is QUICK else FULL_SIZES


def _build_look_ups(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for database, measured in found.items():
        for one in measured["look_ups"]:
            ratio = one["ratio"]
            # Judged as it is printed: "1.20, missed" of at most 1.20 would be a riddle.
            missed = "" if round(ratio, 2) <= MOST_LOOK_UP else ": missed"
            walls = map(format_micro, one["walls"])
            yield (database, one["role"], *walls, f"{ratio:.2f}{missed}")


def _build_lists(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for database, measured in found.items():
        for one in measured["lists"]:
            wall = round(one["wall"] * 1000)
            missed = ": missed" if one["rows"] <= LIST_SIZE and wall > MOST_LIST else ""
            yield (database, f"{one['rows']:,}", one["page"], f"{wall} ms{missed}", one["queries"])


def _build_purges(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for database, measured in found.items():
        for one in measured["purges"]:
            each = format_micro(one["seconds"] / one["purged"])
            cells = (f"{one['rows']:,}", f"{one['purged']:,}", f"{one['seconds']:.1f} s", each)
            yield (database, *cells)
