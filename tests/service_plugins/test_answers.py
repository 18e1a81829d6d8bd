"""What becomes of what a method returns or raises."""

from __future__ import annotations

import asyncio
import importlib
import pickle
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import AsyncClient
from django.urls import reverse

from tests.service_plugins.conftest import RATES, RATES_PATH, Wix, read
from wix_headless.exceptions import WixError
from wix_headless.models import ElevatedCall
from wix_headless.service_plugins import PluginError, errors, service_plugin
from wix_headless.service_plugins.calls import SLOW, warn_if_slow

ROOT = Path(__file__).resolve().parents[2]
CLASSES = [getattr(errors, name) for name in errors.__all__]


def answer(function):
    """Let *function* be the plugin's method."""
    members = {"get_shipping_rates": function, "__module__": __name__}
    service_plugin(RATES)(type("Shipping", (), members))


def refuse_with(error):
    def method(self, request, metadata):
        raise error

    answer(method)


@pytest.mark.parametrize("kind", CLASSES, ids=errors.__all__)
def test_every_refusal_that_wix_knows_has_its_status_and_code(wix, kind):
    refuse_with(kind("a secret of ours", data={"why": "because"}))

    response = wix.call()

    assert response.status_code == kind.status
    assert read(response) == {"applicationError": {"code": kind.code, "data": {"why": "because"}}}


def test_the_refusals_are_those_of_the_catalogue(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    tool = importlib.import_module("build_plugins")

    assert tool.ERRORS.read_text() == tool.build_module()
    assert tool.PAGE.read_text() == tool.build_page(tool.PAGE.read_text())
    assert len(CLASSES) == len(tool.collect_errors()) == 41


def test_refusals_are_of_our_family_and_survive_a_pickle():
    error = errors.InvalidPostalCodeError("no such place", data={"a": 1})

    assert isinstance(error, PluginError)
    assert isinstance(error, WixError)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (copy.code, copy.status, copy.data) == ("INVALID_POSTAL_CODE", 400, {"a": 1})
    assert "INVALID_POSTAL_CODE" in str(errors.InvalidPostalCodeError())


def test_what_wix_has_learnt_since_can_be_said_too(wix):
    refuse_with(PluginError(code="NEW_CODE", status=409))

    response = wix.call()

    assert response.status_code == 409
    assert read(response) == {"applicationError": {"code": "NEW_CODE", "data": {}}}


@pytest.mark.parametrize("facts", [{}, {"code": "X", "status": 200}, {"code": "X", "status": 600}])
def test_a_refusal_has_a_code_and_an_errors_status(facts):
    with pytest.raises(ValueError, match="code of Wix's"):
        PluginError(**facts)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a secret of ours"),
        WixError("a secret of ours"),
        AttributeError("a secret of ours"),
        RecursionError("a secret of ours"),
    ],
)
def test_any_other_failure_is_for_the_log_alone(wix, caplog, error):
    refuse_with(error)

    response = wix.call()

    assert (response.status_code, read(response)) == (500, {})
    assert f"{RATES}.get_shipping_rates failed; request 'request-1'" in caplog.text
    assert "a secret of ours" in caplog.text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "returned NoneType"),
        ([], "returned list"),
        ("{}", "returned str"),
        ({"x": object()}, "not JSON serializable"),
        ({"x": float("nan")}, "not JSON compliant"),
        ({("a",): 1}, "keys must be"),
    ],
)
def test_an_answer_that_is_no_json_object_is_a_failure_that_says_so(wix, caplog, value, told):
    answer(lambda self, request, metadata: value)

    response = wix.call()

    assert (response.status_code, read(response)) == (500, {})
    assert told in caplog.text


def test_the_data_of_a_refusal_that_is_no_json_is_a_failure_too(wix, caplog):
    refuse_with(errors.InvalidAddressError(data={"x": object()}))

    response = wix.call()

    assert (response.status_code, read(response)) == (500, {})
    assert "not JSON serializable" in caplog.text


def test_a_plugin_that_cannot_be_made_is_a_failure(wix):
    @service_plugin(RATES)
    class Shipping:
        def __init__(self):
            raise ValueError

        def get_shipping_rates(self, request, metadata):
            return {}

    assert wix.call().status_code == 500


def test_decimals_and_dates_are_written_as_wix_writes_them(wix):
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
    answer(lambda self, request, metadata: {"price": Decimal("10.00"), "at": moment, "n": "ü"})

    assert read(wix.call()) == {"price": "10.00", "at": "2026-11-21T12:00:00Z", "n": "ü"}


