"""
Sealing one row's tokens, so that they open in that row only.

A model field could not do it: it does not see the row that it is in.
"""

from __future__ import annotations

import hashlib
import json

from django.utils.crypto import salted_hmac

from wix_headless.conf import wix_settings
from wix_headless.exceptions import DecryptionError
from wix_headless.models import CodeAttempt, LoginAttempt, StoredToken
from wix_headless.tokens import Role, Secret, Tokens


def seal_tokens(row: StoredToken, tokens: Tokens) -> bytes:
    """Encrypt *tokens* for *row*, as whom they speak for and where they lie."""
    plain = {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at,
        "issued_at": tokens.issued_at,
    }
    return wix_settings.key_ring.seal(json.dumps(plain).encode(), _row_context(row))


def open_tokens(row: StoredToken) -> Tokens:
    """
    Decrypt *row*'s tokens.

    Raises:
        DecryptionError: If they were not sealed for this row, or no key of the ring fits.
    """
    if row.sealed is None:
        raise DecryptionError
    plain = wix_settings.key_ring.open(bytes(row.sealed), _row_context(row))
    return Tokens(role=Role(row.role), **json.loads(plain, object_hook=_hide))


def seal_attempt(attempt: LoginAttempt | CodeAttempt, secret: Secret) -> bytes:
    """Encrypt the secret of a login under way: its PKCE verifier, or what its code goes with."""
    return wix_settings.key_ring.seal(secret.encode(), _attempt_context(attempt))


def open_attempt(attempt: LoginAttempt | CodeAttempt) -> Secret:
    """
    Decrypt it.

    Raises:
        DecryptionError: If it was not sealed for this attempt, or no key of the ring fits.
    """
    plain = wix_settings.key_ring.open(bytes(attempt.sealed), _attempt_context(attempt))
    return Secret(plain.decode())


def reseal(row: StoredToken | LoginAttempt | CodeAttempt) -> bytes:
    """
    Return what is sealed in *row*, sealed anew under the first key.

    Raises:
        DecryptionError: If it was not sealed for this row, or no key of the ring fits.
    """
    context = _row_context(row) if isinstance(row, StoredToken) else _attempt_context(row)
    return wix_settings.key_ring.reseal(bytes(row.sealed or b""), context)


def digest(purpose: str, *parts: str) -> str:
    """
    Return what may be stored in the place of a secret that is only ever compared.

    Under the site's SECRET_KEY, so that a dump of the database says nothing about session keys.
    """
    value = "\x00".join(parts)
    return salted_hmac(f"wix_headless.{purpose}", value, algorithm="sha256").hexdigest()


def _row_context(row: StoredToken) -> bytes:
    owner = (str(row.pk), row.site, row.role, str(row.member_id or ""), row.instance_id)
    return _context("StoredToken", *owner)


def _attempt_context(attempt: LoginAttempt | CodeAttempt) -> bytes:
    kind = type(attempt).__name__
    return _context(kind, attempt.state_digest, attempt.site, attempt.browser_digest)


def _context(*parts: str) -> bytes:
    """Join the parts so that no two lists of parts become one."""
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def _hide(found: dict[str, object]) -> dict[str, object]:
    return {
        name: Secret(value) if isinstance(value, str) else value for name, value in found.items()
    }
