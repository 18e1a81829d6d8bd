from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.protocol.paging import METADATA_KEYS, PageEnd, Pager, Paging, find_page_end

CURSOR = Paging(cursor="query.cursorPaging", metadata="pagingMetadata", items="things")
TOP_CURSOR = Paging(cursor="paging", metadata="nextCursor", items="things")
OFFSET = Paging(offset="query.paging", metadata="metadata", items="things")
BOTH = Paging(
    cursor="query.cursorPaging", offset="query.paging", metadata="metadata", items="things"
)
FLAT = Paging(metadata="metadata", items="things")


def walk(paging, payload, answers):
    """Return every payload that follows the first, at most as many as there are answers."""
    pager = Pager(paging, payload)
    following = []
    for answer in answers:
        payload = pager.advance(answer)
        if payload is None:
            break
        following.append(payload)
    return following


def things(*names, **metadata):
    return {"things": list(names), **metadata}


@pytest.mark.parametrize("key", METADATA_KEYS)
def test_metadata_is_found_under_every_of_its_names(key):
    answer = {key: {"count": 2, "total": 5, "hasNext": True, "cursors": {"next": "c"}}}

    assert find_page_end(answer, Paging()) == PageEnd(has_next=True, cursor="c", count=2, total=5)


def test_the_declared_name_wins():
    answer = {"pagingMetadata": {"cursors": {"next": "no"}}, "metadata": {"cursor": "yes"}}

    assert find_page_end(answer, Paging(metadata="metadata")).cursor == "yes"


@pytest.mark.parametrize(
    ("answer", "cursor"),
    [
        ({"nextCursor": "c"}, "c"),
        ({"cursor": "c"}, "c"),
        ({"nextCursor": {"cursors": {"next": "c"}}}, "c"),
        ({"metaData": {"cursor": "c"}}, "c"),
        ({"pagingMetadata": {"nextCursor": "c"}}, "c"),
        ({"pagingMetadata": {"cursors": None}}, ""),
        ({"pagingMetadata": {"cursors": {"next": 5}}}, ""),
        ({"pagingMetadata": "nonsense"}, ""),
        ({}, ""),
    ],
)
def test_a_cursor_is_found_wherever_wix_puts_it(answer, cursor):
    assert find_page_end(answer, Paging()).cursor == cursor


@pytest.mark.parametrize(
    ("metadata", "total"),
    [
        ({"total": 7}, 7),
        ({"total": "7"}, 7),
        ({"total": 7, "tooManyToCount": True}, None),
        ({"total": True}, None),
        ({"total": "many"}, None),
        ({}, None),
    ],
)
def test_a_total_is_believed_only_if_wix_could_count(metadata, total):
    assert find_page_end({"metadata": metadata}, Paging()).total == total


def test_a_cursor_goes_on_alone_with_the_limit():
    payload = {
        "query": {"filter": {"a": 1}, "sort": [], "cursorPaging": {"limit": 2}},
        "fieldsets": ["FULL"],
    }
    answer = things(1, 2, pagingMetadata={"cursors": {"next": "c1"}, "hasNext": True})

    assert walk(CURSOR, payload, [answer]) == [
        {"query": {"cursorPaging": {"cursor": "c1", "limit": 2}}, "fieldsets": ["FULL"]}
    ]


def test_a_cursor_at_the_top_keeps_what_is_not_inside_it():
    payload = {"parentFolderId": "f", "sort": {"fieldName": "a"}, "filter": {}, "paging": {}}
    answer = things(1, nextCursor={"cursors": {"next": "c1"}})

    assert walk(TOP_CURSOR, payload, [answer]) == [
        {"parentFolderId": "f", "paging": {"cursor": "c1"}}
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        {"hasNext": False, "cursors": {"next": "c1"}},
        {"hasNext": True, "cursors": {"next": ""}},
        {"hasNext": True},
        {"cursors": {"next": None}},
        {},
    ],
)
def test_cursors_end_when_wix_says_so_or_gives_none(metadata):
    assert walk(CURSOR, {}, [things(1, pagingMetadata=metadata)]) == []


def test_a_page_that_is_empty_but_has_a_cursor_is_not_the_last():
    assert len(walk(CURSOR, {}, [things(pagingMetadata={"cursors": {"next": "c1"}})])) == 1


