"""Counting calls: in the cache, once each, and from there into the table."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.operations.caches import UnreachableCache
from tests.operations.conftest import make_call
from wix_headless.models import ApiUsage
from wix_headless.signals import call_finished
from wix_headless.tokens import Role
from wix_headless.usage import count_call, count_this_minute, find_near, roll_up
from wix_headless.usage.counting import (
    HOUR,
    HOURS_KEPT,
    PAUSE,
    kind_key,
    kinds_key,
    number_key,
    tally,
)

BACKENDS = "django.core.cache.backends."

#: A moment in the middle of an hour.
NOW = 1_790_000_000 // HOUR * HOUR + 1800


def rows():
    found = ApiUsage.objects.order_by("hour", "site", "role", "method", "status")
    return list(found.values_list("site", "role", "method", "status", "calls"))


@pytest.mark.django_db
def test_calls_of_a_page_are_counted(browser):
    browser.get("/")
    browser.get("/")

    roll_up()

    (row,) = ApiUsage.objects.all()
    assert (row.site, row.role, row.status, row.calls) == ("default", "visitor", 200, 2)
    assert row.method == "stores.products_v3.query_products"
    assert row.hour == timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.mark.django_db
def test_calls_are_told_apart():
    calls = [
        (make_call(), "default"),
        (make_call(status_code=403), "default"),
        (make_call(status_code=None), "default"),
        (make_call(role=Role.ADMIN), "default"),
        (make_call(), "outlet"),
        (
            make_call(
                name="/members/v1/members/ada@example.com",
                path="/members/v1/members/ada@example.com",
            ),
            "outlet",
        ),
    ]
    for call, site in calls * 2:
        tally.note(call, site, NOW)
    tally.note(make_call(), "default", NOW + HOUR)

    assert roll_up(NOW + HOUR) == 13

    assert rows() == [
        ("default", "admin", "members.query_members", 200, 2),
        ("default", "visitor", "members.query_members", 0, 2),
        ("default", "visitor", "members.query_members", 200, 2),
        ("default", "visitor", "members.query_members", 403, 2),
        ("outlet", "visitor", "/members/v1/members", 200, 2),
        ("outlet", "visitor", "members.query_members", 200, 2),
        ("default", "visitor", "members.query_members", 200, 1),
    ]


@pytest.mark.django_db
def test_what_is_moved_is_moved_once_and_added_to_what_is_there():
    for expected in (3, 6):
        for _ in range(3):
            tally.note(make_call(), "default", NOW)
        assert roll_up(NOW) == 3
        assert roll_up(NOW) == 0
        assert rows() == [("default", "visitor", "members.query_members", 200, expected)]


@pytest.mark.django_db
def test_hours_that_are_over_leave_nothing_in_the_cache_but_late_calls_count():
    tally.note(make_call(), "default", NOW)
    roll_up(NOW + 2 * HOUR)
    assert cache.get(kinds_key(NOW // HOUR)) is None
    assert cache.get(kind_key(NOW // HOUR, 1)) is None
    assert cache.get(number_key(NOW // HOUR, "default:visitor:members.query_members:200")) is None

    tally.note(make_call(), "default", NOW)
    roll_up(NOW + 2 * HOUR)

    assert rows() == [("default", "visitor", "members.query_members", 200, 2)]


@pytest.mark.django_db
def test_a_day_without_anybody_looking_loses_nothing():
    tally.note(make_call(), "default", NOW)
    tally.flush()

    assert roll_up(NOW + (HOURS_KEPT - 1) * HOUR) == 1


@pytest.mark.django_db
def test_threads_lose_no_call():
    def count(_):
        for _ in range(50):
            count_call(None, call=make_call(), site="default")
            tally.flush()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))

    assert roll_up() == 400
    assert sum(row[-1] for row in rows()) == 400


@pytest.mark.django_db
def test_while_one_moves_another_leaves_it_to_it():
    tally.note(make_call(), "default", NOW)
    tally.flush()
    cache.add("wix_headless:usage:lock", 1, 60)
    assert roll_up(NOW) == 0

    cache.delete("wix_headless:usage:lock")
    assert roll_up(NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_fails_costs_no_count(caplog):
    tally.note(make_call(), "default", NOW)
    with connection.schema_editor() as editor:
        editor.delete_model(ApiUsage)
    try:
        assert roll_up(NOW) == 0
        assert "could not be kept" in caplog.text
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(ApiUsage)

    assert roll_up(NOW) == 1
    assert rows() == [("default", "visitor", "members.query_members", 200, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "backend",
    [
        {"BACKEND": f"{BACKENDS}dummy.DummyCache"},
        {"BACKEND": f"{BACKENDS}db.DatabaseCache", "LOCATION": "no_such_table"},
        {"BACKEND": f"{BACKENDS}filebased.FileBasedCache", "LOCATION": "/no/such/folder"},
    ],
    ids=lambda backend: backend["BACKEND"].rpartition(".")[2],
)
def test_caches_that_cannot_count_are_left_alone(
    settings, backend, caplog, django_assert_num_queries
):
    settings.CACHES = {"default": backend}

    with django_assert_num_queries(0):
        count_call(None, call=make_call(), site="default")
        assert roll_up() == 0
        assert find_near(["default"]) == {}

    assert count_this_minute("default", NOW) is None
    assert caplog.text == ""


def test_a_cache_that_fails_costs_no_call_and_is_left_alone_for_a_while(settings, caplog):
    settings.CACHES = {"default": {"BACKEND": f"{UnreachableCache.__module__}.UnreachableCache"}}
    UnreachableCache.asked = 0

    for _ in range(5):
        told = call_finished.send_robust(None, call=make_call(), site="default")
        assert not [answer for _, answer in told if isinstance(answer, Exception)]

    assert UnreachableCache.asked == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "ConnectionRefusedError" in caplog.text
    assert tally.is_paused
    assert tally._resumes - time.monotonic() <= PAUSE
    assert roll_up() == 0
    assert find_near(["default"]) == {}
    assert count_this_minute("default", NOW) is None


@pytest.mark.django_db
def test_switched_off_nothing_is_counted(settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_USAGE": False}

    count_call(None, call=make_call(), site="default")
    assert roll_up() == 0

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_USAGE": True}
    count_call(None, call=make_call(), site="default")
    assert roll_up() == 1


def near_the_limit(caplog):
    found = [
        record.getMessage() for record in caplog.records if "one minute" in record.getMessage()
    ]
    caplog.clear()
    return found


def count_requests(count, *, at=NOW, **call):
    tally.note(make_call(tries=count, **call), "default", at)
    tally.flush()


def test_near_wixs_limit_one_line_is_written_in_each_minute(caplog):
    caplog.set_level(logging.WARNING)
    count_requests(159)
    assert near_the_limit(caplog) == []
    assert find_near(["default"]) == {}

    count_requests(1)
    (line,) = near_the_limit(caplog)
    assert "160 calls" in line
    assert "200" in line
    assert find_near(["default", "other"]) == {"default": datetime.fromtimestamp(NOW, UTC)}
    assert count_this_minute("default", NOW) == 160

    count_requests(50)
    assert near_the_limit(caplog) == []
    count_requests(170, at=NOW + 60)
    assert len(near_the_limit(caplog)) == 1
    assert find_near(["default"]) == {"default": datetime.fromtimestamp(NOW + 60, UTC)}


def test_a_sandbox_has_no_limit(sandbox, caplog):
    count_requests(500)

    assert near_the_limit(caplog) == []


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["nowhere", "shop:de"])
def test_a_site_that_the_settings_do_not_know_is_counted_all_the_same(site, caplog):
    tally.note(make_call(tries=500), site, NOW)

    assert roll_up(NOW) == 1

    assert rows() == [(site, "visitor", "members.query_members", 200, 1)]
    assert caplog.text == ""


def test_calls_that_were_never_sent_do_not_near_it(caplog):
    count_requests(0)

    assert count_this_minute("default", NOW) == 0


@pytest.mark.django_db
def test_wix_prune_moves_the_counts_on_and_deletes_old_ones(capsys):
    now = timezone.now()
    old, young = (
        ApiUsage.objects.create(hour=now - timedelta(days=days), status=200, method="m", calls=1)
        for days in (91, 89)
    )
    count_call(None, call=make_call(), site="default")

    call_command("wix_prune", "--dry-run")
    assert ApiUsage.objects.count() == 2
    call_command("wix_prune")

    assert not ApiUsage.objects.filter(pk=old.pk).exists()
    assert ApiUsage.objects.filter(pk=young.pk).exists()
    assert ApiUsage.objects.filter(method="members.query_members").get().calls == 1
    assert "Counts of API calls of long ago: 1 deleted" in capsys.readouterr().out
    call_command("wix_prune", "--usage-days", "88")
    assert not ApiUsage.objects.filter(pk=young.pk).exists()
