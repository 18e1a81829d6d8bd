"""
Addresses of the videos, sounds and documents that Wix keeps.

They are those that the ``media`` functions of Wix's own SDK give.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from wix_headless.client.media import WixImage, first_segment, is_web_address, parse_number

VIDEO_BASE_URL: Final = "https://video.wixstatic.com/video/"
AUDIO_BASE_URL: Final = "https://static.wixstatic.com/mp3/"
#: One host for the files of every site.
DOCUMENT_BASE_URL: Final = "https://d945e594-8657-47e2-9cd9-e9033c3d8da0.usrfiles.com/ugd/"

#: A media id is a file name: nothing in it can lead to another place.
_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.~-]*")
_IDENTIFIER = re.compile(
    r"(?:wix:)?(video|audio|document)://v1/(?:ugd/)?([^/#?]+)(?:/([^/#?]*))?(?:#(.*))?"
)
_RESOLUTION = re.compile(r"[1-9][0-9]{2,3}p")
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WixFile:
    """
    A video, a sound or a document that Wix keeps.

    Attributes:
        name: What the file was called, for people only.
        poster: The picture that stands for a video.
    """

    id: str
    name: str = ""
    poster: WixImage | None = None


def video_url(media: object, *, resolution: str = "") -> str:
    """
    Return where a video is served, in a resolution such as ``720p``.

    Media is ``wix:video://…``, an address, or an object of Wix's answers with one of those in it.
    """
    if resolution and not _RESOLUTION.fullmatch(resolution):
        raise ValueError(f"a video's resolution is like 720p, not {resolution!r}")
    video = parse_file(media, "video", base_url=VIDEO_BASE_URL)
    if isinstance(video, str):
        return video
    place = f"{resolution}/mp4/file.mp4" if resolution else "file"
    return f"{VIDEO_BASE_URL}{quote(video.id, safe='~')}/{place}"


def video_poster(media: object) -> WixImage | None:
    """Return the picture that stands for a video, which ``image_url`` takes; None if unknown."""
    video = parse_file(media, "video", base_url=VIDEO_BASE_URL)
    return None if isinstance(video, str) else video.poster


def audio_url(media: object) -> str:
    """Return where a sound is served; *media* is ``wix:audio://…`` or as for a video."""
    audio = parse_file(media, "audio", base_url=AUDIO_BASE_URL)
    return audio if isinstance(audio, str) else AUDIO_BASE_URL + quote(audio.id, safe="~")


def document_url(media: object) -> str:
    """Return where a document is served; *media* is ``wix:document://…`` or as for a video."""
    document = parse_file(media, "document", base_url=DOCUMENT_BASE_URL)
    if isinstance(document, str):
        return document
    return DOCUMENT_BASE_URL + quote(document.id, safe="~")


def parse_file(media: object, kind: str, *, base_url: str = "") -> WixFile | str:
    """
    Return the video, audio or document that *media* names, or its address.

    Args:
        base_url: What Wix's own addresses of this kind begin with.
    """
    for _ in range(_DEEPEST):
        if not isinstance(media, Mapping):
            break
        media = media.get(kind) or media.get("src") or media.get("url")
    if not isinstance(media, str):
        return ""
    text = media.strip()
    if match := _IDENTIFIER.fullmatch(text):
        return _parse_file_identifier(kind, *match.groups(default=""))
    # The file's place behind the id is the resolution of a video, and that is for us to say.
    is_ours = bool(base_url) and text.startswith(base_url)
    if is_ours and _ID.fullmatch(media_id := first_segment(text, base_url)):
        return WixFile(id=media_id, poster=_poster(kind, media_id, {}))
    return text if is_web_address(text) else ""


def _parse_file_identifier(
    wanted: str, kind: str, media_id: str, name: str, fragment: str
) -> WixFile | str:
    media_id = unquote(media_id)
    if kind != wanted or not _ID.fullmatch(media_id):
        return ""
    facts = parse_qs(fragment)
    return WixFile(
        id=media_id,
        name=unquote(name),
        poster=_poster(kind, media_id, facts),
    )


def _poster(kind: str, media_id: str, facts: Mapping[str, list[str]]) -> WixImage | None:
    if kind != "video":
        return None
    poster_id = facts.get("posterUri", [f"{media_id}.jpg"])[0]
    if not _ID.fullmatch(poster_id):
        return None
    return WixImage(
        id=poster_id,
        width=parse_number(facts.get("posterWidth", ["50"])[0]),
        height=parse_number(facts.get("posterHeight", ["50"])[0]),
    )
