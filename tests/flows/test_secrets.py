"""Nothing ever shows a token: one journey with every logger at DEBUG, then a search everywhere."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import django
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils.log import AdminEmailHandler

from tests.flows.test_identity import age_tokens
from wix_headless.models import LoginAttempt, StoredToken
from wix_headless.storages.sealing import open_attempt

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class Journey:
    """Everything that could be seen of it, and everything that must not be."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.secrets: set[str] = set()

    def see(self, page):
        self.pages.append(f"{page.headers}\n{page.cookies}\n{page.content.decode()}")
        return page


@pytest.fixture
def every_log(caplog):
    caplog.set_level(logging.DEBUG, logger="")
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    before = [(logger, logger.level, logger.propagate, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.propagate, logger.disabled = True, False
    mails = AdminEmailHandler(include_html=True)
    logging.getLogger("django.request").addHandler(mails)
    yield caplog
    logging.getLogger("django.request").removeHandler(mails)
    for logger, level, propagate, disabled in before:
        logger.setLevel(level)
        logger.propagate, logger.disabled = propagate, disabled


@pytest.fixture
def journey(browser, new_browser, sandbox, settings, every_log):
    """Visitor, cart, login, account, renewal, elevation, errors, a hiccup, admin, logout."""
    # Django 6 takes addresses, 5.2 pairs.
    settings.ADMINS = ["a@example.com"] if django.VERSION >= (6,) else [("a", "a@example.com")]
    journey = Journey()
    journey.see(browser.get("/cart/add/"))
    # The state belongs into the address of Wix's page: not that is searched, but the rest.
    begun = browser.get("/wix/login/")
    journey.secrets.add(open_attempt(LoginAttempt.objects.get()))
    journey.secrets.update(parse_qs(urlsplit(begun["Location"]).query)["state"])
    answer = browser.answer_at_wix(begun["Location"], ADA)
    journey.secrets.update(parse_qs(urlsplit(answer).query)["code"])
    # The browser's own address is not ours to hide: its answer goes into the search, not its URL.
    journey.see(browser.come_back(answer))
    for path in ("/account/", "/me/", "/role/", "/cart/"):
        journey.see(browser.get(path))
    sandbox.expire_tokens(role="member", access=True)
    age_tokens()
    journey.see(browser.get("/me/"))

    browser.site.raise_request_exception = False
    for debug in (True, False):
        settings.DEBUG = debug
        journey.see(browser.get("/error/"))
        sandbox.fail("/members/v1/members/my", times=1, mode="reset")
        journey.see(browser.get("/me/"))
        sandbox.fail("/members/v1/members/my", times=1, mode="garbage")
        journey.see(browser.get("/me/"))
        sandbox.expire_tokens(access=True)
        age_tokens()
        sandbox.fail("/oauth2/token", times=1, status=500)
        journey.see(browser.get("/me/"))
        StoredToken.objects.update(retry_at=None)

    staff = new_browser()
    staff.site.force_login(User.objects.create_superuser("boss"), MODEL_BACKEND)
    journey.see(staff.get("/report/"))
    for path in ("storedtoken", "wixmember", "elevatedcall"):
        page = journey.see(staff.get(f"/admin/wix_headless/{path}/"))
        assert page.status_code == 200, path
    for row in StoredToken.objects.all():
        page = journey.see(staff.get(f"/admin/wix_headless/storedtoken/{row.pk}/change/"))
        assert page.status_code == 200

    memory = sandbox._server.state
    with memory.lock:
        journey.secrets.update(memory.access_tokens, memory.refresh_tokens)
    journey.secrets |= {
        sandbox.client_secret,
        sandbox.api_key,
        *settings.WIX_HEADLESS["ENCRYPTION_KEYS"],
        *(member.password for member in sandbox.members),
    }
    return journey


def find(secrets, text):
    return sorted({secret[:12] for secret in secrets if secret in text})


def test_the_journey_uses_secrets_of_every_kind(journey):
    # Otherwise the searches below would find nothing in nothing.
    assert len(journey.secrets) >= 15
    assert sum("Traceback" in page for page in journey.pages) >= 3


def test_no_page_header_cookie_or_error_report_shows_one(journey):
    assert find(journey.secrets, "\n".join(journey.pages)) == []


def test_no_log_line_shows_one(journey, every_log):
    # The test's own browser opens Wix's login page by urllib3 as well; that line is not ours.
    records = [r for r in every_log.get_records("setup") if "authorize" not in r.getMessage()]
    lines = [f"{r.name} {r.getMessage()} {r.args!r} {r.exc_text or ''}" for r in records]
    names = {record.name.partition(".")[0] for record in records}

    assert {"wix_headless", "urllib3", "django"} <= names
    assert find(journey.secrets, "\n".join(lines)) == []


def test_no_mail_to_the_admins_shows_one(journey):
    mails = "\n".join(f"{m.subject}{m.body}{m.alternatives}" for m in mail.outbox)

    assert "Traceback" in mails
    assert "text/html" in mails
    assert find(journey.secrets, mails) == []


def test_no_session_holds_one(journey):
    sessions = "\n".join(str(session.get_decoded()) for session in Session.objects.all())

    assert "wix_headless" in sessions
    assert find(journey.secrets, sessions) == []


def test_no_table_holds_one(journey):
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                dump += [
                    bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v)
                    for v in row
                ]

    assert any(ADA in value for value in dump)
    assert find(journey.secrets, "\n".join(dump)) == []


def test_the_cache_holds_none(journey):
    held = str(getattr(cache, "_cache", ""))

    assert find(journey.secrets, held) == []
