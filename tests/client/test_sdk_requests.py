"""Our requests beside those that Wix's own SDK (1.21.16) was seen to send."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wix_headless.client.calls import build_request
from wix_headless.client.catalogue import catalogue
from wix_headless.client.names import build_python_name
from wix_headless.protocol.messages import NO_BODY

# That a method is deprecated is another test's matter.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SEEN = json.loads((Path(__file__).parent / "sdk_requests.json").read_bytes())
NAMES = [f"{number}-{seen['call']}" for number, seen in enumerate(SEEN)]


def assert_same(request, seen):
    body = request.body if request.body is not NO_BODY else NO_BODY
    assert (request.verb, request.path) == (seen["verb"], seen["path"])
    assert sorted(map(list, request.query)) == seen["query"]
    assert body == seen.get("body", NO_BODY)


@pytest.mark.parametrize("seen", SEEN, ids=NAMES)
def test_a_call_is_sent_as_wixs_own_sdk_sends_it(seen):
    method = catalogue.find_method(seen["call"])

    request = build_request(method, [], seen["fields"], strict=True)

    assert_same(request, seen)


@pytest.mark.parametrize("seen", SEEN, ids=NAMES)
def test_snake_case_says_the_same(seen):
    method = catalogue.find_method(seen["call"])
    fields = {build_python_name(name): value for name, value in seen["fields"].items()}

    request = build_request(method, [], fields, strict=True)

    assert_same(request, seen)
