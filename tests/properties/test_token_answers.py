"""
Whatever the token endpoint answers: tokens with an end, or an error of ours.

And only Wix's refusal of a token ends it.
"""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.inputs import json_values, shares_fixtures
from tests.properties.wires import MadeUpWire
from wix_headless.client import WixClient
from wix_headless.exceptions import (
    APIError,
    ConfigurationError,
    RenewalError,
    SignInRefusedError,
    TransportError,
    WixError,
)
from wix_headless.protocol import grants
from wix_headless.protocol.grants import LONGEST_LIFETIME, TOKEN_INFO_PATH
from wix_headless.protocol.messages import Answer
from wix_headless.strategies import AppStrategy, OAuthStrategy
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import MemoryTokenStorage, Role, Secret, Tokens
from wix_headless.transport import Transport

NOW = 1_800_000_000.0
MEMBER_PATH = "/members/v1/members/my?fieldsets=FULL"
ROLES = st.sampled_from([Role.VISITOR, Role.MEMBER])

token_data = st.fixed_dictionaries(
    {},
    optional={
        "access_token": st.text(max_size=40) | json_values,
        "refresh_token": st.text(max_size=40) | json_values,
        "expires_in": st.integers() | st.floats() | st.text() | json_values,
        "token_type": json_values,
    },
)
refusals = st.fixed_dictionaries(
    {},
    optional={
        "error": st.sampled_from(["invalid_grant", "invalid_client", "invalid_request"])
        | json_values,
        "error_description": json_values,
        "message": json_values,
        "details": st.fixed_dictionaries({}, optional={"applicationError": json_values})
        | json_values,
    },
)
token_info = st.fixed_dictionaries(
    {},
    optional={
        "active": st.booleans() | json_values,
        **dict.fromkeys(
            ["subjectType", "subjectId", "clientId", "siteId", "instanceId", "exp"], json_values
        ),
    },
)
bodies = (token_data | refusals | token_info | json_values).map(
    lambda value: json.dumps(value).encode()
) | st.binary(max_size=60)
statuses = st.sampled_from([200, 200, 204, 302, 400, 401, 403, 404, 408, 429, 500, 503]) | (
    st.integers(200, 599)
)
headers = st.dictionaries(
    st.sampled_from(["Retry-After", "Content-Type", "x-wix-request-id", "Location"]),
    st.text(st.characters(max_codepoint=0xFF, exclude_categories=("Cc",)), max_size=20)
    | st.sampled_from(["nan", "inf", "-1", "1e999", "120"]),
)
#: What Wix itself may well say, which chance alone would hardly find.
likely = st.sampled_from(
    [
        (
            200,
            b'{"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 14400}',
            {},
        ),
        (400, b'{"error": "invalid_grant"}', {}),
        (401, b'{"error": "invalid_client"}', {}),
        (400, b'{"message": "no", "details": {}}', {}),
        (200, b'{"active": true}', {}),
        (200, b'{"active": false}', {}),
        (200, b'{"member": {"id": "m-1", "status": "BLOCKED"}}', {}),
        (404, b"{}", {}),
    ]
)
answers = likely | st.tuples(statuses, bodies, headers)


def make_old(role):
    return Tokens("old-access", "old-refresh", NOW - 1, role, NOW - 14_401)


def find_error(strategy, transport):
    """Let *strategy* get its tokens, and return the error of ours that it got instead."""
    try:
        strategy.authorize(transport)
    except WixError as error:
        return error
    return None


def assert_believable(tokens, role):
    assert tokens.access_token
    assert tokens.role is role
    assert math.isfinite(tokens.expires_at)
    assert NOW < tokens.expires_at <= NOW + LONGEST_LIFETIME
    assert "<secret>" in repr([tokens.access_token, tokens.refresh_token])


@given(token_data, ROLES, st.booleans())
def test_any_data_is_tokens_or_no_answer(data, role, is_first):
    old = None if is_first else make_old(role)
    answer = Answer(status=200, data=data, headers={}, request_id="r", seconds=0.1)
    given_access = data.get("access_token")
    try:
        tokens = grants.parse_tokens(answer, role=role, now=NOW, old=old)
    except TransportError:
        assert not isinstance(given_access, str) or not given_access
        return
    assert_believable(tokens, role)
    assert tokens.access_token == given_access
    returned = data.get("refresh_token")
    kept = old.refresh_token if old else ""
    assert tokens.refresh_token == ((returned if isinstance(returned, str) else "") or kept)


