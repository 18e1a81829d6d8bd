"""Everything the sandbox remembers: one object, one lock, and a clock that can be moved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wix_headless.sandbox.credentials import Credentials, fixed_id, make_password
from wix_headless.sandbox.events.deliveries import Outbox
from wix_headless.sandbox.models import (
    Attempt,
    BrowserSession,
    Cart,
    Category,
    Code,
    Installation,
    InstallCode,
    Json,
    Member,
    OAuthApp,
    PendingCode,
    Product,
    Recovery,
    RedirectSession,
    Token,
)
from wix_headless.sandbox.permissions import OF_APPS

if TYPE_CHECKING:
    from wix_headless.sandbox.blog.post_json import Post, Topic
    from wix_headless.sandbox.bookings.timetable import Booking, Service
    from wix_headless.sandbox.data.collections import Collection
    from wix_headless.sandbox.events.webhooks import News
    from wix_headless.sandbox.media.file_json import MediaFile, Upload
    from wix_headless.sandbox.people.contact_book import Contact
    from wix_headless.sandbox.shop.plugin_calls import PluginCall
    from wix_headless.sandbox.shop.pricing import Coupon, Quotes
    from wix_headless.sandbox.wire.faults import Fault


def iso(moment: datetime) -> str:
    """Write a moment as Wix does: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Settings:
    """Switches for what Wix's documents leave open, or what an owner may change."""

    #: A refresh answers a new refresh token (unclear whether Wix does).
    rotate_refresh_tokens: bool = True
    #: It also ends the old one, which Wix's own SDK goes on using: no default.
    single_use_refresh_tokens: bool = False
    #: A visitor's cart goes into the member's at login (not promised by Wix).
    merge_carts: bool = True
    #: Off, login and checkout answer 428 SITE_NOT_PUBLISHED.
    site_published: bool = True
    #: Off, the site has no Members Area app, and so no members.
    members_area: bool = True
    #: New members start as PENDING.
    require_approval: bool = False
    #: Who registers or logs in by the API has to show a code that was sent to the address.
    verify_email: bool = False
    #: It also takes a captcha's token.
    require_captcha: bool = False

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
    #: The addresses of the app's pages in the dashboard.
    dashboard_pages: list[str] = field(default_factory=list)
    #: What the shop is called, if not as the seed has it.
    shop: str = ""
    #: Who is told of events, and the service plugins by their types; no reset forgets these.
    webhooks: list[str] = field(default_factory=list)
    first_plugins: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.lock, self.now, self.webhooks)
        self.offset = timedelta()
        self.clear()

    def reset(self) -> None:
        """Forget everything but the keys, and plant the seed."""
        self.clear()
        self.seed()

    def seed(self) -> None:
        """Plant the seed over what is there: that is the past, and nobody is told of it."""
        self.plant(self)
        self.news.clear()

    def clear(self) -> None:
        """Forget everything but the keys, and where the sandbox was told to send people back to."""
        self.outbox.clear()
        self.settings = Settings()
        self.shop_name = ""
        self.next_order_number = 1
        self.offset = timedelta()
        #: The permissions that the app was given.
        self.app_permissions = OF_APPS
        self.apps: dict[str, OAuthApp] = {self.credentials.client_id: self._first_app()}
        self.access_tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        #: Where the app is installed, and the codes of installations.
        here = self.own_installation()
        self.instances: dict[str, Installation] = {here.instance_id: here}
        self.install_codes: dict[str, InstallCode] = {}
        #: Of members who were signed on or gave their password: whose it is, and until when.
        self.session_tokens: dict[str, tuple[str, datetime]] = {}
        self.pending_codes: dict[str, PendingCode] = {}
        self.recoveries: dict[str, Recovery] = {}
        #: What would have been sent by e-mail.
        self.mails: list[Json] = []
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
        self.uploads: dict[str, Upload] = {}
        self.media_files: dict[str, MediaFile] = {}
        self.requests: list[RequestRecord] = []
        self.faults: list[Fault] = []
        #: What happened in the request at hand, and is to be told of at its end.
        self.news: list[News] = []
        #: How many events there were about an entity, by its id.
        self.sequences: dict[str, int] = {}
        #: Where the service plugins are, by their types, and how their calls went.
        self.plugins: dict[str, str] = dict(self.first_plugins)
        self.plugin_calls: list[PluginCall] = []
        #: What plugins said of a cart, by its id.
        self.quotes: dict[str, Quotes] = {}

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
    def owner_id(self) -> str:
        """The Wix user whom the site belongs to."""
        return fixed_id("owner")

    @property
    def app(self) -> OAuthApp:
        """The client whose tokens are made here."""
        return self.apps[self.credentials.client_id]

    def own_installation(self) -> Installation:
        """Return what is there at the start: the app on the site itself."""
        keys = self.credentials
        return Installation(instance_id=keys.instance_id, site_id=keys.site_id, is_here=True)

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
        """Say whether *url* lies on an allowed redirect domain."""
        target = urlsplit(url)
        if target.scheme not in ("http", "https") or "\\" in url:
            return False
        domains = {find_host(domain) for domain in self.app.redirect_domains}
        return target.hostname is not None and target.hostname in domains

    def member_by_email(self, email: str) -> Member | None:
        wanted = email.strip().casefold()
        return next((m for m in self.members.values() if m.email.casefold() == wanted), None)


def is_redirect_uri(uri: str) -> bool:
    """Say whether a login may lead back to *uri* at all: absolute, and without a fragment."""
    try:
        parts = urlsplit(uri)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment
    except ValueError:
        return False


def _allow(app: OAuthApp, uris: Iterable[str]) -> None:
    """Allow *uris* and their domains, each once."""
    for uri in uris:
        if uri not in app.redirect_uris:
            app.redirect_uris.append(uri)
        domain = urlsplit(uri).netloc
        if domain and domain not in app.redirect_domains:
            app.redirect_domains.append(domain)


def find_host(domain: str) -> str | None:
    """Return the host of a domain, which may have been given as a whole address."""
    try:
        return urlsplit(domain if "://" in domain else f"//{domain}").hostname
    except ValueError:
        return None
