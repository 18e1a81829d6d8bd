"""
Cutting answers into pages: by offset, as the older APIs do, or by cursor.

Follows ``guides/Pagination.md`` in ``wix-incubator/wix-rest-docs``.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.query import Schema, select

LARGEST_PAGE = 100
CARRIED = ("filter", "sort", "search")


def offset_page(found: list[Json], asked: Fields) -> tuple[list[Json], Json]:
    """Cut a page by offset, with the metadata of the older APIs."""
    paging = asked.sub("paging")
    limit = paging.integer("limit", 50, least=1, most=LARGEST_PAGE)
    offset = paging.integer("offset", 0, least=0, most=10**9)
    page = found[offset : offset + limit]
    metadata = {"count": len(page), "offset": offset, "total": len(found), "tooManyToCount": False}
    return page, metadata


def cursor_page(
    items: list[Json],
    asked: Fields,
    schema: Schema,
    *,
    narrow: Callable[[list[Json], Fields], list[Json]] = lambda items, asked: items,
) -> tuple[list[Json], Json]:
    """Answer a query page by page; a cursor carries its filter and sort, and stands alone."""
    paging = asked.sub("cursorPaging")
    limit = paging.integer("limit", LARGEST_PAGE, least=1, most=LARGEST_PAGE)
    offset = 0
    cursor = paging.text("cursor", longest=16000)
    if cursor:
        if any(asked.data.get(name) for name in CARRIED):
            raise ValidationError(
                asked.name("cursorPaging.cursor"), "stands in for filter and sort"
            )
        asked, offset = _open(cursor)
    found = select(narrow(items, asked), asked, schema)
    page = found[offset : offset + limit]
    has_next = offset + limit < len(found)
    cursors: Json = {}
    if has_next:
        cursors["next"] = _close(asked, offset + limit)
    if offset > 0:
        cursors["prev"] = _close(asked, max(0, offset - limit))
    return page, {"count": len(page), "cursors": cursors, "hasNext": has_next}


def either_page(items: list[Json], asked: Fields, schema: Schema) -> tuple[list[Json], Json]:
    """Answer a query of an API that pages both ways: by cursor when that is asked for."""
    if asked.has("cursorPaging"):
        if asked.has("paging"):
            raise ValidationError(asked.name("paging"), "and cursorPaging exclude each other")
        return cursor_page(items, asked, schema)
    return offset_page(select(items, asked, schema), asked)


def _close(asked: Fields, offset: int) -> str:
    return seal({name: asked.data[name] for name in CARRIED if name in asked.data}, offset)


def _open(cursor: str) -> tuple[Fields, int]:
    kept, offset = unseal(cursor)
    return Fields(kept), offset


def seal(kept: Json, offset: int) -> str:
    """Return a cursor that brings *kept* and *offset* back."""
    raw = json.dumps([kept, offset], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unseal(cursor: str) -> tuple[Json, int]:
    """Return what a cursor was made of."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        kept, offset = json.loads(raw)
    except (binascii.Error, ValueError, TypeError):
        raise WixError(400, "The cursor is not valid.", code="INVALID_CURSOR") from None
    if not isinstance(kept, dict) or not isinstance(offset, int) or offset < 0:
        raise WixError(400, "The cursor is not valid.", code="INVALID_CURSOR")
    return kept, offset
