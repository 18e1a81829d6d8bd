"""
The site's media files, for the app to read and to add to.

Follows Files, ``/docs/rest/assets/media/media-manager/files/`` (list, get one, get several,
generate an upload URL): a page is turned by ``paging.cursor``, and what comes after it is
``nextCursor``.
"""

from __future__ import annotations

import re

from flask import Blueprint

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.media.file_json import LARGEST_FILE, ROOT, Upload, render
from wix_headless.sandbox.models import Json, new_secret
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import paging
from wix_headless.sandbox.wire.incoming import body, query, state

area = Blueprint("files", __name__)

PATH = "/site-media/v1/files"
LARGEST_PAGE = 200
MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
KINDS = ("IMAGE", "VIDEO", "AUDIO", "DOCUMENT", "VECTOR", "ARCHIVE", "MODEL3D", "OTHER")


@area.get(PATH)
def list_files() -> Json:
    """List the files of one folder; those that the sandbox began with are vector pictures."""
    memory, asked = state(), query()
    asked.refuse("sort")
    kinds = asked.texts("mediaTypes", allowed=KINDS)
    page = asked.sub("paging")
    limit = page.integer("limit", 100, least=1, most=LARGEST_PAGE)
    cursor = page.text("cursor", longest=16000)
    offset = paging.unseal(cursor)[1] if cursor else 0
    folder = asked.text("parentFolderId") or ROOT
    found = [
        one
        for one in _files(memory).values()
        if one["parentFolderId"] == folder and (not kinds or one["mediaType"] in kinds)
    ]
    if asked.has("private"):
        found = [one for one in found if one["private"] is asked.boolean("private")]
    more = {"next": paging.seal({}, offset + limit)} if offset + limit < len(found) else {}
    return {"files": found[offset : offset + limit], "nextCursor": {"cursors": more}}


@area.get(f"{PATH}/get-file-by-id")
def get_file() -> Json:
    """Return one file; its id is in the query, as Wix has it."""
    file_id = query().required_text("fileId")
    file = _files(state()).get(file_id)
    if file is None:
        raise WixError(404, f"File {file_id} was not found.", code="FILE_NOT_FOUND")
    return {"file": file}


@area.post(f"{PATH}/get-files")
def get_files() -> Json:
    """Return several files; those that are not there are left out."""
    asked = body()
    asked.require("fileIds")
    known = _files(state())
    wanted = asked.texts("fileIds", most=1000)
    return {"files": [known[one] for one in wanted if one in known]}


@area.post(f"{PATH}/generate-upload-url")
def generate_upload_url() -> Json:
    """Name an address that takes one file, without any other permission."""
    memory, asked = state(), body()
    asked.refuse("externalInfo", "filePath")
    mime_type = asked.required_text("mimeType", longest=100)
    if not MIME_TYPE.fullmatch(mime_type):
        raise ValidationError("mimeType", "is no MIME type")
    size = asked.text("sizeInBytes", longest=20)
    if size and not (size.isascii() and size.isdigit()):
        raise ValidationError("sizeInBytes", "must be a whole number, as a string")
    if size and int(size) > LARGEST_FILE:
        raise ValidationError("sizeInBytes", f"is more than {LARGEST_FILE}", rule="MAX_VALUE")
    upload = Upload(
        name=asked.text("fileName", longest=200),
        mime_type=mime_type,
        size=int(size or 0),
        folder_id=asked.text("parentFolderId", longest=100) or ROOT,
        is_private=asked.boolean("private"),
        labels=asked.texts("labels", most=100),
        created=memory.now(),
    )
    token = new_secret()
    memory.uploads[token] = upload
    return {"uploadUrl": f"{memory.origin}/_upload/{token}"}


def _files(memory: State) -> dict[str, Json]:
    """Return all files by their ids."""
    names = {}
    for product in memory.products.values():
        names[pictures.product_media_id(product)] = product.name
        names[pictures.detail_media_id(product)] = f"{product.name}, from close by"
    names |= {file_id: picture[2] for file_id, picture in memory.pictures.items()}
    drawn = {file_id: _render(memory, file_id, name) for file_id, name in names.items()}
    site_id = memory.credentials.site_id
    came = {one.id: render(memory.origin, site_id, one) for one in memory.media_files.values()}
    return drawn | came


def _render(memory: State, file_id: str, name: str) -> Json:
    picture = pictures.image(memory, file_id, name)
    return {
        "id": file_id,
        "displayName": f"{name}.svg",
        "url": picture["url"],
        "thumbnailUrl": picture["url"],
        "parentFolderId": ROOT,
        "private": False,
        "mediaType": "VECTOR",
        "media": {"vector": {"image": picture}},
        "operationStatus": "READY",
        "state": "OK",
        "labels": [],
        "siteId": memory.credentials.site_id,
    }
