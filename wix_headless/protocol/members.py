"""
A member as Wix tells it.

"Get My Member" and the member object (/docs/rest/crm/members-contacts/members). Every field may be
missing: the fieldset decides, and sites without the Members Area app tell nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wix_headless.protocol.messages import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberProfile:
    """
    What Wix told of a member; what it did not tell is empty.

    Attributes:
        status: ``APPROVED``, ``PENDING``, ``BLOCKED``, ``OFFLINE`` or ``UNKNOWN``.
        login_email_verified: Only then may the address say who somebody is.
        raw: The whole of it, for fields of the site's own.
    """

    member_id: str = ""
    contact_id: str = ""
    status: str = "UNKNOWN"
    login_email: str = ""
    login_email_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    photo_url: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def kept_out(self) -> str:
        """Why the owner of the site does not let the member in: ``blocked``, ``pending``; or ""."""
        return self.status.lower() if self.status in {"BLOCKED", "PENDING"} else ""


def current_member_request() -> Request:
    """Ask for the member that the token speaks for, with everything Wix knows of it."""
    return Request(
        verb="GET",
        path="/members/v1/members/my",
        query=(("fieldsets", "FULL"),),
        name="members.get_current_member",
        repeatable=True,
    )


def parse_member(answer: Mapping[str, Any]) -> MemberProfile | None:
    """Read a member out of an answer; None if there is none in it."""
    member = _mapping(answer.get("member"))
    member_id = _text(member.get("id"))
    if not member_id:
        return None
    contact, profile = _mapping(member.get("contact")), _mapping(member.get("profile"))
    return MemberProfile(
        member_id=member_id,
        contact_id=_text(member.get("contactId")),
        status=_text(member.get("status")) or "UNKNOWN",
        login_email=_text(member.get("loginEmail")),
        login_email_verified=member.get("loginEmailVerified") is True,
        first_name=_text(contact.get("firstName")),
        last_name=_text(contact.get("lastName")),
        nickname=_text(profile.get("nickname")),
        photo_url=_text(_mapping(profile.get("photo")).get("url")),
        raw=member,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
