"""
The words in which a size of a picture is asked of Wix's media service.

They are those of Wix's own SDK, letter by letter: whoever asks for the same size finds it made
already, in the caches on the way. ``make conformance`` compares them.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

#: What Wix makes in other sizes; a picture of another kind (a GIF, an SVG) is served as it is.
_RESIZABLE: Final = frozenset({"png", "jpeg", "jpg", "jpe", "webp", "avif", "wix_mp", "wix_ico_mp"})
_WITH_QUALITY: Final = frozenset({"png", "jpeg", "jpg", "jpe", "webp", "avif"})
#: These are not cut before they are resized.
_NEVER_CROPPED: Final = frozenset({"webp", "avif"})
#: More pixels than these are not made.
_LARGEST_AREA: Final = 5000 * 5000
_SHARPENED: Final = "usm_0.66_1.00_0.01"


class Box(NamedTuple):
    """A width and a height, in pixels; 0 for what is not known."""

    width: float
    height: float

    def scale(self, factor: float) -> Box:
        return Box(self.width * factor, self.height * factor)

    @property
    def area(self) -> float:
        return self.width * self.height


class Crop(NamedTuple):
    """The part of a picture to show, in the original's pixels."""

    x: int
    y: int
    width: int
    height: int


def is_resizable(media_id: str) -> bool:
    """Say whether Wix makes other sizes of a file of this name."""
    return _find_extension(media_id) in _RESIZABLE


def build_size(
    media_id: str, source: Box, target: Box, *, fit: bool = False, crop: Crop | None = None
) -> str:
    """
    Return the words between a picture's id and its file name.

    Args:
        source: The original's size.
        target: The size that is wanted: filled, with the middle kept, or fitted into.
        crop: What to cut out of the original first.
    """
    extension = _find_extension(media_id)
    steps = []
    if crop is not None and extension not in _NEVER_CROPPED:
        part = _overlap(source, crop)
        if part is not None:
            steps.append(f"crop/x_{part.x},y_{part.y},w_{part.width},h_{part.height}")
            source = Box(part.width, part.height)
    steps.append(_build_resizing(extension, source, target, fit=fit))
    return "/".join(steps)


def _build_resizing(extension: str, source: Box, target: Box, *, fit: bool) -> str:
    is_known = bool(source.width and source.height)
    source = Box(source.width or target.width, source.height or target.height)
    wanted, factor = _choose_size(source, target, fit=fit)
    width, height = _round(wanted.width), _round(wanted.height)
    only_fits = fit and not is_known
    words = [f"w_{width}", f"h_{height}"]
    if not only_fits:
        words.append("al_c")
    if factor > 1:
        words.append("lg_1")
    if extension in _WITH_QUALITY:
        words.append(f"q_{_choose_quality(extension, width * height)}")
    if factor < 1 or only_fits:
        words.append(_SHARPENED)
    words.append("enc_auto")
    return f"{'fit' if only_fits else 'fill'}/{','.join(words)}"


def _choose_size(source: Box, target: Box, *, fit: bool) -> tuple[Box, float]:
    """Return the size to make, and how much larger than the original that is."""
    factor = _measure(source, target, fit=fit)
    size = source.scale(factor) if fit else target
    if size.area > _LARGEST_AREA:
        size = size.scale(math.sqrt(_LARGEST_AREA / size.area))
        factor = _measure(source, size, fit=fit)
    most = _find_most(source.area)
    if factor <= most:
        return size, factor
    return (source.scale(most) if fit else size.scale(most / factor)), most


def _measure(source: Box, target: Box, *, fit: bool) -> float:
    choose = min if fit else max
    return choose(target.width / source.width, target.height / source.height)


def _find_most(area: float) -> float:
    """Return how much a picture may be enlarged: the smaller, the more, and large ones never."""
    if area > 600 * 600:
        return 1
    return 1.2 if area > 400 * 400 else 1.4


def _choose_quality(extension: str, area: int) -> int:
    quality = 90 if area > 1400 * 1400 else 85 if area > 600 * 600 else 80
    return quality + 5 if extension == "png" else quality


def _overlap(source: Box, crop: Crop) -> Crop | None:
    """Return what *crop* takes of the picture; None for nothing or all of it."""
    width = max(0, min(source.width, crop.x + crop.width) - max(0, crop.x))
    height = max(0, min(source.height, crop.y + crop.height) - max(0, crop.y))
    if not width or not height or (width, height) == source:
        return None
    return Crop(max(0, crop.x), max(0, crop.y), _round(width), _round(height))


def _find_extension(media_id: str) -> str:
    return media_id.rpartition(".")[2].lower() if "." in media_id else ""


def _round(number: float) -> int:
    # Python's own round() goes to the even neighbour, JavaScript's goes up.
    return math.floor(number + 0.5)
