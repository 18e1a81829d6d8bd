"""
Logging a member in and out: the steps between this site, the browser and Wix.

"Handle Members with a Wix Login Page Using the REST API"
(/docs/go-headless/coding/rest-api/visitors-and-members/handle-members-with-wix-managed-login).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.urls import reverse

from wix_headless.backends import WixIdentity
from wix_headless.client import WixClient
from wix_headless.conf import wix_settings
from wix_headless.context import WixContext, find_context
from wix_headless.exceptions import (
    APIError,
    ConfigurationError,
    ForbiddenError,
    NotFoundError,
    PreconditionError,
    SignInError,
    SignInRefusedError,
    TransportError,
    UnauthorizedError,
)
from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.authorization import (
    build_authorization,
    login_request,
    logout_request,
    parse_callback,
)
from wix_headless.protocol.members import MemberProfile, current_member_request, parse_member
from wix_headless.protocol.messages import Request
from wix_headless.signals import member_logged_in, member_logged_out
from wix_headless.storages.attempts import BegunLogin, begin_login
from wix_headless.storages.sessions import end_session_row, store_login
from wix_headless.strategies import OAuthStrategy
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Role, Secret, Tokens

logger = logging.getLogger(__name__)


class StaffSessionError(SignInError):
    """A signed-in member of staff would be replaced, and has not agreed to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRedirect:
    """
    Where the browser goes to log in.

    Attributes:
        browser: Binds the login to this browser; it belongs into a cookie of its own.
    """

    url: str
    state: Secret = field(repr=False)
    browser: Secret = field(repr=False)


def start_login(
    request: HttpRequest, *, next_url: str, idp: str, prompt: str, replaces: str
) -> LoginRedirect:
    """
    Ask Wix for its login page, as the visitor whose cart the member is to find again.

    Raises:
        APIError: If Wix could not answer.
    """
    context = find_context(request)
    redirect_uri = context.build_absolute_uri(reverse("wix:callback"))
    authorization = build_authorization(wix_settings.require_client_id(), redirect_uri)
    url = _fetch_redirect_url(context, login_request(authorization, idp=idp, prompt=prompt))
    browser = begin_login(
        authorization, site=context.site, next_url=next_url, prompt=prompt, replaces=replaces
    )
    return LoginRedirect(url=url, state=authorization.state, browser=browser)


def finish_login(request: HttpRequest, query: str, *, state: Secret, begun: BegunLogin) -> Any:
    """
    Turn Wix's answer into a signed-in user.

    Args:
        query: The callback's query string, as it came.

    Raises:
        SignInError: If the login does not succeed; the session is as it was.

        APIError: If Wix could not answer; so it is.
    """
    context = find_context(request)
    code = parse_callback(query, state=state)
    identity, tokens = _fetch_identity(context, code, begun)
    user = authenticate(request, wix_identity=identity)
    if user is None:
        raise ConfigurationError(
            "No back end took the member in: put 'wix_headless.backends.WixMemberBackend' first "
            "in AUTHENTICATION_BACKENDS."
        )
    _protect_staff(request, user, begun)
    _enter(request, user, identity, tokens)
    return user


def leave(request: HttpRequest, *, post_flow_url: str) -> str:
    """
    Log out here, and return where the browser ends its session at Wix, or an empty string.

    Whether Wix answers or not, nobody is logged in here afterwards.
    """
    context = find_context(request)
    tokens = context.speaker.tokens.load() if context.role is Role.MEMBER else None
    logout(request)
    if tokens is None:
        return ""
    client_id = wix_settings.require_client_id()
    client = WixClient(OAuthStrategy(client_id, tokens=tokens), transport=context.transport)
    try:
        return _fetch_redirect_url(client, logout_request(client_id, post_flow_url))
    except (APIError, SignInError, ConfigurationError) as error:
        logger.warning("Logged out here, but not at Wix: %s", error)
        return ""


def end_login(sender: object, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """End the tokens of a session that Django logs out; receives ``user_logged_out``."""
    context = getattr(request, "wix", None)
    session = getattr(request, "session", None)
    if request is None or session is None or not isinstance(context, WixContext):
        return
    row = end_session_row(session, context.site, StoredToken.EndReason.LOGOUT, user=user)
    context.speaker.forget()
    if row is not None and row.member is not None:
        member_logged_out.send(
            WixMember, request=request, user=user, member=row.member, site=row.site
        )


def _fetch_redirect_url(client: WixClient, request: Request) -> str:
    session = client.send(request).get("redirectSession")
    url = session.get("fullUrl") if isinstance(session, dict) else None
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
        raise TransportError("Wix answered without the address of its page.")
    return url


def _fetch_identity(
    context: WixContext, code: Secret, begun: BegunLogin
) -> tuple[WixIdentity, Tokens]:
    """Trade the code, and ask Wix whom its token speaks for and what is known of them."""
    client_id = wix_settings.require_client_id()
    endpoint = TokenEndpoint(context.transport)
    tokens = OAuthStrategy(client_id).exchange_code(
        endpoint, code=code, code_verifier=begun.code_verifier, redirect_uri=begun.redirect_uri
    )
    info = endpoint.fetch_info(tokens.access_token)
    is_ours = info.client_id in {"", client_id}
    if not info.active or info.subject_type != "MEMBER" or not info.subject_id or not is_ours:
        raise SignInRefusedError(reason="not_a_member")
    member = WixClient(OAuthStrategy(client_id, tokens=tokens), transport=context.transport)
    profile = _fetch_profile(member)
    if profile is not None and profile.member_id != info.subject_id:
        raise SignInRefusedError(reason="member_mismatch")
    identity = WixIdentity(site=context.site, member_id=str(info.subject_id), profile=profile)
    return identity, tokens


def _fetch_profile(member: WixClient) -> MemberProfile | None:
    """Return what Wix tells of the member; nothing where its Members Area is not installed."""
    try:
        return parse_member(member.send(current_member_request()))
    except (UnauthorizedError, ForbiddenError, NotFoundError, PreconditionError):
        return None


def _protect_staff(request: HttpRequest, user: Any, begun: BegunLogin) -> None:
    """Refuse to replace a signed-in member of staff who has not agreed to it."""
    present: Any = request.user
    is_other_staff = getattr(present, "is_staff", False) and present.pk != user.pk
    if is_other_staff and begun.replaces != str(present.pk):
        raise StaffSessionError


def _enter(request: HttpRequest, user: Any, identity: WixIdentity, tokens: Tokens) -> None:
    context = find_context(request)
    # Before Django's login, which may empty the session: the visitor's tokens are of no more use,
    # as Wix has made the visitor a member.
    end_session_row(request.session, context.site, StoredToken.EndReason.REPLACED)
    key = request.session.session_key
    login(request, user)
    if request.session.session_key == key:
        # Django leaves the key as it is when the same user logs in again.
        request.session.cycle_key()
    member = WixMember.objects.get(site=identity.site, user_id=user.pk)
    store_login(request.session, member, tokens)
    context.speaker.forget()
    member_logged_in.send(WixMember, request=request, user=user, member=member, site=identity.site)
