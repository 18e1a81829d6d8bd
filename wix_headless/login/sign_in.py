"""
Logging a member in and out: the steps between this site, the browser and Wix.

"Handle Members with a Wix Login Page Using the REST API"
(/docs/go-headless/coding/rest-api/visitors-and-members/handle-members-with-wix-managed-login).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth import authenticate, login, logout
from django.db import router
from django.http import HttpRequest
from django.urls import reverse

from wix_headless.audit import audit
from wix_headless.backends import WixIdentity
from wix_headless.client import WixClient
from wix_headless.context import WixContext, current_context, find_context
from wix_headless.context.hosted_pages import read_page_url
from wix_headless.exceptions import (
    APIError,
    ConfigurationError,
    ForbiddenError,
    NotFoundError,
    PreconditionError,
    SignInError,
    SignInRefusedError,
    StateMismatchError,
    UnauthorizedError,
)
from wix_headless.external_login import forget_link, link_member
from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.authorization import (
    build_authorization,
    login_request,
    logout_request,
    parse_callback,
)
from wix_headless.protocol.members import MemberProfile, current_member_request, parse_member
from wix_headless.protocol.own_login import Outcome
from wix_headless.signals import member_logged_in, member_logged_out
from wix_headless.storages.attempts import BegunLogin, begin_login
from wix_headless.storages.leases import end_all, token_rows
from wix_headless.storages.sessions import (
    end_session_row,
    session_sites,
    store_login,
    stored_row,
)
from wix_headless.strategies import OAuthStrategy
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Role, Secret, Tokens

logger = logging.getLogger(__name__)


#: In the place of a prompt: the login of somebody who has shown a password to this site.
PROVEN: Final = "proven"


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
    request: HttpRequest,
    *,
    next_url: str,
    idp: str = "",
    prompt: str = "login",
    replaces: str = "",
    connects: str = "",
    proven: Outcome | None = None,
) -> LoginRedirect:
    """
    Ask Wix for its login page, as the visitor whose cart the member is to find again.

    Args:
        replaces: The id of the signed-in user who agrees to be replaced.
        connects: The id of the signed-in user whom the member is to be connected to.
        proven: What Wix said to a password that was shown on the site's own page: there is no
            other page then, and it has to be that member.

    Raises:
        APIError: If Wix could not answer.
    """
    context = find_context(request)
    redirect_uri = context.build_absolute_uri(reverse("wix:callback"))
    client_id = context.speaker.settings.require_client_id()
    authorization = build_authorization(client_id, redirect_uri)
    asked = login_request(
        authorization,
        idp=idp,
        prompt="none" if proven else prompt,
        session_token=proven.session_token if proven else None,
    )
    url = read_page_url(context.send(asked))
    browser = begin_login(
        authorization,
        site=context.site,
        next_url=next_url,
        prompt=PROVEN if proven else prompt,
        replaces=replaces,
        connects=connects,
        expects=proven.member_id if proven else "",
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
    if begun.connects:
        return _connect(request, begun, identity, tokens)
    user = authenticate(request, wix_identity=identity)
    if user is None:
        raise ConfigurationError(
            "No back end took the member in: put 'wix_headless.backends.WixMemberBackend' first "
            "in AUTHENTICATION_BACKENDS."
        )
    _protect_staff(request, user, begun)
    _enter(request, user, identity, tokens)
    return user


def forget_identity(request: HttpRequest) -> None:
    """Give up what this session speaks with: it is worth nothing to Wix, and is being replaced."""
    speaker = find_context(request).speaker
    if is_in_by_wix(request):
        logout(request)
    elif not speaker.loses_sign_on():
        speaker.tokens.end(StoredToken.EndReason.REJECTED)
        speaker.forget()


def is_in_by_wix(request: HttpRequest) -> bool:
    """Say whether a login at Wix has signed the user in here, and no account of this site's own."""
    speaker = find_context(request).speaker
    return speaker.role is Role.MEMBER and speaker.signed_on is None


def is_other_staff(request: HttpRequest) -> bool:
    """Say whether staff are signed in, other than by Wix: a login must not end that unasked."""
    return bool(getattr(request.user, "is_staff", False)) and not is_in_by_wix(request)


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
    client_id = context.speaker.settings.require_client_id()
    try:
        asked = logout_request(client_id, post_flow_url)
        return read_page_url(_speak_with(tokens, context).send(asked))
    except (APIError, SignInError, ConfigurationError) as error:
        logger.warning("Logged out here, but not at Wix: %s", error)
        return ""


