"""``request.wix.redirect_to``: the way to Wix's own pages, and the ways back that it names."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.urls import path

from wix_headless.client import WixClient
from wix_headless.context.hosted_pages import (
    HostedPage,
    build_redirect,
    build_session,
    read_page_url,
)
from wix_headless.exceptions import InvalidRequestError, NotFoundError, TransportError
from wix_headless.strategies import OAuthStrategy

SESSION = "/_api/redirects-api/v1/redirect-session"


def build(**page):
    return build_session(page, build_absolute_uri=lambda path: f"https://shop.test{path}")


# What Wix is asked for.


@pytest.mark.parametrize(
    ("page", "session"),
    [
        ({"checkout_id": "c"}, {"ecom_checkout": {"checkoutId": "c"}}),
        (
            {"slot_availability": {"slot": {}}, "timezone": "Europe/Rome"},
            {"bookings_checkout": {"slotAvailability": {"slot": {}}, "timezone": "Europe/Rome"}},
        ),
        ({"slot_availability": {}}, {"bookings_checkout": {"slotAvailability": {}}}),
        ({"resource_id": "r"}, {"bookings_book": {"resourceId": "r"}}),
        (
            {"reservation_id": "r", "event_slug": "party"},
            {"events_checkout": {"reservationId": "r", "eventSlug": "party"}},
        ),
        ({"plan_id": "p"}, {"paid_plans_checkout": {"planId": "p"}}),
        (
            {"plan_id": "p", "checkout_data": "d"},
            {"paid_plans_checkout": {"planId": "p", "checkoutData": "d"}},
        ),
        ({"product_slug": "bowl"}, {"stores_product": {"productSlug": "bowl"}}),
        ({"payment_request_id": "p"}, {"ecom_order_payment_request": {"paymentRequestId": "p"}}),
    ],
)
def test_a_page_is_said_as_wix_says_it(page, session):
    assert build(**page) == session


def test_every_way_back_has_wixs_name_and_is_absolute():
    session = build(
        checkout_id="c",
        post_flow_url="wix:callback",
        thank_you_page_url="/thanks/?a=b#c",
        cart_page_url="https://other.test/cart",
        login_url="wix:login",
        bookings_service_list_url="/services/",
        plan_list_url="/plans/",
    )

    assert session["callbacks"] == {
        "postFlowUrl": "https://shop.test/wix/callback/",
        "thankYouPageUrl": "https://shop.test/thanks/?a=b#c",
        "cartPageUrl": "https://other.test/cart",
        "loginUrl": "https://shop.test/wix/login/",
        "bookingsServiceListUrl": "https://shop.test/services/",
        "planListUrl": "https://shop.test/plans/",
    }


def test_an_object_leads_back_to_its_page():
    class Product:
        def get_absolute_url(self):
            return "/products/bowl/"

    session = build(product_slug="bowl", post_flow_url=Product())

    assert session["callbacks"] == {"postFlowUrl": "https://shop.test/products/bowl/"}


def test_preferences_go_along_and_what_is_none_does_not():
    preferences = {"additionalQueryParameters": {"lang": "de"}}

    session = build(plan_id="p", checkout_data=None, post_flow_url=None, preferences=preferences)

    assert session == {"paid_plans_checkout": {"planId": "p"}, "preferences": preferences}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ({}, "takes one of checkout_id, slot_availability"),
        ({"post_flow_url": "/"}, "takes one of"),
        ({"checkout_id": "c", "plan_id": "p"}, "takes one of"),
        ({"checkout_id": "c", "event_slug": "e"}, "does not take event_slug for ecom_checkout"),
        ({"checkout_id": "c", "thanks": "/"}, "does not take thanks"),
    ],
)
def test_what_is_no_page_is_an_error(page, said):
    with pytest.raises(TypeError, match=said):
        build(**page)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test/",
        "/\\evil.test/",
        "javascript:alert(1)//.",
        "data:text/html,x.y",
        "ftp://shop.test/",
        "https:///nowhere",
        "https://[",
        "https://shop.test\\@evil.test/",
        "https://shop.test/\n",
    ],
)
def test_a_way_back_is_a_page_on_the_web(target):
    with pytest.raises(ValueError, match="way back"):
        build(checkout_id="c", post_flow_url=target)


def test_every_field_is_understood():
    ways_back = {name for name in HostedPage.__annotations__ if name.endswith("_url")}
    pages = [
        {"checkout_id"},
        {"slot_availability", "timezone"},
        {"resource_id"},
        {"reservation_id", "event_slug"},
        {"plan_id", "checkout_data"},
        {"product_slug"},
        {"payment_request_id"},
    ]

    for page in pages:
        build(**dict.fromkeys(page, "x"), **dict.fromkeys(ways_back, "/"), preferences={})
    assert set().union(*pages, ways_back, {"preferences"}) == set(HostedPage.__annotations__)


# What Wix answers.


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"redirectSession": None},
        {"redirectSession": "https://wix.test/"},
        {"redirectSession": {}},
        {"redirectSession": {"fullUrl": None}},
        {"redirectSession": {"fullUrl": ""}},
        {"redirectSession": {"fullUrl": "/checkout"}},
        {"redirectSession": {"fullUrl": "//wix.test/checkout"}},
        {"redirectSession": {"fullUrl": "javascript:alert(1)"}},
        {"redirectSession": {"fullUrl": "ftp://wix.test/"}},
        {"redirectSession": {"fullUrl": "https://wix.test/\r\nSet-Cookie: a=b"}},
    ],
)
def test_only_a_web_address_is_believed(answer):
    with pytest.raises(TransportError, match="without the address"):
        build_redirect(answer)


def test_the_answer_is_where_the_browser_goes():
    answer = {"redirectSession": {"fullUrl": "https://wix.test/checkout?a=b"}}

    redirect = build_redirect(answer)

    assert (redirect.status_code, redirect.url) == (302, read_page_url(answer))


# From beginning to end.


@pytest.fixture
def shopper(browser):
    """A browser with something in its cart."""
    browser.get("/cart/add/")
    return browser


@pytest.mark.django_db
def test_a_view_sends_its_visitor_to_wixs_checkout(shopper, sandbox):
    answer = shopper.get("/cart/checkout/", data={"cart_page_url": "wix:callback"})

    assert answer.status_code == 302
    assert answer.url.startswith(f"{sandbox.origin}/")
    assert "private" in answer["Cache-Control"]
    page = shopper.wix.get(answer.url, timeout=10)
    assert page.status_code == 200
    assert "http://testserver/wix/callback/" in page.text


@pytest.mark.django_db
def test_the_ways_back_are_on_the_sites_public_address(shopper, sandbox, settings):
    settings.WIX_HEADLESS = {**settings.WIX_HEADLESS, "PUBLIC_URL": "https://shop.example"}
    query = {"cart_page_url": "wix:callback"}

    with pytest.raises(InvalidRequestError) as caught:
        shopper.get("/cart/checkout/", data=query)
    assert "redirect domains" in caught.value.hint

    sandbox.control("redirects", uri="https://shop.example/wix/callback/")
    page = shopper.wix.get(shopper.get("/cart/checkout/", data=query).url, timeout=10)
    assert "https://shop.example/wix/callback/" in page.text


@pytest.mark.django_db
def test_wix_is_asked_once_as_its_sdk_asks(shopper, sandbox):
    sandbox.forget_requests()

    shopper.get("/cart/checkout/")

    assert [one["path"] for one in sandbox.requests_to("/_api/")] == [SESSION]


def find_site_by_a_query(request):
    User.objects.count()
    return "default"


class Place:
    """Something of the project's that has to look where it is."""

    def get_absolute_url(self):
        return f"/users/{User.objects.count()}/"


async def product(request):
    return await request.awix.redirect_to(product_slug=request.GET["slug"], post_flow_url=Place())


async def unknown(request):
    return await request.awix.redirect_to(product_slug="unknown", post_flow_url="/")


urlpatterns = [path("product/", product), path("unknown/", unknown)]


@pytest.mark.django_db(transaction=True)
class TestAsyncViewsMayQuery:
    @pytest.fixture
    def get(self, sandbox, settings):
        settings.ROOT_URLCONF = __name__
        return async_to_sync(AsyncClient().get)

    def test_for_a_way_back(self, get, sandbox):
        query = WixClient(OAuthStrategy.from_settings()).stores.products_v3.query_products
        slug = query(query={})["products"][0]["slug"]

        answer = get("/product/", {"slug": slug})

        assert answer["Location"].startswith(sandbox.origin)

    def test_for_the_site(self, get, settings):
        sites = {"SITES": {"outlet": {"CLIENT_ID": "o"}}, "SITE_RESOLVER": find_site_by_a_query}
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | sites

        with pytest.raises(NotFoundError):
            get("/unknown/")
