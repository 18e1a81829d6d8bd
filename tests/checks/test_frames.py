"""What is found about pages in the frame of Wix's dashboard."""

from __future__ import annotations

import pytest
from django.core.checks import ERROR, WARNING

from tests.checks import urls
from wix_headless.checks import CheckId


@pytest.mark.parametrize(
    "source", ["https://a.example; script-src *", "https://a.example https://b.example", "'none'"]
)
def test_e011_what_is_no_origin(change, find_one, source):
    change(FRAME_ANCESTORS=[source])

    assert find_one(CheckId.FRAME_ANCESTORS).level == ERROR


@pytest.mark.parametrize("source", ["'self'", "https://manage.wix.com", "https://*.wix.com", "a:*"])
def test_origins(change, find, source):
    change(FRAME_ANCESTORS=[source])

    assert find() == []


@pytest.mark.parametrize("source", ["*", "https:", "HTTP:"])
def test_w018_everybody_may_frame(change, find_one, source):
    change(FRAME_ANCESTORS=["'self'", source])

    assert find_one(CheckId.ANY_FRAME).level == WARNING


@pytest.mark.parametrize("kind", ["Denied", "DeniedAsync"])
def test_w019_a_decorator_that_denies_frames(sound, find_one, kind):
    sound.ROOT_URLCONF = getattr(urls, kind)

    found = find_one(CheckId.DENIED_FRAME)

    assert found.level == WARNING
    assert "tests.checks.urls." in found.msg


def test_frames_that_are_well(sound, find):
    sound.ROOT_URLCONF = urls.Framed

    assert find() == []
