"""What members see: with pytest, and the fixtures of the test kit."""

from __future__ import annotations

from django.test import Client

from wix_headless.testing import WixSandbox, WixTestClient


def test_the_account_shows_the_member(wix_member_client: WixTestClient) -> None:
    page = wix_member_client.get("/account/")
    assert "Ada Lindqvist" in page.text


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    answer = client.get("/account/")

    assert answer.headers["Location"] == "/wix/login/?next=/account/"


def test_a_new_member_has_no_orders(
    wix_sandbox: WixSandbox, wix_visitor_client: WixTestClient
) -> None:
    zoe = wix_sandbox.add_member("zoe@example.com", first_name="Zoë", last_name="Okoye")

    wix_visitor_client.wix_login(zoe)

    page = wix_visitor_client.get("/account/").text
    assert "Zoë Okoye" in page
    assert "No orders yet." in page


def test_a_token_that_ended_is_renewed_and_nobody_notices(
    wix_sandbox: WixSandbox, wix_member_client: WixTestClient
) -> None:
    wix_sandbox.move_clock(hours=5)

    assert wix_member_client.get("/account/").status_code == 200


def test_when_wix_fails_the_member_stays_logged_in(
    wix_sandbox: WixSandbox, wix_member_client: WixTestClient
) -> None:
    wix_sandbox.fail("/ecom/*", status=503, times=10)
    assert wix_member_client.get("/account/").status_code == 503

    wix_sandbox.heal()
    assert "Ada Lindqvist" in wix_member_client.get("/account/").text
