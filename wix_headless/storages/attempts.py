"""
Logins under way: begun before the browser goes to Wix, used up when it comes back.

They are rows, and not in the session: two tabs that begin at once would each write the
session and one of them would be lost. A row is used up by the DELETE that finds it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from wix_headless.exceptions import DecryptionError, StateMismatchError
from wix_headless.models import LoginAttempt
from wix_headless.protocol.authorization import AuthorizationRequest
from wix_headless.storages.outside import token_database
from wix_headless.storages.sealing import digest, open_verifier, seal_verifier
from wix_headless.tokens import Secret

#: How long somebody may take on Wix's login page.
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunLogin:
    """
    What a login needs when it comes back.

    Attributes:
        next_url: Where its visitor was going.
        replaces: The id of the signed-in user who agreed to be replaced, or empty.
    """

    redirect_uri: str
    code_verifier: Secret = field(repr=False)
    next_url: str
    prompt: str
    replaces: str


def begin_login(
    authorization: AuthorizationRequest,
    *,
    site: str,
    next_url: str,
    prompt: str,
    replaces: str = "",
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
        expires_at=timezone.now() + LIFETIME,
    )
    attempt.sealed = seal_verifier(attempt, authorization.code_verifier)
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
    attempts = LoginAttempt.objects.using(token_database())
    attempt = attempts.filter(pk=digest("state", state), site=site).first()
    if attempt is None:
        raise StateMismatchError("No login is under way with this state.")
    if not browser or not constant_time_compare(digest("browser", browser), attempt.browser_digest):
        raise StateMismatchError("This login was begun in another browser.")
    # Of two callbacks with one state, one deletes the row; the other finds nothing to delete.
    deleted, _ = attempts.filter(pk=attempt.pk).delete()
    if deleted != 1:
        raise StateMismatchError("This login has been finished already.")
    if attempt.expires_at < timezone.now():
        raise StateMismatchError("This login took too long.")
    try:
        code_verifier = open_verifier(attempt)
    except DecryptionError:
        raise StateMismatchError("This login was begun with a key that is gone.") from None
    return BegunLogin(
        redirect_uri=attempt.redirect_uri,
        code_verifier=code_verifier,
        next_url=attempt.next_url,
        prompt=attempt.prompt,
        replaces=attempt.replaces,
    )
