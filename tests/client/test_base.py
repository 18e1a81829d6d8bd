"""What every client is: raw calls, Wix's packages as attributes, and other ways to call."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.support.loopback import LoopbackServer, build_answer, hang, parse_request
from wix_headless.client import WixClient
from wix_headless.client.calls import check_path
from wix_headless.exceptions import ConfigurationError, RateLimitedError, TransportError
from wix_headless.strategies import ApiKeyStrategy
from wix_headless.tokens import Role
from wix_headless.transport import DEFAULT_API_URL, Transport

MY_MEMBER = "/members/v1/members/my"


def speak_to(server):
    return WixClient(ApiKeyStrategy("key"), transport=Transport(server.origin))


# Raw calls.


@pytest.mark.parametrize(
    ("verb", "options", "line", "body"),
    [
        ("get", {}, "GET /v1/x HTTP/1.1", None),
        ("get", {"params": {"a": 1, "b": True}}, "GET /v1/x?a=1&b=true HTTP/1.1", None),
        ("get", {"params": {"a": ["1", "2"]}}, "GET /v1/x?a=1&a=2 HTTP/1.1", None),
        ("get", {"params": {"a": {"b": "c d"}}}, "GET /v1/x?a.b=c+d HTTP/1.1", None),
        ("delete", {"params": {"revision": "7"}}, "DELETE /v1/x?revision=7 HTTP/1.1", None),
        ("delete", {}, "DELETE /v1/x HTTP/1.1", None),
        ("post", {"json": {"a": ["ü"]}}, "POST /v1/x HTTP/1.1", {"a": ["ü"]}),
        ("post", {"json": {}}, "POST /v1/x HTTP/1.1", {}),
        ("post", {}, "POST /v1/x HTTP/1.1", None),
        ("put", {"json": {"a": 1}}, "PUT /v1/x HTTP/1.1", {"a": 1}),
        ("patch", {"json": {"a": None}}, "PATCH /v1/x HTTP/1.1", {"a": None}),
    ],
)
def test_a_raw_call_is_sent_as_it_is_written(verb, options, line, body):
    with LoopbackServer(build_answer({"done": True})) as server:
        answer = getattr(speak_to(server), verb)("/v1/x", **options)

    first, sent, headers = parse_request(server.requests[0])
    assert answer == {"done": True}
    assert (first, sent) == (line, body)
    assert headers["Authorization"] == "key"


def test_raw_takes_verb_query_and_body_at_once():
    with LoopbackServer(build_answer()) as server:
        speak_to(server).raw("POST", "/v1/x", params={"a": "1"}, json={"b": 2})

    assert parse_request(server.requests[0])[:2] == ("POST /v1/x?a=1 HTTP/1.1", {"b": 2})


def test_a_raw_call_reaches_wix_as_the_speaker(member):
    answer = member().get(MY_MEMBER, params={"fieldsets": "FULL"})

    assert answer["member"]["loginEmail"] == "ada@example.com"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/", "/"),
        ("/v1/x", "/v1/x"),
        ("/v1/x/", "/v1/x/"),
        ("/v1//x", "/v1//x"),
        ("/v1/ü", "/v1/%C3%BC"),
        ("/v1/a%2Fb", "/v1/a%2Fb"),
        ("/v1/x:query", "/v1/x:query"),
        ("/@evil.example/x", "/@evil.example/x"),
        ("/v1/...", "/v1/..."),
        ("/v1/..x", "/v1/..x"),
        ('/v1/<"x">', "/v1/%3C%22x%22%3E"),
    ],
)
def test_a_path_is_encoded_where_it_has_to_be(path, sent):
    assert check_path(path) == sent


@pytest.mark.parametrize(
    "path",
    [
        "",
        "v1/x",
        "https://evil.example/x",
        "//evil.example/x",
        "///evil.example/x",
        "/\\evil.example/x",
        "\\\\evil.example",
        "/v1\\x",
        " /v1/x",
        "/v1/x y",
        "/v1/x\n",
        "/v1/x\r\nHost: evil.example",
        "\t//evil.example",
        "/v1/\x7f",
        "/v1/\x00",
        "/v1/x?a=1",
        "/v1/x#a",
        "/..",
        "/.",
        "/v1/../x",
        "/v1/./x",
        "/v1/..",
        "/v1/%2e%2e/x",
        "/v1/%2E./x",
        "/v1/.%2e/x",
        "/%2e",
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused_before_a_token_is_made(visitor, sandbox, path):
    for call in (visitor.get, visitor.post, visitor.put, visitor.patch, visitor.delete):
        with pytest.raises(ValueError, match="path"):
            call(path)

    assert sandbox.requests_to("/") == []


@given(st.text(max_size=40) | st.text(alphabet="/\\.%2eEfF@:?#; a", max_size=15))
def test_whatever_path_is_accepted_stays_at_wix(path):
    try:
        checked = check_path(f"/{path}")
    except ValueError:
        return
    sent = urlsplit(requests.Request("GET", f"https://wix.test{checked}").prepare().url)

    assert sent.netloc == "wix.test"
    assert not {".", ".."} & set(sent.path.split("/"))
    assert (sent.query, sent.fragment) == ("", "")


# The client.


def test_where_wix_is_can_be_said_or_not(sandbox):
    strategy = ApiKeyStrategy("key")

    assert WixClient(strategy).transport.api_url == DEFAULT_API_URL
    assert WixClient(strategy, api_url=sandbox.origin).transport.api_url == sandbox.origin
    assert (
        WixClient(strategy, api_url=sandbox.origin).transport
        is WixClient(strategy, api_url=sandbox.origin).transport
    )


def test_wix_in_the_clear_is_refused():
    with pytest.raises(ConfigurationError, match="only for a sandbox"):
        WixClient(ApiKeyStrategy("key"), api_url="http://www.wixapis.com")


def test_a_client_says_who_speaks(visitor, member, sandbox):
    assert (visitor.role, member().role) == (Role.VISITOR, Role.MEMBER)
    assert repr(visitor) == "<WixClient as visitor>"
    assert repr(member()) == "<WixClient as member>"
    assert sandbox.token_requests() == 0


def test_looking_at_a_client_costs_nothing(visitor, sandbox):
    dir(visitor)
    repr(visitor)
    assert not hasattr(visitor, "_repr_html_")
    assert not hasattr(visitor, "__wrapped__")

    assert {"members", "ecom", "stores", "get", "using"} <= set(dir(visitor))
    assert sandbox.requests_to("/") == []


# Other ways to call.


def test_using_makes_another_client_of_the_same_speaker(visitor):
    other = visitor.using(timeout=30, language="de")

    assert type(other) is WixClient
    assert other is not visitor
    assert other.strategy is visitor.strategy
    assert (other.options.timeout, other.options.language) == (30, "de")
    assert (visitor.options.timeout, visitor.options.language) == (None, None)


def test_using_adds_to_what_was_said_before(visitor):
    both = visitor.using(language="de").using(timeout=30)

    assert (both.options.timeout, both.options.language) == (30, "de")
    assert both.using(language="pt-BR").options.language == "pt-BR"


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("de", "de|de|false|00000000-0000-0000-0000-000000000000"),
        ("pt-BR", "pt-BR|pt-br|false|00000000-0000-0000-0000-000000000000"),
    ],
)
def test_the_language_is_said_as_wixs_sdk_says_it(language, header):
    with LoopbackServer(build_answer()) as server:
        client = speak_to(server)
        client.using(language=language).get("/v1/x")
        client.get("/v1/x")

    assert parse_request(server.requests[0])[2]["x-wix-linguist"] == header
    assert "x-wix-linguist" not in parse_request(server.requests[1])[2]


def test_the_time_out_is_that_of_the_call():
    with LoopbackServer(hang) as server:
        client = WixClient(
            ApiKeyStrategy("key"), transport=Transport(server.origin, timeout=(3.0, 600.0))
        )
        with pytest.raises(TransportError, match="ReadTimeout"):
            client.using(timeout=0.05).get("/v1/x")


def test_a_call_may_have_its_own_number_of_tries():
    with LoopbackServer(build_answer(status=429), build_answer({"done": True})) as server:
        client = speak_to(server)
        with pytest.raises(RateLimitedError):
            client.using(retries=0).get("/v1/x")

        assert client.using(retries=0).using(language="de").options.retries == 0
        assert client.using(retries=1).get("/v1/x") == {"done": True}