@given(st.integers() | st.just(10**400) | st.floats() | st.text() | json_values)
def test_any_lifetime_is_a_number_of_seconds(said):
    assert 1 <= grants.parse_lifetime(said) <= LONGEST_LIFETIME


@given(token_info)
def test_any_token_info_is_read(data):
    info = grants.parse_token_info(data)

    assert info.active is (data.get("active") is True)
    assert isinstance(info.subject_id, str)


@given(ROLES, answers, answers, answers, answers)
def test_any_answer_to_a_renewal_is_tokens_or_leaves_those_there_are(
    role, first, second, info, member
):
    old = make_old(role)
    storage = MemoryTokenStorage(old)
    wire = MadeUpWire(first, second, at={TOKEN_INFO_PATH: info, MEMBER_PATH: member})
    transport = Transport("https://wix.test", adapter=wire)
    error = find_error(OAuthStrategy("client-id", storage=storage, clock=lambda: NOW), transport)
    if error is None:
        assert_believable(storage.load(), role)
    elif isinstance(error, RenewalError) and is_success(first):
        assert is_kept_out(member, info)
        assert storage.load() is None
    else:
        assert isinstance(error, APIError | ConfigurationError | RenewalError)
        # Storages end a login at this error, and at no other.
        assert role is Role.MEMBER or not isinstance(error, RenewalError)
        assert storage.load() is old
    # The grant; then token-info when the refusal is unclear, and a visitor's new beginning,
    # or a look at the member, and token-info when there is none.
    assert len(wire.requests) <= 3


@given(answers, answers, answers)
def test_only_a_clear_no_ends_a_members_login(first, info, member):
    strategy = OAuthStrategy("client-id", tokens=make_old(Role.MEMBER), clock=lambda: NOW)
    wire = MadeUpWire(first, at={TOKEN_INFO_PATH: info, MEMBER_PATH: member})
    if isinstance(find_error(strategy, Transport("https://wix.test", adapter=wire)), RenewalError):
        status, body, _ = first
        if is_success(first):
            assert is_kept_out(member, info)
        else:
            assert status in range(300, 500)
            assert status not in {408, 425, 429}
            assert b"invalid_grant" in body or is_inactive(info)


def is_success(answer):
    return answer[0] in range(200, 300)


def is_inactive(info):
    """Say whether token-info has said "no", in one of the ways in which it may."""
    status, body, _ = info
    return status in {400, 401, 404} or (is_success(info) and b'"active": true' not in body)


def is_kept_out(member, info):
    """Say whether Wix has said that there is no such member, or that it is blocked."""
    status, body, _ = member
    return b"BLOCKED" in body if is_success(member) else status in {401, 404} and is_inactive(info)


@given(answers)
def test_any_answer_to_the_apps_question_is_tokens_or_an_error_of_ours(answer):
    transport = Transport("https://wix.test", adapter=MadeUpWire(answer))
    strategy = AppStrategy("app-id", "app-secret", clock=lambda: NOW)
    error = find_error(strategy, transport)
    if error is None:
        assert_believable(strategy.storage.load(), Role.APP)
    else:
        assert isinstance(error, APIError | ConfigurationError)


@given(answers)
def test_any_answer_to_a_code_is_a_members_tokens_or_an_error_of_ours(answer):
    transport = Transport("https://wix.test", adapter=MadeUpWire(answer))
    try:
        tokens = OAuthStrategy("client-id").exchange_code(
            TokenEndpoint(transport, lambda: NOW),
            code=Secret("c"),
            code_verifier=Secret("v"),
            redirect_uri="https://site.example/",
        )
    except (APIError, ConfigurationError, SignInRefusedError):
        return
    assert_believable(tokens, Role.MEMBER)


@given(st.text(st.characters(exclude_categories=()), min_size=1))
@shares_fixtures
def test_any_token_is_sent_as_it_is_or_not_at_all(sandbox_server, access_token):
    tokens = Tokens(access_token, "", NOW + 1000, Role.MEMBER, NOW)
    strategy = OAuthStrategy("client-id", tokens=tokens, clock=lambda: NOW)

    with pytest.raises(APIError):
        WixClient(strategy, api_url=sandbox_server.origin).get("/members/v1/members/my")
