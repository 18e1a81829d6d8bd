"""Wherever a browser may be sent, it is somewhere on this site: by the rules of browsers."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties.browsers import Place, find_place
from tests.properties.inputs import addresses, texts
from tests.properties.redirect_targets import ELSEWHERE, HERE, VECTORS
from wix_headless.views.targets import LONGEST_TARGET, find_target, is_ours

SITE = Place("http", "testserver")
SECURE_SITE = Place("https", "testserver")
DEFAULT = "/the/default/"

FOREIGN = [
    pytest.param(address, id=f"{kind}-{address[:40]!r}")
    for kind, addresses_of_kind in ELSEWHERE.items()
    for address in addresses_of_kind
]


def make_requests(target):
    factory = RequestFactory()
    return [factory.get("/", {"next": target}), factory.post("/", {"next": target})]


def test_there_are_enough_vectors_and_none_is_there_twice():
    assert len(VECTORS) == len(set(VECTORS)) >= 80


@pytest.mark.parametrize("target", FOREIGN)
def test_an_address_elsewhere_leads_to_the_default(target):
    for request in make_requests(target):
        assert find_target(request, DEFAULT) == DEFAULT


@pytest.mark.parametrize("target", HERE)
def test_an_address_here_is_followed_as_it_is(target):
    for request in make_requests(target):
        assert find_target(request, DEFAULT) == target
    assert find_place(target, base=SITE) == SITE


@given(addresses | texts, st.booleans())
@example("/account/", True)
def test_whatever_is_followed_no_browser_leaves_the_site(target, is_secure):
    site = SECURE_SITE if is_secure else SITE
    for request in make_requests(target):
        request.META["wsgi.url_scheme"] = site.scheme
        followed = find_target(request, DEFAULT)

        assert followed in {target, DEFAULT}
        assert find_place(followed, base=site) == site
        assert len(followed) <= LONGEST_TARGET


@given(addresses)
@example("https://shop.example/account/")
def test_the_public_address_is_ours_too_and_nothing_else_is(target):
    public = settings.WIX_HEADLESS | {"PUBLIC_URL": "https://shop.example"}
    with override_settings(WIX_HEADLESS=public):
        is_followed = is_ours(RequestFactory().get("/"), target)

    if is_followed:
        assert find_place(target, base=SITE) in {
            *(SITE, SECURE_SITE),
            *(Place("http", "shop.example"), Place("https", "shop.example")),
        }
