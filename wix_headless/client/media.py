"""Addresses of Wix's pictures, in the size in which a page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

DEFAULT_BASE_URL = "https://static.wixstatic.com/media/"

#: A media id is a file name: nothing in it can lead to another place.
_ID = re.compile(r"(?=[^.~]+[.~])[A-Za-z0-9_-][A-Za-z0-9_.~-]*")
_WIX_IMAGE = re.compile(r"(?:wix:)?image://v1/([^/#?]+)(?:/([^/#?]*))?(?:#(.*))?")
# Where Wix's answers keep a picture inside something else, the likeliest first.
_NESTED = ("image", "main", "src", "wixMedia", "media")
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WixImage:
    """
    A picture that Wix keeps.

    Attributes:
        name: What the file is called in the address, for people only.
        width: The original's pixels, 0 if unknown; ``height`` too.
    """

    id: str
    name: str = ""
    width: int = 0
    height: int = 0


def image_url(
    media: object,
    *,
    width: int | None = None,
    height: int | None = None,
    base_url: str = DEFAULT_BASE_URL,
) -> str:
    """
    Return where *media* is served, cut to fill the given size and never enlarged.

    Media is whatever Wix's answers call a picture: ``wix:image://…``, a media id, an address,
    or an object with one of those in it.
    An address elsewhere is returned as it is, and "" for what is no picture's address at all.
    """
    image = parse_image(media, base_url=base_url)
    if isinstance(image, str):
        return image
    address = f"{base_url.rstrip('/')}/{quote(image.id, safe='~')}"
    if not width and not height:
        return address
    mode, box_width, box_height = _choose_box(image, width or 0, height or 0)
    name = quote(image.name, safe="~") if image.name.strip(".") else image.id
    return f"{address}/v1/{mode}/w_{box_width},h_{box_height},al_c,q_85/{name}"


def parse_image(media: object, *, base_url: str = DEFAULT_BASE_URL) -> WixImage | str:
    """Return the picture that *media* names, or its address when Wix does not keep it."""
    return _parse(media, base_url, depth=0)


def _parse(media: object, base_url: str, *, depth: int) -> WixImage | str:
    if isinstance(media, str):
        return _parse_text(media.strip(), base_url)
    if not isinstance(media, Mapping) or depth == _DEEPEST:
        return ""
    found: WixImage | str = ""
    for key in _NESTED:
        found = found or _parse(media.get(key), base_url, depth=depth + 1)
    # The address comes before the id: the id of a media item need not be its file's.
    for key in ("url", "id"):
        value = media.get(key)
        found = found or (_parse_text(value.strip(), base_url) if isinstance(value, str) else "")
    return _complete(found, media) if isinstance(found, WixImage) else found


def _complete(image: WixImage, facts: Mapping[str, Any]) -> WixImage:
    filename = facts.get("filename")
    return WixImage(
        id=image.id,
        name=image.name or (filename if isinstance(filename, str) else ""),
        width=image.width or _parse_size(facts.get("width")),
        height=image.height or _parse_size(facts.get("height")),
    )


def _parse_text(text: str, base_url: str) -> WixImage | str:
    if _ID.fullmatch(text):
        return WixImage(id=text)
    if match := _WIX_IMAGE.fullmatch(text):
        return _parse_wix_image(*match.groups(default=""))
    for base in (base_url.rstrip("/") + "/", DEFAULT_BASE_URL):
        if text.startswith(base) and _ID.fullmatch(media_id := _first_segment(text, base)):
            return WixImage(id=media_id)
    return text if _is_web_address(text) else ""


def _parse_wix_image(media_id: str, name: str, fragment: str) -> WixImage | str:
    media_id = unquote(media_id)
    if not _ID.fullmatch(media_id):
        return ""
    facts = parse_qs(fragment)
    return WixImage(
        id=media_id,
        name=unquote(name),
        width=_parse_size(facts.get("originWidth", [""])[0]),
        height=_parse_size(facts.get("originHeight", [""])[0]),
    )


def _first_segment(text: str, base: str) -> str:
    return unquote(re.split(r"[/?#]", text.removeprefix(base), maxsplit=1)[0])


def _is_web_address(text: str) -> bool:
    if not text.isprintable() or " " in text or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _parse_size(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100_000:
        return int(value)
    return 0


def _choose_box(image: WixImage, width: int, height: int) -> tuple[str, int, int]:
    if width < 0 or height < 0:
        raise ValueError("a picture's width and height can't be negative")
    if not image.width or not image.height:
        # One side alone, and the proportions unknown: it fits into a square.
        return ("fill" if width and height else "fit"), width or height, height or width
    width = width or round(height * image.width / image.height) or 1
    height = height or round(width * image.height / image.width) or 1
    shrink = min(1, image.width / width, image.height / height)
    return "fill", max(1, int(width * shrink)), max(1, int(height * shrink))
