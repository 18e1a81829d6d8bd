"""Django's ``cache_page`` keeps what is the same for everybody, and no page of anybody's."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import include, path
from django.views.decorators.cache import cache_page

from wix_headless.decorators import elevated, member_required

pytestmark = pytest.mark.django_db(transaction=True)

ADA, BEN = "ada@example.com", "ben@example.com"

#: What a view has shown itself.
SHOWN: list[str] = []


def whose(request):
    member = request.wix.member
    return HttpResponse(member.login_email if member else "nobody")


async def whose_async(request):
    member = await request.awix.amember()
    return HttpResponse(member.login_email if member else "nobody")


@member_required
def members(request):
    return HttpResponse(request.user.email)


@elevated(test=lambda request: "word" in request.GET)
def opened(request):
    return HttpResponse(request.user.email)


def products(request):
    SHOWN.append("products")
    found = request.wix.cached(60).stores.products_v3.query_products(query={})
    return HttpResponse(len(found["products"]))


def page(route, view):
    return path(route, cache_page(60)(view))


urlpatterns = [
    page("whose/", whose),
    page("whose/async/", whose_async),
    page("members/", members),
    page("opened/", opened),
    page("products/", products),
    path("", include("tests.site.urls")),
]


@pytest.fixture(autouse=True)
def own_pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def ada(browser):
    browser.log_in(ADA)
    return browser


@pytest.fixture
def ben(new_browser):
    ben = new_browser()
    ben.log_in(BEN)
    return ben


@pytest.mark.parametrize("address", ["/whose/", "/members/", "/opened/?word"])
def test_a_page_of_one_member_is_never_anothers(ada, ben, address):
    assert ada.get(address).content.decode() == ADA
    assert ben.get(address).content.decode() == BEN


def test_nor_a_visitors(ada, new_browser):
    assert ada.get("/whose/").content.decode() == ADA
    assert new_browser().get("/whose/").content == b"nobody"


def test_nor_that_of_an_async_view(ada):
    stranger = AsyncClient()
    known = AsyncClient()
    known.cookies["sessionid"] = ada.site.cookies["sessionid"].value

    assert async_to_sync(known.get)("/whose/async/").content.decode() == ADA
    assert async_to_sync(stranger.get)("/whose/async/").content == b"nobody"


def test_what_is_the_same_for_everybody_is_kept(browser, new_browser):
    SHOWN.clear()

    assert browser.get("/products/").content == new_browser().get("/products/").content

    assert SHOWN == ["products"]
