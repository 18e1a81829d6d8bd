"""The administrator's key: raw, with the site or the account it is about."""

from __future__ import annotations

import logging
import threading

import pytest

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.client import WixClient
from wix_headless.exceptions import ConfigurationError, ForbiddenError, UnauthorizedError
from wix_headless.protocol.messages import Request
from wix_headless.strategies import ApiKeyStrategy
from wix_headless.tokens import Role

LIST_MEMBERS = Request(verb="GET", path="/members/v1/members")
SITES = "/site-list/v2/sites/query"
ID = "0b1a8a3c-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ({}, {"Authorization": "key"}),
        ({"site_id": "s"}, {"Authorization": "key", "wix-site-id": "s"}),
        ({"account_id": "a"}, {"Authorization": "key", "wix-account-id": "a"}),
        (
            {"site_id": "s", "account_id": "a"},
            {"Authorization": "key", "wix-site-id": "s"},
        ),
        ({"site_id": "", "account_id": None}, {"Authorization": "key"}),
    ],
)
def test_headers_name_what_the_key_is_about_and_nothing_else(transport, options, headers):
    assert ApiKeyStrategy("key", **options).authorize(transport) == headers


def test_wix_takes_the_key(sandbox, transport):
    strategy = ApiKeyStrategy(sandbox.api_key, site_id=sandbox.site_id)

    answer = transport.send(LIST_MEMBERS, strategy.authorize(transport))

    assert len(answer.data["members"]) == len(sandbox.members)
    assert strategy.role is Role.ADMIN
    assert sandbox.token_requests() == 0


def test_wix_refuses_another_key_or_site(sandbox, transport):
    for strategy, error in [
        (ApiKeyStrategy("IST.other", site_id=sandbox.site_id), UnauthorizedError),
        (ApiKeyStrategy(sandbox.api_key, site_id="other"), ForbiddenError),
    ]:
        with pytest.raises(error):
            transport.send(LIST_MEMBERS, strategy.authorize(transport))


def test_a_key_does_not_renew(transport):
    strategy = ApiKeyStrategy("key")

    assert strategy.reauthorize(transport, strategy.authorize(transport)) is None


def test_without_a_key_it_says_what_to_set():
    with pytest.raises(ConfigurationError, match="WIX_API_KEY"):
        ApiKeyStrategy("")


def test_the_key_does_not_show(transport):
    strategy = ApiKeyStrategy("key-4711", site_id="s")

    assert "4711" not in repr(vars(strategy)) + repr(strategy.authorize(transport))


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/site-list/v2/sites/query", "account"),
        ("/site-folders/v2/folders", "account"),
        ("/domains/v1/connected-domains", "account"),
        ("/accounts/v1/accounts/create", "account"),
        ("/site-actions/v1/bulk/sites/delete", "account"),
        ("/site-actions/v1/sites/duplicate", "account"),
        ("/site-actions/v1/actions/publish", "site"),
        ("/members/v1/members", "site"),
        ("/site-list-of-something/v1/items", "site"),
    ],
)
def test_a_call_names_its_site_or_the_account_and_never_both(path, what):
    with LoopbackServer(build_answer({})) as wix:
        strategy = ApiKeyStrategy("key", site_id="s", account_id="a")
        WixClient(strategy, api_url=wix.origin).get(path)

    (request,) = wix.requests
    named = [line for line in request.splitlines() if line.startswith("wix-")]
    assert named == [f"wix-{what}-id: {what[0]}"]


def test_without_an_account_a_call_about_one_is_not_sent():
    with LoopbackServer(build_answer({})) as wix:
        client = WixClient(ApiKeyStrategy("key", site_id="s"), api_url=wix.origin)

        with pytest.raises(ConfigurationError, match="WIX_ACCOUNT_ID"):
            client.post(SITES, json={})

    assert wix.requests == []


