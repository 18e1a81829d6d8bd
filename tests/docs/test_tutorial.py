"""``docs/tutorial.md``, followed from an empty folder to a running shop."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import DOCS
from tests.docs.reader import Reader, Visitor
from wix_headless.testing.clients import read_form

PAGE = (DOCS / "tutorial.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with Reader(tmp_path_factory.mktemp("tutorial")) as reader:
        reader.follow(PAGE)
        yield reader


@pytest.fixture
def visitor(reader):
    with Visitor(reader.site) as visitor:
        yield visitor


def add_first(visitor):
    shop = visitor.get("/")
    path = re.search(r'action="(/add/[^"]+)"', shop.text)[1]
    return visitor.submit(shop, path)


def test_the_products_are_listed(visitor):
    shop = visitor.get("/").text

    assert shop.count("<article>") == 12
    assert "Harbour Bowl" in shop
    assert "$34.00" in shop


def test_the_cart_is_kept_and_checked_out(visitor):
    assert "Nothing in it yet" in visitor.get("/cart/").text

    assert "1 \N{MULTIPLICATION SIGN} Harbour Bowl" in add_first(visitor).text
    page = visitor.get("/cart/")
    assert "Total: $34.00" in page.text

    assert not visitor.submit(page, "/checkout/").url.startswith(visitor.site)


def test_a_member_logs_in_with_the_cart_and_out(visitor, reader):
    add_first(visitor)

    page = visitor.get("/account/")
    who = {"email": "ada@example.com", "password": reader.members["ada@example.com"]}
    page = visitor.post(page.url, page, read_form(page.text) | who)

    assert page.url == f"{reader.site}/account/"
    assert "Hello Ada" in page.text
    assert "Django knows you as ada@example.com" in page.text
    assert "Harbour Bowl" in visitor.get("/cart/").text

    out = visitor.submit(page, "/wix/logout/")
    assert out.url == f"{reader.site}/"
    assert "Log in" in out.text


def test_staff_see_the_members_and_nobody_else_does(visitor, reader):
    page = visitor.get("/report/")
    assert "/admin/login/" in page.url

    who = {"username": "staff", "password": reader.environ["DJANGO_SUPERUSER_PASSWORD"]}
    page = visitor.post(page.url, page, read_form(page.text) | who)

    assert page.url == f"{reader.site}/report/"
    assert "dmitri@example.com: PENDING" in page.text
    assert "chiara@example.com" in page.text  # whose profile only the app may see


def test_the_keys_are_the_readers_own(reader):
    assert (reader.folder / ".env.local").stat().st_mode & 0o077 == 0
