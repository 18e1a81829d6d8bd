"""The account above the site: for an API key that names the account, and no site beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.support import Caller

PATH = "/site-list/v2/sites/query"


def ask(anybody: Caller, keys: dict[str, Any], path: str = PATH, **headers: str) -> Any:
    return Caller(anybody.origin, keys["api_key"], **headers).post(path, {"query": {}})


def test_it_lists_its_sites(anybody: Caller, keys: dict[str, Any]) -> None:
    answer = ask(anybody, keys, **{"wix-account-id": keys["account_id"]})

    assert answer.status_code == 200
    (site,) = answer.json()["sites"]
    assert (site["id"], site["ownerAccountId"]) == (keys["site_id"], keys["account_id"])
    assert answer.json()["metadata"] == {"count": 1, "cursors": {}, "hasNext": False}


@pytest.mark.parametrize("path", [PATH, "/members/v1/members/query"])
def test_site_and_account_exclude_each_other(
    anybody: Caller, keys: dict[str, Any], path: str
) -> None:
    both = {"wix-account-id": keys["account_id"], "wix-site-id": keys["site_id"]}

    answer = ask(anybody, keys, path, **both)

    assert answer.status_code == 400
    assert "exclude each other" in answer.json()["message"]


@pytest.mark.parametrize(
    ("path", "header", "key"),
    [
        (PATH, "wix-account-id", "site_id"),
        ("/members/v1/members/query", "wix-site-id", "account_id"),
    ],
)
def test_another_account_or_site_is_out_of_reach(
    anybody: Caller, keys: dict[str, Any], path: str, header: str, key: str
) -> None:
    assert ask(anybody, keys, path, **{header: keys[key]}).status_code == 403


@pytest.mark.parametrize(
    ("path", "header", "key"),
    [
        (PATH, "wix-site-id", "site_id"),
        ("/members/v1/members/query", "wix-account-id", "account_id"),
    ],
)
def test_the_header_of_the_wrong_level_is_not_enough(
    anybody: Caller, keys: dict[str, Any], path: str, header: str, key: str
) -> None:
    answer = ask(anybody, keys, path, **{header: keys[key]})

    assert answer.status_code == 400
    assert "-level APIs" in answer.json()["message"]


def test_the_app_does_not_see_it(app: Caller) -> None:
    assert app.post(PATH, {}).status_code == 403
