"""
Contacts on the wire, for the app only: version 4, and version 5 beside it.

Follows Contacts V4 and V5, ``/docs/rest/crm/members-contacts/contacts/contacts/``: an update needs
the revision that was seen. The statuses of refusals are 409 for what is there already, 428 for a
contact that belongs to a member and so cannot be deleted.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.people import contact_book, contact_json
from wix_headless.sandbox.people.contact_book import Contact
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.incoming import arguments, body, state

area = Blueprint("contacts", __name__)

V4 = query.Schema(
    filters={
        "id": query.ID,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
        "lastActivity.activityDate": query.DATE,
        "primaryInfo.email": query.TEXT,
        "primaryInfo.phone": query.TEXT,
        "info.name.first": query.TEXT,
        "info.name.last": query.TEXT,
        "info.company": query.TEXT,
        "source.sourceType": query.ID,
        "memberInfo.memberId": query.ID,
    },
    sorts=(
        "createdDate",
        "lastActivity.activityDate",
        "primaryInfo.email",
        "info.name.first",
        "info.name.last",
        "info.company",
    ),
    default_sort=("createdDate", "DESC"),
)
V5 = query.Schema(
    filters={
        "id": query.ID,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
        "email.email": query.TEXT,
        "phone.phone": query.TEXT,
        "name.first": query.TEXT,
        "name.last": query.TEXT,
        "memberInfo.memberId": query.ID,
    },
    sorts=("createdDate", "updatedDate", "email.email", "name.first", "name.last"),
    default_sort=("createdDate", "DESC"),
)


@area.post("/contacts/v4/contacts/query")
def query_contacts() -> Json:
    """Answer a query of version 4, page by page by offset."""
    memory, asked = state(), body()
    everything = [contact_json.version_4(memory, one) for one in contact_book.everyone(memory)]
    words = asked.text("search", longest=200).casefold()
    found = query.select(everything, asked.sub("query"), V4)
    found = [one for one in found if words in _spoken(one)]
    part, metadata = paging.offset_page(found, asked.sub("query"))
    return {"contacts": part, "pagingMetadata": metadata}


@area.get("/contacts/v4/contacts/<id>")
def get_contact(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a contact by its id."""
    contact = contact_book.find(state(), id)
    shown = contact_json.version_4(state(), contact)
    return {"contact": shown, "responseType": "CONTACT_RESPONSE"}


@area.post("/contacts/v4/contacts")
def create_contact() -> Json:
    """Add a contact."""
    asked = body()
    asked.require("info")
    details = contact_json.read_4(asked.sub("info"))
    contact = _create(details, duplicates=asked.boolean("allowDuplicates"))
    return {"contact": contact_json.version_4(state(), contact)}


@area.patch("/contacts/v4/contacts/<id>")
def update_contact(id: str) -> Json:  # noqa: A002
    """Change what ``info`` names; the revision must be the one that was seen."""
    asked = body()
    asked.require("info")
    contact = contact_book.find(state(), id)
    _check_revision(contact, asked.require("revision"))
    contact_book.change(state(), contact, contact_json.read_4(asked.sub("info")))
    return {"contact": contact_json.version_4(state(), contact)}


@area.route("/contacts/v5/contacts/query", methods=["GET", "POST"])
def query_contacts_v5() -> Json:
    """Answer a query of version 5, page by page by cursor."""
    memory = state()
    everything = [contact_json.version_5(memory, one) for one in contact_book.everyone(memory)]
    part, metadata = paging.cursor_page(everything, arguments().sub("query"), V5)
    return {"contacts": part, "pagingMetadata": metadata}


@area.get("/contacts/v5/contacts/<id>")
def get_contact_v5(id: str) -> Json:  # noqa: A002
    """Return a contact by its id."""
    return {"contact": contact_json.version_5(state(), contact_book.find(state(), id))}


@area.post("/contacts/v5/contacts")
def create_contact_v5() -> Json:
    """Add a contact."""
    asked = body()
    asked.require("contact")
    details = contact_json.read_5(asked.sub("contact"))
    contact = _create(details, duplicates=asked.boolean("allowDuplicates"))
    return {"contact": contact_json.version_5(state(), contact)}


@area.patch("/contacts/v5/contacts/<id>")
def update_contact_v5(id: str) -> Json:  # noqa: A002
    """Change what ``contact`` names; the revision in it must be the one that was seen."""
    asked = body().sub("contact")
    contact = contact_book.find(state(), id)
    _check_revision(contact, asked.require("revision"))
    contact_book.change(state(), contact, contact_json.read_5(asked))
    return {"contact": contact_json.version_5(state(), contact)}


@area.delete("/contacts/v4/contacts/<id>")
@area.delete("/contacts/v5/contacts/<id>")
def delete_contact(id: str) -> Json:  # noqa: A002
    """Forget a contact, unless it is a member's."""
    contact = contact_book.find(state(), id)
    if contact_book.member_of(state(), contact):
        raise WixError(428, "The contact is a member's.", code="CANNOT_DELETE_MEMBER")
    del state().contacts[contact.id]
    contact_book.announce(state(), contact.id, "deleted")
    return {}


def _create(details: Json, *, duplicates: bool) -> Contact:
    if not any(details.get(name) for name in ("firstName", "lastName", "emails", "phones")):
        message = "A contact needs a name, an e-mail address or a phone number."
        raise WixError(400, message, code="INSUFFICIENT_CONTACT_DATA")
    for email in details.get("emails", []):
        known = contact_book.by_email(state(), email)
        if known is not None and not duplicates:
            raise WixError(
                409,
                "There is a contact with this e-mail address.",
                code="DUPLICATE_CONTACT_EXISTS",
                data={"duplicateContactId": known.id},
            )
    return contact_book.create(state(), details, source="OTHER", activity="CONTACT_CREATED")


def _check_revision(contact: Contact, seen: object) -> None:
    if isinstance(seen, bool) or not isinstance(seen, int | str):
        raise ValidationError("revision", "must be a number")
    if str(seen) != str(contact.revision):
        message = f"The contact is at revision {contact.revision}."
        raise WixError(409, message, code="CONTACT_ALREADY_CHANGED")


def _spoken(rendered: Json) -> str:
    name, info = rendered["info"]["name"], rendered["primaryInfo"]
    return f"{name['first']} {name['last']} {info.get('email', '')}".casefold()