def test_each_call_has_an_object_of_its_own(wix):
    seen = []

    @service_plugin(RATES)
    class Shipping:
        def __init__(self):
            self.count = 0

        def get_shipping_rates(self, request, metadata):
            self.count += 1
            seen.append(self)
            return {"count": self.count}

    assert [read(wix.call())["count"] for _ in range(2)] == [1, 1]
    assert seen[0] is not seen[1]


def test_methods_may_be_static_or_of_the_class(wix):
    @service_plugin("ECOM_INVENTORY")
    class Inventory:
        name = "stock"

        @staticmethod
        def increment_availability(request, metadata):
            return {"by": "static"}

        @classmethod
        def decrement_availability(cls, request, metadata):
            return {"by": cls.name}

    assert read(wix.call("ECOM_INVENTORY", "/v1/increment")) == {"by": "static"}
    assert read(wix.call("ECOM_INVENTORY", "/v1/decrement")) == {"by": "stock"}


class TestAsyncMethods:
    @pytest.fixture(autouse=True)
    def _methods(self):
        async def method(self, request, metadata):
            await asyncio.sleep(0)
            if "fail" in request:
                raise errors.GenericShippingRatesError
            return {"loop": asyncio.get_running_loop() is not None}

        answer(method)

    def test_they_are_awaited(self, wix):
        assert read(wix.call()) == {"loop": True}
        assert wix.call(RATES, RATES_PATH, {"fail": 1}).status_code == 400

    def test_they_are_awaited_by_an_async_server_too(self, wix):
        url = reverse("wix:service_plugin", args=[RATES]) + RATES_PATH

        async def call():
            return await AsyncClient().post(url, wix.write(), content_type="text/plain")

        assert read(asyncio.run(call())) == {"loop": True}


def test_an_answer_that_takes_long_is_warned_about(wix, caplog):
    def method(self, request, metadata):
        threading.Event().wait(SLOW + 0.1)
        return {}

    answer(method)

    assert wix.call().status_code == 200
    (record,) = [one for one in caplog.records if one.levelname == "WARNING"]
    assert f"{RATES}.get_shipping_rates took 2." in record.getMessage()


@pytest.mark.parametrize(("seconds", "count"), [(0.0, 0), (SLOW, 0), (SLOW + 0.01, 1)])
def test_only_what_takes_longer_than_two_seconds_is_called_slow(caplog, seconds, count):
    warn_if_slow("X.y", seconds)

    assert len(caplog.records) == count


@pytest.fixture
def _atomic():
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    yield
    connection.settings_dict["ATOMIC_REQUESTS"] = False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_atomic")
def test_no_transaction_is_open_but_the_methods_own(wix):
    def method(self, request, metadata):
        assert not connection.in_atomic_block
        Group.objects.create(name="before")
        with transaction.atomic():
            Group.objects.create(name="within")
            raise errors.InvalidAddressError
        return {}

    answer(method)

    assert wix.call().status_code == 400
    assert [group.name for group in Group.objects.all()] == ["before"]


@pytest.mark.django_db(transaction=True)
class TestCallingWix:
    """``metadata.wix``: the app in the installation that asks."""

    def call(self, sandbox):
        return Wix().send(sandbox.sign_plugin_request(RATES, {}))

    def test_a_plain_method_speaks_as_the_app_and_it_is_written_down(self, sandbox):
        def method(self, request, metadata):
            found = metadata.wix.members.query_members(query={})
            return {"count": len(found["members"]), "role": metadata.wix.role}

        answer(method)

        assert read(self.call(sandbox)) == {"count": len(sandbox.members), "role": "app"}
        row = ElevatedCall.objects.get()
        assert (row.view, row.method) == (
            f"{__name__}.Shipping.get_shipping_rates",
            "members.query_members",
        )

    def test_it_is_written_down_even_if_the_method_fails(self, sandbox):
        def method(self, request, metadata):
            with transaction.atomic():
                metadata.wix.members.query_members(query={})
                raise ValueError

        answer(method)

        assert self.call(sandbox).status_code == 500
        assert ElevatedCall.objects.count() == 1

    def test_an_async_method_awaits_it(self, sandbox):
        async def method(self, request, metadata):
            found = await metadata.awix.members.query_members(query={})
            return {"count": len(found["members"])}

        answer(method)

        assert read(self.call(sandbox)) == {"count": len(sandbox.members)}
        assert ElevatedCall.objects.count() == 1

    def test_without_it_nothing_is_asked_of_wix(self, sandbox):
        answer(lambda self, request, metadata: {})

        assert self.call(sandbox).status_code == 200
        assert sandbox.token_requests() == 0
