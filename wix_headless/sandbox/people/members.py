"""
Members: the current one, lists, queries, changes.

Follows the Members API, ``/docs/api-reference/crm/members-contacts/members/members``.
Private members are hidden from visitors and other members.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, request

from wix_headless.sandbox import identity
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Json, Member, new_id
from wix_headless.sandbox.people import contact_book, profiles
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import arguments, body, state

area = Blueprint("members", __name__)

PROFILE = {"nickname": 100, "slug": 255, "title": 200}  # and how long they may be
CONTACT = ("firstName", "lastName", "company", "jobTitle", "birthdate")
STATUSES = ("PENDING", "APPROVED", "BLOCKED", "OFFLINE")
SCHEMA = query.Schema(
    filters={
        "id": query.ID,
        "contactId": query.ID,
        "loginEmail": query.TEXT,
        "status": query.ID,
        "privacyStatus": query.ID,
        "profile.nickname": query.TEXT,
        "profile.slug": query.TEXT,
        "contact.firstName": query.TEXT,
        "contact.lastName": query.TEXT,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
        "lastLoginDate": query.DATE,
    },
    sorts=(
        "profile.nickname",
        "contact.firstName",
        "contact.lastName",
        "createdDate",
        "updatedDate",
        "lastLoginDate",
    ),
)


@area.before_request
def need_members_area() -> None:
    """Refuse on a site without the app; for the current member alone there is an empty answer."""
    if not state().settings.members_area and request.path != "/members/v1/members/my":
        raise WixError(428, "The Members Area is not installed.", code="APP_NOT_INSTALLED")


@area.get("/members/v1/members/my")
def get_current_member() -> Json:
    """Return the member whose token this is; nothing without a Members Area."""
    if not state().settings.members_area:
        return {}
    member = identity.current_member(state())
    if member is None:
        raise WixError(404, "There is no current member: the caller is no member.")
    return {"member": profiles.render(state(), member, _fieldset(arguments()))}


@area.get("/members/v1/members")
def list_members() -> Json:
    """List members page by page; here paging and sorting stand outside a query."""
    asked = arguments()
    if isinstance(asked.data.get("sorting"), dict):  # sorting.fieldName=…&sorting.order=…
        asked.data["sorting"] = [asked.data["sorting"]]
    return _page(asked, asked)


@area.post("/members/v1/members/query")
def query_members() -> Json:
    """Answer a query; its order is called ``sorting``, or ``sort`` by the SDK's own builder."""
    asked = body()
    asked.refuse("search")
    what = asked.sub("query")
    if what.has("sort") and what.has("sorting"):
        raise ValidationError("query.sort", "is the same as sorting; give one of them")
    if what.has("sort"):
        what.data["sorting"] = what.data["sort"]
    return _page(asked, what)


def _page(asked: Fields, what: Fields) -> Json:
    everyone = [profiles.render(state(), member, "FULL") for member in _visible(state())]
    found = query.select(everyone, what, SCHEMA, sort_field="sorting")
    part, metadata = paging.offset_page(found, what)
    fieldset = _fieldset(asked)
    shown = [profiles.render(state(), state().members[member["id"]], fieldset) for member in part]
    return {"members": shown, "metadata": metadata}


