"""
Collections: what is kept in them, and who may do what with it.

Follows "About the Data Permissions API"
``/docs/api-reference/business-solutions/cms/collection-management/data-permissions/introduction``
and "Wix Data Error Codes". Roles rise: who is named may, and so may all above.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.identity import Caller
from wix_headless.sandbox.models import Json, new_id

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

ANYONE, MEMBER, AUTHOR, ADMIN = "ANYONE", "SITE_MEMBER", "SITE_MEMBER_AUTHOR", "ADMIN"
SYSTEM = ("_id", "_owner", "_createdDate", "_updatedDate")


@dataclass(slots=True, kw_only=True)
class Collection:
    """One collection; ``references`` says which of its fields point into which other."""

    id: str
    read: str
    insert: str
    update: str
    remove: str
    references: dict[str, str] = field(default_factory=dict)
    items: dict[str, Json] = field(default_factory=dict)

    def may(self, caller: Caller, action: str, item: Json | None = None) -> bool:
        """Say whether *caller* may read, insert, update or remove, here or this very item."""
        least: str = getattr(self, action)
        if caller.elevated or least == ANYONE:
            return True
        if caller.member_id is None or least == ADMIN:
            return False
        return least == MEMBER or item is None or item["_owner"] == caller.member_id

    def check(self, caller: Caller, action: str, item: Json | None = None) -> None:
        """Raise Wix's 403 unless *caller* may."""
        if not self.may(caller, action, item):
            raise WixError(
                403,
                f"WDE0027: The current user does not have permissions to {action} "
                f"on the {self.id} collection.",
                code="WDE0027",
            )

    def find(self, item_id: str) -> Json:
        """Return an item, or raise Wix's 404."""
        item = self.items.get(item_id)
        if item is None:
            message = f"WDE0073: Item {item_id} does not exist in collection {self.id}."
            raise WixError(404, message, code="WDE0073")
        return item


def collection(memory: State, name: str) -> Collection:
    """Return a collection by its id, or raise Wix's 404."""
    found = memory.collections.get(name)
    if found is None:
        message = f"WDE0025: The {name} collection does not exist. It needs to be created first."
        raise WixError(404, message, code="WDE0025")
    return found


def insert(memory: State, into: Collection, caller: Caller, data: Json) -> Json:
    """Add an item; an id of its own must be new."""
    into.check(caller, "insert")
    item_id = _id(data) or new_id()
    if item_id in into.items:
        message = f"WDE0074: An item with _id {item_id} already exists in {into.id}."
        raise WixError(409, message, code="WDE0074")
    now = {"$date": memory.now_iso()}
    item = {
        **_own(data),
        "_id": item_id,
        "_owner": caller.subject_id,
        "_createdDate": now,
        "_updatedDate": now,
    }
    into.items[item_id] = item
    return item


def update(memory: State, within: Collection, caller: Caller, data: Json) -> Json:
    """Put *data* in the place of an item: what it does not name is gone."""
    within.check(caller, "update")
    old = within.find(_id(data))
    within.check(caller, "update", old)
    kept = {name: old[name] for name in SYSTEM}
    item = {**_own(data), **kept, "_updatedDate": {"$date": memory.now_iso()}}
    within.items[item["_id"]] = item
    return item


def remove(within: Collection, caller: Caller, item_id: str) -> Json:
    """Take an item away."""
    within.check(caller, "remove")
    item = within.find(item_id)
    within.check(caller, "remove", item)
    return within.items.pop(item["_id"])


def readable(within: Collection, caller: Caller) -> list[Json]:
    """Return the items that *caller* may read."""
    within.check(caller, "read")
    return [one for one in within.items.values() if within.may(caller, "read", one)]


def referenced(memory: State, within: Collection, caller: Caller, item: Json, name: str) -> Any:
    """Return what the reference *name* of *item* leads to, where the caller may read that."""
    target = memory.collections[within.references[name]]
    value = item.get(name)
    ids = value if isinstance(value, list) else [value]
    known = [target.items[one] for one in ids if one in target.items]
    if not known or not all(target.may(caller, "read", one) for one in known):
        return value
    return known if isinstance(value, list) else known[0]


def _own(data: Json) -> Json:
    return {name: value for name, value in data.items() if name not in SYSTEM}


def _id(data: Json) -> str:
    value = data.get("_id", "")
    return value if isinstance(value, str) else ""
