"""The page of API usage in the admin."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.conftest import admin, log_in_as  # noqa: F401 - its fixtures
from tests.admin.pages import listed, text_of
from tests.operations.conftest import make_call
from wix_headless.models import ApiUsage
from wix_headless.usage import count_call
from wix_headless.usage.counting import tally

USAGE = "/admin/wix_headless/apiusage/"


def this_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def new_row(db):
    def make(**values):
        values = {"hour": this_hour(), "role": "visitor", "status": 200, "method": "m"} | values
        return ApiUsage.objects.create(**values)

    return make


def test_whoever_looks_sees_what_was_just_counted(admin):  # noqa: F811 - a fixture
    count_call(None, call=make_call(status_code=403), site="default")

    page = text_of(admin.get(USAGE))

    assert "members.query_members" in page
    assert "403" in page
    assert "1 calls in 48 hours, at most 1 in one" in page


def test_the_chart_shows_each_hour(admin, new_row):  # noqa: F811 - a fixture
    new_row(calls=30)
    new_row(calls=10, status=429)
    new_row(calls=20, status=0)
    new_row(calls=15, hour=this_hour() - timedelta(hours=47))
    new_row(calls=999, hour=this_hour() - timedelta(hours=48))
    new_row(calls=7, site="outlet", status=503)

    page = admin.get(USAGE).content.decode()
    chart = page[page.index('<svg class="wix-chart"') :]
    chart = chart[: chart.index("</svg>")]

    assert "82 calls in 48 hours, at most 67 in one" in page
    assert chart.count("<title>") == 48
    assert "30 succeeded, 10 refused, 27 failed or unanswered" in chart
    heights = re.findall(r'class="wix-bar-(\w+)"[^>]*height="(\d+)"', chart)
    assert [bar for bar in heights if bar[0] != "ground"] == [
        ("good", "27"),
        ("good", "54"),
        ("busy", "18"),
        ("bad", "48"),
    ]
    assert "7 calls in 48 hours" in text_of(admin.get(USAGE, {"site": "outlet"}))


@pytest.mark.parametrize(
    ("ended", "statuses"),
    [("ok", [200]), ("refused", [403, 429]), ("limited", [429]), ("failed", [0, 503])],
)
def test_rows_are_found_by_how_calls_ended(admin, new_row, ended, statuses):  # noqa: F811
    for status in (0, 200, 403, 429, 503):
        new_row(status=status)

    assert sorted(row.status for row in listed(admin, USAGE, ended=ended)) == statuses


def test_a_method_comes_as_text(admin, new_row):  # noqa: F811 - a fixture
    new_row(method='"><script>alert(1)</script>')

    assert "<script>alert(1)" not in admin.get(USAGE).content.decode()


def test_a_site_that_came_near_the_limit_is_told(admin, settings):  # noqa: F811 - a fixture
    for _ in range(200):
        tally.note(make_call(), "default", 1_790_000_000)

    page = text_of(admin.get(USAGE))

    assert "Site default came near Wix's limit: 160 of 200 calls in a minute" in page
    assert "came near" not in text_of(admin.get(USAGE, {"site": "outlet"}))


def test_where_nothing_is_counted_it_says_so(admin, settings):  # noqa: F811 - a fixture
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_USAGE": False}

    assert "Calls are not counted" in text_of(admin.get(USAGE))


def test_a_cache_that_fails_leaves_the_page_as_it_is(admin, settings, new_row):  # noqa: F811
    new_row(calls=5)
    settings.CACHES = {"default": {"BACKEND": "tests.operations.caches.UnreachableCache"}}

    assert "5 calls in 48 hours" in text_of(admin.get(USAGE))


def test_who_may_not_see_it_moves_nothing(log_in_as):  # noqa: F811 - a fixture
    count_call(None, call=make_call(), site="default")

    assert log_in_as("view_wixmember").get(USAGE).status_code == 403
    assert not ApiUsage.objects.exists()


def test_only_who_may_see_it_does_and_nobody_changes_it(log_in_as, new_row):  # noqa: F811
    row = new_row()

    assert log_in_as("view_apiusage").get(USAGE).status_code == 200
    assert log_in_as().get(USAGE).status_code == 403
    mighty = log_in_as("view_apiusage", "change_apiusage", "delete_apiusage", "add_apiusage")
    assert mighty.get(f"{USAGE}add/").status_code == 403
    assert mighty.post(f"{USAGE}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    mighty.post(USAGE, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert ApiUsage.objects.filter(pk=row.pk).exists()


def test_many_rows_cost_as_many_queries_as_few(log_in_as, new_row):  # noqa: F811
    staff = log_in_as("view_apiusage")

    def look():
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(USAGE).status_code == 200
        return len(captured)

    for number in range(3):
        new_row(method=f"m.{number}")
    few = look()
    for number in range(30):
        new_row(method=f"n.{number}")
    assert look() == few <= 10

    # What was just counted is moved first, however many kinds it is of.
    for number in range(40):
        count_call(None, call=make_call(name=f"more.m{number}"), site="default")
    assert look() <= few + 5
