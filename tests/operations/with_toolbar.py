"""The panel in the real django-debug-toolbar, under plain and async handlers."""

from __future__ import annotations

import asyncio
import re

import pytest
from django.test import AsyncClient, Client

from wix_headless.models import StoredToken
from wix_headless.storages.sealing import open_tokens

pytestmark = pytest.mark.django_db(transaction=True)


def panel_of(page):
    """Return the line beside the page, and what the panel says when it is opened."""
    text = page.content.decode()
    line = re.search(r"Wix\s*(?:<br>)?\s*<small>([^<]*)</small>", text)
    request_id = re.search(r'data-request-id="([0-9a-f]+)"', text)
    assert line, text
    assert request_id, text
    asked = {"request_id": request_id[1], "panel_id": "WixPanel"}
    content = Client().get("/__debug__/render_panel/", asked).json()["content"]
    return line[1], content


def cells_of(content):
    """Return the cells of the table of calls."""
    rows = re.findall(r"<tr>(.*?)</tr>", content, re.DOTALL)[3:]
    cells = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]*>", " ", cell).split() for cell in row] for row in cells]


def test_calls_of_a_page(sandbox):
    sandbox.fail("/stores/v3/products/query", status=503, times=1)

    page = Client().get("/")
    line, content = panel_of(page)

    assert line.startswith("2 calls in ")
    first, second = cells_of(content)
    assert first[0] == ["visitor"]
    assert first[1] == ["stores.products_v3.query_products", "GET", "/stores/v3/products/query"]
    assert (first[2], first[4], first[5], first[7]) == (["200"], ["1"], ["1"], ["default"])
    assert second[1][0] == "/members/v1/members/xxxx…"
    assert second[2][1].endswith("Error")
    assert (second[4], second[5]) == (["0"], ["0"])
    assert "x" * 41 not in content
    assert "WixPanel_wix" in page["Server-Timing"]


@pytest.mark.usefixtures("sandbox")
def test_no_token_is_on_it():
    page = Client().get("/")
    _, content = panel_of(page)

    tokens = [open_tokens(row) for row in StoredToken.objects.all()]
    assert tokens
    for one in tokens:
        for value in (one.access_token, one.refresh_token):
            assert value not in content
            assert value not in page.content.decode()


@pytest.mark.usefixtures("sandbox")
def test_calls_of_async_pages_are_each_its_own():
    async def visit():
        clients = [AsyncClient() for _ in range(3)]
        pages = [
            client.get("/async/", {"times": times}) for times, client in enumerate(clients, start=1)
        ]
        return await asyncio.gather(*pages)

    pages = asyncio.run(visit())

    for times, page in enumerate(pages, start=1):
        _, content = panel_of(page)
        assert len(cells_of(content)) == times


@pytest.mark.usefixtures("sandbox")
def test_a_page_that_does_not_speak_with_wix():
    client = Client()
    client.get("/")

    line, content = panel_of(client.get("/silent/"))

    assert line == "0 calls in 0 ms"
    assert "This page did not speak with Wix." in content
