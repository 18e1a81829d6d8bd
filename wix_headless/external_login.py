"""
Users of this site's own accounts who are members at Wix, too.

Two ways lead there, and both are walked on purpose: :func:`sign_on_user` signs a user on at Wix by
an address that this site has verified, with an API key; and a signed-in user may connect the
member that logs in on Wix's page (``wix:connect``). :func:`disconnect_member` undoes either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, router, transaction

from wix_headless.audit import audit
from wix_headless.conf import DEFAULT_SITE, load_function, wix_settings
from wix_headless.exceptions import (
    AccountExistsError,
    ConfigurationError,
    ForbiddenError,
    MemberNotAllowedError,
    NotFoundError,
    PreconditionError,
    SignInRefusedError,
    UnauthorizedError,
)
from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.members import MemberProfile, current_member_request, parse_member
from wix_headless.signals import member_created
from wix_headless.storages.known import find_link, is_active
from wix_headless.storages.leases import end_all, token_rows
from wix_headless.storages.members import find_member, note_profile
from wix_headless.storages.rows import RowTokenStorage
from wix_headless.storages.signed_on import SignedOnStorage
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.strategies.external import ExternalStrategy
from wix_headless.tokens import Tokens
from wix_headless.transport import Transport, shared_transport


class AlreadyLinkedError(AccountExistsError):
    """The user is another member already, or the member another user's."""


def sign_on_user(user: Any, *, site: str = DEFAULT_SITE) -> WixMember:
    """
    Sign a user of this site on at Wix, and link them with the member that has their address.

    Wix makes the member if there is none. From then on ``WixClient.for_member(user)`` speaks as
    it, and with ``SIGN_ON_REQUESTS`` ``request.wix`` does.

    Raises:
        MemberNotAllowedError: If the user is inactive, staff, has no verified address, or Wix
            keeps the member out.

        AlreadyLinkedError: If the user is another member already, or the member another user's.

        ConfigurationError: If ``SIGN_ON_EMAIL`` or the API key is missing or refused.

        APIError: If Wix could not answer; nothing is changed then.
    """
    email = find_sign_on_email(user)
    link = find_link(user)
    if link is not None and link.site != site:
        raise AlreadyLinkedError(f"User {user.pk} is a member of the site {link.site!r} already.")
    transport = shared_transport(wix_settings.for_site(site).API_URL)
    strategy = _build(site, find_email=lambda: email)
    member_id, tokens = strategy.sign_on(TokenEndpoint(transport))
    profile = _fetch_profile(transport, member_id, tokens)
    member = link_member(user, site=site, member_id=member_id, profile=profile)
    storage = SignedOnStorage(member)
    storage.renew(storage.load(), lambda _: tokens)
    audit("member_signed_on", site=site, member=member_id, user=user.pk)
    return member


def link_member(
    user: Any, *, site: str, member_id: str, profile: MemberProfile | None
) -> WixMember:
    """
    Link *user* with a member whom Wix has just vouched for.

    Raises:
        MemberNotAllowedError: If either of them may not be.

        AlreadyLinkedError: If the user is another member already, or the member another user's.
    """
    refuse_unfit(user)
    if profile is not None and profile.kept_out:
        raise MemberNotAllowedError(reason=profile.kept_out)
    link, member = find_link(user), find_member(site, member_id)
    if member is not None and member.user_id != user.pk:
        raise AlreadyLinkedError("This member is another user's.")
    is_new = member is None
    if member is None:
        # The link of a member who is gone makes room for its successor.
        may_move = link is not None and link.status == WixMember.Status.DELETED
        if link is not None and not may_move:
            raise AlreadyLinkedError(
                f"User {user.pk} is another member already: disconnect_member(user) first."
            )
        member = _make_link(user, site, member_id, old=link)
    note_profile(member, profile)
    if is_new:
        raw = profile.raw if profile is not None else {}
        member_created.send(WixMember, user=user, member=member, profile=raw, site=site)
    return member


def disconnect_member(user: Any) -> bool:
    """
    End every login of the user's member, and the link with it; the user stays as it is.

    Returns:
        False if there was no link.
    """
    links = WixMember.objects.using(router.db_for_write(WixMember))
    link = links.filter(user_id=user.pk).first()
    if link is None:
        return False
    end_all(token_rows().filter(member=link), StoredToken.EndReason.DISCONNECTED)
    link.delete()
    forget_link(user)
    audit("member_disconnected", site=link.site, member=link.member_id, user=user.pk)
    return True


