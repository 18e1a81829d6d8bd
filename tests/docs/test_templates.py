"""Templates that the pages show come to what they promise."""

from __future__ import annotations

import re

from django.contrib.auth.models import AnonymousUser, User
from django.template import engines
from django.urls import resolve
from django.utils import translation

from tests.docs.pages import ROOT, read_blocks


def render(page, request, user, **context):
    request.user = user
    (block,) = read_blocks(page, "django")
    with translation.override("en"):
        return engines["django"].from_string(block.text).render({"user": user, **context}, request)


def find_views(html):
    return [resolve(path).view_name for path in re.findall(r'(?:href|action)="(/[^"?]*)', html)]


def test_the_links_of_the_page_on_logins(rf):
    request = rf.get("/cart/")

    stranger = render("howto/login.md", request, AnonymousUser())
    ada = render("howto/login.md", request, User(first_name="Ada"))

    assert find_views(stranger) == ["wix:login", "wix:login"]
    assert stranger.count("next=%2Fcart%2F") == 2
    assert "idp=google" in stranger
    assert find_views(ada) == ["wix:logout"]
    assert "Hello Ada" in ada


def test_the_tags_of_the_readme(rf):
    product = {
        "name": "Harbour Bowl",
        "media": {
            "main": {"image": "wix:image://v1/bowl.jpg/bowl.jpg#originWidth=9&originHeight=9"}
        },
        "actualPriceRange": {"minValue": {"amount": "34.00"}},
        "currency": "USD",
        "description": "<p onclick='x()'>Wide</p>",
    }
    node = {"type": "TEXT", "textData": {"text": "At six", "decorations": []}}
    post = {"richContent": {"nodes": [{"type": "PARAGRAPH", "nodes": [node]}]}}

    html = render(ROOT / "README.md", rf.get("/"), AnonymousUser(), product=product, post=post)

    assert find_views(html) == ["wix:login", "wix:logout"]
    assert 'alt="Harbour Bowl"' in html
    assert "$34.00" in html
    assert "<p>Wide</p>" in html
    assert "At six" in html
