"""The types of events and of service plugins, as the catalogue has them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wix_headless.client.catalogue import catalogue
from wix_headless.client.catalogue.event_types import load_event_types
from wix_headless.client.catalogue.plugin_types import load_plugin_types


def test_all_of_wixs_events_are_there():
    # The SDK has 609 listeners; eight of them hear what another one does.
    types = load_event_types()

    assert len(types) == 601
    assert len([one for one in types.values() if not one.is_domain_event]) == 36
    assert len([one for one in types.values() if one.is_deprecated]) == 21


def test_an_event_of_a_domain_is_named_after_its_entity():
    for name, event in load_event_types().items():
        assert event.name == name
        assert not event.is_domain_event or name == f"{event.entity}_{event.slug}"
        assert catalogue.find_package(event.package).has_namespace(event.namespace)


def test_an_event_says_what_it_takes_to_receive_it():
    approved = load_event_types()["wix.ecom.v1.order_approved"]

    assert (approved.entity, approved.slug) == ("wix.ecom.v1.order", "approved")
    assert (approved.package, approved.namespace) == ("ecom", "orders")
    assert approved.permissions == ("ECOM.READ_ORDERS",)
    assert not load_event_types()["AppRemoved"].is_domain_event


def test_all_of_wixs_plugins_are_there():
    types = load_plugin_types()

    assert len(types) == 23
    assert sum(len(one.methods) for one in types.values()) == 63
    assert sum(len(one.errors) for one in types.values()) == 42


def test_a_plugin_has_its_methods_in_pythons_spelling_at_paths_of_their_own():
    for name, plugin in load_plugin_types().items():
        assert plugin.type == name
        assert catalogue.find_package(plugin.package).has_namespace(plugin.namespace)
        assert all(method.isidentifier() and method.islower() for method in plugin.methods)
        assert all(path.startswith("/") for path in plugin.methods.values())
        assert len(set(plugin.methods.values())) == len(plugin.methods)


def test_a_plugin_knows_paths_and_errors():
    rates = load_plugin_types()["ECOM_SHIPPING_RATES"]
    cards = load_plugin_types()["GIFT_CARDS_PROVIDER"]

    assert rates.methods == {"get_shipping_rates": "/v1/getRates"}
    assert rates.errors["InvalidPostalCodeError"].code == "INVALID_POSTAL_CODE"
    assert rates.errors["InvalidPostalCodeError"].status == 400
    assert cards.methods["void"] == "/v1/void"
    assert cards.errors["GiftCardNotFoundError"].status == 404


def test_nobody_can_change_what_is_known_for_all():
    with pytest.raises(TypeError):
        load_event_types()["mine"] = None
    with pytest.raises(TypeError):
        load_plugin_types()["ECOM_SHIPPING_RATES"].methods["mine"] = "/v1/mine"
    with pytest.raises(AttributeError):
        load_plugin_types()["ECOM_SHIPPING_RATES"].type = "MINE"


def test_importing_them_reads_nothing():
    program = """
import pathlib
def refuse(self, *args, **kwargs): raise AssertionError(f"{self} was read")
pathlib.Path.read_bytes = pathlib.Path.read_text = refuse
from wix_headless.client.catalogue import event_types, plugin_types
pathlib.Path.read_bytes = lambda self: (print(self.name), open(self, "rb").read())[1]
for _ in range(2):
    event_types.load_event_types(), plugin_types.load_plugin_types()
"""

    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["_events.json", "_plugins.json"]
