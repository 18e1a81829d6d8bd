"""``@dashboard_page``: its frame, its forms and links, and who sees it."""

from __future__ import annotations

import logging
import re
from urllib.parse import parse_qs, urlsplit

import django
import pytest
from asgiref.sync import async_to_sync
from django.core import signing

from wix_headless.conf import WIX_DASHBOARDS
from wix_headless.models import ElevatedCall
from wix_headless.protocol.instances import LONGEST_LIFE

THEIRS = "00000000-0000-4000-8000-000000000000"
OTHER = "f3a1c2d4-0000-4000-8000-000000000001"
CSP = "Content-Security-Policy"


def read_token(answer):
    return re.search(r'name="wix_form_token" value="([^"]+)"', answer.content.decode())[1]


@pytest.fixture
def framed(settings):
    """Let Django forbid all frames, as it does in new projects."""
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]


@pytest.fixture
def signed(callers):
    return callers.instance()


def test_a_user_of_the_dashboard_sees_it_and_it_speaks_as_the_app(client, sandbox, signed):
    found = client.get("/more/", {"instance": signed}).json()

    assert (found["role"], found["instance"]) == ("user", sandbox.instance_id)
    assert (found["user"], found["session"], found["cookies"]) == ("", {}, {})
    assert found["site"]
    call = ElevatedCall.objects.get()
    assert (call.view, call.user_id) == ("tests.bearers.urls.more", None)


def test_the_signed_instance_is_good_for_no_call(client, signed):
    answer = client.get("/speaking/", {"instance": signed})

    assert answer.content.startswith(b"ElevationError: A signed instance says who is there")


@pytest.mark.parametrize("role", ["visitor", "member"])
def test_whoever_sees_the_site_does_not_see_its_dashboard(client, callers, role):
    by_instance = client.get("/more/", {"instance": callers.instance(role)})
    by_token = client.get("/more/", headers=callers.headers(role))

    for answer in (by_instance, by_token):
        assert answer.status_code == 403
        assert answer.json() == {"error": "forbidden", "identities": ["user"]}
    assert not ElevatedCall.objects.exists()


@pytest.mark.parametrize("path", ["/more/", "/class/page/"])
@pytest.mark.usefixtures("db", "sandbox")
def test_nobody_else_does(client, callers, path):
    assert client.get(path).status_code == 401
    assert client.get(path, {"instanceId": THEIRS}).status_code == 401
    theirs = callers.instance(instance_id=THEIRS)
    assert client.get(path, {"instance": theirs}).status_code == 401


@pytest.mark.usefixtures("framed")
class TestFrame:
    def test_only_wixs_hosts_may_show_it(self, client, signed, sandbox):
        answer = client.get("/more/", {"instance": signed})

        assert answer[CSP] == f"frame-ancestors {sandbox.origin}"
        assert "X-Frame-Options" not in answer

    def test_its_address_is_told_to_nobody_whatever_the_site_allows(self, client, signed, settings):
        settings.SECURE_REFERRER_POLICY = "unsafe-url"

        assert client.get("/more/", {"instance": signed})["Referrer-Policy"] == "same-origin"

    @pytest.mark.usefixtures("db")
    def test_refusals_are_shown_there_too(self, client, settings):
        settings.WIX_HEADLESS |= {"CLIENT_ID": THEIRS}

        answer = client.get("/more/")

        assert answer.status_code == 401
        assert answer[CSP] == f"frame-ancestors {' '.join(WIX_DASHBOARDS)}"
        assert "X-Frame-Options" not in answer

    def test_a_setting_says_otherwise(self, client, signed, settings):
        settings.WIX_HEADLESS |= {"FRAME_ANCESTORS": ["https://a.example", "https://b.example"]}

        answer = client.get("/more/", {"instance": signed})

        assert answer[CSP] == "frame-ancestors https://a.example https://b.example"

    def test_a_policy_of_the_views_own_is_kept_but_for_frames(self, client, signed, sandbox):
        answer = client.get("/own-policy/", {"instance": signed})

        assert answer[CSP] == f"default-src 'self'; frame-ancestors {sandbox.origin}"
        assert "X-Frame-Options" not in answer

    @pytest.mark.skipif(django.VERSION < (6, 0), reason="Django's own policy came with 6.0")
    def test_so_is_the_projects(self, client, signed, sandbox, settings):
        settings.MIDDLEWARE = [
            *settings.MIDDLEWARE,
            "django.middleware.csp.ContentSecurityPolicyMiddleware",
        ]
        settings.SECURE_CSP = {"default-src": ["'self'"], "frame-ancestors": ["'none'"]}

        answer = client.get("/more/", {"instance": signed})

        assert sorted(answer[CSP].split("; ")) == [
            "default-src 'self'",
            f"frame-ancestors {sandbox.origin}",
        ]

    def test_other_pages_stay_out_of_frames(self, client, callers):
        answer = client.get("/anybody/", headers=callers.headers())

        assert answer["X-Frame-Options"] == "DENY"


