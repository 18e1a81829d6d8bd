"""Videos, sounds and documents: what is understood, and what has no address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.client.files import (
    AUDIO_BASE_URL,
    DOCUMENT_BASE_URL,
    VIDEO_BASE_URL,
    WixFile,
    audio_url,
    document_url,
    parse_file,
    video_poster,
    video_url,
)
from wix_headless.client.media import WixImage, image_url

VIDEO = "wix:video://v1/a_1/my%20cat.mp4#posterUri=a_1f000.jpg&posterWidth=1920&posterHeight=1080"
POSTER = WixImage(id="a_1f000.jpg", width=1920, height=1080)


@pytest.mark.parametrize(
    "media",
    [VIDEO, {"video": VIDEO}, {"video": {"url": VIDEO}}, {"src": VIDEO}, {"url": f" {VIDEO} "}],
)
def test_a_video_is_found_in_whatever_holds_it(media):
    assert video_url(media) == f"{VIDEO_BASE_URL}a_1/file"
    assert video_poster(media) == POSTER


def test_what_an_identifier_says_is_told():
    assert parse_file(VIDEO, "video") == WixFile(id="a_1", name="my cat.mp4", poster=POSTER)
    assert parse_file("wix:document://v1/ugd/a.pdf/b.pdf", "document") == WixFile(
        id="a.pdf", name="b.pdf"
    )


def test_a_poster_is_a_picture():
    url = image_url(video_poster(VIDEO), width=192)

    assert "/a_1f000.jpg/v1/fill/w_192,h_108," in url


def test_a_video_without_a_poster_has_its_first_picture():
    assert video_poster("wix:video://v1/a_1") == WixImage(id="a_1.jpg", width=50, height=50)


@pytest.mark.parametrize("resolution", ["720", "720p/..", "0p", "p", "1080p?x=1"])
def test_a_resolution_is_one(resolution):
    with pytest.raises(ValueError, match="720p"):
        video_url(VIDEO, resolution=resolution)


@pytest.mark.parametrize("build", [video_url, audio_url, document_url])
def test_an_address_elsewhere_is_left_alone(build):
    assert build("https://media.test/a.mp4?b=c") == "https://media.test/a.mp4?b=c"
    assert build({"url": "https://media.test/a.mp4"}) == "https://media.test/a.mp4"


@pytest.mark.parametrize("build", [video_url, audio_url, document_url])
@pytest.mark.parametrize(
    "media",
    [
        "",
        None,
        5,
        [],
        {},
        "a.mp4",
        "javascript:alert(1)",
        "//evil.test/a.mp4",
        "wix:image://v1/a_1.png/x.png",
        "wix:video://v1/..%2F..%2Fx/y",
        "wix:audio://v1/%2e%2e/y",
        "wix:document://v1/ugd/..%2Fx/y",
        {"url": {"url": {"url": {"url": {"url": "https://media.test/a.mp4"}}}}},
    ],
)
def test_what_is_no_media_has_no_address(build, media):
    assert build(media) == ""


@pytest.mark.parametrize(
    ("build", "base"),
    [(video_url, VIDEO_BASE_URL), (audio_url, AUDIO_BASE_URL), (document_url, DOCUMENT_BASE_URL)],
)
def test_another_kind_is_no_media_of_this_kind(build, base):
    kinds = [kind for kind in ("video", "audio", "document") if kind not in build.__name__]

    assert [build(f"wix:{kind}://v1/a_1.x/y.x") for kind in kinds] == ["", ""]
    assert build(f"wix:{build.__name__.removesuffix('_url')}://v1/a_1.x/y.x").startswith(base)


@pytest.mark.parametrize("uri", ["..", "../x.jpg", "a%2Fb.jpg", "%00.jpg"])
def test_a_poster_cannot_lead_elsewhere(uri):
    assert video_poster(f"wix:video://v1/a_1#posterUri={uri}") is None


@given(st.text() | st.builds("wix:video://v1/{}/{}#posterUri={}".format, *[st.text()] * 3))
def test_whatever_the_text_an_address_is_a_web_address(media):
    for build in (video_url, audio_url, document_url):
        url = build(media)

        assert url == "" or urlsplit(url).scheme in {"http", "https"}
