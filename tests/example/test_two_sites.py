"""The demo by its two names: two Wix sites, whose visitors, carts and members are apart."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests

from tests.example.running import Demo, copy_site
from wix_headless.testing.clients import read_form

HOSTS = {"default": "localhost", "outlet": "outlet.localhost"}
ADA = "ada@example.com"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with Demo(copy_site(tmp_path_factory.mktemp("site"))) as running:
        yield running


class Guest:
    """Somebody with one browser, who visits the site by its names."""

    def __init__(self, demo):
        self.demo = demo
        self.cookies = {host: requests.Session() for host in HOSTS.values()}
        self.wix = requests.Session()

    def ask(self, site, path, data=None):
        """Ask for a page by the host's name: whether it resolves is up to each machine."""
        host = HOSTS[site]
        headers = {"Host": f"{host}:{self.demo.port}"}
        url = f"http://localhost:{self.demo.port}{path}"
        verb = "GET" if data is None else "POST"
        return self.cookies[host].request(
            verb, url, data=data, headers=headers, allow_redirects=False, timeout=10
        )

    def add(self, site, slug):
        form = read_form(self.ask(site, f"/products/{slug}/").text)
        assert self.ask(site, f"/products/{slug}/", form | {"quantity": "1"}).status_code == 302

    def cart(self, site):
        return self.ask(site, "/cart/").text


@pytest.fixture
def guest(demo):
    return Guest(demo)


def test_it_says_where_the_outlet_is(demo):
    assert demo.find(r"Outlet +(\S+)") == f"http://outlet.localhost:{demo.port}/"
    assert demo.find(r"Its sandbox +(\S+)") == f"http://127.0.0.1:{demo.outlet_port}/"


def test_each_name_is_another_shop(guest):
    assert "Outlet</a>" not in guest.ask("default", "/").text
    assert "Kiln &amp; Quill Outlet</a>" in guest.ask("outlet", "/").text


def test_a_cart_at_one_is_not_at_the_other(guest):
    guest.add("default", "harbour-bowl")
    guest.add("outlet", "porridge-bowl")

    assert "Harbour Bowl" in guest.cart("default")
    assert "Porridge Bowl" not in guest.cart("default")
    assert "Porridge Bowl" in guest.cart("outlet")
    assert "Harbour Bowl" not in guest.cart("outlet")


def test_a_session_that_is_carried_over_is_nobody_there(guest):
    guest.add("default", "harbour-bowl")

    guest.cookies[HOSTS["outlet"]].cookies.update(guest.cookies[HOSTS["default"]].cookies)

    assert "Harbour Bowl" not in guest.cart("outlet")
    assert "Harbour Bowl" in guest.cart("default")


def test_each_has_its_own_login_and_its_own_members(guest, demo):
    passwords = [line.split()[1] for line in demo.said.splitlines() if line.strip().startswith(ADA)]
    ports = [demo.sandbox_port, demo.outlet_port]
    for site, own, other, port in zip(HOSTS, passwords, passwords[::-1], ports, strict=True):
        login = guest.ask(site, "/wix/login/?next=/account/").headers["Location"]
        assert urlsplit(login).port == port
        page = guest.wix.get(login, timeout=10)
        form = read_form(page.text) | {"email": ADA}

        refused = guest.wix.post(page.url, data=form | {"password": other}, timeout=10)
        assert refused.status_code == 401
        back = guest.wix.post(
            page.url, data=form | {"password": own}, allow_redirects=False, timeout=10
        )
        target = urlsplit(back.headers["Location"])

        assert target.netloc == f"{HOSTS[site]}:{demo.port}"
        ended = guest.ask(site, f"{target.path}?{target.query}")
        assert ended.headers["Location"] == "/account/"
        assert "Ada Lindqvist" in guest.ask(site, "/account/").text
        if site == "default":
            assert guest.ask("outlet", "/account/").status_code == 302


def test_an_unknown_name_is_the_first_shop(demo):
    answer = requests.get(f"http://127.0.0.1:{demo.port}/", timeout=10)

    assert "Outlet</a>" not in answer.text
