"""What a request's values may be."""

from __future__ import annotations

import json
import traceback
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.protocol.json_values import encode_json

texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(values)
def test_what_json_has_is_carried_as_it_is(value):
    assert json.loads(encode_json(value)) == value


def test_a_uuid_is_a_string_and_a_tuple_a_list():
    identifier = UUID("5f2c1c1e-0000-4000-8000-000000000001")

    assert encode_json({"ids": (identifier,)}) == f'{{"ids":["{identifier}"]}}'.encode()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), "datetime"),
        (date(2026, 1, 2), "date"),
        (Decimal("1.50"), "Decimal"),
        ({1, 2}, "set"),
        (b"bytes", "bytes"),
        (float("nan"), "a number that is not finite"),
        (float("inf"), "a number that is not finite"),
        (object(), "object"),
    ],
)
def test_what_json_has_not_is_refused_with_its_place(value, kind):
    with pytest.raises(TypeError) as caught:
        encode_json({"member": {"profile": [{"ok": 1}, {"since": value}]}})

    expected = f"member.profile.1.since: {kind} can't be sent; make it a string first"
    assert str(caught.value) == expected


def test_a_key_that_is_no_string_is_refused():
    with pytest.raises(TypeError, match=r"^filter\.b'x', as a key: bytes can't be sent"):
        encode_json({"filter": {b"x": 1}})


def test_what_holds_itself_is_refused():
    value = {"a": []}
    value["a"].append(value)

    with pytest.raises(TypeError, match=r"^a\.0: it holds itself"):
        encode_json(value)


def test_half_a_character_is_refused():
    with pytest.raises(TypeError, match=r"^name: half a character"):
        encode_json({"name": "\ud800"})


def test_the_value_itself_is_never_in_the_error():
    with pytest.raises(TypeError) as caught:
        encode_json({"secret": b"hush"})

    assert "hush" not in "".join(traceback.format_exception_only(caught.value))
