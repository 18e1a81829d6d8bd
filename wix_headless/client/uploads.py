"""
Files into the media manager of the Wix site: those of a form, or any that can be read.

"Upload a File with a Generated File Upload URL",
/docs/api-reference/assets/media/media-manager/files/upload-api.
"""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import Sequence
from pathlib import PurePath
from typing import IO, Any, Final

from wix_headless.client.synchronous import WixClient
from wix_headless.exceptions import TransportError
from wix_headless.tokens import Secret
from wix_headless.transport.uploads import put_file

_ANY_TYPE: Final = "application/octet-stream"


def upload_file(
    client: WixClient,
    file: IO[bytes] | bytes,
    *,
    name: str = "",
    mime_type: str = "",
    folder_id: str = "",
    private: bool = False,
    labels: Sequence[str] = (),
) -> dict[str, Any]:
    """
    Put *file* into the site's media manager, and return Wix's description of it.

    Only the app and API keys may do so: ``upload_file(request.wix.elevated, form.cleaned_data["photo"])``.
    The ``id`` and ``url`` are in the answer; Wix may take a moment until they work.
    It is sent in one go, which Wix recommends for files up to 10 MB.

    Args:
        file: One of Django's, an open binary file, or bytes.
        name: With its extension, as the media manager shows it; the file's own if not given.
        mime_type: What it is; else what the browser said of it, or what its name tells.
        folder_id: Where to put it; else it lies on top.

    Raises:
        TypeError: If it has no name, or is open as text.

        APIError: If Wix would not have it.
    """  # noqa: E501 - a call is not broken
    content: Any = io.BytesIO(file) if isinstance(file, bytes) else file
    name = name or PurePath(str(getattr(content, "name", None) or "")).name
    if not name:
        raise TypeError("upload_file() needs a name, with an extension that says what it is")
    mime_type = mime_type or _find_type(content, name)
    size = _measure(content)
    wanted = {"parent_folder_id": folder_id, "private": private, "labels": list(labels)}
    answer = client.media.files.generate_file_upload_url(
        mime_type=mime_type,
        file_name=name,
        size_in_bytes=str(size),  # Wix writes 64-bit numbers as strings
        **{field: value for field, value in wanted.items() if value},
    )
    address = answer.get("uploadUrl")
    if not isinstance(address, str):
        raise TransportError("Wix answered without an address for the file.")
    uploaded = put_file(Secret(address), content, size=size, mime_type=mime_type).get("file")
    if not isinstance(uploaded, dict):
        raise TransportError("Wix answered without a description of the file.")
    return uploaded


def _find_type(content: Any, name: str) -> str:
    said = getattr(content, "content_type", None)
    return said if isinstance(said, str) and said else mimetypes.guess_type(name)[0] or _ANY_TYPE


def _measure(content: Any) -> int:
    """Return the size in bytes, and leave the file at its beginning."""
    if isinstance(content, io.TextIOBase):
        raise TypeError("upload_file() needs a file that is open as binary")
    size: int = content.seek(0, os.SEEK_END) or content.tell()
    content.seek(0)
    return size
