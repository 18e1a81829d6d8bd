"""
Addresses of Wix's pictures, in the size in which a page shows them.

They are those that the ``media`` functions of Wix's own SDK give, except that those take the
original's width for its height.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

from wix_headless.client.image_sizes import Box, Crop, build_size, is_resizable

DEFAULT_BASE_URL: Final = "https://static.wixstatic.com/media/"
SHAPE_BASE_URL: Final = "https://static.wixstatic.com/shapes/"

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
        name: What the file was called, for people only.
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
    fit: bool = False,
    crop: Crop | None = None,
    base_url: str = DEFAULT_BASE_URL,
) -> str:
    """
    Return where *media* is served, in the given size.

    Media is whatever Wix's answers call a picture: ``wix:image://…``, a media id, an address,
    or an object with one of those in it; a ``WixImage`` too.
    An address elsewhere is returned as it is, and "" for what is no picture's address at all.
    A picture is hardly enlarged, a large one never; GIFs and SVGs are served as they are.

    Args:
        width: One side is enough where the original's size is known.
        fit: Show all of the picture within the size, instead of filling it.
        crop: The part to show, in the original's pixels.
    """
    image = parse_image(media, base_url=base_url)
    if isinstance(image, str):
        return image
    address = f"{base_url.rstrip('/')}/{quote(image.id, safe='~')}"
    if (width or 0) < 0 or (height or 0) < 0:
        raise ValueError("a picture's width and height can't be negative")
    if not (width or height) or not is_resizable(image.id):
        return address
    source = Box(crop.width, crop.height) if crop else Box(image.width, image.height)
    target, is_guessed = _complete_box(source, width or 0, height or 0)
    size = build_size(
        image.id, Box(image.width, image.height), target, fit=fit or is_guessed, crop=crop
    )
    stem, _, extension = image.id.rpartition(".")
    return f"{address}/v1/{size}/{quote(stem, safe='~')}.{extension.lower()}"


def shape_url(media: object) -> str:
    """Return where a shape of Wix's is served; *media* is as for a picture."""
    return image_url(media, base_url=SHAPE_BASE_URL)


def parse_image(media: object, *, base_url: str = DEFAULT_BASE_URL) -> WixImage | str:
    """Return the picture that *media* names, or its address when Wix does not keep it."""
    return _parse(media, base_url, depth=0)


def _parse(media: object, base_url: str, *, depth: int) -> WixImage | str:
    if isinstance(media, WixImage):
        return media if _ID.fullmatch(media.id) else ""
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
        width=image.width or parse_number(facts.get("width")),
        height=image.height or parse_number(facts.get("height")),
    )


def _parse_text(text: str, base_url: str) -> WixImage | str:
    if _ID.fullmatch(text):
        return WixImage(id=text)
    if match := _WIX_IMAGE.fullmatch(text):
        return _parse_wix_image(*match.groups(default=""))
    for base in (base_url.rstrip("/") + "/", DEFAULT_BASE_URL):
        if text.startswith(base) and _ID.fullmatch(media_id := first_segment(text, base)):
            return WixImage(id=media_id)
    return text if is_web_address(text) else ""


def _parse_wix_image(media_id: str, name: str, fragment: str) -> WixImage | str:
    media_id = unquote(media_id)
    if not _ID.fullmatch(media_id):
        return ""
    facts = parse_qs(fragment)
    return WixImage(
        id=media_id,
        name=unquote(name),
        width=parse_number(facts.get("originWidth", [""])[0]),
        height=parse_number(facts.get("originHeight", [""])[0]),
    )


def first_segment(text: str, base: str) -> str:
    """Return what stands in an address between *base* and the next slash."""
    return unquote(re.split(r"[/?#]", text.removeprefix(base), maxsplit=1)[0])


def is_web_address(text: str) -> bool:
    """Say whether a page may take *text* for an address on the web."""
    if not text.isprintable() or " " in text or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def parse_number(value: object) -> int:
    """Return a number of pixels, and 0 for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        # Python refuses to read numbers of thousands of digits, and they come from an address.
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100_000:
        return int(value)
    return 0


def _complete_box(source: Box, width: int, height: int) -> tuple[Box, bool]:
    """Return the wanted size, and whether a side of it is no more than a guess."""
    if width and height:
        return Box(width, height), False
    if not source.width or not source.height:
        # One side alone, and the proportions unknown: it fits into a square.
        return Box(width or height, width or height), True
    if width:
        return Box(width, round(width * source.height / source.width) or 1), False
    return Box(round(height * source.width / source.height) or 1, height), False
