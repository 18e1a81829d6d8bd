"""
Wix Data: several items at once, each for itself.

Follows "Bulk Insert Data Items" and its siblings under
``/docs/api-reference/business-solutions/cms/data-items/``: what fails is told beside what worked.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from wix_headless.sandbox.data import collections, items
from wix_headless.sandbox.data.collections import Collection
from wix_headless.sandbox.data.items import LARGEST_PAGE
from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body

area = Blueprint("data_bulk", __name__)

BULK = "/wix-data/v2/bulk/items"
Work = Callable[[Collection, Json], tuple[str, Json]]


@area.post(f"{BULK}/insert")
def bulk_insert() -> Json:
    """Add several items."""
    return _each(_items, lambda within, data: ("INSERT", items.inserted(within, data)))


@area.post(f"{BULK}/update")
def bulk_update() -> Json:
    """Put several items in the place of others."""
    return _each(_items, lambda within, data: ("UPDATE", items.updated(within, data)))


@area.post(f"{BULK}/save")
def bulk_save() -> Json:
    """Update or insert several items."""
    return _each(_items, items.save)


@area.post(f"{BULK}/remove")
def bulk_remove() -> Json:
    """Take several items away."""

    def ids(asked: Fields) -> list[Json]:
        asked.require("dataItemIds")
        return [{"_id": one} for one in asked.texts("dataItemIds", most=LARGEST_PAGE)]

    def work(within: Collection, data: Json) -> tuple[str, Json]:
        return "DELETE", collections.remove(within, caller(), data["_id"])

    return _each(ids, work)


def _items(asked: Fields) -> list[Json]:
    asked.require("dataItems")
    return [items.read(one) for one in asked.items("dataItems", most=LARGEST_PAGE)]


def _each(read: Callable[[Fields], list[Json]], work: Work) -> Json:
    asked = body()
    within, shown = items.collection(asked), asked.boolean("returnEntity", True)
    results = [
        _result(within, work, index, data, shown=shown) for index, data in enumerate(read(asked))
    ]
    done = sum(one["itemMetadata"]["success"] for one in results)
    counts = {"totalSuccesses": done, "totalFailures": len(results) - done}
    return {"results": results, "bulkActionMetadata": counts | {"undetailedFailures": 0}}


def _result(within: Collection, work: Work, index: int, data: Json, *, shown: bool) -> Json:
    metadata: Json = {"id": data.get("_id"), "originalIndex": index, "success": True}
    try:
        action, item = work(within, data)
    except WixError as error:
        told = {"code": error.code, "description": error.message, "data": error.data}
        return {"itemMetadata": metadata | {"success": False, "error": told}}
    result: Json = {"action": action, "itemMetadata": metadata | {"id": item["_id"]}}
    return result | {"dataItem": items.wrap(within, item)} if shown else result