def end_login(sender: object, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """End the tokens of a session that Django logs out; receives ``user_logged_out``."""
    session = getattr(request, "session", None)
    if session is None:
        return
    for site in session_sites(session):
        row = end_session_row(session, site, StoredToken.EndReason.LOGOUT, user=user)
        if row is not None and row.member is not None:
            member_logged_out.send(
                WixMember, request=request, user=user, member=row.member, site=site
            )
    context = getattr(request, "wix", None)
    if isinstance(context, WixContext):
        context.speaker.forget()


def follow_user(
    sender: object, instance: Any, *, created: bool, update_fields: Any = None, **_: Any
) -> None:
    """
    End the logins of a user who was switched off, or got another password; receives ``post_save``.

    None of their tokens would speak any more, as Django shows these sessions nobody: it is for
    those that nobody would see again. A session that changes its own password goes on.
    """
    if created or (update_fields is not None and not {"is_active", "password"} & {*update_fields}):
        return
    rows = token_rows().filter(role=Role.MEMBER, member__user=instance)
    if not instance.is_active:
        end_all(rows, StoredToken.EndReason.INACTIVE)
    elif getattr(instance, "_password", None) is not None:
        # Django keeps the raw password until it has told everybody.
        end_all(rows.exclude(pk__in=_own_rows(instance)), StoredToken.EndReason.PASSWORD)


def _own_rows(user: Any) -> list[str]:
    """Return the id of the login that the request being answered has, if it is this user's."""
    context = current_context.get(None)
    if context is None or context.speaker.request.user != user:
        return []
    _, row_id = stored_row(context.speaker.session, context.site)
    return [row_id] if row_id else []


def _fetch_identity(
    context: WixContext, code: Secret, begun: BegunLogin
) -> tuple[WixIdentity, Tokens]:
    """Trade the code, and ask Wix whom its token speaks for and what is known of them."""
    client_id = context.speaker.settings.require_client_id()
    endpoint = TokenEndpoint(context.transport)
    tokens = OAuthStrategy(client_id).exchange_code(
        endpoint, code=code, code_verifier=begun.code_verifier, redirect_uri=begun.redirect_uri
    )
    info = endpoint.fetch_info(tokens.access_token)
    is_ours = info.client_id in {"", client_id}
    if not info.active or info.subject_type != "MEMBER" or not info.subject_id or not is_ours:
        raise SignInRefusedError(reason="not_a_member")
    if begun.expects not in {"", info.subject_id}:
        raise SignInRefusedError(reason="member_mismatch")
    profile = _fetch_profile(_speak_with(tokens, context))
    if profile is not None and profile.member_id != info.subject_id:
        raise SignInRefusedError(reason="member_mismatch")
    identity = WixIdentity(site=context.site, member_id=str(info.subject_id), profile=profile)
    return identity, tokens


def _speak_with(tokens: Tokens, context: WixContext) -> WixClient:
    """Return a client that speaks with these tokens, and is counted where they are from."""
    strategy = OAuthStrategy(context.speaker.settings.require_client_id(), tokens=tokens)
    strategy.site = context.site
    return WixClient(strategy, transport=context.transport)


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


def _connect(request: HttpRequest, begun: BegunLogin, identity: WixIdentity, tokens: Tokens) -> Any:
    """Link the member with the user who asked for it, and speak as it in this session."""
    user = request.user
    if not user.is_authenticated or str(user.pk) != begun.connects:
        raise StateMismatchError("The user who asked to be connected is not signed in any more.")
    member = link_member(
        user, site=identity.site, member_id=identity.member_id, profile=identity.profile
    )
    end_session_row(request.session, identity.site, StoredToken.EndReason.REPLACED)
    request.session.cycle_key()
    forget_link(user)
    audit("member_connected", site=member.site, member=member.member_id, user=user.pk)
    _keep(request, user, member, tokens)
    return user


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
    members = WixMember.objects.using(router.db_for_write(WixMember))
    member = members.get(site=identity.site, user_id=user.pk)
    _keep(request, user, member, tokens)


def _keep(request: HttpRequest, user: Any, member: WixMember, tokens: Tokens) -> None:
    row = store_login(request.session, member, tokens)
    find_context(request).speaker.forget()
    audit("login", **row.audit_facts)
    member_logged_in.send(WixMember, request=request, user=user, member=member, site=member.site)
