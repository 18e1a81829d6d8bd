"""The fixtures, as a test module of a project uses them."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.utils import timezone

from wix_headless.client import WixClient
from wix_headless.exceptions import ServerError
from wix_headless.models import LoginAttempt, StoredToken, WixMember
from wix_headless.strategies import AppStrategy
from wix_headless.testing import (
    SandboxMember,
    WixSandbox,
    WixTestClient,
    read_form,
    running_sandbox,
)

ADA, BEN = "ada@example.com", "ben@example.com"


def find_email(client):
    member = client.get("/role/").json()["member"]
    return WixMember.objects.get(member_id=member).login_email if member else None


def test_a_member_is_logged_in(wix_member_client):
    assert wix_member_client.get("/role/").json()["role"] == "member"
    assert find_email(wix_member_client) == ADA
    assert StoredToken.objects.get(role="member").sealed


@pytest.mark.parametrize("wix_member_client", [BEN], indirect=True)
def test_a_parameter_says_who(wix_member_client):
    assert find_email(wix_member_client) == BEN


def test_several_are_logged_in_side_by_side(wix_login, wix_member_client):
    ben = wix_login(BEN)

    assert [find_email(client) for client in (wix_member_client, ben)] == [ADA, BEN]
    assert User.objects.count() == 2


def test_a_new_member_is_made_and_logged_in(wix_login, wix_sandbox):
    made = wix_sandbox.add_member("zoe@example.com", first_name="Zoë", last_name="Okoye")

    client = wix_login(made)

    assert find_email(client) == "zoe@example.com"
    assert User.objects.get().get_full_name() == "Zoë Okoye"
    assert WixMember.objects.get().member_id == made.id
    assert wix_sandbox.password_of("zoe@example.com") == made.password


def test_what_a_test_did_is_gone_in_the_next(wix_sandbox, db):
    wix_sandbox.add_member("zoe@example.com")
    wix_sandbox.fail(times=100)
    other = "https://other.example.com"
    wix_sandbox.allow_site(other)
    assert f"{other}/wix/callback/" in wix_sandbox.control("redirects", uri=other)["allowed"]

    wix_sandbox.reset()

    assert {one.email for one in wix_sandbox.members} & {"zoe@example.com"} == set()
    assert wix_sandbox.requests == []
    allowed = wix_sandbox.control("redirects", uri="http://testserver/")["allowed"]
    assert f"{other}/wix/callback/" not in allowed
    assert WixClient(AppStrategy.from_settings()).get("/members/v1/members")["members"]


@pytest.mark.parametrize("email", [ADA, "no address"])
def test_a_member_needs_an_address_of_its_own(wix_sandbox, email):
    with pytest.raises(ValueError, match="an e-mail address that no member has"):
        wix_sandbox.add_member(email)


def test_a_login_of_ones_own_making_may_come_back(wix_visitor_client, wix_sandbox):
    to_wix = wix_visitor_client.get("/wix/login/")["Location"]

    back = wix_visitor_client.wix_submit(to_wix, email=BEN, password=wix_sandbox.password_of(BEN))

    assert back.startswith("http://testserver/wix/callback/?code=")


def test_options_are_the_clients(wix_login):
    client = wix_login(headers={"accept-language": "de"}, enforce_csrf_checks=True)

    assert client.get("/role/").wsgi_request.headers["Accept-Language"] == "de"
    assert client.post("/password/", {"password": "x"}).status_code == 403


def test_a_visitor_keeps_the_cart_at_login(wix_visitor_client):
    wix_visitor_client.get("/cart/add/")

    answer = wix_visitor_client.wix_login(next="/cart/")

    assert answer["Location"] == "/cart/"
    assert wix_visitor_client.get("/cart/").json() == {"items": 1}


def test_logout_ends_it_here_and_at_wix(wix_member_client):
    answer = wix_member_client.wix_logout()

    assert answer.status_code == 302
    assert find_email(wix_member_client) is None
    sent = wix_member_client.get("/wix/login/?prompt=none")
    at_wix = wix_member_client.wix.get(sent["Location"], allow_redirects=False, timeout=10)
    assert "error=login_required" in at_wix.headers["Location"]


def test_who_is_kept_out_is_told_in_the_error(wix_visitor_client):
    with pytest.raises(AssertionError, match=r"esme@example.com is not let in: 403 .*blocked"):
        wix_visitor_client.wix_login("esme@example.com")


def test_who_is_not_known_is_told_with_those_who_are(wix_visitor_client):
    with pytest.raises(LookupError, match=r"No password is known of eve@example.com; .*ada@"):
        wix_visitor_client.wix_login("eve@example.com")


def test_wixs_complaints_about_a_form_are_told(wix_visitor_client):
    sent = wix_visitor_client.get("/wix/login/")

    with pytest.raises(AssertionError, match=r"stays: 401 .*password is not right"):
        wix_visitor_client.wix_submit(sent["Location"], email=ADA, password="wrong")


def test_an_address_of_the_site_is_no_page_of_wixs(wix_visitor_client):
    with pytest.raises(AssertionError, match="/cart/ is no address of Wix's"):
        wix_visitor_client.wix_submit("/cart/")


def test_staff_who_are_asked_first_are_told_of(wix_visitor_client, admin_user):
    wix_visitor_client.force_login(admin_user)

    with pytest.raises(AssertionError, match="wix:login does not lead to Wix: 200 "):
        wix_visitor_client.wix_login()


def test_a_checkout_is_gone_through(wix_member_client):
    wix_member_client.get("/cart/add/")
    to_wix = wix_member_client.get("/cart/checkout/", {"thank_you_page_url": "/role/"})

    back = wix_member_client.wix_submit(to_wix["Location"], note="Ring twice.")

    assert back.startswith("http://testserver/role/?orderId=")
    assert wix_member_client.wix_return(back).json()["role"] == "member"


def test_a_page_of_wixs_that_leads_nowhere_is_no_way_back(wix_visitor_client, wix_sandbox):
    with pytest.raises(AssertionError, match="/dashboard at Wix does not lead back"):
        wix_visitor_client.wix_return(f"{wix_sandbox.origin}/dashboard?a=b")


@pytest.mark.parametrize(
    "site",
    [
        {"SECURE_SSL_REDIRECT": True},
        {"ALLOWED_HOSTS": ["shop.example.com"]},
        {"SESSION_COOKIE_SAMESITE": "Strict"},
    ],
    ids=lambda site: next(iter(site)),
)
def test_it_works_for_sites_that_are_set_up_otherwise(wix_login, settings, site):
    for name, value in site.items():
        setattr(settings, name, value)
    host = settings.ALLOWED_HOSTS[0]
    options = {} if host == "*" else {"headers": {"host": host}}

    client = wix_login(**options)

    secure = bool(settings.SECURE_SSL_REDIRECT)
    assert client.get("/role/", secure=secure).json()["role"] == "member"


def test_it_works_behind_a_public_url(settings, request):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"PUBLIC_URL": "https://shop.example.com"}

    client = request.getfixturevalue("wix_member_client")

    assert client.get("/role/").json()["role"] == "member"


def test_async_clients_and_others_borrow_the_login(wix_member_client):
    client = AsyncClient()
    client.cookies = wix_member_client.cookies

    answer = async_to_sync(client.get)("/async/me/")

    assert answer.json()["member"] == WixMember.objects.get().member_id


def test_a_form_holds_what_a_browser_would_send():
    page = """
        <input name="token" value="t"><input name="empty"><input value="nameless">
        <input name="off" value="o" disabled><input type="submit" name="go" value="Go">
        <input type="radio" name="way" value="post"><input type="radio" name="way" value="car"
        checked><input type="radio" name="way" value="pick-up"><input type="checkbox" name="no">
        <input type="checkbox" name="yes" checked><button name="save" value="1">Save</button>
        <textarea name="note">Ring
        twice</textarea>
        <select name="size"><option value="s">Small<option value="l" selected>Large</select>
        <select name="colour"><option disabled>Choose<option> Blue </option><option>Red</select>
        """

    assert read_form(page) == {
        "token": "t", "empty": "", "way": "car", "yes": "on", "note": "Ring\n        twice",
        "size": "l", "colour": "Blue",
    }  # fmt: skip


def test_a_page_of_wixs_without_a_form_is_told(wix_visitor_client, wix_sandbox):
    with pytest.raises(AssertionError, match=r"/authorize at Wix has no form: 400 .*has been used"):
        wix_visitor_client.wix_submit(f"{wix_sandbox.origin}/_api/oauth2/authorize", email=ADA)


def test_a_field_that_wixs_form_has_not_is_told(wix_visitor_client):
    sent = wix_visitor_client.get("/wix/login/")

    with pytest.raises(AssertionError, match="no field mail; there are form_token, email, passw"):
        wix_visitor_client.wix_submit(sent["Location"], mail=ADA, password="wrong")


class TestFaults:
    def test_the_next_calls_fail(self, wix_member_client, wix_sandbox):
        wix_sandbox.fail("/members/v1/members/my", status=503, times=1)

        with pytest.raises(ServerError):
            WixClient(AppStrategy.from_settings()).using(retries=0).get("/members/v1/members/my")

        assert wix_member_client.get("/me/").status_code == 200

    def test_they_heal(self, wix_member_client, wix_sandbox):
        wix_sandbox.fail(times=100, mode="garbage")
        wix_sandbox.heal()

        assert wix_member_client.get("/me/").status_code == 200

    @pytest.mark.parametrize(
        ("fault", "told"),
        [
            ({"mode": "sulk"}, "mode must be one of "),
            ({"path": "members/*"}, "path begins with a slash: /members/"),
            ({"status": 99}, "status must be greater than or equal to 200"),
        ],
    )
    def test_what_the_control_plane_refuses_is_told(self, wix_sandbox, fault, told):
        with pytest.raises(ValueError, match=f"^The sandbox refuses POST fail: {told}"):
            wix_sandbox.fail(**fault)

    def test_requests_are_listed(self, wix_member_client, wix_sandbox):
        wix_sandbox.forget_requests()

        wix_member_client.get("/me/")

        [seen] = wix_sandbox.requests
        assert seen == {
            "verb": "GET",
            "path": "/members/v1/members/my",
            "role": "member",
            "status": 200,
        }
        assert wix_sandbox.requests_to("/stores") == []


class TestTime:
    @pytest.mark.parametrize(
        "pass_time",
        [
            lambda sandbox: sandbox.expire_tokens(),
            lambda sandbox: sandbox.expire_tokens(role="member"),
            lambda sandbox: sandbox.move_clock(hours=5),
        ],
        ids=["expired", "of members", "hours later"],
    )
    def test_an_ended_token_is_renewed_and_nobody_notices(
        self, wix_member_client, wix_sandbox, pass_time
    ):
        pass_time(wix_sandbox)
        wix_sandbox.forget_requests()

        assert wix_member_client.get("/me/").status_code == 200
        assert wix_sandbox.token_requests() == 1

    def test_others_are_left_alone(self, wix_member_client, wix_sandbox):
        wix_sandbox.expire_tokens(role="visitor")
        wix_sandbox.forget_requests()

        assert wix_member_client.get("/me/").status_code == 200
        assert wix_sandbox.token_requests() == 0

    def test_a_login_that_wix_ended_is_over_here_too(self, wix_member_client, wix_sandbox):
        wix_sandbox.expire_tokens(role="member", refresh=True)

        assert wix_member_client.get("/me/").status_code == 302
        assert wix_member_client.get("/role/").json()["role"] == "visitor"

    def test_a_pause_after_a_failed_renewal_passes(self, wix_member_client, wix_sandbox):
        wix_sandbox.move_clock(hours=5)
        wix_sandbox.fail("/oauth2/token", status=503)
        wix_member_client.raise_request_exception = False
        assert wix_member_client.get("/me/").status_code == 500

        wix_sandbox.move_clock(seconds=10)

        assert wix_member_client.get("/me/").status_code == 200

    def test_a_login_under_way_runs_out(self, wix_visitor_client, wix_sandbox):
        wix_visitor_client.get("/wix/login/")

        wix_sandbox.move_clock(minutes=11)

        assert LoginAttempt.objects.get().expires_at < timezone.now()

    def test_what_nobody_can_open_any_more_is_passed_over(
        self, wix_member_client, wix_sandbox, settings
    ):
        StoredToken.objects.update(sealed=b"nothing")

        wix_sandbox.move_clock(hours=5)

        assert StoredToken.objects.get(role="member").sealed == b"nothing"


class TestOthers:
    def test_an_endpoint_is_called_with_a_token(self, wix_sandbox, client, db, settings):
        settings.ROOT_URLCONF = "tests.bearers.urls"
        token = wix_sandbox.act_as(member=ADA)["access_token"]

        answer = client.get("/more/", headers={"Authorization": token})

        assert answer.json() == {"error": "forbidden", "identities": ["user"]}

    def test_a_dashboard_page_is_opened(self, wix_sandbox, client, db, settings):
        settings.ROOT_URLCONF = "tests.bearers.urls"

        answer = client.get("/more/", {"instance": wix_sandbox.sign_instance()})

        assert answer.json()["role"] == "user"

    def test_the_app_speaks_without_a_request(self, wix_sandbox, db):
        assert WixClient(AppStrategy.from_settings()).members.query_members(query={})["members"]


class TestSettings:
    def test_the_projects_own_stay(self, settings, request):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CALLS_PER_MINUTE": 7}
        keys = settings.WIX_HEADLESS["ENCRYPTION_KEYS"]

        sandbox = request.getfixturevalue("wix_sandbox")

        assert settings.WIX_HEADLESS["CALLS_PER_MINUTE"] == 7
        assert settings.WIX_HEADLESS["ENCRYPTION_KEYS"] == keys
        assert settings.WIX_HEADLESS["API_URL"] == sandbox.origin

    def test_a_project_with_none_gets_all_it_needs(self, settings, request):
        del settings.WIX_HEADLESS

        client = request.getfixturevalue("wix_member_client")

        assert client.get("/me/").status_code == 200

    def test_every_site_of_the_project_is_the_sandbox(self, settings, request):
        own = {"CLIENT_ID": "theirs", "API_URL": "https://www.wixapis.com", "HOSTS": ["outlet.de"]}
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": own}}
        log_in = request.getfixturevalue("wix_login")

        client = log_in(headers={"host": "outlet.de"})

        assert client.get("/role/").json()["role"] == "member"
        assert WixMember.objects.get().site == "outlet"

    def test_a_project_without_our_urls_may_use_the_rest(self, settings, request, db):
        settings.ROOT_URLCONF = "tests.doctor.no_urls"

        request.getfixturevalue("wix_sandbox")

        assert WixClient(AppStrategy.from_settings()).members.query_members(query={})["members"]


def test_one_sandbox_serves_the_whole_run(wix_sandbox):
    assert running_sandbox() is wix_sandbox
    assert WixTestClient().sandbox is wix_sandbox


def test_the_control_plane_is_asked_past_any_proxy(wix_sandbox, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)

    assert wix_sandbox.control("routes", "GET")["routes"]


def test_no_secret_shows_itself(wix_sandbox):
    shown = (
        repr(wix_sandbox) + repr(wix_sandbox.members) + repr(SandboxMember("a@b.c", "pass-word"))
    )

    assert wix_sandbox.password_of(ADA) not in shown
    assert "pass-word" not in shown
    assert isinstance(wix_sandbox, WixSandbox)
