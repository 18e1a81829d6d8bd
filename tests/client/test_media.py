"""Addresses of Wix's pictures, from whatever its answers call one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.client.image_sizes import Crop
from wix_headless.client.media import WixImage, image_url, parse_image

BASE = "https://static.wixstatic.com/media"
ID = "a27d24_15f1~mv2.png"
FULL = f"wix:image://v1/{ID}/my%20cat.png#originWidth=800&originHeight=600"


@pytest.mark.parametrize(
    ("media", "image"),
    [
        (FULL, WixImage(id=ID, name="my cat.png", width=800, height=600)),
        (f"image://v1/{ID}/cat.png", WixImage(id=ID, name="cat.png")),
        (f"wix:image://v1/{ID}", WixImage(id=ID)),
        (f" {ID} ", WixImage(id=ID)),
        ("nsplsh_1~mv2_d_5000_3333_s_4_2.jpg", WixImage(id="nsplsh_1~mv2_d_5000_3333_s_4_2.jpg")),
        (f"{BASE}/{ID}", WixImage(id=ID)),
        (f"{BASE}/{ID}/v1/fill/w_10,h_20,al_c/a.png?x=1", WixImage(id=ID)),
        (
            {"url": f"{BASE}/{ID}", "width": 4, "height": 3.0, "filename": "a.png"},
            WixImage(id=ID, name="a.png", width=4, height=3),
        ),
        ({"id": ID, "url": ""}, WixImage(id=ID)),
        ({"id": "item-1", "url": ID}, WixImage(id=ID)),
        (
            {"image": FULL, "id": "item-1"},
            WixImage(id=ID, name="my cat.png", width=800, height=600),
        ),
        ({"image": {"url": ID, "width": 9, "height": 8}}, WixImage(id=ID, width=9, height=8)),
        ({"main": {"image": {"id": ID}}}, WixImage(id=ID)),
        ({"src": {"id": ID}, "width": 9, "height": "8"}, WixImage(id=ID, width=9, height=8)),
        ({"url": ID, "width": 0, "height": None}, WixImage(id=ID)),
        (
            f"wix:image://v1/{ID}#originWidth={'9' * 5000}&originHeight=600",
            WixImage(id=ID, height=600),
        ),
    ],
)
def test_wixs_pictures_are_understood_in_every_form(media, image):
    assert parse_image(media) == image


ENDING = "usm_0.66_1.00_0.01,enc_auto"


@pytest.mark.parametrize(
    ("size", "path"),
    [
        ({}, f"{ID}"),
        ({"width": 400, "height": 300}, f"{ID}/v1/fill/w_400,h_300,al_c,q_85,{ENDING}/{ID}"),
        ({"width": 400}, f"{ID}/v1/fill/w_400,h_300,al_c,q_85,{ENDING}/{ID}"),
        ({"height": 300}, f"{ID}/v1/fill/w_400,h_300,al_c,q_85,{ENDING}/{ID}"),
        # Never larger than the original, and in the proportions that were asked for.
        ({"width": 1600, "height": 1200}, f"{ID}/v1/fill/w_800,h_600,al_c,q_90,enc_auto/{ID}"),
        ({"width": 1600, "height": 600}, f"{ID}/v1/fill/w_800,h_300,al_c,q_85,enc_auto/{ID}"),
        ({"width": 1200, "height": 1200}, f"{ID}/v1/fill/w_600,h_600,al_c,q_85,enc_auto/{ID}"),
        (
            {"width": 400, "height": 400, "fit": True},
            f"{ID}/v1/fill/w_400,h_300,al_c,q_85,{ENDING}/{ID}",
        ),
        (
            {"width": 60, "crop": Crop(10, 20, 300, 200)},
            f"{ID}/v1/crop/x_10,y_20,w_300,h_200/fill/w_60,h_40,al_c,q_85,{ENDING}/{ID}",
        ),
    ],
)
def test_a_picture_is_cut_to_size_and_a_large_one_never_enlarged(size, path):
    assert image_url(FULL, **size) == f"{BASE}/{path}"


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ({"width": 400, "height": 300}, "fill/w_400,h_300,al_c,q_85,enc_auto"),
        ({"width": 400}, f"fit/w_400,h_400,q_85,{ENDING}"),
        ({"height": 300}, f"fit/w_300,h_300,q_85,{ENDING}"),
    ],
)
def test_of_a_picture_of_unknown_size_nothing_is_cut_away_unasked(size, box):
    assert image_url(ID, **size) == f"{BASE}/{ID}/v1/{box}/{ID}"


@pytest.mark.parametrize("name", ["a_1.gif", "a_1~mv2.svg", "a~mv2", "a.pdf"])
def test_what_wix_does_not_resize_is_served_as_it_is(name):
    assert image_url(f"wix:image://v1/{name}/x", width=5, height=5) == f"{BASE}/{name}"


def test_a_parsed_picture_is_a_picture_too():
    assert image_url(parse_image(FULL), width=400) == image_url(FULL, width=400)
    assert image_url(WixImage(id="../../x.png")) == ""


def test_pictures_come_from_where_the_project_says():
    base = "http://127.0.0.1:9000/media"
    expected = f"{base}/{ID}"

    assert image_url(ID, base_url=base) == expected
    assert image_url(f"{BASE}/{ID}", base_url=f"{base}/") == expected
    assert image_url(f"{base}/{ID}/v1/fit/w_1,h_1/x.png", base_url=base) == expected


@pytest.mark.parametrize(
    "media",
    [
        "https://images.test/a.png?b=c",
        "http://images.test/a.png",
        {"url": "https://images.test/a.png?b=c"},
    ],
)
def test_pictures_from_elsewhere_are_left_alone(media):
    url = media["url"] if isinstance(media, dict) else media

    assert image_url(media, width=10, height=10) == url


@pytest.mark.parametrize(
    "media",
    [
        "",
        "javascript:alert(1)",
        "JAVASCRIPT://x.test/%0aalert(1)",
        "data:image/png;base64,AAAA",
        "//evil.test/a.png",
        "/local/a.png",
        "..",
        "../a.png",
        "a/../b.png",
        "wix:image://v1/..%2F..%2Fx/a.png",
        "wix:image://v1/../a.png",
        "wix:video://v1/abc/file",
        "https://",
        "https://[",
        "https://x.test/a b.png",
        "https://x.test\\@evil.test",
        "https://x.test/\n",
        "word",
        None,
        5,
        [],
        {},
        {"url": None},
        {"url": "javascript:alert(1)"},
        {"image": {"image": {"image": {"image": {"image": ID}}}}},
    ],
)
def test_what_is_no_picture_has_no_address(media):
    assert image_url(media, width=10, height=10) == (
        media.strip() if media == "https://x.test/\n" else ""
    )


def test_what_the_file_was_called_is_not_in_the_path():
    url = image_url(f"wix:image://v1/{ID}/..%2F..%2Fx%3Fy#originWidth=9&originHeight=9", width=5)

    assert url == f"{BASE}/{ID}/v1/fill/w_5,h_5,al_c,q_85,{ENDING}/{ID}"


def test_a_size_is_no_negative_number():
    with pytest.raises(ValueError, match="negative"):
        image_url(ID, width=-1)


@given(st.text() | st.builds("wix:image://v1/{}#originWidth={}".format, st.text(), st.text()))
def test_whatever_the_text_an_address_is_a_web_address(media):
    url = image_url(media, width=10)

    assert url == "" or urlsplit(url).scheme in {"http", "https"}
    assert not set(url) & set(" \n\t\"'<>\\") or url == media.strip()
