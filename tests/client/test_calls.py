"""A call in Python as the request it becomes, and what is refused or warned about."""

from __future__ import annotations

import base64
import json
import warnings
from datetime import date
from enum import StrEnum
from urllib.parse import unquote
from uuid import UUID

import pytest
import requests
from hypothesis import assume, given
from hypothesis import strategies as st

from wix_headless.client.calls import build_request
from wix_headless.client.catalogue import catalogue
from wix_headless.client.catalogue.method import parse_method
from wix_headless.client.notices import UnknownFieldWarning, build_deprecation, warn_deprecated
from wix_headless.exceptions import UnknownNameError
from wix_headless.protocol.messages import NO_BODY

UUID_TEXT = "5f2c1c1e-0000-4000-8000-000000000001"


def make(http, name="doThing", **entry):
    return parse_method("shop", "things", name, {"http": http, **entry})


def call(method, *args, strict=True, **fields):
    return build_request(method, args, fields, strict=strict)


def call_named(name, *args, **fields):
    return call(catalogue.find_method(name), *args, **fields)


class Colour(StrEnum):
    RED = "RED"


def test_path_parameters_come_first_by_position():
    request = call_named("members.get_member", "m-1", fieldsets=["FULL"])

    assert (request.verb, request.path) == ("GET", "/members/v1/members/m-1")
    assert request.query == (("id", "m-1"), ("fieldsets", "FULL"))
    assert request.name == "members.get_member"


def test_path_parameters_are_fields_too():
    by_name = call_named("stores.products_v3.get_product", product_id="p-1")

    assert by_name == call_named("stores.products_v3.get_product", productId="p-1")
    assert by_name == call_named("stores.products_v3.get_product", "p-1")


def test_a_nested_path_parameter_is_filled_from_its_object():
    member = {"id": "m-1", "profile": {"nickname": "Zoë"}}

    request = call_named("members.update_member", member=member)

    assert request.path == "/members/v1/members/m-1"
    assert request.body == {"member": member}


def test_a_nested_path_parameter_by_position_goes_into_its_object():
    member = {"profile": {"nickname": "Zoë"}}

    request = call_named("members.update_member", "m-1", member=member)

    assert request.path == "/members/v1/members/m-1"
    assert request.body == {"member": {"profile": {"nickname": "Zoë"}, "id": "m-1"}}
    assert member == {"profile": {"nickname": "Zoë"}}


def test_several_path_parameters_keep_the_paths_order():
    method = make("GET /v1/programs/{programId}/steps/{step.id}", fields={"programId": "string"})

    request = call(method, "p", "s")

    assert request.path == "/v1/programs/p/steps/s"
    assert request.query == (("programId", "p"), ("step.id", "s"))


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("a?b#c", "a%3Fb%23c"),
        ("ä é", "%C3%A4%20%C3%A9"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a;b=c", "a%3Bb%3Dc"),
        ("a\\b", "a%5Cb"),
        ("a\nb", "a%0Ab"),
        ("...", "..."),
        (7, "7"),
        (UUID(UUID_TEXT), UUID_TEXT),
        (Colour.RED, "RED"),
    ],
)
def test_a_path_parameter_stays_one_segment(value, segment):
    request = call(make("POST /v1/things/{id}/do"), value)

    assert request.path == f"/v1/things/{segment}/do"


@given(st.text(min_size=1))
def test_whatever_a_path_parameter_holds_the_path_that_is_sent_has_the_same_shape(value):
    assume(value not in {".", ".."})
    try:
        value.encode()
    except UnicodeEncodeError:
        assume(False)

    path = call(make("POST /v1/things/{id}/do"), value).path
    sent = requests.Request("POST", f"https://wix.test{path}").prepare().path_url

    assert sent.count("/") == 4
    assert sent.startswith("/v1/things/")
    assert sent.endswith("/do")
    assert unquote(sent.split("/")[3]) == value


@pytest.mark.parametrize("value", [".", ".."])
def test_a_path_parameter_that_is_a_dot_segment_is_refused(value):
    with pytest.raises(ValueError, match=r"can't have '\.\.?' as id"):
        call(make("GET /v1/things/{id}"), value)


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("name", "described"),
    [
        ("members.get_member", "id"),
        ("stores.products_v3.get_product", "product_id"),
        ("members.update_member", 'member={"id": …}'),
    ],
)
def test_an_empty_path_parameter_is_named(name, described, value):
    with pytest.raises(TypeError) as caught:
        call_named(name, value)

    assert f"{name}() needs {described}, not {value!r}" in str(caught.value)


