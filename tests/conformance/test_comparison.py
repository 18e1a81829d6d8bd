"""That the comparison sees what it is there for; needs no Node."""

from __future__ import annotations

import dataclasses
import io

import pytest

from tests.conformance.comparison import compare
from tests.conformance.differences import DIFFERENCES, sort_out
from tests.conformance.relay import Recorded, Relay
from tests.conformance.report import Report
from tests.conformance.run import show

VERIFIER, OTHER_VERIFIER = "v" * 43, "w" * 43

ONE = Recorded(
    step="login/code",
    host="www.wixapis.com",
    verb="POST",
    path="/oauth2/token",
    query=[],
    speaker="nobody",
    headers={"content-type": "application/json"},
    body={"grantType": "authorization_code", "codeVerifier": VERIFIER, "count": 1},
    status=200,
)


def fields_that_differ(**changes):
    return [found.field for found in compare([ONE], [dataclasses.replace(ONE, **changes)])]


def test_what_is_the_same_does_not_differ():
    assert fields_that_differ() == []


def test_made_up_values_may_differ_if_they_have_their_form():
    assert fields_that_differ(body=ONE.body | {"codeVerifier": OTHER_VERIFIER}) == []
    assert fields_that_differ(body=ONE.body | {"codeVerifier": "short"}) == ["body codeVerifier"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"host": "elsewhere.example"}, "host"),
        ({"path": "/oauth/token"}, "path"),
        ({"status": 400}, "status"),
        ({"speaker": "bearer visitor"}, "header authorization"),
        ({"headers": {"content-type": "text/plain"}}, "header content-type"),
        ({"query": [("a", "1")]}, "query a"),
        ({"body": ONE.body | {"count": True}}, "body count"),
        ({"body": ONE.body | {"count": "1"}}, "body count"),
        ({"body": ONE.body | {"more": {"deep": [1]}}}, "body more.deep.0"),
    ],
)
def test_whatever_else_differs_is_found(changes, field):
    assert field in fields_that_differ(**changes)


def test_a_packed_query_is_compared_inside():
    one, other = "eyJhIjp7ImIiOjF9fQ", "eyJhIjp7ImIiOjJ9fQ"
    sdk = dataclasses.replace(ONE, query=[(".r", one)])
    ours = dataclasses.replace(ONE, query=[(".r", other)])

    (found,) = compare([sdk], [ours])

    assert (found.field, found.sdk, found.ours) == ("query .r a.b", 1, 2)


def test_a_request_that_only_one_side_sends_is_found():
    info = dataclasses.replace(ONE, path="/oauth2/token-info", body={"token": "t"})

    found = compare([ONE], [ONE, info, info])

    assert [one.field for one in found] == ["request", "request"]
    assert sort_out(found)[0] == found


def test_a_step_that_only_one_side_takes_is_found():
    assert [found.field for found in compare([ONE], [])] == ["request"]


def test_only_written_differences_are_meant():
    ours = dataclasses.replace(ONE, host="elsewhere.example")

    unmeant, counts = sort_out(compare([ONE], [ours]))

    assert [found.field for found in unmeant] == ["host"]
    assert not any(counts)


def test_a_difference_that_no_longer_occurs_is_a_failure():
    report = Report(io.StringIO())

    show(report, DIFFERENCES[0], 0)

    assert len(report.failures) == 1


def test_every_difference_has_a_reason():
    assert all(known.reason.endswith(".") for known in DIFFERENCES)


def test_the_relay_tells_whose_a_token_is(sandbox):
    token = sandbox.act_as(role="visitor")["access_token"]

    with Relay(sandbox.origin) as relay:
        speakers = [
            relay.find_speaker(header)
            for header in (None, token, f"Bearer {token}", "made-up", sandbox.api_key)
        ]

    assert speakers == ["nobody", "raw visitor", "bearer visitor", "raw unknown", "raw key"]
