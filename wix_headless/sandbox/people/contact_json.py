"""
How a contact looks on the wire in its two versions, and how one is read from it.

Follows the contact objects of versions 4 and 5 under ``/docs/rest/crm/members-contacts/contacts/contacts/``.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from wix_headless.sandbox.models import Json, new_id
from wix_headless.sandbox.people.contact_book import PLAIN, Contact, member_of
from wix_headless.sandbox.state import State, iso
from wix_headless.sandbox.wire.fields import Fields

NOT_SET = {"subscriptionStatus": "NOT_SET"}


def version_4(memory: State, contact: Contact) -> Json:
    """Write *contact* as version 4 shows it."""
    details = contact.details
    emails, phones = details.get("emails", []), details.get("phones", [])
    info: Json = {
        "name": {"first": details.get("firstName", ""), "last": details.get("lastName", "")},
        "emails": {"items": _numbered(emails, "email")},
        "phones": {"items": _numbered(phones, "phone")},
        "addresses": {"items": [_address(one) for one in details.get("addresses", [])]},
        "labelKeys": {"items": []},
        "extendedFields": {"items": {}},
        "locale": "en",
    }
    info |= {name: details[name] for name in PLAIN if details.get(name)}
    answer = _common(memory, contact) | {
        "revision": contact.revision,
        "source": {"sourceType": contact.source},
        "primaryInfo": {
            name: lot[0] for name, lot in (("email", emails), ("phone", phones)) if lot
        },
        "info": info,
    }
    if emails:
        answer["primaryEmail"] = {"email": emails[0], **NOT_SET}
    return answer


def version_5(memory: State, contact: Contact) -> Json:
    """Write *contact* as version 5 shows it."""
    details = contact.details
    emails, phones = details.get("emails", []), details.get("phones", [])
    answer = _common(memory, contact) | {
        "revision": str(contact.revision),
        "lastActivity": {"date": iso(contact.updated)},
        "company": {
            "name": details.get("company", ""),
            "jobTitle": details.get("jobTitle", ""),
        },
        "name": {"first": details.get("firstName", ""), "last": details.get("lastName", "")},
        "additionalEmails": [{"email": one} for one in emails[1:]],
        "additionalPhones": [{"phone": one} for one in phones[1:]],
        "addresses": [_address(one) for one in details.get("addresses", [])],
        "locale": "en",
        "source": {"additionalInfo": contact.source},
        "tags": {"privateTags": {"tagIds": []}},
    }
    if emails:
        answer["email"] = {"email": emails[0], "subscriptionStatus": {"status": "NOT_SET"}}
    if phones:
        answer["phone"] = {"phone": phones[0], "tag": "MOBILE"}
    return answer


def read_4(info: Fields) -> Json:
    """Read what version 4 says of a contact: only what it names."""
    details = _name(info) | _plain(info, PLAIN)
    for name, field in (("emails", "email"), ("phones", "phone")):
        if info.has(name):
            listed = info.sub(name).items("items", most=50)
            listed.sort(key=lambda one: not one.boolean("primary"))
            details[name] = [one.required_text(field, longest=250) for one in listed]
    if info.has("addresses"):
        details["addresses"] = _addresses(info.sub("addresses").items("items", most=50))
    return details


def read_5(contact: Fields) -> Json:
    """Read what version 5 says of a contact: only what it names."""
    details = _name(contact) | _plain(contact, ("birthdate",))
    company = contact.sub("company")
    pairs = (("name", "company"), ("jobTitle", "jobTitle"))
    details |= {to: company.text(of, longest=250) for of, to in pairs if company.has(of)}
    for name, field in (("emails", "email"), ("phones", "phone")):
        extra = f"additional{name.title()}"
        if contact.has(field) or contact.has(extra):
            first = [contact.sub(field).required_text(field)] if contact.has(field) else []
            rest = [one.required_text(field) for one in contact.items(extra, most=50)]
            details[name] = first + rest
    if contact.has("addresses"):
        details["addresses"] = _addresses(contact.items("addresses", most=50))
    return details


def _common(memory: State, contact: Contact) -> Json:
    member = member_of(memory, contact)
    answer: Json = {
        "id": contact.id,
        "createdDate": iso(contact.created),
        "updatedDate": iso(contact.updated),
        "lastActivity": {
            "activityDate": iso(contact.updated),
            "activityType": contact.activity,
        },
    }
    if member is not None:
        answer["memberInfo"] = {
            "memberId": member.id,
            "email": member.email,
            "emailVerified": member.email_verified,
            "status": member.status,
            "signupDate": iso(member.created),
        }
    return answer


def _numbered(values: list[str], field: str) -> list[Json]:
    tag = "MAIN" if field == "email" else "MOBILE"
    return [{field: one, "tag": tag, "primary": not index} for index, one in enumerate(values)]


def _address(address: Json) -> Json:
    rest = {name: value for name, value in address.items() if name != "id"}
    return {"id": address.get("id", ""), "tag": "HOME", "address": rest}


def _addresses(given: list[Fields]) -> list[Json]:
    return [{"id": one.text("id") or new_id(), **one.sub("address").data} for one in given]


def _name(asked: Fields) -> Json:
    name = asked.sub("name")
    pairs = (("first", "firstName"), ("last", "lastName"))
    return {to: name.text(of, longest=100) for of, to in pairs if name.has(of)}


def _plain(asked: Fields, names: tuple[str, ...]) -> Json:
    return {name: asked.text(name, longest=250) for name in names if asked.has(name)}