def test_wix_lists_the_sites_of_an_account_and_each_is_spoken_to(sandbox):
    strategy = ApiKeyStrategy(
        sandbox.api_key, site_id=sandbox.site_id, account_id=sandbox.account_id
    )
    client = WixClient(strategy, api_url=sandbox.origin)

    sites = client.post(SITES, json={"query": {}})["sites"]

    assert [site["id"] for site in sites] == [sandbox.site_id]
    for site in sites:
        there = client.using(site=site["id"])
        assert there.members.query_members(query={})["members"]
        # And still the account's, by the same client.
        assert there.post(SITES, json={})["sites"] == sites
    with pytest.raises(ForbiddenError):
        client.using(site=ID).members.query_members(query={})


def test_an_account_alone_is_named_by_every_call(transport):
    strategy = ApiKeyStrategy("key", account_id="a").for_path("/multilingual/v1/anything")

    assert strategy.authorize(transport) == {"Authorization": "key", "wix-account-id": "a"}


def test_when_wix_refuses_the_first_key_the_second_is_used_from_then_on(sandbox, caplog):
    strategy = ApiKeyStrategy(["IST.gone-4711", sandbox.api_key], site_id=sandbox.site_id)
    client = WixClient(strategy, api_url=sandbox.origin)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert client.get("/members/v1/members")["members"]
        # Also by those made from it.
        assert client.using(site=sandbox.site_id).get("/members/v1/members")["members"]

    assert [one["status"] for one in sandbox.requests_to("/members")] == [401, 200, 200, 200, 200]
    (line,) = [record.getMessage() for record in caplog.records if "API_KEY" in record.getMessage()]
    assert "first of the two values" in line
    assert "4711" not in caplog.text


def test_the_first_key_is_the_one_that_is_used_while_wix_takes_it(sandbox, caplog):
    strategy = ApiKeyStrategy([sandbox.api_key, "IST.gone"], site_id=sandbox.site_id)

    WixClient(strategy, api_url=sandbox.origin).get("/members/v1/members")

    assert [one["status"] for one in sandbox.requests_to("/members")] == [200]
    assert caplog.text == ""


def test_when_wix_refuses_both_keys_a_call_fails_after_two_requests(sandbox):
    strategy = ApiKeyStrategy(["IST.one", "IST.two"], site_id=sandbox.site_id)

    with pytest.raises(UnauthorizedError):
        WixClient(strategy, api_url=sandbox.origin).get("/members/v1/members")

    assert len(sandbox.requests_to("/members")) == 2


def test_a_permission_that_is_missing_is_no_reason_for_the_other_key(sandbox):
    strategy = ApiKeyStrategy([sandbox.api_key, "IST.other"], site_id=ID)

    with pytest.raises(ForbiddenError):
        WixClient(strategy, api_url=sandbox.origin).get("/members/v1/members")

    assert len(sandbox.requests_to("/members")) == 1


def test_threads_that_are_refused_at_once_all_go_over_to_the_same_key(transport):
    strategy = ApiKeyStrategy(["one", "two"])
    refused = strategy.authorize(transport)
    answers = []

    def ask():
        answers.append(strategy.reauthorize(transport, refused))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [{"Authorization": "two"}] * 8
    assert strategy.authorize(transport) == {"Authorization": "two"}


@pytest.mark.parametrize("keys", [["a", "b", "c"], ("a", "b", "c")])
def test_three_keys_are_one_too_many(keys):
    with pytest.raises(ConfigurationError, match="API_KEY is one secret, or two"):
        ApiKeyStrategy(keys)


@pytest.mark.parametrize("keys", [[], [""], ["", ""]])
def test_no_key_among_several_is_none(keys):
    with pytest.raises(ConfigurationError, match="WIX_API_KEY"):
        ApiKeyStrategy(keys)


def test_one_key_twice_is_one(transport):
    strategy = ApiKeyStrategy(["key", "key"])

    assert strategy.reauthorize(transport, strategy.authorize(transport)) is None


def test_both_keys_come_from_the_settings(sandbox, settings):
    settings.WIX_HEADLESS |= {"API_KEY": f"IST.gone,{sandbox.api_key}"}

    client = WixClient(ApiKeyStrategy.from_settings())

    assert client.get("/members/v1/members")["members"]
