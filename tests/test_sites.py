"""Several Wix sites in one project: what each says for itself, and which one a request is for."""

from __future__ import annotations

import pytest
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory

from wix_headless.client import WixClient
from wix_headless.conf import parse_settings, wix_settings
from wix_headless.exceptions import ConfigurationError
from wix_headless.sites import find_site
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy

WIX_ID = "9a1b4a5e-0000-4000-8000-00000000abcd"


@pytest.fixture
def sites(settings):
    settings.ALLOWED_HOSTS = [".example.com"]
    settings.WIX_HEADLESS = {
        "CLIENT_ID": "client",
        "CLIENT_SECRET": "secret",
        "SITE_ID": "site",
        "ACCOUNT_ID": "account",
        "API_KEY": "key",
        "ENCRYPTION_KEYS": ["ring"],
        "PUBLIC_URL": "https://www.example.com",
        "STRICT_FIELDS": True,
        "SITES": {
            "outlet": {
                "CLIENT_ID": "outlet-client",
                "CLIENT_SECRET": "outlet-secret",
                "SITE_ID": "outlet-site",
                "HOSTS": ["outlet.example.com"],
            },
            "events": {"CLIENT_ID": "events-client", "HOSTS": [".events.example.com"]},
        },
    }
    return settings


def ask(host, **more):
    return RequestFactory().get("/", headers={"host": host}, **more)


def by_path(request):
    return request.path.strip("/")


class TestSettings:
    def test_a_site_has_its_own_credentials_and_never_the_default_ones(self, sites):
        outlet, events = wix_settings.for_site("outlet"), wix_settings.for_site("events")

        assert (outlet.CLIENT_ID, outlet.CLIENT_SECRET) == ("outlet-client", "outlet-secret")
        assert (events.CLIENT_SECRET, events.SITE_ID, events.PUBLIC_URL) == ("", "", "")

    def test_an_accounts_key_and_what_is_one_for_all_are_inherited(self, sites):
        outlet = wix_settings.for_site("outlet")

        assert (outlet.API_KEY, outlet.ACCOUNT_ID) == ("key", "account")
        assert outlet.ENCRYPTION_KEYS == ("ring",)
        assert outlet.STRICT_FIELDS

    def test_the_default_site_is_the_dict_itself(self, sites):
        assert wix_settings.for_site("default").CLIENT_ID == "client"

    def test_an_unknown_site_names_those_that_there_are(self, sites):
        with pytest.raises(ConfigurationError, match="'default', 'outlet', 'events'"):
            wix_settings.for_site("shop")

    @pytest.mark.parametrize(
        ("entry", "message"),
        [
            ({"outlet": {"CLIENT_IDS": "x"}}, "CLIENT_ID"),
            ({"outlet": {"ENCRYPTION_KEYS": ["x"]}}, "one for all"),
            ({"outlet": {"SITES": {}}}, "no key 'SITES'"),
            ({"outlet": "x"}, "is a dict"),
            ({"default": {}}, "alias"),
            ({"out let": {}}, "alias"),
            ({"": {}}, "alias"),
            ({1: {}}, "alias"),
            ({"x" * 65: {}}, "alias"),
            ("outlet", "dict of dicts"),
        ],
    )
    def test_mistakes_are_said(self, entry, message):
        with pytest.raises(ConfigurationError, match=message):
            parse_settings({"SITES": entry})

    def test_secrets_of_a_site_do_not_show(self, sites):
        assert "outlet-secret" not in repr(wix_settings.for_site("default"))
        assert "outlet-secret" not in repr(wix_settings.for_site("outlet"))


class TestRequests:
    @pytest.mark.parametrize(
        ("host", "site"),
        [
            ("www.example.com", "default"),
            ("outlet.example.com", "outlet"),
            ("OUTLET.example.com:8443", "outlet"),
            ("berlin.events.example.com", "events"),
            ("events.example.com", "events"),
            ("my-outlet.example.com", "default"),
        ],
    )
    def test_the_host_says_which(self, sites, host, site):
        assert find_site(ask(host)) == site

    def test_a_foreign_host_is_none(self, sites):
        with pytest.raises(DisallowedHost):
            find_site(ask("outlet.example.org"))

    def test_a_project_with_one_site_does_not_look(self, settings):
        settings.ALLOWED_HOSTS = []

        assert find_site(ask("anything.example.org")) == "default"

    @pytest.mark.parametrize("resolver", ["tests.test_sites.by_path", by_path])
    def test_a_resolver_says_it_otherwise(self, sites, resolver):
        sites.WIX_HEADLESS = sites.WIX_HEADLESS | {"SITE_RESOLVER": resolver}

        assert find_site(RequestFactory().get("/outlet/")) == "outlet"
        with pytest.raises(ConfigurationError, match="no Wix site 'shop'"):
            find_site(RequestFactory().get("/shop/"))


class TestClients:
    def test_strategies_are_of_the_site_they_are_asked_for(self, sites):
        assert OAuthStrategy.from_settings("outlet").client_id == "outlet-client"
        assert AppStrategy.from_settings("outlet").app_id == "outlet-client"
        headers = ApiKeyStrategy.from_settings(site="outlet").authorize(None)
        assert headers["wix-site-id"] == "outlet-site"

    def test_without_its_own_secret_a_site_has_no_app(self, sites):
        with pytest.raises(ConfigurationError, match="secret"):
            AppStrategy.from_settings("events")

    def test_a_client_moves_to_another_site(self, sites):
        client = WixClient(ApiKeyStrategy.from_settings())

        there = client.using(site="outlet")

        assert (client.site, there.site) == ("default", "outlet")
        assert there.strategy.authorize(None)["wix-site-id"] == "outlet-site"
        assert client.strategy.authorize(None)["wix-site-id"] == "site"

    @pytest.mark.parametrize("site", ["outlet", WIX_ID])
    def test_it_stays_where_it_was_told_that_wix_is(self, sites, site):
        """A key that was meant for a sandbox would go to Wix otherwise."""
        client = WixClient(ApiKeyStrategy.from_settings(), api_url="http://127.0.0.1:8765")

        assert client.using(site=site).transport is client.transport

    def test_with_a_key_of_its_own_it_moves_to_an_id(self):
        client = WixClient(ApiKeyStrategy("key", site_id="site", account_id="account"))

        headers = client.using(site=WIX_ID).strategy.authorize(None)

        assert headers == {"Authorization": "key", "wix-site-id": WIX_ID}

    def test_who_is_of_one_site_does_not_move(self, sites):
        with pytest.raises(ConfigurationError, match="nobody at another"):
            WixClient(OAuthStrategy("client")).using(site="outlet")
        with pytest.raises(ConfigurationError, match="for one site"):
            WixClient(AppStrategy("app", "secret")).using(site="outlet")
        with pytest.raises(ConfigurationError, match="for one site"):
            WixClient(ApiKeyStrategy("key")).using(site="outlet")
