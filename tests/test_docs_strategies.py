"""The pages of docs/ on strategies, whose Python runs as it stands against the sandbox."""

from __future__ import annotations

import re
import types
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.urls import include, path

from tests.docs.pages import DOCS, read_blocks, run
from wix_headless.models import AppInstance, ElevatedCall, WixMember
from wix_headless.storages.installations import note_installed

pytestmark = pytest.mark.django_db

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
VIEWS = ("shop", "account", "members", "overview", "recommend")


def run_page(page):
    return run(*read_blocks(page))


@pytest.fixture
def elsewhere(sandbox):
    """Return the name of a site of somebody else's, on which the app is installed."""
    there = sandbox.control("installations", site="Tall Ship Inn")
    note_installed("default", there["instanceId"])
    return there["siteName"]


def test_the_page_on_api_keys(sandbox, capsys):
    names = run_page("api-key.md")

    assert len(names["members"]) == len(sandbox.members)
    assert [site["id"] for site in names["sites"]] == [sandbox.site_id]
    assert str(len(sandbox.members)) in capsys.readouterr().out
    assert names["account"].post("/site-list/v2/sites/query", json={})["sites"] == names["sites"]


class TestThePageOnTheApp:
    def test_its_python(self, sandbox, elsewhere):
        names = run_page("app.md")

        assert len(names["members"]) == len(sandbox.members)
        assert names["site_properties"]["siteDisplayName"] == elsewhere
        # One for the settings' own installation, one for the other.
        assert sandbox.token_requests() == 2

    def test_its_addresses(self, sandbox, settings, client):
        urls = types.ModuleType("urls")
        urls.urlpatterns = run_page("app.md")["urlpatterns"]
        settings.ROOT_URLCONF = urls
        text = (DOCS / "app.md").read_text(encoding="utf-8")

        assert client.get("/wix-app/install/").status_code == 302
        assert client.get("/wix-app/callback/").status_code == 400
        assert client.get("/wix-app/installed/").status_code == 200
        for name in ("install", "callback", "installed"):
            assert f"wix_app:{name}" in text
        template = re.search(r"`(wix_headless/\w+\.html)`", text)[1]
        assert template in [one.name for one in client.get("/wix-app/installed/").templates]


class TestThePageOnStrategies:
    @pytest.fixture
    def names(self, sandbox):
        return run_page("strategies.md")

    @pytest.fixture
    def views(self, names, settings):
        """Serve the page's views at their names."""
        urls = types.ModuleType("urls")
        urls.urlpatterns = [
            *(path(f"{name}/", names[name], name=name) for name in VIEWS),
            path("wix/", include("wix_headless.urls")),
            path("admin/", admin.site.urls),
        ]
        settings.ROOT_URLCONF = urls

    def test_a_visitor(self, names, views, client):
        answer = client.get("/shop/").json()

        assert (answer["role"], len(answer["names"])) == ("visitor", 3)
        assert names["posts"]

    def test_a_member(self, names, views, browser):
        assert browser.get("/account/").status_code == 302
        browser.log_in()

        answer = browser.get("/account/").json()

        member = WixMember.objects.get()
        assert answer == {"id": member.member_id, "user": member.user.get_username()}
        assert names["find_member_id"](member.user) == member.member_id

    def test_a_member_whom_accounts_know(self, names, settings):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SIGN_ON_EMAIL": lambda user: user.email}
        user = User.objects.create_user("ada", email="ada@example.com")

        assert names["speak_as"](user) == user.wix_member.member_id

    def test_the_app(self, names, views, client, sandbox):
        staff = User.objects.create_user("staff", is_staff=True)
        client.force_login(staff, MODEL_BACKEND)
        assert client.get("/members/").status_code == 403
        staff.user_permissions.add(Permission.objects.get(codename="view_user"))

        answer = client.get("/members/").json()

        assert answer == {"count": len(sandbox.members), "still": "visitor"}
        assert ElevatedCall.objects.get().user == staff
        assert names["properties"]["siteDisplayName"]

    def test_the_app_on_somebodys_site(self, names, elsewhere):
        AppInstance.objects.create(instance_id="gone", removed_at="2026-01-01T00:00:00Z")

        assert names["ask_everywhere"]() == [elsewhere]

    def test_a_user_of_the_dashboard(self, views, client, sandbox):
        signed = sandbox.control("instance", role="user")["instance"]
        assert client.get("/overview/").status_code == 401

        answer = client.get(f"/overview/?instance={quote(signed)}").json()

        assert (answer["role"], answer["instance"]) == ("user", sandbox.instance_id)
        assert answer["count"] == len(sandbox.members)

    def test_whoever_a_wix_page_is_shown_to(self, views, client, sandbox):
        token = sandbox.act_as(member="ada@example.com")["access_token"]
        assert client.get("/recommend/").status_code == 401

        answer = client.get("/recommend/", headers={"Authorization": token}).json()

        assert answer["role"] == "member"
        assert answer["name"]

    def test_the_administrator(self, names, sandbox):
        assert names["contacts"]
        assert [site["id"] for site in names["sites"]] == [sandbox.site_id]

    def test_every_row_of_its_table_leads_to_a_section(self):
        text = (DOCS / "strategies.md").read_text(encoding="utf-8")
        slugs = {
            re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
            for title in re.findall(r"^##+ (.+)$", text, re.MULTILINE)
        }

        linked = re.findall(r"^\| \[[^\]]+\]\(#([^)]+)\)", text, re.MULTILINE)

        assert len(linked) == 9
        assert set(linked) <= slugs
