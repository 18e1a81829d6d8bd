"""The signed instance: what is read out of it, and what is not believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.exceptions import BearerError
from wix_headless.protocol.instances import (
    CLOCK_LEEWAY,
    LONGEST_LIFE,
    Instance,
    looks_signed,
    open_instance,
)

SECRET = "the app's secret"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
FIELDS = {
    "instanceId": "i",
    "appDefId": "a",
    "signDate": "2026-03-01T12:00:00.000Z",
    "uid": "u",
    "permissions": "OWNER",
    "vendorProductId": "gold",
    "originInstanceId": "o",
    "demoMode": False,
}


def encode(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(fields, secret=SECRET):
    text = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    data = encode(text)
    return f"{encode(hmac.digest(secret.encode(), data.encode(), hashlib.sha256))}.{data}"


def refusal(value, **more):
    with pytest.raises(BearerError) as caught:
        open_instance(value, **{"secrets": [SECRET], "now": NOW} | more)
    return caught.value.reason


def test_it_is_read():
    found = open_instance(sign(FIELDS), secrets=[SECRET], now=NOW)

    assert found == Instance(
        id="i", app_id="a", user_id="u", is_owner=True, plan="gold", origin_id="o"
    )
    assert str(found) == "i"


@pytest.mark.parametrize("said", ["", "owner", "EDITOR", True, ["OWNER"]])
def test_an_owner_is_who_wix_calls_so(said):
    value = sign(FIELDS | {"permissions": said})

    assert not open_instance(value, secrets=[SECRET], now=NOW).is_owner


def test_this_one_was_signed_by_hand():
    """By OpenSSL, so that no code of ours or the sandbox's had a part in it."""
    data = "eyJpbnN0YW5jZUlkIjoiaSIsInNpZ25EYXRlIjoiMjAyNi0wMy0wMVQxMjowMDowMC4wMDBaIn0"
    signature = "57m4zjgP16_eQy7iRVASs7sZPHIvUaykDbgAfPLAksw"

    found = open_instance(f"{signature}.{data}", secrets=[SECRET], now=NOW)

    assert (found.id, found.is_owner) == ("i", False)


def test_what_is_missing_or_of_another_kind_is_empty():
    fields = {"instanceId": "i", "signDate": FIELDS["signDate"], "uid": 7, "permissions": None}

    assert open_instance(sign(fields), secrets=[SECRET], now=NOW) == Instance(id="i")


def test_either_of_two_secrets_will_do():
    for secret in ("old", "new"):
        assert open_instance(sign(FIELDS, secret), secrets=["new", "old"], now=NOW)


def test_none_is_signed_with_no_secret():
    assert refusal(sign(FIELDS, ""), secrets=[]) == "signature"


@pytest.mark.parametrize(
    "value",
    ["", ".", "a.b", sign(FIELDS, "another"), sign(FIELDS).partition(".")[2], sign(FIELDS) + "A",
     "é.é", f".{sign(FIELDS).partition('.')[2]}", sign(FIELDS).replace(".", "=.")],
)  # fmt: skip
def test_what_the_secret_did_not_sign_is_refused(value):
    assert refusal(value) == "signature"


@pytest.mark.parametrize(
    "content", [b"", b"text", b"[]", b'"i"', b"{}", b'{"instanceId": 7}', b"\xff", b"[" * 10_000]
)
def test_what_is_signed_and_no_instance_is_refused(content):
    assert refusal(sign(content)) == "malformed"


@pytest.mark.parametrize(
    ("changed", "is_fresh"),
    [
        ({"signDate": "2026-03-01T08:00:01.000Z"}, True),
        ({"signDate": "2026-03-01T07:59:59.000Z"}, False),
        ({"signDate": "2026-03-01T12:04:59.000Z"}, True),
        ({"signDate": "2026-03-01T12:05:01.000Z"}, False),
        ({"signDate": "2026-03-01T12:00:00"}, True),
        ({"signDate": "2026-03-01T18:00:00+06:00"}, True),
        ({"signDate": "yesterday"}, False),
        ({"signDate": None}, False),
        ({"signDate": 1772366400}, False),
        ({"signDate": "0001-01-01T00:00:00+23:59"}, False),
        ({"expirationDate": "2026-03-01T12:00:01.000Z"}, True),
        ({"expirationDate": "2026-03-01T12:00:00.000Z"}, False),
        ({"expirationDate": ""}, True),
        ({"expirationDate": "never"}, False),
    ],
)
def test_it_is_good_for_a_while(changed, is_fresh):
    value = sign(FIELDS | changed)

    if is_fresh:
        assert open_instance(value, secrets=[SECRET], now=NOW).id == "i"
    else:
        assert refusal(value) == "stale"
    assert (LONGEST_LIFE, CLOCK_LEEWAY) == (14400, 300)


def test_it_is_told_from_access_tokens():
    assert looks_signed(sign(FIELDS))
    for token in ("OauthNG.JWS.eyJh", "IST.eyJhIjoxfQ.x", "a.b", "opaque", "eyJhIjoxfQ", "a.W10"):
        assert not looks_signed(token)


@given(st.text(max_size=200))
def test_any_text_is_refused(text):
    looks_signed(text)
    assert refusal(text) == "signature"


@given(st.binary(max_size=200))
def test_any_signed_bytes_are_refused(content):
    assert refusal(sign(content)) in {"malformed", "stale"}
