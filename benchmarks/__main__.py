"""
``python -m benchmarks [name …]``: measures, prints, and writes the tables into ``docs/``.

With ``--quick`` it only shows that everything runs: a few operations, whose figures say nothing
and are written nowhere.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

import django

from benchmarks import budgets
from benchmarks.rounds import FULL, QUICK
from benchmarks.tables import DOCS, write_table

#: Where each benchmark's table stands; its module has its name.
DOCUMENTS: dict[str, Path] = {
    "sealing": DOCS / "performance.md",
    "pages": DOCS / "performance.md",
    "calls": DOCS / "performance.md",
    "gather": DOCS / "performance.md",
    "events": DOCS / "performance.md",
    "peers": DOCS / "performance.md",
    "newcomers": DOCS / "performance.md",
    "tokens": DOCS / "performance.md",
    # Judges the others' tables.
    "budgets": DOCS / "performance.md",
}


def main() -> None:
    """Run the benchmarks that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(DOCUMENTS))
    parser.add_argument("--quick", action="store_true", help="only show that everything runs")
    given = parser.parse_args()
    unknown = set(given.names) - set(DOCUMENTS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    if load > processors / 2:
        print(f"This machine is busy (load {load:.1f}, {processors} processors): trust the ratios.")
    for name in given.names or DOCUMENTS:
        run(name, quick=given.quick)


def run(name: str, *, quick: bool) -> None:
    """Measure one thing, print its table, and write it down if it was measured in earnest."""
    benchmark = importlib.import_module(f"benchmarks.{name}")
    print(f"\n== {name}: {benchmark.__doc__}\n", flush=True)
    table = benchmark.measure(QUICK if quick else FULL)
    print(table)
    if not quick:
        write_table(DOCUMENTS[name], name, table)
        budgets.rewrite()


if __name__ == "__main__":
    main()
