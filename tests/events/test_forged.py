"""What Wix did not sign, or not for us: none of it is taken in, and nothing of it is stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.events import signing
from tests.events.signing import claims, domain_event, envelope, make_key, public_pem, sign
from wix_headless.models import EventDelivery

HOUR = 3600


def encode(raw):
    raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def rsa_sign(header, payload, *, key=None, scheme=None, digest=None):
    """Sign any header and payload as RS256 does."""
    signed = f"{encode(header)}.{encode(payload)}"
    signature = (key or make_key("wix")).sign(
        signed.encode(), scheme or padding.PKCS1v15(), digest or SHA256()
    )
    return f"{signed}.{encode(signature)}"


def hs256(secret):
    signed = f"{encode({'alg': 'HS256', 'typ': 'JWT'})}.{encode(claims())}"
    mac = hmac.digest(secret, signed.encode(), hashlib.sha256)
    return f"{signed}.{encode(mac)}"


def public_der():
    public = make_key("wix").public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def parts():
    return sign().split(".")


def other_payload(**changes):
    header, payload, signature = parts()
    return f"{header}.{encode(json.loads(decode(payload)) | changes)}.{signature}"


def other_header(**changes):
    header, payload, signature = parts()
    return f"{encode(json.loads(decode(header)) | changes)}.{payload}.{signature}"


def own_jwk():
    numbers = make_key("foreign").public_key().public_numbers()
    return {
        "kty": "RSA",
        "n": encode(numbers.n.to_bytes(256)),
        "e": encode(numbers.e.to_bytes(3)),
    }


def signed_by_stranger(**header):
    return sign(key=make_key("foreign"), headers=header)


def at(**times):
    now = int(time.time())
    return sign(claims(**{name: now + seconds for name, seconds in times.items()}))


def spelled_differently():
    """The same signature, whose last character carries bits that mean nothing."""
    body = sign()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return body[:-1] + alphabet[alphabet.index(body[-1]) ^ 1]


def deep(levels):
    return '{"a":' * levels + "1" + "}" * levels


def private_pem():
    return make_key("wix").private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )


def installed(instance):
    return signing.sign_plain("AppInstalled", {"appId": signing.APP_ID}, instance=instance)


ELLIPTIC = ec.generate_private_key(ec.SECP256R1())

FORGED = {
    # Nobody signed it.
    "nothing": lambda: "",
    "nonsense": lambda: "hello",
    "two dots": lambda: "..",
    "plain JSON": lambda: json.dumps(envelope()),
    "plain JSON, nested": lambda: json.dumps(claims()),
    "not UTF-8": lambda: b"\xff\xfe\x00.\xff.\xff",
    "no signature": lambda: ".".join(parts()[:2]) + ".",
    "no signature at all": lambda: ".".join(parts()[:2]),
    "alg none": lambda: f"{encode({'alg': 'none'})}.{encode(claims())}.",
    "alg None": lambda: f"{encode({'alg': 'None'})}.{encode(claims())}.AAAA",
    "alg nOnE, old signature": lambda: other_header(alg="nOnE"),
    "no alg": lambda: rsa_sign({"typ": "JWT"}, claims()),
    "alg a number": lambda: rsa_sign({"alg": 256}, claims()),
    "header a list": lambda: rsa_sign(["RS256"], claims()),
    # Another key, or none that is secret.
    "HS256 under the public PEM": lambda: hs256(public_pem().encode()),
    "HS256 under the public PEM, stripped": lambda: hs256(public_pem().strip().encode()),
    "HS256 under the public DER": lambda: hs256(public_der()),
    "HS256 under nothing": lambda: hs256(b""),
    "another key": lambda: sign(key=make_key("foreign")),
    "another key, embedded": lambda: signed_by_stranger(jwk=own_jwk()),
    "another key, by address": lambda: signed_by_stranger(jku="http://127.0.0.1:1/keys"),
    "another key, by certificate": lambda: signed_by_stranger(x5u="http://127.0.0.1:1/chain"),
    "another key, certified": lambda: signed_by_stranger(x5c=[encode(public_der())]),
    "another key, by name": lambda: signed_by_stranger(kid="../../dev/null"),
    "RS384": lambda: sign(algorithm="RS384"),
    "RS512": lambda: sign(algorithm="RS512"),
    "PS256": lambda: sign(algorithm="PS256"),
    "PSS, called RS256": lambda: rsa_sign(
        {"alg": "RS256"}, claims(), scheme=padding.PSS(padding.MGF1(SHA256()), 32)
    ),
    "SHA-1, called RS256": lambda: rsa_sign({"alg": "RS256"}, claims(), digest=SHA1()),  # noqa: S303
    "ES256": lambda: jwt.encode(claims(), ELLIPTIC, algorithm="ES256"),
    # Changed on the way.
    "another payload": lambda: other_payload(data=json.dumps(envelope(domain_event(entityId="x")))),
    "a longer life": lambda: other_payload(exp=int(time.time()) + 10 * HOUR),
    "another header": lambda: other_header(kid="1"),
    "cut": lambda: sign()[:-8],
    "cut in half": lambda: sign()[: len(sign()) // 2],
    "spelled differently": spelled_differently,
    "with padding": lambda: sign() + "==",
    "with a line end": lambda: sign() + "\n",
    "with a blank before": lambda: " " + sign(),
    "quoted": lambda: json.dumps(sign()),
    "in JSON": lambda: json.dumps({"data": sign()}),
    "with Bearer": lambda: "Bearer " + sign(),
    "two": lambda: sign() + sign(),
    "two, in lines": lambda: sign() + "\n" + sign(),
    "four parts": lambda: sign() + "." + parts()[2],
    "signatures swapped": lambda: ".".join([*parts()[:2], sign().split(".")[2]]),
    # What must be understood, and is not.
    "crit": lambda: rsa_sign({"alg": "RS256", "crit": ["exp"]}, claims()),
    "crit, empty": lambda: rsa_sign({"alg": "RS256", "crit": []}, claims()),
    "b64": lambda: rsa_sign({"alg": "RS256", "crit": ["b64"], "b64": False}, claims()),
    "zipped": lambda: rsa_sign({"alg": "RS256", "zip": "DEF"}, b"\x03\x00"),
    "encrypted": lambda: ".".join([encode({"alg": "RSA-OAEP", "enc": "A256GCM"}), *"abcd"]),
    # At another time.
    "issued in an hour": lambda: at(iat=HOUR, exp=2 * HOUR),
    "not before an hour": lambda: at(nbf=HOUR),
    "expired beyond the grace": lambda: at(iat=-60 * HOUR, exp=-49 * HOUR),
    "no exp": lambda: sign({name: value for name, value in claims().items() if name != "exp"}),
    "no iat": lambda: sign({name: value for name, value in claims().items() if name != "iat"}),
    "exp a word": lambda: rsa_sign({"alg": "RS256"}, claims(exp="tomorrow")),
    "exp no number": lambda: rsa_sign(
        {"alg": "RS256"}, json.dumps(claims(exp=1)).replace('"exp": 1', '"exp": NaN').encode()
    ),
    "exp true": lambda: rsa_sign({"alg": "RS256"}, claims(exp=True)),
    # For somebody else.
    "another audience": lambda: sign(claims(aud="another-app")),
    "several audiences": lambda: sign(claims(aud=[signing.APP_ID, "another-app"])),
    "another issuer": lambda: sign(claims(iss="evil.example")),
    "another installation": lambda: signing.sign_event(instance="1" * 36),
    "another installation, removed": lambda: signing.sign_plain(
        "AppRemoved", {"appId": "another-app"}, instance="1" * 36
    ),
    "another app installed": lambda: signing.sign_plain("AppInstalled", {"appId": "another-app"}),
    "our installation in other letters": lambda: signing.sign_event(
        instance=signing.INSTANCE_ID.upper()
    ),
    # Signed by Wix, and no webhook.
    "a plugin's call": lambda: sign(claims() | {"data": {"request": {}, "metadata": {}}}),
    "no data": lambda: sign({name: value for name, value in claims().items() if name != "data"}),
    "data no JSON": lambda: sign(claims("{")),
    "data a list": lambda: sign(claims("[]")),
    "data a number": lambda: sign(claims("1")),
    "a level too many": lambda: sign(claims(json.dumps(claims()))),
    "a level too few": lambda: sign(claims(json.dumps(domain_event()))),
    "the event itself no JSON": lambda: sign(claims(envelope("{"))),
    "the event itself a list": lambda: sign(claims(envelope("[]"))),
    "no type": lambda: sign(claims(envelope(eventType=None))),
    "an empty type": lambda: sign(claims(envelope(eventType=""))),
    "a type that is a list": lambda: sign(claims(envelope(eventType=["x"]))),
    "an endless type": lambda: sign(claims(envelope(eventType="x" * 5_000))),
    "no installation": lambda: sign(claims(envelope(instanceId=None))),
    "an installation of blanks": lambda: sign(claims(envelope(instanceId=" "))),
    "an endless installation": lambda: sign(claims(envelope(instanceId="x" * 5_000))),
    "an endless installation, installed": lambda: installed("x" * 65),
    "an installation with a blank, installed": lambda: installed("a b"),
    "an installation of other letters, installed": lambda: installed("é"),
    "a little too deep": lambda: sign(claims(envelope(deep(150)))),
    "too deep": lambda: sign(claims(envelope(deep(500)))),
    "much too deep": lambda: sign(claims(envelope(deep(50_000)))),
    "a number of many digits": lambda: sign(claims(envelope('{"a": %s}' % ("9" * 50_000)))),
    # More than there ever is.
    "huge": lambda: "x" * 2_000_000,
    "huge, in parts": lambda: ".".join(["x" * 500_000] * 3),
    "huge, and signed": lambda: sign(claims(envelope(domain_event(note="x" * 1_500_000)))),
}


def test_there_are_enough_of_them():
    assert len(FORGED) >= 40


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORGED)
def test_it_is_refused(post, listen, name):
    heard = listen(signing.APPROVED, "AppRemoved", "AppInstalled", "x" * 5_000)
    body = FORGED[name]()

    answer = post(body)

    assert (answer.status_code, answer.content) == (403, b"")
    assert (EventDelivery.objects.count(), heard) == (0, [])


@pytest.mark.django_db
def test_all_of_them_are_refused_for_what_they_are_and_not_for_a_mistake_of_the_test(post):
    """The helpers that forge are able to sign what is taken in."""
    for body in (
        rsa_sign({"alg": "RS256"}, claims()),
        sign(claims(aud=signing.APP_ID, iss="wix.com")),
        at(iat=-30, exp=HOUR),
        sign(claims(envelope(domain_event(note="x" * 300_000)))),
        sign(claims(envelope(deep(50)))),
        signing.sign_plain("AppInstalled", {"appId": signing.APP_ID}, instance="1" * 36),
        sign(headers={"kid": "1"}),
    ):
        assert post(body).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["another key", "HS256 under the public PEM", "cut"])
def test_nothing_of_it_is_logged(post, caplog, name):
    caplog.set_level(0)
    body = FORGED[name]()

    post(body)

    assert not any(part and part in caplog.text for part in body.split("."))


def test_no_private_key_is_a_public_one(post, settings, caplog):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_PUBLIC_KEY": private_pem().decode()}

    assert post(sign()).status_code == 503
    assert "PRIVATE" not in caplog.text
