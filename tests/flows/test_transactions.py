"""Views in transactions: what Wix has done stays, and nothing is locked while it is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from tests.flows.test_identity import age_tokens
from tests.support.databases import start_python
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.storages.sealing import open_tokens

pytestmark = pytest.mark.django_db(transaction=True)

ADA = "ada@example.com"

#: What another process does meanwhile: it writes to the row that is being renewed, and others.
WRITE = """
import django, sys
django.setup()
print("ready", flush=True)
sys.stdin.readline()
from wix_headless.models import StoredToken, WixMember
assert StoredToken.objects.update(last_error="written meanwhile")
assert WixMember.objects.update(nickname="written meanwhile")
"""


@pytest.fixture
def _atomic():
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    yield
    connection.settings_dict["ATOMIC_REQUESTS"] = False


@pytest.fixture
def member(browser, sandbox):
    """Return a browser whose member's token has ended, where each refresh token works once."""
    sandbox.control("settings", single_use_refresh_tokens=True)
    browser.log_in(ADA)
    browser.site.raise_request_exception = False
    end_access(sandbox)
    return browser


def end_access(sandbox):
    sandbox.expire_tokens(role="member", access=True)
    age_tokens()


@pytest.mark.usefixtures("_atomic")
def test_what_wix_has_done_survives_a_view_that_fails_and_nothing_else(member, sandbox):
    before = open_tokens(StoredToken.objects.get(role="member"))

    assert member.get("/report/everything/?fail").status_code == 500

    after = open_tokens(StoredToken.objects.get(role="member"))
    assert after.refresh_token != before.refresh_token
    assert StoredToken.objects.filter(role="app", sealed__isnull=False).count() == 1
    assert ElevatedCall.objects.get().outcome == "ok"
    assert not User.objects.filter(username__in=["before", "between", "after"]).exists()
    # The new refresh token is the one that works: the next renewal uses it.
    end_access(sandbox)
    assert member.get("/me/").status_code == 200


@pytest.mark.usefixtures("_atomic")
def test_a_view_that_succeeds_keeps_all_it_wrote(member):
    assert member.get("/report/everything/").status_code == 200

    assert User.objects.filter(username__in=["before", "between", "after"]).count() == 3
    assert ElevatedCall.objects.count() == 1


@pytest.mark.usefixtures("_atomic")
def test_a_login_that_wix_ended_within_a_transaction_is_over(member, sandbox):
    sandbox.expire_tokens(role="member", access=True, refresh=True)

    assert member.get("/report/everything/").status_code == 302

    assert StoredToken.objects.get(role="member").end_reason == "rejected"
    assert member.get("/role/").json()["role"] == "visitor"


def test_another_process_writes_while_wix_is_slow(member, sandbox):
    sandbox.fail("/oauth2/token", mode="delay", delay=3)

    with start_python("-c", WRITE) as other, ThreadPoolExecutor(1) as pool:
        assert other.stdout.readline() == "ready\n"
        page = pool.submit(_get_and_close, member, "/me/")
        while not StoredToken.objects.filter(role="member", lease__isnull=False).exists():
            assert not page.done()
        _, errors = other.communicate("now\n", timeout=60)
        assert other.returncode == 0, errors
        assert not page.done()
        assert page.result().status_code == 200

    assert WixMember.objects.get().nickname == "written meanwhile"


def _get_and_close(browser, path):
    try:
        return browser.get(path)
    finally:
        connections.close_all()
