"""The guestbook: read by all, written by members, each their own."""

from __future__ import annotations

import re

import pytest


def removals(page):
    return re.findall(r'action="(/guestbook/[0-9a-f-]+/remove/)"', page)


def test_anybody_reads_the_newest_first(shopper):
    page = shopper.get("/guestbook/")

    assert page.index("left with a hobby") < page.index("two moves and a toddler")
    assert "Chiara Moretti, 30 October 2026" in page
    assert "Log in to write" in page
    assert removals(page) == []


def test_an_empty_book_says_so(shopper, sandbox):
    sandbox.fail("/wix-data/*", status=200, body={"dataItems": []})

    assert "The first page is still white." in shopper.get("/guestbook/")


def test_members_write_and_take_back_what_is_theirs(shopper):
    shopper.browser.log_in("ben@example.com")
    before = shopper.get("/guestbook/")
    [old] = removals(before)
    assert "A few words would be nice." not in before

    page = shopper.post("/guestbook/", message="Second mug, <b>no</b> straw.")

    assert "Thank you: it is in the book." in page
    assert "Second mug, &lt;b&gt;no&lt;/b&gt; straw." in page
    [new] = set(removals(page)) - {old}
    page = shopper.post(new)
    assert "Second mug" not in page
    assert removals(page) == [old]


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ("", "A few words would be nice."),
        ("  ", "A few words would be nice."),
        ("x" * 301, "at most 300 characters"),
    ],
)
def test_what_makes_no_sense_is_not_written(shopper, message, complaint):
    shopper.browser.log_in("ben@example.com")

    page = shopper.post("/guestbook/", message=message)

    assert complaint in page
    assert len(removals(shopper.get("/guestbook/"))) == 1


def test_strangers_write_nothing(shopper, sandbox):
    shopper.post("/guestbook/", message="Hello")

    assert [one["verb"] for one in sandbox.requests_to("/wix-data")] == ["GET"]


def test_nobody_takes_out_what_others_wrote(shopper, new_browser):
    ben = type(shopper)(new_browser())
    ben.browser.log_in("ben@example.com")
    [path] = removals(ben.get("/guestbook/"))
    shopper.browser.log_in("ada@example.com")

    page = shopper.post(path)

    assert "There is no such entry of yours." in page
    assert "The parcel could use less straw." in page


def test_taking_out_needs_a_member_and_a_form(shopper):
    path = "/guestbook/00000000-0000-4000-8000-000000000000/remove/"

    assert shopper.site.get(path).status_code == 405
    assert shopper.site.post(path)["Location"].startswith("/wix/login/")
    shopper.browser.log_in("ada@example.com")
    assert "There is no such entry of yours." in shopper.post(path)
