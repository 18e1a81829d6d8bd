"""What visitors see when Wix does not do what it should."""

from __future__ import annotations

import pytest

from wix_headless.exceptions import ConfigurationError


@pytest.mark.parametrize(
    "fault",
    [{"status": 500}, {"status": 503}, {"status": 429}, {"mode": "garbage"}, {"mode": "reset"}],
    ids=str,
)
@pytest.mark.parametrize("path", ["/", "/products/harbour-bowl/", "/cart/"])
def test_a_wix_that_fails_is_a_page_with_another_try(shopper, sandbox, path, fault):
    sandbox.fail("*", times=20, **fault)

    answer = shopper.site.get(path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert b"The shop does not answer" in answer.content
    assert f'href="{path}">Try again' in answer.content.decode()

    sandbox.heal()
    assert shopper.site.get(path).status_code == 200


@pytest.mark.parametrize("status", [400, 403, 428])
def test_a_wix_that_refuses_promises_nothing(shopper, sandbox, status):
    shopper.get("/cart/")
    sandbox.fail("/stores/*", times=20, status=status)

    answer = shopper.site.get("/")

    assert answer.status_code == 503
    assert b"The shop refused that" in answer.content


def test_a_change_that_fails_leads_to_the_cart(shopper, sandbox):
    shopper.add("harbour-bowl")
    line = shopper.line()
    sandbox.fail("/ecom/*", times=20, status=500)

    answer = shopper.site.post("/cart/update/", {"line": line, "quantity": 2})

    assert answer.status_code == 503
    assert b'href="/cart/">See your cart' in answer.content

    sandbox.heal()
    assert "$34.00" in shopper.get("/cart/")


def test_a_failing_account_keeps_the_member_logged_in(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("*", times=20, status=503)

    assert shopper.site.get("/account/").status_code == 503

    sandbox.heal()
    assert "Ada Lindqvist" in shopper.get("/account/")


def test_a_mistake_of_ours_is_not_blamed_on_wix(shopper, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_ID": ""}

    with pytest.raises(ConfigurationError):
        shopper.site.get("/")


def test_our_own_breakdown_has_a_page_that_needs_nothing(shopper, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_ID": ""}
    shopper.site.raise_request_exception = False

    answer = shopper.site.get("/")

    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
