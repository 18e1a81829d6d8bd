"""
The way to a page that Wix shows itself: checkouts, and the pages of products and bookings.

"Redirect Session API",
/docs/rest/business-management/authentication-management/redirect-sessions/introduction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict
from urllib.parse import urlsplit

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url

from wix_headless.exceptions import TransportError
from wix_headless.returns import way_back

_WEB: Final = frozenset({"http", "https"})
#: "//host" would be another site, and browsers take a backslash for a slash.
_OWN_PATH: Final = re.compile(r"/(?![/\\])")


class HostedPage(TypedDict, total=False):
    """
    Which page of Wix's, and where it leads afterwards: the fields of ``request.wix.redirect_to``.

    The page is one of ``checkout_id``, ``slot_availability``, ``resource_id``,
    ``reservation_id`` with ``event_slug``, ``plan_id``, ``product_slug``, ``payment_request_id``.

    A way back is whatever Django's ``redirect`` takes: the name of a URL, an object with
    ``get_absolute_url``, or an address. Its domain has to be allowed in Wix's Headless Settings.
    """

    #: Wix's eCommerce checkout; of a Cart V2 it is the cart's id.
    checkout_id: str
    #: Wix's bookings checkout: the slot, as the availability APIs tell it, and its time zone.
    slot_availability: Mapping[str, Any]
    timezone: str
    #: Wix's bookings calendar of one member of the staff, or another resource.
    resource_id: str
    #: Wix's ticket checkout: the reservation, and the event it is of.
    reservation_id: str
    event_slug: str
    #: Wix's checkout of a pricing plan; ``checkout_data`` is what Wix gave its ``plan_list_url``.
    plan_id: str
    checkout_data: str
    #: Wix's page of a product.
    product_slug: str
    #: Wix's page on which an order is paid for later.
    payment_request_id: str

    #: Where the visitor comes back to when it is over, however it ended.
    post_flow_url: Any
    #: Where they come instead if it went well; Wix adds the id of what was bought.
    thank_you_page_url: Any
    #: Pages of this site that take the place of Wix's own on the way.
    cart_page_url: Any
    login_url: Any
    bookings_service_list_url: Any
    plan_list_url: Any
    #: As in Wix's reference: ``{"additionalQueryParameters": {"lang": "de"}}``.
    preferences: Mapping[str, Any]


#: What Wix calls each page, with the fields of its own: the first is what tells it.
_PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "ecom_checkout": {"checkout_id": "checkoutId"},
    "bookings_checkout": {"slot_availability": "slotAvailability", "timezone": "timezone"},
    "bookings_book": {"resource_id": "resourceId"},
    "events_checkout": {"reservation_id": "reservationId", "event_slug": "eventSlug"},
    "paid_plans_checkout": {"plan_id": "planId", "checkout_data": "checkoutData"},
    "stores_product": {"product_slug": "productSlug"},
    "ecom_order_payment_request": {"payment_request_id": "paymentRequestId"},
}
_CALLBACKS: Final = {
    "post_flow_url": "postFlowUrl",
    "thank_you_page_url": "thankYouPageUrl",
    "cart_page_url": "cartPageUrl",
    "login_url": "loginUrl",
    "bookings_service_list_url": "bookingsServiceListUrl",
    "plan_list_url": "planListUrl",
}


def build_session(page: HostedPage, *, build_absolute_uri: Callable[[str], str]) -> dict[str, Any]:
    """
    Return the fields of the redirect session to *page*.

    Raises:
        TypeError: If it is no page, or more than one.

        ValueError: If a way back is no address on the web.
    """
    given = {name: value for name, value in page.items() if value is not None}
    name = _find_page(given)
    own = {field: wire for field, wire in _PAGES[name].items() if field in given}
    known = {*_PAGES[name], *_CALLBACKS, "preferences"}
    if unknown := sorted(set(given) - known):
        raise TypeError(f"redirect_to() does not take {', '.join(unknown)} for {name}")
    session: dict[str, Any] = {name: {wire: given[field] for field, wire in own.items()}}
    callbacks = {
        wire: _resolve(given[field], build_absolute_uri)
        for field, wire in _CALLBACKS.items()
        if field in given
    }
    if callbacks:
        session["callbacks"] = callbacks
    if "preferences" in given:
        session["preferences"] = given["preferences"]
    return session


def build_redirect(answer: Mapping[str, Any]) -> HttpResponseRedirect:
    """
    Return the redirect to the page in Wix's answer.

    Raises:
        TransportError: If there is none that a browser could be sent to.
    """
    return HttpResponseRedirect(read_page_url(answer))


def read_page_url(answer: Mapping[str, Any]) -> str:
    """
    Return the address in Wix's answer.

    Raises:
        TransportError: If there is none that a browser could be sent to.
    """
    session = answer.get("redirectSession")
    url = session.get("fullUrl") if isinstance(session, dict) else None
    if not isinstance(url, str) or not _is_web_address(url):
        raise TransportError("Wix answered without the address of its page.")
    return url


def _find_page(given: Mapping[str, Any]) -> str:
    by_field = {next(iter(fields)): name for name, fields in _PAGES.items()}
    found = [name for field, name in by_field.items() if field in given]
    if len(found) != 1:
        raise TypeError(f"redirect_to() takes one of {', '.join(by_field)}")
    return found[0]


def _resolve(target: Any, build_absolute_uri: Callable[[str], str]) -> str:
    url = resolve_url(target)
    if _OWN_PATH.match(url):
        url = build_absolute_uri(way_back(url))
    if not _is_web_address(url):
        raise ValueError(f"a way back from Wix is a page on the web, and {target!r} is none")
    return url


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in _WEB and bool(parts.hostname) and url.isprintable() and "\\" not in url
