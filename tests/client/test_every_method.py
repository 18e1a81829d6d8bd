"""
Our requests beside those of Wix's own SDK, for every method that it could be made to call.

``every_method.jsonl`` is what ``tests/conformance/sdk/every_method.js`` printed with all 38
packages installed; ``make conformance`` compares anew with those that it has.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.support.sdk_calls import is_callable, read_seen_call
from wix_headless.client.calls import build_request
from wix_headless.client.catalogue import catalogue
from wix_headless.exceptions import UnknownNameError

LINES = (Path(__file__).parent / "every_method.jsonl").read_text(encoding="utf-8").splitlines()
SEEN = [call for line in LINES if (call := read_seen_call(line))]
CALLABLE = [call for call in SEEN if is_callable(call)]
#: Made-up calls in which the SDK wrote "undefined" into a path; ours are refused.
REFUSED = {
    "ecom.order_transactions.update_payments",
    "events.forms.delete_control",
    "events.forms.update_control",
    "groups.join_group_requests.typed_query_join_group_requests",
    "groups.members.typed_query_group_members",
}
COMPARED = [call for call in CALLABLE if call.name not in REFUSED]


def test_nearly_all_methods_are_compared():
    assert len({call.name for call in COMPARED}) > 2100


def test_every_call_is_sent_as_wixs_own_sdk_sends_it():
    differences = [call.find_difference(call.fields) for call in COMPARED]

    assert [found for found in differences if found] == []


def test_snake_case_says_the_same():
    differences = [call.find_difference(call.snake_case_fields) for call in COMPARED]

    assert [found for found in differences if found] == []


@pytest.mark.parametrize("change", [{"verb": "PUT"}, {"path": "/v0"}, {"query": [["a", "b"]]}])
def test_a_difference_would_be_found(change):
    call = dataclasses.replace(COMPARED[0], **change)

    assert next(iter(change)) in call.find_difference(call.fields)


def test_what_has_no_public_path_is_refused_before_it_is_sent():
    unmapped = [call for call in SEEN if not is_callable(call)]

    assert len(unmapped) == 195
    for call in unmapped:
        with pytest.raises(UnknownNameError, match="no public path"):
            build_request(catalogue.find_method(call.name), [], call.fields)


def test_a_path_is_never_sent_with_a_hole_in_it():
    for call in CALLABLE:
        if call.name in REFUSED:
            with pytest.raises(TypeError, match="needs"):
                call.find_difference(call.fields)
