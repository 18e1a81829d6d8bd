"""One line for everything that changes who may speak, with ids and nothing else."""

from __future__ import annotations

import json
import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User

from tests.flows.test_identity import age_tokens
from wix_headless.audit import audit
from wix_headless.models import StoredToken, WixMember

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


@pytest.fixture
def lines(caplog):
    """Return the audit so far: the event and its facts, line by line."""
    caplog.set_level(logging.INFO, "wix_headless.audit")

    def lines(event=""):
        records = [r for r in caplog.records if r.name == "wix_headless.audit"]
        for record in records:
            assert record.getMessage().startswith(record.event + " ")
            assert "@" not in record.getMessage()
        return [record.facts for record in records if not event or record.event == event]

    return lines


def test_a_login_and_a_logout(browser, lines):
    browser.log_in(ADA)
    member = WixMember.objects.get()
    row = StoredToken.objects.get(role="member")
    facts = {
        "site": "default",
        "role": "member",
        "token": str(row.pk),
        "member": member.member_id,
        "user": str(member.user_id),
    }

    browser.log_out()

    assert lines("login") == [facts]
    assert lines("logout") == [facts | {"reason": "logout"}]


def test_a_login_that_was_cancelled(browser, lines):
    state = parse_qs(urlsplit(browser.start_login()).query)["state"][0]

    browser.get(f"/wix/callback/?error=access_denied&state={state}")

    assert lines("login_failed") == [
        {"site": "default", "error": "SignInRefusedError", "reason": "access_denied"}
    ]


def test_a_callback_of_nobody(browser, lines):
    browser.get("/wix/callback/?code=x&state=unknown")

    assert lines("login_failed") == [{"site": "default", "error": "StateMismatchError"}]


def test_a_blocked_member_is_named_by_the_reason(browser, sandbox, lines):
    sandbox.change_member(ADA, status="BLOCKED")

    browser.log_in(ADA)

    (facts,) = lines("login_failed")
    assert (facts["error"], facts["reason"]) == ("MemberNotAllowedError", "blocked")


def test_renewals_and_refusals(browser, sandbox, lines):
    browser.log_in(ADA)
    row = StoredToken.objects.get(role="member")
    sandbox.expire_tokens(role="member", access=True)
    age_tokens()
    browser.get("/me/")
    sandbox.expire_tokens(role="member", access=True, refresh=True)
    age_tokens()
    browser.get("/me/")

    assert [facts["token"] for facts in lines("token_renewed")][-1] == str(row.pk)
    (refused,) = lines("token_rejected")
    assert (refused["token"], refused["reason"]) == (str(row.pk), "rejected")


def test_ends_by_other_hands(browser, lines):
    browser.log_in(ADA)
    user = User.objects.get()
    user.is_active = False

    user.save()

    (ended,) = [facts for facts in lines("token_ended") if facts["role"] == "member"]
    assert (ended["reason"], ended["user"]) == ("inactive", str(user.pk))


def test_who_chooses_a_value_cannot_write_a_second_line(lines, caplog):
    audit("elevated_call", site="default", view="a\nlogin site=x user=1 =\u2028", method='"q"')

    assert len(caplog.records[-1].getMessage().splitlines()) == 1
    assert " user=" not in caplog.records[-1].getMessage()
    json.dumps(lines()[0])
