"""Calls that Wix did not sign, or not for us: not one of them reaches a plugin."""

from __future__ import annotations

import io
import json
import time

import pytest

from tests.service_plugins.conftest import CLIENT, INSTANCE, RATES, read
from tests.support.signed_bodies import make_key, sign, write_public
from wix_headless.protocol.signed_bodies import LARGEST
from wix_headless.service_plugins import service_plugin
from wix_headless.storages.installations import forget_instance, note_installed

OTHER_INSTANCE = "55555555-dddd-4eee-8fff-666666666666"
THIRD = "77777777-dddd-4eee-8fff-888888888888"


@pytest.fixture(autouse=True)
def calls():
    """What has reached the plugin."""
    reached = []

    @service_plugin(RATES)
    class Shipping:
        def get_shipping_rates(self, request, metadata):
            reached.append(request)
            return {}

    return reached


@pytest.fixture
def refuse(wix, calls, caplog):
    """See that a body is refused for one reason, which the log is told and the sender is not."""
    caplog.set_level("INFO", "wix_headless.audit")

    def refuse(body, reason):
        response = wix.send(body)
        assert (response.status_code, read(response)) == (403, {})
        assert calls == []
        (record,) = [one for one in caplog.records if one.name == "wix_headless.audit"]
        assert record.facts == {"site": "default", "type": RATES, "reason": reason}

    return refuse


def data(**changes):
    metadata = {"instanceId": INSTANCE, "appExtensionType": RATES}
    return {"data": {"request": {}, "metadata": metadata} | changes}


def webhook():
    inner = json.dumps({"eventType": "x", "instanceId": INSTANCE, "data": "{}"})
    return {"data": inner}


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "another-app"}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": [CLIENT]}, "audience"),
        ({"iss": "evil.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"iat": None}, "malformed"),
        ({"exp": None}, "malformed"),
        ({"iat": 9e9}, "early"),
        ({"exp": 1_600_000_000}, "stale"),
        ({"data": None}, "malformed"),
        (webhook(), "malformed"),
        ({"data": []}, "malformed"),
        (data(request=None), "malformed"),
        (data(request=[]), "malformed"),
        (data(request="{}"), "malformed"),
        (data(metadata=None), "malformed"),
        (data(metadata="{}"), "malformed"),
        (data(metadata={}), "extension"),
        (data(metadata={"appExtensionType": RATES}), "instance"),
    ],
)
def test_claims_that_are_not_for_us(wix, refuse, claims, reason):
    refuse(wix.write(claims=claims), reason)


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"instanceId": OTHER_INSTANCE}, "instance"),
        ({"instanceId": INSTANCE.upper()}, "instance"),
        ({"instanceId": ""}, "instance"),
        ({"instanceId": None}, "instance"),
        ({"instanceId": [INSTANCE]}, "instance"),
        ({"instanceId": "x" * 1000}, "instance"),
        ({"appExtensionType": "GIFT_CARDS_PROVIDER"}, "extension"),
        ({"appExtensionType": None}, "extension"),
        ({"appExtensionType": [RATES]}, "extension"),
        ({"appExtensionType": f"{RATES} "}, "extension"),
    ],
)
def test_metadata_that_is_of_somewhere_else(wix, refuse, metadata, reason):
    refuse(wix.write(**metadata), reason)


def test_a_body_that_somebody_else_has_signed(wix, refuse):
    wix.key = make_key("evil")

    refuse(wix.write(), "signature")


def test_a_body_that_is_none(refuse):
    refuse(b"", "malformed")


@pytest.mark.parametrize("times", [1, 3])
def test_a_body_that_is_too_large_for_us_or_even_for_django(wix, refuse, times):
    refuse(wix.write(request={"x": "y" * LARGEST * times}), "size")


def test_a_body_that_breaks_off(wix, calls):
    class Broken(io.BytesIO):
        def read(self, *size):
            raise ConnectionResetError

    body = {"wsgi.input": Broken(), "CONTENT_LENGTH": "1000"}
    response = wix.client.generic("POST", f"/wix/plugins/{RATES}/v1/getRates", **body)

    assert response.status_code == 403
    assert calls == []


def test_what_has_been_read_before_by_somebody_else_is_there_still(wix, settings, calls):
    settings.MIDDLEWARE = [f"{__name__}.read_everything", *settings.MIDDLEWARE]

    assert wix.call().status_code == 200
    assert calls == [{}]


