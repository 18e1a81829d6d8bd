"""What is found about service plugins."""

from __future__ import annotations

import pytest
from django.core.checks import ERROR, WARNING

from tests.support.plugins import no_plugins
from tests.support.signed_bodies import make_key, write_public
from wix_headless.checks import CheckId
from wix_headless.service_plugins import service_plugin

RATES = "ECOM_SHIPPING_RATES"


@pytest.fixture(autouse=True)
def _key(change):
    change(CLIENT_PUBLIC_KEY=[write_public(make_key("wix"))])
    with no_plugins():
        yield


class Shipping:
    def get_shipping_rates(self, request, metadata):
        return {}


class OtherShipping(Shipping):
    pass


def test_plugins_with_one_class_each(find):
    service_plugin(RATES)(Shipping)
    service_plugin(RATES, extension_id="express")(OtherShipping)

    assert find() == []


@pytest.mark.parametrize("extension_id", ["", "express"])
def test_e013_two_classes_for_one_plugin(find_one, extension_id):
    service_plugin(RATES, extension_id=extension_id)(Shipping)
    service_plugin(RATES, extension_id=extension_id)(OtherShipping)
    service_plugin(RATES, extension_id="another")(Shipping)

    found = find_one(CheckId.PLUGIN_TWICE)

    assert found.level == ERROR
    assert f"{__name__}.Shipping and by {__name__}.OtherShipping" in found.msg
    assert extension_id in found.msg


def test_e014_methods_that_are_missing(find_one):
    def method(self, request, metadata):
        return {}

    service_plugin("GIFT_CARDS_PROVIDER")(type("Cards", (), {"redeem": method}))

    found = find_one(CheckId.PLUGIN_METHODS)

    assert found.level == ERROR
    assert "lacks get_balance, void." in found.msg


def test_w024_no_key_to_verify_calls_with(change, find, find_one):
    change(CLIENT_PUBLIC_KEY=[])
    assert find() == []

    service_plugin(RATES)(Shipping)

    assert find_one(CheckId.PLUGIN_KEY).level == WARNING


def test_a_key_of_one_of_several_sites_will_do(change, find):
    key = write_public(make_key("wix"))
    outlet = {"CLIENT_ID": "outlet", "HOSTS": ["outlet.example.com"], "CLIENT_PUBLIC_KEY": key}
    change(CLIENT_PUBLIC_KEY=[], SITES={"outlet": outlet})
    service_plugin(RATES)(Shipping)

    assert find() == []


def test_settings_that_cannot_be_read_are_another_checks(change, find_one):
    service_plugin(RATES)(Shipping)
    change(NONSENSE=1)

    find_one(CheckId.SETTINGS)
