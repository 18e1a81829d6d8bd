"""``wix:health``: up or down for everybody, and why for staff."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from wix_headless.models import EventDelivery, StoredToken
from wix_headless.storages.sealing import digest
from wix_headless.tokens import Role

HEALTH = "/wix/health/"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def anybody():
    return Client()


@pytest.fixture
def staff(db):
    client = Client()
    user = User.objects.create_user("grace", is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_it_is_up_for_one_query_and_no_question_to_wix(sandbox, anybody, django_assert_num_queries):
    sandbox.forget_requests()

    with django_assert_num_queries(1):
        answer = anybody.get(HEALTH)

    assert (answer.status_code, answer.json()) == (200, {"status": "up"})
    assert "no-store" in answer["Cache-Control"]
    assert "sessionid" not in answer.cookies
    assert sandbox.requests_to("/") == []


def run_without_database(address, **cookies):
    """Ask in a process whose database can't be opened: its folder is not there."""
    script = f"""
        import json
        import logging

        import django
        from django.conf import settings
        from django.test import Client

        from tests import settings as sound

        known = {{name: getattr(sound, name) for name in dir(sound) if name.isupper()}}
        away = {{"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/db.sqlite3"}}
        known["DATABASES"] = {{"default": away | {{"ATOMIC_REQUESTS": True}}}}
        settings.configure(**known)
        django.setup()
        client = Client()
        client.cookies.load({cookies!r})
        answer = client.get({address!r})
        print(json.dumps([answer.status_code, answer.json()]))
    """
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_without_a_database_it_is_down_and_says_no_more():
    (status, answer), log = run_without_database(HEALTH, sessionid="a" * 32)

    assert (status, answer) == (503, {"status": "down"})
    assert "OperationalError" in log
    assert "/nowhere" not in log


def test_without_a_database_it_is_alive():
    (status, answer), log = run_without_database(f"{HEALTH}?live", sessionid="a" * 32)

    assert (status, answer, log) == (200, {"status": "up"}, "")


@pytest.mark.parametrize(
    "values", [{"ENCRYPTION_KEYS": []}, {"ENCRYPTION_KEYS": ["secret-4711"]}, {"CLIENTID": "x"}]
)
@pytest.mark.django_db
def test_without_keys_or_settings_it_is_down(settings, anybody, values, caplog):
    settings.WIX_HEADLESS = {**settings.WIX_HEADLESS, **values}

    answer = anybody.get(HEALTH)

    assert (answer.status_code, answer.json()) == (503, {"status": "down"})
    assert "4711" not in caplog.text


def test_alive_is_who_answers_at_all(settings, anybody):
    settings.WIX_HEADLESS = {"CLIENTID": "x"}

    # No query, either: this test may not use a database.
    answer = anybody.get(HEALTH, {"live": ""})

    assert (answer.status_code, answer.json()) == (200, {"status": "up"})


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch", "options"])
def test_nothing_but_reading(anybody, verb):
    assert getattr(anybody, verb)(HEALTH).status_code == 405
    assert anybody.head(HEALTH).status_code == 200


@pytest.mark.django_db
def test_it_needs_no_login(settings, anybody):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]

    assert anybody.get(HEALTH).status_code == 200


@pytest.mark.django_db
def test_members_are_told_no_more_than_anybody(browser):
    browser.log_in()

    assert browser.get(HEALTH).json() == {"status": "up"}


@pytest.mark.django_db
def test_staff_who_were_switched_off_are_told_nothing(settings):
    lax = "django.contrib.auth.backends.AllowAllUsersModelBackend"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, lax]
    client = Client()
    client.force_login(User.objects.create_user("grace", is_staff=True, is_active=False), lax)

    assert client.get(HEALTH).json() == {"status": "up"}


def test_staff_are_told_how_it_fares(sandbox, staff):
    now = timezone.now()
    StoredToken.objects.create(role=Role.VISITOR, last_error="TransportError")
    StoredToken.objects.create(role=Role.VISITOR, last_error="TransportError")
    StoredToken.objects.create(role=Role.MEMBER, last_error="RateLimitError", site="outlet")
    # Whom nobody has missed lately, and who is gone for good.
    StoredToken.objects.create(
        role=Role.VISITOR, last_error="ServerError", last_used_at=now - timedelta(days=2)
    )
    StoredToken.objects.create(role=Role.VISITOR, last_error="ServerError", ended_at=now)
    for key, state in enumerate(["parked", "parked", "waiting"]):
        EventDelivery.objects.create(
            key=str(key), event_type="t", state=state, received_at=now, payload={}
        )

    told = staff.get(HEALTH).json()

    assert told["status"] == "up"
    assert {one["check"]: one["verdict"] for one in told["project"]} | {"cache": ""} == {
        "settings": "ok", "wiring": "warning", "tables": "ok", "keys": "ok", "cache": "",
    }  # fmt: skip
    assert told["sites"] == {
        "default": {
            "app_token": {"state": "none", "expires_at": None, "last_error": ""},
            "renewals_failing": {"TransportError": 2},
            "events_parked": 2,
            "calls_this_minute": 0,
            "near_limit_at": None,
        }
    }
    assert sandbox.requests_to("/") == []


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"expires_at": timedelta(hours=1)}, "active"),
        ({"expires_at": -timedelta(hours=1)}, "expired"),
        ({"expires_at": timedelta(hours=1), "last_error": "TransportError"}, "failing"),
    ],
)
def test_staff_are_told_how_the_apps_token_fares(sandbox, staff, values, state):
    values = values | {"expires_at": timezone.now() + values["expires_at"]}
    claim = digest("app", sandbox.client_id, sandbox.instance_id, sandbox.client_secret)
    StoredToken.objects.create(role=Role.APP, claim=claim, **values)

    assert staff.get(HEALTH).json()["sites"]["default"]["app_token"]["state"] == state


def test_no_secret_is_among_the_details(sandbox, staff, settings):
    page = staff.get(HEALTH).content.decode()

    for value in (
        sandbox.client_secret,
        sandbox.api_key,
        *settings.WIX_HEADLESS["ENCRYPTION_KEYS"],
    ):
        assert value not in page


def test_staff_are_told_why_it_is_down(staff, settings):
    settings.WIX_HEADLESS = {**settings.WIX_HEADLESS, "ENCRYPTION_KEYS": ["secret-4711"]}

    answer = staff.get(HEALTH)

    assert answer.status_code == 503
    assert "ENCRYPTION_KEYS" in answer.json()["failure"]
    assert "4711" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_staff_are_told_of_a_missing_table(staff):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wix_headless_eventdelivery RENAME TO gone")
    try:
        answer = staff.get(HEALTH)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO wix_headless_eventdelivery")

    assert answer.status_code == 200
    verdicts = {one["check"]: one["verdict"] for one in answer.json()["project"]}
    assert verdicts["tables"] == "broken"
    assert "sites" not in answer.json()


def test_a_cache_that_fails_is_no_reason_to_be_down(staff, settings):
    settings.CACHES = {"default": {"BACKEND": "tests.operations.caches.UnreachableCache"}}

    answer = staff.get(HEALTH)

    assert answer.status_code == 200
    verdicts = {one["check"]: one["verdict"] for one in answer.json()["project"]}
    assert verdicts["cache"] == "broken"
    assert answer.json()["sites"]["default"]["calls_this_minute"] is None
