"""How Wix cuts long answers into pages: where the next page's address is, and how to ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

#: The names under which answers carry their paging metadata, the commonest first.
METADATA_KEYS: Final = (
    "pagingMetadata",
    "metadata",
    "cursorPagingMetadata",
    "metaData",
    "pagingMetadataV2",
    "nextCursor",
    "paging",
)

# A cursor holds the filter and the order in which it was made:
# repeating them is an error or ignored (API Query Language > Pagination).
_INSIDE_THE_CURSOR = ("filter", "sort", "sorting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """
    Where one method keeps what paging needs.

    Attributes:
        cursor: The dotted place of the cursor paging in a request, such as ``query.cursorPaging``.
        offset: The same of the offset paging; both empty when ``limit`` and ``offset`` are fields.
        metadata: The answer's field that says what comes next; not every method has one.
        items: The answer's field that holds the page; not every method has one.
    """

    cursor: str = ""
    offset: str = ""
    metadata: str = ""
    items: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEnd:
    """What an answer says about the page it is: each part only if Wix said it."""

    has_next: bool | None = None
    cursor: str = ""
    count: int | None = None
    total: int | None = None


class Pager:
    """
    The walk over one request's pages, one :meth:`advance` per answer.

    It only reckons; sending is the caller's, so one body serves threads and event loops.
    """

    def __init__(self, paging: Paging, payload: Mapping[str, Any]) -> None:
        self._paging = paging
        self._payload = dict(payload)
        self._page_size = _find_limit(paging, payload)
        self._limit = self._page_size
        self._offset = _find_offset(paging, payload)
        self._last_items: list[Any] | None = None
        self._by_cursor: bool | None = None
        # A server that repeats a cursor would keep us walking in a circle.
        self._seen: set[str] = set()

    def advance(self, answer: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the payload that asks for the next page; None when *answer* was the last."""
        end = find_page_end(answer, self._paging)
        if end.has_next is False:
            return None
        if self._by_cursor is None:
            self._by_cursor = self._has_cursors(end)
        if self._by_cursor:
            return self._follow_cursor(end.cursor)
        return self._follow_offset(end, find_items(answer, self._paging))

    def _has_cursors(self, end: PageEnd) -> bool:
        if not self._paging.cursor:
            return False
        if not self._paging.offset or _has(self._payload, self._paging.cursor):
            return True
        return bool(end.cursor) and not _has(self._payload, self._paging.offset)

    def _follow_cursor(self, cursor: str) -> dict[str, Any] | None:
        if not cursor or cursor in self._seen:
            return None
        self._seen.add(cursor)
        page: dict[str, Any] = {"cursor": cursor}
        if self._limit is not None:
            page["limit"] = self._limit
        kept = {key: value for key, value in self._payload.items() if key not in _INSIDE_THE_CURSOR}
        root, _, leaf = self._paging.cursor.partition(".")
        return {**kept, root: {leaf: page} if leaf else page}

    def _follow_offset(self, end: PageEnd, items: list[Any] | None) -> dict[str, Any] | None:
        count = end.count if items is None else len(items)
        # The same page twice: this server does not look at the offset.
        if not count or (items and items == self._last_items):
            return None
        self._offset += count
        self._last_items = items
        if self._is_last(end, count):
            return None
        if not self._paging.offset:
            return {**self._payload, "offset": self._offset}
        return _with(self._payload, self._paging.offset, {"offset": self._offset})

    def _is_last(self, end: PageEnd, count: int) -> bool:
        if end.total is not None:
            return self._offset >= end.total
        if end.has_next is not None:
            return False
        if self._page_size is None:
            # Nobody said how long a page is: the first one shows it.
            self._page_size = count
            return False
        return count < self._page_size


def find_items(answer: Mapping[str, Any], paging: Paging) -> list[Any] | None:
    """Return the page's items, or None when nobody knows which field holds them."""
    if not paging.items:
        return None
    # Wix leaves an empty list out of its JSON.
    items = answer.get(paging.items)
    return items if isinstance(items, list) else []


def find_page_end(answer: Mapping[str, Any], paging: Paging) -> PageEnd:
    """Read the paging metadata, under whichever of its names it came."""
    metadata = _find_metadata(answer, paging)
    cursors = metadata.get("cursors")
    cursors = cursors if isinstance(cursors, Mapping) else {}
    cursor = cursors.get("next") or metadata.get("nextCursor") or metadata.get("cursor")
    has_next = metadata.get("hasNext")
    known_total = not metadata.get("tooManyToCount")
    return PageEnd(
        has_next=has_next if isinstance(has_next, bool) else None,
        cursor=cursor if isinstance(cursor, str) else "",
        count=_parse_count(metadata.get("count")),
        total=_parse_count(metadata.get("total")) if known_total else None,
    )


def _find_metadata(answer: Mapping[str, Any], paging: Paging) -> Mapping[str, Any]:
    for key in (paging.metadata, *METADATA_KEYS):
        found = answer.get(key) if key else None
        if isinstance(found, Mapping):
            return found
    # A few answers carry nothing but the cursor itself.
    return {key: answer[key] for key in ("cursor", "nextCursor") if key in answer}


def _parse_count(value: object) -> int | None:
    # Wix's 64-bit numbers are strings in JSON, of 19 digits at most.
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if value >= 0 else None


def _find_limit(paging: Paging, payload: Mapping[str, Any]) -> int | None:
    places = [place for place in (paging.cursor, paging.offset) if place] or [""]
    limits = (_parse_count(_get(payload, place).get("limit")) for place in places)
    return next((limit for limit in limits if limit), None)


def _find_offset(paging: Paging, payload: Mapping[str, Any]) -> int:
    if paging.cursor and not paging.offset:
        return 0
    return _parse_count(_get(payload, paging.offset).get("offset")) or 0


def _get(payload: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    found: Any = payload
    for key in filter(None, place.split(".")):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _has(payload: Mapping[str, Any], place: str) -> bool:
    return bool(_get(payload, place))


def _with(payload: Mapping[str, Any], place: str, values: Mapping[str, Any]) -> dict[str, Any]:
    key, _, rest = place.partition(".")
    inner = _get(payload, key)
    return {**payload, key: _with(inner, rest, values) if rest else {**inner, **values}}
