"""Which ways back count as allowed: a login's whole address, anything else's host."""

from __future__ import annotations

import pytest

from wix_headless.doctor.redirects import Redirects

URI = "https://shop.example.com/wix/callback/"


@pytest.mark.parametrize(
    ("allowed", "is_missing"),
    [
        (URI, False),
        (URI.removesuffix("/"), True),
        (URI + "old/", True),
        (URI.replace("https", "http"), True),
        (URI.replace(".com", ".com:8443"), True),
    ],
)
def test_a_logins_address_is_compared_as_a_whole(allowed, is_missing):
    missing = Redirects(uris=(URI,)).find_missing({"allowedRedirectUris": [allowed]})

    assert missing.uris == ((URI,) if is_missing else ())


@pytest.mark.parametrize(
    ("allowed", "is_missing"),
    [
        ("shop.example.com", False),
        ("https://shop.example.com/", False),
        ("SHOP.example.com:8000", False),
        ("example.com", True),
        ("http://[x", True),
    ],
)
def test_a_domain_is_compared_by_its_host(allowed, is_missing):
    wanted = Redirects(domains=("shop.example.com",))

    missing = wanted.find_missing({"allowedRedirectDomains": [allowed]})

    assert bool(missing) == is_missing


@pytest.mark.parametrize(
    "answered", [{}, {"allowedRedirectUris": None}, {"allowedRedirectUris": 7}]
)
def test_what_wix_leaves_out_is_allowed_nowhere(answered):
    assert Redirects(uris=(URI,)).find_missing(answered).uris == (URI,)
    assert Redirects(uris=(URI,)).build_change(answered) == {"allowedRedirectUris": [URI]}
