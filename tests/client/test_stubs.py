"""The stubs: made of today's catalogue, and what mypy says with them of calls right and wrong."""

from __future__ import annotations

import importlib
import re
import zlib
from pathlib import Path

import pytest

import wix_headless.client

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(wix_headless.client.__file__).parent / "packages"

RIGHT = """
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any, assert_type

from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.context import WixHttpRequest
from wix_headless.sdk import ecom, elevate, members

def plain(client: WixClient) -> None:
    assert_type(client.ecom.orders.get_order("5f"), dict[str, Any])
    assert_type(client.ecom.orders.get_order(id="5f"), dict[str, Any])
    assert_type(client.members.query_members(query={}), dict[str, Any])
    assert_type(client.members.members.get_current_member(), dict[str, Any])
    assert_type(client.members.query_members.pages(query={}), Iterator[dict[str, Any]])
    for order in client.ecom.orders.search_orders.items(search={}, max_items=3):
        print(order["id"])
    client.members.update_member("m-1", member={"profile": {}})
    client.members.update_member(member={"id": "m-1", "profile": {}})
    client.data.items.query(data_collection_id="Books", whatever_else=1)
    client.using(language="de").stores.products_v3.query_products(query={})

async def awaited(client: AsyncWixClient) -> None:
    assert_type(client.ecom.orders.get_order("5f"), Awaitable[dict[str, Any]])
    assert_type(await client.ecom.orders.get_order("5f"), dict[str, Any])
    assert_type(client.members.query_members.pages(query={}), AsyncIterator[dict[str, Any]])

def view(request: WixHttpRequest) -> None:
    assert_type(request.wix.ecom.orders.get_order("5f"), dict[str, Any])
    assert_type(request.wix.elevated.members.query_members(query={}), dict[str, Any])
    assert_type(members.query_members(query={}), dict[str, Any])
    assert_type(elevate(members.query_members)(query={}), dict[str, Any])
    assert_type(ecom.orders.get_order("5f"), dict[str, Any])

async def async_view(request: WixHttpRequest) -> None:
    assert_type(await request.awix.ecom.orders.get_order("5f"), dict[str, Any])
"""

WRONG = """
from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.context import WixHttpRequest
from wix_headless.sdk import membrs  #: has no attribute "membrs"
from wix_headless.sdk import elevate, members

async def wrong(client: WixClient, awaited: AsyncWixClient, request: WixHttpRequest) -> None:
    client.ecommerce  #: has no attribute "ecommerce"
    client.ecom.ordrs  #: has no attribute "ordrs"; maybe "orders"?
    client.ecom.orders.get_ordr  #: has no attribute "get_ordr"; maybe "get_order"?
    client.ecom.orders.get_order("5f", nope=1)  #: Unexpected keyword argument "nope"
    client.ecom.orders.get_order()  #: Missing positional argument "id"
    client.ecom.orders.get_order(5.5)  #: has incompatible type "float"
    client.members.query_members(qery={})  #: Unexpected keyword argument "qery"
    client.members.query_members.pages(qery={})  #: Unexpected keyword argument "qery"
    awaited.members.query_members(query={})["members"]  #: is not indexable
    request.wix.members.query_membrs(query={})  #: has no attribute "query_membrs"
    request.awix.members.query_members(qery={})  #: Unexpected keyword argument "qery"
    members.query_members(qery={})  #: Unexpected keyword argument "qery"
    elevate(members.query_members)(qery={})  #: Unexpected keyword argument "qery"
"""


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("build_stubs")


def test_the_stubs_are_what_the_tool_writes_today(tool, tmp_path):
    tool.write_stubs(tmp_path)

    def contents(folder):
        return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}

    assert contents(tmp_path) == contents(FOLDER), "python tools/build_stubs.py"


def test_the_stubs_weigh_little_in_the_wheel():
    assert sum(len(zlib.compress(path.read_bytes())) for path in FOLDER.iterdir()) < 80_000


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """Let mypy check a text; return what it says of each line."""
    api = pytest.importorskip("mypy.api", reason="mypy is not installed: pip install --group lint")
    cache = tmp_path_factory.mktemp("cache")

    def check(text):
        path = cache / "snippet.py"
        path.write_text(text)
        options = ["--strict", "--config-file=", f"--cache-dir={cache}"]
        out, err, _ = api.run([*options, "--follow-imports=silent", str(path)])
        assert err == ""
        return re.findall(r"snippet\.py:(\d+): error: (.*)", out)

    return check


def test_right_calls_are_right(check):
    assert check(RIGHT) == []


def test_every_wrong_call_is_found(check):
    found = check(WRONG)
    marked = [
        (str(number), line.partition("#: ")[2])
        for number, line in enumerate(WRONG.splitlines(), 1)
        if "#: " in line
    ]

    assert [number for number, _ in found] == [number for number, _ in marked]
    for (_, said), (_, expected) in zip(found, marked, strict=True):
        assert expected in said