def read_everything(get_response):
    """Be a middleware that logs bodies, or looks for parameters in them."""

    def middleware(request):
        assert request.body
        assert not request.POST
        return get_response(request)

    return middleware


def test_a_form_that_a_page_of_somebody_elses_sends(wix, calls):
    url_encoded = wix.client.post(
        f"/wix/plugins/{RATES}/v1/getRates", {"jwt": wix.write().decode()}
    )

    assert url_encoded.status_code == 403
    assert calls == []


def test_the_former_key_is_good_as_long_as_it_is_in_the_settings(wix, settings, calls):
    wix.key = make_key("former")
    assert wix.call().status_code == 200

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "CLIENT_PUBLIC_KEY": [write_public(make_key("wix"))]
    }
    assert wix.call().status_code == 403
    assert len(calls) == 1


def test_an_installation_is_ours_as_long_as_it_is_installed(wix, calls):
    note_installed("default", OTHER_INSTANCE)
    assert wix.call(instanceId=OTHER_INSTANCE).status_code == 200

    forget_instance("default", OTHER_INSTANCE)
    assert wix.call(instanceId=OTHER_INSTANCE).status_code == 403
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CLIENT_PUBLIC_KEY", "WIX_CLIENT_PUBLIC_KEY"),
        ("CLIENT_ID", "WIX_CLIENT_ID"),
        ("CLIENT_INSTANCE_ID", "WIX_CLIENT_INSTANCE_ID"),
    ],
)
def test_what_the_settings_lack_is_told_to_the_log_and_not_to_the_sender(
    wix, settings, calls, caplog, name, told
):
    settings.WIX_HEADLESS = {
        key: value for key, value in settings.WIX_HEADLESS.items() if key != name
    }

    response = wix.call()

    assert (response.status_code, read(response)) == (500, {})
    assert told in caplog.text
    assert calls == []


def test_without_an_instance_in_the_settings_a_row_will_do(wix, settings, calls):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_INSTANCE_ID": ""}
    note_installed("default", OTHER_INSTANCE)

    assert wix.call(instanceId=OTHER_INSTANCE).status_code == 200
    assert wix.call().status_code == 403
    assert len(calls) == 1


def test_every_site_has_a_key_an_app_and_an_installation_of_its_own(wix, settings, calls):
    other_key = make_key("another site's")
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "SITES": {
            "outlet": {
                "CLIENT_ID": "outlet-client",
                "CLIENT_INSTANCE_ID": OTHER_INSTANCE,
                "CLIENT_PUBLIC_KEY": [write_public(other_key)],
                "HOSTS": ["outlet.example.com"],
            }
        }
    }
    now = time.time()
    told = {"instanceId": OTHER_INSTANCE, "appExtensionType": RATES}
    claims = {"iss": "wix.com", "aud": "outlet-client", "iat": now, "exp": now + 60}
    outlet = sign(other_key, claims | {"data": {"request": {"n": 1}, "metadata": told}})
    host = {"headers": {"host": "outlet.example.com"}}

    assert wix.send(outlet, **host).status_code == 200
    assert wix.send(outlet).status_code == 403
    assert wix.send(wix.write(), **host).status_code == 403
    assert wix.send(wix.write()).status_code == 200
    assert calls == [{"n": 1}, {}]


def test_an_app_has_one_address_for_all_of_its_sites(wix, settings, plugins):
    told = []

    @service_plugin("ECOM_CATALOG")
    class Catalogue:
        def get_catalog_items(self, request, metadata):
            told.append(metadata.site)
            return {}

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "SITES": {
            "outlet": {
                "CLIENT_ID": CLIENT,
                "CLIENT_INSTANCE_ID": OTHER_INSTANCE,
                "HOSTS": ["o.eu"],
            },
            "another": {"CLIENT_ID": "another", "CLIENT_INSTANCE_ID": THIRD, "HOSTS": ["a.eu"]},
        }
    }

    def call(instance_id):
        return wix.call("ECOM_CATALOG", "/get-catalog-items", instanceId=instance_id).status_code

    assert [call(one) for one in (INSTANCE, OTHER_INSTANCE, THIRD)] == [200, 200, 403]
    assert told == ["default", "outlet"]