def test_a_server_that_repeats_its_cursors_does_not_keep_us_walking():
    answers = [
        things(1, pagingMetadata={"hasNext": True, "cursors": {"next": cursor}})
        for cursor in ["a", "b", "a", "b", "a"]
    ]

    assert len(walk(CURSOR, {}, answers)) == 2


def test_offsets_advance_by_what_came():
    payload = {"query": {"filter": {"a": 1}, "paging": {"limit": 2, "offset": 10}}}
    answers = [
        things(1, 2, metadata={"total": 15}),
        things(3, 4, metadata={"total": 15}),
        things(5, metadata={"total": 15}),
    ]

    following = walk(OFFSET, payload, answers)

    assert [after["query"]["paging"] for after in following] == [
        {"limit": 2, "offset": 12},
        {"limit": 2, "offset": 14},
    ]
    assert all(after["query"]["filter"] == {"a": 1} for after in following)
    assert payload["query"]["paging"]["offset"] == 10


def test_flat_paging_has_its_fields_at_the_top():
    payload = {"groupId": "g", "limit": 2}

    assert walk(FLAT, payload, [things(1, 2, metadata={"total": 3})]) == [
        {"groupId": "g", "limit": 2, "offset": 2}
    ]


@pytest.mark.parametrize(
    ("paging", "answers", "more"),
    [
        # Without metadata a short page is the last one.
        ({"limit": 2}, [things(1, 2), things(3)], 1),
        # Without a limit the first page shows how long one is.
        ({}, [things(1, 2), things(3, 4), things(5)], 2),
        ({}, [things(1, 2), things()], 1),
        ({}, [things()], 0),
        ({}, [{}], 0),
        ({"limit": 2}, [things(1, 2, metadata={"hasNext": False})], 0),
        ({"limit": 2}, [things(1, metadata={"hasNext": True})], 1),
        ({"limit": 2}, [things(1, 2, metadata={"total": 2})], 0),
        # A total that is wrong does not keep us asking for empty pages.
        ({"limit": 2}, [things(1, 2, metadata={"total": 9}), things(metadata={"total": 9})], 1),
    ],
)
def test_offsets_end_with_the_last_page(paging, answers, more):
    assert len(walk(OFFSET, {"query": {"paging": paging}}, answers)) == more


def test_a_server_that_does_not_look_at_the_offset_is_left_after_two_pages():
    assert len(walk(OFFSET, {}, [things(1, 2)] * 5)) == 1


def test_a_page_whose_items_nobody_knows_is_counted_by_wix():
    paging = Paging(offset="paging", metadata="metadata")
    answers = [{"metadata": {"count": 2, "total": 3}}, {"metadata": {"count": 1, "total": 3}}]

    assert walk(paging, {}, answers) == [{"paging": {"offset": 2}}]


@pytest.mark.parametrize(
    ("query", "following"),
    [
        ({"cursorPaging": {"limit": 1}}, {"cursorPaging": {"cursor": "c", "limit": 1}}),
        ({"paging": {"limit": 1}}, {"paging": {"limit": 1, "offset": 1}}),
        ({}, {"cursorPaging": {"cursor": "c"}}),
    ],
)
def test_where_both_ways_exist_the_request_decides(query, following):
    answer = things(1, metadata={"cursors": {"next": "c"}, "total": 3})

    assert walk(BOTH, {"query": query}, [answer]) == [{"query": following}]


def test_a_walk_by_cursor_does_not_turn_into_one_by_offset():
    answers = [things(1, metadata={"cursors": {"next": "c"}, "total": 9}), things(2, metadata={})]

    assert len(walk(BOTH, {}, answers)) == 1


@given(total=st.integers(0, 60), limit=st.integers(1, 20), counts=st.booleans())
def test_offset_paging_reads_everything_once(total, limit, counts):
    stock = list(range(total))
    pager = Pager(OFFSET, {"query": {"paging": {"limit": limit}}})
    payload, read = {"query": {"paging": {"limit": limit}}}, []
    for _ in range(total + 2):
        start = payload["query"]["paging"].get("offset", 0)
        page = stock[start : start + limit]
        read += page
        payload = pager.advance(things(*page, **({"metadata": {"total": total}} if counts else {})))
        if payload is None:
            break

    assert payload is None
    assert read == stock
