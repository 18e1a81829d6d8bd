"""Methods found by words."""

from __future__ import annotations

import pytest

from wix_headless.client.catalogue import catalogue, search


def names(text):
    return [method.dotted_name for method in search(catalogue, text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("cart line item", "ecom.current_cart_v2.add_line_items_to_current_cart"),
        ("query members", "members.query_members"),
        ("queryMembers", "members.query_members"),
        ("categories query", "categories.query_categories"),
        ("members.query_members", "members.query_members"),
    ],
)
def test_the_likeliest_comes_first(text, first):
    assert names(text)[0] == first


def test_every_word_must_be_known():
    assert names("members nonsense") == []
    assert names("") == []


def test_what_is_deprecated_or_has_no_path_comes_last():
    found = search(catalogue, "cart")
    doubtful = [bool(method.deprecation) or method.is_unmapped for method in found]

    assert doubtful == sorted(doubtful)
    assert True in doubtful
