"""
The site's media files, for the app to read.

Follows Files, ``/docs/rest/assets/media/media-manager/files/`` (list, get one, get several): a page
is turned by ``paging.cursor``, and what comes after it is ``nextCursor``. Nothing is uploaded here.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox import media, paging
from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import body, query, state

area = Blueprint("files", __name__)

PATH = "/site-media/v1/files"
LARGEST_PAGE = 200
KINDS = ("IMAGE", "VIDEO", "AUDIO", "DOCUMENT", "VECTOR", "ARCHIVE", "MODEL3D", "OTHER")


@area.get(PATH)
def list_files() -> Json:
    """List the files; all of them lie in one folder, and are vector pictures."""
    memory, asked = state(), query()
    kinds = asked.texts("mediaTypes", allowed=KINDS)
    page = asked.sub("paging")
    limit = page.integer("limit", 100, least=1, most=LARGEST_PAGE)
    cursor = page.text("cursor", longest=16000)
    offset = paging.unseal(cursor)[1] if cursor else 0
    found = list(_files(memory).items()) if not kinds or "VECTOR" in kinds else []
    more = {"next": paging.seal({}, offset + limit)} if offset + limit < len(found) else {}
    part = [_render(memory, *one) for one in found[offset : offset + limit]]
    return {"files": part, "nextCursor": {"cursors": more}}


@area.get(f"{PATH}/get-file-by-id")
def get_file() -> Json:
    """Return one file; its id is in the query, as Wix has it."""
    file_id = query().required_text("fileId")
    name = _files(state()).get(file_id)
    if name is None:
        raise WixError(404, f"File {file_id} was not found.", code="FILE_NOT_FOUND")
    return {"file": _render(state(), file_id, name)}


@area.post(f"{PATH}/get-files")
def get_files() -> Json:
    """Return several files; those that are not there are left out."""
    asked = body()
    asked.require("fileIds")
    known = _files(state())
    wanted = [one for one in asked.texts("fileIds", most=1000) if one in known]
    return {"files": [_render(state(), one, known[one]) for one in wanted]}


def _files(memory: State) -> dict[str, str]:
    """Return the names of all files by their ids."""
    found = {}
    for product in memory.products.values():
        found[media.product_media_id(product)] = product.name
        found[media.detail_media_id(product)] = f"{product.name}, from close by"
    found |= {file_id: picture[2] for file_id, picture in memory.pictures.items()}
    return found


def _render(memory: State, file_id: str, name: str) -> Json:
    picture = media.image(memory, file_id, name)
    return {
        "id": file_id,
        "displayName": f"{name}.svg",
        "url": picture["url"],
        "thumbnailUrl": picture["url"],
        "parentFolderId": "media-root",
        "private": False,
        "mediaType": "VECTOR",
        "media": {"vector": {"image": picture}},
        "operationStatus": "READY",
        "state": "OK",
        "labels": [],
        "siteId": memory.credentials.site_id,
    }
