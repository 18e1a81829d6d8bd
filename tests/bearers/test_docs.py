"""The examples of docs/dashboard-and-endpoints.md, run as they stand."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from django.urls import path

from tests.docs.pages import DOCS, read_blocks, run
from wix_headless.bearers import MEMORY_SECONDS
from wix_headless.conf import django_settings
from wix_headless.protocol.instances import LONGEST_LIFE

PAGE = DOCS / "dashboard-and-endpoints.md"
TEXT = PAGE.read_text(encoding="utf-8")

VIEWS = run(*[block for block in read_blocks(PAGE) if "import" in block.text])

urlpatterns = [
    path("recommend/", VIEWS["recommend"]),
    path("profile/", VIEWS["Profile"].as_view()),
    path("overview/", VIEWS["overview"], name="overview"),
]


@pytest.fixture(autouse=True)
def documented(settings):
    """Serve the page's views, with its template."""
    settings.ROOT_URLCONF = __name__
    (template,) = read_blocks(PAGE, "django")
    engine = django_settings.TEMPLATES[0]
    loader = ("django.template.loaders.locmem.Loader", {"overview.html": template.text})
    options = engine["OPTIONS"] | {"loaders": [loader]}
    settings.TEMPLATES = [engine | {"APP_DIRS": False, "OPTIONS": options}]
    assert engines.all()


def test_the_endpoint(client, callers):
    answer = client.get("/recommend/", headers=callers.headers("visitor")).json()

    assert (answer["for"], len(answer["products"])) == ("visitor", 3)
    assert client.get("/recommend/").status_code == 401


def test_the_class_for_rest_framework(client, callers):
    assert client.get("/profile/", headers=callers.headers()).json()["member"]
    assert client.get("/profile/", headers=callers.headers("visitor")).status_code == 403


def test_the_dashboards_page(client, callers):
    address = f"/overview/?instance={callers.instance()}"
    shown = client.get(address).content.decode()
    token = re.search(r'name="wix_form_token" value="([^"]+)"', shown)[1]

    assert f'href="{address}"' in shown
    assert client.post(address, {"wix_form_token": token})["Location"] == address


def test_the_times_are_those_of_the_code():
    assert f"at most {MEMORY_SECONDS:.0f} seconds" in TEXT
    assert LONGEST_LIFE == 4 * 3600
    assert "good for four hours" in TEXT
