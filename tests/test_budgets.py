"""The budgets are judged by what the tables say, and by nothing else."""

from __future__ import annotations

import re
import shutil

import pytest

from benchmarks.budgets import BUDGETS, HEAD, judge_all
from benchmarks.tables import DOCS, read_rows, read_table

MACHINE = "CPython, some machine\n\n"

#: A table in which each budget is just kept, with the number that decides, and one too many.
TABLES = {
    "a page that does not touch `request.wix`": (
        "The middleware, on a page: {} us (<= 20.0 us), 0 queries, 0 token requests.\n\n",
        ("20.0", "20.1"),
    ),
    "a page that does, with a valid token": (
        (
            "| page | queries | of them ours | token requests |\n|---|---|---|---|\n"
            "| without request.wix | 9 | 9 | 9 |\n| with it and one call | 3 | {} | 0 |\n"
        ),
        ("1", "2"),
    ),
    "1,000 elevated requests to 4 processes": (
        (
            "| Database | What happens | Page requests | Token requests | Failures |\n"
            "|---|---|---|---|---|\n| A | other | 1 | 7 | 7 |\n"
            "| A | elevated pages, a crowd after the other | 1000 | 1 | 0 |\n"
            "| B | elevated pages, a crowd after the other | 1000 | 1 | 0 |\n"
            "| C | elevated pages, a crowd after the other | 1000 | {} | 0 |\n"
        ),
        ("1", "2"),
    ),
    "200 requests at once with an expired token, 4 processes, 3 databases": (
        (
            "| Database | What happens | Page requests | Token requests | Failures |\n"
            "|---|---|---|---|---|\n| A | a member's token has expired | 200 | 1 | 0 |\n"
            "| B | a member's token has expired | 200 | 1 | 0 |\n"
            "| C | the app's token has expired | 200 | 1 | {} |\n"
        ),
        ("0", "1"),
    ),
    "1,000 newcomers who read one page, with `SHARE_VISITOR_READS`": (
        (
            "| shared | newcomers | token requests | own rows |\n|---|---|---|---|\n"
            "| no | 1000 | 1000 | 1000 |\n| yes | 1000 | 1 | {} |\n"
        ),
        ("0", "1"),
    ),
    "one API call beside a bare `requests.Session`": (
        (
            "| call by | ours / its wall | ours / its CPU |\n|---|---|---|\n| WixClient | | |\n"
            "| requests.Session.post | 0.10 (<= 0.70) | 9 |\n"
            "| requests.Session.post | {} (<= 0.70) | 9 |\n"
        ),
        ("0.70", "0.71"),
    ),
    "one at a time beside `@wix/sdk` on Node": (
        (
            "| at once | call by | ours / its wall | ours / its CPU |\n|---|---|---|---|\n"
            "| 1 | @wix/sdk on Node | 1.00 (<= 1.00) | {} (<= 0.75) |\n"
            "| 8 | @wix/sdk on Node | 9 | 9 |\n"
        ),
        ("0.75", "0.76"),
    ),
    "events at 50 a second, and 200 copies of one": (
        (
            "| Acknowledged | p99 (<= 300 ms) | Twice | Lost |\n|---|---|---|---|\n"
            "| 3000 | {} ms | 0 | 0 |\n"
        ),
        ("300", "301"),
    ),
    "looking a token up among one million, beside one thousand": (
        (
            "| token of a | among 1,000,000 | last / first (<= 1.20) |\n|---|---|---|\n"
            "| visitor | 1 us | 0.90 |\n| member | 1 us | {} |\n"
        ),
        ("1.20", "1.21"),
    ),
    "the admin's list of tokens at 100,000": (
        (
            "| tokens | list | wall (<= 300 ms at 100,000) |\n|---|---|---|\n"
            "| 1,000,000 | the first | 999 ms |\n| 100,000 | the first | {} ms |\n"
        ),
        ("300", "301"),
    ),
}


@pytest.fixture
def docs(tmp_path):
    """The documents, whose tables are empty."""
    for name in {budget.place[0] for budget in BUDGETS}:
        text = (DOCS / name).read_text()
        empty = re.sub(r"(<!-- begin \w+ -->).*?(<!-- end \w+ -->)", r"\1\2", text, flags=re.DOTALL)
        (tmp_path / name).write_text(empty)
    return tmp_path


def fill(docs, what, table):
    document, _, name = next(budget.place for budget in BUDGETS if budget.what == what)
    path = docs / document
    begin = f"<!-- begin {name} -->"
    path.write_text(path.read_text().replace(begin, f"{begin}\n{MACHINE}{table}"))


def verdicts(docs):
    return {row["what"]: row["verdict"] for row in read_rows(judge_all(docs))}


def test_what_was_not_measured_is_not_judged(docs):
    assert set(verdicts(docs).values()) == {"not measured yet"}
    assert set(verdicts(docs)) == set(TABLES)


@pytest.mark.parametrize("what", TABLES)
def test_a_budget_is_kept_to_the_last_digit(docs, what):
    table, (just_enough, _) = TABLES[what]

    fill(docs, what, table.format(just_enough))

    assert verdicts(docs)[what] == "kept"


@pytest.mark.parametrize("what", TABLES)
def test_one_line_that_is_over_it_is_a_budget_missed(docs, what):
    table, (_, too_much) = TABLES[what]

    fill(docs, what, table.format(too_much))

    assert verdicts(docs)[what] == "missed"


def test_a_run_with_fewer_databases_keeps_no_budget(docs):
    what = "1,000 elevated requests to 4 processes"
    table, _ = TABLES[what]

    fill(docs, what, table.format(1).replace("| C |", "| B |"))

    assert verdicts(docs)[what] == "missed"


def test_a_smaller_crowd_keeps_no_budget(docs):
    what = "1,000 newcomers who read one page, with `SHARE_VISITOR_READS`"
    table, _ = TABLES[what]

    fill(docs, what, table.format(0).replace("1000", "10"))

    assert verdicts(docs)[what] == "missed"


def test_the_documents_judge_what_their_own_tables_say(tmp_path):
    for name in {budget.place[0] for budget in BUDGETS}:
        shutil.copy(DOCS / name, tmp_path)

    assert read_table(DOCS / "performance.md", "budgets").strip() == judge_all(tmp_path)


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: budget.what)
def test_its_table_stands_below_the_heading_that_it_names(budget):
    document, heading, name = budget.place
    text = (DOCS / document).read_text()

    chapter = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]

    assert f"<!-- begin {name} -->" in chapter


def test_the_heads_are_those_of_the_page():
    rows = list(read_rows(read_table(DOCS / "performance.md", "budgets")))

    assert {tuple(row) for row in rows} == {HEAD}
