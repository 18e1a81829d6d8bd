"""How many queries the lists cost: few, and as many for many rows as for few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.conftest import LogInAs, NewMember, NewToken
from tests.admin.pages import CALLS, EVENTS, MEMBERS, TOKENS
from wix_headless.admin.tokens import MOST_NAMED
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.tokens import Role

Fill = Callable[[int], None]

NAMES = ("storedtoken", "wixmember", "elevatedcall")


@pytest.fixture
def fill(new_member: NewMember, new_token: NewToken) -> Fill:
    """Make a number of members, each with a token and an elevated call, and other tokens."""

    def make(count: int) -> None:
        for number in range(count):
            member = new_member(f"{User.objects.count()}-{number}")
            new_token(Role.MEMBER, member=member)
            new_token(Role.APP, instance_id=f"instance-{number}")
            ElevatedCall.objects.create(
                view="v", method="m", outcome="ok", user=member.user, created_at=timezone.now()
            )

    return make


def queries(client: Client, url: str, query: dict[str, str]) -> tuple[int, int]:
    """Return how many queries a page took, and how many rows it showed."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url, query)
    assert answer.status_code == 200
    rows: Any = answer.context["cl"].result_list
    return len(captured), len(rows)


@pytest.mark.parametrize("query", [{}, {"q": "example"}])
@pytest.mark.parametrize("url", [TOKENS, MEMBERS, CALLS])
def test_a_list_costs_the_same_for_3_rows_and_for_30(
    url: str, query: dict[str, str], log_in_as: LogInAs, fill: Fill
) -> None:
    codenames = [f"{what}_{name}" for what in ("view", "change", "delete") for name in NAMES]
    staff = log_in_as(*codenames)
    fill(3)
    few, _ = queries(staff, url, query)
    fill(27)

    many, rows = queries(staff, url, query)

    assert rows >= 30 or (url == CALLS and query)
    # More than a page of them are counted.
    assert many == few + (rows == 50)
    assert many <= 10


def test_what_fits_on_a_page_is_looked_for_once(admin: Client, fill: Fill) -> None:
    fill(5)

    for query, expected in (({"q": "nobody"}, 0), ({"q": "-3@"}, 1), ({}, 5)):
        with CaptureQueriesContext(connection) as captured:
            answer = admin.get(MEMBERS, query)

        assert [row.pk for row in answer.context["cl"].result_list] == [
            row.pk for row in answer.context["cl"].queryset
        ]
        assert answer.context["cl"].result_count == expected
        looked = [one["sql"] for one in captured if "wix_headless_wixmember" in one["sql"]]
        assert not any("COUNT" in sql for sql in looked)
        # What walks through the table brings keys only; the rows are asked for by them.
        walks = [sql for sql in looked if "LIMIT" in sql]
        assert len(walks) == 1
        assert "nickname" not in walks[0].split("FROM")[0]


def test_a_page_far_behind_does_not_put_together_what_it_skips(admin: Client, fill: Fill) -> None:
    fill(60)

    with CaptureQueriesContext(connection) as captured:
        rows = admin.get(TOKENS, {"p": "2", "o": "5"}).context["cl"].result_list

    (walk,) = [one["sql"] for one in captured if "OFFSET" in one["sql"]]
    assert "JOIN" not in walk
    assert [row.expires_at for row in rows] == sorted(row.expires_at for row in rows)


def test_every_row_is_on_one_page_only(admin: Client, fill: Fill) -> None:
    fill(60)

    pages = [admin.get(TOKENS, {"p": str(number)}).context["cl"] for number in (1, 2, 3)]

    assert [len(page.result_list) for page in pages] == [50, 50, 20]
    assert {page.result_count for page in pages} == {120}
    assert len({row.pk for page in pages for row in page.result_list}) == 120
    assert len(admin.get(TOKENS, {"all": ""}).context["cl"].result_list) == 120
    assert admin.get(TOKENS, {"p": "4"})["Location"].endswith("?e=1")


def test_tokens_are_looked_for_by_their_members_and_not_the_other_way_round(
    admin: Client, fill: Fill, new_token: NewToken
) -> None:
    fill(2)
    row = new_token()

    for words in ("-1@example", str(row.pk)):
        with CaptureQueriesContext(connection) as captured:
            (found,) = admin.get(TOKENS, {"q": words}).context["cl"].result_list

        walks = [one["sql"] for one in captured if "wix_headless_storedtoken" in one["sql"]]
        assert not any("LIKE" in sql for sql in walks)
    assert found == row


def test_tokens_of_any_number_of_members_are_found(admin: Client) -> None:
    count = MOST_NAMED + 2
    users = User.objects.bulk_create(User(username=f"many-{number}") for number in range(count))
    members = WixMember.objects.bulk_create(
        WixMember(user=user, member_id=user.username) for user in users
    )
    StoredToken.objects.bulk_create(StoredToken(role="member", member=one) for one in members)

    assert admin.get(TOKENS, {"q": "many-"}).context["cl"].result_count == count


def test_members_tokens_are_fetched_by_the_index_of_their_members(
    admin: Client, fill: Fill
) -> None:
    fill(2)

    with CaptureQueriesContext(connection) as captured:
        admin.get(MEMBERS)

    (fetched,) = [one["sql"] for one in captured if "wix_headless_storedtoken" in one["sql"]]
    # With ended_at beside it, SQLite would take the index of that: it knows no numbers of rows.
    assert "ended_at" not in fetched.split("WHERE")[1]


def test_no_list_looks_for_its_sites_in_the_table(admin: Client, fill: Fill) -> None:
    fill(2)

    for url in (TOKENS, MEMBERS, CALLS, EVENTS):
        with CaptureQueriesContext(connection) as captured:
            admin.get(url)

        assert not any("DISTINCT" in one["sql"] for one in captured)


def test_an_event_is_looked_for_where_there_is_an_index(admin: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        admin.get(EVENTS, {"q": "an-id"})

    (walk,) = [one["sql"] for one in captured if "an-id" in one["sql"]]
    name = connection.ops.quote_name
    assert name("event_id") not in walk.split("WHERE")[1]
    assert name("key") in walk.split("WHERE")[1]


def test_the_list_never_reads_what_is_sealed(admin: Client, new_token: NewToken) -> None:
    row = new_token()

    with CaptureQueriesContext(connection) as captured:
        admin.get(TOKENS)
        admin.get(f"{TOKENS}{row.pk}/change/")

    asked = [query["sql"] for query in captured if "wix_headless_storedtoken" in query["sql"]]
    assert asked
    for column in ("sealed", "claim", "lease"):
        assert not any(connection.ops.quote_name(column) in sql.split("FROM")[0] for sql in asked)
