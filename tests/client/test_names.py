"""Names in JavaScript's and Python's spelling, and the nearest right one to a wrong one."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.client.names import (
    build_python_name,
    build_suggestion,
    build_wire_name,
    find_nearest,
)

words = st.lists(st.from_regex(r"[a-z][a-z0-9]{1,5}", fullmatch=True), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("javascript", "python"),
    [
        ("productsV3", "products_v3"),
        ("oAuthApps", "o_auth_apps"),
        ("currentCartV2", "current_cart_v2"),
        ("@wix/app-management", "app_management"),
        ("wixEventsV2", "wix_events_v2"),
        ("getURLOfPage", "get_url_of_page"),
        ("addressLine2", "address_line2"),
        ("orders", "orders"),
        ("from", "from_"),
        ("import", "import_"),
    ],
)
def test_names_are_spelled_as_python_spells_them(javascript, python):
    assert build_python_name(javascript) == python


@given(words)
def test_a_python_name_stays_what_it_is(parts):
    name = build_python_name("_".join(parts))

    assert build_python_name(name) == name
    assert not keyword.iskeyword(name)


@given(words)
def test_an_unknown_field_goes_to_wix_in_camel_case(parts):
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])

    assert build_wire_name("_".join(parts)) == ("".join(camel) if len(parts) > 1 else parts[0])


@pytest.mark.parametrize(
    ("given_name", "sent"),
    [("from_", "from"), ("newField", "newField"), ("_id", "_id"), ("type", "type")],
)
def test_what_needs_no_change_is_not_changed(given_name, sent):
    assert build_wire_name(given_name) == sent


@pytest.mark.parametrize(
    ("wrong", "known", "meant"),
    [
        ("current_cart", ["cart_v2", "current_cart_v2", "orders"], "current_cart_v2"),
        ("currentCartV2", ["cart_v2", "current_cart_v2", "orders"], "current_cart_v2"),
        ("order", ["cart_v2", "current_cart_v2", "orders"], "orders"),
    ],
)
def test_the_likeliest_name_comes_first(wrong, known, meant):
    assert find_nearest(wrong, known)[0] == meant


def test_a_suggestion_without_anything_near_says_what_there_is():
    assert build_suggestion("zzz", ["b", "a"]) == "there is a, b."
    assert build_suggestion("zzz", []) == "there is nothing to choose from."
    assert build_suggestion("zzz", (f"name{i}" for i in range(20))).endswith(", ….")
