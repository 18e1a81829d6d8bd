"""The kinds of projects that the behaviour is shown under, one entry each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CACHED = {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"}
CACHED_DB = {"SESSION_ENGINE": "django.contrib.sessions.backends.cached_db"}
FILES = {"SESSION_ENGINE": "django.contrib.sessions.backends.file"}
SIGNED_COOKIES = {"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"}
STRICT = {"SESSION_COOKIE_SAMESITE": "Strict", "CSRF_COOKIE_SAMESITE": "Strict"}
BEHIND_TLS = {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True}
LOGIN_REQUIRED = ("django.contrib.auth.middleware.LoginRequiredMiddleware",)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """
    One kind of project.

    Attributes:
        settings: What its settings say otherwise than the others'.
        middleware: What stands behind AuthenticationMiddleware.
        databases: Its aliases.
        proxy: Whether a proxy takes TLS off, and keeps its own name to itself.
        is_atomic: Whether each view has a transaction around it.
    """

    name: str
    server: str = "gunicorn"
    settings: dict[str, Any] = field(default_factory=dict)
    middleware: tuple[str, ...] = ()
    databases: tuple[str, ...] = ("default",)
    proxy: bool = False
    is_atomic: bool = False

    @property
    def needs_redis(self) -> bool:
        """Whether its sessions are in a cache that all its processes share."""
        return self.settings.get("SESSION_ENGINE") in {*CACHED.values(), *CACHED_DB.values()}

    @property
    def is_strict(self) -> bool:
        return self.settings.get("SESSION_COOKIE_SAMESITE") == "Strict"

    @property
    def has_server_sessions(self) -> bool:
        """Whether a session can be ended on the server, whatever cookie a browser still sends."""
        return self.settings.get("SESSION_ENGINE") != SIGNED_COOKIES["SESSION_ENGINE"]

    def __str__(self) -> str:
        return self.name


KINDS = (
    Kind(name="plain-wsgi"),
    Kind(name="plain-asgi", server="uvicorn"),
    Kind(name="sessions-in-cache", settings=CACHED),
    Kind(name="sessions-in-cache-and-db", server="uvicorn", settings=CACHED_DB),
    Kind(name="sessions-in-files", settings=FILES),
    Kind(name="sessions-in-cookies", settings=SIGNED_COOKIES),
    Kind(name="login-required", server="uvicorn", middleware=LOGIN_REQUIRED),
    Kind(name="strict-cookies", settings=STRICT),
    Kind(name="strict-signed-cookies", server="uvicorn", settings=STRICT | SIGNED_COOKIES),
    Kind(name="users-by-email", settings={"AUTH_USER_MODEL": "people.EmailUser"}),
    Kind(name="users-by-uuid", settings={"AUTH_USER_MODEL": "people.UuidUser"}),
    Kind(name="behind-tls-proxy", settings=BEHIND_TLS, proxy=True),
    Kind(
        name="accounts-database",
        settings={"DATABASE_ROUTERS": ["tests.projects.routers.AccountsRouter"]},
        databases=("default", "accounts"),
    ),
    Kind(
        name="stale-replica",
        settings={"DATABASE_ROUTERS": ["tests.projects.routers.ReplicaRouter"]},
        databases=("default", "replica"),
    ),
    Kind(name="atomic-requests", is_atomic=True),
)
