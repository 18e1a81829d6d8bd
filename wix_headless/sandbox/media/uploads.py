"""
Files that are put to an upload URL.

Follows "Upload API" ``/docs/rest/assets/media/media-manager/upload-api``: the URL is the
permission, so a token that comes along is refused here, as it should never have left for
another host.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, request

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.media.file_json import LARGEST_FILE, MediaFile, render
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("uploads", __name__)

LIFE = timedelta(days=1)  # getUploadUrl() of Velo says so; this API says nothing


@area.put("/_upload/<token>")
def put_file(token: str) -> Json:
    """Take the file in; the URL is good for one."""
    request.max_content_length = LARGEST_FILE
    memory = state()
    if "Authorization" in request.headers:
        raise WixError(400, "No token belongs to an upload URL.")
    asked = memory.uploads.get(token)
    if asked is None or memory.now() >= asked.created + LIFE:
        raise WixError(403, "This upload URL is used, or too old.")
    content = request.get_data()
    if not content:
        raise ValidationError("file", "must not be empty", rule="REQUIRED_FIELD")
    if asked.size and asked.size != len(content):
        raise ValidationError("sizeInBytes", f"is {asked.size}, and {len(content)} bytes came")
    if request.mimetype not in {asked.mime_type, "application/octet-stream"}:
        raise ValidationError("Content-Type", f"must be {asked.mime_type}")
    name = request.args.get("filename") or asked.name
    if not name:
        raise ValidationError("filename", "must not be empty", rule="REQUIRED_FIELD")
    del memory.uploads[token]
    file = MediaFile(
        name=name,
        mime_type=asked.mime_type,
        folder_id=asked.folder_id,
        is_private=asked.is_private,
        labels=asked.labels,
        created=memory.now(),
        content=content,
    )
    memory.media_files[file.id] = file
    # Wix goes on working at it after the answer.
    return {"file": render(memory.origin, memory.credentials.site_id, file, status="PENDING")}
