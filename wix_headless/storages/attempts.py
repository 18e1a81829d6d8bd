"""
Logins and installations under way: begun before the browser goes to Wix, used up when it is back.

They are rows, and not in the session: two tabs that begin at once would each write the
session and one of them would be lost. A row is used up by the DELETE that finds it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from wix_headless.exceptions import DecryptionError, StateMismatchError
from wix_headless.models import CodeAttempt, InstallAttempt, LoginAttempt
from wix_headless.protocol.authorization import AuthorizationRequest
from wix_headless.storages.outside import token_database
from wix_headless.storages.sealing import digest, open_attempt, seal_attempt
from wix_headless.tokens import Secret

T = TypeVar("T", LoginAttempt, InstallAttempt)

#: How long somebody may take on Wix's pages.
LIFETIME = timedelta(minutes=10)

#: How many codes may be shown in one login; Wix's have six digits.
MOST_CODES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunLogin:
    """
    What a login needs when it comes back.

    Attributes:
        next_url: Where its visitor was going.
        replaces: The id of the signed-in user who agreed to be replaced, or empty.
        connects: The id of the signed-in user whom the member is to be connected to, or empty.
        expects: The id of the member whom a password has named already, or empty.
    """

    redirect_uri: str
    code_verifier: Secret = field(repr=False)
    next_url: str
    prompt: str
    replaces: str
    connects: str = ""
    expects: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedCode:
    """
    What a login on the site's own page needs when its code comes.

    Attributes:
        state_token: What Wix wants to see with the code.
    """

    state_token: Secret = field(repr=False)
    next_url: str
    replaces: str


def begin_login(
    authorization: AuthorizationRequest,
    *,
    site: str,
    next_url: str,
    prompt: str,
    replaces: str = "",
    connects: str = "",
    expects: str = "",
) -> Secret:
    """Store a login, and return the secret that binds it to this browser, for its cookie."""
    browser = Secret(secrets.token_urlsafe(32))
    attempt = LoginAttempt(
        state_digest=digest("state", authorization.state),
        site=site,
        browser_digest=digest("browser", browser),
        redirect_uri=authorization.redirect_uri,
        next_url=next_url,
        prompt=prompt,
        replaces=replaces,
        connects=connects,
        expects=expects,
        expires_at=timezone.now() + LIFETIME,
    )
    attempt.sealed = seal_attempt(attempt, authorization.code_verifier)
    attempt.save(using=token_database(), force_insert=True)
    return browser


def cookie_name(state: str) -> str:
    """Return the name of the cookie of one login; each has its own, so that tabs don't mix."""
    return f"wix_login_{digest('state', state)[:16]}"


def take_login(state: Secret, browser: str, *, site: str) -> BegunLogin:
    """
    Use up the login that *state* belongs to, which can be done once.

    Raises:
        StateMismatchError: If there is none, it was begun in another browser, or it is too old.
    """
    attempt = _take(LoginAttempt, digest("state", state), browser, site=site)
    try:
        code_verifier = open_attempt(attempt)
    except DecryptionError:
        raise StateMismatchError("This login was begun with a key that is gone.") from None
    return BegunLogin(
        redirect_uri=attempt.redirect_uri,
        code_verifier=code_verifier,
        next_url=attempt.next_url,
        prompt=attempt.prompt,
        replaces=attempt.replaces,
        connects=attempt.connects,
        expects=attempt.expects,
    )


def await_code(state_token: Secret, *, site: str, next_url: str, replaces: str = "") -> Secret:
    """Store a login that waits for its code, and return the secret for this browser's cookie."""
    browser = Secret(secrets.token_urlsafe(32))
    attempt = CodeAttempt(
        state_digest=digest("code", browser),
        site=site,
        browser_digest=digest("browser", browser),
        next_url=next_url,
        replaces=replaces,
        tries_left=MOST_CODES,
        expires_at=timezone.now() + LIFETIME,
    )
    attempt.sealed = seal_attempt(attempt, state_token)
    attempt.save(using=token_database(), force_insert=True)
    return browser


def is_awaited(browser: str, *, site: str) -> bool:
    """Say whether a code may be shown in this browser."""
    return _awaited(browser, site).exists()


def show_code(browser: str, *, site: str) -> AwaitedCode:
    """
    Count a code that is about to be shown to Wix, and return what goes with it.

    Raises:
        StateMismatchError: If none is waited for: it took too long, or too many were wrong.
    """
    rows = _awaited(browser, site)
    # Counted before it is looked at, and by the database: no two at once are one.
    counted = rows.update(tries_left=F("tries_left") - 1)
    attempt = CodeAttempt.objects.using(rows.db).filter(pk=digest("code", browser)).first()
    if not counted or attempt is None:
        raise StateMismatchError("No code is waited for in this browser.")
    try:
        state_token = open_attempt(attempt)
    except DecryptionError:
        raise StateMismatchError("This login was begun with a key that is gone.") from None
    return AwaitedCode(
        state_token=state_token, next_url=attempt.next_url, replaces=attempt.replaces
    )


def stop_awaiting(browser: str) -> bool:
    """Forget a login that waits for its code; say whether it was there, as it is for one."""
    rows = CodeAttempt.objects.using(token_database())
    deleted, _ = rows.filter(pk=digest("code", browser)).delete()
    return deleted == 1


def _awaited(browser: str, site: str) -> QuerySet[CodeAttempt]:
    rows = CodeAttempt.objects.using(token_database())
    return rows.filter(
        pk=digest("code", browser), site=site, tries_left__gt=0, expires_at__gt=timezone.now()
    )


def begin_install(state: Secret, *, site: str, next_url: str, user_id: str = "") -> Secret:
    """Store an installation, and return the secret that binds it to this browser."""
    browser = Secret(secrets.token_urlsafe(32))
    InstallAttempt(
        state_digest=digest("install", state),
        site=site,
        browser_digest=digest("browser", browser),
        next_url=next_url,
        begun_by=user_id,
        expires_at=timezone.now() + LIFETIME,
    ).save(using=token_database(), force_insert=True)
    return browser


def install_cookie_name(state: str) -> str:
    """Return the name of the cookie of one installation."""
    return f"wix_install_{digest('install', state)[:16]}"


def take_install(state: Secret, browser: str, *, site: str) -> InstallAttempt:
    """
    Use up the installation that *state* belongs to, and return its row, which is gone.

    Raises:
        StateMismatchError: If there is none, it was begun in another browser, or it is too old.
    """
    return _take(InstallAttempt, digest("install", state), browser, site=site)


def _take(model: type[T], state_digest: str, browser: str, *, site: str) -> T:
    attempts = model._default_manager.using(token_database())
    attempt = attempts.filter(pk=state_digest, site=site).first()
    if attempt is None:
        raise StateMismatchError("Nothing is under way with this state.")
    if not browser or not constant_time_compare(digest("browser", browser), attempt.browser_digest):
        raise StateMismatchError("This was begun in another browser.")
    # Of two callbacks with one state, one deletes the row; the other finds nothing to delete.
    deleted, _ = attempts.filter(pk=state_digest).delete()
    if deleted != 1:
        raise StateMismatchError("This has been finished already.")
    if attempt.expires_at < timezone.now():
        raise StateMismatchError("This took too long.")
    return attempt