class TestForms:
    def post(self, client, instance, token, path="/page/"):
        return client.post(f"{path}?instance={instance}", {"wix_form_token": token})

    def test_its_own_form_comes_through_without_a_cookie(self, client, signed):
        shown = client.get("/page/", {"instance": signed})
        assert not client.cookies

        answer = self.post(client, signed, read_token(shown))

        assert answer.status_code == 302
        assert not client.cookies
        address = urlsplit(answer["Location"])
        assert address.path == "/page/"
        assert parse_qs(address.query) == {"instance": [signed]}
        assert client.get(answer["Location"]).status_code == 200

    def test_the_token_is_good_for_the_same_user_with_a_new_instance(self, client, callers):
        shown = client.get("/page/", {"instance": callers.instance()})

        assert self.post(client, callers.instance(), read_token(shown)).status_code == 302

    @pytest.mark.parametrize("path", ["/page/", "/class/page/"])
    @pytest.mark.parametrize("token", ["", "made-up", "made:up:again"])
    def test_without_it_nothing_does(self, client, signed, caplog, path, token):
        caplog.set_level(logging.INFO, "wix_headless.audit")

        answer = self.post(client, signed, token, path)

        assert (answer.status_code, answer.json()) == (403, {"error": "invalid_form_token"})
        told = [one.facts for one in caplog.records if one.name == "wix_headless.audit"]
        assert told == [{"site": "default", "reason": "form"}]

    def test_not_even_with_another_users(self, client, callers, signed):
        shown = client.get("/page/", {"instance": callers.instance(user=OTHER)})

        assert self.post(client, signed, read_token(shown)).status_code == 403

    def test_nor_with_that_of_another_installation_or_site(self, client, signed, sandbox):
        user = client.get("/more/", {"instance": signed}).json()["subject"]
        own = ["default", sandbox.instance_id, user]
        assert self.post(client, signed, make(own)).status_code == 302

        for owner in (["default", THEIRS, user], ["outlet", sandbox.instance_id, user], user):
            assert self.post(client, signed, make(owner)).status_code == 403
        for other in (make(own, salt="another"), make(own, key="another")):
            assert self.post(client, signed, other).status_code == 403

    def test_it_ends_when_its_instance_would(self, client, signed, sandbox):
        user = client.get("/more/", {"instance": signed}).json()["subject"]
        own = ["default", sandbox.instance_id, user]

        assert self.post(client, signed, make(own, age=LONGEST_LIFE - 60)).status_code == 302
        assert self.post(client, signed, make(own, age=LONGEST_LIFE + 60)).status_code == 403

    def test_a_script_of_its_own_needs_none(self, client, callers):
        answer = client.post("/page/", headers=callers.headers("user"))

        assert (answer.status_code, answer["Location"]) == (302, "/page/")

    def test_a_form_is_no_way_in(self, client, signed):
        shown = client.get("/page/", {"instance": signed})

        answer = client.post("/page/", {"wix_form_token": read_token(shown), "instance": signed})

        assert answer.status_code == 401


def make(owner, *, age=0, salt="wix_headless.dashboard.form", key=None):
    """Sign a form token as somebody who has the key could have, *age* seconds ago."""

    class Then(signing.TimestampSigner):
        def timestamp(self):
            return signing.b62_encode(signing.b62_decode(super().timestamp()) - age)

    return Then(key=key, salt=salt).sign_object(owner)


class TestLinks:
    def test_they_bring_the_instance_along(self, client, signed):
        shown = client.get("/page/", {"instance": signed}).content.decode()

        (link,) = re.findall(r'href="([^"]+)"', shown)
        assert link == f"/more/?instance={signed}"

    @pytest.mark.parametrize(
        ("to", "leads"),
        [
            ("/a/?b=c", "/a/?b=c&instance={}"),
            ("/a/#b", "/a/?instance={}#b"),
        ],
    )
    def test_whatever_the_path(self, client, signed, to, leads):
        answer = client.get("/leading-away/", {"instance": signed, "to": to})

        assert answer.content.decode() == leads.format(signed)

    def test_what_came_in_the_header_is_put_into_no_address(self, client, signed):
        answer = client.get("/leading-away/", {"to": "/a/"}, headers={"Authorization": signed})

        assert answer.content == b"/a/"

    @pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
    def test_but_never_to_another_site(self, client, signed, to):
        answer = client.get("/leading-away/", {"instance": signed, "to": to})

        assert answer.content == b"A dashboard link leads to a path of this site."


def test_class_based_pages_do_the_same(client, signed, callers):
    assert client.get("/class/page/", {"instance": signed}).json() == {"elevated": "app"}
    assert CSP in client.get("/class/page/", {"instance": signed})
    assert client.post("/class/page/", headers=callers.headers("user")).content == b"saved"


@pytest.mark.django_db(transaction=True)
def test_so_do_async_ones(async_client, signed):
    get = async_to_sync(async_client.get)

    answer = get("/async/page/", {"instance": signed})
    assert answer.json()["members"] > 0
    assert CSP in answer
    assert ElevatedCall.objects.count() == 1
    answer = get("/class/async/page/", {"instance": signed})
    assert answer.json() == {"elevated": "app"}
    assert CSP in answer
    assert get("/async/page/").status_code == 401
