"""The benchmarks run, and what they measure ends up as a table in its place."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.__main__ import DOCUMENTS
from benchmarks.rounds import Cost, Effort, cpu_ratio, median_wall, take_turns, wall_ratio
from benchmarks.tables import format_table, read_rows, read_table, write_table


def test_a_table_is_markdown_and_can_be_read_as_it_is():
    assert format_table(("who", "us"), [("ours", 5), ("theirs", 123)]) == (
        "| who    | us  |\n|--------|-----|\n| ours   | 5   |\n| theirs | 123 |"
    )


def test_the_rows_of_tables_can_be_read_back(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("<!-- begin x -->\n<!-- end x -->\n")
    tables = [
        format_table(("who", "us"), [("ours", 5), ("theirs", "")]),
        format_table(("where",), [("here",)]),
    ]

    write_table(document, "x", "words\n\n" + "\n\n".join(tables))

    assert list(read_rows(read_table(document, "x"))) == [
        {"who": "ours", "us": "5"},
        {"who": "theirs", "us": ""},
        {"where": "here"},
    ]


def test_a_table_takes_the_place_of_the_last_one(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n<!-- begin y -->\n")

    write_table(document, "x", r"new \1")

    assert document.read_text() == (
        "a\n<!-- begin x -->\nnew \\1\n<!-- end x -->\nb\n<!-- begin y -->\n"
    )


@pytest.mark.parametrize("places", [0, 2])
def test_a_document_has_one_place_for_a_table(tmp_path, places):
    document = tmp_path / "page.md"
    document.write_text("<!-- begin x -->\n<!-- end x -->\n" * places)

    with pytest.raises(LookupError, match="no one place for the table 'x'"):
        write_table(document, "x", "new")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_benchmark_has_its_place(tmp_path, name):
    copy = tmp_path / DOCUMENTS[name].name
    copy.write_text(DOCUMENTS[name].read_text())

    write_table(copy, name, "a new table")

    assert "a new table" in copy.read_text()


def test_contenders_take_turns_and_none_is_always_first():
    runs = []

    def contender(name):
        def run(count):
            runs.append((name, count))
            return Cost(wall=1.0, cpu=0.5)

        return run

    costs = take_turns({"a": contender("a"), "b": contender("b")}, Effort(2, 0.5), full=10)

    assert runs == [("a", 25), ("b", 25), ("b", 5), ("a", 5), ("a", 5), ("b", 5)]
    assert {name: len(kept) for name, kept in costs.items()} == {"a": 2, "b": 2}


def test_ratios_are_of_one_round():
    # The second round met a busy machine, and both met it.
    ours = [Cost(1.0, 1.0), Cost(50.0, 2.0), Cost(2.0, 3.0)]
    theirs = [Cost(2.0, 1.0), Cost(100.0, 4.0), Cost(4.0, 4.0)]

    assert median_wall(ours) == 2.0
    assert wall_ratio(ours, theirs) == 0.5
    assert cpu_ratio(ours, theirs) == 0.75


def test_a_clock_that_saw_nothing_is_no_division_by_zero():
    assert cpu_ratio([Cost(1.0, 1.0)], [Cost(1.0, 0.0)]) == float("inf")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("sealing", "| 1500 characters | our key ring"),
        ("pages", "| member  | with it and one call"),
        ("calls", "| 8       | requests.Session.post"),
        ("gather", "| 50 by asyncio.gather"),
        ("budgets", "| one API call beside a bare `requests.Session`"),
    ],
)
def test_it_runs_and_a_quick_run_writes_nothing(name, line):
    before = DOCUMENTS[name].read_text()

    done = run_benchmark("--quick", name)

    assert done.returncode == 0, done.stderr
    assert f"== {name}: " in done.stdout
    assert line in done.stdout
    assert DOCUMENTS[name].read_text() == before


def test_pages_with_a_warm_token_cost_one_query_of_ours_and_no_token():
    rows = list(read_rows(run_benchmark("--quick", "pages").stdout))

    costs = [row for row in rows if row["page"].startswith("with it")]

    assert len(costs) == 4
    assert {(row["of them ours"], row["token requests"]) for row in costs} == {("1", "0")}


def test_newcomers_who_share_their_reads_cost_one_token_request_and_no_row():
    rows = {row["shared"]: row for row in read_rows(run_benchmark("--quick", "newcomers").stdout)}

    assert [*rows["no"].values()] == ["no", "10", "10", "10", "10", "10"]
    assert [*rows["yes"].values()] == ["yes", "10", "10", "1", "0", "0"]


def test_many_tokens_are_looked_up_listed_and_purged():
    rows = [
        row
        for row in read_rows(run_benchmark("--quick", "tokens").stdout)
        if row["database"] == "SQLite"
    ]

    assert [row["token of a"] for row in rows if "token of a" in row] == ["visitor", "member"]
    lists = [row for row in rows if "list" in row]
    assert [row["tokens"] for row in lists] == ["2,000"] * 3 + ["5,000"] * 3
    assert all(int(row["queries"]) <= 10 for row in lists)
    purges = [(row["tokens"], row["purged"]) for row in rows if "purged" in row]
    assert purges == [("2,000", "40"), ("5,000", "100")]


def test_a_peer_that_is_installed_stands_beside_ours():
    answers = {
        (row["token"], row["page"], row["with"]): [*row.values()][3:]
        for row in read_rows(run_benchmark("--quick", "peers").stdout)
        if "token" in row
    }

    # The API's answer, what the browser asked, queries, what was sent, and of it for tokens.
    assert answers["valid", "GET", "django-wix-headless"] == ["200", "1", "3", "1", "0"]
    for method in ("GET", "POST"):
        assert answers["expired", method, "django-wix-headless"] == ["200", "1", "6", "3", "1"]
    if find_spec("mozilla_django_oidc"):
        assert answers["expired", "GET", "mozilla-django-oidc"][:2] == ["200", "4"]
        assert answers["expired", "POST", "mozilla-django-oidc"][0] == "401"
    if find_spec("allauth"):
        assert answers["expired", "GET", "django-allauth"][0] == "401"


def test_a_name_that_is_none_is_an_error():
    done = run_benchmark("speed")

    assert done.returncode == 2
    assert "no such benchmark: speed" in done.stderr


def run_benchmark(*arguments):
    # Its own database, whichever the tests use.
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=Path(__file__).parent.parent,
        env=known,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
