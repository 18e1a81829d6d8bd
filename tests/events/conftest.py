"""A site that Wix sends events to, and functions that listen for the length of a test."""

from __future__ import annotations

import pytest

from tests.events.signing import APP_ID, INSTANCE_ID, public_pem
from tests.support.listeners import no_example_listeners
from wix_headless.events import on_event
from wix_headless.events.registry import registry
from wix_headless.models import EventDelivery


@pytest.fixture(autouse=True)
def _site(settings):
    """The app whose key signs the tests' events, in one installation."""
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "CLIENT_ID": APP_ID,
        "CLIENT_INSTANCE_ID": INSTANCE_ID,
        "CLIENT_PUBLIC_KEY": [public_pem()],
    }


@pytest.fixture(autouse=True)
def _same_listeners():
    """The example site does not listen; and what listens after the test is what did before."""
    with no_example_listeners():
        yield


@pytest.fixture
def listen():
    """Let a new function listen, and return the list of what it has heard."""

    def listen(*types, entity=""):
        heard = []

        def handler(event):
            heard.append(event)

        handler.__qualname__ = f"handler_{len(list(registry))}"
        on_event(*types, entity=entity)(handler)
        return heard

    return listen


@pytest.fixture
def post(client):
    """Post a body as Wix does; the content type says nothing."""

    def post(body, **more):
        return client.post("/wix/events/", body, content_type="text/plain", **more)

    return post


@pytest.fixture
def the_row(db):
    """Return the only row."""
    return EventDelivery.objects.get
