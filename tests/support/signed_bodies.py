"""
Bodies as Wix signs them, put together by hand: PyJWT would not write the forged ones.
"""

from __future__ import annotations

import base64
import json
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

RS256 = {"alg": "RS256", "typ": "JWT"}


@cache
def make_key(name, size=2048):
    """Return a private key, the same for each *name* as long as the tests run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def write_public(key):
    """Return the public half as a PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def encode(value):
    """Return base64url without padding, of bytes or of something that JSON can say."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def sign(key, claims, header=RS256):
    """Return the body: a compact JWT, whatever its header says, signed with RS256."""
    message = encode(header) + b"." + encode(claims)
    signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return message + b"." + encode(signature)
