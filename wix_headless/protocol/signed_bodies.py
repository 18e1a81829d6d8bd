"""
Bodies that Wix signs: the whole body of a webhook or of a plugin's call is one JWT.

"About Webhooks" (/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks) and
"Add Self-hosted Service Plugin Extensions (with REST)"
(/docs/build-apps/develop-your-app/frameworks/self-hosting/supported-extensions/backend-extensions).
It is signed with RS256, under a key of which the app's dashboard shows the public half.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWS
from jwt.exceptions import PyJWTError

from wix_headless.exceptions import ConfigurationError, SignatureError

#: Bytes of the largest body that is looked at.
LARGEST: Final = 1_048_576

#: By how much Wix's clock may differ from ours, in seconds.
CLOCK_LEEWAY: Final = 60.0

#: Who signs, where Wix says so (``iss``).
ISSUER: Final = "wix.com"

_ALGORITHM: Final = "RS256"
_NEVER: Final = 1e12
_SMALLEST_KEY: Final = 2048

# Headers and signatures of any size would be decoded before it is known who wrote them.
_JWT: Final = re.compile(rb"[\w-]{1,2048}\.[\w-]+\.(?P<signature>[\w-]{1,1400})")
_JWS: Final = PyJWS()


def open_signed(
    body: bytes,
    keys: Iterable[str],
    *,
    now: float,
    grace: float = 0.0,
    audience: str = "",
    must_name_audience: bool = False,
) -> dict[str, Any]:
    """
    Return the claims of *body*, if Wix signed it for us with one of our *keys*, and lately.

    ``iat`` and ``exp`` are numbers in them. No two bodies with one signature are accepted, so the
    digest of a body can tell it from all others.

    Args:
        keys: Public keys as CLIENT_PUBLIC_KEY has them; all are tried.
        now: Seconds since the epoch.
        grace: For how many seconds an expired one is taken all the same.
        audience: Our client id, which ``aud`` has to be; ``iss`` has to be Wix then.
        must_name_audience: Whether both have to be there at all.

    Raises:
        SignatureError: If it is forged, malformed, too old, or not for us.

        ConfigurationError: If there is no key, or one that is none.
    """
    if len(body) > LARGEST:
        raise SignatureError(reason="size")
    loaded = load_public_keys(tuple(keys))
    claims = _parse_claims(_verify(body, loaded))
    _check_time(claims, now, grace)
    _check_audience(claims, audience, is_required=must_name_audience)
    return claims


@lru_cache(maxsize=256)
def load_public_keys(keys: tuple[str, ...]) -> tuple[RSAPublicKey, ...]:
    """
    Return the keys that CLIENT_PUBLIC_KEY writes as PEM, or as PEM in base64.

    Raises:
        ConfigurationError: If there is none, or one is not a public RSA key.
    """
    if not keys:
        raise ConfigurationError(
            "Wix's messages are verified with the app's public key: set WIX_CLIENT_PUBLIC_KEY "
            "(npx wix env pull writes it)."
        )
    return tuple(_load(key) for key in keys)


def _load(text: str) -> RSAPublicKey:
    pem = text.replace("\\n", "\n").strip().encode()
    if not pem.startswith(b"-----"):
        try:
            pem = base64.b64decode(b"".join(pem.split()), validate=True)
        except binascii.Error:
            raise _build_key_error() from None
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise _build_key_error() from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        raise _build_key_error()
    return key


def _build_key_error() -> ConfigurationError:
    # What stands there is not repeated: it may be a private key.
    return ConfigurationError(
        'WIX_HEADLESS["CLIENT_PUBLIC_KEY"] holds something that is no public RSA key of at least '
        f"{_SMALLEST_KEY} bits: copy it from the app's dashboard (Webhooks, Get public key), or "
        "from what npx wix env pull writes; a PEM, or base64 of a PEM."
    )


def _verify(body: bytes, keys: Iterable[RSAPublicKey]) -> bytes:
    """Return what was signed, as it stands in *body*."""
    form = _JWT.fullmatch(body)
    # One signature can be spelled in several ways in base64url; only one of them is taken (newer
    # versions of PyJWT see to it themselves).
    if form is None or not _is_canonical(form["signature"]):
        raise SignatureError(reason="malformed")
    for key in keys:
        try:
            opened = _JWS.decode_complete(body, key, algorithms=[_ALGORITHM])
        except (PyJWTError, ValueError, RecursionError):
            continue
        # An extension that must be understood: there is none that we know.
        if "crit" in opened["header"] or "b64" in opened["header"]:
            raise SignatureError(reason="malformed")
        payload: bytes = opened["payload"]
        return payload
    raise SignatureError(reason="signature")


def _is_canonical(part: bytes) -> bool:
    try:
        raw = base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return False
    return base64.urlsafe_b64encode(raw).rstrip(b"=") == part


def _parse_claims(payload: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(payload.decode())
    except (ValueError, RecursionError):
        raise SignatureError(reason="malformed") from None
    if not isinstance(claims, dict):
        raise SignatureError(reason="malformed")
    return claims


def _check_time(claims: Mapping[str, Any], now: float, grace: float) -> None:
    if _moment(claims, "iat") > now + CLOCK_LEEWAY:
        raise SignatureError(reason="early")
    if "nbf" in claims and _moment(claims, "nbf") > now + CLOCK_LEEWAY:
        raise SignatureError(reason="early")
    if _moment(claims, "exp") + CLOCK_LEEWAY + grace <= now:
        raise SignatureError(reason="stale")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _NEVER:
        raise SignatureError(reason="malformed")
    return value


def _check_audience(claims: Mapping[str, Any], audience: str, *, is_required: bool) -> None:
    for name, ours in (("iss", ISSUER), ("aud", audience)):
        if audience and (is_required or name in claims) and claims.get(name) != ours:
            raise SignatureError(reason="issuer" if name == "iss" else "audience")
