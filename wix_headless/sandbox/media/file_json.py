"""What the sandbox keeps of uploaded files, and how Wix describes one."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from wix_headless.sandbox.models import Json
from wix_headless.sandbox.state import iso

LARGEST_FILE = 10 * 2**20
ROOT = "media-root"


@dataclass(slots=True, kw_only=True)
class Upload:
    """A promise to take one file."""

    name: str
    mime_type: str
    size: int
    folder_id: str
    is_private: bool
    labels: list[str]
    created: datetime


@dataclass(slots=True, kw_only=True)
class MediaFile:
    """A file that came."""

    name: str
    mime_type: str
    folder_id: str
    is_private: bool
    labels: list[str]
    created: datetime
    content: bytes = field(repr=False)
    id: str = ""

    def __post_init__(self) -> None:
        ending = mimetypes.guess_extension(self.mime_type) or ".bin"
        revision = "~mv2" if self.kind in {"IMAGE", "VECTOR"} else ""
        self.id = f"{uuid4().hex[:6]}_{uuid4().hex}{revision}{ending}"

    @property
    def kind(self) -> str:
        """Wix's word for what it is."""
        if self.mime_type == "image/svg+xml":
            return "VECTOR"
        first = self.mime_type.partition("/")[0]
        return {"image": "IMAGE", "video": "VIDEO", "audio": "AUDIO"}.get(first, "DOCUMENT")


def render(origin: str, site_id: str, file: MediaFile, *, status: str = "READY") -> Json:
    """Return a file as Wix describes one."""
    url = f"{origin}/media/{file.id}"
    kind = file.kind.lower()
    details = {"id": file.id, "url": url, "filename": file.name}
    holds_picture = file.kind in {"IMAGE", "VECTOR"}
    return {
        "id": file.id,
        "displayName": file.name,
        "url": url,
        "parentFolderId": file.folder_id,
        "private": file.is_private,
        "mediaType": file.kind,
        "media": {kind: {"image": details} if holds_picture else details},
        "operationStatus": status,
        "state": "OK",
        "labels": file.labels,
        "sizeInBytes": str(len(file.content)),
        "createdDate": iso(file.created),
        "siteId": site_id,
    }
