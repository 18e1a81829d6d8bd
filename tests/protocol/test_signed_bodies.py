from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from tests.support.signed_bodies import RS256, encode, make_key, sign, write_public
from wix_headless.exceptions import ConfigurationError, SignatureError
from wix_headless.protocol.signed_bodies import CLOCK_LEEWAY, LARGEST, load_public_keys, open_signed

NOW = 1_800_000_000.0
CLIENT = "11111111-aaaa-4bbb-8ccc-222222222222"
OURS = make_key("ours")
THEIRS = make_key("theirs")
PEM = write_public(OURS)
CLAIMS = {"data": {"x": "y"}, "iss": "wix.com", "aud": CLIENT, "iat": NOW - 5, "exp": NOW + 300}


def claim(**changes):
    return {key: value for key, value in (CLAIMS | changes).items() if value is not None}


def open_body(body, keys=(PEM,), **options):
    return open_signed(
        body, keys, **{"now": NOW, "audience": CLIENT, "must_name_audience": True, **options}
    )


def refusal(body, **options):
    with pytest.raises(SignatureError) as caught:
        open_body(body, **options)
    assert CLIENT not in str(caught.value)
    return caught.value.reason


def test_what_wix_signed_for_us_is_opened():
    assert open_body(sign(OURS, CLAIMS)) == CLAIMS


@pytest.mark.parametrize(
    "text",
    [
        PEM,
        f"\n{PEM}\n",
        PEM.replace("\n", "\\n"),
        PEM.replace("\n", "\r\n"),
        base64.b64encode(PEM.encode()).decode(),
        base64.encodebytes(PEM.encode()).decode(),
    ],
)
def test_a_key_is_a_pem_or_base64_of_one(text):
    assert open_body(sign(OURS, CLAIMS), keys=[text]) == CLAIMS


def test_any_of_several_keys_will_do():
    keys = [write_public(THEIRS), PEM]

    assert open_body(sign(OURS, CLAIMS), keys=keys) == CLAIMS
    assert open_body(sign(THEIRS, CLAIMS), keys=keys) == CLAIMS


def private_pem():
    return OURS.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.mark.parametrize(
    "text",
    [
        "not a key",
        "bm90IGEga2V5",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        private_pem(),
        write_public(ec.generate_private_key(ec.SECP256R1())),
        write_public(ed25519.Ed25519PrivateKey.generate()),
        write_public(make_key("small", 1024)),
        "ü",
    ],
)
def test_a_key_that_is_none_is_a_fault_of_the_settings_and_not_repeated(text):
    with pytest.raises(ConfigurationError, match="CLIENT_PUBLIC_KEY") as caught:
        open_body(sign(OURS, CLAIMS), keys=[PEM, text])

    assert text not in str(caught.value)


def test_without_a_key_nothing_can_be_said_of_a_body():
    with pytest.raises(ConfigurationError, match="WIX_CLIENT_PUBLIC_KEY"):
        open_body(sign(OURS, CLAIMS), keys=[])


def test_keys_are_read_once():
    assert load_public_keys((PEM,)) is load_public_keys((PEM,))


def with_mac(secret, algorithm="HS256", digest=hashlib.sha256):
    message = encode({"alg": algorithm, "typ": "JWT"}) + b"." + encode(CLAIMS)
    return message + b"." + encode(hmac.digest(secret, message, digest))


def with_pss():
    message = encode({"alg": "PS256", "typ": "JWT"}) + b"." + encode(CLAIMS)
    form = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    return message + b"." + encode(OURS.sign(message, form, hashes.SHA256()))


def with_sha512():
    message = encode({"alg": "RS512", "typ": "JWT"}) + b"." + encode(CLAIMS)
    return message + b"." + encode(OURS.sign(message, padding.PKCS1v15(), hashes.SHA512()))


