"""Every verdict of the doctor's, the good one and the bad ones, against the sandbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache.backends.dummy import DummyCache
from django.db import connection
from django.utils import timezone

from tests.support.loopback import LoopbackServer, build_answer, find_dead_port, hang
from wix_headless.crypto import generate_key
from wix_headless.doctor.exams import Exam, Line
from wix_headless.doctor.identities import examine_reach
from wix_headless.models import ElevatedCall, StoredToken
from wix_headless.storages.sealing import seal_tokens
from wix_headless.storages.shared import AppTokenStorage
from wix_headless.tokens import Role, Tokens

pytestmark = pytest.mark.django_db

CHECKS = {
    "settings",
    "wiring",
    "tables",
    "keys",
    "cache",
    "reach",
    "visitor",
    "app",
    "instance",
    "api-key",
    "member",
    "published",
    "redirect-uris",
    "members-area",
    "secret-ages",
    "clock",
    "methods",
}


class ForgetfulCache(DummyCache):
    """A server that takes everything, and has lost it."""


def only(findings, verdict, words):
    [finding] = findings
    assert (finding["verdict"], words in finding["says"]) == (verdict, True), finding
    if verdict == "broken":
        assert finding["fix"]
    return finding


def make_token(**facts):
    row = StoredToken(role=Role.VISITOR, **facts)
    row.sealed = seal_tokens(row, Tokens("access-4711", "refresh-4712", role=Role.VISITOR))
    row.save()
    return row


def make_call(outcome, method="members.query_members", days=0):
    when = timezone.now() - timedelta(days=days)
    ElevatedCall.objects.create(view="v", method=method, outcome=outcome, created_at=when)


def test_a_healthy_project_is_well_in_everything(healthy, look, browser):
    browser.log_in("ada@example.com")

    found = look()

    assert set(found) == CHECKS
    skipped = {name for name in found for one in found[name] if one["verdict"] == "skipped"}
    others = {one["verdict"] for name in found for one in found[name]} - {"skipped"}
    assert others == {"ok"}, found
    # The ages of an unused secret and of an API key nobody knows.
    assert skipped == {"secret-ages"}


def test_settings_that_cannot_be_read_end_the_rounds(healthy, look, change):
    change(CLIENT_IDD="x")

    found = look()

    only(found["settings"], "broken", "CLIENT_ID")
    assert "reach" not in found


def test_a_secret_that_cannot_be_fetched_is_a_finding(healthy, look, change):
    def fail():
        raise RuntimeError("hunter2")

    change(CLIENT_SECRET=fail)

    finding = look()["settings"][0]

    assert finding["verdict"] == "broken"
    assert "RuntimeError" in finding["says"]
    assert "hunter2" not in str(finding)


def test_the_wiring_is_told_with_its_ids(healthy, look, settings):
    settings.MIDDLEWARE = []

    found = look()

    only(found["wiring"], "broken", "wix_headless.E004")
    only(found["published"], "skipped", "wiring")


@pytest.mark.django_db(transaction=True)
def test_a_missing_table_is_told(healthy, look):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wix_headless_elevatedcall RENAME TO gone")
    try:
        found = look("--permissions")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO wix_headless_elevatedcall")

    assert "migrate" in only(found["tables"], "broken", "ElevatedCall")["fix"]
    only(found["keys"], "skipped", "tables")
    only(found["permissions"], "skipped", "tables")
    only(found["visitor"], "ok", "token")


def test_keys_that_open_nothing(healthy, look, change):
    make_token()
    only(look()["keys"], "ok", "1 of the latest")

    change(ENCRYPTION_KEYS=[generate_key()])

    found = look()["keys"]
    assert [one["verdict"] for one in found] == ["broken", "warning"]
    assert "1 of the 1 latest" in found[0]["says"]


def test_keys_that_open_some(healthy, look, change, settings):
    make_token()
    lost, kept = settings.WIX_HEADLESS["ENCRYPTION_KEYS"], generate_key()
    change(ENCRYPTION_KEYS=[kept])
    make_token()
    found = look()["keys"]
    assert found[0]["verdict"] == "warning"
    assert "1 of the 2 latest" in found[0]["says"]

    change(ENCRYPTION_KEYS=[kept, *lost])

    found = look()["keys"]
    assert [one["verdict"] for one in found] == ["ok", "warning"]
    assert "wix_rotate_keys" in found[1]["fix"]


@pytest.mark.parametrize(
    ("workers", "debug", "verdict"),
    [("1", False, "ok"), ("", True, "ok"), ("", False, "warning"), ("4", True, "warning")],
)
def test_a_cache_of_each_process(healthy, look, settings, monkeypatch, workers, debug, verdict):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.DEBUG = debug
    monkeypatch.setenv("WEB_CONCURRENCY", workers)

    only(look()["cache"], verdict, "LocMemCache")
    only(look("--workers", "2")["cache"], "warning", "2 processes")


def test_a_cache_that_does_not_answer(healthy, look, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{find_dead_port()}/0",
        }
    }

    only(look()["cache"], "broken", "does not answer")


def test_a_cache_that_keeps_nothing(healthy, look, settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.ForgetfulCache"}}

    only(look()["cache"], "broken", "does not keep")


def test_nobody_answers(healthy, look, change):
    change(API_URL=f"http://127.0.0.1:{find_dead_port()}")

    found = look()

    only(found["reach"], "broken", "Nobody answers")
    only(found["visitor"], "skipped", "reach")
    only(found["redirect-uris"], "skipped", "visitor")


def test_a_dead_address_is_tried_once_for_all_sites(healthy, look, change):
    with LoopbackServer(b"") as server:
        other = {"CLIENT_ID": "other", "PUBLIC_URL": "https://other.example"}
        change(API_URL=server.origin, SITES={"other": other})

        found = look()

        assert [one["verdict"] for one in found["reach"]] == ["broken", "broken"]
        assert len(server.requests) == 1


def test_whoever_hangs_does_not_hold_the_doctor_up():
    with LoopbackServer(hang) as server:
        exam = Exam(site="default", line=Line(server.origin, deadline=0.3))

        [finding] = examine_reach.examine(exam)

        assert (finding.verdict, "within 0.3 s" in finding.detail) == ("broken", True)
        assert server.was_left.wait(10)


def test_wix_fails_on_its_own_side(healthy, look):
    healthy.fail("/oauth2/token-info", status=503)

    only(look()["reach"], "broken", "503")


def test_an_answer_that_is_a_refusal_is_an_answer(healthy, look):
    healthy.fail("/oauth2/token-info", status=400)

    only(look()["reach"], "ok", "answers")


def test_a_wrong_client_id(healthy, look, change):
    change(CLIENT_ID="12345678-1234-1234-1234-123456789012")
    only(look()["visitor"], "broken", "does not know this CLIENT_ID")

    change(CLIENT_ID="")
    only(look()["visitor"], "broken", "no CLIENT_ID")


def test_a_client_of_another_site(healthy, look, change):
    change(SITE_ID="12345678-1234-1234-1234-123456789012")

    only(look()["visitor"], "broken", "two Wix sites")


def test_wix_has_trouble_with_tokens(healthy, look):
    healthy.fail("/oauth2/token", status=503)

    found = look()

    assert "HTTP 503" in only(found["visitor"], "broken", "could not be asked")["detail"]
    only(found["app"], "skipped", "visitor")


def test_the_app_without_a_secret_and_with_a_wrong_one(healthy, look, change):
    change(CLIENT_SECRET="")
    only(look()["app"], "skipped", "no CLIENT_SECRET")

    change(CLIENT_SECRET="wrong-secret-4711")
    only(look()["app"], "broken", "refuses the app's secret")


def test_the_app_is_not_installed_as_that_instance(healthy, look, change):
    change(CLIENT_INSTANCE_ID="12345678-1234-1234-1234-123456789012")

    only(look()["app"], "broken", "CLIENT_INSTANCE_ID")


@pytest.mark.parametrize("status", [404, 428])
def test_the_app_is_on_no_site(healthy, look, status):
    healthy.fail("/apps/v1/instance", status=status)

    only(look()["instance"], "broken", "not installed")


def test_the_app_may_not_look_at_itself(healthy, look):
    healthy.control("permissions", granted=["MEMBERS.MEMBER_READ"])

    only(look()["instance"], "warning", "may not read")


def test_the_installation_is_another(healthy, look, change):
    instance = {"instance": {"instanceId": "other"}, "site": {"siteId": "other"}}
    healthy.fail("/apps/v1/instance", status=200, body=instance)

    only(look()["instance"], "broken", "CLIENT_INSTANCE_ID and SITE_ID")


def test_the_api_key(healthy, look, change):
    change(API_KEY="")
    only(look()["api-key"], "skipped", "no API_KEY")

    change(API_KEY="IST.wrong")
    only(look()["api-key"], "broken", "does not know this API key")

    change(API_KEY=healthy.api_key, SITE_ID="")
    only(look()["api-key"], "warning", "no SITE_ID")

    change(SITE_ID="12345678-1234-1234-1234-123456789012")
    assert "SITE_ID" in only(look()["api-key"], "warning", "may not read")["fix"]


def test_a_member_who_is_logged_in(healthy, look, browser):
    only(look()["member"], "skipped", "No member is logged in")

    browser.log_in("ada@example.com")
    only(look()["member"], "ok", "known to Wix")

    healthy.control("settings", members_area=False)
    only(look()["member"], "warning", "tells nothing")

    healthy.control("settings", members_area=True)
    healthy.fail("/members/v1/members/my", status=404)
    only(look()["member"], "warning", "no longer there")

    healthy.control("expire-tokens", role="member")
    only(look()["member"], "warning", "before its time")
    assert StoredToken.objects.get(role=Role.MEMBER).ended_at is None


def test_a_site_that_is_not_published(healthy, look):
    healthy.control("settings", site_published=False)

    assert "Publish" in only(look()["published"], "broken", "not published")["fix"]


def test_a_login_that_wix_does_not_make(healthy, look):
    healthy.fail("/headless/v1/redirect-session", status=400)

    only(look()["published"], "warning", "makes no login")


def test_ways_back_that_are_not_allowed(healthy, look):
    found = look("--origin", "https://new.example")["redirect-uris"]

    assert [one["verdict"] for one in found] == ["broken", "broken"]
    assert "https://new.example/wix/callback/" in found[0]["says"]
    assert all("wix_register_redirects" in one["fix"] for one in found)


def test_ways_back_that_nobody_may_read(healthy, look, change):
    change(API_KEY="", CLIENT_SECRET="")

    finding = only(look()["redirect-uris"], "skipped", "may read")

    assert "http://testserver/wix/callback/" in finding["fix"]


def test_the_app_reads_them_without_a_key(healthy, look, change):
    change(API_KEY="")

    only(look()["redirect-uris"], "ok", "http://testserver/wix/callback/")


def test_nothing_says_where_the_site_is(healthy, look, change, settings):
    change(PUBLIC_URL="")
    settings.ALLOWED_HOSTS = ["*"]

    only(look()["redirect-uris"], "skipped", "Nothing says")

    settings.ALLOWED_HOSTS = ["localhost", ".example.com", "shop.example.com"]
    found = look()["redirect-uris"]
    assert "https://shop.example.com/wix/callback/" in found[0]["says"]
    assert len(found) == 2


def test_a_site_without_members(healthy, look):
    only(look()["members-area"], "ok", "has a Members Area")

    healthy.control("settings", members_area=False)

    only(look()["members-area"], "warning", "no Members Area")


def test_the_age_of_the_clients_secret(healthy, look, change):
    keys = healthy.credentials
    storage = AppTokenStorage(
        keys["client_id"], keys["client_secret"], site="default", instance_id=keys["instance_id"]
    )
    row = storage.make_row()
    row.created_at = timezone.now() - timedelta(days=30)
    row.save()
    change(API_KEY="")
    only(look()["secret-ages"], "ok", "30 days")

    row.created_at = timezone.now() - timedelta(days=400)
    row.save()
    only(look()["secret-ages"], "warning", "400 days")

    change(CLIENT_SECRET="")
    only(look()["secret-ages"], "skipped", "no secret")


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [
        (0, "ok", "agrees"),
        (60, "warning", "behind"),
        (-60, "warning", "before"),
        (3600, "broken", "3,"),
    ],
)
def test_the_clock(healthy, look, seconds, verdict, words):
    if seconds:
        healthy.control("clock", advance=seconds)

    only(look()["clock"], verdict, words)


def test_answers_without_a_date(healthy, look, change):
    with LoopbackServer(build_answer({"active": False})) as server:
        change(API_URL=server.origin)

        only(look()["clock"], "skipped", "what time")


def test_permissions_are_looked_at_when_asked_for(healthy, look):
    assert "permissions" not in look()

    only(look("--permissions")["permissions"], "skipped", "No elevated call")


def test_permissions_used_beside_those_given(healthy, look):
    make_call("ok")
    make_call("ok", method="/some/v1/path", days=1)

    found = look("--permissions")["permissions"]

    says = " ".join(one["says"] for one in found)
    assert {one["verdict"] for one in found} == {"ok"}
    assert "members.query_members (1 times) needs MEMBERS.MEMBER_READ, which the app" in says
    assert "/some/v1/path (1 times) needs what Wix's reference says, and worked on" in says
    unused = next(one["says"] for one in found if "not used" in one["says"])
    assert "CONTACTS.VIEW" in unused
    assert "MEMBERS.MEMBER_READ" not in unused


def test_a_permission_is_missing(healthy, look):
    healthy.control("permissions", granted=["WIX_DEVELOPERS.MANAGE_APP_INSTANCE"])
    make_call("ok", days=2)
    make_call("ForbiddenError", days=1)

    found = look("--permissions")["permissions"]

    assert "scope" in only(found[:1], "broken", "MEMBERS.MEMBER_READ, and was refused")["fix"]


def test_what_wix_does_not_list_is_judged_by_how_it_ended(healthy, look):
    healthy.control("permissions", granted=["MEMBERS.MEMBER_READ"])
    make_call("ForbiddenError", days=2)
    make_call("ok", days=1)
    make_call("TransportError", method="ecom.orders.get_order")

    first, *others = look("--permissions")["permissions"]

    assert (first["verdict"], "lists no permissions" in first["says"]) == ("skipped", True)
    assert {one["says"].split()[0]: one["verdict"] for one in others} == {
        "members.query_members": "ok",
        "ecom.orders.get_order": "warning",
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"expires_at": timezone.now() - timedelta(hours=1)},
        {"ended_at": timezone.now()},
    ],
)
def test_a_login_whose_token_is_not_good_here_is_not_tried(healthy, look, browser, facts):
    browser.log_in("ada@example.com")
    StoredToken.objects.filter(role=Role.MEMBER).update(**facts)

    only(look()["member"], "skipped", "No member is logged in")


def test_a_login_at_another_site_is_not_tried(healthy, look):
    row = StoredToken(
        role=Role.MEMBER, site="other", expires_at=timezone.now() + timedelta(hours=1)
    )
    row.sealed = seal_tokens(row, Tokens("access-4711", "refresh-4712", role=Role.MEMBER))
    row.save()

    only(look()["member"], "skipped", "No member is logged in")
