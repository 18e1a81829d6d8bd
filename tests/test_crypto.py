"""Sealed values: opened by their key in their place, and by nothing else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.crypto import KEY_BYTES, NONCE_BYTES, KeyRing, generate_key, key_id, parse_key
from wix_headless.exceptions import ConfigurationError, DecryptionError
from wix_headless.tokens import Secret

FIRST, SECOND, THIRD = generate_key(), generate_key(), generate_key()
RING = KeyRing([FIRST])
PLAIN, CONTEXT = b"OauthNG.JWS.a-token", b"StoredToken|1|default|visitor"
SEALED = RING.seal(PLAIN, CONTEXT)
HEAD = 1 + 4


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_a_single_changed_byte_does_not_open(place):
    for bit in (0x01, 0x80):
        changed = bytearray(SEALED)
        changed[place] ^= bit

        with pytest.raises(DecryptionError):
            RING.open(bytes(changed), CONTEXT)


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_a_cut_value_does_not_open(length):
    for cut in (SEALED[:length], SEALED[len(SEALED) - length :]):
        with pytest.raises(DecryptionError):
            RING.open(cut, CONTEXT)


def test_more_behind_it_does_not_open():
    with pytest.raises(DecryptionError):
        RING.open(SEALED + b"\x00", CONTEXT)


def test_another_key_does_not_open_it():
    with pytest.raises(DecryptionError):
        KeyRing([SECOND]).open(SEALED, CONTEXT)


def test_another_key_under_the_name_of_the_right_one_does_not_open_it():
    other = KeyRing([SECOND])
    renamed = other.seal(b"", b"")[:HEAD] + SEALED[HEAD:]

    with pytest.raises(DecryptionError):
        other.open(renamed, CONTEXT)


def test_the_error_says_nothing_of_what_was_inside():
    with pytest.raises(DecryptionError) as caught:
        KeyRing([SECOND]).open(SEALED, CONTEXT)

    assert str(caught.value).startswith("No key of the ring opens this value")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_the_first_key_seals_and_every_key_opens():
    by_second = KeyRing([SECOND]).seal(PLAIN, CONTEXT)
    ring = KeyRing([FIRST, SECOND])

    assert ring.open(SEALED, CONTEXT) == ring.open(by_second, CONTEXT) == PLAIN
    assert KeyRing([FIRST]).open(ring.seal(PLAIN, CONTEXT), CONTEXT) == PLAIN
    with pytest.raises(DecryptionError):
        KeyRing([SECOND]).open(ring.seal(PLAIN, CONTEXT), CONTEXT)


@pytest.mark.parametrize(
    ("keys", "current"),
    [
        ([FIRST], True),
        ([FIRST, SECOND], True),
        ([SECOND, FIRST], False),
        ([SECOND, THIRD], False),
    ],
    ids=["alone", "first", "second", "gone"],
)
def test_only_what_is_under_the_first_key_is_current(keys, current):
    assert KeyRing(keys).is_current(SEALED) is current


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x01", SEALED[: HEAD - 1], b"\x02" + SEALED[1:]],
    ids=["empty", "version", "cut", "another version"],
)
def test_what_is_no_sealed_value_is_not_current(garbage):
    assert not RING.is_current(garbage)


@given(st.binary(max_size=40))
def test_the_range_that_a_database_compares_with_says_the_same(behind):
    ring = KeyRing([FIRST, SECOND])
    low, high = ring.current_range

    assert low <= ring.seal(behind, CONTEXT) < high
    assert low <= low + b"\xff" * 40 < high
    assert not low <= KeyRing([SECOND]).seal(behind, CONTEXT) < high
    assert ring.is_current(behind) is behind.startswith(low)


def test_sealed_anew_it_is_under_the_first_key():
    ring = KeyRing([SECOND, FIRST])

    anew = ring.reseal(SEALED, CONTEXT)

    assert ring.is_current(anew)
    assert KeyRing([SECOND]).open(anew, CONTEXT) == PLAIN


@pytest.mark.parametrize(
    ("sealed", "context"),
    [(SEALED, b"elsewhere"), (SEALED[:-1], CONTEXT), (b"", CONTEXT)],
    ids=["moved", "cut", "empty"],
)
def test_what_does_not_open_is_not_sealed_anew(sealed, context):
    with pytest.raises(DecryptionError):
        KeyRing([SECOND, FIRST]).reseal(sealed, context)


def test_a_value_names_its_key_and_says_nothing_else_of_it():
    ring = KeyRing([FIRST, SECOND])

    assert ring.key_ids == [key_id(SEALED), key_id(KeyRing([SECOND]).seal(PLAIN, CONTEXT))]
    assert len(set(ring.key_ids)) == 2
    assert all(bytes.fromhex(name) not in parse_key(FIRST) for name in ring.key_ids)


@pytest.mark.parametrize(
    "garbage", [b"", SEALED[: HEAD - 1], b"\x02" + SEALED[1:]], ids=["empty", "cut", "version 2"]
)
def test_what_is_no_sealed_value_names_no_key(garbage):
    assert key_id(garbage) == ""


def test_each_sealing_has_a_nonce_of_its_own():
    sealed = {RING.seal(PLAIN, CONTEXT) for _ in range(200)}

    assert len({value[HEAD : HEAD + NONCE_BYTES] for value in sealed}) == 200


def test_a_sealed_value_holds_nothing_of_its_plain_text():
    assert PLAIN not in SEALED
    assert CONTEXT not in SEALED


def test_a_new_key_is_what_the_environment_wants():
    key = generate_key()

    assert len(parse_key(key)) == KEY_BYTES
    assert key != generate_key()
    assert "," not in key
    assert repr(key) == "<secret>"


def test_white_space_around_a_key_does_no_harm():
    assert parse_key(Secret(f" {FIRST}\n")) == parse_key(FIRST)


MALFORMED = {
    "empty": "",
    "words": "not base64 at all!",
    "too short": base64.urlsafe_b64encode(b"k" * 31).decode(),
    "too long": base64.urlsafe_b64encode(b"k" * 33).decode(),
    "cut": FIRST[:-1],
    "twice": FIRST + FIRST,
    "with a star": f"{FIRST[:10]}*{FIRST[11:]}",
    "not ASCII": "é" * 43,
}


@pytest.mark.parametrize("malformed", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_key_is_named_but_not_shown(malformed):
    with pytest.raises(ConfigurationError, match=r"ENCRYPTION_KEYS.*wix_generate_key") as caught:
        KeyRing([Secret(FIRST), Secret(malformed)])

    assert not malformed or malformed not in str(caught.value)


def test_a_ring_without_keys_says_how_to_make_one():
    with pytest.raises(ConfigurationError, match="wix_generate_key"):
        KeyRing([])


def test_a_ring_does_not_show_its_keys():
    assert repr(KeyRing([FIRST, SECOND])) == "<KeyRing of 2>"
