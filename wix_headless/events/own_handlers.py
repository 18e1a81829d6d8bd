"""
What we do ourselves when Wix tells that something is gone, before the project's own handlers.

The app's tokens at a site that has removed it, the logins of members who are blocked or deleted,
and what we have of people who want to be forgotten.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wix_headless.events.event import Event
from wix_headless.events.registry import build_handler, registry
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.deliveries import wipe_entity, wipe_instance
from wix_headless.storages.installations import forget_instance, note_installed
from wix_headless.storages.members import end_member, forget_profile

INSTALLED: Final = "AppInstalled"
REMOVED: Final = "AppRemoved"

#: "About the Members APIs" (/docs/rest/crm/members-contacts/members).
MEMBER: Final = "wix.members.v1.member"
CONTACT: Final = "wix.contacts.v4.contact"
MEMBER_DELETED: Final = f"{MEMBER}_deleted"

_BLOCKED: Final = WixMember.Status.BLOCKED.value


def is_erasure(event: Event) -> bool:
    """Say whether we forget what events have told of the entity, this one included."""
    return event.is_anonymize_request or event.type in {REMOVED, MEMBER_DELETED}


def note_installation(event: Event) -> None:
    """Let calls and events of a new installation be ours."""
    note_installed(event.site, event.instance_id, at=event.time)


def forget_installation(event: Event) -> None:
    """End the app's tokens at a site that has removed it, and forget what it told."""
    forget_instance(event.site, event.instance_id, at=event.time)
    wipe_instance(event.site, event.instance_id, but=event.delivery_id)


def follow_member(event: Event) -> None:
    """Log out who was blocked or deleted, wherever they are logged in."""
    if event.slug == "deleted":
        end_member(event.site, event.entity_id, StoredToken.EndReason.DELETED)
        forget_profile(event.site, member_id=event.entity_id)
        wipe_entity(event.site, MEMBER, event.entity_id, but=event.delivery_id)
    elif (event.entity or {}).get("status") == _BLOCKED and not event.is_superseded():
        end_member(event.site, event.entity_id, StoredToken.EndReason.BLOCKED)


def forget_person(event: Event) -> None:
    """Forget what we have of somebody who wants to be forgotten."""
    wipe_entity(event.site, event.entity_fqdn, event.entity_id, but=event.delivery_id)
    if event.entity_fqdn == MEMBER:
        forget_profile(event.site, member_id=event.entity_id)
    elif event.entity_fqdn == CONTACT:
        forget_profile(event.site, contact_id=event.entity_id)


def register() -> None:
    """Let all of these listen."""
    for handler in (
        build_handler(note_installation, types=(INSTALLED,)),
        build_handler(forget_installation, types=(REMOVED,)),
        build_handler(follow_member, types=(f"{MEMBER}_updated", MEMBER_DELETED)),
        replace(build_handler(forget_person), is_for_erasure=True),
    ):
        registry.add(replace(handler, is_ours=True))
