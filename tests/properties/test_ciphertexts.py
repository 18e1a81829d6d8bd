"""Sealed values: whoever changes one, or where it lies, or has another key, reads nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from wix_headless.crypto import KEY_BYTES, NONCE_BYTES, KeyRing, generate_key, parse_key
from wix_headless.exceptions import ConfigurationError, DecryptionError
from wix_headless.models import LoginAttempt, StoredToken
from wix_headless.storages.sealing import open_attempt, open_tokens, seal_attempt, seal_tokens
from wix_headless.tokens import Role, Secret, Tokens

FIRST, SECOND, THIRD = generate_key(), generate_key(), generate_key()
RING = KeyRing([FIRST])
CONTEXT = b"StoredToken|1|default|visitor"
HEAD = 1 + 4

plains = st.binary(max_size=300)
contexts = st.binary(max_size=100)
places = st.integers(0, 400)
anything = st.text(st.characters(exclude_categories=()), max_size=40)


@given(plains, contexts)
def test_what_was_sealed_opens_again(plain, context):
    sealed = RING.seal(plain, context)

    assert RING.open(sealed, context) == plain
    assert RING.is_current(sealed)
    assert len(sealed) == HEAD + NONCE_BYTES + len(plain) + 16


@given(plains, contexts, contexts)
def test_another_context_does_not_open_it(plain, context, other):
    assume(context != other)

    with pytest.raises(DecryptionError):
        RING.open(RING.seal(plain, context), other)


@given(st.binary(max_size=200))
def test_what_is_no_sealed_value_does_not_open(garbage):
    with pytest.raises(DecryptionError):
        RING.open(garbage, CONTEXT)


@given(plains, st.binary(max_size=200))
def test_garbage_behind_a_true_head_does_not_open(plain, garbage):
    with pytest.raises(DecryptionError):
        RING.open(RING.seal(plain, CONTEXT)[:HEAD] + garbage, CONTEXT)


@given(plains, places, places, st.binary(max_size=20))
def test_a_cut_an_insertion_or_an_exchange_does_not_open(plain, start, end, put_in):
    sealed = RING.seal(plain, CONTEXT)
    changed = sealed[:start] + put_in + sealed[end:]
    assume(changed != sealed)

    with pytest.raises(DecryptionError):
        RING.open(changed, CONTEXT)


@given(plains, plains, places)
def test_two_values_joined_do_not_open(plain, other, seam):
    one, two = RING.seal(plain, CONTEXT), RING.seal(other, CONTEXT)
    seam = 1 + seam % (min(len(one), len(two)) - 1)
    joined = one[:seam] + two[seam:]
    # A seam in the nonce may join what is alike: then it is one of the two.
    assume(joined not in {one, two})

    with pytest.raises(DecryptionError):
        RING.open(joined, CONTEXT)


@given(plains, st.permutations([FIRST, SECOND, THIRD]), st.integers(1, 3))
def test_only_a_ring_with_the_key_opens_it(plain, keys, size):
    sealed, ring = RING.seal(plain, CONTEXT), KeyRing(keys[:size])

    if FIRST in keys[:size]:
        assert ring.open(sealed, CONTEXT) == plain
        assert ring.is_current(sealed) is (keys[0] == FIRST)
    else:
        with pytest.raises(DecryptionError):
            ring.open(sealed, CONTEXT)


def refuse_key(text):
    with pytest.raises(ConfigurationError) as caught:
        parse_key(Secret(text))
    return str(caught.value)


@given(anything | st.binary(max_size=40).map(lambda key: key.hex()))
def test_any_text_is_a_key_or_a_configuration_error_that_does_not_say_it(text):
    try:
        key = parse_key(Secret(text))
    except ConfigurationError as error:
        said, cause = str(error), error.__cause__ or error.__context__
    else:
        assert len(key) == KEY_BYTES
        return
    # The same as of no key at all.
    assert (said, cause) == (refuse_key(""), None)


# Rows.

owners = st.fixed_dictionaries(
    {
        "pk": st.uuids(),
        "site": st.sampled_from(["default", "second"]) | anything,
        "role": st.sampled_from([Role.VISITOR.value, Role.MEMBER.value, Role.APP.value]),
        "member_id": st.none() | st.integers(1, 100),
        "instance_id": st.just("") | anything,
    }
)
tokens = st.builds(
    Tokens,
    access_token=anything,
    refresh_token=anything,
    expires_at=st.floats(0, 2**40),
    role=st.just(Role.VISITOR),
    issued_at=st.floats(0, 2**40),
)


@given(owners, tokens)
def test_any_tokens_come_back_from_their_row_and_show_themselves_nowhere(owner, tokens):
    row = StoredToken(**owner)
    row.sealed = seal_tokens(row, tokens)

    opened = open_tokens(row)

    assert opened.role == owner["role"]
    for name in ("access_token", "refresh_token", "expires_at", "issued_at"):
        assert getattr(opened, name) == getattr(tokens, name)
    for secret in (tokens.access_token, tokens.refresh_token):
        assert len(secret) < 8 or secret.encode(errors="replace") not in row.sealed


@given(owners, owners, st.sampled_from(["pk", "site", "role", "member_id", "instance_id"]), tokens)
def test_a_row_whose_owner_was_changed_does_not_open(owner, other, changed, tokens):
    assume(owner[changed] != other[changed])
    row = StoredToken(**owner)
    row.sealed = seal_tokens(row, tokens)
    setattr(row, changed, other[changed])

    with pytest.raises(DecryptionError):
        open_tokens(row)


@given(owners, st.none() | st.binary(max_size=200))
def test_a_row_with_any_bytes_does_not_open(owner, sealed):
    with pytest.raises(DecryptionError):
        open_tokens(StoredToken(**owner, sealed=sealed))


@given(st.text(max_size=64), st.text(max_size=64), st.binary(max_size=200))
def test_a_login_under_way_with_any_bytes_does_not_open(state, browser, garbage):
    attempt = LoginAttempt(
        state_digest=state, browser_digest=browser, sealed=garbage, expires_at=timezone.now()
    )
    with pytest.raises(DecryptionError):
        open_attempt(attempt)

    attempt.sealed = seal_attempt(attempt, Secret("a-verifier"))
    assert open_attempt(attempt) == "a-verifier"
    attempt.state_digest += "x"
    with pytest.raises(DecryptionError):
        open_attempt(attempt)


def test_a_row_is_told_from_a_login_under_way_of_the_same_name():
    row = StoredToken(pk=UUID(int=1), site="default", role="visitor")
    attempt = LoginAttempt(state_digest=str(row.pk), site="default", browser_digest="visitor")
    attempt.sealed = seal_tokens(row, Tokens("a"))

    with pytest.raises(DecryptionError):
        open_attempt(attempt)
