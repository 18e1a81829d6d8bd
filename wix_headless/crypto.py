"""
Sealing secrets for the database: AES-GCM under a ring of keys.

A sealed value is ``version (1 byte) | key id (4) | nonce (12) | ciphertext and tag``.
The first key of the ring seals, every key opens, and each value names its key,
so that keys can be changed while the site runs.
What a value belongs to is authenticated along with it: copied to another place, it stays shut.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wix_headless.exceptions import ConfigurationError, DecryptionError
from wix_headless.tokens import Secret

KEY_BYTES = 32
NONCE_BYTES = 12
_VERSION = b"\x01"
_KEY_ID_BYTES = 4
_HEAD = len(_VERSION) + _KEY_ID_BYTES


def generate_key() -> Secret:
    """Return a new key, as it is written into ``WIX_ENCRYPTION_KEYS``."""
    return Secret(base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode())


def parse_key(text: Secret) -> bytes:
    """
    Return the bytes of a key written as URL-safe base64.

    Raises:
        ConfigurationError: If it is not 32 bytes; the key itself is not in the message.
    """
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            "A key in ENCRYPTION_KEYS is not 32 bytes in URL-safe base64. "
            "Make one with: manage.py wix_generate_key"
        )
    return key


class KeyRing:
    """Keys that seal and open; the first is the one in use."""

    def __init__(self, keys: Sequence[Secret]) -> None:
        if not keys:
            raise ConfigurationError(
                "There is no key to encrypt tokens with. Make one with manage.py wix_generate_key "
                "and set WIX_ENCRYPTION_KEYS to it."
            )
        raw = [parse_key(key) for key in keys]
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self._first = _key_id(raw[0])

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self._ciphers)}>"

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt *plain*; it will open only with the same *context*."""
        nonce = os.urandom(NONCE_BYTES)
        head = _VERSION + self._first
        return head + nonce + self._ciphers[self._first].encrypt(nonce, plain, head + context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """
        Decrypt what :meth:`seal` made.

        Raises:
            DecryptionError: If no key of the ring opens it, or it was sealed for another context,
                or somebody changed it.
        """
        head, nonce = sealed[:_HEAD], sealed[_HEAD : _HEAD + NONCE_BYTES]
        cipher = self._ciphers.get(head[len(_VERSION) :])
        if head[: len(_VERSION)] != _VERSION or cipher is None or len(nonce) < NONCE_BYTES:
            raise DecryptionError
        try:
            return cipher.decrypt(nonce, sealed[_HEAD + NONCE_BYTES :], head + context)
        except InvalidTag:
            raise DecryptionError from None

    def reseal(self, sealed: bytes, context: bytes) -> bytes:
        """
        Seal anew, under the first key, what *sealed* holds.

        Raises:
            DecryptionError: As :meth:`open` does.
        """
        return self.seal(self.open(sealed, context), context)

    def is_current(self, sealed: bytes) -> bool:
        """Say whether *sealed* is under the first key, so that rotation can pass it by."""
        low, high = self.current_range
        return low <= sealed < high

    @property
    def current_range(self) -> tuple[bytes, bytes]:
        """Between which bytes lies what is under the first key, so that a database can tell."""
        low = _VERSION + self._first
        return low, (int.from_bytes(low) + 1).to_bytes(_HEAD)

    @property
    def key_ids(self) -> list[str]:
        """The names of the keys, as :func:`key_id` has them, in their order."""
        return [name.hex() for name in self._ciphers]


def key_id(sealed: bytes) -> str:
    """Return the name of the key that *sealed* is under; empty if it is no sealed value."""
    is_sealed = len(sealed) >= _HEAD and sealed[: len(_VERSION)] == _VERSION
    return sealed[len(_VERSION) : _HEAD].hex() if is_sealed else ""


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"wix_headless key id" + key).digest()[:_KEY_ID_BYTES]
