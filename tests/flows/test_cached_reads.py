"""``request.wix.cached(seconds)``: one fetch for everybody, and nothing personal in it."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connections
from django.test import AsyncClient, RequestFactory
from django.utils import translation

from wix_headless.client.catalogue import catalogue
from wix_headless.client.steps import Remote
from wix_headless.context import attach_context
from wix_headless.context.cached_reads import SHARED_READS, build_key
from wix_headless.exceptions import ForbiddenError, NotFoundError
from wix_headless.models import StoredToken

pytestmark = pytest.mark.django_db

PRODUCTS = "/stores/v3/products/query"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def open_page(sandbox):
    """Return ``request.wix`` of a newcomer's request."""

    def open_page(user=None):
        request = RequestFactory().get("/")
        request.session, request.user = SessionStore(), user or AnonymousUser()
        return attach_context(request)

    return open_page


def query(wix, limit=3, **options):
    products = wix.cached(60).using(**options).stores.products_v3.query_products
    return products(query={"cursorPaging": {"limit": limit}})["products"]


def test_the_second_caller_asks_nobody(open_page, sandbox, django_assert_num_queries):
    first = query(open_page())
    with django_assert_num_queries(0):
        second = query(open_page())

    assert len(first) == 3
    assert first == second
    assert len(sandbox.requests_to(PRODUCTS)) == 1
    assert sandbox.token_requests() == 1


def test_whoever_asks_one_visitor_reads_for_all(browser, sandbox):
    browser.log_in("ada@example.com")

    assert browser.get("/cached/").json()["count"] == 3

    (call,) = sandbox.requests_to(PRODUCTS)
    assert call["role"] == "visitor"


def test_the_page_itself_is_nobodys(new_browser):
    page = new_browser().get("/cached/")

    assert not page.cookies
    assert "Cache-Control" not in page
    assert StoredToken.objects.count() == 1


def test_other_arguments_and_languages_are_other_answers(open_page, sandbox):
    wix = open_page()
    query(wix)
    query(wix, limit=2)
    query(wix, language="de")
    wix.speaker.request.LANGUAGE_CODE = "fr"
    with translation.override("fr"):
        query(wix)

    assert len(sandbox.requests_to(PRODUCTS)) == 4


def test_the_language_may_be_said_before_or_after(open_page, sandbox):
    wix = open_page()
    query(wix, language="de")
    query(wix.using(language="de"))

    assert len(sandbox.requests_to(PRODUCTS)) == 1


def test_another_site_has_another_key(open_page, sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": {"CLIENT_ID": "o"}}}
    request = open_page().stores.products_v3.query_products.request(query={})
    one = build_key("default", "", request)

    assert build_key("outlet", "", request) != one
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_ID": "another"}
    assert build_key("default", "", request) != one


def test_what_can_be_sent_can_be_cached_and_nothing_else(open_page, sandbox):
    services = open_page().bookings.services.query_services
    (known, *_) = services(query={})["services"]
    cached = open_page().cached(60).bookings.services.query_services
    sandbox.forget_requests()

    for _ in range(2):
        found = cached(query={"filter": {"id": UUID(known["id"])}})["services"]
        assert [one["id"] for one in found] == [known["id"]]
    with pytest.raises(TypeError, match=r"query\.filter\.createdDate: datetime can't be sent"):
        cached(query={"filter": {"createdDate": datetime.now(UTC)}})

    assert len(sandbox.requests_to("/_api/bookings/v2/services/query")) == 1


def test_what_a_caller_does_with_an_answer_is_not_shared(open_page):
    query(open_page()).clear()

    assert len(query(open_page())) == 3


def test_an_error_is_not_kept(open_page, sandbox):
    wix = open_page().cached(60)
    for _ in range(2):
        with pytest.raises(NotFoundError):
            wix.stores.products_v3.get_product("00000000-0000-4000-8000-000000000000")

    assert len(sandbox.requests_to("/stores/v3/products/0")) == 2


@pytest.mark.parametrize(
    "call",
    [
        lambda wix: wix.members.get_current_member(),
        lambda wix: wix.ecom.current_cart_v2.get_current_cart(),
        lambda wix: wix.ecom.current_cart_v2.delete_current_cart(),
        lambda wix: wix.bookings.extended_bookings.query_extended_bookings(query={}),
        lambda wix: wix.get("/stores/v3/products/query"),
    ],
)
def test_what_is_personal_or_unknown_is_refused_before_it_is_sent(open_page, sandbox, call):
    with pytest.raises(TypeError, match="SHARED_READS"):
        call(open_page().cached(60))

    assert sandbox.requests_to("/") == []


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_no_time_is_no_cache(open_page, seconds):
    with pytest.raises(ValueError, match="seconds"):
        open_page().cached(seconds)


def test_the_list_has_reads_only_and_all_exist():
    methods = [catalogue.find_method(name) for name in SHARED_READS]

    assert all(method.is_read and not method.is_about_caller for method in methods)
    assert {method.dotted_name for method in methods} == SHARED_READS
    assert not any(method.is_unmapped for method in methods)


def test_items_of_all_pages_are_kept_too(open_page, sandbox):
    for _ in range(2):
        products = open_page().cached(60).stores.products_v3.query_products
        assert len(list(products.items(query={"cursorPaging": {"limit": 5}}, max_items=8))) == 8

    assert len(sandbox.requests_to(PRODUCTS)) == 2


def test_whoever_stops_waiting_keeps_nobody_waiting(open_page, sandbox):
    products = open_page().cached(60).stores.products_v3.query_products
    steps = products.caller.call(products.request(query={}), products.method)
    step = next(steps)
    while not isinstance(step, Remote):
        step = steps.send(step.work())
    fetching = f"{build_key('default', '', products.request(query={}))}:fetch"
    assert cache.get(fetching)

    step = steps.throw(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        while True:
            step = steps.send(step.work())

    assert cache.get(fetching) is None


def test_async_views_share_the_same_answers(sandbox, open_page):
    query(open_page())
    sandbox.forget_requests()

    answer = async_to_sync(AsyncClient().get)("/async/cached/")

    assert json.loads(answer.content) == {"pages": [3] * 5}
    assert sandbox.requests_to("/") == []


@pytest.mark.django_db(transaction=True)
def test_a_crowd_at_an_empty_cache_fetches_once(open_page, sandbox):
    sandbox.fail(PRODUCTS, mode="delay", delay=0.5)

    def page(_):
        try:
            return len(query(open_page()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(page, range(10))) == [3] * 10

    assert len(sandbox.requests_to(PRODUCTS)) == 1


def test_a_fetcher_that_failed_leaves_the_turn_to_the_next(open_page, sandbox):
    sandbox.fail(PRODUCTS, status=403, times=1)
    with pytest.raises(ForbiddenError):
        query(open_page())

    assert len(query(open_page())) == 3
