"""What encrypting one token costs: ours, bare AES-GCM, and two well-known ways in Django."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.rounds import Effort, format_micro, median_wall, repeat, take_turns, wall_ratio
from benchmarks.tables import describe_machine, format_table
from wix_headless.crypto import KeyRing, generate_key
from wix_headless.models import StoredToken
from wix_headless.storages.sealing import open_tokens, seal_tokens
from wix_headless.tokens import Role, Tokens

OPERATIONS = 2_000

#: Characters of an access token: of a visitor, of a member.
LENGTHS = (700, 1_500)

BARE = "bare AES-GCM"

#: Seals the plain text, and opens what that gave.
Ways = dict[str, tuple[Callable[[], bytes | str], Callable[[Any], object]]]


def measure(effort: Effort) -> str:
    """Return the table of what sealing and opening cost, for short and for long tokens."""
    rows = [row for length in LENGTHS for row in _compare(length, effort)]
    head = ("access token", "by", "encrypt", "of bare", "decrypt", "of bare", "stored")
    packages = ["cryptography", "django"]
    if _find_field():
        packages.append("django-fernet-encrypted-fields")
    else:
        print("Without django-fernet-encrypted-fields: not installed (make bench does it).")
    return f"{describe_machine(*packages)}\n\n{format_table(head, rows)}"


def _compare(length: int, effort: Effort) -> Iterator[Sequence[object]]:
    ways = _build_ways(length)
    sealed = {name: seal() for name, (seal, _) in ways.items()}
    sealing = {name: repeat(seal) for name, (seal, _) in ways.items()}
    opening = {name: repeat(_bind(ways[name][1], value)) for name, value in sealed.items()}
    encrypt = take_turns(sealing, effort, OPERATIONS)
    decrypt = take_turns(opening, effort, OPERATIONS)
    for name in ways:
        yield (
            f"{length} characters",
            name,
            format_micro(median_wall(encrypt[name])),
            f"{wall_ratio(encrypt[name], encrypt[BARE]):.1f}x",
            format_micro(median_wall(decrypt[name])),
            f"{wall_ratio(decrypt[name], decrypt[BARE]):.1f}x",
            f"{len(sealed[name])} bytes",
        )


def _build_ways(length: int) -> Ways:
    tokens = Tokens(
        access_token="a" * length,
        refresh_token="r" * 700,
        expires_at=time.time() + 14_400,
        role=Role.VISITOR,
        issued_at=time.time(),
    )
    row = StoredToken(site="default", role=Role.VISITOR)
    plain = _serialize(tokens)
    context = os.urandom(32)
    cipher = AESGCM(AESGCM.generate_key(256))
    ring = KeyRing([generate_key(), generate_key()])
    fernet = MultiFernet([Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())])

    def encrypt() -> bytes:
        nonce = os.urandom(12)
        return nonce + cipher.encrypt(nonce, plain, context)

    def open_row(sealed: bytes) -> Tokens:
        row.sealed = sealed
        return open_tokens(row)

    ways: Ways = {
        BARE: (encrypt, lambda sealed: cipher.decrypt(sealed[:12], sealed[12:], context)),
        "our key ring": (
            lambda: ring.seal(plain, context),
            lambda sealed: ring.open(sealed, context),
        ),
        "ours, Tokens to column and back": (lambda: seal_tokens(row, tokens), open_row),
        "MultiFernet": (lambda: fernet.encrypt(plain), fernet.decrypt),
    }
    if _find_field():
        from encrypted_fields.fields import EncryptedTextField  # noqa: PLC0415 - it may be missing

        field = EncryptedTextField()
        text = plain.decode()
        ways["django-fernet-encrypted-fields"] = (
            lambda: field.get_prep_value(text),
            lambda stored: field.from_db_value(stored, None, None),
        )
    return ways


def _find_field() -> bool:
    return importlib.util.find_spec("encrypted_fields") is not None


def _serialize(tokens: Tokens) -> bytes:
    """Return the same facts that we seal, so that all have as much to do."""
    names = ("access_token", "refresh_token", "expires_at", "issued_at")
    return json.dumps({name: getattr(tokens, name) for name in names}).encode()


def _bind(function: Callable[[Any], object], value: object) -> Callable[[], object]:
    return lambda: function(value)
