"""
What Wix signs for an app: the bodies of webhooks and of calls to service plugins.

Follows "About Webhooks" and "Add Self-hosted Service Plugin Extensions (with REST)" under
``/docs/build-apps/``: a compact JWT (RS256) under the app's key. Of a webhook ``data`` is a string
of JSON, of a plugin's call an object, with issuer and audience.

Signatures are dated by the real clock, however the sandbox's own was moved: who verifies them has
no other.
"""

from __future__ import annotations

import functools
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from wix_headless.sandbox.models import Json

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

#: Wix publishes none. An hour lets what is sent again arrive expired, as it may from Wix.
LIFE_SECONDS = 3600
ISSUER = "wix.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """
    When something is signed, and by whom.

    Attributes:
        issued_at: Seconds since 1970; now, if it is None.
        is_forged: Signed with a stranger's key.
    """

    issued_at: int | None = None
    expires_in: int = LIFE_SECONDS
    is_forged: bool = False


PLAIN = Stamp()


def sign_event(memory: State, envelope: Json, stamp: Stamp = PLAIN) -> str:
    """Return the body of a webhook."""
    return _sign(memory, {"data": to_text(envelope)}, stamp)


def sign_call(memory: State, call: Json, stamp: Stamp = PLAIN) -> str:
    """Return the body of a call to a service plugin: its ``request`` and ``metadata``."""
    claims = {"data": call, "aud": memory.credentials.client_id, "iss": ISSUER}
    return _sign(memory, claims, stamp)


def to_text(value: Json) -> str:
    """Return *value* as one of the strings that Wix packs into another."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _sign(memory: State, claims: Json, stamp: Stamp) -> str:
    issued_at = int(time.time()) if stamp.issued_at is None else stamp.issued_at
    dated = {**claims, "iat": issued_at, "exp": issued_at + stamp.expires_in}
    key = _strangers_key() if stamp.is_forged else memory.credentials.private_key
    return jwt.encode(dated, key, algorithm="RS256")


@functools.cache
def _strangers_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
