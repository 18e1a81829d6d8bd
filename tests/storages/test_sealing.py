"""Sealed tokens open in their own row, for their own owner, and nowhere else."""

from __future__ import annotations

import uuid

import pytest

from wix_headless.crypto import generate_key
from wix_headless.exceptions import ConfigurationError, DecryptionError
from wix_headless.models import LoginAttempt, StoredToken
from wix_headless.storages.sealing import (
    digest,
    open_tokens,
    open_verifier,
    seal_tokens,
    seal_verifier,
)
from wix_headless.tokens import Role, Secret, Tokens

FIRST, SECOND = generate_key(), generate_key()

#: Somebody else's, for each thing that a row's tokens are bound to.
ELSEWHERE = {
    "id": uuid.UUID("00000000-0000-4000-8000-000000000002"),
    "site": "other",
    "role": Role.APP.value,
    "member_id": 8,
    "instance_id": "other-instance",
}


@pytest.fixture(autouse=True)
def use_keys(settings):
    """Change the ring."""

    def use_keys(*keys):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": list(keys)}

    use_keys(FIRST)
    return use_keys


def build_tokens(role=Role.MEMBER, **values):
    given = {
        "access_token": Secret("access-4711"),
        "refresh_token": Secret("refresh-4712"),
        "expires_at": 1_800_000_000.25,
        "role": role,
        "issued_at": 1_799_985_600.5,
    }
    return Tokens(**given | values)


def build_row(**values):
    given = {
        "id": uuid.UUID("00000000-0000-4000-8000-000000000001"),
        "site": "default",
        "role": Role.MEMBER.value,
        "member_id": 7,
        "instance_id": "",
    }
    return StoredToken(**given | values)


def build_attempt(**values):
    given = {"state_digest": "s" * 64, "site": "default", "browser_digest": "b" * 64}
    return LoginAttempt(**given | values)


@pytest.mark.parametrize(
    ("row", "tokens"),
    [
        ({}, {}),
        ({"role": "visitor", "member_id": None}, {"role": Role.VISITOR}),
        (
            {"role": "app", "member_id": None, "instance_id": "i"},
            {"role": Role.APP, "refresh_token": Secret()},
        ),
    ],
    ids=["member", "visitor", "app"],
)
def test_tokens_come_out_as_they_went_in(row, tokens):
    row, tokens = build_row(**row), build_tokens(**tokens)
    row.sealed = seal_tokens(row, tokens)

    opened = open_tokens(row)

    assert opened == tokens
    assert opened.role is tokens.role
    assert isinstance(opened.access_token, Secret)
    assert isinstance(opened.refresh_token, Secret)


@pytest.mark.django_db
def test_they_come_out_of_the_database_too():
    row = build_row(member_id=None, role="visitor")
    row.sealed = seal_tokens(row, build_tokens(Role.VISITOR))
    row.save()

    assert open_tokens(StoredToken.objects.get()) == build_tokens(Role.VISITOR)


def test_what_is_stored_holds_no_token():
    sealed = seal_tokens(build_row(), build_tokens())

    assert b"4711" not in sealed
    assert b"4712" not in sealed
    assert seal_tokens(build_row(), build_tokens()) != sealed


@pytest.mark.parametrize("name", ELSEWHERE)
def test_moved_to_another_row_or_owner_they_do_not_open(name):
    sealed = seal_tokens(build_row(), build_tokens())

    with pytest.raises(DecryptionError):
        open_tokens(build_row(sealed=sealed, **{name: ELSEWHERE[name]}))
    assert open_tokens(build_row(sealed=sealed)) == build_tokens()


def test_a_members_tokens_do_not_become_a_visitors():
    sealed = seal_tokens(build_row(), build_tokens())

    with pytest.raises(DecryptionError):
        open_tokens(build_row(sealed=sealed, role="visitor", member_id=None))


def test_two_parts_of_an_owner_do_not_run_together():
    sealed = seal_tokens(build_row(site="a", role="member", member_id=1), build_tokens())

    for site, instance_id in [("a|member|1", ""), ("a", '"1"'), ('a","member', "")]:
        with pytest.raises(DecryptionError):
            open_tokens(build_row(sealed=sealed, site=site, member_id=1, instance_id=instance_id))


@pytest.mark.parametrize("place", [0, 1, 4, 5, 16, 17, 40, -1])
def test_edited_they_do_not_open(place):
    sealed = bytearray(seal_tokens(build_row(), build_tokens()))
    sealed[place] ^= 1

    with pytest.raises(DecryptionError):
        open_tokens(build_row(sealed=bytes(sealed)))


@pytest.mark.parametrize("sealed", [None, b"", b"\x01", b"plain text"])
def test_where_there_is_nothing_nothing_opens(sealed):
    with pytest.raises(DecryptionError):
        open_tokens(build_row(sealed=sealed))


def test_after_a_change_of_keys_the_old_ones_still_open(use_keys):
    old = seal_tokens(build_row(), build_tokens())
    use_keys(SECOND, FIRST)
    new = seal_tokens(build_row(), build_tokens())

    assert open_tokens(build_row(sealed=old)) == open_tokens(build_row(sealed=new))
    use_keys(SECOND)
    assert open_tokens(build_row(sealed=new)) == build_tokens()
    with pytest.raises(DecryptionError):
        open_tokens(build_row(sealed=old))


def test_without_a_key_it_says_how_to_make_one(use_keys):
    use_keys()

    with pytest.raises(ConfigurationError, match="wix_generate_key"):
        seal_tokens(build_row(), build_tokens())


def test_a_verifier_comes_out_as_it_went_in():
    attempt = build_attempt()
    attempt.sealed = seal_verifier(attempt, Secret("verifier-4713"))

    opened = open_verifier(attempt)

    assert opened == "verifier-4713"
    assert isinstance(opened, Secret)
    assert b"4713" not in attempt.sealed


@pytest.mark.parametrize(
    "other",
    [{"state_digest": "t" * 64}, {"site": "other"}, {"browser_digest": "c" * 64}],
    ids=["state", "site", "browser"],
)
def test_moved_to_another_login_a_verifier_does_not_open(other):
    sealed = seal_verifier(build_attempt(), Secret("verifier-4713"))

    with pytest.raises(DecryptionError):
        open_verifier(build_attempt(sealed=sealed, **other))


def test_tokens_and_verifiers_do_not_stand_in_for_each_other():
    tokens = seal_tokens(build_row(), build_tokens())
    verifier = seal_verifier(build_attempt(), Secret("verifier-4713"))

    with pytest.raises(DecryptionError):
        open_verifier(build_attempt(sealed=tokens))
    with pytest.raises(DecryptionError):
        open_tokens(build_row(sealed=verifier))


def test_a_digest_is_of_its_purpose_its_parts_and_this_sites_key(settings):
    made = digest("state", "a")

    assert made == digest("state", "a")
    assert len(made) == 64
    assert len({made, digest("browser", "a"), digest("state", "b"), digest("state", "a", "")}) == 4
    assert digest("app", "a", "bc") != digest("app", "ab", "c")
    settings.SECRET_KEY = "another"
    assert digest("state", "a") != made
