"""
Pictures of the documents: a story shows a page under a name.

::

    pytest tests/browser/test_pictures.py --screenshots=docs/images

Without the option nothing is written. Which names there are is known without a browser, too:
``tests/docs/test_pictures.py`` compares them with what the documents embed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Show = Callable[[str, Any], None]

SIZE = {"width": 1280, "height": 800}

#: How tokens of Wix's begin, and everything that is signed as it signs.
SECRET = re.compile(r"OauthNG|IST\.|eyJ\w{8}")

#: Whether there is more to see than icons.
HAS_SHADES = "[...document.images].some((image) => image.width > 50)"

STEADY = Path(__file__).with_name("steady.js").read_text(encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", type=Path, metavar="FOLDER", help="where to write the documents' pictures"
    )


@pytest.fixture
def show(request: pytest.FixtureRequest) -> Show:
    """Look at a page as the documents show it, and write its picture if pictures are wanted."""
    folder: Path | None = request.config.getoption("--screenshots", None)

    def show(name: str, page: Any) -> None:
        page.set_viewport_size(SIZE)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.mouse.move(0, 0)
        page.evaluate("scrollTo(0, 0)")
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        assert not SECRET.search(page.inner_text("body")), name
        if folder is not None:
            page.evaluate(STEADY)
            taken = page.screenshot(animations="disabled", caret="hide")
            # The shades of a product need more colours than a palette has; letters do not.
            colours = None if page.evaluate(HAS_SHADES) else 256
            write(taken, folder / f"{name}.png", colours=colours)

    return show


def write(taken: bytes, path: Path, *, colours: int | None) -> None:
    """Write a picture, with so many colours at most."""
    from PIL import Image

    with Image.open(io.BytesIO(taken)) as image:
        full = image.convert("RGB")
    picture = full.quantize(colours, Image.Quantize.MEDIANCUT) if colours else full
    picture.save(path, optimize=True)
