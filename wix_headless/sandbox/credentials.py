"""The keys of one run: fixed ids, and secrets that are made anew and never written down."""

from __future__ import annotations

import base64
import functools
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

NAMESPACE = uuid.UUID("5a6d6f58-0b2e-5c1d-9a43-2f6f0f4f1c77")

WORDS = (  # noqa: SIM905 - sixty quoted words are no easier to read
    "amber anchor apron basil beacon birch bramble candle cedar clover cobalt copper coral cotton "
    "dapple ember fennel fern flint garnet ginger hazel heather indigo ivory juniper kettle "
    "lantern lichen linen maple marble meadow mica mint moss nutmeg oak olive opal orchard pebble "
    "pepper plum quartz quill raven reed rowan saffron sage sorrel tansy thistle timber velvet "
    "walnut willow"
).split()


@functools.cache
def fixed_id(name: str) -> str:
    """Return the id that *name* has in every run."""
    return str(uuid.uuid5(NAMESPACE, name))


def make_password() -> str:
    """Return a password that can be read out and typed."""
    first, second = secrets.choice(WORDS), secrets.choice(WORDS)
    return f"{first}-{second}-{secrets.randbelow(9000) + 1000}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The ids and secrets of the project that the sandbox plays."""

    client_id: str = field(default_factory=lambda: fixed_id("client"))
    instance_id: str = field(default_factory=lambda: fixed_id("instance"))
    site_id: str = field(default_factory=lambda: fixed_id("site"))
    account_id: str = field(default_factory=lambda: fixed_id("account"))
    client_secret: str = field(default_factory=lambda: str(uuid.uuid4()), repr=False)
    api_key: str = field(default_factory=lambda: f"IST.{secrets.token_urlsafe(48)}", repr=False)
    private_key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
        repr=False,
    )

    @classmethod
    def of(cls, shop: str) -> Self:
        """Return those of the shop of that name: two sandboxes are two sites of one account."""
        client, instance, site = (
            fixed_id(f"{shop} {name}".strip()) for name in ("client", "instance", "site")
        )
        return cls(client_id=client, instance_id=instance, site_id=site)

    @property
    def public_key(self) -> str:
        """The public key as Wix's ``env pull`` writes it: a PEM in base64."""
        pem = self.private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(pem).decode()
