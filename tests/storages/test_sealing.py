"""Sealed tokens open in their own row, for their own owner, and nowhere else."""

from __future__ import annotations

import itertools
import uuid

import pytest
from django.contrib.auth.models import User

from wix_headless.crypto import generate_key
from wix_headless.exceptions import ConfigurationError, DecryptionError
from wix_headless.models import LoginAttempt, StoredToken, WixMember
from wix_headless.storages.sealing import (
    digest,
    open_attempt,
    open_tokens,
    reseal,
    seal_attempt,
    seal_tokens,
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


def test_edited_at_any_bit_they_do_not_open():
    sealed = seal_tokens(build_row(), build_tokens())

    for place, bit in itertools.product(range(len(sealed)), range(8)):
        edited = bytearray(sealed)
        edited[place] ^= 1 << bit
        with pytest.raises(DecryptionError):
            open_tokens(build_row(sealed=bytes(edited)))


def test_cut_at_any_length_they_do_not_open():
    sealed = seal_tokens(build_row(), build_tokens())

    for length in range(len(sealed)):
        for cut in (sealed[:length], sealed[length + 1 :], sealed[:length] + sealed[length + 1 :]):
            with pytest.raises(DecryptionError):
                open_tokens(build_row(sealed=cut))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [{}, {"role": "app"}, {"site": "other"}, {"instance_id": "i"}],
    ids=["another", "of another role", "of another site", "of another installation"],
)
def test_two_rows_swapped_in_the_database_both_stay_shut(other):
    first, second = (
        StoredToken(role="visitor", instance_id=""),
        StoredToken(**{"role": "visitor"} | other),
    )
    for row in (first, second):
        row.sealed = seal_tokens(row, build_tokens(Role(row.role)))
        row.save()
    StoredToken.objects.filter(pk=first.pk).update(sealed=second.sealed)
    StoredToken.objects.filter(pk=second.pk).update(sealed=first.sealed)

    for row in StoredToken.objects.all():
        with pytest.raises(DecryptionError):
            open_tokens(row)
        with pytest.raises(DecryptionError):
            reseal(row)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["site", "role", "instance_id"])
def test_a_row_given_another_owner_in_the_database_stays_shut(name):
    row = build_row(member_id=None, role="visitor")
    row.sealed = seal_tokens(row, build_tokens(Role.VISITOR))
    row.save()
    StoredToken.objects.update(**{name: ELSEWHERE[name]})

    with pytest.raises(DecryptionError):
        open_tokens(StoredToken.objects.get())


@pytest.mark.django_db
def test_nor_does_one_given_to_another_member():
    ada, ben = (
        WixMember.objects.create(member_id=name, user=User.objects.create_user(name))
        for name in ("ada", "ben")
    )
    row = build_row(member_id=ada.pk)
    row.sealed = seal_tokens(row, build_tokens())
    row.save()
    assert open_tokens(StoredToken.objects.get()) == build_tokens()

    for member in (ben, None):
        StoredToken.objects.update(member=member)
        with pytest.raises(DecryptionError):
            open_tokens(StoredToken.objects.get())


def test_sealed_anew_they_are_the_same_under_the_first_key(use_keys):
    row, attempt = build_row(), build_attempt()
    row.sealed = seal_tokens(row, build_tokens())
    attempt.sealed = seal_attempt(attempt, Secret("verifier-4713"))
    use_keys(SECOND, FIRST)

    row.sealed, attempt.sealed = reseal(row), reseal(attempt)

    use_keys(SECOND)
    assert open_tokens(row) == build_tokens()
    assert open_attempt(attempt) == "verifier-4713"


@pytest.mark.parametrize("name", ELSEWHERE)
def test_moved_they_are_not_sealed_anew_either(name):
    sealed = seal_tokens(build_row(), build_tokens())

    with pytest.raises(DecryptionError):
        reseal(build_row(sealed=sealed, **{name: ELSEWHERE[name]}))


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
    attempt.sealed = seal_attempt(attempt, Secret("verifier-4713"))

    opened = open_attempt(attempt)

    assert opened == "verifier-4713"
    assert isinstance(opened, Secret)
    assert b"4713" not in attempt.sealed


@pytest.mark.parametrize(
    "other",
    [{"state_digest": "t" * 64}, {"site": "other"}, {"browser_digest": "c" * 64}],
    ids=["state", "site", "browser"],
)
def test_moved_to_another_login_a_verifier_does_not_open(other):
    sealed = seal_attempt(build_attempt(), Secret("verifier-4713"))

    with pytest.raises(DecryptionError):
        open_attempt(build_attempt(sealed=sealed, **other))


def test_tokens_and_verifiers_do_not_stand_in_for_each_other():
    tokens = seal_tokens(build_row(), build_tokens())
    verifier = seal_attempt(build_attempt(), Secret("verifier-4713"))

    with pytest.raises(DecryptionError):
        open_attempt(build_attempt(sealed=tokens))
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
