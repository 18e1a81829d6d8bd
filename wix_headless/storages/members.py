"""What Wix says of a member as such, whatever logins it has: that it is blocked, or deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import router
from django.utils import timezone

from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.members import MemberProfile
from wix_headless.storages.leases import end_all, token_rows
from wix_headless.tokens import Role

#: Why Wix keeps a member out, and what its row says then.
KEPT_OUT: Final[Mapping[str, WixMember.Status]] = {
    StoredToken.EndReason.BLOCKED: WixMember.Status.BLOCKED,
    StoredToken.EndReason.DELETED: WixMember.Status.DELETED,
}


def find_member(site: str, member_id: str) -> WixMember | None:
    """Return the member that has been here before; its id is compared exactly."""
    # Where it is written, as a replica may be behind: its user would be made a second time.
    rows = WixMember.objects.using(router.db_for_write(WixMember)).select_related("user")
    found = rows.filter(site=site, member_id=member_id).first()
    # MariaDB's usual collation ignores case.
    return found if found is not None and found.member_id == member_id else None


def end_member(site: str, member_id: str, reason: str) -> int:
    """
    End every login of a member whom Wix has blocked or deleted, and let nobody in as it.

    Its user stays, and so does the link; sessions that came in through Wix are signed out at
    their next request. A later login that Wix lets through opens the door again.

    Args:
        reason: ``blocked`` or ``deleted``.

    Returns:
        How many logins were live.
    """
    end_reason = StoredToken.EndReason(reason)
    status = KEPT_OUT[end_reason]
    member = find_member(site, member_id)
    if member is None:
        return 0
    WixMember.objects.using(router.db_for_write(WixMember)).filter(pk=member.pk).update(
        status=status
    )
    return end_all(token_rows().filter(role=Role.MEMBER, member=member), end_reason)


def note_profile(member: WixMember, profile: MemberProfile | None) -> None:
    """
    Write down what Wix has just told of *member*.

    Args:
        profile: None where it has let the member in, and told no more.
    """
    if profile is None:
        if member.is_kept_out:
            member.status = WixMember.Status.UNKNOWN
            member.save(update_fields=["status"])
        return
    member.contact_id = profile.contact_id
    member.login_email = profile.login_email
    member.nickname = profile.nickname
    member.photo_url = profile.photo_url
    is_known = profile.status in WixMember.Status.values
    member.status = WixMember.Status(profile.status) if is_known else WixMember.Status.UNKNOWN
    member.synced_at = timezone.now()
    member.save()


def forget_profile(site: str, *, member_id: str = "", contact_id: str = "") -> None:
    """
    Forget what Wix has told of a member, who is known by one of the two ids.

    The link stays, with the member's id, and so does its user, who is the project's own.
    """
    rows = WixMember.objects.using(router.db_for_write(WixMember)).filter(site=site)
    found = rows.filter(member_id=member_id) if member_id else rows.filter(contact_id=contact_id)
    if member_id or contact_id:
        found.update(contact_id="", login_email="", nickname="", photo_url="")
