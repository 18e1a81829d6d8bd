"""``manage.py demo``: the sandboxes tell the site, by both of its names, what happens in them."""

from __future__ import annotations

import pytest
import requests

from tests.example.running import Demo, copy_site
from wix_headless.testing.clients import read_form


@pytest.fixture
def demo(tmp_path):
    with Demo(copy_site(tmp_path)) as running:
        yield running


def put_into_cart(origin):
    """Buy a bowl under a name of the site's; it is at localhost whatever the name."""
    host = origin.removeprefix("http://")
    with requests.Session() as browser:
        browser.headers["Host"] = host
        url = f"http://localhost:{host.rpartition(':')[2]}/products/harbour-bowl/"
        page = browser.get(url, timeout=10)
        headers = {"Referer": f"{origin}/products/harbour-bowl/"}
        cookies = {one.name: one.value for one in browser.cookies}
        answer = browser.post(
            url, data=read_form(page.text), headers=headers, cookies=cookies,
            allow_redirects=False, timeout=10,
        )  # fmt: skip
    assert answer.status_code == 302


def deliveries(port):
    url = f"http://127.0.0.1:{port}/_sandbox/deliveries"
    answer = requests.get(url, params={"wait": 20}, timeout=30).json()
    assert answer["at_rest"]
    return answer["deliveries"]


def test_a_cart_is_told_of_to_the_site_that_it_is_on(demo):
    for host, port in (("localhost", demo.sandbox_port), ("outlet.localhost", demo.outlet_port)):
        origin = f"http://{host}:{demo.port}"

        put_into_cart(origin)

        told = [(one["type"], one["url"], one["status"]) for one in deliveries(port)]
        assert told == [("wix.ecom.v2.cart_created", f"{origin}/wix/events/", 200)]
    assert "/dashboard/webhooks" in demo.said
