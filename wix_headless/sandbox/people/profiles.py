"""
How a member looks on the wire, and how somebody becomes one.

Follows the member object and its fieldsets, "Get My Member" of the Members API: PUBLIC shows the
profile, EXTENDED the login e-mail and the status, FULL the contact.
"""

from __future__ import annotations

import re

from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Json, Member, Role, new_id
from wix_headless.sandbox.people import contact_book
from wix_headless.sandbox.state import State, iso

FIELDSETS = ("PUBLIC", "EXTENDED", "FULL")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def join(
    memory: State,
    *,
    email: str,
    password: str,
    first_name: str,
    last_name: str,
    verified: bool = False,
) -> Member:
    """Add a member, pending if the owner wants to approve each one."""
    name = " ".join(part for part in (first_name, last_name) if part) or email.partition("@")[0]
    member = Member(
        id=new_id(),
        contact_id=new_id(),
        email=email,
        email_verified=verified,
        password=password or new_id(),
        nickname=name,
        slug=_free_slug(memory, name),
        created=memory.now(),
        updated=memory.now(),
        status="PENDING" if memory.settings.require_approval else "APPROVED",
        contact={"firstName": first_name, "lastName": last_name, "emails": [email]},
    )
    memory.members[member.id] = member
    announce(memory, member, "created")
    contact_book.announce(memory, member.contact_id, "created", (Role.MEMBER, member.id))
    return member


def announce(memory: State, member: Member, slug: str) -> None:
    """Tell of a member, who did it unless somebody called an API."""
    webhooks.announce(memory, "wix.members.v1.member", slug, member.id, by=(Role.MEMBER, member.id))


def is_email(text: str) -> bool:
    """Say whether *text* looks like an address at all."""
    return EMAIL.fullmatch(text) is not None


def _free_slug(memory: State, name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "member"
    taken = sum(m.slug == slug or m.slug.startswith(f"{slug}-") for m in memory.members.values())
    return f"{slug}-{taken + 1}" if taken else slug


def render(memory: State, member: Member, fieldset: str) -> Json:
    """Write *member* as Wix shows it in *fieldset*."""
    profile: Json = {"nickname": member.nickname, "slug": member.slug, "title": member.title}
    if member.photo_id:
        profile["photo"] = pictures.image(memory, member.photo_id, member.nickname, 400, 400)
    answer: Json = {
        "id": member.id,
        "contactId": member.contact_id,
        "profile": profile,
        "status": "UNKNOWN",
        "privacyStatus": "UNKNOWN",
        "activityStatus": "UNKNOWN",
        "createdDate": iso(member.created),
        "updatedDate": iso(member.updated),
    }
    if fieldset == "PUBLIC":
        return answer
    answer |= {
        "loginEmail": member.email,
        "loginEmailVerified": member.email_verified,
        "status": member.status,
        "privacyStatus": member.privacy,
        "activityStatus": member.activity,
    }
    if fieldset == "FULL":
        contact = {"contactId": member.contact_id, "phones": [], "emails": [], "addresses": []}
        answer["contact"] = contact | member.contact
        if member.last_login is not None:
            answer["lastLoginDate"] = iso(member.last_login)
    return answer
