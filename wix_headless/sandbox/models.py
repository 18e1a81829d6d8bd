"""The things the sandbox remembers, as plain data: members, tokens, logins, products, carts."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


def new_id() -> str:
    """Return a fresh GUID."""
    return str(uuid.uuid4())


def new_secret() -> str:
    """Return a value that nobody can guess."""
    return secrets.token_urlsafe(32)


class Role(StrEnum):
    """Whom a caller speaks for."""

    VISITOR = "visitor"
    MEMBER = "member"
    APP = "app"
    ADMIN = "admin"
    USER = "user"


@dataclass(slots=True, kw_only=True)
class BrowserSession:
    """One browser on the sandbox's own domain, signed in or not."""

    member_id: str | None = None
    form_token: str = field(default_factory=new_secret, repr=False)


@dataclass(slots=True, kw_only=True)
class Grant:
    """
    The event that tokens come from: a new visitor, a login, an app's own request.

    Client, site and instance are the project's own, unless somebody else's are named.
    """

    role: Role
    subject_id: str
    client_id: str = ""
    site_id: str = ""
    instance_id: str = ""
    browser: BrowserSession | None = field(default=None, repr=False)
    revoked: bool = False


@dataclass(slots=True, kw_only=True)
class Token:
    """An access or a refresh token; a refresh token has no fixed end."""

    value: str = field(repr=False)
    grant: Grant
    issued: datetime
    expires: datetime | None
    revoked: bool = False

    def active(self, now: datetime) -> bool:
        on_time = self.expires is None or now < self.expires
        return on_time and not self.revoked and not self.grant.revoked


@dataclass(slots=True, kw_only=True)
class AuthRequest:
    """What a site asked for when it started a login."""

    redirect_uri: str
    code_challenge: str = field(repr=False)
    response_mode: str
    scope: str
    state: str = field(repr=False)
    prompt: str
    idp: str = ""
    session_token: str = field(default="", repr=False)


@dataclass(slots=True, kw_only=True)
class Code:
    """An authorization code, kept after its use so that a second use is noticed."""

    request: AuthRequest
    grant: Grant
    expires: datetime
    used: bool = False


@dataclass(slots=True, kw_only=True)
class Installation:
    """One installation; ``is_here`` says whether its site is the one that is emulated."""

    instance_id: str
    site_id: str
    site_name: str = ""
    site_url: str = ""
    plan: str = ""
    is_here: bool = False


@dataclass(slots=True, kw_only=True)
class InstallCode:
    """The code of an installation, kept after its use so that a second use is noticed."""

    grant: Grant
    expires: datetime
    used: bool = False


@dataclass(slots=True, kw_only=True)
class RedirectSession:
    """A single-use ticket to one of the sandbox's own pages."""

    intent: str
    token: str = field(default_factory=new_secret, repr=False)
    id: str = field(default_factory=new_id)
    full_url: str = field(default="", repr=False)
    expires: datetime
    role: Role
    subject_id: str
    grant: Grant | None = field(repr=False)
    callbacks: dict[str, str]
    auth: AuthRequest | None = None
    cart_id: str = ""
    slot: Json = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)

    def become(self, member_id: str) -> None:
        """Go on as the member that the visitor turned out to be."""
        self.role, self.subject_id = Role.MEMBER, member_id


@dataclass(slots=True, kw_only=True)
class Attempt:
    """A login or a purchase that is going on in one browser."""

    session: RedirectSession
    browser: BrowserSession = field(repr=False)
    id: str = field(default_factory=new_secret, repr=False)
    expires: datetime
    order_id: str = ""


@dataclass(slots=True, kw_only=True)
class PendingCode:
    """A code that was sent to a member's address, and not yet shown again."""

    member_id: str
    code: str = field(repr=False)
    expires: datetime
    tries: int = 0


@dataclass(slots=True, kw_only=True)
class Recovery:
    """A link to a new password; ``url`` is where it leads afterwards."""

    member_id: str
    url: str
    expires: datetime


@dataclass(slots=True, kw_only=True)
class OAuthApp:
    """A client of the site, and where it may send people back to."""

    id: str = field(default_factory=new_id)
    name: str
    description: str = ""
    login_url: str = ""
    logout_url: str = ""
    redirect_uris: list[str] = field(default_factory=list)
    redirect_domains: list[str] = field(default_factory=list)
    secret: str = field(default="", repr=False)
    created: datetime


@dataclass(slots=True, kw_only=True)
class Member:
    """A member of the site; ``contact`` holds what only the fieldset FULL shows."""

    id: str
    contact_id: str
    email: str
    email_verified: bool = False
    password: str = field(repr=False)
    nickname: str
    slug: str
    created: datetime
    updated: datetime
    last_login: datetime | None = None
    status: str = "APPROVED"
    privacy: str = "PRIVATE"  # Wix's default (Members API, introduction)
    activity: str = "ACTIVE"
    title: str = ""
    photo_id: str = ""
    contact: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Variant:
    """One purchasable form of a product; ``choice`` is empty when there is only one."""

    id: str
    sku: str
    choice: str
    price: Decimal
    compare_at: Decimal | None
    stock: int


@dataclass(slots=True, kw_only=True)
class Product:
    """A product of the catalog."""

    id: str
    name: str
    slug: str
    category: str
    motif: str
    tint: str
    description: str
    option: str
    swatches: dict[str, str]
    variants: list[Variant]
    ribbon: str
    visible: bool
    created: datetime
    updated: datetime

    @property
    def stock(self) -> int:
        return sum(variant.stock for variant in self.variants)

    def variant(self, variant_id: str) -> Variant | None:
        return next((v for v in self.variants if v.id == variant_id), None)


@dataclass(slots=True, kw_only=True)
class Category:
    """A category of the shop."""

    id: str
    name: str
    slug: str
    description: str
    created: datetime


@dataclass(slots=True, kw_only=True)
class LineItem:
    """So many of one variant in a cart; ``options`` is what the caller's reference said."""

    id: str = field(default_factory=new_id)
    product_id: str
    variant_id: str
    options: Json
    quantity: int


@dataclass(slots=True, kw_only=True)
class Cart:
    """A cart of a visitor or a member; the one of its owner that is ``current`` or none."""

    id: str = field(default_factory=new_id)
    role: Role
    subject_id: str
    created: datetime
    updated: datetime
    revision: int = 1
    current: bool = True
    items: list[LineItem] = field(default_factory=list)
    details: Json = field(default_factory=dict)
    delivery: str = ""
    coupon_id: str = ""
    order_id: str = ""
    purchase_flow_id: str = field(default_factory=new_id)
