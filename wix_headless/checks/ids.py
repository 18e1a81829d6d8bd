"""The ids of the checks: what each means, for good."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class CheckId(StrEnum):
    """
    One id for each thing that can be wrong; an id is never used for another thing.

    Attributes:
        summary: What is wrong, for the table in ``docs/checks.md``.
        is_for_deployment: Whether only ``check --deploy`` looks for it.
    """

    summary: str
    is_for_deployment: bool

    def __new__(cls, value: str, summary: str, when: str = "") -> Self:
        """Return the id; *when* is ``--deploy`` for what is right in development."""
        one = str.__new__(cls, value)
        one._value_ = value
        one.summary = summary
        one.is_for_deployment = when == "--deploy"
        return one

    SETTINGS = (
        "wix_headless.E001",
        "`WIX_HEADLESS` has an unknown key, or a value of the wrong kind",
    )
    CLIENT_ID = "wix_headless.E002", "a site has no `CLIENT_ID`"
    ENCRYPTION_KEYS = "wix_headless.E003", "`ENCRYPTION_KEYS` is empty, or one is malformed"
    MIDDLEWARE_MISSING = "wix_headless.E004", "`WixMiddleware` is not in `MIDDLEWARE`"
    MIDDLEWARE_ORDER = (
        "wix_headless.E005",
        "`WixMiddleware` stands before `AuthenticationMiddleware`",
    )
    BACKEND = "wix_headless.E006", "`WixMemberBackend` is not in `AUTHENTICATION_BACKENDS`"
    URLS = "wix_headless.E007", "`wix_headless.urls` is not included"
    PUBLIC_KEY = "wix_headless.E008", "`CLIENT_PUBLIC_KEY` holds what is no public RSA key"
    FUNCTION = (
        "wix_headless.E009",
        "a setting that is a function, or a field, is a path that nothing can be imported from",
    )
    HOSTS = "wix_headless.E010", "`HOSTS` holds what no request's host is equal to"
    FRAME_ANCESTORS = (
        "wix_headless.E011",
        "`FRAME_ANCESTORS` holds what is no origin, and would spoil the header",
    )
    SESSIONS_NOWHERE = (
        "wix_headless.E012",
        "sessions are kept in a cache that keeps nothing: nobody stays logged in",
    )
    PLUGIN_TWICE = "wix_headless.E013", "two classes implement one service plugin"
    PLUGIN_METHODS = "wix_headless.E014", "a service plugin lacks methods that Wix calls"
    EVENT_TASKS = "wix_headless.E015", "`EVENT_TASKS` names no back end that takes our tasks"
    LOGIN_LIMITS_MISSING = (
        "wix_headless.E016",
        "the own login page is included, and `limits` is not installed",
    )
    LOGIN_LIMITS = (
        "wix_headless.E017",
        "one of `LOGINS_PER_…` is no limit, or `LOGIN_LIMITS_STORAGE` no storage",
    )
    CLIENT_SECRET = "wix_headless.W001", "there is no `CLIENT_SECRET`, so nothing can be elevated"
    SANDBOX = "wix_headless.W002", "`API_URL` is a sandbox's, and `DEBUG` is off"
    INSECURE_PUBLIC_URL = "wix_headless.W003", "`PUBLIC_URL` is http, and `DEBUG` is off"
    WEAK_KEY = "wix_headless.W004", "a key in `ENCRYPTION_KEYS` was not drawn at random"
    KEY_TWICE = "wix_headless.W005", "the same key stands twice in `ENCRYPTION_KEYS`"
    CLIENT_TWICE = "wix_headless.W006", "two of `SITES` have one `CLIENT_ID`"
    UNREACHED_SITE = (
        "wix_headless.W007",
        "one of `SITES` has a `CLIENT_ID` and no `HOSTS`, and there is no `SITE_RESOLVER`",
    )
    HOST_TWICE = "wix_headless.W008", "two of `SITES` have the same host: the first gets it"
    HOST_NOT_ALLOWED = (
        "wix_headless.W009",
        "a host of `HOSTS` is none of `ALLOWED_HOSTS`, and `DEBUG` is off",
    )
    LOGIN_URL = "wix_headless.W010", "`LOGIN_URL` leads to no page of this site"
    LOGIN_REDIRECT_URL = "wix_headless.W011", "`LOGIN_REDIRECT_URL` leads to no page of this site"
    CALLBACK_BY_LANGUAGE = (
        "wix_headless.W012",
        "`wix_headless.urls` stands within `i18n_patterns`: each language has another callback",
    )
    TEMPLATES = "wix_headless.W013", "no engine in `TEMPLATES` finds our pages"
    SIGN_ON_REQUESTS = "wix_headless.W014", "`SIGN_ON_REQUESTS` without `SIGN_ON_EMAIL`"
    SIGN_ON_KEY = "wix_headless.W015", "`SIGN_ON_EMAIL` without an `API_KEY`"
    API_KEY_FOR_NOTHING = "wix_headless.W016", "`API_KEY` with neither `SITE_ID` nor `ACCOUNT_ID`"
    LINK_BY_NOTHING = (
        "wix_headless.W017",
        "`LINK_VERIFIED_EMAIL`, and the user model has no e-mail address",
    )
    ANY_FRAME = "wix_headless.W018", "`FRAME_ANCESTORS` lets every site frame dashboard pages"
    DENIED_FRAME = (
        "wix_headless.W019",
        "a decorator above `@dashboard_page` writes `X-Frame-Options`: Wix can't show the page",
    )
    SIGNED_COOKIES = (
        "wix_headless.W020",
        "sessions are in signed cookies: a copied one outlives the logout",
        "--deploy",
    )
    PRIVATE_CACHE = (
        "wix_headless.W021",
        "the default cache is one process's own, or keeps nothing",
        "--deploy",
    )
    PRIVATE_SESSIONS = (
        "wix_headless.W022",
        "sessions are in a cache that is one process's own",
        "--deploy",
    )
    UNKNOWN_SCHEME = (
        "wix_headless.W023",
        "neither `PUBLIC_URL` nor `SECURE_PROXY_SSL_HEADER`: behind a proxy the callback is http",
        "--deploy",
    )
    PLUGIN_KEY = "wix_headless.W024", "there are service plugins, and no `CLIENT_PUBLIC_KEY`"
    EVENT_TYPE = "wix_headless.W025", "a handler listens to what Wix does not send"
    EVENT_KEY = "wix_headless.W026", "there are handlers of events, and no `CLIENT_PUBLIC_KEY`"
    LOGIN_LIMITS_PRIVATE = (
        "wix_headless.W027",
        "each process counts tries at the own login page by itself",
        "--deploy",
    )
    DEPRECATED_METHOD = (
        "wix_headless.W028",
        "a method was called in the last 30 days that Wix takes away (`check --database default`)",
    )
    TIME_ZONES = (
        "wix_headless.W029",
        "`USE_TZ` is off: events, whose times have a zone, do not come in",
    )