def test_a_missing_path_parameter_is_named():
    with pytest.raises(TypeError, match=r"ecom\.orders\.get_order\(\) needs id, not None"):
        call_named("ecom.orders.get_order")


@pytest.mark.parametrize("value", [True, 1.5, ["a"], {"id": "a"}, b"a"])
def test_a_path_parameter_is_a_string(value):
    with pytest.raises(TypeError, match="needs a string as id, not"):
        call_named("members.get_member", value)


def test_too_many_positions_are_refused():
    with pytest.raises(TypeError, match=r"takes 1 path parameters by position \(id\), and 2"):
        call_named("members.get_member", "a", "b")

    with pytest.raises(TypeError, match=r"takes 0 path parameters by position \(none\), and 1"):
        call_named("members.get_current_member", "a")


def test_a_path_parameter_given_twice_must_be_the_same():
    assert call_named("members.get_member", "a", id="a").path.endswith("/a")

    with pytest.raises(TypeError, match="two values for 'id'"):
        call_named("members.get_member", "a", id="b")


def test_a_field_in_two_spellings_is_refused():
    with pytest.raises(TypeError, match="'productId' twice"):
        call_named("stores.products_v3.get_product", product_id="a", productId="a")


def test_an_object_is_needed_where_the_path_looks_into_one():
    with pytest.raises(TypeError, match="needs an object as member"):
        call_named("members.update_member", "m-1", member="m-1")


def test_a_reserved_word_gets_its_underscore_off():
    method = make("POST /v1/things", fields={"from": "Date"})

    assert call(method, from_="2026-01-01").body == {"from": "2026-01-01"}
    assert call(method, **{"from": "2026-01-01"}).body == {"from": "2026-01-01"}


def test_a_post_without_fields_sends_an_empty_object():
    assert call_named("members.join_community").body == {}


def test_null_is_a_value_in_a_body():
    assert call_named("members.create_member", member=None).body == {"member": None}


def test_a_get_has_no_body():
    assert call_named("members.get_current_member").body is NO_BODY


def test_a_query_is_flat():
    method = make(
        "GET /v1/things", fields=dict.fromkeys(["paging", "ids", "all", "size", "no"], "")
    )

    request = call(
        method,
        paging={"limit": 2, "cursor": None},
        ids=["a", None, "b"],
        all=True,
        size=1.0,
        no=None,
    )

    assert request.query == (
        ("paging.limit", "2"),
        ("ids", "a"),
        ("ids", "b"),
        ("all", "true"),
        ("size", "1"),
    )


@pytest.mark.parametrize("value", [[{"a": 1}], [["a"]], date(2026, 1, 1), b"x", object()])
def test_what_a_query_cannot_carry_is_refused_and_not_dropped(value):
    with pytest.raises(TypeError, match=r"^things"):
        call(make("GET /v1/things", fields={"things": ""}), things=value)


def decode(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(texts, values, min_size=1, max_size=3))
def test_a_complex_query_says_everything_in_one_value(payload):
    method = make("GET /v1/things", fields={"query": ""}, complex=True)

    request = call(method, query=payload)

    assert [name for name, _ in request.query] == [".r"]
    assert "=" not in request.query[0][1]
    assert decode(request.query[0][1]) == {"query": payload}


def test_a_complex_query_without_nested_values_stays_flat():
    method = make("GET /v1/things", fields={"fieldsets": "", "paging": ""}, complex=True)

    assert call(method, fieldsets=["A", "B"], paging={}).query == (
        ("fieldsets", "A"),
        ("fieldsets", "B"),
    )


def test_numbers_that_json_has_not_are_refused():
    method = make("GET /v1/things", fields={"query": ""}, complex=True)

    with pytest.raises(TypeError, match=r"query\.x: a number that is not finite"):
        call(method, query={"x": float("nan")})


