"""
The account above the site: its list of sites, for an API key alone.

Follows "About Account Level APIs" and the Sites API under ``/docs/api-reference/account-level/``.
A call names the account by its header and never a site beside it: "Make REST API Calls with an
API Key".
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("account", __name__)

PATH = "/site-list/v2/sites"
SCHEMA = query.Schema(
    filters={"id": query.ID, "displayName": query.TEXT},
    sorts=("displayName",),
    default_sort=("displayName", "ASC"),
)


@area.post(f"{PATH}/query")
def query_sites() -> Json:
    """Answer the account's sites, page by page."""
    part, metadata = paging.cursor_page([_render()], body().sub("query"), SCHEMA)
    return {"sites": part, "metadata": metadata}


def _render() -> Json:
    memory = state()
    return {
        "id": memory.credentials.site_id,
        "displayName": memory.shop_name,
        "published": memory.settings.site_published,
        "ownerAccountId": memory.credentials.account_id,
    }
