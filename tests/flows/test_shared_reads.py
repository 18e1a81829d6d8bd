"""SHARE_VISITOR_READS: newcomers read as one visitor, and whoever may write speaks alone."""

from __future__ import annotations

import contextlib
from http import HTTPStatus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import RequestFactory

from wix_headless.client.catalogue import catalogue
from wix_headless.context import attach_context
from wix_headless.exceptions import ResponseError
from wix_headless.models import StoredToken
from wix_headless.protocol.messages import NO_BODY, Request
from wix_headless.storages.sealing import digest

pytestmark = pytest.mark.django_db

#: The methods of cart, checkout and bookings that change nothing. Written by hand, from what
#: Wix's documentation says that each does.
READS = """
ecom.cart: get_cart get_cart_by_checkout_id
ecom.cart_v2: get_cart get_checkout_url get_upsell_options
ecom.checkout: get_checkout get_checkout_by_cart_id get_checkout_url get_wix_checkout_url
ecom.current_cart: get_current_cart
ecom.current_cart_v2: get_current_cart get_upsell_options_for_current_cart
bookings.bookings: get_anonymous_action_token get_anonymous_action_token_for_multi_service_booking
bookings.bookings: get_multi_service_booking get_multi_service_booking_anonymously
bookings.bookings: get_multi_service_booking_availability get_service_anonymously
bookings.extended_bookings: count_extended_bookings query query_extended_bookings
bookings.services: count_services get_service list_add_on_groups_by_service_id
bookings.services: query_booking_forms query_categories query_locations query_policies
bookings.services: query_services search_services
bookings.availability_calendar: query_availability
bookings.availability_time_slots: get_availability_time_slot
bookings.event_time_slots: get_event_time_slot
"""

ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _shared(sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SHARE_VISITOR_READS": True}


def parse_reads():
    reads = {}
    for line in READS.strip().splitlines():
        namespace, _, names = line.partition(": ")
        reads.setdefault(namespace, set()).update(names.split())
    return reads


def own_rows():
    return StoredToken.objects.exclude(claim=None).exclude(claim=_reader_claim())


def _reader_claim():
    from wix_headless.conf import wix_settings

    return digest("reader", wix_settings.CLIENT_ID)


def open_context():
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request.session.create()
    return attach_context(request)


def test_a_crowd_of_newcomers_costs_one_token_and_no_row_of_its_own(new_browser, sandbox):
    for _ in range(1000):
        newcomer = new_browser()
        assert newcomer.get("/").status_code == HTTPStatus.OK
        assert not newcomer.site.cookies

    assert sandbox.token_requests() == 1
    assert StoredToken.objects.count() == 1
    assert Session.objects.count() == 0


def test_without_it_each_newcomer_has_a_row(new_browser, sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SHARE_VISITOR_READS": False}

    for _ in range(5):
        new_browser().get("/")

    assert sandbox.token_requests() == StoredToken.objects.count() == 5


def test_who_writes_has_a_token_and_a_cart_of_its_own_from_then_on(new_browser, sandbox):
    reader, writer = new_browser(), new_browser()
    reader.get("/")
    assert writer.get("/cart/add/").json() == {"items": 1}

    assert sandbox.token_requests() == 2
    assert writer.get("/cart/").json() == {"items": 1}
    assert reader.get("/cart/").json() == {"items": 0}
    assert new_browser().get("/cart/").json() == {"items": 0}
    assert sandbox.token_requests() == 2


def test_a_member_reads_as_the_member(browser, sandbox):
    browser.log_in("ada@example.com")
    sandbox.forget_requests()

    assert browser.get("/").json()["role"] == "member"
    assert sandbox.token_requests() == 0


def test_a_path_that_is_no_methods_is_spoken_alone():
    context = open_context()

    with pytest.raises(ResponseError):
        context.get("/members/v1/members/my")

    assert own_rows().count() == 1


@pytest.mark.parametrize("namespace", sorted(parse_reads()))
def test_whatever_may_write_makes_an_own_token_first(namespace, sandbox):
    package, _, name = namespace.partition(".")
    methods = catalogue.find_package(package).find_namespace(name)
    shared = set()
    for method_name in methods.method_names:
        method = methods.find_method(method_name)
        if method.is_unmapped:
            continue
        StoredToken.objects.all().delete()
        path = method.path
        for place in method.path_parameters:
            path = path.replace("{" + place + "}", ID)
        body = NO_BODY if method.sends_query else {}
        request = Request(verb=method.verb, path=path, name=method.dotted_name, body=body)
        with contextlib.suppress(ResponseError):
            open_context().send(request, method)
        if not own_rows().exists():
            shared.add(method_name)

    assert shared == parse_reads()[namespace]
