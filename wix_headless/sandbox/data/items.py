"""
Wix Data: items of collections, queried, read and written.

Follows the Data Items API, ``/docs/api-reference/business-solutions/cms/data-items/``: the
documented verbs, and the POST paths (``update``, ``save``, ``remove``) that Wix's own JavaScript
uses instead. Reads here are never late.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.data import collections, filters
from wix_headless.sandbox.data.collections import Collection
from wix_headless.sandbox.errors import ValidationError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire import paging
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import arguments, body, query, state
from wix_headless.sandbox.wire.query import look_up

area = Blueprint("data", __name__)

ITEMS = "/wix-data/v2/items"
PAGE, LARGEST_PAGE = 50, 1000
CARRIED = ("filter", "sort", "fields")
SAVED = {"INSERT": "INSERTED", "UPDATE": "UPDATED"}


@area.route(f"{ITEMS}/query", methods=["GET", "POST"])
def query_items() -> Json:
    """Answer a query, by offset or by cursor; the SDK sends it as a GET, packed in ``.r``."""
    asked = arguments()
    within = collection(asked)
    everything = collections.readable(within, caller())
    page, offset = _page(asked.sub("query"))
    found = filters.select(everything, page)
    limit = page.data["limit"]
    part = found[offset : offset + limit]
    metadata: Json = {"count": len(part), "tooManyToCount": False}
    metadata["hasNext"] = offset + limit < len(found)
    if "cursor" in page.data:
        kept = {name: page.data[name] for name in CARRIED if name in page.data}
        more = {"next": paging.seal(kept, offset + limit)} if metadata["hasNext"] else {}
        metadata["cursors"] = more
    else:
        metadata["offset"] = offset
    if asked.boolean("returnTotalCount"):
        metadata["total"] = len(found)
    shown = [_project(_expand(within, asked, one), page.texts("fields")) for one in part]
    return {"dataItems": [wrap(within, one) for one in shown], "pagingMetadata": metadata}


@area.post(f"{ITEMS}/count")
def count_items() -> Json:
    """Count what a filter lets through."""
    asked = body()
    everything = collections.readable(collection(asked), caller())
    return {"totalCount": len(filters.select(everything, asked))}


@area.get(f"{ITEMS}/<id>")
def get_item(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return an item by its id."""
    asked = query()
    within = collection(asked)
    within.check(caller(), "read")
    item = within.find(id)
    within.check(caller(), "read", item)
    shown = _project(_expand(within, asked, item), asked.texts("fields"))
    return {"dataItem": wrap(within, shown)}


@area.post(ITEMS)
def insert_item() -> Json:
    """Add an item."""
    asked = body()
    within = collection(asked)
    return _answer(within, collections.insert(state(), within, caller(), _data(asked)))


@area.put(f"{ITEMS}/<id>")
def replace_item(id: str) -> Json:  # noqa: A002
    """Put an item in the place of another; fields that are not named are gone."""
    asked = body()
    return _update(collection(asked), _data(asked) | {"_id": id})


@area.post(f"{ITEMS}/update")
def update_item() -> Json:
    """Do the same, as the SDK asks for it."""
    asked = body()
    data = _data(asked)
    if not data.get("_id"):
        raise ValidationError("dataItem.id", "must not be empty", rule="REQUIRED_FIELD")
    return _update(collection(asked), data)


@area.post(f"{ITEMS}/save")
def save_item() -> Json:
    """Update the item if there is one, and insert it if not."""
    asked = body()
    within = collection(asked)
    action, item = save(within, _data(asked))
    return {"action": SAVED[action], **_answer(within, item)}


@area.delete(f"{ITEMS}/<id>")
def delete_item(id: str) -> Json:  # noqa: A002
    """Take an item away."""
    within = collection(query())
    return _answer(within, collections.remove(within, caller(), id))


@area.post(f"{ITEMS}/remove")
def remove_item() -> Json:
    """Do the same, as the SDK asks for it."""
    asked = body()
    within = collection(asked)
    return _answer(within, collections.remove(within, caller(), asked.required_text("dataItemId")))


def inserted(within: Collection, data: Json) -> Json:
    """Add an item as the caller."""
    return collections.insert(state(), within, caller(), data)


def updated(within: Collection, data: Json) -> Json:
    """Replace an item as the caller."""
    return collections.update(state(), within, caller(), data)


def _update(within: Collection, data: Json) -> Json:
    return _answer(within, updated(within, data))


def save(within: Collection, data: Json) -> tuple[str, Json]:
    """Replace an item as the caller, or add it; say which it was."""
    if data.get("_id") in within.items:
        return "UPDATE", updated(within, data)
    return "INSERT", inserted(within, data)


def collection(asked: Fields) -> Collection:
    """Return the collection that the request is about."""
    return collections.collection(state(), asked.required_text("dataCollectionId"))


def _data(asked: Fields) -> Json:
    asked.require("dataItem")
    return read(asked.sub("dataItem"))


def read(item: Fields) -> Json:
    """Read an item of the request: its data, with its id in it."""
    item.require("data")
    data = item.sub("data").data
    for value in data.values():
        filters.parse(value)  # a date that is none is refused before it is kept
    return data | {"_id": item.text("id")} if item.has("id") else data


def _page(asked: Fields) -> tuple[Fields, int]:
    """Return the query to answer, with ``limit`` in it, and where its page begins."""
    if asked.has("cursorPaging") and asked.has("paging"):
        raise ValidationError(asked.name("paging"), "and cursorPaging exclude each other")
    if not asked.has("cursorPaging"):
        page = asked.sub("paging")
        limit = page.integer("limit", PAGE, least=1, most=LARGEST_PAGE)
        offset = page.integer("offset", 0, least=0, most=10**9)
        return Fields(asked.data | {"limit": limit}, asked.path, flat=asked.flat), offset
    page = asked.sub("cursorPaging")
    limit = page.integer("limit", PAGE, least=1, most=LARGEST_PAGE)
    extra = {"limit": limit, "cursor": True}
    if not page.has("cursor"):
        return Fields(asked.data | extra, asked.path, flat=asked.flat), 0
    kept, offset = paging.unseal(page.text("cursor", longest=16000))
    return Fields(kept | extra), offset


def _expand(within: Collection, asked: Fields, item: Json) -> Json:
    """Put what references lead to in their place, where that was asked for."""
    wanted = [one.required_text("field") for one in asked.items("includeReferences", most=50)]
    for name in [*wanted, *asked.texts("includeReferencedItems")]:
        if name not in within.references:
            raise ValidationError("includeReferences", f"{name} is not a reference")
        item = item | {name: collections.referenced(state(), within, caller(), item, name)}
    return item


def _project(item: Json, names: list[str]) -> Json:
    if not names:
        return item
    wanted = {part for name in names for part in name.split(",")}
    return {name: look_up(item, name) for name in ("_id", *sorted(wanted)) if _has(item, name)}


def _has(item: Json, name: str) -> bool:
    return look_up(item, name) is not None


def wrap(within: Collection, item: Json) -> Json:
    """Return an item as it travels."""
    return {"id": item["_id"], "dataCollectionId": within.id, "data": item}


def _answer(within: Collection, item: Json) -> Json:
    return {"dataItem": wrap(within, item)}
