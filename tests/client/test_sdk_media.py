"""Our addresses of media beside those that Wix's own SDK (1.21.16) was seen to make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wix_headless.client.files import audio_url, document_url, video_url
from wix_headless.client.image_sizes import Crop
from wix_headless.client.media import image_url, shape_url

# `make conformance` checks that the SDK still makes them.
SEEN = json.loads((Path(__file__).parent / "sdk_media.json").read_bytes())


def build(call, media, *, size=(None, None), crop=None, resolution=""):
    width, height = size
    match call:
        case "getImageUrl" | "getScaledToFillImageUrl":
            return image_url(media, width=width, height=height)
        case "getScaledToFitImageUrl":
            return image_url(media, width=width, height=height, fit=True)
        case "getCroppedImageUrl":
            return image_url(media, width=width, height=height, crop=Crop(*crop))
        case "getShapeUrl":
            return shape_url(media)
        case "getVideoUrl":
            return video_url(media, resolution=resolution)
        case "getAudioUrl":
            return audio_url(media)
        case "getDocumentUrl":
            return document_url(media)
    raise AssertionError(call)


def test_every_function_of_the_sdk_was_seen():
    assert {seen["call"] for seen in SEEN} == {
        "getAudioUrl",
        "getCroppedImageUrl",
        "getDocumentUrl",
        "getImageUrl",
        "getScaledToFillImageUrl",
        "getScaledToFitImageUrl",
        "getShapeUrl",
        "getVideoUrl",
    }
    assert len(SEEN) > 200


@pytest.mark.parametrize("seen", SEEN, ids=[f"{at}-{one['call']}" for at, one in enumerate(SEEN)])
def test_an_address_is_the_sdks(seen):
    url = seen.pop("url")

    assert build(**seen) == url
