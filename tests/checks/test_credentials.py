"""What is found in ``WIX_HEADLESS`` itself."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth import get_user_model
from django.core.checks import ERROR, WARNING

from wix_headless.checks import CheckId
from wix_headless.crypto import generate_key


def write_key(raw):
    return base64.urlsafe_b64encode(raw).decode()


def write_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_e002_of_a_further_site(change, find_one, find):
    change(SITES={"outlet": {"HOSTS": ["outlet.example.com"]}})

    assert '["SITES"]["outlet"]' in find_one(CheckId.CLIENT_ID).msg
    # An agency's site that nobody visits here.
    change(SITES={"outlet": {"API_KEY": "key", "SITE_ID": "site"}})
    assert find() == []


def test_e008_what_is_no_public_key(change, find_one, find):
    rsa_key = rsa.generate_private_key(65537, 2048)
    change(CLIENT_PUBLIC_KEY=[write_pem(rsa_key)])
    assert find() == []

    change(
        CLIENT_PUBLIC_KEY=[write_pem(rsa_key), write_pem(ec.generate_private_key(ec.SECP256R1()))]
    )
    found = find_one(CheckId.PUBLIC_KEY)

    assert found.level == ERROR
    change(CLIENT_PUBLIC_KEY="nothing-4711")
    assert "4711" not in str(find_one(CheckId.PUBLIC_KEY))


def test_e009_functions_that_are_not_there(change, find, find_one):
    change(SITE_RESOLVER="tests.nowhere.find_site")
    assert find_one(CheckId.FUNCTION).level == ERROR

    change(SITE_RESOLVER="", SIGN_ON_EMAIL="tests.settings.ALLOWED_HOSTS", API_KEY="k", SITE_ID="s")
    assert "SIGN_ON_EMAIL" in find_one(CheckId.FUNCTION).msg

    change(SITE_RESOLVER=lambda request: "default", SIGN_ON_EMAIL="operator.attrgetter")
    assert find() == []


@pytest.mark.parametrize(
    "raw",
    [b"correct horse battery staple 123", b"\x00" * 32, b"\x01\x02" * 16, bytes(range(8)) * 4],
    ids=["typed", "zeros", "pairs", "few"],
)
def test_w004_keys_that_were_not_drawn(change, find_one, raw):
    change(ENCRYPTION_KEYS=[generate_key(), write_key(raw)])

    found = find_one(CheckId.WEAK_KEY)

    assert found.level == WARNING
    assert found.msg.startswith("Key 2 ")
    assert write_key(raw) not in str(found)
    assert "wix_rotate_keys" in found.hint


def test_w004_a_key_made_of_secret_key(change, sound, find_one):
    raw = hashlib.sha256(sound.SECRET_KEY.encode()).digest()
    change(ENCRYPTION_KEYS=[write_key(raw)])

    assert find_one(CheckId.WEAK_KEY).level == WARNING


def test_no_drawn_key_is_called_weak(change, find):
    change(ENCRYPTION_KEYS=[generate_key() for _ in range(2000)])

    assert find() == []


def test_w005_the_same_key_twice(change, find_one):
    key = generate_key()
    change(ENCRYPTION_KEYS=[key, generate_key(), key])

    assert find_one(CheckId.KEY_TWICE).level == WARNING


def test_w014_sign_on_without_an_address(change, find_one, find):
    change(SIGN_ON_REQUESTS=True)
    assert find_one(CheckId.SIGN_ON_REQUESTS).level == WARNING

    change(SIGN_ON_EMAIL=lambda user: user.email, API_KEY="key", SITE_ID="site")
    assert find() == []


def test_w015_sign_on_without_a_key(change, find_one, find):
    change(SIGN_ON_EMAIL=lambda user: user.email)
    assert find_one(CheckId.SIGN_ON_KEY).level == WARNING

    change(
        SITES={"two": {"CLIENT_ID": "2", "HOSTS": ["two.example"], "API_KEY": "k", "SITE_ID": "s"}}
    )
    assert find() == []


def test_w016_a_key_about_nothing(change, find_one, find):
    change(API_KEY="key")
    assert find_one(CheckId.API_KEY_FOR_NOTHING).level == WARNING

    for place in ("SITE_ID", "ACCOUNT_ID"):
        change(SITE_ID="", ACCOUNT_ID="")
        change(**{place: "id"})
        assert find() == []


def test_w017_users_without_addresses(change, find_one, find, monkeypatch):
    change(LINK_VERIFIED_EMAIL=True)
    assert find() == []

    # As of a model that was made without one.
    monkeypatch.setattr(get_user_model(), "EMAIL_FIELD", "address", raising=False)
    assert find_one(CheckId.LINK_BY_NOTHING).level == WARNING
