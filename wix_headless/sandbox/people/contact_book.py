"""
Contacts: everybody the site knows, one for each member and one for each buyer.

Follows the contact object, ``/docs/rest/crm/members-contacts/contacts/contacts/contact-v4/contact-object``.
What a member's contact says is kept with the member, so that both APIs tell the same.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.models import Json, Member, Role, new_id

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

PLAIN = ("company", "jobTitle", "birthdate")


@dataclass(slots=True, kw_only=True)
class Contact:
    """One contact; ``details`` has the names that a member's contact has."""

    id: str = field(default_factory=new_id)
    details: Json
    source: str
    activity: str
    created: datetime
    updated: datetime
    revision: int = 1


def everyone(memory: State) -> list[Contact]:
    """Return all contacts; a member who has none yet gets one."""
    for member in memory.members.values():
        if member.contact_id not in memory.contacts:
            memory.contacts[member.contact_id] = Contact(
                id=member.contact_id,
                details=member.contact,
                source="WIX_SITE_MEMBERS",
                activity="MEMBER_REGISTER",
                created=member.created,
                updated=member.updated,
            )
    return list(memory.contacts.values())


def find(memory: State, contact_id: str) -> Contact:
    """Return a contact by its id, or raise Wix's 404."""
    for contact in everyone(memory):
        if contact.id == contact_id:
            return contact
    raise WixError(404, f"Contact {contact_id} was not found.", code="CONTACT_NOT_FOUND")


def member_of(memory: State, contact: Contact) -> Member | None:
    """Return the member whose contact this is."""
    found = (one for one in memory.members.values() if one.contact_id == contact.id)
    return next(found, None)


def by_email(memory: State, email: str) -> Contact | None:
    """Return the contact that has this address."""
    wanted = email.casefold()
    for contact in everyone(memory):
        if wanted in (one.casefold() for one in contact.details.get("emails", [])):
            return contact
    return None


def create(
    memory: State,
    details: Json,
    *,
    source: str,
    activity: str,
    by: tuple[Role, str] | None = None,
) -> Contact:
    """Add a contact; *by* says who caused it where no API was called."""
    now = memory.now()
    contact = Contact(details=details, source=source, activity=activity, created=now, updated=now)
    memory.contacts[contact.id] = contact
    announce(memory, contact.id, "created", by)
    return contact


def of_guest(memory: State, form: dict[str, str], by: tuple[Role, str]) -> Contact:
    """Return the contact of who buys as a guest: the one with that address, or a new one."""
    known = by_email(memory, form["email"])
    if known is not None:
        return known
    details: Json = {
        "firstName": form["first_name"],
        "lastName": form["last_name"],
        "emails": [form["email"]],
        "phones": [form["phone"]] if form.get("phone") else [],
    }
    return create(memory, details, source="WIX_STORES", activity="ECOM_PURCHASE", by=by)


def change(memory: State, contact: Contact, details: Json) -> None:
    """Change what *details* names, and nothing else."""
    contact.details.update(details)
    touch(memory, contact)


def touch(memory: State, contact: Contact) -> None:
    """Note that the contact changed."""
    contact.revision += 1
    contact.updated = memory.now()
    announce(memory, contact.id, "updated")


def announce(memory: State, contact_id: str, slug: str, by: tuple[Role, str] | None = None) -> None:
    """Tell of a contact."""
    webhooks.announce(memory, "wix.contacts.v4.contact", slug, contact_id, by=by)
