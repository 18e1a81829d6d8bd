"""
What everything may cost, and what the tables in ``docs/`` say that it does.

Measures nothing: reads the tables of the others, and so comes after them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.calls import REQUESTS, SDK
from benchmarks.limits import (
    LIST_SIZE,
    MOST_EVENT,
    MOST_LIST,
    MOST_LOOK_UP,
    MOST_MIDDLEWARE,
    MOST_OF_REQUESTS,
    MOST_OF_SDK_CPU,
    MOST_OF_SDK_WALL,
    MOST_QUERIES,
)
from benchmarks.rounds import Effort
from benchmarks.tables import DOCS, format_table, read_rows, read_table, write_table

HEAD = ("what", "budget", "measured", "verdict", "by", "table")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a table says, and whether that is within the budget."""

    said: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """
    One budget.

    Attributes:
        place: The document, the heading in it, and the name of the table.
        judge: Reads the table; None where it does not say.
    """

    what: str
    most: str
    command: str
    place: tuple[str, str, str]
    judge: Callable[[str], Finding | None]

    def row(self, docs: Path) -> Sequence[str]:
        """Return the cells of its line, in the order of HEAD."""
        document, heading, name = self.place
        found = self.judge(read_table(docs / document, name))
        link = heading.lower().replace(" ", "-")
        where = f"[{heading}]({document}#{link})"
        if found is None:
            return (self.what, self.most, "", "not measured yet", f"`{self.command}`", where)
        verdict = "kept" if found.holds else "missed"
        return (self.what, self.most, found.said, verdict, f"`{self.command}`", where)


def measure(_: Effort) -> str:
    """Return the table of all budgets."""
    return judge_all()


def judge_all(docs: Path = DOCS) -> str:
    """Return the table of all budgets, judged by what stands in *docs*."""
    return format_table(HEAD, [budget.row(docs) for budget in BUDGETS])


def rewrite() -> None:
    """Judge again, after a table has been written."""
    write_table(DOCS / "performance.md", "budgets", judge_all())


def _untouched(text: str) -> Finding | None:
    found = re.search(r": ([\d.]+) us \(.*\), (\d+) queries, (\d+) token requests", text)
    if found is None:
        return None
    micro, queries, tokens = found.groups()
    holds = float(micro) <= MOST_MIDDLEWARE * 1e6 and queries == tokens == "0"
    return Finding(f"{micro} us, {queries} queries, {tokens} token requests", holds)


def _touched(text: str) -> Finding | None:
    rows = [row for row in read_rows(text) if row.get("page", "").startswith("with it")]
    if not rows:
        return None
    tokens, queries = _most(rows, "token requests"), _most(rows, "of them ours")
    said = f"{tokens:.0f} token requests, {queries:.0f} query"
    return Finding(said, tokens == 0 and queries <= MOST_QUERIES)


def _crowd(story: str, pages: int) -> Callable[[str], Finding | None]:
    """Return the judge of the races whose story matches, each with so many pages at least."""

    def judge(text: str) -> Finding | None:
        rows = [row for row in read_rows(text) if re.search(story, row.get("What happens", ""))]
        if not rows:
            return None
        tokens, failures = _most(rows, "Token requests"), _most(rows, "Failures")
        databases = {row["Database"]: None for row in rows}
        asked = min(_number(row["Page requests"]) for row in rows)
        said = f"{tokens:.0f} token request, {failures:.0f} failures on {', '.join(databases)}"
        is_whole = asked >= pages and len(databases) == 3
        return Finding(said, tokens == 1 and failures == 0 and is_whole)

    return judge


def _newcomers(text: str) -> Finding | None:
    rows = [row for row in read_rows(text) if row.get("shared") == "yes"]
    if not rows:
        return None
    crowd = min(_number(row["newcomers"]) for row in rows)
    tokens, own = _most(rows, "token requests"), _most(rows, "own rows")
    said = f"{tokens:.0f} token request, {own:.0f} rows of their own"
    return Finding(said, tokens == 1 and own == 0 and crowd >= 1000)


def _call(
    by: str, wall: float, cpu: float | None = None, *, is_alone: bool = False
) -> Callable[[str], Finding | None]:
    """Return the judge of our ratio to another's call: one at a time, or the worst of all."""

    def judge(text: str) -> Finding | None:
        rows = [row for row in read_rows(text) if row.get("call by") == by]
        if is_alone:
            rows = [row for row in rows if row.get("at once") == "1"]
        if not rows:
            return None
        most_wall, most_cpu = _most(rows, "ours / its wall"), _most(rows, "ours / its CPU")
        if cpu is None:
            return Finding(f"{most_wall:.2f}x", most_wall <= wall)
        holds = most_wall <= wall and most_cpu <= cpu
        return Finding(f"wall {most_wall:.2f}x, CPU {most_cpu:.2f}x", holds)

    return judge


