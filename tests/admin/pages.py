"""Reading the admin's pages in tests."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

TOKENS = "/admin/wix_headless/storedtoken/"
MEMBERS = "/admin/wix_headless/wixmember/"
CALLS = "/admin/wix_headless/elevatedcall/"
EVENTS = "/admin/wix_headless/eventdelivery/"


def text_of(answer: Any) -> str:
    """Return what a page says, without its tags."""
    assert answer.status_code == 200, (answer.status_code, answer.content[:500])
    page = re.sub(r"<[^>]*>", " ", answer.content.decode().replace("<wbr>", ""))
    return re.sub(r"\s+", " ", html.unescape(page))


def listed(client: Client, url: str, **query: str) -> list[Any]:
    """Return the rows that a list shows."""
    answer = client.get(url, query)
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
    return list(answer.context["cl"].result_list)


def page_of(row: Any) -> str:
    return f"/admin/wix_headless/{row._meta.model_name}/{row.pk}/change/"


def act(client: Client, action: str, *rows: Any, **more: str) -> Any:
    """Choose an action for these tokens in their list."""
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(TOKENS, chosen | more)


def said(client: Client, answer: Any) -> list[str]:
    """Follow the answer's redirect, and return the messages on the page it leads to."""
    assert answer.status_code == 302, (answer.status_code, answer.content[:500])
    page = client.get(answer["Location"])
    return [f"{message.level_tag}: {message.message}" for message in page.context["messages"]]
