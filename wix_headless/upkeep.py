"""Looking after tokens and members from outside their requests: renewing, and asking Wix anew."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth import get_backends

from wix_headless.backends import WixMemberBackend
from wix_headless.client import WixClient
from wix_headless.conf import wix_settings
from wix_headless.exceptions import TransportError, WixError
from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.members import MemberProfile, parse_member
from wix_headless.storages.known import KnownRowStorage
from wix_headless.storages.members import KEPT_OUT, end_member, find_member
from wix_headless.storages.rows import RowTokenStorage
from wix_headless.strategies import AppStrategy, OAuthStrategy
from wix_headless.strategies.base import TokenStrategy
from wix_headless.tokens import Role
from wix_headless.transport import shared_transport


class SupersededError(WixError):
    """The app's settings have changed since this token was made: nobody uses it any more."""


def renew_row(row: StoredToken) -> None:
    """
    Renew the tokens of *row*, however fresh they are, through the gate that everybody uses.

    Raises:
        RenewalError: If the row has ended: before, or because Wix refused it just now.

        SupersededError: If it is an app's row that the present settings do not lead to.

        ConfigurationError: If Wix refused the client, or a setting is missing.

        APIError: If Wix gave no usable answer; the tokens are unchanged then.
    """
    _build_strategy(row).renew(shared_transport(wix_settings.for_site(row.site).API_URL))


def fetch_profile(member: WixMember, wix: WixClient) -> MemberProfile:
    """
    Ask Wix what it knows of *member*; *wix* speaks as the app.

    "Get Member" (/docs/rest/crm/members-contacts/members/member-management/members/get-member).

    Raises:
        NotFoundError: If Wix knows no such member: it was deleted, or belongs to another site.

        APIError: If Wix gave no usable answer.
    """
    profile = parse_member(wix.members.get_member(member.member_id, fieldsets=["FULL"]))
    if profile is None or profile.member_id != member.member_id:
        raise TransportError("Wix's answer is about no member, or about another one.")
    return profile


def take_over(member: WixMember, profile: MemberProfile) -> WixMember | None:
    """
    Write down what Wix has told of *member*, as a login does; whom Wix has blocked is logged out.

    *member* is as it was before Wix was asked: a status that has changed here since, by an event,
    is the newer word.

    Returns:
        The member as it is now; None if it has been deleted here meanwhile.
    """
    found = find_member(member.site, member.member_id)
    if found is None:
        return None
    if found.status != member.status:
        profile = replace(profile, status=found.status)
    _find_backend().update_member(found, profile)
    for reason, status in KEPT_OUT.items():
        if profile.status == status:
            end_member(found.site, found.member_id, reason)
    return found


def _find_backend() -> WixMemberBackend:
    """Return the project's own, which may know more fields to fill than ours."""
    ours = (one for one in get_backends() if isinstance(one, WixMemberBackend))
    return next(ours, WixMemberBackend())


def _build_strategy(row: StoredToken) -> TokenStrategy:
    storage = KnownRowStorage(row)
    if row.role != Role.APP:
        return OAuthStrategy.from_settings(row.site, storage=storage)
    strategy = AppStrategy.from_settings(row.site, instance_id=row.instance_id)
    if not _leads_to(strategy, row):
        raise SupersededError
    strategy.storage = storage
    return strategy


def _leads_to(strategy: AppStrategy, row: StoredToken) -> bool:
    """Say whether the strategy's own storage would come to *row*."""
    found = strategy.storage.find_row() if isinstance(strategy.storage, RowTokenStorage) else None
    return found is not None and found.pk == row.pk