def spell_otherwise(body):
    """Spell the signature's last bits, which say nothing, otherwise."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = alphabet.index(body[-1])
    return body[:-1] + alphabet[place ^ 1 : (place ^ 1) + 1]


def swap(body, part, value):
    parts = body.split(b".")
    parts[part] = value
    return b".".join(parts)


def jwk(key):
    numbers = key.public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    return {
        "kty": "RSA",
        "n": encode(numbers.n.to_bytes(size, "big")).decode(),
        "e": "AQAB",
    }


GOOD = sign(OURS, CLAIMS)
HEAD, PAYLOAD, SIGNATURE = GOOD.split(b".")
EVIL = {"jwk": jwk(THEIRS), "jku": "https://evil.example/keys", "kid": "../../dev/null"}

FORGED = {
    "empty": b"",
    "plain text": b"hello",
    "plain JSON": b'{"data": {}, "iss": "wix.com"}',
    "signed by somebody else": sign(THEIRS, CLAIMS),
    "a key of the forger's in its header": sign(THEIRS, CLAIMS, RS256 | EVIL),
    "a certificate of the forger's": sign(THEIRS, CLAIMS, RS256 | {"x5c": ["AAAA"]}),
    "an address of the forger's": sign(THEIRS, CLAIMS, RS256 | {"x5u": "https://evil.example"}),
    "no algorithm": encode({"alg": "none"}) + b"." + PAYLOAD + b".",
    "no algorithm, but a signature": sign(OURS, CLAIMS, {"alg": "none"}),
    "no algorithm, in capitals": encode({"alg": "NONE"}) + b"." + PAYLOAD + b".AAAA",
    "algorithm left out": sign(OURS, CLAIMS, {"typ": "JWT"}),
    "algorithm is null": sign(OURS, CLAIMS, {"alg": None}),
    "algorithm is a list": sign(OURS, CLAIMS, {"alg": ["RS256"]}),
    "algorithm in small letters": sign(OURS, CLAIMS, {"alg": "rs256"}),
    "public key as a secret": with_mac(PEM.encode()),
    "public key as a secret, stripped": with_mac(PEM.strip().encode()),
    "public key as a secret, sha512": with_mac(PEM.encode(), "HS512", hashlib.sha512),
    "empty secret": with_mac(b""),
    "another padding": with_pss(),
    "another hash": with_sha512(),
    "RS256 is said, another hash is meant": swap(with_sha512(), 0, HEAD),
    "a changed payload": swap(GOOD, 1, encode(claim(aud="me"))),
    "a changed header": swap(GOOD, 0, encode(RS256 | {"kid": "1"})),
    "another body's signature": swap(GOOD, 2, sign(OURS, claim(data={})).split(b".")[2]),
    "no signature": HEAD + b"." + PAYLOAD + b".",
    "no third part": HEAD + b"." + PAYLOAD,
    "a fourth part": GOOD + b"." + SIGNATURE,
    "two bodies": GOOD + GOOD,
    "two lines": GOOD + b"\n" + GOOD,
    "a line end": GOOD + b"\n",
    "a space before it": b" " + GOOD,
    "quoted": b'"' + GOOD + b'"',
    "as a form": b"jwt=" + GOOD,
    "as JSON": b'{"jwt": "' + GOOD + b'"}',
    "cut short": GOOD[:-10],
    "begun late": GOOD[10:],
    "padding": GOOD + b"=",
    "dirt in the signature": GOOD[:-4] + b"!" + GOOD[-4:],
    "the signature in other words": spell_otherwise(GOOD),
    "a null byte": GOOD + b"\0",
    "not UTF-8": b"\xff\xfe" + GOOD,
    "UTF-16": GOOD.decode().encode("utf-16"),
    "detached": sign(OURS, CLAIMS, RS256 | {"b64": False, "crit": ["b64"]}),
    "an extension that must be understood": sign(OURS, CLAIMS, RS256 | {"crit": ["exp"]}),
    "an empty list of them": sign(OURS, CLAIMS, RS256 | {"crit": []}),
    "a header that is no object": sign(OURS, CLAIMS, ["RS256"]),
    "a header that is no JSON": swap(GOOD, 0, encode(b"{")),
    "a header of many brackets": swap(GOOD, 0, encode(b"[" * 1500)),
    "a header without end": swap(GOOD, 0, b"A" * 100_000),
    "a signature without end": swap(GOOD, 2, b"A" * 100_000),
    "too large": sign(OURS, claim(data="x" * LARGEST)),
}


@pytest.mark.parametrize("body", FORGED.values(), ids=FORGED)
def test_forged_bodies_are_refused(body):
    assert refusal(body) in {"signature", "malformed", "size"}


@pytest.mark.parametrize("part", [0, 2])
def test_what_is_too_long_for_a_header_or_a_signature_is_not_decoded(part):
    assert refusal(swap(GOOD, part, b"A" * 4096)) == "malformed"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        (b"[]", "malformed"),
        (b"null", "malformed"),
        (b"\xff", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b'{"iat": 1, "exp": 1e999}', "malformed"),
        (b'{"iat": 1, "exp": NaN}', "malformed"),
        (b'{"iat": 1, "exp": ' + b"9" * 400 + b"}", "malformed"),
        (b'{"iat": 1, "exp": ' + b"9" * 5000 + b"}", "malformed"),
        (claim(exp=None), "malformed"),
        (claim(iat=None), "malformed"),
        (claim(exp="soon"), "malformed"),
        (claim(iat=True), "malformed"),
        (claim(nbf="now"), "malformed"),
        (claim(iat=NOW + CLOCK_LEEWAY + 1), "early"),
        (claim(nbf=NOW + CLOCK_LEEWAY + 1), "early"),
        (claim(exp=NOW - CLOCK_LEEWAY), "stale"),
        (claim(iss=None), "issuer"),
        (claim(iss="wix.com.evil.example"), "issuer"),
        (claim(iss=["wix.com"]), "issuer"),
        (claim(aud=None), "audience"),
        (claim(aud=CLIENT.upper()), "audience"),
        (claim(aud=[CLIENT, "another"]), "audience"),
        (claim(aud=""), "audience"),
    ],
)
def test_what_is_signed_may_still_not_be_for_us_or_now(claims, reason):
    assert refusal(sign(OURS, claims)) == reason


@pytest.mark.parametrize(
    "claims",
    [
        claim(iat=NOW + CLOCK_LEEWAY),
        claim(exp=NOW - CLOCK_LEEWAY + 1),
        claim(nbf=NOW),
    ],
)
def test_clocks_may_differ_a_little(claims):
    assert open_body(sign(OURS, claims)) == claims


def test_an_expired_one_is_taken_as_long_as_there_is_grace():
    body = sign(OURS, claim(exp=NOW - 3600))

    assert open_body(body, grace=3600)["exp"] == NOW - 3600
    assert refusal(body, grace=3600 - CLOCK_LEEWAY) == "stale"


def test_issuer_and_audience_may_be_left_out_where_wix_does_not_send_them():
    options = {"must_name_audience": False}

    assert open_body(sign(OURS, claim(iss=None, aud=None)), **options)
    assert refusal(sign(OURS, claim(aud="another")), **options) == "audience"
    assert refusal(sign(OURS, claim(iss="another")), **options) == "issuer"


def test_a_body_of_the_largest_size_is_opened():
    room = LARGEST - len(sign(OURS, claim(data="")))
    body = sign(OURS, claim(data="x" * (room * 3 // 4 - 3)))

    assert LARGEST - 16 < len(body) <= LARGEST
    assert open_body(body)


def test_longer_keys_are_taken():
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)

    assert open_body(sign(key, CLAIMS), keys=[write_public(key)])