@pytest.mark.parametrize(("length", "verb"), [(3998, "GET"), (3999, "POST")])
def test_a_query_that_grows_too_long_becomes_a_body(length, verb):
    method = make("GET /v1/things/{id}", fields={"q": ""}, fallback="POST /v1/things/{id}/query")

    # "id=a&q=" is part of the length.
    request = call(method, "a", q="x" * (length + 2 - len("id=a&q=")))

    assert request.verb == verb
    if verb == "POST":
        assert request.path == "/v1/things/a/query"
        assert request.body["id"] == "a"
        assert request.query == ()


def test_without_a_fallback_a_long_query_stays_a_query():
    assert call(make("GET /v1/things", fields={"q": ""}), q="x" * 9000).verb == "GET"


def test_a_field_mask_is_one_string():
    request = call_named("business_tools.site_properties.get_site_properties", fields=["a", "b.c"])

    assert request.query == (("fields", "a,b.c"),)


@pytest.mark.parametrize(
    ("given_name", "sent"), [("new_field", "newField"), ("newField", "newField"), ("new", "new")]
)
def test_an_unknown_field_is_sent_and_warned_about(given_name, sent):
    with pytest.warns(UnknownFieldWarning, match=f"no field {given_name!r}.*sent as {sent!r}"):
        request = call_named("members.create_member", strict=False, **{given_name: 1})

    assert request.body == {sent: 1}


def test_the_warning_names_the_nearest_field_and_our_callers_line():
    with pytest.warns(UnknownFieldWarning, match="did you mean 'fieldsets'") as caught:
        build_request(catalogue.find_method("members.get_current_member"), [], {"fieldset": []})

    assert caught[0].filename == __file__


def test_an_unknown_field_is_an_error_when_strict():
    with pytest.raises(TypeError, match=r"no field 'fieldset'.*did you mean 'fieldsets'"):
        call_named("members.get_current_member", fieldset=["FULL"])


def test_a_handwritten_method_takes_any_field_without_a_word():
    method = make("POST /v1/items", fields={"dataItem": ""}, handwritten=True)

    assert call(method, data_item=1, other_thing=2).body == {"dataItem": 1, "otherThing": 2}


def test_a_method_without_a_public_path_is_refused_before_sending():
    with pytest.raises(UnknownNameError, match=r"shop.things.do_thing has no public path"):
        call(make("GET /v1/things", unmapped=True))


@pytest.mark.parametrize(
    ("deprecated", "sentence"),
    [
        ({}, "shop.things.do_thing is deprecated."),
        ({"replaced_by": "shop.x.y"}, "shop.things.do_thing is deprecated; use shop.x.y instead."),
        (
            {"removal": "2026-06-02", "replaced_by": "shop.x.y"},
            (
                "shop.things.do_thing is deprecated: Wix removes it on 2026-06-02;"
                " use shop.x.y instead."
            ),
        ),
        (
            {"removal": "2026-06-01"},
            "shop.things.do_thing is removed: Wix announced its end for 2026-06-01.",
        ),
    ],
)
def test_a_deprecation_names_its_date_and_successor(deprecated, sentence):
    method = make("GET /v1/things", deprecated=deprecated)

    assert build_deprecation(method, date(2026, 6, 1)) == sentence


def test_a_deprecated_method_warns_once():
    method = make("GET /v1/things", name="getOld", deprecated={})
    warn_deprecated.cache_clear()

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(method)
        call(method)

    assert [str(warning.message) for warning in caught] == ["shop.things.get_old is deprecated."]
    assert caught[0].filename == __file__


def test_building_a_request_leaves_what_was_given_alone():
    fields = {"member": {"id": "m-1"}, "extra": [1]}
    before = json.dumps(fields)

    build_request(make("PATCH /v1/{member.id}", fields={"member": "", "extra": ""}), [], fields)

    assert json.dumps(fields) == before


@pytest.mark.parametrize(
    ("dotted", "fields", "is_repeatable"),
    [
        ("stores.products_v3.query_products", {"query": {}}, True),
        ("members.members.get_current_member", {}, True),
        ("ecom.current_cart_v2.add_line_items_to_current_cart", {"catalog_items": []}, False),
    ],
)
def test_only_what_surely_changes_nothing_may_be_sent_again(dotted, fields, is_repeatable):
    assert call_named(dotted, **fields).repeatable is is_repeatable
