"""``@service_plugin``: what it refuses at once, and what it keeps."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.service_plugins.conftest import RATES
from wix_headless.exceptions import ConfigurationError, UnknownNameError
from wix_headless.service_plugins import PluginMetadata, service_plugin


class Shipping:
    def get_shipping_rates(self, request, metadata):
        return {"seen": request, "in": metadata.currency, "twice": self._double(2)}

    def _double(self, number):
        return number * 2


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ECOM_SHIPING_RATES", "did you mean 'ECOM_SHIPPING_RATES'"),
        ("ecom_shipping_rates", "did you mean 'ECOM_SHIPPING_RATES'"),
        ("GIFT_CARDS", "did you mean 'GIFT_CARDS_PROVIDER'"),
        ("zzz", "there is AUTOMATIONS_ACTION_PROVIDER, .*TAX_CALCULATION_PROVIDER"),
    ],
)
def test_a_type_that_wix_does_not_have_is_refused_with_the_nearest(plugins, name, meant):
    with pytest.raises(UnknownNameError, match=meant):
        service_plugin(name)
    assert plugins.implementations == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("getShippingRates", "did you mean 'get_shipping_rates'"),
        ("get_rates", "did you mean 'get_shipping_rates'"),
        ("calculate", "there is get_shipping_rates"),
    ],
)
def test_a_method_that_wix_does_not_call_is_refused_with_the_nearest(plugins, name, meant):
    methods = {name: lambda self, request, metadata: {}}

    with pytest.raises(UnknownNameError, match=f"{meant}.*begins with an underscore"):
        service_plugin(RATES)(type("Plugin", (), methods))
    assert plugins.implementations == []


def test_methods_of_a_base_class_count(plugins):
    class Express(Shipping):
        pass

    service_plugin(RATES)(Express)

    assert plugins.implementations[0].missing == ()


def test_what_is_no_method_may_have_any_name(plugins):
    @service_plugin(RATES)
    class Plugin(Shipping):
        currency = "EUR"

        class Meta:
            pass

        @property
        def rates(self):
            return []

    assert plugins.implementations[0].missing == ()


def test_the_class_stays_what_it_is():
    marked = service_plugin(RATES)(Shipping)

    assert marked is Shipping
    assert marked().get_shipping_rates({"a": 1}, PluginMetadata(currency="EUR")) == {
        "seen": {"a": 1},
        "in": "EUR",
        "twice": 4,
    }


def takes_too_little(self, request):
    return {}


def takes_too_much(self, request, metadata, more):
    return {}


def needs_a_name(self, request, metadata, *, more):
    return {}


@pytest.mark.parametrize("method", [takes_too_little, takes_too_much, needs_a_name])
def test_a_method_that_could_not_be_called_is_refused(method):
    with pytest.raises(ConfigurationError, match="takes two arguments"):
        service_plugin(RATES)(type("Plugin", (), {"get_shipping_rates": method}))


def test_a_method_may_take_more_if_it_need_not():
    def method(self, *given, more=None, **others):
        return {}

    service_plugin(RATES)(type("Plugin", (), {"get_shipping_rates": method}))


def test_a_class_that_could_not_be_made_is_refused():
    class Plugin(Shipping):
        def __init__(self, carrier):
            self.carrier = carrier

    with pytest.raises(ConfigurationError, match="without arguments"):
        service_plugin(RATES)(Plugin)


def test_only_classes_are_marked_and_only_with_a_type():
    with pytest.raises(ConfigurationError, match="marks a class"):
        service_plugin(RATES)(takes_too_little)
    with pytest.raises(ConfigurationError, match="is told the type"):
        service_plugin(Shipping)


def test_plugins_are_found_at_start_up(tmp_path):
    app = tmp_path / "deliveries"
    app.mkdir()
    (app / "__init__.py").write_text("")
    (app / "wix_plugins.py").write_text(
        "from wix_headless.service_plugins import service_plugin\n"
        "@service_plugin('ECOM_SHIPPING_RATES')\n"
        "class Shipping:\n"
        "    def get_shipping_rates(self, request, metadata):\n"
        "        return {}\n"
    )
    program = """
import sys
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(INSTALLED_APPS=[
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "wix_headless", "deliveries",
])
import django
django.setup()
from wix_headless.service_plugins.registry import registry
print(*[one.name for one in registry.implementations])
"""

    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["deliveries.wix_plugins.Shipping"]


def test_where_two_answer_neither_does(wix, caplog):
    service_plugin(RATES)(Shipping)
    service_plugin(RATES)(type("Another", (Shipping,), {}))

    assert wix.call().status_code == 500
    assert "More than one class implements ECOM_SHIPPING_RATES" in caplog.text