def _events(text: str) -> Finding | None:
    rows = [row for row in read_rows(text) if "Acknowledged" in row]
    if not rows:
        return None
    slowest, twice = _most(rows, f"p99 (<= {MOST_EVENT} ms)"), _most(rows, "Twice")
    lost = _most(rows, "Lost")
    said = f"{slowest:.0f} ms, {twice:.0f} had an effect twice, {lost:.0f} lost"
    return Finding(said, slowest <= MOST_EVENT and twice == lost == 0)


def _look_ups(text: str) -> Finding | None:
    column = f"last / first (<= {MOST_LOOK_UP:.2f})"
    rows = [row for row in read_rows(text) if column in row and "among 1,000,000" in row]
    if not rows:
        return None
    most = _most(rows, column)
    return Finding(f"{most:.2f}x", most <= MOST_LOOK_UP)


def _lists(text: str) -> Finding | None:
    rows = [row for row in read_rows(text) if "list" in row and row["tokens"] == f"{LIST_SIZE:,}"]
    if not rows:
        return None
    most = _most(rows, f"wall (<= {MOST_LIST} ms at {LIST_SIZE:,})")
    return Finding(f"{most:.0f} ms", most <= MOST_LIST)


def _most(rows: Iterable[Row], column: str) -> float:
    return max(_number(row[column]) for row in rows)


def _number(cell: str) -> float:
    """Return the first number of a cell such as ``0.61 (<= 0.70)``."""
    found = re.match(r"[\d,.]*\d", cell)
    if found is None:
        raise ValueError(f"no number: {cell!r}")
    return float(found[0].replace(",", ""))


_RENEWAL = ("reliability.md", "One renewal", "races")
_PAGES = ("performance.md", "One page", "pages")
_CALLS = ("performance.md", "One call", "calls")
_TOKENS = ("performance.md", "A million tokens", "tokens")

BUDGETS = (
    Budget(
        what="a page that does not touch `request.wix`",
        most=f"0 queries, 0 token requests, {MOST_MIDDLEWARE * 1e6:.0f} us of middleware",
        command="make bench BENCH=pages",
        place=_PAGES,
        judge=_untouched,
    ),
    Budget(
        what="a page that does, with a valid token",
        most=f"0 token requests, {MOST_QUERIES} query of ours",
        command="make bench BENCH=pages",
        place=_PAGES,
        judge=_touched,
    ),
    Budget(
        what="1,000 elevated requests to 4 processes",
        most="1 token request, 0 failures",
        command="make test-races",
        place=_RENEWAL,
        judge=_crowd("^elevated pages", pages=1000),
    ),
    Budget(
        what="200 requests at once with an expired token, 4 processes, 3 databases",
        most="1 token request, 0 failures",
        command="make test-races",
        place=_RENEWAL,
        judge=_crowd("token has expired$", pages=200),
    ),
    Budget(
        what="1,000 newcomers who read one page, with `SHARE_VISITOR_READS`",
        most="1 token request, 0 rows",
        command="make bench BENCH=newcomers",
        place=("performance.md", "A crowd of newcomers", "newcomers"),
        judge=_newcomers,
    ),
    Budget(
        what="one API call beside a bare `requests.Session`",
        most=f"{MOST_OF_REQUESTS:.2f}x",
        command="make bench BENCH=calls",
        place=_CALLS,
        judge=_call(REQUESTS, MOST_OF_REQUESTS),
    ),
    Budget(
        what="one at a time beside `@wix/sdk` on Node",
        most=f"wall {MOST_OF_SDK_WALL:.2f}x, CPU {MOST_OF_SDK_CPU:.2f}x",
        command="make bench BENCH=calls",
        place=_CALLS,
        judge=_call(SDK, MOST_OF_SDK_WALL, MOST_OF_SDK_CPU, is_alone=True),
    ),
    Budget(
        what="events at 50 a second, and 200 copies of one",
        most=f"p99 of {MOST_EVENT} ms until acknowledged; each takes effect once",
        command="make test-events-load",
        place=("reliability.md", "A minute of events", "events"),
        judge=_events,
    ),
    Budget(
        what="looking a token up among one million, beside one thousand",
        most=f"{MOST_LOOK_UP:.2f}x",
        command="make bench BENCH=tokens",
        place=_TOKENS,
        judge=_look_ups,
    ),
    Budget(
        what=f"the admin's list of tokens at {LIST_SIZE:,}",
        most=f"{MOST_LIST} ms",
        command="make bench BENCH=tokens",
        place=_TOKENS,
        judge=_lists,
    ),
)
