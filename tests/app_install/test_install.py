"""The way onto a Wix site: what Wix confirms is written down, and nothing else is."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.app_install.conftest import read_query
from tests.app_install.owners import BICYCLE
from wix_headless.client import WixClient
from wix_headless.models import AppInstance, InstallAttempt, StoredToken
from wix_headless.storages.attempts import install_cookie_name
from wix_headless.strategies import AppStrategy

pytestmark = pytest.mark.django_db

TOKEN = "a.token-of.Wixs"
#: Begun anywhere, and begun by Wix, which has sent its token along.
FLOWS = pytest.mark.parametrize("query", [{}, {"token": TOKEN}], ids=["external", "advanced"])

CODED, SIGNED = {"token": TOKEN}, {}


def is_refused(answer, status=400):
    assert answer.status_code == status, answer.content
    assert b"<h1>" in answer.content
    assert b"/wix-app/install/" in answer.content
    assert "no-store" in answer["Cache-Control"]
    kept = StoredToken.objects.filter(role="app").exclude(sealed=None)
    return not AppInstance.objects.exists() and not kept.exists()


def reasons(caplog):
    found = [one for one in caplog.records if one.name == "wix_headless.audit"]
    return [one.facts.get("reason", "") for one in found if one.event == "app_install_failed"]


def events(caplog):
    return [one.event for one in caplog.records if one.name == "wix_headless.audit"]


@pytest.fixture(autouse=True)
def heard(caplog):
    caplog.set_level(logging.INFO, "wix_headless")


@FLOWS
def test_an_owner_installs_the_app(owner, sandbox, query, caplog):
    answer = owner.install(**query)

    assert (answer.status_code, answer["Location"]) == (302, "/wix-app/installed/")
    assert b"installed" in owner.site.get("/wix-app/installed/").content
    row = AppInstance.objects.get()
    there = sandbox.control("installations", "GET")["installations"][1]
    assert (row.instance_id, row.wix_site_id) == (there["instanceId"], there["siteId"])
    assert (row.site, row.site_name, row.plan) == ("default", BICYCLE, "premium")
    assert row.site_url == "https://slow-bicycle.example"
    assert (row.installed_by, row.removed_at) == (None, None)
    assert not InstallAttempt.objects.exists()
    assert "app_installed" in events(caplog)


def test_wix_is_asked_where_it_documents_it(owner, sandbox):
    external, advanced = owner.begin(shareUrlId="abc-1"), owner.begin(token=TOKEN)

    asked = read_query(external)
    assert external.startswith(f"{sandbox.origin}/app-installer?")
    assert (asked.pop("appId"), asked.pop("shareUrlId")) == (sandbox.client_id, "abc-1")
    callback = asked.pop("postInstallationUrl")
    assert callback.startswith("http://testserver/wix-app/callback/?state=")
    assert asked == {}
    asked = read_query(advanced)
    assert advanced.startswith(f"{sandbox.origin}/installer/install?")
    assert (asked.pop("appId"), asked.pop("token")) == (sandbox.client_id, TOKEN)
    assert asked.pop("redirectUrl") == "http://testserver/wix-app/callback/"
    assert len(asked.pop("state")) >= 43
    assert asked == {}


@FLOWS
def test_the_real_wix_is_on_its_own_host(owner, settings, query):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": "https://www.wixapis.com"}

    assert owner.begin(**query).startswith("https://www.wix.com/")


@FLOWS
def test_wix_may_close_its_window_and_nobody_keeps_the_pages(owner, query):
    begun = owner.site.get("/wix-app/install/", query)
    finished = owner.browser.come_back(owner.agree(begun["Location"]))

    for answer in (begun, finished):
        assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
        assert "no-store" in answer["Cache-Control"]
    cookie = next(iter(begun.cookies.values()))
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 600)
    assert cookie["path"] == "/wix-app/callback/"
    assert next(iter(finished.cookies.values()))["max-age"] == 0


@FLOWS
def test_it_goes_on_where_it_was_asked_to(owner, query):
    answer = owner.install(next="/cart/?a=1", **query)

    assert answer["Location"] == "/cart/?a=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil", "x" * 3000]
)
def test_but_not_to_another_site(owner, elsewhere):
    assert owner.install(next=elsewhere)["Location"] == "/wix-app/installed/"


@FLOWS
def test_whoever_was_signed_in_all_the_time_has_installed_it(owner, query):
    user = User.objects.create_user("customer")
    owner.site.force_login(user, "django.contrib.auth.backends.ModelBackend")

    owner.install(**query)

    assert AppInstance.objects.get().installed_by == user


def test_who_signs_in_on_the_way_has_not(owner):
    address = owner.agree(owner.begin())
    user = User.objects.create_user("another")
    owner.site.force_login(user, "django.contrib.auth.backends.ModelBackend")

    assert owner.browser.come_back(address).status_code == 302
    assert AppInstance.objects.get().installed_by is None


def test_the_first_stays_until_it_is_removed(new_owner, sandbox):
    from wix_headless.storages.installations import forget_instance

    for name in ("first", "second"):
        owner = new_owner()
        user = User.objects.create_user(name)
        owner.site.force_login(user, "django.contrib.auth.backends.ModelBackend")
        owner.install()
    assert AppInstance.objects.get().installed_by.get_username() == "first"

    forget_instance("default", AppInstance.objects.get().instance_id)
    owner.install()
    assert AppInstance.objects.get().installed_by.get_username() == "second"


@FLOWS
def test_each_site_has_a_row_and_a_token_of_its_own(owner, sandbox, query):
    for site in ("Slow Bicycle", "Harbour Bakery"):
        owner.install(site, **query)

    for row in AppInstance.objects.all():
        client = WixClient(AppStrategy.from_settings(instance_id=row.instance_id))
        found = client.business_tools.site_properties.get_site_properties()
        assert found["properties"]["siteDisplayName"] == row.site_name
    tokens = StoredToken.objects.values_list("instance_id", flat=True)
    assert sorted(tokens) == sorted(AppInstance.objects.values_list("instance_id", flat=True))


@FLOWS
def test_two_tabs_finish_both(owner, query):
    addresses = [owner.begin(**query), owner.begin(**query)]

    for address, site in zip(addresses, ("Slow Bicycle", "Harbour Bakery"), strict=True):
        assert owner.browser.come_back(owner.agree(address, site)).status_code == 302
    assert AppInstance.objects.count() == 2


def test_many_sites_have_their_own_app(owner, sandbox, settings):
    outlet = sandbox.settings(HOSTS=["testserver"])
    del outlet["STRICT_FIELDS"]
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": outlet}}

    owner.install()

    assert AppInstance.objects.get().site == "outlet"


class TestWhatIsRefused:
    @FLOWS
    def test_another_browsers_installation(self, owner, new_owner, query, caplog):
        address = owner.agree(owner.begin(**query))

        assert is_refused(new_owner().browser.come_back(address))
        # Nor was it used up by that.
        assert owner.browser.come_back(address).status_code == 302

    @FLOWS
    def test_a_second_time(self, owner, query):
        address = owner.agree(owner.begin(**query))
        owner.browser.come_back(address)
        AppInstance.objects.all().delete()
        StoredToken.objects.all().delete()

        assert is_refused(owner.browser.come_back(address))

    @FLOWS
    def test_after_ten_minutes(self, owner, query):
        address = owner.agree(owner.begin(**query))
        InstallAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        assert is_refused(owner.browser.come_back(address))
        assert not InstallAttempt.objects.exists()

    def test_a_logins_state(self, owner):
        """A login under way is no installation, and the other way round."""
        url = owner.browser.start_login()
        answer = owner.browser.answer_at_wix(url, "ada@example.com")
        query = urlsplit(answer).query

        assert is_refused(owner.site.get(f"/wix-app/callback/?{query}&instanceId=x"))
        mine = owner.agree(owner.begin(**CODED))
        page = owner.site.get(f"/wix/callback/?{urlsplit(mine).query}")
        assert page.status_code == 400
        assert owner.browser.come_back(mine).status_code == 302

    @pytest.mark.parametrize(
        ("query", "change", "reason"),
        [
            (CODED, {"code": "made-up"}, "invalid_grant"),
            (CODED, {"code": ""}, "no_proof"),
            (CODED, {"instanceId": ""}, "no_proof"),
            (CODED, {"instanceId": "x" * 65}, "malformed"),
            (CODED, {"instanceId": "a'; --"}, "malformed"),
            (CODED, {"instanceId": "THEIRS"}, "instance_mismatch"),
            (CODED, {"instanceId": "UPPER"}, "instance_mismatch"),
            (CODED, {"error": "access_denied"}, "access_denied"),
            (SIGNED, {"signedInstance": ""}, "no_proof"),
            (SIGNED, {"signedInstance": "a.b"}, "signed_instance_signature"),
            (SIGNED, {"signedInstance": "é.é"}, "signed_instance_signature"),
            (SIGNED, {"instanceId": "THEIRS"}, "instance_mismatch"),
            (SIGNED, {"instanceId": "UPPER"}, "instance_mismatch"),
        ],
    )
    def test_what_somebody_has_changed(self, owner, elsewhere, caplog, query, change, reason):
        url = owner.agree(owner.begin(**query))
        given = read_query(url)
        if change.get("instanceId") == "THEIRS":
            change = {"instanceId": elsewhere["instanceId"]}
        elif change.get("instanceId") == "UPPER":
            change = {"instanceId": given["instanceId"].upper()}

        answer = owner.site.get("/wix-app/callback/", given | change)

        assert is_refused(answer)
        assert reasons(caplog) == [reason]

    @pytest.mark.parametrize(
        ("whose", "reason"),
        [
            ({"role": "visitor"}, "no_wix_user"),
            ({"role": "member", "member": "ada@example.com"}, "no_wix_user"),
            ({"role": "user", "secret": "another-secret"}, "signed_instance_signature"),
            ({"role": "user", "fields": {"appDefId": "another-app"}}, "instance_mismatch"),
            ({"role": "user", "fields": {"instanceId": "another"}}, "instance_mismatch"),
            (
                {"role": "user", "fields": {"signDate": "2020-01-01T00:00:00Z"}},
                "signed_instance_stale",
            ),
            (
                {"role": "user", "fields": {"expirationDate": "2020-01-01T00:00:00Z"}},
                "signed_instance_stale",
            ),
        ],
    )
    def test_what_wix_has_signed_for_others(self, owner, sandbox, elsewhere, caplog, whose, reason):
        """The signed instance of a public page can be had by all of its visitors."""
        instance_id = elsewhere["instanceId"]
        owner.begin()
        url = owner.begin()
        state = read_query(read_query(url)["postInstallationUrl"])["state"]
        signed = sandbox.control("instance", **{"instance_id": instance_id} | whose)["instance"]

        answer = owner.site.get(
            "/wix-app/callback/",
            {"state": state, "instanceId": instance_id, "signedInstance": signed},
        )

        assert is_refused(answer)
        assert reasons(caplog) == [reason]

    def test_an_installation_that_is_gone_again(self, owner, sandbox, caplog):
        address = owner.agree(owner.begin())
        sandbox.control(f"installations/{read_query(address)['instanceId']}", "DELETE")

        assert is_refused(owner.browser.come_back(address))
        assert reasons(caplog) == ["not_installed"]

    @pytest.mark.parametrize("name", ["state", "code", "instanceId", "signedInstance", "error"])
    def test_a_parameter_that_comes_twice(self, owner, name):
        address = owner.agree(owner.begin(**CODED))
        given = [*read_query(address).items(), (name, "a"), (name, "b")]

        assert is_refused(owner.site.get(f"/wix-app/callback/?{urlencode(given)}"))

    @pytest.mark.parametrize("query", ["", "state=", "code=a&instanceId=b", "a=1&" * 100])
    def test_what_has_no_state(self, owner, query):
        assert is_refused(owner.site.get(f"/wix-app/callback/?{query}"))

    def test_a_cookie_of_another_state(self, owner):
        first, second = owner.agree(owner.begin()), owner.begin()
        states = [read_query(first)["state"]]
        states.append(read_query(read_query(second)["postInstallationUrl"])["state"])
        cookies = owner.site.cookies
        cookies[install_cookie_name(states[0])] = cookies[install_cookie_name(states[1])].value

        assert is_refused(owner.browser.come_back(first))

    @pytest.mark.parametrize("token", ["a b", "x" * 5000, "a\nb", "<script>", ""])
    @pytest.mark.parametrize("name", ["token", "shareUrlId"])
    def test_a_token_that_is_none(self, owner, name, token):
        answer = owner.site.get("/wix-app/install/", {name: token})

        assert answer.status_code == 400
        assert not InstallAttempt.objects.exists()

    def test_two_tokens(self, owner):
        answer = owner.site.get("/wix-app/install/?token=a&token=b")

        assert answer.status_code == 400

    @pytest.mark.parametrize("path", ["install", "callback"])
    @pytest.mark.parametrize("verb", ["post", "put", "head"])
    def test_other_verbs(self, owner, path, verb):
        assert getattr(owner.site, verb)(f"/wix-app/{path}/").status_code == 405


class TestWhenWixDoesNotAnswer:
    @pytest.mark.parametrize(
        ("query", "path"),
        [
            (CODED, "/oauth/access"),
            (CODED, "/oauth2/token-info"),
            (SIGNED, "/oauth2/token"),
            (SIGNED, "/oauth2/token-info"),
        ],
    )
    def test_nothing_is_written(self, owner, sandbox, query, path):
        address = owner.agree(owner.begin(**query))
        sandbox.fail(path, times=10, status=503)

        answer = owner.browser.come_back(address)

        assert answer.status_code == 503
        assert not AppInstance.objects.exists()

    @FLOWS
    def test_what_it_tells_of_the_site_can_be_done_without(self, owner, sandbox, query):
        address = owner.agree(owner.begin(**query))
        sandbox.fail("/apps/v1/instance", times=10, status=503)

        assert owner.browser.come_back(address).status_code == 302
        assert AppInstance.objects.get().site_name == ""

    @FLOWS
    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"site": [], "instance": 3},
            {"site": {"url": "javascript:alert(1)"}},
            {"site": {"siteDisplayName": "x" * 5000, "siteId": 7, "url": f"https://{'y' * 5000}"}},
            {
                "site": {"siteDisplayName": "a\x00b"},
                "instance": {"billing": {"packageName": "p" * 500}},
            },
        ],
    )
    def test_nor_does_it_have_to_make_sense(self, owner, sandbox, query, body):
        address = owner.agree(owner.begin(**query))
        sandbox.fail("/apps/v1/instance", status=200, body=body)

        assert owner.browser.come_back(address).status_code == 302
        assert not AppInstance.objects.get().site_url.startswith("javascript")

    @pytest.mark.parametrize(
        "info",
        [
            {"active": False},
            {"active": True},
            {"active": True, "clientId": "MINE", "instanceId": "another"},
            {"active": True, "clientId": "another", "instanceId": "THEIRS"},
            {"active": "true", "clientId": "MINE", "instanceId": "THEIRS"},
        ],
    )
    @FLOWS
    def test_token_info_has_to_say_our_app_and_that_instance(
        self, owner, sandbox, caplog, query, info
    ):
        address = owner.agree(owner.begin(**query))
        real = {"MINE": sandbox.client_id, "THEIRS": read_query(address)["instanceId"]}
        said = {name: real.get(value, value) for name, value in info.items()}
        sandbox.fail("/oauth2/token-info", status=200, body=said)

        answer = owner.browser.come_back(address)

        assert answer.status_code == 400
        assert not AppInstance.objects.exists()
        assert reasons(caplog) == ["instance_mismatch"]


@FLOWS
def test_no_secret_is_in_the_log_or_the_database(owner, caplog, settings, query):
    caplog.set_level(logging.DEBUG)
    address = owner.agree(owner.begin(**query))
    given = read_query(address)
    owner.browser.come_back(address)
    owner.browser.come_back(address)

    ours = "\n".join(one.getMessage() for one in caplog.records if "wix" in one.name)
    rows = repr([list(model.objects.values()) for model in (AppInstance, InstallAttempt)])
    for name in ("state", "code", "signedInstance"):
        if name in given:
            assert given[name] not in ours + rows
    assert settings.WIX_HEADLESS["CLIENT_SECRET"] not in ours + rows


def test_a_secret_that_is_being_changed_is_no_gap(owner, sandbox, settings):
    pair = ["a-new-one", sandbox.client_secret]
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_SECRET": pair}

    assert owner.install(**CODED).status_code == 302
    assert owner.install("Harbour Bakery", **SIGNED).status_code == 302


def test_strict_cookies_come_along(owner, settings):
    settings.SESSION_COOKIE_SAMESITE = "Strict"
    user = User.objects.create_user("customer")
    owner.site.force_login(user, "django.contrib.auth.backends.ModelBackend")
    address = owner.agree(owner.begin())
    session = owner.site.cookies.pop(settings.SESSION_COOKIE_NAME)

    page = owner.browser.come_back(address)
    assert page.status_code == 200
    owner.site.cookies[settings.SESSION_COOKIE_NAME] = session.value
    assert owner.browser.come_back(f"{address}&bounced=1").status_code == 302
    assert AppInstance.objects.get().installed_by == user
