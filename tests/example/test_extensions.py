"""What the site answers Wix, and what it does when Wix tells it something."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from example_project.models import PlacedOrder
from example_project.wix_plugins import ABROAD, TARIFFS, Shipping
from wix_headless.models import ElevatedCall, EventDelivery
from wix_headless.service_plugins import PluginMetadata
from wix_headless.storages.deliveries import replay
from wix_headless.testing.extensions import call_plugin, send_event

APPROVED = "wix.ecom.v1.order_approved"
RATES = "ECOM_SHIPPING_RATES"
BOWL = {"quantity": 1, "physicalProperties": {"sku": "bowl", "shippable": True}}


@pytest.fixture
def order(shopper, sandbox):
    """An order of Ada's, of which nobody has told the site."""
    shopper.add("harbour-bowl", quantity=2)
    shopper.browser.log_in("ada@example.com", next="/cart/")
    shopper.check_out(delivery="express")
    return shopper.site.get("/account/").context["orders"][0]


@pytest.fixture
def tell(sandbox, order):
    """Tell the site of the order, as Wix does."""

    def tell(**more):
        return send_event(sandbox, APPROVED, entity={"id": order["id"]}, **more)

    return tell


def test_an_order_that_wix_tells_of_is_a_row(tell, order):
    row = tell()

    placed = PlacedOrder.objects.get()
    assert row.state == EventDelivery.State.COMPLETED
    assert (placed.site, placed.order_id) == ("default", order["id"])
    assert placed.number == order["number"]
    assert (placed.pieces, placed.delivery, placed.currency) == (2, "Express shipping", "USD")
    assert placed.total == Decimal("82.50")
    assert str(placed) == f"Order {order['number']}"


def test_it_is_asked_of_wix_as_the_app_and_written_down(tell):
    tell()

    [call] = ElevatedCall.objects.filter(view__contains="wix_events")
    assert (call.method, call.outcome) == ("ecom.orders.get_order", "ok")


def test_another_event_of_the_order_and_a_replay_change_nothing(tell):
    row = tell(event_id="one")
    before = PlacedOrder.objects.values().get()

    tell(event_id="one")
    tell(event_id="two")
    replay(EventDelivery.objects.filter(pk=row.pk))
    tell(event_id="one")

    assert PlacedOrder.objects.values().get() == before


def test_what_the_event_claims_of_the_order_is_not_believed(sandbox, order):
    send_event(sandbox, APPROVED, entity={"id": order["id"], "number": "1", "currency": "XXX"})

    assert PlacedOrder.objects.get().number == order["number"]


def test_an_order_that_wix_does_not_know_is_tried_again(sandbox, db):
    row = send_event(sandbox, APPROVED, check=False, entity={"id": "0" * 36})

    assert (row.state, row.tries) == (EventDelivery.State.WAITING, 1)
    assert "NotFoundError" in row.last_error
    assert not PlacedOrder.objects.exists()


def test_staff_see_the_newest_orders_of_their_site(tell, order, new_browser, django_user_model):
    tell()
    other = PlacedOrder.objects.get()
    other.pk, other.site, other.number = None, "outlet", "4711"
    other.save()
    keeper = new_browser().site
    user = django_user_model.objects.create_user("keeper", password="secret", is_staff=True)
    keeper.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    for path in ("/staff/orders/", "/staff/report/"):
        page = keeper.get(path).content.decode()
        assert f">{order['number']}<" in page
        assert "$82.50" in page
        assert "4711" not in page
    assert "no-store" in keeper.get("/staff/orders/")["Cache-Control"]


def test_nobody_else_sees_them(tell, shopper):
    tell()

    answer = shopper.site.get("/staff/orders/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


def ask(country=None, *, lines=(BOWL,), **more):
    """Return the rates as the plugin works them out, by their codes."""
    destination = {"shippingDestination": {"country": country}} if country else {}
    request = {"lineItems": list(lines), "weightUnit": "LB", **destination, **more}
    found = Shipping().get_shipping_rates(request, PluginMetadata(currency="USD"))
    return {one["code"]: one["cost"]["price"] for one in found["shippingRates"]}


@pytest.mark.parametrize(
    ("country", "rates"),
    [
        ("US", {"parcel": "6.10", "parcel-express": "14.15"}),
        ("CA", {"parcel-canada": "15.50"}),
        ("DE", {"parcel-abroad": "31.30"}),
        ("", {"parcel": "6.10", "parcel-express": "14.15"}),
    ],
)
def test_wix_is_told_the_rates_of_a_country(sandbox, db, country, rates):
    destination = {"country": country} if country else {}
    request = {"lineItems": [BOWL], "shippingDestination": destination, "weightUnit": "LB"}

    answer = call_plugin(sandbox, RATES, "get_shipping_rates", request)

    assert answer.status_code == 200
    told = answer.json()["shippingRates"]
    assert {one["code"]: one["cost"]["price"] for one in told} == rates
    assert {one["cost"]["currency"] for one in told} == {"USD"}


def test_a_stranger_is_told_no_rates(client, sandbox, db):
    answer = client.post(f"/wix/plugins/{RATES}/v1/getRates", "{}", content_type="text/plain")

    assert answer.status_code == 403
    assert b"shippingRates" not in answer.content


def weighing(pounds, quantity=1):
    return {"quantity": quantity, "physicalProperties": {"weight": pounds}}


@pytest.mark.parametrize(
    ("lines", "unit", "price"),
    [
        ([weighing(0.2)], "LB", "5.20"),
        ([weighing(1)], "LB", "5.20"),
        ([weighing(1.01)], "LB", "6.10"),
        ([weighing(0.5, 3)], "LB", "6.10"),
        ([weighing(0.4), weighing(0.5)], "LB", "5.20"),
        ([weighing(1)], "KG", "7.00"),
        ([weighing(None, 2)], "LB", "7.00"),
        ([{"quantity": 2}], "LB", "7.00"),
        ([weighing(1), {"quantity": 9, "physicalProperties": {"shippable": False}}], "LB", "5.20"),
    ],
)
def test_each_pound_that_is_begun_costs(lines, unit, price):
    assert ask("US", lines=lines, weightUnit=unit)["parcel"] == Decimal(price)


def test_where_nothing_is_sent_there_is_nothing_to_pay():
    assert ask("US", lines=[{"quantity": 1, "physicalProperties": {"shippable": False}}]) == {}
    assert ask("US", lines=[]) == {}


@given(
    st.sampled_from([*TARIFFS, "FR"]),
    st.floats(0.001, 1000),
    st.integers(1, 99),
    st.integers(1, 99),
)
def test_more_never_costs_less(country, weight, some, more):
    less = ask(country, lines=[weighing(weight, some)])
    most = ask(country, lines=[weighing(weight, some + more)])

    assert less.keys() == most.keys() == {one.code for one in TARIFFS.get(country, ABROAD)}
    assert all(less[code] <= most[code] for code in less)
    begun = math.ceil(Decimal(str(weight)) * some)
    first = TARIFFS.get(country, ABROAD)[0]
    assert less[first.code] == first.first + (begun - 1) * first.further
