"""Everything the sandbox remembers: one object, one lock, and a clock that can be moved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wix_headless.sandbox.credentials import Credentials, make_password
from wix_headless.sandbox.faults import Fault
from wix_headless.sandbox.models import (
    Attempt,
    BrowserSession,
    Cart,
    Category,
    Code,
    Json,
    Member,
    OAuthApp,
    Product,
    RedirectSession,
    Token,
)
from wix_headless.sandbox.timetable import Booking, Service

if TYPE_CHECKING:
    from wix_headless.sandbox.blog_json import Post, Topic
    from wix_headless.sandbox.contact_book import Contact
    from wix_headless.sandbox.data_store import Collection
    from wix_headless.sandbox.pricing import Coupon


def iso(moment: datetime) -> str:
    """Write a moment as Wix does: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Settings:
    """Switches for what Wix's documents leave open, or what an owner may change."""

    #: A refresh answers a new refresh token (section 1.3: unclear whether Wix does).
    rotate_refresh_tokens: bool = True
    #: It also ends the old one, which Wix's own SDK goes on using: no default.
    single_use_refresh_tokens: bool = False
    #: A visitor's cart goes into the member's at login (not promised by Wix).
    merge_carts: bool = True
    #: Off, login and checkout answer 428 SITE_NOT_PUBLISHED (section 2.2).
    site_published: bool = True
    #: New members start as PENDING.
    require_approval: bool = False

    @classmethod
    def names(cls) -> list[str]:
        return [one.name for one in fields(cls)]


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """One line of the request log; never a token, a body or a query string."""

    verb: str
    path: str
    role: str
    status: int


@dataclass(kw_only=True)
class State:
    """The memory of one sandbox. Hold ``lock`` while touching anything else."""

    #: Fills an empty memory; handed in, because the seed is made of everything else.
    plant: Callable[[State], None] = field(repr=False)
    credentials: Credentials = field(default_factory=Credentials)
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    allowed_redirects: set[str] = field(default_factory=set)
    origin: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        self.clear()

    def reset(self) -> None:
        """Forget everything but the keys, and plant the seed."""
        self.clear()
        self.plant(self)

    def clear(self) -> None:
        """Forget everything but the keys, and where the sandbox was told to send people back to."""
        self.settings = Settings()
        self.shop_name = ""
        self.next_order_number = 1
        self.offset = timedelta()
        self.apps: dict[str, OAuthApp] = {self.credentials.client_id: self._first_app()}
        self.access_tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.browsers: dict[str, BrowserSession] = {}
        self.redirects: dict[str, RedirectSession] = {}
        self.attempts: dict[str, Attempt] = {}
        self.members: dict[str, Member] = {}
        self.categories: dict[str, Category] = {}
        self.products: dict[str, Product] = {}
        self.carts: dict[str, Cart] = {}
        self.checkouts: dict[str, str] = {}
        self.orders: dict[str, Json] = {}
        self.coupons: dict[str, Coupon] = {}
        self.services: dict[str, Service] = {}
        self.bookings: dict[str, Booking] = {}
        self.taken: dict[tuple[str, str], int] = {}
        self.posts: dict[str, Post] = {}
        self.blog_categories: dict[str, Topic] = {}
        self.blog_tags: dict[str, Topic] = {}
        self.collections: dict[str, Collection] = {}
        self.contacts: dict[str, Contact] = {}
        #: What is drawn for a media file: its scene, its tint, and the name that varies it.
        self.pictures: dict[str, tuple[str, str, str]] = {}
        self.requests: list[RequestRecord] = []
        self.faults: list[Fault] = []

    def password_of(self, email: str) -> str:
        """Return the password that a seeded member has for as long as this sandbox runs."""
        return self.passwords.setdefault(email, make_password())

    def record(self, verb: str, path: str, role: str, status: int) -> None:
        self.requests.append(RequestRecord(verb=verb, path=path, role=role, status=status))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def now_iso(self) -> str:
        return iso(self.now())

    @property
    def app(self) -> OAuthApp:
        """The client whose tokens are made here."""
        return self.apps[self.credentials.client_id]

    def _first_app(self) -> OAuthApp:
        app = OAuthApp(
            id=self.credentials.client_id,
            name="Kiln & Quill on Django",
            secret=self.credentials.client_secret,
            created=datetime(2025, 1, 14, 10, 0, tzinfo=UTC),
        )
        _allow(app, sorted(self.allowed_redirects))
        return app

    def allow_redirects(self, uris: Iterable[str]) -> None:
        """Allow login redirect URIs, and their domains for every other return, for good."""
        known = list(uris)
        self.allowed_redirects.update(known)
        _allow(self.app, known)

    def allows_return(self, url: str) -> bool:
        """Say whether *url* lies on an allowed redirect domain (section 2.6)."""
        target = urlsplit(url)
        if target.scheme not in ("http", "https") or "\\" in url:
            return False
        domains = {_host(domain) for domain in self.app.redirect_domains}
        return target.hostname is not None and target.hostname in domains

    def member_by_email(self, email: str) -> Member | None:
        wanted = email.strip().casefold()
        return next((m for m in self.members.values() if m.email.casefold() == wanted), None)


def _allow(app: OAuthApp, uris: Iterable[str]) -> None:
    """Allow *uris* and their domains, each once."""
    for uri in uris:
        if uri not in app.redirect_uris:
            app.redirect_uris.append(uri)
        domain = urlsplit(uri).netloc
        if domain and domain not in app.redirect_domains:
            app.redirect_domains.append(domain)


def _host(domain: str) -> str | None:
    """Return the host of a domain, which may have been given as a whole address."""
    try:
        return urlsplit(domain if "://" in domain else f"//{domain}").hostname
    except ValueError:
        return None
