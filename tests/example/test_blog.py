"""The journal."""

from __future__ import annotations

import re

import pytest

POST = "/blog/what-a-kiln-does-at-night/"


def titles(page):
    return re.findall(r'<h2><a href="/blog/[\w-]+/">(.+?)</a></h2>', page)


def test_the_newest_post_comes_first_with_its_picture(shopper):
    page = shopper.get("/blog/")

    assert titles(page)[0] == "What a Kiln Does at Night"
    assert len(titles(page)) == 7
    assert "29 October 2026" in page
    assert "min to read" in page
    assert "/media/" in page


def test_an_empty_journal_says_so(shopper, sandbox):
    sandbox.fail("/v3/posts/*", status=200, body={"posts": []})

    assert "Nothing is written yet" in shopper.get("/blog/")


def test_a_post_shows_what_its_author_wrote(shopper):
    page = shopper.get(POST)

    assert "<h1>What a Kiln Does at Night</h1>" in page
    assert "<h2>The slow hours</h2>" in page
    assert "<blockquote>" in page
    assert "<li>" in page
    assert re.search(r"<figure><img [^>]+><figcaption>The kiln with its door open", page)


def test_what_a_post_may_not_contain_is_not_shown(shopper, sandbox):
    def text(words, *decorations):
        return {"type": "TEXT", "textData": {"text": words, "decorations": list(decorations)}}

    link = {"type": "LINK", "linkData": {"link": {"url": "javascript:alert(2)"}}}
    nodes = [{"type": "PARAGRAPH", "nodes": [text("<script>alert(1)</script>"), text("go", link)]}]
    post = {"title": "<b>Bold</b>", "slug": "x", "richContent": {"nodes": nodes}}
    sandbox.fail("/v3/posts/*", status=200, body={"post": post})

    page = shopper.get("/blog/x/")

    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "<b>Bold" not in page
    assert "go" in page


@pytest.mark.parametrize("slug", ["nothing", "spring-colours-not-decided", "..", "<b>", "x" * 300])
def test_an_unknown_post_is_a_page_not_found(shopper, slug):
    assert shopper.site.get(f"/blog/{slug}/").status_code == 404
