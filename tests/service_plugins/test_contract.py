"""Every method of every plugin is reached at its path, and nothing else is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.service_plugins.conftest import INSTANCE, RATES, RATES_PATH, read
from wix_headless.client.catalogue.plugin_types import load_plugin_types
from wix_headless.service_plugins import service_plugin
from wix_headless.tokens import Role

METHODS = [
    (kind.type, name, path)
    for kind in load_plugin_types().values()
    for name, path in kind.methods.items()
]


def echo(name):
    def method(self, request, metadata):
        return {"method": name, "request": request, "type": metadata.extension_type}

    return method


def implement(plugin_type, **options):
    """Implement all methods of one type, each of which says what it was asked."""
    methods = load_plugin_types()[plugin_type].methods
    return service_plugin(plugin_type, **options)(
        type("Plugin", (), {name: echo(name) for name in methods})
    )


def test_there_are_23_plugins():
    assert len({plugin_type for plugin_type, *_ in METHODS}) == 23


@pytest.mark.parametrize(("plugin_type", "name", "path"), METHODS)
def test_every_method_is_reached_at_its_path(wix, plugin_type, name, path):
    for one in load_plugin_types():
        implement(one)

    response = wix.call(plugin_type, path, {"a": [1, None, "ü"]})

    assert response.status_code == 200
    assert read(response) == {
        "method": name,
        "request": {"a": [1, None, "ü"]},
        "type": plugin_type,
    }
    assert "no-store" in response["Cache-Control"]


def test_a_method_is_told_who_asks(wix):
    told = []

    @service_plugin(RATES)
    class Shipping:
        def get_shipping_rates(self, request, metadata):
            told.append(metadata)
            return {}

    assert wix.call(RATES, RATES_PATH).status_code == 200

    (metadata,) = told
    assert metadata.request_id == "request-1"
    assert metadata.instance_id == INSTANCE
    assert metadata.currency == "EUR"
    assert metadata.languages == ("de-DE", "en-US")
    assert (metadata.identity.role, metadata.identity.id) == (Role.MEMBER, "member-1")
    assert (metadata.extension_id, metadata.extension_type) == ("extension-1", RATES)
    assert metadata.site == "default"
    assert metadata.raw["identity"]["memberId"] == "member-1"
    assert "member-1" not in repr(metadata)


@pytest.mark.parametrize(
    "changes",
    [
        {"requestId": None, "currency": None, "languages": None, "identity": None},
        {"requestId": 7, "currency": [], "languages": "de", "identity": "me"},
        {"requestId": {}, "languages": [None, 3, {}], "identity": {"identityType": ["MEMBER"]}},
        {"identity": {"identityType": "MEMBER", "memberId": {}}, "appExtensionId": None},
        {"identity": {"identityType": "UNHEARD_OF", "": "x"}, "appExtensionId": 7},
    ],
)
def test_what_wix_does_not_tell_is_empty(wix, changes):
    told = []

    @service_plugin(RATES)
    class Shipping:
        def get_shipping_rates(self, request, metadata):
            told.append(metadata)
            return {}

    assert wix.call(RATES, RATES_PATH, **changes).status_code == 200
    assert told[0].languages == () or "languages" not in changes
    assert told[0].identity.id == ""
    assert told[0].request_id == "" or "requestId" not in changes


def test_the_types_letters_may_be_small_in_what_wix_says_and_the_uri_may_end_in_a_slash(wix):
    implement(RATES)

    assert wix.call(RATES, f"/{RATES_PATH}").status_code == 200
    assert wix.send(wix.write(RATES.lower())).status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/v1", "/v1/getRates/", "/v1/getrates", "/getRates", "/v1/v1/getRates"]
)
def test_an_unknown_method_is_not_found(wix, path, caplog):
    implement(RATES)

    response = wix.call(RATES, path)

    assert (response.status_code, read(response)) == (404, {})
    assert "which nothing here implements" in caplog.text


def test_who_chooses_the_path_cannot_write_a_second_line(wix, caplog):
    implement(RATES)

    wix.call(RATES, "/v1/x%0DINFO%20all%20is%20well", appExtensionId="a\nb")

    (told,) = [one.getMessage() for one in caplog.records if "nothing here" in one.getMessage()]
    assert told.isprintable()


def test_a_method_that_the_class_lacks_is_not_found(wix):
    @service_plugin("GIFT_CARDS_PROVIDER")
    class Cards:
        def void(self, request, metadata):
            return {}

    assert wix.call("GIFT_CARDS_PROVIDER", "/v1/void").status_code == 200
    assert wix.call("GIFT_CARDS_PROVIDER", "/v1/redeem").status_code == 404


@pytest.mark.parametrize("plugin_type", ["ECOM_CATALOG", "NO_SUCH_TYPE", RATES.lower(), "ü"])
def test_a_plugin_that_nothing_implements_is_not_found(wix, plugin_type):
    implement(RATES)

    response = wix.call(plugin_type, RATES_PATH)

    assert (response.status_code, read(response)) == (404, {})


@pytest.mark.parametrize("verb", ["get", "head", "put", "patch", "delete", "options"])
def test_only_a_post_is_answered(wix, verb):
    implement(RATES)
    url = reverse("wix:service_plugin", args=[RATES]) + RATES_PATH

    assert getattr(wix.client, verb)(url).status_code == 405


def test_no_login_is_asked_for(wix, settings):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    implement(RATES)

    assert wix.call(RATES, RATES_PATH).status_code == 200


def test_no_session_and_no_cookie_is_made(wix):
    implement(RATES)

    response = wix.call(RATES, RATES_PATH)

    assert not response.cookies
    assert wix.client.cookies == {}


def test_an_extension_of_its_own_goes_before_the_types_and_the_rest_to_the_types(wix):
    def implement_as(name, **options):
        @service_plugin(RATES, **options)
        class Shipping:
            def get_shipping_rates(self, request, metadata):
                return {"by": name}

    implement_as("all others")
    implement_as("the second", extension_id="extension-2")

    def by(**metadata):
        return read(wix.call(RATES, RATES_PATH, **metadata))["by"]

    assert by(appExtensionId="extension-2") == "the second"
    assert by(appExtensionId="extension-1") == "all others"
    assert by(appExtensionId=None) == "all others"


def test_an_extension_that_nothing_implements_is_not_found(wix):
    implement(RATES, extension_id="extension-2")

    assert wix.call(RATES, RATES_PATH, appExtensionId="extension-2").status_code == 200
    for other in ("extension-1", "", None):
        assert wix.call(RATES, RATES_PATH, appExtensionId=other).status_code == 404


def test_what_the_sandbox_signs_is_answered(sandbox, db):
    implement(RATES)
    body = sandbox.sign_plugin_request(RATES, {"lineItems": []})
    url = reverse("wix:service_plugin", args=[RATES]) + RATES_PATH

    response = Client().post(url, body, content_type="text/plain")

    assert response.status_code == 200
    assert read(response)["request"] == {"lineItems": []}
