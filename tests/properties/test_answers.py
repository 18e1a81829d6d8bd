"""Whatever Wix answers to a call: a dict, an end, or an error of ours."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.inputs import json_values
from tests.properties.wires import MadeUpWire
from wix_headless.client import WixClient
from wix_headless.exceptions import APIError, RateLimitedError, ResponseError
from wix_headless.protocol.errors import (
    LONGEST_CODE,
    LONGEST_MESSAGE,
    build_error,
    is_expired_token,
)
from wix_headless.protocol.members import parse_member
from wix_headless.protocol.paging import METADATA_KEYS, Pager, Paging, find_items, find_page_end
from wix_headless.strategies import ApiKeyStrategy
from wix_headless.transport import Transport

headers = st.dictionaries(
    st.sampled_from(["Retry-After", "retry-after", "Content-Type", "X-Wix-Consistent", "Location"]),
    st.text(st.characters(max_codepoint=0xFF, exclude_categories=("Cc",)), max_size=30)
    | st.sampled_from(["0", "7", "-1", "nan", "inf", "1e999", "1_0", "9" * 5000]),
)
#: In the place of what Wix says there: quicker to make than JSON of every shape.
odd = st.sampled_from([None, True, 0, -1, 1.5, math.nan, "", "x", [], [1], {}, {"a": {}}])
numbers = st.integers() | st.sampled_from(["10", "9" * 5000, "²", "-5", "1e3"])
metadata = st.fixed_dictionaries(
    {},
    optional={
        "cursors": st.fixed_dictionaries({}, optional={"next": st.text(max_size=3)}) | odd,
        "hasNext": st.booleans() | odd,
        "count": numbers | odd,
        "total": numbers | odd,
        "tooManyToCount": st.booleans() | odd,
        "cursor": odd,
        "nextCursor": odd,
    },
)
pages = st.fixed_dictionaries(
    {},
    optional={
        "things": st.lists(st.integers(), max_size=4) | odd,
        **dict.fromkeys(METADATA_KEYS, metadata | odd),
    },
)
pagings = st.builds(
    Paging,
    cursor=st.sampled_from(["", "cursorPaging", "query.cursorPaging"]),
    offset=st.sampled_from(["", "paging", "query.paging"]),
    metadata=st.sampled_from(["", *METADATA_KEYS]),
    items=st.sampled_from(["", "things"]),
)
limits = st.fixed_dictionaries({}, optional={"limit": numbers | odd, "offset": numbers | odd})
payloads = st.fixed_dictionaries(
    {},
    optional={
        "query": st.fixed_dictionaries(
            {}, optional={"paging": limits, "cursorPaging": limits, "filter": odd}
        )
        | odd,
        "paging": limits | odd,
        "cursorPaging": limits | odd,
        "limit": numbers,
        "offset": numbers,
    },
)


@given(pagings, payloads, st.lists(pages, min_size=1, max_size=5))
def test_any_pages_are_followed_forwards_to_their_end(paging, payload, answers):
    pager, offset = Pager(paging, payload), -math.inf
    for answer in answers:
        following = pager.advance(answer)
        if following is None:
            break
        asked = following
        for key in filter(None, paging.offset.split(".")):
            asked = asked[key] if isinstance(asked.get(key), dict) else {}
        if "cursor" not in json.dumps(following):
            assert asked["offset"] > offset
            offset = asked["offset"]


@given(pagings, pages | st.dictionaries(st.text(), json_values))
def test_any_metadata_is_read(paging, answer):
    end = find_page_end(answer, paging)

    assert end.has_next in {None, True, False}
    assert isinstance(end.cursor, str)
    assert all(number is None or number >= 0 for number in (end.count, end.total))
    assert find_items(answer, paging) is None or isinstance(find_items(answer, paging), list)


error_bodies = (
    st.fixed_dictionaries(
        {},
        optional={
            "message": json_values,
            "error": json_values,
            "error_description": json_values,
            "details": st.fixed_dictionaries(
                {},
                optional={
                    "applicationError": st.dictionaries(
                        st.sampled_from(["code", "description", "data"]), json_values
                    )
                    | json_values,
                    "validationError": st.fixed_dictionaries(
                        {}, optional={"fieldViolations": st.lists(json_values) | json_values}
                    )
                    | json_values,
                },
            )
            | json_values,
        },
    )
    | json_values
)


@given(st.integers(300, 599), error_bodies, headers)
def test_any_refusal_is_an_error_of_the_family(status, body, said):
    error = build_error(status, body, said, method="GET /x", request_id="r-1")

    assert isinstance(error, ResponseError)
    assert error.status_code == status
    assert isinstance(error.code, str)
    assert isinstance(error.data, dict)
    assert all(isinstance(violation, dict) for violation in error.field_violations)
    assert len(str(error)) < LONGEST_MESSAGE + LONGEST_CODE + 100
    assert is_expired_token(error) in {True, False}
    if isinstance(error, RateLimitedError):
        assert error.retry_after is None or 0 <= error.retry_after <= 86_400


@given(
    st.integers(200, 599),
    (error_bodies | pages).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60),
    headers,
)
def test_any_answer_to_a_call_is_a_dict_or_an_error_of_ours(status, body, said):
    transport = Transport("https://wix.test", adapter=MadeUpWire((status, body, said)))
    client = WixClient(ApiKeyStrategy("key", site_id="site"), transport=transport)
    try:
        answer = client.members.query_members(query={})
    except APIError:
        assert status >= 300 or not (status == 204 or is_object(body))
    else:
        assert isinstance(answer, dict)
        assert status == 204 or is_object(body)


def is_object(body):
    try:
        return not body.strip() or isinstance(json.loads(body), dict)
    except ValueError:
        return False


members = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text() | json_values,
        "loginEmailVerified": st.booleans() | json_values,
        **dict.fromkeys(["loginEmail", "status", "contactId"], st.text() | json_values),
        "contact": st.dictionaries(st.sampled_from(["firstName", "lastName"]), json_values)
        | json_values,
        "profile": st.dictionaries(
            st.sampled_from(["nickname", "photo"]),
            st.dictionaries(st.just("url"), json_values) | json_values,
        )
        | json_values,
    },
)


@given(members | json_values)
def test_any_member_is_read_or_none(member):
    profile = parse_member({"member": member})

    if profile is None:
        assert not (isinstance(member, dict) and member.get("id") and isinstance(member["id"], str))
        return
    assert profile.member_id == member["id"]
    assert profile.login_email_verified is (member.get("loginEmailVerified") is True)
    for name in ("contact_id", "status", "login_email", "first_name", "last_name", "nickname"):
        assert isinstance(getattr(profile, name), str)
    assert isinstance(profile.photo_url, str)