@area.get("/members/v1/members/<id>")
def get_member(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a member, if the caller may see this one."""
    return {"member": profiles.render(state(), _find(id), _fieldset(arguments()))}


@area.post("/members/v1/members")
def create_member() -> Json:
    """Make a member, as the app."""
    member = body().sub("member")
    email = member.required_text("loginEmail")
    if not profiles.is_email(email):
        raise ValidationError("member.loginEmail", "is not an e-mail address", rule="EMAIL")
    if state().member_by_email(email):
        raise WixError(409, "There is already a member with this e-mail address.")
    changes, contact = _read(member), member.sub("contact")
    made = profiles.join(
        state(),
        email=email,
        password="",
        first_name=contact.text("firstName"),
        last_name=contact.text("lastName"),
    )
    _change(made, *changes)
    return {"member": profiles.render(state(), made, "FULL")}


@area.patch("/members/v1/members/<id>")
def update_member(id: str) -> Json:  # noqa: A002
    """Change a profile or a contact: one's own, or anybody's as the app."""
    member = _find_own(id)
    _change(member, *_read(body().sub("member")))
    return _touched(member)


@area.delete("/members/v1/members/<id>/phones")
@area.delete("/members/v1/members/<id>/emails")
@area.delete("/members/v1/members/<id>/addresses")
def clear_contact(id: str) -> Json:  # noqa: A002
    """Forget all phones, e-mails or addresses, which no update can do."""
    member = _find_own(id)
    member.contact[request.path.rpartition("/")[2]] = []
    return _touched(member)


def _touched(member: Member) -> Json:
    member.updated = state().now()
    profiles.announce(state(), member, "updated")
    contact_book.touch(state(), contact_book.find(state(), member.contact_id))
    return {"member": profiles.render(state(), member, "FULL")}


def _read(asked: Fields) -> tuple[Json, Json]:
    """Return what is to be set, of a member and in its contact: all of it read before any is."""
    profile, contact = asked.sub("profile"), asked.sub("contact")
    own = {
        name: profile.text(name, longest=longest)
        for name, longest in PROFILE.items()
        if profile.has(name)
    }
    if asked.has("privacyStatus"):
        own["privacy"] = asked.choice("privacyStatus", ("PUBLIC", "PRIVATE"))
    details: Json = {name: contact.text(name, longest=100) for name in CONTACT if contact.has(name)}
    # An empty array has no effect here; clearing has calls of its own.
    details |= {name: contact.texts(name) for name in ("phones", "emails") if contact.texts(name)}
    if contact.items("addresses"):
        addresses = contact.items("addresses")
        details["addresses"] = [{"id": new_id(), **one.data} for one in addresses]
    return own, details


def _change(member: Member, own: Json, details: Json) -> None:
    for name, value in own.items():
        setattr(member, name, value)
    member.contact |= details


@area.delete("/members/v1/members/<id>")
def delete_member(id: str) -> Json:  # noqa: A002
    """Delete a member, and end the member's tokens."""
    return _delete(_find(id))


@area.delete("/members/v1/members/my")
def delete_current_member() -> Json:
    """Delete the member whose token this is."""
    return _delete(_find(caller().subject_id))


def _delete(member: Member) -> Json:
    contact_book.find(state(), member.contact_id)  # which stays, when the member is gone
    del state().members[member.id]
    profiles.announce(state(), member, "deleted")
    identity.revoke(state(), lambda grant: grant.subject_id == member.id)
    return {}


@area.post("/members/v1/members/<id>/approve")
def approve_member(id: str) -> Json:  # noqa: A002
    """Let a pending member in."""
    return _set(_find(id), status="APPROVED")


@area.post("/members/v1/members/<id>/block")
def block_member(id: str) -> Json:  # noqa: A002
    """Shut a member out; tokens that are out stay valid."""
    return _set(_find(id), status="BLOCKED")


@area.post("/members/v1/members/<id>/mute")
def mute_member(id: str) -> Json:  # noqa: A002
    """Take the word from a member."""
    return _set(_find(id), activity="MUTED")


@area.post("/members/v1/members/<id>/unmute")
def unmute_member(id: str) -> Json:  # noqa: A002
    """Give the word back to a member."""
    return _set(_find(id), activity="ACTIVE")


def _set(member: Member, *, status: str = "", activity: str = "") -> Json:
    member.status = status or member.status
    member.activity = activity or member.activity
    member.updated = state().now()
    profiles.announce(state(), member, "updated")
    return {"member": profiles.render(state(), member, "FULL")}


def _visible(memory: State) -> Iterable[Member]:
    """Yield the members this caller may see."""
    for member in memory.members.values():
        mine = member.id == caller().member_id
        if caller().elevated or mine or member.privacy == "PUBLIC":
            yield member


def _find_own(member_id: str) -> Member:
    if not caller().elevated and caller().member_id != member_id:
        raise WixError(403, "Members may change only themselves.")
    return _find(member_id)


def _find(member_id: str) -> Member:
    for member in _visible(state()):
        if member.id == member_id:
            return member
    raise WixError(404, f"Member {member_id} was not found.")


def _fieldset(asked: Fields) -> str:
    """Return the widest of the fieldsets asked for."""
    given = asked.texts("fieldsets", most=3, allowed=profiles.FIELDSETS)
    return max(given, key=profiles.FIELDSETS.index, default="PUBLIC")
