"""``wix_register_redirects``: what it adds, what it keeps, and what it says without a key."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.client import WixClient
from wix_headless.strategies import ApiKeyStrategy

OLD = "http://testserver/wix/callback/"
NEW = "https://shop.example.com/wix/callback/"


@pytest.fixture
def register():
    def run(*words):
        out = io.StringIO()
        call_command("wix_register_redirects", *words, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def project(sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"PUBLIC_URL": "https://shop.example.com"}
    return sandbox


@pytest.fixture
def allowed(project):
    """Return what Wix allows now, as the API key reads it."""

    def run():
        client = WixClient(ApiKeyStrategy.from_settings())
        found = client.auth_management.o_auth_apps.get_o_auth_app(project.client_id)["oAuthApp"]
        return found["allowedRedirectUris"], found["allowedRedirectDomains"], found["name"]

    return run


def test_what_is_missing_is_added_and_the_rest_kept(project, register, allowed):
    _, _, name = allowed()

    text = register()

    assert allowed() == ([OLD, NEW], ["testserver", "shop.example.com"], name)
    assert f"default: added: {NEW}" in text
    assert "default: added: shop.example.com" in text
    assert "allows all of it already" in register()


def test_a_dry_run_changes_nothing(project, register, allowed):
    before = allowed()

    assert f"default: would be added: {NEW}" in register("--dry-run")

    assert allowed() == before


def test_a_login_ends_there_afterwards(project, register, new_browser):
    browser = new_browser(SERVER_NAME="shop.example.com")
    page = browser.wix.get(browser.start_login(), timeout=10)
    assert page.status_code == 400

    register()

    page = browser.wix.get(browser.start_login(), timeout=10)
    assert page.status_code == 200


def test_only_a_domain_may_be_missing(project, register, allowed):
    register()
    register("--origin", "https://shop.example.com:8443")

    uris, domains, _ = allowed()

    assert uris == [OLD, NEW, "https://shop.example.com:8443/wix/callback/"]
    assert domains == ["testserver", "shop.example.com"]


def test_each_host_of_each_site(project, register, settings):
    outlet = {"CLIENT_ID": project.client_id, "SITE_ID": project.site_id}
    outlet["HOSTS"] = ["outlet.example", "www.outlet.example", ".all.example"]
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": outlet}}

    text = register("--dry-run")

    assert f"default: would be added: {NEW}" in text
    assert "outlet: would be added: https://outlet.example/wix/callback/" in text
    assert "outlet: would be added: https://www.outlet.example/wix/callback/" in text
    assert "all.example" not in text
    assert "default:" not in register("--dry-run", "--site", "outlet")


def test_without_a_key_it_says_how_to_do_it_by_hand(project, register, settings, allowed):
    before = allowed()
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_KEY": ""}

    text = register()

    assert f"authorization redirect URIs: {NEW}" in text
    assert "redirect domains: shop.example.com" in text
    place = f"dashboard/{project.site_id}/oauth-apps-settings/manage/{project.client_id}?"
    assert f"https://manage.wix.com/{place}addAllowedDomain=shop.example.com&" in text
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITE_ID": ""}
    assert "manage.wix.com" not in register()
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "API_KEY": project.api_key,
        "SITE_ID": project.site_id,
    }
    assert allowed() == before


def test_a_change_that_wix_did_not_make_is_an_error(project, register, settings):
    app = {"oAuthApp": {"id": "x", "allowedRedirectUris": [OLD]}}
    with LoopbackServer(build_answer(app)) as server:
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": server.origin}

        with pytest.raises(CommandError, match="does not allow: https://shop"):
            register()

        patch = next(one for one in server.requests if one.startswith("PATCH"))
    assert '"mask":"allowedRedirectUris,allowedRedirectDomains"' in patch.replace(": ", ":")
    assert OLD in patch


def test_what_could_not_be_read_is_not_written(project, register, settings):
    with LoopbackServer(build_answer({})) as server:
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": server.origin}

        with pytest.raises(CommandError, match="nothing was changed"):
            register()

        assert not [one for one in server.requests if one.startswith("PATCH")]


def test_a_wrong_key_is_one_line_without_it(project, register, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_KEY": "IST.wrong-key-4711"}

    with pytest.raises(CommandError) as caught:
        register()

    assert "401" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "4711" not in str(caught.value)


def test_nothing_says_where_the_site_is(project, register, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"PUBLIC_URL": ""}
    settings.ALLOWED_HOSTS = ["*", "localhost"]

    with pytest.raises(CommandError, match="set WIX_PUBLIC_URL"):
        register()


def test_urls_that_are_not_included(project, register, settings):
    settings.ROOT_URLCONF = "tests.doctor.no_urls"

    with pytest.raises(CommandError, match=r"include\(\"wix_headless.urls\"\)"):
        register()


def test_a_key_without_the_permission_leaves_it_to_people(project, settings):
    project.fail("/oauth-app/*", status=403)
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"OAUTH_APP\.APP_READ"):
        call_command("wix_register_redirects", stdout=out)

    assert f"authorization redirect URIs: {NEW}" in out.getvalue()