def forget_link(user: Any) -> None:
    """Let ``user.wix_member`` be read anew."""
    state = getattr(user, "_state", None)
    if state is not None:
        state.fields_cache.pop("wix_member", None)


def find_sign_on_email(user: Any) -> str:
    """
    Return the address by which *user* may be signed on.

    Raises:
        MemberNotAllowedError: If there is none, or this user is not to be.

        ConfigurationError: If the settings do not say which addresses are verified.
    """
    refuse_unfit(user)
    if not wix_settings.SIGN_ON_EMAIL:
        raise ConfigurationError(
            'Signing users on takes WIX_HEADLESS["SIGN_ON_EMAIL"]: a function, or its dotted '
            "path, that takes a user and returns the e-mail address that this site has verified."
        )
    email: object = load_function(wix_settings.SIGN_ON_EMAIL)(user)
    if not isinstance(email, str) or not email:
        raise MemberNotAllowedError(reason="unverified")
    return email


def refuse_unfit(user: Any) -> None:
    """
    Refuse users who are not to be linked with anybody.

    Raises:
        MemberNotAllowedError: If they are inactive, or staff while LINK_STAFF is off.
    """
    if not getattr(user, "is_authenticated", False) or not is_active(user):
        raise MemberNotAllowedError(reason="inactive")
    is_staff = getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)
    if is_staff and not wix_settings.LINK_STAFF:
        raise MemberNotAllowedError(reason="staff")


def may_sign_on(user: Any, link: WixMember) -> bool:
    """Say whether *user* can be signed on without being asked again."""
    if not wix_settings.SIGN_ON_EMAIL or link.is_kept_out:
        return False
    try:
        return bool(find_sign_on_email(user))
    except MemberNotAllowedError:
        return False


def find_signed_on(user: Any, site: str) -> WixMember | None:
    """Return the member that a signed-in user of this site's own speaks as, if they may."""
    if not user.is_authenticated:
        return None
    link: WixMember | None = getattr(user, "wix_member", None)
    if link is None or link.site != site or not may_sign_on(user, link):
        return None
    return link


def build_external_strategy(link: WixMember, storage: RowTokenStorage) -> ExternalStrategy:
    """Return the strategy of a user who was signed on before, and is signed on again if need be."""

    def find_email() -> str:
        now = find_link(link.user)
        if now is None or now.pk != link.pk or not may_sign_on(now.user, now):
            return ""
        return find_sign_on_email(now.user)

    return _build(link.site, find_email=find_email, member_id=link.member_id, storage=storage)


def _build(
    site: str,
    *,
    find_email: Callable[[], str],
    member_id: str = "",
    storage: RowTokenStorage | None = None,
) -> ExternalStrategy:
    settings = wix_settings.for_site(site)
    strategy = ExternalStrategy(
        settings.require_client_id(),
        settings.api_keys,
        find_email=find_email,
        member_id=member_id,
        storage=storage,
    )
    strategy.api_url = settings.API_URL
    strategy.site = site
    return strategy


def _fetch_profile(transport: Transport, member_id: str, tokens: Tokens) -> MemberProfile | None:
    """Ask Wix whom the tokens speak for, and what is known of them."""
    info = TokenEndpoint(transport).fetch_info(tokens.access_token)
    if not info.active or info.subject_type != "MEMBER" or info.subject_id != member_id:
        raise SignInRefusedError(reason="not_a_member")
    headers = {"Authorization": tokens.access_token}
    try:
        return parse_member(transport.send(current_member_request(), headers).data)
    except (UnauthorizedError, ForbiddenError, NotFoundError, PreconditionError):
        # As where the Members Area is not installed.
        return None


def _make_link(user: Any, site: str, member_id: str, *, old: WixMember | None) -> WixMember:
    member = WixMember(site=site, member_id=member_id, user=user)
    try:
        with transaction.atomic(using=router.db_for_write(WixMember)):
            if old is not None:
                old.delete()
            member.save(force_insert=True)
    except IntegrityError:
        # Somebody else was quicker: the same user in another tab, or another one.
        found = find_member(site, member_id)
        if found is None or found.user_id != user.pk:
            raise AlreadyLinkedError from None
        return found
    return member
